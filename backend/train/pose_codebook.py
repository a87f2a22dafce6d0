"""Make the codebook of poses from drawn movements.

    python -m backend train pose_codebook [--out FILE] [--work DIR]

AvatarCLIP's codebook are cluster centres of recorded motion; ours, of frames of described movements. Each
action's frames are clustered by themselves, so that none is without poses: those that show it, and those on
the way. Frames of two actions at once are clustered together. An entry is the frame nearest a centre.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from ..body.lbs import rotation_matrices
from ..motion.codebook import SHIPPED
from ..motion.rotations import to_six
from .motion_data import Drawn, drawn, options

TELLING, ON_THE_WAY, TOGETHER = 14, 3, 300  # entries of an action, and of all compositions together
SHOWS = 0.6  # of `telling`
FRAMES = 1500  # of a group that are clustered at most
SAME = 0.05  # of the distance between two entries' six numbers, squared and summed: one is enough


def entries(movements: Drawn, seed: int) -> np.ndarray:
    """Poses (N, 24, 3) float32 that stand for those in the movements."""
    rng = np.random.default_rng(seed)
    single = np.array(["+" not in action for action in movements.actions])[movements.action]
    found = [chosen(movements, ~single, TOGETHER, True, rng)]
    for action in np.unique(movements.action[single]):
        mine = movements.action == action
        found += [
            chosen(movements, mine, TELLING, True, rng),
            chosen(movements, mine, ON_THE_WAY, False, rng),
        ]
    poses = np.concatenate(found)
    six = six_of(poses)
    near = cKDTree(six).query_pairs(SAME**0.5)
    return np.delete(poses, sorted({max(pair) for pair in near}), axis=0)


def chosen(
    movements: Drawn, mine: np.ndarray, count: int, telling: bool, rng: np.random.Generator
) -> np.ndarray:
    """At most `count` poses of the movements that are `mine`, from frames that tell of them or do not."""
    frames = movements.poses[mine].reshape(-1, 24, 3)[(movements.telling[mine] >= SHOWS).ravel() == telling]
    frames = rng.permutation(frames)[:FRAMES].astype(np.float32)
    if len(frames) <= count:
        return frames
    six = six_of(frames)
    centres, _ = kmeans2(six, count, minit="++", rng=rng)
    return frames[np.unique(cKDTree(six).query(centres)[1])]


def six_of(poses: np.ndarray) -> np.ndarray:
    """Poses (N, 24, 3) -> (N, 144)."""
    return to_six(rotation_matrices(torch.from_numpy(poses))).flatten(1).numpy()


def save(poses: np.ndarray, path: Path) -> None:
    np.savez_compressed(path, poses=poses.astype(np.float16))


def main(argv: list[str]) -> int:
    """Draw movements where there are none yet, and write the codebook."""
    arguments = options("pose_codebook", SHIPPED).parse_args(argv)
    poses = entries(drawn(arguments.work, arguments.count, arguments.seed), arguments.seed)
    save(poses, arguments.out)
    sys.stdout.write(f"{len(poses)} poses in {arguments.out}\n")
    return 0
