"""A mesh's vertex colours as a field, to bake from."""

from __future__ import annotations

import numpy as np

from ..rig.skinning import match_body
from ..surface.mesh import Surface


class VertexColors:
    """The colour of the closest point of a surface, colors (V, 3) uint8 sRGB between its vertices."""

    def __init__(self, surface: Surface, colors: np.ndarray):
        self.surface, self.colors = surface, colors.astype(np.float32) / 255

    def color(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) float32 -> (N, 3) float32 sRGB in 0..1."""
        return match_body(points, self.surface.vertices, self.surface.faces).interpolate(self.colors)
