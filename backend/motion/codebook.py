"""Poses that stand for what people do, and which of them fit a sentence best (AvatarCLIP, section 5.1)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ..body.lbs import rotation_matrices
from .rotations import unlike

SHIPPED = Path(__file__).with_name("pose_codebook.npz")
COUNT = 5  # candidates for a sentence, as published
APART = 0.02  # of `unlike`, between any two of them: about 8 degrees in every joint


def load_codebook(path: Path = SHIPPED) -> np.ndarray:
    """Axis-angle poses (N, 24, 3) float32."""
    with np.load(path, allow_pickle=False) as file:
        return file["poses"].astype(np.float32)


def candidates(poses: np.ndarray, scores: np.ndarray, count: int = COUNT, apart: float = APART) -> np.ndarray:
    """Which poses (N, J, 3) have the highest scores (N,), best first: (count,) int, no two of them `apart` or
    nearer as long as there are others."""
    rotations = rotation_matrices(torch.from_numpy(poses))
    left = np.asarray(scores, np.float64).copy()
    chosen: list[int] = []
    while len(chosen) < min(count, len(poses)):
        best = int(left.argmax())
        if left[best] == -np.inf:  # all that is left is near to what was chosen
            left = np.where(np.isin(np.arange(len(poses)), chosen), -np.inf, scores)
            best = int(left.argmax())
        chosen.append(best)
        left[(unlike(rotations, rotations[best]) <= apart).numpy()] = -np.inf
        left[best] = -np.inf
    return np.array(chosen)
