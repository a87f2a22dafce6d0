"""Throwing, catching and hitting balls."""

from __future__ import annotations

from typing import Any

from .postures import STAND, astride, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action

TWO_HANDS = Arm((-0.35, -0.1, 0.85), elbow=(0.6, -1, 0), palm=(-1, 0, 0), curl=75)
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


SPORT = {
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
}
