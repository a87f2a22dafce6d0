"""Moods and attitudes."""

from __future__ import annotations

from .postures import FIST_UP, ON_HIP, STAND, into, there_and_back, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action, held

CLENCHED = Arm((0.3, -0.85, 0.2), elbow=(0.8, -0.3, -1), palm=(-1, 0, 0), curl=85, shrug=7)
OVER_EYES = Arm(
    (0.01, -0.02, 0.02), "eye", (0.7, -1, 0.3), palm=(0, 0, -1), fingers=(-0.35, 1, 0), tip=0.1, curl=12
)
HOLD_BELLY = Arm(
    (0.03, 0.02, 0.03), "belly", (1, 0, -0.5), palm=(0, 0, -1), fingers=(-1, -0.2, -0.1), tip=0.09, curl=12
)
WARD_OFF = Arm((0.1, 0.25, 0.6), elbow=(0.8, -1, 0), palm=(0, 0, 1), fingers=(-0.15, 1, 0), curl=12)
TO_MOUTH = Arm(
    (0.02, -0.02, 0.03), "mouth", (0.7, -1, 0.2), palm=(-0.2, 0, -1), fingers=(-0.4, 1, 0), tip=0.1, curl=25
)
EMBRACE_OPEN = Arm(
    (0.75, 0.05, 0.7), elbow=(0.5, -0.8, -0.6), palm=(-0.6, 0, 0.5), fingers=(0.4, 0.2, 1), curl=10
)
EMBRACE = Arm((-0.35, 0.0, 0.62), elbow=(1, -0.4, 0.3), palm=(-0.2, 0, -1), fingers=(-1, 0.1, -0.2), curl=15)
SELF_HUG = Arm(
    (0.0, -0.10, 0.08),
    "other shoulder",
    (0.6, -1, 0.3),
    palm=(0, 0, -1),
    fingers=(-1, 0.4, -0.4),
    tip=0.1,
    curl=20,
)
LIMP_ARM = Arm((0.12, -0.92, 0.28), "hang")
TO_SKY = Arm((0.55, 0.95, 0.35), elbow=(0.8, -0.6, 0), palm=(0, 0.8, 0.6), curl=12)
HEART = Arm(
    (0.01, 0.02, 0.01), "chest", (0.8, -1, 0), palm=(0, 0, -1), fingers=(-1, 0.3, -0.1), tip=0.1, curl=5
)
RUB = Arm(
    (0.03, 0.0, 0.12), "chest", (0.9, -1, 0), palm=(-1, 0, 0), fingers=(-0.3, 0.7, 0.7), tip=0.07, curl=10
)

MOODS = {
    "victory": Action(
        "celebrate a victory, raise both fists in triumph, =victorious, pose as a winner, win a race, "
        "throw their fists in the air, =triumphant",
        into(
            STAND.but(
                Arm((0.42, 1.05, 0.05), elbow=(1, -0.3, 0.2), palm=(0, 0, 1), curl=85),
                Foot((0.2, 0, 0), out=16),
                bend=-8,
                nod=-14,
            ),
            reach=0.6,
        ),
        upper=True,
    ),
    "fist_pump": Action(
        "pump their left fist, do a fist pump, say yes with a fist, cheer with one fist, punch the air, "
        "raise their left fist",
        to_and_fro(
            STAND.but(left=FIST_UP, nod=-6),
            STAND.but(
                left=Arm(
                    (0.25, -0.1, 0.35), elbow=(0.5, -1, -0.3), palm=(-1, 0, 0), fingers=(0, 1, 0), curl=85
                ),
                bend=8,
            ),
            0.6,
            0.8,
        ),
        period=0.6,
        upper=True,
    ),
    "laugh": Action(
        "laugh, laugh out loud, hold their belly laughing, crack up, giggle, =amused, laugh at a joke",
        to_and_fro(
            STAND.but(HOLD_BELLY, lean=8, bend=22, nod=10),
            STAND.but(HOLD_BELLY, lean=2, bend=8, nod=-14),
            0.6,
        ),
        period=0.6,
    ),
    "belly_ache": Action(
        "hold their stomach in pain, =sick, have a stomach ache, feel sick, bend over in pain, clutch "
        "their belly",
        **held(STAND.but(HOLD_BELLY, height=0.83, lean=20, bend=30, nod=16)),
    ),
    "cry": Action(
        "cry, weep, sob into their hands, cover their face with both hands, hide their face, wipe their "
        "tears, =in tears",
        to_and_fro(STAND.but(OVER_EYES, bend=22, nod=26), STAND.but(OVER_EYES, bend=26, nod=32), 0.8),
        period=0.8,
        upper=True,
        loose=0.6,
    ),
    "scared": Action(
        "=scared, =afraid, back away in fear, hold up their hands in fear, shrink back, =frightened, "
        "panic, defend themself with raised hands",
        to_and_fro(
            STAND.but(
                WARD_OFF,
                left_foot=Foot((0.1, 0, 0.1)),
                right_foot=Foot((0.1, 0, -0.24), heel=15),
                lean=-9,
                bend=10,
                height=0.8,
                look=14,
                cock=4,
            ),
            STAND.but(
                WARD_OFF,
                left_foot=Foot((0.1, 0, 0.1)),
                right_foot=Foot((0.1, 0, -0.24), heel=15),
                lean=-13,
                bend=14,
                height=0.78,
                look=18,
                cock=6,
            ),
            0.5,
        ),
        period=0.5,
    ),
    "angry": Action(
        "=angry, =furious, clench their fists in anger, stand in a rage, stomp with rage, =mad, get "
        "angry, shout in anger",
        to_and_fro(
            STAND.but(CLENCHED, Foot((0.17, 0, 0)), lean=6, bend=10, nod=-4),
            STAND.but(CLENCHED, Foot((0.17, 0, 0)), lean=10, bend=14, nod=2),
            0.6,
        ),
        period=0.6,
    ),
    "sad": Action(
        "=sad, =depressed, slouch, hang their head in sadness, =disappointed, stand with slumped "
        "shoulders, droop",
        **held(STAND.but(LIMP_ARM, bend=26, nod=28, height=0.86)),
    ),
    "tired": Action(
        "=tired, =exhausted, pant with hands on the knees, catch their breath, lean on their knees, "
        "=out of breath, rest their hands on their knees",
        to_and_fro(
            STAND.but(
                Arm((0.0, 0.02, -0.03), "knee", (1, -0.2, -0.6)),
                Foot((0.18, 0, 0)),
                height=0.78,
                lean=44,
                bend=22,
                nod=-6,
                shift=(0, -0.18),
            ),
            STAND.but(
                Arm((0.0, 0.02, -0.03), "knee", (1, -0.2, -0.6)),
                Foot((0.18, 0, 0)),
                height=0.78,
                lean=42,
                bend=26,
                nod=6,
                shift=(0, -0.18),
            ),
            1.2,
        ),
        period=1.2,
    ),
    "yawn": Action(
        "yawn, cover their mouth, cough, sneeze, hold a hand to their mouth, =sleepy, gasp in surprise",
        there_and_back(STAND.but(left=TO_MOUTH, nod=6, bend=8), reach=0.7),
        upper=True,
        loose=0.6,
    ),
    "proud": Action(
        "=proud, stand like a superhero, pose like a hero, =heroic, stand with a swollen chest, do a "
        "power pose, =confident, stand like superman",
        **held(STAND.but(ON_HIP, Foot((0.22, 0, 0), out=18, knee=14), bend=-9, nod=-8)),
    ),
    "hug": Action(
        "hug, hug someone, embrace somebody, give a hug, hold someone in their arms, cuddle, welcome "
        "someone with a hug",
        (
            (0.1, STAND, 0.0),
            (0.6, STAND.but(EMBRACE_OPEN), 0.8),
            (1.15, STAND.but(EMBRACE, bend=10, lean=4), 1.0),
            (1.9, STAND.but(EMBRACE, bend=12, lean=4, cock=6), 1.0),
        ),
        upper=True,
    ),
    "welcome": Action(
        "welcome someone with open arms, open their arms for a hug, offer a hug, invite everybody, open "
        "both arms, present something",
        into(STAND.but(EMBRACE_OPEN, bend=-3), reach=0.7),
        upper=True,
    ),
    "shiver": Action(
        "shiver, freeze, hug themself, =cold, tremble with cold, wrap their arms around themself, hold "
        "their own shoulders",
        to_and_fro(
            STAND.but(SELF_HUG, bend=16, nod=12, twist=3, height=0.86),
            STAND.but(SELF_HUG, bend=17, nod=13, twist=-3, height=0.855),
            0.3,
        ),
        period=0.3,
        loose=0.5,
    ),
    "despair": Action(
        "=desperate, hold their head in their hands, tear their hair, =shocked, grab their head with "
        "both hands, have a headache, =in despair",
        to_and_fro(
            STAND.but(
                Arm(
                    (0.06, 0.03, 0.0),
                    "ear",
                    (1, -0.3, 0.4),
                    palm=(-1, 0, 0),
                    fingers=(-0.3, 1, -0.3),
                    tip=0.09,
                    curl=15,
                ),
                bend=14,
                nod=14,
            ),
            STAND.but(
                Arm(
                    (0.06, 0.03, 0.0),
                    "ear",
                    (1, -0.3, 0.4),
                    palm=(-1, 0, 0),
                    fingers=(-0.3, 1, -0.3),
                    tip=0.09,
                    curl=15,
                ),
                bend=18,
                nod=22,
                twist=8,
            ),
            1.2,
        ),
        period=1.2,
        upper=True,
        loose=0.6,
    ),
    "cover_ears": Action(
        "cover their ears, put their hands over their ears, block out the noise, hold their ears shut, "
        "listen to headphones",
        **held(
            STAND.but(
                Arm(
                    (0.03, 0.0, 0.0),
                    "ear",
                    (1, -0.4, 0.2),
                    palm=(-1, 0, 0),
                    fingers=(-0.1, 1, -0.5),
                    tip=0.09,
                    curl=8,
                ),
                bend=8,
                nod=8,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "worship": Action(
        "praise the lord, worship, raise their open arms to heaven, look up to heaven with open arms, "
        "ask the gods for help, give thanks to the sky",
        into(STAND.but(TO_SKY, bend=-8, nod=-26)),
        upper=True,
    ),
    "hand_on_heart": Action(
        "put their left hand on their heart, swear an oath, place a hand on their chest, pledge "
        "allegiance, =touched, sing the anthem with a hand on the heart",
        into(STAND.but(left=HEART), reach=0.7),
        upper=True,
        loose=0.6,
    ),
    "rub_hands": Action(
        "rub their hands, wash their hands, rub their hands together, scheme, warm their hands, plot "
        "something evil",
        to_and_fro(
            STAND.but(
                left=RUB,
                right=Arm((0.03, -0.05, 0.15), "chest", RUB.elbow, RUB.palm, RUB.fingers, RUB.tip, curl=10),
                bend=10,
                nod=8,
            ),
            STAND.but(
                right=RUB,
                left=Arm((0.03, -0.05, 0.15), "chest", RUB.elbow, RUB.palm, RUB.fingers, RUB.tip, curl=10),
                bend=10,
                nod=8,
            ),
            0.5,
        ),
        period=0.5,
        upper=True,
        loose=0.5,
    ),
    "drunk": Action(
        "=drunk, stagger, =dizzy, sway like a drunk, lose their balance, totter, wobble",
        (
            (
                0.0,
                STAND.but(
                    left=Arm((0.6, -0.5, 0.3)),
                    right=Arm((0.35, -0.8, 0.2)),
                    left_foot=Foot((0.2, 0, 0.1)),
                    right_foot=Foot((0.12, 0, -0.05)),
                    shift=(0.1, 0.02),
                    tilt=-6,
                    side=12,
                    bend=12,
                    nod=14,
                    cock=14,
                    height=0.84,
                ),
                1.0,
            ),
            (
                0.8,
                STAND.but(
                    left=Arm((0.35, -0.8, 0.2)),
                    right=Arm((0.65, -0.4, 0.2)),
                    left_foot=Foot((0.2, 0, 0.1)),
                    right_foot=Foot((0.16, 0, -0.05)),
                    shift=(-0.08, -0.03),
                    tilt=6,
                    side=-14,
                    bend=6,
                    lean=-6,
                    nod=6,
                    cock=-12,
                    height=0.84,
                ),
                1.0,
            ),
        ),
        period=1.7,
    ),
    "stomp": Action(
        "stomp their foot, throw a tantrum, stamp on the ground, stamp their left foot, crush something "
        "with a foot, =defiant",
        (
            (
                0.0,
                STAND.but(
                    CLENCHED,
                    left_foot=Leg(62, 6, 75, 0, 0),
                    right_foot=Foot((0.06, 0, 0)),
                    shift=(-0.05, 0),
                    bend=8,
                ),
                1.0,
            ),
            (
                0.3,
                STAND.but(
                    CLENCHED,
                    left_foot=Foot((0.13, 0, 0.1)),
                    right_foot=Foot((0.08, 0, 0)),
                    lean=5,
                    bend=14,
                    nod=8,
                ),
                0.9,
            ),
            (
                0.6,
                STAND.but(CLENCHED, left_foot=Foot((0.13, 0, 0.1)), right_foot=Foot((0.08, 0, 0)), bend=10),
                0.7,
            ),
        ),
        period=0.9,
    ),
    "magic": Action(
        "cast a spell, do magic, conjure something, throw a fireball, use the force, act like a wizard, "
        "hypnotise someone",
        to_and_fro(
            STAND.but(
                Arm((0.1, 0.25, 0.75), elbow=(0.8, -1, 0), palm=(0, -0.3, 1), fingers=(0, 0.9, 0.5), curl=22),
                Foot((0.16, 0, 0)),
                height=0.84,
                lean=8,
                nod=-6,
            ),
            STAND.but(
                Arm((0.35, 0.0, 0.5), elbow=(0.8, -1, 0), palm=(0, -0.5, 1), fingers=(0, 0.6, 0.8), curl=28),
                Foot((0.16, 0, 0)),
                height=0.82,
                bend=10,
            ),
            1.2,
        ),
        period=1.2,
        upper=True,
    ),
}
