"""Limbs that the field has fused with what they hang beside, set free."""

from __future__ import annotations

import igl
import numpy as np

from ..body import JOINT
from ..surface.mesh import Surface
from .skinning import Source, match_surface

LIMBS = (
    ("left_shoulder", "left_elbow", "left_wrist", "left_hand"),
    ("right_shoulder", "right_elbow", "right_wrist", "right_hand"),
    ("left_hip", "left_knee", "left_ankle", "left_foot"),
    ("right_hip", "right_knee", "right_ankle", "right_foot"),
)
JUMP = 0.5  # a limb's share of a vertex' weights grows no faster along an edge of one garment or of the skin
FACING = 0.0  # cosine between what two vertices lie on, below which it is not one sheet
ROUNDS = 5  # of smoothing a cut's rim


def part(surface: Surface, source: Source) -> Surface:
    """The surface without its bridges between limbs, or a limb and the trunk; what was bridged is closed.

    A bridge is where an edge leads from a vertex that a limb moves to one that it does not, and the two
    lie on sheets of the source that face each other: the skin's own armpits and crotches are round, and
    skirts are one sheet from leg to leg. source is in the surface's pose.
    """
    match = match_surface(surface, source)
    weights = match.interpolate(source.weights)
    limbs = np.stack([weights[:, [JOINT[name] for name in limb]].sum(axis=1) for limb in LIMBS], axis=1)
    a, b, c = np.moveaxis(source.vertices[match.corners], 1, 0)
    facing = np.cross(b - a, c - a)
    facing /= np.linalg.norm(facing, axis=1, keepdims=True) + 1e-30
    faces = surface.faces
    following = np.roll(faces, -1, axis=1)
    jump = np.abs(limbs[faces] - limbs[following]).max(axis=2) > JUMP
    apart = np.einsum("fkd,fkd->fk", facing[faces], facing[following]) < FACING
    bridge = (jump & apart).any(axis=1)
    if not bridge.any():
        return surface
    return closed(*_largest(surface.vertices, faces[~bridge]))


def closed(vertices: np.ndarray, faces: np.ndarray) -> Surface:
    """Holes in vertices (V, 3), faces (F, 3), their rims smoothed, closed by fans."""
    faces, origin = igl.split_nonmanifold(faces.astype(np.int64))
    vertices = vertices[origin].astype(np.float64)
    caps: list[np.ndarray] = []
    middles: list[np.ndarray] = []
    for loop in igl.boundary_loop_all(faces):
        rim = np.array(loop)
        for _ in range(ROUNDS):
            around = vertices[np.roll(rim, 1)] + vertices[np.roll(rim, -1)]
            vertices[rim] = (vertices[rim] + around / 2) / 2
        middle = np.full(len(rim), len(vertices) + len(middles))
        caps.append(np.stack([np.roll(rim, -1), rim, middle], axis=1))
        middles.append(vertices[rim].mean(axis=0))
    whole = np.concatenate([vertices, *([middles] if middles else [])])
    return Surface(whole.astype(np.float32), np.concatenate([faces, *caps]).astype(np.int32))


def _largest(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The component with the most triangles; the others are what a cut on both sides leaves of a bridge."""
    _, component = igl.facet_components(faces.astype(np.int64))
    kept = faces[component == np.bincount(component).argmax()]
    used = np.unique(kept)
    return vertices[used], np.searchsorted(used, kept)
