"""Described human movements, drawn from a seed: what the pose guide and the motion VAE learn from.

Licensed motion capture stays out: `actions_*.py` hold a table of actions as key stances, `limbs.py` and
`solve.py` pose them, `vary.py` makes each drawing another person's.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.spatial.transform import Rotation

from . import words
from .actions import ACTIONS
from .solve import Channels, poses
from .timeline import FPS, FRAMES, Action, frames
from .vary import manner, shaken, swayed

__all__ = ["ACTIONS", "FPS", "FRAMES", "Action", "Movement", "draw"]

TOGETHER = 0.12  # share of drawings in which arms and legs do different things
SPINE = slice(6, 9)
HEAD = slice(9, 12)
MIRROR_ROTVEC = np.array([1.0, -1.0, -1.0])
MIRRORED = np.array([0, 2, 1, 3, 5, 4, 6, 8, 7, 9, 11, 10, 12, 14, 13, 15, 17, 16, 19, 18, 21, 20, 23, 22])


@dataclasses.dataclass(frozen=True)
class Movement:
    """poses (60, 24, 3) float32, axis-angle of SMPL's joints in radians, facing +z at rest, y up, in place;
    lift (60,) float32, metres between the ground and the body's lowest point; captions, each a wording of
    what is done; telling (60,) float32 in 0..1, how much a frame by itself shows it; action, the table's
    key (two keys with a plus for arms and legs doing different things)."""

    poses: np.ndarray
    lift: np.ndarray
    captions: tuple[str, ...]
    telling: np.ndarray
    action: str

    def mirrored(self) -> Movement:
        """Left and right swapped, in the poses and in the words."""
        return dataclasses.replace(
            self,
            poses=(self.poses[:, MIRRORED] * MIRROR_ROTVEC).astype(np.float32),
            captions=tuple(words.swap_sides(caption) for caption in self.captions),
        )


def draw(rng: np.random.Generator, action: str | None = None) -> Movement:
    """Draw a movement: any, or one of the action named (a key of ACTIONS; KeyError for others)."""
    if action is not None:
        return _finished(
            rng, _channels(rng, ACTIONS[action]), action, words.captions(ACTIONS[action].phrases)
        )
    if rng.random() < TOGETHER:
        upper = _choice(rng, [key for key, value in ACTIONS.items() if value.upper])
        lower = _choice(rng, [key for key, value in ACTIONS.items() if value.lower])
        both = _joined(_channels(rng, ACTIONS[upper]), _channels(rng, ACTIONS[lower]))
        captions = words.joined(ACTIONS[upper].phrases, ACTIONS[lower].phrases)
        return _finished(rng, both, f"{upper}+{lower}", captions)
    return draw(rng, _choice(rng, list(ACTIONS)))


def _choice(rng: np.random.Generator, options: list[str]) -> str:
    return options[int(rng.integers(len(options)))]


def _channels(rng: np.random.Generator, action: Action) -> Channels:
    change = manner(rng, action.loose)
    return frames(
        action,
        [change(stance) for _, stance, _ in action.keys],
        phase=rng.random(),
        tempo=float(np.exp(rng.uniform(-0.2, 0.2))) if action.period else rng.uniform(0.97, 1.12),
        warp=rng.uniform(0.85, 1.2),
    )


def _joined(upper: Channels, lower: Channels) -> Channels:
    """Arms and head of one, legs and pelvis of the other."""
    trunk = lower.trunk.copy()
    trunk[:, SPINE] = 0.5 * lower.trunk[:, SPINE] + upper.trunk[:, SPINE]
    trunk[:, HEAD] += upper.trunk[:, HEAD]
    return dataclasses.replace(
        lower, trunk=trunk, arms=upper.arms, shows=np.minimum(upper.shows, lower.shows)
    )


def _finished(
    rng: np.random.Generator, channels: Channels, action: str, captions: tuple[str, ...]
) -> Movement:
    trunk = swayed(rng, channels.trunk)
    rotations = shaken(rng, poses(dataclasses.replace(channels, trunk=trunk)))
    vectors = Rotation.from_matrix(rotations.reshape(-1, 3, 3)).as_rotvec().reshape(len(rotations), -1, 3)
    movement = Movement(
        poses=vectors.astype(np.float32),
        lift=np.maximum(channels.trunk[:, -1], 0).astype(np.float32),
        captions=captions,
        telling=np.clip(channels.shows, 0, 1).astype(np.float32),
        action=action,
    )
    return movement.mirrored() if rng.random() < 0.5 else movement
