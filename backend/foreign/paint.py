"""A mesh's colours as a field, to bake from."""

from __future__ import annotations

import numpy as np

from ..rig.skinning import match_body
from ..surface.mesh import Surface


class CornerColors:
    """The colour of the closest point of a surface, between colors (F, 3, 3) uint8 sRGB of its triangles'
    corners."""

    def __init__(self, surface: Surface, colors: np.ndarray):
        self.corners = np.ascontiguousarray(surface.vertices[surface.faces].reshape(-1, 3))
        self.faces = np.arange(len(self.corners)).reshape(-1, 3)
        self.colors = colors.reshape(-1, 3).astype(np.float32) / 255

    def color(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) float32 -> (N, 3) float32 sRGB in 0..1."""
        return match_body(points, self.corners, self.faces).interpolate(self.colors)
