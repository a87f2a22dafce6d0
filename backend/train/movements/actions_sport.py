"""Fighting, sports, tools and instruments."""

from __future__ import annotations

from typing import Any

from .postures import GUARD, ON_HIP, STAND, astride, into, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action, held

FIGHTER = STAND.but(
    GUARD, left_foot=Foot((0.13, 0, 0.16), out=-12, knee=0),
    right_foot=Foot((0.13, 0, -0.2), heel=10, out=38, knee=26), height=0.81,
    turn=-24, twist=-6, look=22, bend=9, nod=6,
)  # fmt: skip
JAB = Arm((-0.28, 0.06, 1.2), elbow=(0.7, -1, 0), palm=(0, -1, 0), curl=85)
ONE_KNEE_UP = Leg(88, 6, 105, 0, 20)
TWO_HANDS = Arm((-0.35, -0.1, 0.85), elbow=(0.6, -1, 0), palm=(-1, 0, 0), curl=75)
GUN = Arm((-0.37, 0.02, 0.95), elbow=(0.6, -1, 0), palm=(-1, 0, 0), fingers=(0, 0, 1), curl=70)
RIFLE_FRONT = Arm(
    (0.0, 0.12, 0.42), "chest", (0.4, -1, 0), palm=(-0.3, 1, 0), fingers=(-0.3, 0.3, 1), curl=65
)
RIFLE_BACK = Arm(
    (0.13, 0.09, 0.13), "chest", (1, -0.5, -0.1), palm=(-1, 0, 0), fingers=(-0.3, 0.2, 1), curl=70
)
CLUB_HIGH = Arm((0.02, 0.16, -0.05), "crown", (1, 0, 0.3), palm=(-1, 0, 0), curl=80)
CLUB_LOW = Arm((0.01, -0.22, 0.42), "chest", (0.7, -1, 0), palm=(-1, -0.2, 0), curl=80)
BAR_HIGH = Arm((0.28, 1.25, 0.05), elbow=(1, -0.1, 0.1), palm=(0, 0, 1), curl=80)
BAR_CHEST = Arm((0.15, 0.06, 0.3), elbow=(0.6, -1, 0.3), palm=(0, 0.2, 1), fingers=(0, 1, -0.2), curl=80)
DUMBBELL_LOW = Arm((0.15, -0.95, 0.12), palm=(0, 0, 1), curl=85)
DUMBBELL_HIGH = Arm(
    (0.08, -0.1, 0.3), elbow=(0.25, -1, -0.15), palm=(0, 0.1, -1), fingers=(0, 1, 0.1), curl=85
)
BOX_LOW = Arm((0.18, 0.22, 0.3), "ground", (0.8, 0, -1), palm=(-1, 0, 0), fingers=(0, -1, 0.3), curl=10)
BOX_HIGH = Arm(
    (0.16, -0.28, 0.26), "chest", (0.6, -1, -0.6), palm=(-1, 0.2, 0), fingers=(-0.2, 0.1, 1), curl=15
)
DEEP = STAND.but(
    BOX_LOW, Foot((0.18, 0, 0), out=20, knee=24), height=0.5, lean=48, bend=16, nod=-12, shift=(0, -0.16)
)
ROPE_FAR = Arm((-0.2, -0.05, 0.95), elbow=(0.7, -1, 0), palm=(-1, 0, 0), curl=80)
ROPE_NEAR = Arm((0.1, -0.3, 0.32), elbow=(0.6, -0.4, -1), palm=(-1, 0, 0), curl=80)
PULLING = STAND.but(
    left_foot=Foot((0.1, 0, 0.32), heel=-6),
    right_foot=Foot((0.1, 0, -0.12), out=30),
    lean=-16,
    height=0.76,
    bend=6,
    shift=(0, -0.12),
)
WIND_UP = Arm((0.55, 0.5, -0.35), elbow=(1, 0.1, -0.4), palm=(0, 1, 0.2), curl=45)
RELEASE = Arm((-0.1, 0.45, 0.95), elbow=(1, -0.3, 0), palm=(0, -0.5, 1), curl=10)
FOLLOW = Arm((-0.55, -0.65, 0.5), elbow=(0.8, -0.6, 0), curl=10)
STEP: dict[str, Any] = {
    "left_foot": Foot((0.11, 0, 0.3)),
    "right_foot": Foot((0.11, 0, -0.28), heel=34, out=25),
}
BACK_STEP: dict[str, Any] = {
    "left_foot": Foot((0.11, 0, 0.22), heel=-8),
    "right_foot": Foot((0.11, 0, -0.24), out=40, knee=36),
}
SHOT_LOW = Arm((0.06, 0.0, 0.24), "chin", (0.6, -1, 0.2), palm=(-0.7, 0, 0.6), fingers=(0, 1, 0.1), curl=20)
SHOT_HIGH = Arm((0.0, 1.0, 0.55), elbow=(0.8, -0.4, 0.4), palm=(0, -0.5, 1), fingers=(0, 0.1, 1), curl=20)
CATCH = Arm((-0.18, 0.1, 0.72), elbow=(0.8, -1, 0), palm=(-0.4, 0, 1), fingers=(-0.1, 1, 0.2), curl=15)
CAUGHT = Arm((0.1, -0.1, 0.16), "chest", (0.8, -1, -0.2), palm=(-1, 0, 0), fingers=(-0.1, 0.5, 1), curl=25)
FRET = Arm(
    (0.5, 0.0, 0.2), "chest", (0.3, -1, -0.1), palm=(-0.1, 0.7, -0.6), fingers=(-0.7, 0.7, -0.3), curl=50
)
STRUM_UP = Arm((0.07, 0.10, 0.10), "belly", (1, 0.1, -0.3), palm=(0, 0, -1), fingers=(-1, 0.1, 0.1), curl=40)
STRUM_DOWN = Arm(
    (0.05, -0.05, 0.10), "belly", (1, 0.1, -0.3), palm=(0, 0, -1), fingers=(-1, -0.4, 0.1), curl=40
)
FIDDLE = Arm(
    (0.24, 0.16, 0.28), "chest", (0.1, -1, 0.2), palm=(-0.2, 1, -0.4), fingers=(-1, 0.5, -0.4), curl=50
)
BOW_NEAR = Arm(
    (-0.08, 0.15, 0.25), "chest", (1, -0.3, 0.1), palm=(0, -1, -0.2), fingers=(-1, 0, 0.2), curl=40
)
BOW_FAR = Arm((0.2, 0.05, 0.3), "chest", (1, -0.5, -0.2), palm=(0, -1, -0.2), fingers=(-0.8, 0, 0.5), curl=40)
CUP_LOW = Arm((0.10, -0.16, 0.2), "chest", (0.6, -1, -0.2), palm=(-1, 0, 0), fingers=(-0.4, 0.2, 1), curl=70)
CUP_HIGH = Arm(
    (0.03, -0.02, 0.05),
    "mouth",
    (0.8, -0.7, 0.3),
    palm=(-0.8, 0, -0.5),
    fingers=(-0.6, 0.6, -0.3),
    tip=0.09,
    curl=70,
)
BITE = Arm(
    (0.0, -0.01, 0.02),
    "mouth",
    (0.6, -1, 0.2),
    palm=(-0.2, 0, -1),
    fingers=(-0.7, 0.5, -0.5),
    tip=0.13,
    curl=60,
)
FLUTE = Arm(
    (0.02, -0.06, 0.1),
    "mouth",
    (0.7, -1, 0.3),
    palm=(-0.6, 0.2, -1),
    fingers=(-0.8, 0.7, 0),
    tip=0.09,
    curl=55,
)


def brush(out: float) -> Arm:
    """A hand with a toothbrush."""
    return Arm(
        (out, -0.01, 0.05),
        "mouth",
        (1, -0.6, 0.2),
        palm=(0, 0, -1),
        fingers=(-1, 0.1, -0.2),
        tip=0.09,
        curl=75,
    )


SPORT = {
    "guard": Action(
        "stand in a boxing stance, hold a boxing guard, =ready to fight, stand in a fighting stance, "
        "take a fighting pose, put up their guard, =on guard",
        to_and_fro(FIGHTER, FIGHTER.but(height=0.78, shift=(0.02, 0.03), side=4), 0.9),
        period=0.9,
    ),
    "punch": Action(
        "punch, throw a punch, punch with their left fist, hit someone, throw a jab, strike with a "
        "fist, land a straight punch",
        (
            (0.1, FIGHTER, 0.4),
            (0.5, FIGHTER.but(twist=-14, shift=(0, -0.03)), 0.5),
            (0.72, FIGHTER.but(left=JAB, twist=-26, lean=6, shift=(0, 0.05), look=44), 1.0),
            (0.95, FIGHTER.but(left=JAB, twist=-26, lean=6, shift=(0, 0.05), look=44), 1.0),
            (1.3, FIGHTER, 0.4),
            (1.9, FIGHTER, 0.4),
        ),
        loose=0.7,
    ),
    "box": Action(
        "box, =shadow boxing, throw punches, box with both fists, fight with fists, spar, train boxing",
        (
            (0.0, FIGHTER.but(left=JAB, twist=-22, lean=6), 1.0),
            (0.22, FIGHTER, 0.6),
            (0.44, FIGHTER.but(right=JAB, twist=34, lean=8, turn=-6, look=-18), 1.0),
            (0.7, FIGHTER, 0.6),
        ),
        period=0.9,
        loose=0.7,
    ),
    "uppercut": Action(
        "do an uppercut, throw an uppercut, punch upward, hit from below, swing a fist upward",
        (
            (0.1, FIGHTER, 0.4),
            (
                0.55,
                FIGHTER.but(
                    right=Arm((0.2, -0.75, 0.15), elbow=(0.4, -0.5, -1), palm=(0, 1, 0), curl=85),
                    height=0.7,
                    lean=12,
                    twist=-20,
                    side=-8,
                ),
                0.7,
            ),
            (
                0.85,
                FIGHTER.but(
                    right=Arm(
                        (-0.3, 0.55, 0.65), elbow=(0.6, -1, 0.3), palm=(0, 0, -1), fingers=(0, 1, 0), curl=85
                    ),
                    twist=36,
                    turn=-4,
                    height=0.87,
                    bend=-4,
                    look=-12,
                ),
                1.0,
            ),
            (
                1.2,
                FIGHTER.but(
                    right=Arm(
                        (-0.3, 0.6, 0.6), elbow=(0.6, -1, 0.3), palm=(0, 0, -1), fingers=(0, 1, 0), curl=85
                    ),
                    twist=36,
                    turn=-4,
                    height=0.87,
                    bend=-4,
                    look=-12,
                ),
                0.9,
            ),
            (1.8, FIGHTER, 0.4),
        ),
        loose=0.7,
    ),
    "kick": Action(
        "kick, kick with their left leg, do a front kick, kick forward, kick high, do a martial arts "
        "kick, kick the air",
        (
            (0.1, FIGHTER.mirrored(), 0.1),
            (
                0.5,
                STAND.but(
                    GUARD,
                    left_foot=ONE_KNEE_UP,
                    right_foot=Foot((0.05, 0, 0), out=20),
                    shift=(-0.06, 0),
                    lean=-6,
                ),
                0.7,
            ),
            (
                0.78,
                STAND.but(
                    GUARD,
                    left_foot=Leg(98, 4, 6, 0, 35),
                    right_foot=Foot((0.05, 0, 0), out=30),
                    shift=(-0.06, 0.0),
                    lean=-20,
                    bend=14,
                    height=0.86,
                ),
                1.0,
            ),
            (
                1.0,
                STAND.but(
                    GUARD,
                    left_foot=Leg(98, 4, 8, 0, 35),
                    right_foot=Foot((0.05, 0, 0), out=30),
                    shift=(-0.06, 0.0),
                    lean=-20,
                    bend=14,
                    height=0.86,
                ),
                1.0,
            ),
            (
                1.3,
                STAND.but(
                    GUARD,
                    left_foot=ONE_KNEE_UP,
                    right_foot=Foot((0.05, 0, 0), out=20),
                    shift=(-0.06, 0),
                    lean=-4,
                ),
                0.7,
            ),
            (1.85, FIGHTER.mirrored(), 0.1),
        ),
        loose=0.8,
    ),
    "side_kick": Action(
        "do a side kick, kick sideways, kick to the side with their left leg, do a karate kick, kick to "
        "the left, do a taekwondo kick",
        (
            (0.1, FIGHTER, 0.1),
            (
                0.5,
                STAND.but(
                    GUARD,
                    left_foot=Leg(75, 34, 110, -10, 0),
                    right_foot=Foot((0.03, 0, 0), out=40),
                    shift=(-0.08, 0),
                    tilt=-10,
                ),
                0.7,
            ),
            (
                0.8,
                STAND.but(
                    GUARD,
                    left_foot=Leg(10, 62, 5, -20, -5),
                    right_foot=Foot((0.03, 0, 0), out=60, knee=30),
                    shift=(-0.1, 0),
                    tilt=-34,
                    side=-8,
                    look=40,
                    height=0.86,
                ),
                1.0,
            ),
            (
                1.05,
                STAND.but(
                    GUARD,
                    left_foot=Leg(10, 62, 5, -20, -5),
                    right_foot=Foot((0.03, 0, 0), out=60, knee=30),
                    shift=(-0.1, 0),
                    tilt=-34,
                    side=-8,
                    look=40,
                    height=0.86,
                ),
                1.0,
            ),
            (
                1.35,
                STAND.but(
                    GUARD,
                    left_foot=Leg(75, 34, 110, -10, 0),
                    right_foot=Foot((0.03, 0, 0), out=40),
                    shift=(-0.08, 0),
                    tilt=-10,
                ),
                0.7,
            ),
            (1.85, FIGHTER, 0.1),
        ),
        loose=0.7,
    ),
    "football": Action(
        "kick a ball, play football, play soccer, shoot a football, kick a soccer ball with their right "
        "foot, take a penalty, pass a ball with the foot",
        (
            (0.1, STAND, 0.0),
            (
                0.55,
                STAND.but(
                    left=Arm((0.8, 0.0, 0.3)),
                    right=Arm((0.4, -0.7, -0.4)),
                    left_foot=Foot((0.08, 0, 0.06)),
                    right_foot=Leg(-34, 8, 82, 10, 40),
                    lean=6,
                    twist=-20,
                    height=0.84,
                ),
                0.9,
            ),
            (
                0.85,
                STAND.but(
                    left=Arm((0.6, -0.1, -0.4)),
                    right=Arm((0.35, -0.2, 0.7)),
                    left_foot=Foot((0.08, 0, 0.0)),
                    right_foot=Leg(58, 4, 12, 8, 35),
                    lean=-8,
                    bend=14,
                    twist=18,
                    height=0.85,
                ),
                1.0,
            ),
            (
                1.2,
                STAND.but(
                    left=Arm((0.6, -0.3, -0.3)),
                    right=Arm((0.4, -0.4, 0.5)),
                    left_foot=Foot((0.08, 0, 0.0)),
                    right_foot=Leg(70, 0, 28, 5, 25),
                    lean=-8,
                    bend=14,
                    twist=16,
                    height=0.86,
                ),
                0.9,
            ),
            (1.85, STAND, 0.0),
        ),
    ),
    "knee_strike": Action(
        "raise their left knee, lift one knee, do a knee strike, stand on one leg, lift their left leg, "
        "hold one knee up, balance on one foot",
        into(
            STAND.but(
                left_foot=ONE_KNEE_UP,
                right_foot=Foot((0.03, 0, 0)),
                shift=(-0.07, 0),
                left=Arm((0.35, -0.75, 0.25)),
                right=Arm((0.35, -0.75, 0.25)),
            )
        ),
    ),
    "karate": Action(
        "do karate, do a karate chop, chop with their right hand, practise karate, strike like a karate "
        "master, do martial arts",
        (
            (
                0.0,
                astride(STAND, 0.3, 0.68).but(
                    left=Arm((0.06, 0.12, 0.02), "hip", (0.3, 0, -1), (0, 1, 0), (0, 0, 1), curl=85),
                    right=Arm(
                        (0.4, 0.75, 0.1), elbow=(1, -0.3, 0), palm=(-1, 0, 0.3), fingers=(-0.2, 1, 0), curl=2
                    ),
                    twist=-22,
                    look=14,
                ),
                0.9,
            ),
            (
                0.5,
                astride(STAND, 0.3, 0.68).but(
                    left=Arm((0.06, 0.12, 0.02), "hip", (0.3, 0, -1), (0, 1, 0), (0, 0, 1), curl=85),
                    right=Arm(
                        (-0.3, -0.1, 0.85), elbow=(0.8, -1, 0), palm=(-1, 0, 0), fingers=(0, 0.1, 1), curl=2
                    ),
                    twist=24,
                    look=-14,
                ),
                1.0,
            ),
            (
                1.0,
                astride(STAND, 0.3, 0.68).but(
                    right=Arm((0.06, 0.12, 0.02), "hip", (0.3, 0, -1), (0, 1, 0), (0, 0, 1), curl=85),
                    left=Arm((-0.15, -0.05, 1.1), elbow=(0.8, -1, 0), palm=(0, -1, 0), curl=85),
                    twist=-24,
                    look=14,
                ),
                1.0,
            ),
        ),
        period=1.5,
        loose=0.7,
    ),
    "throw": Action(
        "throw a ball, throw, throw something with their right hand, pitch a baseball, toss a stone, "
        "hurl a spear, throw overhand",
        (
            (0.1, STAND, 0.0),
            (
                0.65,
                STAND.but(
                    right=WIND_UP,
                    left=Arm((0.2, 0.15, 0.95)),
                    twist=-30,
                    turn=-20,
                    look=46,
                    lean=-8,
                    **BACK_STEP,
                ),
                1.0,
            ),
            (
                0.95,
                STAND.but(
                    right=RELEASE, left=Arm((0.5, -0.5, 0.0)), twist=20, turn=6, look=-20, lean=12, **STEP
                ),
                1.0,
            ),
            (
                1.2,
                STAND.but(
                    right=FOLLOW,
                    left=Arm((0.4, -0.7, -0.3)),
                    twist=34,
                    turn=8,
                    look=-30,
                    lean=18,
                    bend=14,
                    **STEP,
                ),
                0.8,
            ),
            (1.85, STAND, 0.0),
        ),
    ),
    "catch": Action(
        "catch a ball, catch, catch something with both hands, receive a ball, grab a ball from the "
        "air, catch a pass",
        (
            (0.1, STAND, 0.0),
            (0.6, STAND.but(CATCH, Foot((0.16, 0, 0)), height=0.82, lean=6), 1.0),
            (0.9, STAND.but(CATCH, Foot((0.16, 0, 0)), height=0.82, lean=6), 1.0),
            (1.2, STAND.but(CAUGHT, Foot((0.16, 0, 0)), height=0.8, bend=12, nod=10), 0.9),
            (1.9, STAND.but(CAUGHT, nod=6), 0.5),
        ),
    ),
    "basketball": Action(
        "shoot a basketball, play basketball, throw a basketball, make a jump shot, shoot a hoop, take "
        "a free throw",
        (
            (0.1, STAND.but(CAUGHT), 0.2),
            (0.55, STAND.but(SHOT_LOW, Foot((0.13, 0, 0)), height=0.74, lean=14, bend=6, nod=-16), 0.8),
            (0.85, STAND.but(SHOT_HIGH, Foot((0.12, 0, 0), heel=40), nod=-18), 1.0),
            (1.05, STAND.but(SHOT_HIGH, Leg(4, 4, 14, 0, 45), lift=0.18, nod=-18), 1.0),
            (1.3, STAND.but(SHOT_HIGH, Foot((0.12, 0, 0), heel=15), height=0.84, nod=-14), 0.9),
            (1.9, STAND, 0.1),
        ),
    ),
    "dribble": Action(
        "dribble a basketball, bounce a ball, dribble a ball, bounce a basketball with their left hand, "
        "pat a ball on the ground",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.25, -0.35, 0.6), elbow=(0.7, -0.6, -0.5), palm=(0, -1, 0), fingers=(0, 0.2, 1), curl=10
                ),
                right=Arm((0.45, -0.4, 0.4)),
                feet=Foot((0.18, 0, 0)),
                height=0.76,
                lean=16,
                nod=-6,
            ),
            STAND.but(
                left=Arm(
                    (0.2, -0.72, 0.55),
                    elbow=(0.7, -0.6, -0.5),
                    palm=(0, -1, 0),
                    fingers=(0, -0.4, 1),
                    curl=10,
                ),
                right=Arm((0.45, -0.4, 0.4)),
                feet=Foot((0.18, 0, 0)),
                height=0.74,
                lean=18,
                nod=-4,
            ),
            0.55,
        ),
        period=0.55,
    ),
    "bowling": Action(
        "bowl, go bowling, roll a bowling ball, throw a bowling ball, play bowling, roll a ball along "
        "the ground",
        (
            (0.1, STAND.but(CAUGHT), 0.2),
            (
                0.65,
                STAND.but(
                    right=Arm((0.2, -0.6, -0.85), elbow=(0.3, 0.5, -1)),
                    left=Arm((0.8, 0.0, 0.3)),
                    lean=26,
                    **STEP,
                ),
                0.9,
            ),
            (
                1.0,
                STAND.but(
                    right=Arm((0.0, -0.75, 0.65), elbow=(0.5, -0.3, -1), palm=(0, 0.5, 1)),
                    left=Arm((0.9, 0.1, -0.2)),
                    left_foot=Foot((0.1, 0, 0.4)),
                    right_foot=Foot((-0.06, 0, -0.45), heel=48),
                    height=0.62,
                    lean=36,
                    nod=-24,
                ),
                1.0,
            ),
            (
                1.35,
                STAND.but(
                    right=Arm((-0.1, 0.3, 0.95), palm=(0, 1, -0.3)),
                    left=Arm((0.9, 0.1, -0.2)),
                    left_foot=Foot((0.1, 0, 0.4)),
                    right_foot=Foot((-0.06, 0, -0.45), heel=48),
                    height=0.64,
                    lean=28,
                    nod=-18,
                ),
                1.0,
            ),
            (1.9, STAND, 0.1),
        ),
    ),
    "tennis": Action(
        "play tennis, swing a tennis racket, hit a tennis ball, hit a forehand, play badminton, return "
        "a serve, swing a racket",
        (
            (0.1, STAND.but(Arm((0.05, -0.35, 0.6)), Foot((0.2, 0, 0)), height=0.78, lean=14), 0.4),
            (
                0.6,
                STAND.but(
                    right=Arm((0.85, -0.05, -0.5), elbow=(0.3, -0.6, -1), palm=(0, 0, 1), curl=75),
                    left=Arm((0.0, 0.0, 0.9)),
                    feet=Foot((0.2, 0, 0)),
                    height=0.76,
                    turn=-26,
                    twist=-30,
                    look=50,
                ),
                1.0,
            ),
            (
                0.9,
                STAND.but(
                    right=Arm((0.5, -0.05, 0.9), elbow=(0.6, -1, 0), palm=(-0.6, 0, 0.6), curl=75),
                    left=Arm((0.5, -0.2, 0.2)),
                    feet=Foot((0.2, 0, 0)),
                    height=0.8,
                    twist=8,
                ),
                1.0,
            ),
            (
                1.2,
                STAND.but(
                    right=Arm((-0.75, 0.35, 0.45), elbow=(0.6, -0.3, 0.5), curl=75),
                    left=Arm((0.5, -0.4, -0.1)),
                    feet=Foot((0.2, 0, 0)),
                    height=0.84,
                    turn=16,
                    twist=28,
                    look=-40,
                ),
                1.0,
            ),
            (1.85, STAND, 0.1),
        ),
    ),
    "golf": Action(
        "play golf, swing a golf club, hit a golf ball, do a golf swing, tee off, golf",
        (
            (
                0.1,
                astride(STAND, 0.22, 0.83).but(
                    Arm((-0.32, -0.85, 0.35), curl=80, palm=(-1, 0, 0)), lean=24, bend=12, nod=14
                ),
                0.9,
            ),
            (
                0.75,
                astride(STAND, 0.22, 0.83).but(
                    left=Arm((-0.75, 0.3, 0.5), elbow=(0.5, -1, 0), curl=80),
                    right=Arm((0.25, 0.45, 0.15), elbow=(1, -0.9, -0.1), curl=80),
                    lean=18,
                    bend=8,
                    twist=-52,
                    turn=-18,
                    look=48,
                    nod=14,
                ),
                1.0,
            ),
            (
                1.05,
                astride(STAND, 0.22, 0.83).but(
                    Arm((-0.32, -0.8, 0.4), curl=80, palm=(-1, 0, 0)), lean=24, bend=12, nod=14, twist=8
                ),
                1.0,
            ),
            (
                1.35,
                astride(STAND, 0.22, 0.86).but(
                    right=Arm((-0.7, 0.35, 0.5), elbow=(0.5, -1, 0), curl=80),
                    left=Arm((0.2, 0.55, 0.1), elbow=(1, -0.9, -0.1), curl=80),
                    twist=50,
                    turn=24,
                    look=-10,
                    bend=-2,
                ),
                1.0,
            ),
            (
                1.9,
                astride(STAND, 0.22, 0.86).but(
                    right=Arm((-0.7, 0.3, 0.5), elbow=(0.5, -1, 0), curl=80),
                    left=Arm((0.2, 0.5, 0.1), elbow=(1, -0.9, -0.1), curl=80),
                    twist=48,
                    turn=24,
                    look=-10,
                    bend=-2,
                ),
                0.9,
            ),
        ),
        loose=0.6,
    ),
    "baseball": Action(
        "swing a baseball bat, play baseball, hit a baseball, bat, swing a bat, hit a home run, play cricket",
        (
            (
                0.1,
                astride(STAND, 0.24, 0.8).but(
                    left=Arm((-0.62, 0.22, 0.45), elbow=(0.5, -1, 0.2), curl=80),
                    right=Arm((0.28, 0.3, 0.25), elbow=(1, -0.4, -0.2), curl=80),
                    face=-50,
                    look=55,
                    twist=-18,
                    lean=8,
                ),
                1.0,
            ),
            (
                0.7,
                astride(STAND, 0.24, 0.8).but(
                    left=Arm((-0.68, 0.25, 0.4), elbow=(0.5, -1, 0.2), curl=80),
                    right=Arm((0.35, 0.32, 0.1), elbow=(1, -0.4, -0.3), curl=80),
                    face=-50,
                    look=60,
                    twist=-34,
                    lean=8,
                ),
                1.0,
            ),
            (
                1.0,
                astride(STAND, 0.27, 0.78).but(TWO_HANDS, face=-34, look=20, twist=16, turn=14, lean=8),
                1.0,
            ),
            (
                1.3,
                astride(STAND, 0.27, 0.8).but(
                    left=Arm((0.45, 0.2, 0.25), elbow=(1, -0.8, -0.2), curl=80),
                    right=Arm((-0.65, 0.15, 0.55), elbow=(0.6, -0.8, 0.2), curl=80),
                    face=-26,
                    look=-8,
                    twist=44,
                    turn=20,
                ),
                0.9,
            ),
            (
                1.9,
                astride(STAND, 0.27, 0.82).but(
                    left=Arm((0.45, 0.15, 0.25), elbow=(1, -0.8, -0.2), curl=80),
                    right=Arm((-0.65, 0.1, 0.55), elbow=(0.6, -0.8, 0.2), curl=80),
                    face=-26,
                    look=-8,
                    twist=42,
                    turn=20,
                ),
                0.8,
            ),
        ),
        loose=0.6,
    ),
    "archery": Action(
        "shoot an arrow, draw a bow, aim with a bow, shoot with bow and arrow, do archery, pull a bowstring",
        (
            (
                0.1,
                astride(STAND, 0.2, 0.87).but(
                    left=Arm((1.1, 0.02, 0.1), elbow=(0, -0.6, -1), palm=(0, -0.3, 1), curl=75),
                    right=Arm((-0.75, 0.05, 0.5), elbow=(0.6, -0.5, 0.3), curl=60),
                    face=-72,
                    look=68,
                ),
                0.8,
            ),
            (
                1.0,
                astride(STAND, 0.2, 0.87).but(
                    left=Arm((1.1, 0.02, 0.1), elbow=(0, -0.6, -1), palm=(0, -0.3, 1), curl=75),
                    right=Arm(
                        (0.03, -0.01, 0.03),
                        "chin",
                        (1, 0.15, -0.5),
                        palm=(0, -0.3, -1),
                        fingers=(-1, 0, 0.1),
                        tip=0.09,
                        curl=65,
                    ),
                    face=-72,
                    look=68,
                ),
                1.0,
            ),
            (
                1.9,
                astride(STAND, 0.2, 0.87).but(
                    left=Arm((1.1, 0.02, 0.1), elbow=(0, -0.6, -1), palm=(0, -0.3, 1), curl=75),
                    right=Arm(
                        (0.04, -0.01, 0.02),
                        "chin",
                        (1, 0.15, -0.6),
                        palm=(0, -0.3, -1),
                        fingers=(-1, 0, 0.1),
                        tip=0.09,
                        curl=65,
                    ),
                    face=-72,
                    look=68,
                ),
                1.0,
            ),
        ),
        loose=0.5,
    ),
    "aim_gun": Action(
        "aim a gun, point a gun, shoot a pistol, aim a pistol with both hands, hold a handgun, fire a "
        "gun, aim like a policeman",
        **held(STAND.but(GUN, Foot((0.17, 0, 0), out=14), height=0.85, bend=6, nod=2), upper=True, loose=0.6),
    ),
    "aim_rifle": Action(
        "aim a rifle, shoot with a rifle, hold a rifle, aim like a soldier, fire a machine gun, hunt "
        "with a shotgun, aim a shotgun",
        **held(
            STAND.but(
                left=RIFLE_FRONT,
                right=RIFLE_BACK,
                left_foot=Foot((0.12, 0, 0.16)),
                right_foot=Foot((0.12, 0, -0.18), out=35, knee=25),
                height=0.84,
                turn=-18,
                twist=-14,
                look=28,
                cock=-8,
                bend=8,
                nod=6,
            ),
            upper=True,
            loose=0.5,
        ),
    ),
    "sword": Action(
        "swing a sword, fight with a sword, strike with a sword, slash with a katana, attack like a "
        "samurai, wield an axe, chop wood",
        (
            (0.0, STAND.but(CLUB_HIGH, bend=-8, height=0.86, **BACK_STEP), 1.0),
            (0.35, STAND.but(CLUB_LOW, lean=16, bend=18, height=0.78, **STEP), 1.0),
            (0.8, STAND.but(CLUB_LOW, lean=16, bend=18, height=0.78, **STEP), 0.8),
        ),
        period=1.4,
        loose=0.6,
    ),
    "hammer": Action(
        "hammer, hammer a nail, hit something with a hammer, knock with a hammer, work with a hammer, "
        "build something with a hammer",
        to_and_fro(
            STAND.but(
                left=Arm((0.3, 0.35, 0.4), elbow=(1, -0.6, 0), palm=(-1, 0, 0.2), fingers=(0, 1, 0), curl=80),
                right=Arm((0.05, -0.4, 0.6), elbow=(0.6, -1, 0), curl=40),
                nod=12,
                bend=8,
            ),
            STAND.but(
                left=Arm(
                    (-0.1, -0.25, 0.7), elbow=(0.7, -1, 0), palm=(-1, 0, 0), fingers=(-0.2, -0.2, 1), curl=80
                ),
                right=Arm((0.05, -0.4, 0.6), elbow=(0.6, -1, 0), curl=40),
                nod=16,
                bend=14,
            ),
            0.6,
        ),
        period=0.6,
    ),
    "dig": Action(
        "dig, dig a hole, shovel snow, work with a shovel, shovel dirt, dig in the garden",
        to_and_fro(
            STAND.but(
                left=Arm((-0.15, -0.8, 0.65), curl=75),
                right=Arm((-0.05, -0.6, 0.35), elbow=(0.6, 0, -1), curl=75),
                lean=36,
                bend=20,
                height=0.74,
                **STEP,
            ),
            STAND.but(
                left=Arm((0.45, -0.25, 0.65), elbow=(0.6, -1, 0), curl=75),
                right=Arm((0.0, -0.5, 0.4), elbow=(0.6, 0, -1), curl=75),
                lean=10,
                bend=8,
                twist=28,
                **STEP,
            ),
            1.5,
        ),
        period=1.5,
    ),
    "sweep": Action(
        "sweep the floor, sweep with a broom, mop the floor, vacuum the carpet, clean the floor, rake leaves",
        to_and_fro(
            STAND.but(
                left=Arm((0.05, -0.2, 0.5), elbow=(0.8, -0.8, 0), curl=75),
                right=Arm((-0.1, -0.65, 0.55), curl=75),
                lean=14,
                bend=12,
                twist=22,
                nod=14,
                **STEP,
            ),
            STAND.but(
                left=Arm((-0.1, -0.15, 0.5), elbow=(0.8, -0.8, 0), curl=75),
                right=Arm((0.15, -0.7, 0.6), curl=75),
                lean=14,
                bend=12,
                twist=-18,
                nod=14,
                **STEP,
            ),
            1.2,
        ),
        period=1.2,
    ),
    "lift_weights": Action(
        "lift weights, lift a barbell over their head, do weight lifting, press a barbell overhead, "
        "train with a barbell, do a shoulder press, lift something heavy overhead",
        to_and_fro(
            STAND.but(BAR_HIGH, Foot((0.2, 0, 0), out=15), bend=-3),
            STAND.but(BAR_CHEST, Foot((0.2, 0, 0), out=15), height=0.84, bend=-4),
            1.8,
            0.8,
        ),
        period=1.8,
        loose=0.7,
    ),
    "biceps_curl": Action(
        "do biceps curls, lift dumbbells, curl dumbbells, train their arms with dumbbells, exercise "
        "with dumbbells, pump iron",
        to_and_fro(STAND.but(DUMBBELL_HIGH), STAND.but(DUMBBELL_LOW), 1.5, 0.5),
        period=1.5,
        upper=True,
        loose=0.7,
    ),
    "lift_box": Action(
        "lift a box, pick up a box, pick something up, lift something heavy from the ground, lift a "
        "crate, pick up a heavy object",
        (
            (0.05, STAND, 0.0),
            (0.75, DEEP, 1.0),
            (0.95, DEEP, 1.0),
            (1.6, STAND.but(BOX_HIGH, Foot((0.18, 0, 0), out=20), bend=-4, lean=-3), 0.8),
            (1.9, STAND.but(BOX_HIGH, Foot((0.18, 0, 0), out=20), bend=-4, lean=-3), 0.8),
        ),
        loose=0.7,
    ),
    "pull": Action(
        "pull, pull a rope, pull something heavy, play tug of war, haul on a rope, drag something heavy",
        to_and_fro(
            PULLING.but(left=ROPE_FAR, right=ROPE_NEAR, twist=-14),
            PULLING.but(left=ROPE_NEAR, right=ROPE_FAR, twist=14, lean=-22),
            1.2,
        ),
        period=1.2,
    ),
    "jump_rope": Action(
        "jump rope, skip rope, skip with a rope, exercise with a skipping rope, do rope jumping",
        (
            (
                0.0,
                STAND.but(
                    Arm((0.5, -0.55, 0.2), elbow=(0.2, -0.6, -1), curl=80),
                    Foot((0.06, 0, 0), heel=12),
                    height=0.84,
                ),
                0.9,
            ),
            (
                0.25,
                STAND.but(
                    Arm((0.5, -0.5, 0.3), elbow=(0.2, -0.6, -1), curl=80), Leg(6, 0, 14, 0, 45), lift=0.1
                ),
                1.0,
            ),
        ),
        period=0.5,
    ),
    "guitar": Action(
        "play the guitar, play guitar, strum a guitar, play an electric guitar, rock on the guitar, "
        "play air guitar, play the bass",
        to_and_fro(
            STAND.but(left=FRET, right=STRUM_UP, nod=12, look=12, bend=6),
            STAND.but(left=FRET, right=STRUM_DOWN, nod=18, look=12, bend=8),
            0.5,
        ),
        period=0.5,
        upper=True,
        loose=0.6,
    ),
    "violin": Action(
        "play the violin, play violin, bow a violin, fiddle, play the fiddle, perform on a violin",
        to_and_fro(
            STAND.but(left=FIDDLE, right=BOW_NEAR, cock=14, look=30, nod=6),
            STAND.but(left=FIDDLE, right=BOW_FAR, cock=14, look=30, nod=6, side=3),
            1.2,
        ),
        period=1.2,
        upper=True,
        loose=0.5,
    ),
    "flute": Action(
        "play the trumpet, play a wind instrument, play the clarinet, blow a horn, play the saxophone, "
        "play the recorder",
        **held(
            STAND.but(
                left=FLUTE,
                right=Arm(
                    (0.02, -0.1, 0.2), "mouth", (0.7, -1, 0.3), (-0.6, 0.2, -1), (-0.8, 0.7, 0), 0.09, 0.0, 55
                ),
                bend=-2,
                nod=-3,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "conduct": Action(
        "conduct an orchestra, conduct, direct a choir, wave a baton, lead an orchestra",
        to_and_fro(
            STAND.but(Arm((0.65, 0.3, 0.55), elbow=(0.8, -1, 0), palm=(0, -1, 0.2), curl=35)),
            STAND.but(Arm((0.05, -0.25, 0.6), elbow=(0.8, -1, 0), palm=(0, -1, 0), curl=35), nod=6),
            1.0,
        ),
        period=1.0,
        upper=True,
    ),
    "sing": Action(
        "sing, sing into a microphone, sing a song, hold a microphone, do karaoke, perform on stage as "
        "a singer, rap into a microphone",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.02, -0.06, 0.1), "mouth", (0.6, -1, 0.2), (-0.6, 0, -1), (-0.4, 1, 0), 0.09, 0.0, 75
                ),
                right=Arm((0.65, -0.1, 0.4), palm=(0, 1, 0.3)),
                nod=-10,
                cock=5,
            ),
            STAND.but(
                left=Arm(
                    (0.02, -0.06, 0.1), "mouth", (0.6, -1, 0.2), (-0.6, 0, -1), (-0.4, 1, 0), 0.09, 0.0, 75
                ),
                right=Arm((0.4, -0.4, 0.4), palm=(0, 1, 0.3)),
                nod=4,
                cock=-4,
            ),
            1.8,
        ),
        period=1.8,
        upper=True,
    ),
    "take_photo": Action(
        "take a photo, take a picture, photograph something, hold a camera to their eye, shoot a photo "
        "with a camera, take a snapshot",
        **held(
            STAND.but(
                Arm((0.07, -0.02, 0.1), "eye", (0.7, -1, 0), (-0.6, 0, 0.5), (-0.4, 0.9, 0.4), 0.07, 0.0, 40),
                bend=5,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "selfie": Action(
        "take a selfie, hold up a phone for a selfie, photograph themself, take a picture of themself, "
        "pose for a selfie",
        **held(
            STAND.but(
                left=Arm(
                    (0.25, 0.35, 0.9), elbow=(0.5, -1, 0), palm=(0, 0.2, -1), fingers=(-0.3, 1, 0), curl=40
                ),
                right=ON_HIP,
                cock=-8,
                nod=-8,
                look=10,
            ),
            upper=True,
        ),
    ),
    "text": Action(
        "text on the phone, look at their phone, type on a smartphone, write a message on the phone, "
        "scroll on a phone, play with their phone",
        **held(
            STAND.but(
                Arm(
                    (0.04, -0.1, 0.2),
                    "chest",
                    (0.5, -1, -0.2),
                    (-0.5, 0.6, -0.6),
                    (-0.5, 0.7, 0.7),
                    0.08,
                    0.0,
                    50,
                ),
                nod=34,
                bend=8,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "read": Action(
        "read a book, read, hold a book, read a newspaper, study a book, look into a book, read a letter",
        **held(
            STAND.but(
                Arm(
                    (0.1, -0.1, 0.23),
                    "chest",
                    (0.5, -1, -0.2),
                    (-0.4, 0.7, -0.7),
                    (-0.25, 0.8, 0.7),
                    0.08,
                    0.0,
                    30,
                ),
                nod=28,
                bend=6,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "write": Action(
        "write on a wall, write on a blackboard, paint a wall, draw on a board, write with chalk, paint "
        "a picture",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.35, 0.3, 0.75), elbow=(0.8, -1, 0), palm=(-0.3, 0, 1), fingers=(-0.3, 1, 0.4), curl=55
                )
            ),
            STAND.but(
                left=Arm(
                    (-0.1, 0.15, 0.8), elbow=(0.8, -1, 0), palm=(-0.3, 0, 1), fingers=(-0.3, 1, 0.4), curl=55
                )
            ),
            1.4,
        ),
        period=1.4,
        upper=True,
    ),
    "drink": Action(
        "drink, drink from a cup, drink a glass of water, take a sip, drink a beer, drink coffee, have "
        "a drink",
        (
            (0.1, STAND.but(left=CUP_LOW), 0.3),
            (0.8, STAND.but(left=CUP_HIGH, nod=-10), 1.0),
            (1.4, STAND.but(left=CUP_HIGH, nod=-20), 1.0),
            (1.95, STAND.but(left=CUP_LOW), 0.4),
        ),
        upper=True,
        loose=0.6,
    ),
    "eat": Action(
        "eat, eat an apple, eat something, bite into a sandwich, have a snack, put food in their mouth, "
        "eat a burger",
        to_and_fro(STAND.but(left=BITE, nod=6), STAND.but(left=CUP_LOW, nod=4), 1.4, 0.4),
        period=1.4,
        upper=True,
        loose=0.6,
    ),
    "brush_teeth": Action(
        "brush their teeth, clean their teeth, scrub their teeth, use a toothbrush, brush teeth with "
        "their left hand, play the harmonica",
        to_and_fro(STAND.but(left=brush(0.03), nod=5), STAND.but(left=brush(0.1), nod=5), 0.35),
        period=0.35,
        upper=True,
        loose=0.5,
    ),
    "comb": Action(
        "comb their hair, brush their hair, scratch their head, wash their hair, run a hand through "
        "their hair, fix their hair",
        to_and_fro(
            STAND.but(
                left=Arm(
                    (0.03, 0.02, 0.06), "crown", (1, 0, 0.3), (-0.3, -1, 0), (-0.8, 0.3, -0.5), 0.1, 0.0, 25
                ),
                cock=-6,
            ),
            STAND.but(
                left=Arm(
                    (0.08, -0.06, -0.06), "crown", (1, 0, 0.2), (-1, -0.4, 0), (-0.3, 0.2, -1), 0.1, 0.0, 25
                ),
                cock=-8,
            ),
            0.8,
        ),
        period=0.8,
        upper=True,
        loose=0.6,
    ),
    "look_far": Action(
        "look into the distance, shade their eyes, look far away, search the horizon, scout with a hand "
        "over the eyes, keep a lookout",
        **held(
            STAND.but(
                left=Arm(
                    (0.03, -0.01, 0.05), "forehead", (1, -0.2, 0.3), (0, -1, 0), (-1, 0.1, 0.1), 0.1, 0.0, 3
                ),
                bend=5,
            ),
            upper=True,
            loose=0.6,
        ),
    ),
    "binoculars": Action(
        "look through binoculars, hold binoculars, watch with binoculars, spy through binoculars, put "
        "on glasses",
        **held(
            STAND.but(
                Arm((0.03, 0.0, 0.06), "eye", (1, -0.6, 0.1), (-0.5, 0, -1), (-0.6, 0.8, 0.1), 0.09, 0.0, 55)
            ),
            upper=True,
            loose=0.6,
        ),
    ),
}
