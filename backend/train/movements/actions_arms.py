"""Actions of the arms and the head, done standing."""

from __future__ import annotations

from .stance import Arm, Foot, Stance
from .timeline import Action, held

STAND = Stance()
HANG = Arm()
OUT = Arm(to=(1.0, 0.0, 0.0), elbow=(0, 0, -1), curl=5)
UP = Arm(to=(0.12, 0.98, 0.08), elbow=(1, 0, 0.3), curl=8)
FRONT = Arm(to=(0.0, 0.0, 1.0), elbow=(0.5, -1, 0), palm=(0, -1, 0), curl=8)
ON_HIP = Arm(
    to=(0.035, 0.0, -0.03), at="hip", elbow=(1, 0, -0.45), palm=(-1, -0.3, 0), fingers=(-0.5, -0.6, 0.8)
)

ARMS = {
    "stand": Action(
        (
            "stand",
            "stand still",
            "stand upright",
            "stand straight",
            "stand there",
            "=idle",
            "wait",
            "do nothing",
        ),
        **held(STAND, lower=True),
    ),
    "t_pose": Action(
        (
            "=in a T-pose",
            "stand in a T-pose",
            "do a t pose",
            "hold both arms straight out to the sides",
            "stretch their arms out sideways",
            "spread their arms wide",
            "=with the arms stretched to both sides",
        ),
        **held(STAND.but(OUT), upper=True, loose=0.6),
    ),
    "a_pose": Action(
        (
            "=in an A-pose",
            "stand in an A-pose",
            "=with the arms a little away from the body",
            "do an a pose",
            "hold their arms diagonally down",
            "=with the arms down and away from the sides",
        ),
        **held(STAND.but(Arm(to=(0.68, -0.73, 0.03), elbow=(0, 0, -1), curl=8)), upper=True, loose=0.6),
    ),
    "raise_both_arms": Action(
        (
            "raise both arms",
            "lift both hands up",
            "put their hands up in the air",
            "raise their arms overhead",
            "hold both arms above their head",
            "reach up with both hands",
            "=with both arms up",
            "stretch their arms to the sky",
        ),
        ((0.15, STAND, 0.0), (1.0, STAND.but(UP, nod=-6), 1.0), (1.9, STAND.but(UP, nod=-8), 1.0)),
        upper=True,
    ),
    "raise_left_arm": Action(
        (
            "raise their left arm",
            "lift their left hand",
            "put up their left hand",
            "hold their left arm up",
            "reach up with their left hand",
            "=with the left arm up",
            "raise one arm",
        ),
        ((0.15, STAND, 0.0), (1.0, STAND.but(left=UP), 1.0), (1.9, STAND.but(left=UP, side=-3), 1.0)),
        upper=True,
    ),
    "arms_forward": Action(
        (
            "stretch both arms forward",
            "hold their arms out in front",
            "reach forward with both hands",
            "extend their arms to the front",
            "=with both arms straight ahead",
            "raise their arms in front of their chest",
        ),
        ((0.1, STAND, 0.0), (0.9, STAND.but(FRONT), 1.0), (1.9, STAND.but(FRONT), 1.0)),
        upper=True,
    ),
    "hands_on_hips": Action(
        (
            "put their hands on their hips",
            "stand with their hands on their hips",
            "rest both hands on their waist",
            "=with the hands on the hips",
            "stand with arms akimbo",
            "=arms akimbo",
        ),
        **held(STAND.but(ON_HIP), upper=True),
    ),
    "wave": Action(
        (
            "wave their left hand",
            "wave with their left arm",
            "wave",
            "wave hello",
            "wave goodbye",
            "greet somebody",
            "say hi",
            "wave at someone",
            "wave one hand",
        ),
        (
            (
                0.0,
                STAND.but(
                    left=Arm(to=(0.62, 0.55, 0.25), elbow=(0.6, -1, 0), palm=(0, 0, 1), fingers=(0.45, 1, 0)),
                    cock=4,
                ),
                1.0,
            ),
            (
                0.35,
                STAND.but(
                    left=Arm(to=(0.40, 0.58, 0.3), elbow=(0.6, -1, 0), palm=(0, 0, 1), fingers=(-0.35, 1, 0)),
                    cock=-2,
                ),
                1.0,
            ),
        ),
        period=0.7,
        upper=True,
    ),
    "clap": Action(
        (
            "clap",
            "clap their hands",
            "applaud",
            "give applause",
            "clap both hands together",
            "=clapping and cheering",
        ),
        (
            (
                0.0,
                STAND.but(
                    Arm(
                        to=(0.01, 0.0, 0.13),
                        at="chest",
                        tip=0.08,
                        elbow=(0.7, -1, 0),
                        palm=(-1, 0, 0),
                        fingers=(-0.1, 0.75, 1),
                        curl=2,
                    )
                ),
                1.0,
            ),
            (
                0.2,
                STAND.but(
                    Arm(
                        to=(0.16, 0.0, 0.13),
                        at="chest",
                        tip=0.08,
                        elbow=(0.8, -1, 0),
                        palm=(-1, 0, 0),
                        fingers=(0.1, 0.75, 1),
                        curl=2,
                    )
                ),
                0.9,
            ),
        ),
        period=0.4,
        upper=True,
    ),
    "walk": Action(
        (
            "walk",
            "walk forward",
            "take a walk",
            "stroll",
            "go for a walk",
            "step forward",
            "walk along",
            "walk normally",
        ),
        (
            (
                0.0,
                STAND.but(
                    left=Arm(to=(0.2, -0.9, -0.25)),
                    right=Arm(to=(0.14, -0.86, 0.38)),
                    left_foot=Foot((0.09, 0, 0.31), heel=-18),
                    right_foot=Foot((0.09, 0, -0.28), heel=32),
                    turn=-7,
                    twist=12,
                    lean=3,
                ),
                1.0,
            ),
            (
                0.14,
                STAND.but(
                    left_foot=Foot((0.09, 0, 0.13)),
                    right_foot=Foot((0.09, 0.13, -0.25), heel=48),
                    lean=3,
                    tilt=-3,
                ),
                0.8,
            ),
            (
                0.275,
                STAND.but(
                    left_foot=Foot((0.09, 0, 0.0)),
                    right_foot=Foot((0.09, 0.06, 0.07), heel=4),
                    lean=3,
                    tilt=-3,
                ),
                0.7,
            ),
            (
                0.55,
                STAND.but(
                    right=Arm(to=(0.2, -0.9, -0.25)),
                    left=Arm(to=(0.14, -0.86, 0.38)),
                    right_foot=Foot((0.09, 0, 0.31), heel=-18),
                    left_foot=Foot((0.09, 0, -0.28), heel=32),
                    turn=7,
                    twist=-12,
                    lean=3,
                ),
                1.0,
            ),
            (
                0.69,
                STAND.but(
                    right_foot=Foot((0.09, 0, 0.13)),
                    left_foot=Foot((0.09, 0.13, -0.25), heel=48),
                    lean=3,
                    tilt=3,
                ),
                0.8,
            ),
            (
                0.825,
                STAND.but(
                    right_foot=Foot((0.09, 0, 0.0)),
                    left_foot=Foot((0.09, 0.06, 0.07), heel=4),
                    lean=3,
                    tilt=3,
                ),
                0.7,
            ),
        ),
        period=1.1,
        lower=True,
    ),
}
