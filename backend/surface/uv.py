"""Texture coordinates."""

from __future__ import annotations

import igl
import numpy as np

from .charts import laid_flat
from .focus import NO_FOCUS, Focus
from .mesh import Surface
from .pack import pack
from .regions import segment

WORTH = 0.85  # of its upright box: a chart is turned where its smallest box is smaller
TURNS = np.radians(np.arange(-45, 46, 5))


def unwrap(
    surface: Surface, size: int, focus: Focus = NO_FOCUS, parts: np.ndarray | None = None
) -> np.ndarray:
    """Texture coordinates (F, 3, 2) float32 of each triangle's corners, in 0..1, v up.

    parts (F,) int: what an artist wants apart, limbs and garments for instance; where they are not known, the
    focus and the rest. Each is cut into a front and a back, and into more where it would not lie flat.

    Charts do not overlap, and lie at least 4 texels apart in a texture of size x size; most stand upright.
    Seams cut the coordinates, not the vertices. Charts that lie in the focus for the most part get more
    texels, all others the same number to the area.
    """
    vertices, faces = surface.vertices.astype(np.float64), surface.faces.astype(np.int64)
    if not igl.is_edge_manifold(faces)[0]:
        faces, origin = igl.split_nonmanifold(faces)
        vertices = vertices[origin]
    inside = np.linalg.norm(vertices[faces].mean(axis=1) - focus.center, axis=1) < focus.radius
    inside &= focus.magnification > 1
    parts = np.unique(inside if parts is None else parts, return_inverse=True)[1]
    flat, chart = laid_flat(vertices, faces, segment(vertices, faces, parts))
    area = igl.doublearea(vertices, faces)
    near = np.bincount(chart, area * inside) > np.bincount(chart, area) / 2
    for number in range(chart.max() + 1):
        chosen = chart == number
        flat[chosen] = upright(flat[chosen], vertices[faces[chosen], 1])
    flat *= np.where(near, focus.magnification, 1.0)[chart, None, None]
    return pack(flat, chart, size)


def upright(corners: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """A chart's corners (F, 3, 2), turned such that heights (F, 3) grow upwards, or nearly so where that
    makes its box much smaller."""
    steps, rises = corners[:, 1:] - corners[:, :1], heights[:, 1:] - heights[:, :1]
    slope = rises[:, 0] @ steps[:, 1, ::-1] - rises[:, 1] @ steps[:, 0, ::-1]
    upward = np.arctan2(-slope[1], slope[0])
    points = np.unique(corners.reshape(-1, 2), axis=0)
    boxes = [np.ptp(points @ turned(np.pi / 2 - upward + turn), axis=0).prod() for turn in TURNS]
    best = TURNS[np.argmin(boxes)] if min(boxes) < WORTH * boxes[len(TURNS) // 2] else 0.0
    return corners @ turned(np.pi / 2 - upward + best)


def turned(angle: float) -> np.ndarray:
    """The matrix (2, 2) that turns a row vector by an angle in radians, counter-clockwise."""
    return np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
