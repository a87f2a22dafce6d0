"""A measured face, and shells over its lower half: beards and masks."""

from __future__ import annotations

import numpy as np

from .fit import Fit
from .head import AROUND, COLUMNS, Head
from .loft import Solid, loft, outline

STEP = 0.006  # metres between the rings of a shell


class Face(Head):
    """A head with its features. Heights over the eyes in metres on a head of size 1: nose (its base),
    mouth, chin; eye: half the distance between the eyes."""

    def __init__(self, fit: Fit):
        super().__init__(fit)
        shown = fit.masks["head"] & ~fit.masks["cavity"]
        self.skin = (fit.vertices[shown] - fit.face) / self.size
        self.eye = (
            float(np.abs(fit.points("eyes")[:, 0]).mean()) / self.size if fit.masks["eyes"].any() else 0.031
        )
        middle = self.skin[(np.abs(self.skin[:, 0]) < 0.02) & (self.skin[:, 2] > -0.045)]
        self.chin = float(middle[:, 1].min())
        lips = (fit.points("lips") - fit.face) / self.size
        self.mouth = float(lips[lips[:, 2] > np.quantile(lips[:, 2], 0.7), 1].mean())
        self.nose = self.mouth + 0.019

    def front(self, x: float, up: float, near: float = 0.012) -> float:
        """How far forward of the eyes' middle the skin is around a point, on a head of size 1."""
        close = (np.abs(self.skin[:, 0] - x) < near) & (np.abs(self.skin[:, 1] - up) < near)
        return float(self.skin[close, 2].max())

    def shell(self, thickness: np.ndarray, levels: np.ndarray, ease: float = 0.0) -> Solid:
        """Rings around the front of the head at heights levels (R,): thickness (R, COLUMNS) outside the
        convex outline of the head in front of the neck."""
        axis = np.array([-0.075, 0.0])
        front = self.skin[self.skin[:, 2] > -0.105]
        rings = np.empty((len(levels), COLUMNS, 3))
        for ring, up, thick in zip(rings, levels, thickness, strict=True):
            slab = front[np.abs(front[:, 1] - max(up, self.chin + 0.008)) < 0.007][:, [2, 0]]
            radius = np.maximum(outline(slab, axis, ease, AROUND) + thick, 0.01)
            ring[:] = np.stack(
                [radius * np.sin(AROUND), np.full(COLUMNS, up), axis[0] + radius * np.cos(AROUND)], 1
            )
        return loft(rings * self.size + self.fit.face)
