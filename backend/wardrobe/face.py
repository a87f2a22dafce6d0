"""A measured face, and shells over parts of it: beards, masks, goggles."""

from __future__ import annotations

import numpy as np

from .fit import Fit
from .head import Head
from .loft import Solid, loft, outline

STEP = 0.005  # metres between the rings of a shell
# Azimuths of a shell's columns: close together over the face, which is all that a shell shows.
TURNS = np.radians(np.concatenate([np.linspace(-105, 105, 76), np.linspace(120, 240, 8)]))
ASIDE = np.degrees(np.abs((TURNS + np.pi) % (2 * np.pi) - np.pi))  # degrees off the front


class Face(Head):
    """A head with its features. Heights over the eyes in metres on a head of size 1: nose (its base),
    mouth, chin; eye: half the distance between the eyes."""

    def __init__(self, fit: Fit):
        super().__init__(fit)
        shown = fit.vertices[fit.masks["head"] & ~fit.masks["cavity"]]
        self.skin = (shown - fit.face) / self.size
        self.smooth = self.skin[~self.ears(shown) & (self.skin[:, 2] > -0.105)]
        eyes = fit.points("eyes")
        self.eye = float(np.abs(eyes[:, 0]).mean()) / self.size if len(eyes) else 0.031
        middle = self.skin[(np.abs(self.skin[:, 0]) < 0.02) & (self.skin[:, 2] > -0.045)]
        self.chin = float(middle[:, 1].min())
        lips = (fit.points("lips") - fit.face) / self.size
        self.mouth = float(lips[lips[:, 2] > np.quantile(lips[:, 2], 0.7), 1].mean())
        self.nose = self.mouth + 0.019

    def front(self, x: float, up: float, near: float = 0.012) -> float:
        """How far forward of the eyes' middle the skin is around a point, on a head of size 1."""
        close = (np.abs(self.skin[:, 0] - x) < near) & (np.abs(self.skin[:, 1] - up) < near)
        return float(self.skin[close, 2].max())

    def shell(self, thickness: np.ndarray, levels: np.ndarray, nose: bool = True) -> Solid:
        """Rings at heights levels (R,), so far (R, TURNS) outside the convex outline of the face, or of
        the face without its nose."""
        axis = np.array([-0.075, 0.0])
        side, up, _ = np.abs(self.smooth - [0, self.nose + 0.022, 0]).T
        points = self.smooth if nose else self.smooth[(side > 0.022) | (up > 0.022)]
        rings = np.empty((len(levels), len(TURNS), 3))
        for ring, level, thick in zip(rings, levels, thickness, strict=True):
            near = np.abs(points[:, 1] - max(level, self.chin + 0.008)) < 0.007
            slab = points[near][:, [2, 0]]
            radius = np.maximum(outline(slab, axis, 0.0, TURNS) + thick, 0.01)
            ring[:, 0] = radius * np.sin(TURNS)
            ring[:, 1] = level
            ring[:, 2] = axis[0] + radius * np.cos(TURNS)
        return loft(rings * self.size + self.fit.face)
