"""Poses that stand for what people do, and which of them fit a sentence best (AvatarCLIP, section 5.1)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ..body.lbs import rotation_matrices
from .rotations import unlike

SHIPPED = Path(__file__).with_name("pose_codebook.npz")
COUNT = 5  # candidates for a sentence, as published
WORSE = 0.15  # of a score
APART = 0.02  # of `unlike`, between any two of them: about 8 degrees in every joint


def load_codebook(path: Path = SHIPPED) -> np.ndarray:
    """Axis-angle poses (N, 24, 3) float32."""
    with np.load(path, allow_pickle=False) as file:
        return file["poses"].astype(np.float32)


def candidates(poses: np.ndarray, scores: np.ndarray, count: int = COUNT) -> np.ndarray:
    """Which poses (N, J, 3) have the highest scores (N,): at most (count,) int, best first. None is by WORSE
    or more behind the best; as long as there are others, no two are APART or nearer."""
    rotations = rotation_matrices(torch.from_numpy(poses))
    good, closest = scores > scores.max() - WORSE, np.full(len(poses), np.inf)
    chosen: list[int] = []
    for apart in (APART, -0.5):
        while len(chosen) < count and (free := good & (closest > apart)).any():
            best = int(np.where(free, scores, -np.inf).argmax())
            closest = np.minimum(closest, unlike(rotations, rotations[best]).numpy())
            closest[best] = -1
            chosen.append(best)
    return np.array(chosen)
