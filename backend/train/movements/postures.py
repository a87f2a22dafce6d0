"""Stances and arms that many actions share."""

from __future__ import annotations

import dataclasses

from .stance import Arm, Foot, Leg, Stance
from .timeline import Key

STAND = Stance()
HANG = Arm()
OUT = Arm(to=(1.1, 0.0, 0.0), elbow=(0, 0, -1), curl=5)
UP = Arm(to=(0.2, 1.3, 0.05), elbow=(1, 0, 0.3), curl=8)
FRONT = Arm(to=(0.0, 0.02, 1.2), elbow=(0.5, -1, 0), palm=(0, -1, 0), curl=8)
ON_HIP = Arm(
    to=(0.045, 0.01, -0.02), at="hip", elbow=(1, 0, -0.45), palm=(-1, -0.3, 0), fingers=(-0.4, -0.5, 0.8)
)
GUARD = Arm(
    to=(0.03, -0.06, 0.2), at="chin", elbow=(0.45, -1, 0), palm=(-1, 0, -0.4), fingers=(-0.2, 1, 0.1), curl=80
)
FIST_UP = Arm(to=(0.45, 0.85, 0.15), elbow=(1, -0.4, 0.2), palm=(0, 0, 1), fingers=(0, 1, 0), curl=80)
HOLD = Arm(
    to=(0.12, -0.16, 0.24),
    at="chest",
    elbow=(0.5, -1, -0.3),
    palm=(-1, 0.2, 0),
    fingers=(-0.1, 0.1, 1),
    curl=60,
)

SIT = STAND.but(feet=Foot((0.13, 0, 0.42), out=7, knee=7), height=0.5, lean=-4, bend=8)
ON_THIGH = Arm(
    to=(0.0, 0.035, 0.0),
    at="thigh",
    tip=0.08,
    elbow=(0.6, -0.6, -0.6),
    palm=(0, -1, 0),
    fingers=(-0.1, -0.2, 1),
)
SITTING = SIT.but(ON_THIGH)
SQUAT = STAND.but(
    Arm((0.0, 0.02, 1.2), "hang", (0.5, -1, 0), palm=(0, -1, 0), curl=8),
    Foot((0.17, 0, 0.0), out=22, knee=26),
    height=0.46,
    shift=(0, -0.14),
    lean=38,
    nod=-14,
)
KNEEL = STAND.but(feet=Leg(flex=4, abduct=7, knee=94, point=60), height=0.46)
CROSSED = STAND.but(feet=Leg(flex=84, abduct=46, knee=130, turn=78, point=20), height=0.13, lean=-6, bend=14)
ON_BACK = STAND.but(
    Arm(to=(0.38, -0.92, 0.0), elbow=(0.6, 0, -1), palm=(0, 0, -1)), Leg(flex=3, abduct=8, knee=6, point=30),
    lean=-90, height=0.13, bend=0, nod=8,
)  # fmt: skip
PRONE = STAND.but(feet=Leg(flex=0, abduct=6, knee=2, point=50), lean=90, height=0.14, bend=-4, nod=-12)


def gait(
    period: float,
    stride: float = 0.29,
    step: float = 0.12,
    front: Arm = Arm((0.12, -0.86, 0.36)),  # noqa: B008
    back: Arm = Arm((0.22, -0.9, -0.26)),  # noqa: B008
    swing: float = 12,
    base: Stance = STAND,
    arms: bool = True,
    width: float = 0.085,
    toes: float = 20,
) -> tuple[Key, ...]:
    """A walk in place: a step with the left foot, then with the right. stride: metres from the body to the
    heel that lands; step: by which the foot clears the ground; front, back: the arms as they swing, unless
    arms is False; swing: degrees of the chest against the pelvis; toes: by which they are raised at
    landing."""
    contact = base.but(
        left_foot=Foot((width, 0, stride), heel=-toes), right_foot=Foot((width, 0, -stride), heel=34),
        turn=-0.6 * swing, twist=swing, look=-0.4 * swing,
    )  # fmt: skip
    lifted = base.but(
        left_foot=Foot((width, 0, 0.45 * stride)), right_foot=Foot((width, step, -0.8 * stride), heel=48),
        tilt=base.tilt + 3, turn=-0.3 * swing, twist=0.5 * swing, look=-0.2 * swing,
    )  # fmt: skip
    passing = base.but(
        left_foot=Foot((width, 0, 0)), right_foot=Foot((width, 0.6 * step, 0.2 * stride), heel=6),
        tilt=base.tilt + 3,
    )  # fmt: skip
    if arms:
        contact = contact.but(left=back, right=front)
        middle = _between(front, back, 0.5)
        passing = passing.but(middle)
        lifted = lifted.but(left=_between(back, middle, 0.35), right=_between(front, middle, 0.35))
    half = ((0.0, contact, 1.0), (0.13, lifted, 0.8), (0.27, passing, 0.7))
    keys = [(moment * period, stance, told) for moment, stance, told in half]
    for moment, stance, told in half:
        other = stance.mirrored()
        if not arms:
            other = other.but(left=stance.left, right=stance.right)
        keys.append(((moment + 0.5) * period, other, told))
    return tuple(keys)


def _between(one: Arm, two: Arm, share: float) -> Arm:
    x, y, z = ((1 - share) * a + share * b for a, b in zip(one.to, two.to, strict=True))
    return dataclasses.replace(one, to=(x, y, z))


def astride(base: Stance, wide: float, height: float) -> Stance:
    """A stance with the feet apart: wide metres each to its side."""
    return base.but(feet=Foot((wide, 0, 0), out=20, knee=24), height=height)


def there_and_back(stance: Stance, start: Stance = STAND, reach: float = 0.8) -> tuple[Key, ...]:
    """From start to a stance, which is held for a while, and back."""
    return ((0.1, start, 0.0), (reach, stance, 1.0), (1.45, stance, 1.0), (1.95, start, 0.1))


def into(stance: Stance, start: Stance = STAND, reach: float = 0.95) -> tuple[Key, ...]:
    """From start to a stance that is held to the end."""
    return ((0.12, start, 0.0), (reach, stance, 1.0), (1.9, stance, 1.0))


def to_and_fro(one: Stance, two: Stance, period: float, told: float = 1.0) -> tuple[Key, ...]:
    """Between two stances, for ever; told: how much the second one shows."""
    return ((0.0, one, 1.0), (period / 2, two, told))
