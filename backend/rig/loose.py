"""What hangs free around both legs: long skirts, robes and coats."""

from __future__ import annotations

import igl
import numpy as np

from ..body import JOINT
from .skinning import Source

SHANKS = {side: [JOINT[f"{side}_{name}"] for name in ("knee", "ankle", "foot")] for side in ("left", "right")}
SHARE = 0.05  # of a garment's weights, what each shank has of a long one's


def around_legs(source: Source) -> np.ndarray:
    """Which vertices (S,) bool are of a garment that goes with both shanks; each of trousers' legs is a
    piece of its own, which goes with one."""
    if source.skin is None:
        return np.zeros(len(source.vertices), bool)
    piece = igl.vertex_components(source.faces.astype(np.int64))
    shares = [
        np.bincount(piece, source.weights[:, shank].sum(axis=1)) / np.bincount(piece)
        for shank in SHANKS.values()
    ]
    return (np.minimum(*shares) > SHARE)[piece] & ~source.skin


def without_feet(weights: np.ndarray) -> np.ndarray:
    """Weights (V, J) with those of ankles and feet given to the knees: a hem does not turn with a foot."""
    result = weights.copy()
    for knee, *feet in SHANKS.values():
        result[:, knee] += result[:, feet].sum(axis=1)
        result[:, feet] = 0
    return result
