"""Linear blend skinning and its inverse (Loper et al. 2015, SMPL, equation 7)."""

from __future__ import annotations

import numpy as np


def pose(vertices: np.ndarray, weights: np.ndarray, transforms: np.ndarray) -> np.ndarray:
    """Rest vertices (V, 3) -> posed (V, 3) float32.

    weights (V, J), rows summing to 1; transforms (J, 4, 4) from rest space to posed space.
    """
    rotation, translation = _blend(weights, transforms)
    return ((rotation @ vertices[:, :, None])[:, :, 0] + translation).astype(np.float32)


def unpose(
    vertices: np.ndarray, weights: np.ndarray, transforms: np.ndarray, offsets: np.ndarray | float = 0.0
) -> np.ndarray:
    """Posed vertices (V, 3) -> rest (V, 3) float32; arguments as for pose.

    offsets (V, 3): what pose blend shapes had added to the rest vertices before skinning. Raises
    numpy.linalg.LinAlgError where weights cancel opposite rotations and no inverse exists.
    """
    rotation, translation = _blend(weights, transforms)
    rest = np.linalg.solve(rotation, (vertices - translation)[:, :, None])[:, :, 0]
    return (rest - offsets).astype(np.float32)


def _blend(weights: np.ndarray, transforms: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    blended = (weights @ transforms[:, :3].reshape(len(transforms), 12)).reshape(-1, 3, 4)
    return blended[:, :, :3], blended[:, :, 3]
