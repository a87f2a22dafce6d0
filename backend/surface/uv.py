"""Texture coordinates."""

from __future__ import annotations

import igl
import numpy as np
import xatlas

from .focus import NO_FOCUS, Focus
from .mesh import Surface

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
    atlas.add_mesh(vertices.astype(np.float32), surface.faces.astype(np.uint32))
    charts = xatlas.ChartOptions()
    charts.fix_winding = True
    charts.max_cost = 1.0  # as many charts as the default of 2, in two thirds of the time
    atlas.generate(charts, packing)
    _, indices, coordinates = atlas[0]
    return coordinates[indices]
