"""Actions on the ground, on seats, and those of the whole body that need balance."""

from __future__ import annotations

from .postures import (
    CROSSED,
    KNEEL,
    ON_BACK,
    ON_HIP,
    ON_THIGH,
    OUT,
    PRONE,
    SIT,
    SITTING,
    SQUAT,
    STAND,
    into,
    there_and_back,
    to_and_fro,
)  # fmt: skip
from .stance import Arm, Foot, Leg
from .timeline import Action, held

FLOOR = Arm((0.21, 0.035, 0.46), "ground", (0.7, 0.2, -1), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0)
TOES = Leg(0, 4, 2, 0, -32)
PLANK = STAND.but(FLOOR, TOES, lean=72, height=0.37, bend=0, nod=-16)
LOWERED = STAND.but(FLOOR, TOES, lean=85, height=0.2, bend=-2, nod=-20)
ON_FOURS = STAND.but(
    Arm((0.19, 0.03, 0.46), "ground", (0.8, 0, -1), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0),
    Leg(80, 7, 86, 0, 62), lean=82, height=0.44, bend=0, nod=-32,
)  # fmt: skip
TOGETHER_UP = Arm(
    (0.015, 0.2, 0.02), "crown", (1, 0, 0.1), palm=(-1, 0, 0), fingers=(-0.1, 1, 0), tip=0.09, curl=2
)
LUNGE = STAND.but(
    ON_HIP,
    left_foot=Foot((0.1, 0, 0.48), knee=6),
    right_foot=Foot((0.1, 0, -0.5), heel=52),
    height=0.56,
    bend=0,
    lean=4,
)
WHEEL = Arm(
    (0.17, -0.14, 0.36), "chest", (0.6, -1, -0.3), palm=(-0.9, 0, 0.5), fingers=(-0.4, 0.6, 0.8), curl=70
)
HANDLEBAR = Arm(
    (0.08, -0.38, 0.82), elbow=(0.8, -0.6, -0.2), palm=(0, -1, 0.1), fingers=(-0.2, 0, 1), curl=70
)
REINS = Arm((0.07, -0.24, 0.24), "chest", (0.5, -1, -0.6), palm=(-1, 0, 0), fingers=(-0.2, 0.2, 1), curl=80)
KEYBOARD = Arm(
    (0.15, -0.24, 0.33), "chest", (0.5, -1, -0.5), palm=(0, -1, 0), fingers=(-0.15, 0.12, 1), curl=25
)
KEYS_DOWN = Arm(
    (0.10, -0.27, 0.33), "chest", (0.5, -1, -0.5), palm=(0, -1, 0), fingers=(-0.2, -0.1, 1), curl=35
)
DRUM_HIGH = Arm(
    (0.2, 0.05, 0.27), "chest", (0.8, -1, -0.3), palm=(-0.4, -1, 0), fingers=(-0.2, 1, 0.8), curl=70
)
DRUM_LOW = Arm(
    (0.14, -0.2, 0.33), "chest", (0.8, -1, -0.3), palm=(-0.2, -1, 0), fingers=(-0.4, -0.3, 1), curl=70
)
HUG_KNEES = Arm(
    (0.0, -0.08, 0.08), "knee", (1, -0.3, 0.2), palm=(-0.3, 0, -1), fingers=(-1, -0.3, 0), curl=20
)
OVER_HEAD = Arm(
    (0.05, 0.02, 0.0),
    "crown",
    (1, -0.1, 0.5),
    palm=(-0.2, -1, 0),
    fingers=(-0.9, 0.1, -0.3),
    tip=0.1,
    curl=15,
)
OAR_IN = Arm((0.1, -0.1, 0.14), "chest", (1, -0.3, -0.8), palm=(0, -1, 0), fingers=(-0.1, 0, 1), curl=75)
OAR_OUT = Arm((0.0, -0.12, 1.0), elbow=(0.8, -1, 0), palm=(0, -1, 0), fingers=(0, 0, 1), curl=75)
BIKE = STAND.but(HANDLEBAR, lean=32, bend=18, nod=-34, height=0.95)
PEDAL = tuple(
    (0.9 * k / 4, Leg(44 + f, 4, n, 0, p))
    for k, (f, n, p) in enumerate(((42, 108, 5), (34, 62, 5), (-8, 38, 15), (8, 96, 28)))
)  # fmt: skip
CRAWL_REACH = Arm((0.2, 0.03, 0.62), "ground", (0.8, 0, -1), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0)
CRAWL_BACK = Arm((0.2, 0.03, 0.3), "ground", (0.8, 0, -1), palm=(0, -1, 0), fingers=(0, 0, 1), curl=0)

FLOOR_ACTIONS = {
    "bow": Action(
        "bow, take a bow, bow politely, bend forward to greet, bow down, make a deep bow",
        there_and_back(STAND.but(Arm((0.12, -0.9, 0.34)), lean=38, bend=30, nod=12, shift=(0, -0.1))),
    ),
    "touch_toes": Action(
        "touch their toes, bend down to touch the ground, stretch their legs, bend over, reach for the "
        "floor, bend down, stretch their hamstrings",
        there_and_back(
            STAND.but(
                Arm((0.12, 0.12, 0.22), "ground", (0.7, 0, -1)), lean=72, bend=58, nod=18, shift=(0, -0.16)
            ),
            reach=0.9,
        ),
    ),
    "squat": Action(
        "squat, do squats, do a squat, exercise squats, squat down with the arms forward, bend the "
        "knees deeply",
        to_and_fro(SQUAT, STAND, 1.8, 0.2),
        period=1.8,
    ),
    "crouch": Action(
        "crouch, crouch down, duck, hunker down, crouch low to the ground, hide by crouching, squat on "
        "their heels",
        into(
            STAND.but(
                Arm((0.0, 0.02, 0.02), "knee", (0.8, -0.6, 0.2)),
                Foot((0.15, 0, 0.02), heel=26, out=18, knee=24),
                height=0.37,
                shift=(0, -0.06),
                lean=30,
                bend=16,
                nod=-10,
            )
        ),
    ),
    "kneel": Action(
        "kneel, kneel on one knee, go down on their right knee, propose marriage, kneel down, take a "
        "knee, kneel like a knight",
        into(
            STAND.but(
                left=ON_THIGH,
                left_foot=Foot((0.13, 0, 0.4)),
                right_foot=Leg(2, 4, 88, 0, 22),
                height=0.47,
                bend=4,
                nod=8,
            )
        ),
        lower=True,
    ),
    "kneel_both": Action(
        "kneel on both knees, go down on their knees, kneel, fall to their knees, kneel on the ground, "
        "=on the knees",
        into(KNEEL),
        lower=True,
    ),
    "beg": Action(
        "beg, beg on their knees, plead for mercy, kneel and +plead, implore someone, beg for forgiveness",
        to_and_fro(
            KNEEL.but(
                Arm(
                    (0.02, 0.0, 0.16),
                    "chest",
                    (0.8, -1, 0),
                    palm=(-1, 0, 0),
                    fingers=(-0.3, 0.8, 0.8),
                    tip=0.08,
                    curl=40,
                ),
                nod=-14,
                bend=8,
            ),
            KNEEL.but(
                Arm(
                    (0.02, -0.1, 0.22),
                    "chest",
                    (0.8, -1, 0),
                    palm=(-1, 0, 0),
                    fingers=(-0.3, 0.5, 1),
                    tip=0.08,
                    curl=40,
                ),
                nod=2,
                bend=20,
                lean=6,
            ),
            0.9,
        ),
        period=0.9,
        loose=0.7,
    ),
    "sit": Action(
        "sit, sit on a chair, sit down, take a seat, =seated, sit upright on a stool, sit and +wait",
        **held(SITTING, lower=True),
    ),
    "sit_down": Action(
        "sit down on a chair, sit down, lower themself onto a seat, take a seat, go from standing to sitting",
        into(SITTING.but(height=0.5, shift=(0, -0.32), feet=Foot((0.13, 0, 0.1))), reach=1.2),
    ),
    "sit_crossed": Action(
        "sit cross-legged on the floor, sit with crossed legs, meditate, sit in lotus position, sit on "
        "the ground, do yoga sitting, sit cross-legged",
        **held(
            CROSSED.but(
                Arm(
                    (0.02, 0.02, -0.02),
                    "knee",
                    (1, -0.4, -0.3),
                    palm=(0, 1, 0),
                    fingers=(0.2, -0.1, 1),
                    curl=12,
                )
            ),
            loose=0.6,
        ),
    ),
    "sit_floor": Action(
        "sit on the floor with stretched legs, sit on the ground, sit with straight legs, lean back "
        "sitting on the floor, sit on the beach, sit on the floor leaning on their hands",
        **held(
            STAND.but(
                Arm((0.3, 0.03, -0.3), "ground", (0.3, 0, -1), palm=(0, -1, 0), fingers=(0.5, 0, -1), curl=0),
                Leg(66, 8, 4, 8, 10),
                lean=-24,
                height=0.12,
                bend=6,
                nod=6,
            )
        ),
    ),
    "lie": Action(
        "lie down, lie on their back, sleep, lie on the floor, rest on the ground, play dead, =lying on "
        "the back, sunbathe",
        **held(ON_BACK),
    ),
    "lie_side": Action(
        "lie on their left side, sleep on one side, sleep, nap, curl up and +sleep, lie curled up, =asleep",
        **held(
            STAND.but(
                left=Arm((0.06, 0.55, 0.45), elbow=(0.3, 0.2, 1), palm=(-0.3, 1, 0), fingers=(0, 1, 0)),
                right=Arm((-0.25, 0.2, 0.7), elbow=(0.5, -1, 0)),
                left_foot=Leg(42, -2, 62, 0, 30),
                right_foot=Leg(58, -4, 78, 0, 30),
                tilt=88,
                height=0.2,
                bend=22,
                nod=14,
                side=-4,
            )
        ),
    ),
    "lie_prone": Action(
        "lie on their stomach, lie face down, lie on their belly, =face down on the ground, lie flat on "
        "the front, lie prone",
        **held(PRONE.but(Arm((0.5, 0.45, 0.3), elbow=(1, 0, 0.2), palm=(0, 0, 1)), look=55, nod=-4)),
    ),
    "lunge": Action(
        "do lunges, lunge, lunge forward with their left leg, do a lunge, step into a deep lunge, train "
        "their legs with lunges",
        to_and_fro(
            LUNGE,
            LUNGE.but(
                right_foot=Foot((0.1, 0, -0.34), heel=40), left_foot=Foot((0.1, 0, 0.34)), height=0.84, lean=0
            ),
            1.7,
            0.7,
        ),
        period=1.7,
    ),
    "yoga_tree": Action(
        "do the yoga tree pose, stand on one leg, balance on their left leg, =in tree pose, do yoga, "
        "practise yoga on one leg, stand on one leg with palms together overhead",
        **held(
            STAND.but(
                TOGETHER_UP,
                left_foot=Foot((0.03, 0, 0), out=5),
                right_foot=Leg(34, 46, 112, 46, 40),
                shift=(0.07, 0),
            ),
            loose=0.5,
        ),
    ),
    "yoga_warrior": Action(
        "do the warrior pose, do yoga, =in warrior pose, lunge sideways with spread arms, practise the "
        "yoga warrior, hold a warrior stance",
        **held(
            STAND.but(
                OUT,
                left_foot=Foot((0.55, 0, 0), out=80, knee=78),
                right_foot=Foot((0.5, 0, 0), out=10, knee=10),
                height=0.62,
                shift=(0.14, 0),
                look=70,
            ),
            loose=0.6,
        ),
    ),
    "push_up": Action(
        "do push-ups, do a push-up, do press-ups, exercise on the floor with push-ups, push up from the "
        "floor, do pushups",
        to_and_fro(PLANK, LOWERED, 1.3),
        period=1.3,
        hands_stay=True,
        loose=0.35,
    ),
    "plank": Action(
        "plank, do a plank, hold a plank, =in plank position, train their core with a plank, hold a "
        "push-up position",
        **held(PLANK, loose=0.35),
    ),
    "sit_up": Action(
        "do sit-ups, do a sit-up, do crunches, train their abs, exercise their stomach, do situps",
        to_and_fro(
            STAND.but(
                Arm((0.03, 0, 0), "ear", (1, 0, 0.1), fingers=(-0.5, 0.2, -1), tip=0.1),
                Leg(50, 6, 95, 0, 20),
                lean=-86,
                height=0.13,
                bend=6,
                nod=16,
            ),
            STAND.but(
                Arm((0.03, 0, 0), "ear", (1, -0.2, 0.4), fingers=(-0.5, 0.2, -1), tip=0.1),
                Leg(84, 6, 95, 0, 20),
                lean=-40,
                height=0.13,
                bend=48,
                nod=14,
            ),
            1.7,
        ),
        period=1.7,
    ),
    "crawl": Action(
        "crawl, crawl on hands and knees, crawl on the floor, creep on all fours, crawl like a baby, "
        "move on all fours",
        to_and_fro(
            ON_FOURS.but(
                left=CRAWL_REACH,
                right=CRAWL_BACK,
                left_foot=Leg(66, 7, 78, 0, 62),
                right_foot=Leg(94, 7, 94, 0, 62),
                side=-5,
                twist=-4,
            ),
            ON_FOURS.but(
                left=CRAWL_BACK,
                right=CRAWL_REACH,
                left_foot=Leg(94, 7, 94, 0, 62),
                right_foot=Leg(66, 7, 78, 0, 62),
                side=5,
                twist=4,
            ),
            1.3,
        ),
        period=1.3,
        hands_stay=True,
        loose=0.4,
    ),
    "on_all_fours": Action(
        "=on all fours, kneel on hands and knees, =on hands and knees, stand like a dog, be a table, "
        "act like a cat",
        **held(ON_FOURS, loose=0.4),
    ),
    "swim": Action(
        "swim, swim freestyle, swim front crawl, swim in the sea, crawl through the water, race in a pool",
        (
            (
                0.0,
                PRONE.but(
                    left=Arm((0.05, 1.2, 0.1)),
                    right=Arm((0.15, -0.95, 0.3)),
                    left_foot=Leg(10, 3, 12, 0, 60),
                    right_foot=Leg(-12, 3, 14, 0, 60),
                    twist=-16,
                    lift=0.3,
                    lean=86,
                ),
                1.0,
            ),
            (
                0.35,
                PRONE.but(
                    left=Arm((0.1, 0.1, 0.9), elbow=(1, 0, 0.3)),
                    right=Arm((0.45, -0.2, -0.5), elbow=(0.8, 0, -1)),
                    left_foot=Leg(-12, 3, 14, 0, 60),
                    right_foot=Leg(10, 3, 12, 0, 60),
                    lift=0.3,
                    lean=86,
                ),
                1.0,
            ),
            (
                0.7,
                PRONE.but(
                    right=Arm((0.05, 1.2, 0.1)),
                    left=Arm((0.15, -0.95, 0.3)),
                    left_foot=Leg(10, 3, 12, 0, 60),
                    right_foot=Leg(-12, 3, 14, 0, 60),
                    twist=16,
                    lift=0.3,
                    lean=86,
                ),
                1.0,
            ),
            (
                1.05,
                PRONE.but(
                    right=Arm((0.1, 0.1, 0.9), elbow=(1, 0, 0.3)),
                    left=Arm((0.45, -0.2, -0.5), elbow=(0.8, 0, -1)),
                    left_foot=Leg(-12, 3, 14, 0, 60),
                    right_foot=Leg(10, 3, 12, 0, 60),
                    lift=0.3,
                    lean=86,
                ),
                1.0,
            ),
        ),
        period=1.4,
    ),
    "fly": Action(
        "fly like superman, fly, fly through the air, soar like a superhero, fly with outstretched "
        "arms, hover in the air face down",
        **held(
            PRONE.but(
                left=Arm((0.08, 1.3, 0.1), curl=80),
                right=Arm((0.1, 1.25, 0.12), curl=80),
                feet=Leg(-8, 4, 6, 0, 60),
                lean=78,
                lift=0.7,
                bend=-14,
                nod=-34,
            )
        ),
    ),
    "fall_back": Action(
        "fall backwards, fall down, fall over, collapse, stumble and +fall, faint, get knocked out",
        (
            (0.1, STAND, 0.0),
            (0.4, STAND.but(Arm((0.7, 0.2, 0.5)), lean=-12, bend=-8, height=0.86, shift=(0, -0.1)), 0.5),
            (
                0.75,
                STAND.but(
                    Arm((0.7, 0.25, 0.6)),
                    Leg(55, 10, 65, 0, 10),
                    lean=-38,
                    bend=12,
                    height=0.42,
                    nod=16,
                    shift=(0, -0.3),
                ),
                1.0,
            ),
            (
                1.1,
                ON_BACK.but(Arm((0.9, 0.1, 0.1), palm=(0, 0, 1)), Leg(32, 12, 48, 0, 20), shift=(0, -0.35)),
                0.9,
            ),
            (
                1.6,
                ON_BACK.but(Arm((0.85, 0.15, 0.0), palm=(0, 0, 1)), Leg(8, 14, 14, 12, 25), shift=(0, -0.35)),
                0.7,
            ),
        ),
    ),
    "cower": Action(
        "cower, cower in fear, protect their head, hide from something, duck and +cover their head, "
        "cringe on the ground",
        into(
            STAND.but(
                OVER_HEAD,
                Foot((0.13, 0, 0.03), heel=24),
                height=0.38,
                shift=(0, -0.06),
                lean=36,
                bend=48,
                nod=30,
            )
        ),
    ),
    "hug_knees": Action(
        "sit on the floor hugging their knees, hug their knees, sit curled up, sit with knees drawn to "
        "the chest, =lonely and sad on the floor, sit huddled up",
        **held(STAND.but(HUG_KNEES, Leg(130, 4, 136, 0, 12), lean=-24, height=0.12, bend=48, nod=14)),
    ),
    "type": Action(
        "type, type on a keyboard, work at a computer, work at a desk, use a computer, write on a "
        "laptop, type an email",
        to_and_fro(
            SIT.but(left=KEYBOARD, right=KEYS_DOWN, nod=10, lean=0),
            SIT.but(left=KEYS_DOWN, right=KEYBOARD, nod=12, lean=0),
            0.4,
        ),
        period=0.4,
        loose=0.7,
    ),
    "piano": Action(
        "play the piano, play piano, play a keyboard instrument, sit at the piano, perform on a grand "
        "piano, play the organ",
        to_and_fro(
            SIT.but(
                left=Arm((0.26, -0.2, 0.33), "chest", (0.6, -1, -0.4), (0, -1, 0), (0, 0.2, 1), curl=25),
                right=KEYS_DOWN,
                bend=12,
                nod=12,
                side=4,
                lean=2,
            ),
            SIT.but(
                left=KEYS_DOWN,
                right=Arm((0.26, -0.2, 0.33), "chest", (0.6, -1, -0.4), (0, -1, 0), (0, 0.2, 1), curl=25),
                bend=14,
                nod=16,
                side=-4,
                lean=2,
            ),
            0.8,
        ),
        period=0.8,
        loose=0.7,
    ),
    "drums": Action(
        "play the drums, drum, play a drum kit, beat the drums, bang on drums, drum with sticks",
        to_and_fro(
            SIT.but(left=DRUM_HIGH, right=DRUM_LOW, nod=4, lean=2),
            SIT.but(left=DRUM_LOW, right=DRUM_HIGH, nod=14, lean=2),
            0.45,
        ),
        period=0.45,
    ),
    "drive": Action(
        "drive a car, drive, steer a car, hold a steering wheel, sit behind the wheel, drive a truck",
        to_and_fro(
            SIT.but(
                left=Arm((0.13, -0.02, 0.38), "chest", WHEEL.elbow, WHEEL.palm, WHEEL.fingers, curl=70),
                right=Arm((0.15, -0.24, 0.36), "chest", WHEEL.elbow, WHEEL.palm, WHEEL.fingers, curl=70),
                lean=-12,
                bend=8,
                look=-10,
            ),
            SIT.but(
                right=Arm((0.13, -0.02, 0.38), "chest", WHEEL.elbow, WHEEL.palm, WHEEL.fingers, curl=70),
                left=Arm((0.15, -0.24, 0.36), "chest", WHEEL.elbow, WHEEL.palm, WHEEL.fingers, curl=70),
                lean=-12,
                bend=8,
                look=10,
            ),
            1.8,
        ),
        period=1.8,
    ),
    "ride_bike": Action(
        "ride a bike, ride a bicycle, cycle, pedal a bicycle, go cycling, race on a bike",
        tuple(
            (t, BIKE.but(left_foot=leg, right_foot=PEDAL[(k + 2) % 4][1]), 1.0)
            for k, (t, leg) in enumerate(PEDAL)
        ),
        period=0.9,
    ),
    "ride_motorbike": Action(
        "ride a motorbike, ride a motorcycle, drive a motorbike, sit on a motorcycle, ride a scooter, "
        "speed along on a motorcycle",
        **held(STAND.but(HANDLEBAR, Leg(86, 24, 92, 0, 0), lean=12, bend=18, nod=-16, height=0.6)),
    ),
    "ride_horse": Action(
        "ride a horse, ride, gallop on a horse, sit on a horse, go horse riding, hold the reins on horseback",
        to_and_fro(
            STAND.but(REINS, Leg(68, 38, 70, 10, -8), lean=4, bend=6, height=0.8, lift=0.06),
            STAND.but(
                Arm((0.07, -0.22, 0.3), "chest", REINS.elbow, REINS.palm, REINS.fingers, curl=80),
                Leg(64, 38, 64, 10, -8),
                lean=10,
                bend=10,
                height=0.85,
                lift=0.12,
            ),
            0.6,
        ),
        period=0.6,
    ),
    "row": Action(
        "row, row a boat, pull the oars, row in a canoe, use a rowing machine, paddle",
        to_and_fro(
            STAND.but(OAR_OUT, Leg(122, 7, 80, 0, -5), lean=0, bend=32, nod=-10, height=0.12),
            STAND.but(OAR_IN, Leg(72, 7, 14, 0, 10), lean=-20, bend=8, nod=6, height=0.12),
            1.7,
        ),
        period=1.7,
    ),
    "watch_tv": Action(
        "relax on a sofa, sit back and +relax, watch television, lounge on the couch, sit with a leg "
        "over the other, sit comfortably",
        **held(
            SIT.but(
                left=ON_THIGH,
                right=Arm((0.75, 0.05, -0.1), elbow=(0, -1, -1)),
                lean=-22,
                bend=16,
                nod=6,
                right_foot=Leg(96, -14, 78, 0, 10),
            )
        ),
    ),
    "horse_stance": Action(
        "stand in horse stance, do tai chi, do kung fu, =in a martial arts stance, stand with bent "
        "knees and fists at the hips, hold a kung fu stance",
        **held(
            STAND.but(
                Arm((0.06, 0.1, 0.02), "hip", (0.3, 0, -1), (0, 1, 0), (0, 0, 1), curl=85),
                Foot((0.42, 0, 0), out=25, knee=34),
                height=0.6,
                bend=0,
            )
        ),
    ),
    "hang": Action(
        "hang from a bar, do pull-ups, do chin-ups, hang on a branch, pull themself up on a bar, train "
        "on the high bar",
        to_and_fro(
            STAND.but(
                Arm((0.15, 1.2, 0.1), elbow=(1, 0, 0), palm=(0, 0, 1), curl=80),
                Leg(5, 3, 25, 0, 40),
                lift=0.15,
            ),
            STAND.but(
                Arm((0.25, 0.45, 0.3), elbow=(1, -1, 0), palm=(0, 0, 1), fingers=(0, 1, 0), curl=80),
                Leg(12, 3, 60, 0, 40),
                lift=0.5,
                nod=-12,
            ),
            1.9,
        ),
        period=1.9,
    ),
}
