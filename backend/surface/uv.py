"""Texture coordinates."""

from __future__ import annotations

import igl
import numpy as np
import xatlas
from scipy.cluster.vq import kmeans2

from .focus import NO_FOCUS, Focus
from .mesh import Surface

PIECE = 4000  # triangles; the time to chart a piece grows faster than it does
PADDING = 5  # texels between charts when the atlas is as large as the texture
FILL = 0.42  # part of the atlas that charts fill, a little less than they do: the rest of PADDING is slack


def unwrap(surface: Surface, size: int, focus: Focus = NO_FOCUS) -> np.ndarray:
    """Texture coordinates (F, 3, 2) float32 of each triangle's corners, in 0..1, v up.

    Charts do not overlap, and lie at least 4 texels apart in a texture of size x size. Seams cut the
    coordinates, not the vertices. The focus gets more texels.
    """
    vertices = focus.magnify(surface.vertices)
    area = igl.doublearea(vertices, surface.faces.astype(np.int64)).sum() / 2
    packing = xatlas.PackOptions()
    packing.padding = PADDING
    packing.rotate_charts = False  # its quarter turn swaps u and v, which mirrors a chart
    packing.texels_per_unit = size * np.sqrt(FILL / area)
    atlas = xatlas.Atlas()
    piece = pieces(surface, focus)
    for number in range(piece.max() + 1):
        used, faces = np.unique(surface.faces[piece == number], return_inverse=True)
        atlas.add_mesh(vertices[used].astype(np.float32), faces.reshape(-1, 3).astype(np.uint32))
    charts = xatlas.ChartOptions()
    charts.fix_winding = True
    charts.max_cost = 1.0  # as many charts as the default of 2, in two thirds of the time
    atlas.generate(charts, packing)
    result = np.empty((len(surface.faces), 3, 2), np.float32)
    for number in range(len(atlas)):
        _, indices, coordinates = atlas[number]
        result[piece == number] = coordinates[indices]
    return result


def pieces(surface: Surface, focus: Focus) -> np.ndarray:
    """Which piece (F,) int each triangle is charted with: one is the focus, uncut, and the others are about
    PIECE triangles near each other (k-means)."""
    middles = surface.vertices[surface.faces].mean(axis=1)
    inside = np.linalg.norm(middles - focus.center, axis=1) < focus.radius
    rest = np.flatnonzero(~inside if focus.magnification > 1 else np.ones(len(middles), bool))
    if len(rest) <= PIECE:
        labels = np.zeros(len(rest), np.int64)
    else:
        labels = kmeans2(middles[rest], -(-len(rest) // PIECE), minit="++", rng=0)[1]
    result = np.full(len(middles), -1)
    result[rest] = labels
    return np.unique(result, return_inverse=True)[1]
