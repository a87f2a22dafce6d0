"""What goes around both legs: skirts, robes and coats."""

from __future__ import annotations

from collections.abc import Collection

import igl
import numpy as np

from ..body import JOINT
from .skinning import Source

SHANKS = {side: [JOINT[f"{side}_{name}"] for name in ("knee", "ankle", "foot")] for side in ("left", "right")}
SHARE = 0.05  # of a garment's weights, what each side's joints have at the least


def around_legs(
    source: Source, sides: Collection[list[int]] = tuple(SHANKS.values()), share: float = SHARE
) -> np.ndarray:
    """Which vertices (S,) bool are of a garment that goes with both sides' joints, more than a share of its
    weights each; of the shanks, that is long skirts, robes and coats. Each of trousers' legs is a piece of
    its own, which goes with one."""
    if source.skin is None:
        return np.zeros(len(source.vertices), bool)
    piece = igl.vertex_components(source.faces.astype(np.int64))
    shares = [
        np.bincount(piece, source.weights[:, joints].sum(axis=1)) / np.bincount(piece) for joints in sides
    ]
    return (np.minimum(*shares) > share)[piece] & ~source.skin


def without_feet(weights: np.ndarray) -> np.ndarray:
    """Weights (V, J) with those of ankles and feet given to the knees: a hem does not turn with a foot."""
    result = weights.copy()
    for knee, *feet in SHANKS.values():
        result[:, knee] += result[:, feet].sum(axis=1)
        result[:, feet] = 0
    return result
