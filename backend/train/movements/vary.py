"""No two people move alike: stances and poses departing a little from the table."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy.spatial.transform import Rotation

from ...body import JOINT
from .solve import TRUNK
from .stance import Arm, Foot, Leg, Stance

STAND = Stance()
SHAKING = {
    "spine1": 0.6, "spine2": 0.5, "spine3": 0.5, "neck": 0.9, "head": 1.2, "left_collar": 0.5,
    "right_collar": 0.5, "left_shoulder": 1.2, "right_shoulder": 1.2, "left_wrist": 1.6, "right_wrist": 1.6,
}  # fmt: skip


def manner(rng: np.random.Generator, loose: float) -> Callable[[Stance], Stance]:
    """One person's way of doing an action: the same departure for each of its stances."""
    scale = 1 + loose * rng.uniform(-0.2, 0.2)
    sink = 1 + loose * rng.uniform(-0.12, 0.12)
    offsets = loose * rng.normal(0, (2.5, 1.5, 1.5, 3.5, 2.5, 2.0))
    wide, out = loose * rng.normal(0, 0.018), loose * rng.normal(0, 4)
    arms = [loose * rng.normal(size=(2, 3)) for _ in range(2)]
    legs = [loose * rng.normal(size=3) for _ in range(2)]

    def arm(old: Arm, noise: np.ndarray) -> Arm:
        spread = 0.035 if old.at in ("shoulder", "hang") else 0.006
        to = np.array(old.to) + spread * noise[0]
        elbow = np.array(old.elbow) / np.linalg.norm(old.elbow) + 0.09 * noise[1]
        return dataclasses.replace(old, to=tuple(to.tolist()), elbow=tuple(elbow.tolist()))

    def leg(old: Foot | Leg, noise: np.ndarray) -> Foot | Leg:
        if isinstance(old, Foot):
            at = (max(old.at[0] + wide, min(old.at[0], 0.07)), *old.at[1:])
            return dataclasses.replace(old, at=at, out=old.out + out, knee=old.knee + out)
        return dataclasses.replace(
            old,
            flex=old.flex + 3 * noise[0],
            abduct=old.abduct + 2 * noise[1],
            knee=max(old.knee + 4 * noise[2], 0),
        )

    def change(stance: Stance) -> Stance:
        def bent(name: str, more: float) -> float:
            rest = getattr(STAND, name)
            return rest + scale * (getattr(stance, name) - rest) + more

        return dataclasses.replace(
            stance,
            left=arm(stance.left, arms[0]),
            right=arm(stance.right, arms[1]),
            left_foot=leg(stance.left_foot, legs[0]),
            right_foot=leg(stance.right_foot, legs[1]),
            height=STAND.height - sink * (STAND.height - stance.height)
            if stance.height > 0.3
            else stance.height,
            bend=bent("bend", offsets[0]),
            twist=bent("twist", offsets[1]),
            side=bent("side", offsets[2]),
            nod=bent("nod", offsets[3]),
            look=bent("look", offsets[4]),
            cock=bent("cock", offsets[5]),
            lift=stance.lift * scale,
        )

    return change


def swayed(rng: np.random.Generator, trunk: np.ndarray) -> np.ndarray:
    """Nobody stands like a statue: weight goes from foot to foot. trunk (T, 14) as solve.TRUNK says."""
    sway = {"shift_left": 0.009, "shift_front": 0.006, "turn": 1.0, "tilt": 0.7, "twist": 1.0, "bend": 0.7}
    time = np.linspace(0, 1, len(trunk))
    result = trunk.copy()
    for name, most in sway.items():
        cycles, phase, strength = rng.uniform(0.4, 1.3), rng.uniform(0, 2 * np.pi), rng.uniform(0.2, 1.0)
        result[:, TRUNK.index(name)] += most * strength * np.sin(2 * np.pi * cycles * time + phase)
    return result


def shaken(rng: np.random.Generator, rotations: np.ndarray) -> np.ndarray:
    """Smooth tremor and breathing, a degree or so, of spine, head and arms; rotations (T, 24, 3, 3)."""
    count = len(rotations)
    time = np.linspace(0, 1, count)[:, None, None]
    names = list(SHAKING)
    waves = np.zeros((count, len(names), 3))
    for cycles in (0.5, 1.1, 2.3):
        phase = rng.uniform(0, 2 * np.pi, (len(names), 3))
        waves += rng.normal(size=(len(names), 3)) * np.sin(2 * np.pi * cycles * time + phase) / (1 + cycles)
    waves *= np.radians(np.array(list(SHAKING.values())))[:, None]
    result = rotations.copy()
    where = [JOINT[name] for name in names]
    shaking = Rotation.from_rotvec(waves.reshape(-1, 3)).as_matrix().reshape(count, len(names), 3, 3)
    result[:, where] = shaking @ rotations[:, where]
    return result
