"""Fighting, with bare hands."""

from __future__ import annotations

from .postures import GUARD, STAND, astride, into, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action

FIGHTER = STAND.but(
    GUARD, left_foot=Foot((0.13, 0, 0.16), out=-12, knee=0),
    right_foot=Foot((0.13, 0, -0.2), heel=10, out=38, knee=26), height=0.81,
    turn=-24, twist=-6, look=22, bend=9, nod=6,
)  # fmt: skip
JAB = Arm((-0.28, 0.06, 1.2), elbow=(0.7, -1, 0), palm=(0, -1, 0), curl=85)
ONE_KNEE_UP = Leg(88, 6, 105, 0, 20)


FIGHTING = {
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
}
