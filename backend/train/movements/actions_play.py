"""Play, acrobatics, winter and water sports, and ways to meet people."""

from __future__ import annotations

from .postures import HANG, ON_HIP, OUT, STAND, astride, gait, into, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action, Key, held

SHAKE = Arm((-0.1, -0.38, 0.72), elbow=(0.4, -1, -0.3), palm=(-1, 0, 0), fingers=(-0.1, 0.1, 1), curl=25)
SHAKEN = Arm((-0.1, -0.2, 0.72), elbow=(0.4, -1, -0.3), palm=(-1, 0, 0), fingers=(-0.1, 0.25, 1), curl=25)
HIGH_FIVE = Arm((0.1, 0.6, 0.75), elbow=(0.7, -1, 0.2), palm=(0, 0, 1), fingers=(0, 1, 0.1), curl=3)
KNOCK_NEAR = Arm(
    (0.05, 0.15, 0.62), elbow=(0.5, -1, 0), palm=(-0.3, -0.2, 1), fingers=(-0.1, 1, 0.2), curl=85
)
KNOCK_FAR = Arm((0.0, 0.15, 0.8), elbow=(0.5, -1, 0), palm=(-0.2, -0.5, 1), fingers=(-0.1, 0.7, 0.8), curl=85)
OFFER = Arm((-0.05, -0.22, 0.85), elbow=(0.5, -1, -0.2), palm=(-0.1, 1, 0), fingers=(-0.1, 0.1, 1), curl=12)
TOSS_HIGH = Arm((0.3, -0.1, 0.55), elbow=(0.5, -1, -0.4), palm=(0, 1, 0.1), fingers=(0, 0.4, 1), curl=15)
TOSS_LOW = Arm((0.2, -0.5, 0.52), elbow=(0.5, -1, -0.4), palm=(0, 1, 0), fingers=(0, -0.1, 1), curl=25)
WING_UP = Arm(
    (0.17, -0.02, -0.02), "chest", (1, 0.7, -0.2), palm=(0, -1, -0.5), fingers=(-1, -0.3, 0), curl=50
)
WING_DOWN = Arm(
    (0.17, -0.08, -0.02), "chest", (0.7, -1, -0.2), palm=(0, -0.2, -1), fingers=(-1, 0.2, 0), curl=50
)
DAB_OUT = Arm((0.95, 0.6, 0.15), elbow=(0, -1, -0.6), curl=5)
DAB_IN = Arm((-0.62, 0.42, 0.42), elbow=(0.4, 0.2, 1), palm=(0, -0.5, -1), curl=5)
STAND_ON = Arm((0.12, 1.3, 0.05), elbow=(1, 0, 0.2), palm=(0, 1, 0), fingers=(0, 0.2, -1), curl=0)
STAFF = Arm((0.35, -0.35, 0.45), elbow=(0.6, -0.5, -1), palm=(-1, 0, 0), curl=80)
STAFF_BACK = Arm((0.35, -0.6, 0.15), elbow=(0.6, -0.3, -1), palm=(-1, 0, 0), curl=80)
GLIDE = Arm((0.75, -0.55, 0.2), elbow=(0.3, -0.5, -1), curl=10)
SKATE_LEFT = STAND.but(
    left=Arm((0.5, -0.6, -0.5)), right=Arm((-0.2, -0.35, 0.75)), left_foot=Foot((0.06, 0, 0.1)),
    right_foot=Leg(-24, 24, 18, 20, 10), shift=(0.1, 0), lean=26, bend=10, nod=-16, height=0.74, turn=8,
)  # fmt: skip
CIRCLE = [
    STAND.but(Arm((0.8, -0.1, 0.2)), Foot((0.14, 0, 0)), height=0.86, shift=(x, z),
              tilt=90 * x, side=-110 * x, lean=-80 * z)
    for x, z in ((0.09, 0.0), (0.0, 0.08), (-0.09, 0.0), (0.0, -0.07))
]  # fmt: skip


def backwards(keys: tuple[Key, ...], period: float) -> tuple[Key, ...]:
    """The same cycle run from its end to its beginning."""
    turned = [((period - moment) % period, stance, told) for moment, stance, told in keys]
    return tuple(sorted(turned, key=lambda key: key[0]))


PLAY = {
    "shake_hands": Action(
        "shake hands, shake someone's hand, give a handshake, greet with a handshake, offer their right "
        "hand, seal a deal with a handshake",
        to_and_fro(STAND.but(right=SHAKE, lean=4, bend=4), STAND.but(right=SHAKEN, lean=4, bend=4), 0.6),
        period=0.6,
        upper=True,
        loose=0.7,
    ),
    "high_five": Action(
        "give a high five, =high five, slap hands with a friend, hold up their left hand for a high five, "
        "clap hands with a friend, do a high five",
        into(STAND.but(left=HIGH_FIVE, twist=-14), reach=0.6),
        upper=True,
    ),
    "knock": Action(
        "knock on a door, knock, knock at the door with their left hand, bang on a door, rap on a "
        "window, tap on a door",
        to_and_fro(STAND.but(left=KNOCK_FAR), STAND.but(left=KNOCK_NEAR), 0.4),
        period=0.4,
        upper=True,
        loose=0.7,
    ),
    "offer": Action(
        "offer something with both hands, hand something over, give a present, present a gift, hold out "
        "both hands, receive a gift, serve a plate, ask for money",
        into(STAND.but(OFFER, bend=8, nod=6)),
        upper=True,
    ),
    "dab": Action(
        "dab, do the dab, do a dab, strike a dab pose, hide their face in the elbow with one arm out, "
        "dab like a rapper",
        into(STAND.but(left=DAB_OUT, right=DAB_IN, nod=26, look=-32, bend=8, side=5), reach=0.5),
        upper=True,
        loose=0.6,
    ),
    "juggle": Action(
        "juggle, juggle balls, perform as a juggler, throw balls up and +catch them, juggle three "
        "balls, do circus tricks with balls",
        to_and_fro(
            STAND.but(left=TOSS_HIGH, right=TOSS_LOW, nod=-10),
            STAND.but(left=TOSS_LOW, right=TOSS_HIGH, nod=-10),
            0.6,
        ),
        period=0.6,
        upper=True,
    ),
    "chicken": Action(
        "do the chicken dance, flap their arms like a chicken, imitate a chicken, flap their elbows, "
        "act like a bird, flap their wings",
        to_and_fro(STAND.but(WING_UP, height=0.84), STAND.but(WING_DOWN, height=0.8, lean=6, bend=6), 0.5),
        period=0.5,
    ),
    "flap": Action(
        "flap their arms, flap like a bird, fly like a bird, beat their wings, wave their arms like "
        "wings, imitate an eagle",
        to_and_fro(
            STAND.but(Arm((1.0, 0.55, 0.05), elbow=(0, 0, -1))),
            STAND.but(Arm((1.0, -0.5, 0.1), elbow=(0, 0.2, -1))),
            0.9,
        ),
        period=0.9,
        upper=True,
    ),
    "handstand": Action(
        "do a handstand, stand on their hands, do acrobatics, balance upside down, =upside down, do "
        "gymnastics",
        **held(STAND.but(STAND_ON, Leg(4, 4, 5, 0, 55), lean=176, height=1.1, bend=-6, nod=-26), loose=0.5),
    ),
    "superhero_landing": Action(
        "land like a superhero, do a superhero landing, land on one knee with a fist on the ground, "
        "strike the ground with a fist, do a three point landing, crash down like iron man",
        into(
            STAND.but(
                left=Arm((0.8, 0.35, -0.45), elbow=(0.3, 0, -1), curl=70),
                right=Arm(
                    (-0.02, 0.08, 0.34),
                    "ground",
                    (1, 0.2, -0.3),
                    palm=(0, -0.2, -1),
                    fingers=(0, -1, 0),
                    curl=85,
                ),
                left_foot=Foot((0.22, 0, 0.32), out=20, knee=24),
                right_foot=Leg(42, 16, 98, 0, 25),
                height=0.44,
                lean=42,
                bend=26,
                nod=-22,
            ),
            reach=0.7,
        ),
    ),
    "downward_dog": Action(
        "do the downward dog, do yoga on hands and feet, do the downward facing dog, =in downward dog, "
        "stretch on hands and feet, practise yoga on the mat",
        **held(
            STAND.but(
                Arm((0.19, 0.03, 0.64), "ground", (1, 0.2, -0.2), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0),
                Foot((0.13, 0, -0.42)),
                lean=132,
                height=0.76,
                bend=6,
                nod=10,
            ),
            loose=0.4,
        ),
    ),
    "cobra": Action(
        "do the cobra pose, do a back bend lying on the belly, =in cobra pose, stretch their back on "
        "the floor, push up their chest from the floor, do yoga on the floor",
        **held(
            STAND.but(
                Arm((0.22, 0.03, 0.4), "ground", (0.6, 0.2, -1), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0),
                Leg(-8, 6, 3, 0, 60),
                lean=78,
                height=0.13,
                bend=-44,
                nod=-18,
            ),
            loose=0.4,
        ),
    ),
    "splits": Action(
        "do the splits, do a side split, sit in the splits, spread their legs to the splits, show how "
        "flexible they are",
        **held(
            STAND.but(
                Arm((0.05, 0.03, 0.38), "ground", (1, 0, 0), palm=(0, -1, 0), fingers=(0.3, 0, 1), curl=0),
                Leg(28, 78, 2, 8, 50),
                lean=16,
                height=0.13,
                bend=10,
                nod=-6,
            ),
            loose=0.5,
        ),
    ),
    "ski": Action(
        "ski, go skiing, ski downhill, ski down a slope, slalom on skis, race on skis",
        to_and_fro(
            STAND.but(
                STAFF,
                Foot((0.1, 0, 0)),
                height=0.66,
                shift=(0.1, -0.06),
                lean=26,
                bend=18,
                tilt=-8,
                side=-8,
                nod=-18,
                twist=10,
            ),
            STAND.but(
                STAFF_BACK,
                Foot((0.1, 0, 0)),
                height=0.62,
                shift=(-0.1, -0.06),
                lean=28,
                bend=18,
                tilt=8,
                side=8,
                nod=-18,
                twist=-10,
            ),
            1.5,
        ),
        period=1.5,
    ),
    "surf": Action(
        "surf, ride a wave, surf on a board, ride a skateboard, snowboard, skateboard, balance on a "
        "surfboard",
        to_and_fro(
            astride(STAND, 0.32, 0.66).but(
                left=Arm((0.95, 0.1, 0.25)), right=Arm((0.9, 0.3, 0.1)), face=-68, look=60, lean=14, bend=10
            ),
            astride(STAND, 0.32, 0.6).but(
                left=Arm((0.95, -0.1, 0.3)),
                right=Arm((0.9, 0.05, 0.25)),
                face=-68,
                look=60,
                lean=20,
                bend=14,
                side=6,
            ),
            1.6,
        ),
        period=1.6,
    ),
    "skate": Action(
        "skate, =ice skating, go ice skating, =roller skating, glide over the ice, =speed skating",
        (
            (0.0, SKATE_LEFT, 1.0),
            (0.4, STAND.but(GLIDE, Foot((0.07, 0, 0)), lean=22, height=0.8, nod=-14), 0.6),
            (0.8, SKATE_LEFT.mirrored(), 1.0),
            (1.2, STAND.but(GLIDE, Foot((0.07, 0, 0)), lean=22, height=0.8, nod=-14), 0.6),
        ),
        period=1.6,
    ),
    "hula_hoop": Action(
        "swing a hula hoop, do the hula hoop, circle their hips, rotate their hips, swing their hips, "
        "do a belly dance",
        tuple((0.25 * k, stance, 1.0) for k, stance in enumerate(CIRCLE)),
        period=1.0,
    ),
    "headbang": Action(
        "headbang, bang their head to metal, rock out, shake their head wildly, rock to heavy metal, "
        "party like a rock star",
        to_and_fro(
            astride(STAND, 0.24, 0.8).but(Arm((0.2, -0.45, 0.4), curl=70), bend=34, nod=34, lean=8),
            astride(STAND, 0.24, 0.84).but(Arm((0.2, -0.35, 0.45), curl=70), bend=2, nod=-20),
            0.55,
        ),
        period=0.55,
    ),
    "curtsy": Action(
        "curtsy, make a curtsy, greet like a princess, drop a curtsy, bow like a lady, hold up the "
        "skirt and +curtsy",
        into(
            STAND.but(
                Arm((0.55, -0.75, 0.12), elbow=(0.6, 0, -1), curl=60),
                left_foot=Foot((0.08, 0, 0.08)),
                right_foot=Foot((-0.08, 0, -0.3), heel=45, out=20, knee=24),
                height=0.7,
                bend=10,
                nod=18,
            )
        ),
    ),
    "walk_backwards": Action(
        "walk backwards, step back, back away, retreat, move backward, go back step by step",
        backwards(gait(1.2, 0.2, 0.1, toes=6), 1.2),
        period=1.2,
    ),
    "pose": Action(
        "pose for the camera, pose like a fashion model, strike a pose, show off an outfit, stand with "
        "one hand on the hip, pose",
        **held(
            STAND.but(
                left=ON_HIP,
                right=HANG,
                left_foot=Foot((0.13, 0, 0.14), heel=8, out=20),
                right_foot=Foot((0.08, 0, -0.02)),
                shift=(-0.05, 0),
                tilt=-7,
                side=8,
                cock=6,
                twist=8,
                look=12,
            ),
            upper=False,
        ),
    ),
    "airplane": Action(
        "do an airplane, pretend to be a plane, run with spread arms like an airplane, play aeroplane, "
        "bank like a plane, imitate a plane",
        to_and_fro(
            STAND.but(OUT, lean=22, side=18, tilt=8, nod=-12),
            STAND.but(OUT, lean=22, side=-18, tilt=-8, nod=-12),
            1.8,
        ),
        period=1.8,
    ),
}
