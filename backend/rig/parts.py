"""Which limb or garment each triangle of a surface shows."""

from __future__ import annotations

import igl
import numpy as np

from ..body import JOINT
from ..surface.mesh import Surface
from .loose import around_legs
from .skinning import Source, match_surface

SIDES = ("left", "right")
LIMBS = (("shoulder", "elbow"), ("wrist", "hand"), ("hip", "knee"), ("ankle", "foot"))
LEGS = {side: [JOINT[f"{side}_{name}"] for name in ("hip", "knee", "ankle", "foot")] for side in SIDES}
SHARED = 0.1  # of what moves a piece, each leg's share of a skirt


def parts_of(surface: Surface, source: Source) -> np.ndarray:
    """A number (F,) int for each triangle: equal where the same piece of the source is nearest, a garment
    for instance, and the same limb or the trunk moves it most; one number for the head and all it wears.

    source is in the surface's pose. Skirts are not cut between the legs.
    """
    match = match_surface(surface, source)
    piece = igl.vertex_components(source.faces.astype(np.int64))
    weights = source.weights.astype(np.float64)
    both = around_legs(source, LEGS.values(), SHARED)
    groups = [[JOINT[f"{side}_{name}"] for name in limb] for side in SIDES for limb in LIMBS]
    limbs = np.stack(
        [weights[:, [JOINT["head"]]].sum(axis=1), *(weights[:, g].sum(axis=1) for g in groups)], 1
    )
    for joints, column in zip(groups, range(1, 9), strict=True):
        if joints[0] in LEGS["left"] + LEGS["right"]:
            limbs[both, column] = 0
    limb = np.hstack([limbs, 1 - limbs.sum(axis=1, keepdims=True)])
    shown = match.interpolate(limb.astype(np.float32))[surface.faces].sum(axis=1).argmax(axis=1)
    worn = np.median(piece[match.corners[:, 0]][surface.faces], axis=1).astype(np.int64)
    number = np.where(shown == 0, 0, 1 + worn * limb.shape[1] + shown)
    return np.unique(number, return_inverse=True)[1]
