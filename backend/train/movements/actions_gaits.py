"""Ways of getting about, in place, and dances."""

from __future__ import annotations

from .postures import FIST_UP, FRONT, HANG, ON_HIP, OUT, STAND, UP, gait, to_and_fro
from .stance import Arm, Foot, Leg, Stance
from .timeline import Action, Key

RUN_FRONT = Arm((-0.06, -0.12, 0.6), elbow=(0.5, -1, -0.6), palm=(-1, 0, 0), curl=70)
RUN_BACK = Arm((0.2, -0.62, -0.12), elbow=(0.25, 0.1, -1), palm=(-1, 0, 0), curl=70)
RUN_MID = Arm((0.08, -0.45, 0.3), elbow=(0.4, -0.5, -1), palm=(-1, 0, 0), curl=70)
MARCH_FRONT = Arm((0.05, -0.35, 0.9), elbow=(0.5, -1, -0.3), curl=70)
MARCH_BACK = Arm((0.2, -0.95, -0.35), curl=70)
SNEAK = Arm((0.22, -0.2, 0.5), elbow=(0.7, -1, -0.3), palm=(0, -1, 0.2), fingers=(0, 0.1, 1), curl=30)
SNEAK_LOW = Arm((0.3, -0.4, 0.42), elbow=(0.7, -1, -0.3), palm=(0, -1, 0.2), fingers=(0, -0.1, 1), curl=30)
ZOMBIE = Arm((-0.05, 0.0, 0.97), elbow=(0.6, -1, 0), palm=(0, -1, 0), fingers=(0, -0.7, 1), curl=25)
CARRY = Arm((0.16, -0.30, 0.26), "chest", (0.6, -1, -0.6), palm=(-1, 0.2, 0), fingers=(-0.2, 0.1, 1), curl=15)
PUSH = Arm((-0.02, -0.05, 0.95), elbow=(0.7, -1, 0), palm=(0, 0, 1), fingers=(0, 1, 0.1), curl=4)
BALLET_UP = Arm((-0.05, 0.98, 0.2), elbow=(1, 0.1, 0.3), palm=(-0.7, -0.5, 0), curl=12)
BALLET_SIDE = Arm((0.92, 0.1, 0.25), elbow=(0.1, -0.3, -1), palm=(0, -0.4, 1), curl=8)
DISCO_UP = Arm((0.75, 1.1, 0.25), elbow=(1, -0.5, 0), palm=(0, 0, 1), curl=25)
DISCO_DOWN = Arm((-0.55, -0.45, 0.5), elbow=(0.6, -1, 0.1), palm=(0, 0, -1), curl=25)
GROOVE = Arm((0.3, -0.3, 0.45), elbow=(0.9, -0.6, -0.4), curl=60)
GROOVE_HIGH = Arm((0.4, 0.15, 0.45), elbow=(1, -0.4, -0.2), curl=60)


def run(period: float, stride: float, knee: float, air: float, base: Stance) -> tuple[Key, ...]:
    """A run in place; knee scales how far the swinging leg folds, air is the flight's height in metres."""
    width = 0.07
    land = base.but(
        left_foot=Foot((width, 0, 0.5 * stride), heel=-6), right_foot=Leg(-12, 2, 75 * knee, 0, 30),
        left=RUN_BACK, right=RUN_FRONT, turn=-6, twist=16, look=-6,
    )  # fmt: skip
    over = base.but(
        RUN_MID, left_foot=Foot((width, 0, -0.25 * stride)), right_foot=Leg(30, 3, 105 * knee, 0, 25),
        height=base.height - 0.05,
    )  # fmt: skip
    push = base.but(
        left_foot=Foot((width, 0, -stride), heel=48), right_foot=Leg(56, 3, 88 * knee, 0, 5),
        left=RUN_FRONT, right=RUN_BACK, turn=6, twist=-16, look=6, height=0.9,
    )  # fmt: skip
    flight = push.but(
        left_foot=Leg(-14, 2, 42 * knee, 0, 35), right_foot=Leg(46, 3, 56 * knee, 0, 0), lift=air
    )
    half = ((0.0, land, 1.0), (0.12, over, 0.8), (0.27, push, 1.0), (0.4, flight, 1.0))
    later = tuple((moment + 0.5, stance.mirrored(), told) for moment, stance, told in half)
    return tuple((moment * period, stance, told) for moment, stance, told in half + later)


SLOUCH = STAND.but(bend=16, nod=4, lean=3)
LOW = STAND.but(height=0.74, lean=14, bend=22, nod=-14)
LIMP = tuple(
    (moment, stance.but(tilt=-9, side=13, bend=16, height=0.82) if 0.4 < moment < 1.0 else stance, told)
    for moment, stance, told in gait(
        1.35, 0.19, 0.05, base=STAND.but(left=Arm((0.1, -0.75, 0.25)), bend=9, nod=10)
    )
)
HOPPING = STAND.but(
    Arm((0.4, -0.5, 0.3), elbow=(0.5, -0.5, -1)),
    right_foot=Leg(12, 3, 85, 0, 25),
    shift=(0.07, 0),
    tilt=3,
    lean=4,
)
TAKE_OFF = STAND.but(
    Arm((0.35, -0.85, -0.35), elbow=(0.35, -0.3, -1)), Foot((0.14, 0, 0), out=12, knee=14), height=0.62,
    shift=(0, -0.1), lean=32, bend=12, nod=-14,
)  # fmt: skip
ARABESQUE = STAND.but(
    left=BALLET_UP, right=BALLET_SIDE, left_foot=Foot((0.03, 0, 0), out=20),
    right_foot=Leg(-42, 14, 6, 25, 55), lean=14, bend=-16, nod=-6, shift=(0.08, 0.03),
)  # fmt: skip
PASSE = STAND.but(
    BALLET_UP,
    left_foot=Foot((0.02, 0, 0), heel=28, out=25),
    right_foot=Leg(52, 38, 112, 45, 60),
    shift=(0.08, 0),
    bend=-3,
)
JACK = STAND.but(UP, Foot((0.42, 0, 0), out=18, knee=12), height=0.8)

GAITS = {
    "walk": Action(
        "walk, walk forward, take a walk, stroll, go for a walk, step forward, walk along, walk normally",
        gait(1.1),
        period=1.1,
        lower=True,
    ),
    "walk_fast": Action(
        "walk fast, walk quickly, hurry along, walk briskly, stride along, =power walking, rush",
        gait(0.8, 0.36, 0.13, RUN_FRONT, RUN_BACK, 16, STAND.but(lean=7)),
        period=0.8,
    ),
    "walk_slowly": Action(
        "walk slowly, trudge along, walk wearily, plod along, drag their feet, walk like an old man, "
        "shuffle along",
        gait(
            1.6, 0.17, 0.05, Arm((0.1, -0.9, 0.22)), Arm((0.15, -0.95, 0.02)), 5, SLOUCH.but(bend=24, nod=16)
        ),
        period=1.6,
    ),
    "sneak": Action(
        "sneak, tiptoe, creep along, sneak like a thief, walk on tiptoes, tread quietly, prowl",
        gait(1.5, 0.26, 0.2, SNEAK, SNEAK_LOW, 8, LOW, toes=-15),
        period=1.5,
    ),
    "limp": Action(
        "limp, walk with a limp, hobble, walk with an injured leg, walk like the leg hurts, drag one leg",
        LIMP,
        period=1.35,
    ),
    "march": Action(
        "march, march like a soldier, march in place, parade, march with high knees, step in time",
        gait(1.0, 0.2, 0.3, MARCH_FRONT, MARCH_BACK, 4, STAND.but(bend=-2)),
        period=1.0,
        lower=True,
    ),
    "zombie": Action(
        "walk like a zombie, do a zombie walk, stagger like a zombie, shamble with outstretched arms, "
        "be a zombie, walk like the undead",
        gait(
            1.7,
            0.17,
            0.05,
            base=STAND.but(
                left=ZOMBIE,
                right=Arm((0.05, 0.12, 0.9), palm=(0, -1, 0), fingers=(0, -0.9, 1)),
                cock=16,
                bend=12,
                nod=-6,
            ),
            arms=False,
        ),
        period=1.7,
    ),
    "run": Action(
        "run, run fast, sprint, race, run away, dash forward, run as fast as possible",
        run(0.66, 0.36, 1.1, 0.08, STAND.but(lean=14, bend=6, nod=-10, height=0.86)),
        period=0.66,
        lower=True,
    ),
    "jog": Action(
        "jog, go jogging, run slowly, trot, go for a run, jog along",
        run(0.8, 0.22, 0.75, 0.04, STAND.but(lean=6, height=0.87)),
        period=0.8,
    ),
    "jump": Action(
        "jump, jump up, leap into the air, jump high, jump up and down, make a jump, spring up",
        (
            (0.1, STAND, 0.1),
            (0.4, TAKE_OFF, 0.6),
            (0.6, TAKE_OFF.but(Arm((0.3, -0.5, 0.6)), height=0.74, lean=18), 0.7),
            (0.82, STAND.but(UP, Foot((0.12, 0, 0), heel=42), lift=0.0, nod=-8), 0.9),
            (1.0, STAND.but(UP, Leg(22, 5, 38, 0, 45), lift=0.38, bend=-6, nod=-8), 1.0),
            (
                1.2,
                STAND.but(Arm((0.7, 0.2, 0.5)), Foot((0.13, 0, 0.02), heel=22), height=0.86, lift=0.0),
                0.9,
            ),
            (1.42, TAKE_OFF.but(Arm((0.4, -0.3, 0.6))), 0.6),
            (1.9, STAND, 0.1),
        ),
    ),
    "jumping_jacks": Action(
        "do jumping jacks, do star jumps, jump with arms and legs apart, exercise with jumping jacks, "
        "jump and +clap overhead, do side straddle hops",
        (
            (0.0, STAND.but(HANG, height=0.86), 0.3),
            (0.22, STAND.but(OUT, Foot((0.25, 0, 0), heel=18), lift=0.07), 0.9),
            (0.5, JACK, 1.0),
            (0.72, STAND.but(OUT, Foot((0.25, 0, 0), heel=18), lift=0.07), 0.9),
        ),
        period=1.0,
    ),
    "hop": Action(
        "hop on one leg, hop on their left leg, hop, bounce on one foot, jump on one leg, play hopscotch",
        (
            (0.0, HOPPING.but(height=0.8, bend=8), 0.9),
            (0.2, HOPPING.but(left_foot=Foot((0.04, 0, 0), heel=40)), 1.0),
            (0.34, HOPPING.but(left_foot=Leg(6, 0, 14, 0, 45), lift=0.13), 1.0),
            (0.5, HOPPING.but(left_foot=Foot((0.04, 0, 0), heel=25)), 1.0),
        ),
        period=0.62,
    ),
    "skip": Action(
        "skip, skip along happily, skip like a child, bounce along, prance, frolic",
        tuple(
            (m, s.but(lift=0.11) if told > 0.95 and abs(m % 0.45 - 0.18) < 0.02 else s, told)
            for m, s, told in run(0.9, 0.16, 0.95, 0.1, STAND.but(bend=-2))
        ),
        period=0.9,
    ),
    "climb_stairs": Action(
        "climb stairs, walk up the stairs, go upstairs, step up, walk uphill, climb the steps",
        gait(1.2, 0.2, 0.3, swing=9, base=STAND.but(lean=9, nod=4, height=0.85), toes=0),
        period=1.2,
    ),
    "walk_carrying": Action(
        "carry a box, carry something heavy, walk while carrying a box, hold a package with both hands, "
        "carry a crate, deliver a parcel",
        gait(1.2, 0.22, 0.09, base=STAND.but(CARRY, bend=-3, lean=-2, height=0.87), arms=False, swing=4),
        period=1.2,
        upper=True,
    ),
    "push": Action(
        "push, push something heavy, push a wall, push a cart, shove a heavy box, push a car forward",
        gait(
            1.5,
            0.26,
            0.07,
            base=STAND.but(PUSH, lean=30, bend=4, nod=-14, shift=(0, 0.2), height=0.8),
            arms=False,
            swing=3,
            toes=0,
        ),
        period=1.5,
    ),
    "balance": Action(
        "walk on a tightrope, balance, walk along a narrow beam, balance with outstretched arms, keep "
        "their balance, walk on a rope",
        gait(
            1.6,
            0.2,
            0.1,
            base=STAND.but(
                left=Arm((1.0, 0.15, 0.1), elbow=(0, -0.3, -1)),
                right=Arm((1.0, -0.2, 0.1), elbow=(0, -0.3, -1)),
                side=5,
            ),
            arms=False,
            swing=2,
            width=0.015,
            toes=-10,
        ),
        period=1.6,
    ),
    "catwalk": Action(
        "walk like a model, walk the runway, strut, strut on a catwalk, pose on the runway, sashay",
        gait(1.15, 0.3, 0.1, base=STAND.but(left=ON_HIP, bend=-4), arms=False, swing=15, width=0.02),
        period=1.15,
    ),
    "dance": Action(
        "dance, dance to the music, move to the beat, groove, dance happily, sway their hips, dance at "
        "a party",
        (
            (
                0.0,
                STAND.but(
                    left=GROOVE,
                    right=GROOVE_HIGH,
                    shift=(0.07, 0),
                    tilt=8,
                    side=-9,
                    height=0.83,
                    cock=6,
                    twist=12,
                ),
                1.0,
            ),
            (0.3, STAND.but(GROOVE, height=0.875), 0.8),
            (
                0.6,
                STAND.but(
                    left=GROOVE_HIGH,
                    right=GROOVE,
                    shift=(-0.07, 0),
                    tilt=-8,
                    side=9,
                    height=0.83,
                    cock=-6,
                    twist=-12,
                ),
                1.0,
            ),
            (0.9, STAND.but(GROOVE, height=0.875), 0.8),
        ),
        period=1.2,
    ),
    "disco": Action(
        "=disco dancing, dance disco, dance like in Saturday Night Fever, do disco moves, point up and "
        "down while dancing, do the disco finger",
        to_and_fro(
            STAND.but(
                left=DISCO_UP,
                right=ON_HIP,
                feet=Foot((0.26, 0, 0), out=18),
                height=0.82,
                shift=(0.1, 0),
                tilt=-6,
                side=6,
                look=25,
                twist=12,
                nod=-8,
            ),
            STAND.but(
                left=DISCO_DOWN,
                right=ON_HIP,
                feet=Foot((0.26, 0, 0), out=18),
                height=0.80,
                shift=(-0.09, 0),
                tilt=6,
                side=-8,
                look=-15,
                twist=-18,
                nod=8,
            ),
            1.0,
        ),
        period=1.0,
    ),
    "ballet": Action(
        "dance ballet, do an arabesque, dance like a ballerina, do ballet, perform a ballet pose, stand "
        "on one leg with one leg stretched back, dance gracefully",
        (
            (0.1, STAND.but(BALLET_SIDE, Foot((0.07, 0, 0), out=45, knee=40)), 0.6),
            (0.95, ARABESQUE, 1.0),
            (1.9, ARABESQUE.but(lean=20), 1.0),
        ),
        loose=0.7,
    ),
    "pirouette": Action(
        "do a pirouette, spin on one leg, twirl like a ballerina, pirouette, spin with arms overhead, "
        "turn on the toes",
        ((0.0, PASSE, 1.0),),
        period=1.6,
        spin=360,
        loose=0.7,
    ),
    "spin": Action(
        "spin around, turn around, spin in circles, twirl, rotate on the spot, whirl around, turn in a "
        "circle",
        to_and_fro(
            STAND.but(OUT, left_foot=Foot((0.1, 0.0, 0.05)), right_foot=Foot((0.1, 0.06, -0.02), heel=15)),
            STAND.but(OUT, left_foot=Foot((0.1, 0.06, -0.02), heel=15), right_foot=Foot((0.1, 0, 0.05))),
            0.5,
        ),
        period=0.5,
        spin=100,
    ),
    "hip_hop": Action(
        "dance hip hop, breakdance, do hip hop moves, dance like a rapper, do street dance, bounce to a "
        "rap beat",
        (
            (
                0.0,
                STAND.but(
                    left=Arm((-0.2, 0.0, 0.6), elbow=(1, -0.3, 0), curl=50),
                    right=Arm((0.6, -0.5, 0.2), curl=50),
                    feet=Foot((0.3, 0, 0), out=25, knee=28),
                    height=0.68,
                    lean=16,
                    bend=16,
                    shift=(0.1, -0.05),
                    twist=20,
                    nod=10,
                ),
                1.0,
            ),
            (
                0.25,
                STAND.but(
                    left=Arm((0.5, 0.3, 0.4), curl=50),
                    right=Arm((0.3, -0.3, 0.5), curl=50),
                    feet=Foot((0.3, 0, 0), out=25, knee=28),
                    height=0.77,
                    lean=8,
                    bend=8,
                ),
                0.9,
            ),
            (
                0.5,
                STAND.but(
                    right=Arm((-0.2, 0.0, 0.6), elbow=(1, -0.3, 0), curl=50),
                    left=Arm((0.6, -0.5, 0.2), curl=50),
                    feet=Foot((0.3, 0, 0), out=25, knee=28),
                    height=0.68,
                    lean=16,
                    bend=16,
                    shift=(-0.1, -0.05),
                    twist=-20,
                    nod=10,
                ),
                1.0,
            ),
            (
                0.75,
                STAND.but(
                    right=Arm((0.5, 0.3, 0.4), curl=50),
                    left=Arm((0.3, -0.3, 0.5), curl=50),
                    feet=Foot((0.3, 0, 0), out=25, knee=28),
                    height=0.77,
                    lean=8,
                    bend=8,
                ),
                0.9,
            ),
        ),
        period=1.0,
    ),
    "robot": Action(
        "dance like a robot, do the robot, move like a robot, do the robot dance, move mechanically, be "
        "a robot",
        (
            (
                0.0,
                STAND.but(
                    left=Arm((0.15, -0.53, 0.48), elbow=(0.1, -1, 0)),
                    right=Arm((0.55, 0.45, 0.05), elbow=(1, -0.4, 0)),
                ),
                1.0,
            ),
            (
                0.5,
                STAND.but(
                    left=Arm((0.15, -0.53, 0.48), elbow=(0.1, -1, 0)),
                    right=Arm((0.55, -0.47, 0.05), elbow=(1, 0, -0.2)),
                    twist=22,
                ),
                1.0,
            ),
            (
                1.0,
                STAND.but(
                    right=Arm((0.15, -0.53, 0.48), elbow=(0.1, -1, 0)),
                    left=Arm((0.55, 0.45, 0.05), elbow=(1, -0.4, 0)),
                ),
                1.0,
            ),
            (
                1.5,
                STAND.but(
                    right=Arm((0.15, -0.53, 0.48), elbow=(0.1, -1, 0)),
                    left=Arm((0.55, -0.47, 0.05), elbow=(1, 0, -0.2)),
                    twist=-22,
                ),
                1.0,
            ),
        ),
        period=2.0,
        loose=0.5,
    ),
    "cheer": Action(
        "cheer, celebrate, jump for joy, rejoice, celebrate a victory, jump with both fists in the air, "
        "=very happy",
        (
            (0.0, STAND.but(FIST_UP, Foot((0.16, 0, 0), knee=16), height=0.76, lean=8, nod=-8), 0.9),
            (
                0.24,
                STAND.but(
                    Arm((0.4, 1.1, 0.1), elbow=(1, -0.3, 0.1), palm=(0, 0, 1), curl=80),
                    Foot((0.15, 0, 0), heel=35),
                    nod=-12,
                ),
                1.0,
            ),
            (
                0.4,
                STAND.but(
                    Arm((0.4, 1.1, 0.1), elbow=(1, -0.3, 0.1), palm=(0, 0, 1), curl=80),
                    Leg(12, 7, 35, 0, 40),
                    lift=0.17,
                    bend=-6,
                    nod=-14,
                ),
                1.0,
            ),
            (0.58, STAND.but(FIST_UP, Foot((0.15, 0, 0), heel=22), nod=-8), 1.0),
        ),
        period=0.8,
    ),
    "climb": Action(
        "climb, climb a ladder, climb up, climb a wall, climb a rope, scale a cliff",
        to_and_fro(
            STAND.but(
                left=Arm((0.0, 1.0, 0.45), elbow=(1, -0.5, 0), palm=(0, 0, 1), curl=60),
                right=Arm((0.0, 0.15, 0.62), elbow=(1, -1, 0), palm=(0, 0, 1), curl=60),
                left_foot=Leg(8, 5, 18, 8, 0),
                right_foot=Leg(75, 14, 92, 14, 0),
                nod=-18,
                side=-6,
                tilt=-3,
            ),
            STAND.but(
                right=Arm((0.0, 1.0, 0.45), elbow=(1, -0.5, 0), palm=(0, 0, 1), curl=60),
                left=Arm((0.0, 0.15, 0.62), elbow=(1, -1, 0), palm=(0, 0, 1), curl=60),
                right_foot=Leg(8, 5, 18, 8, 0),
                left_foot=Leg(75, 14, 92, 14, 0),
                nod=-18,
                side=6,
                tilt=3,
            ),
            1.4,
        ),
        period=1.4,
    ),
    "jump_forward": Action(
        "jump forward, leap forward, leap over something, jump over an obstacle, do a long jump, hurdle",
        (
            (0.1, STAND, 0.1),
            (0.45, TAKE_OFF, 0.5),
            (
                0.75,
                STAND.but(
                    FRONT, left_foot=Foot((0.1, 0, -0.35), heel=45), right_foot=Leg(60, 4, 60, 0, 5), lean=14
                ),
                0.9,
            ),
            (
                1.0,
                STAND.but(
                    left=Arm((0.6, 0.2, 0.6)),
                    right=FRONT,
                    left_foot=Leg(-30, 6, 55, 0, 40),
                    right_foot=Leg(82, 5, 30, 0, 5),
                    lean=22,
                    lift=0.35,
                ),
                1.0,
            ),
            (1.3, STAND.but(Arm((0.6, -0.1, 0.5)), Foot((0.12, 0, 0.14)), height=0.74, lean=18), 0.8),
            (1.48, TAKE_OFF.but(Arm((0.4, -0.3, 0.6))), 0.5),
            (1.9, STAND, 0.1),
        ),
    ),
}
