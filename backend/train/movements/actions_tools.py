"""Weapons, tools and weights."""

from __future__ import annotations

from .actions_sport import BACK_STEP, STEP
from .postures import STAND, astride, to_and_fro
from .stance import Arm, Foot, Leg
from .timeline import Action, held

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


TOOLS = {
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
}
