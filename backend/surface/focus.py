"""A magnifying glass over head and neck, so that one lattice spacing serves the whole avatar.

Meshing and unwrapping spend their detail evenly in the space they are given. They are given a space in which
the head is larger; decimation is told how much an error counts there.
"""

from __future__ import annotations

import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Focus:
    """A ball around center (3,), drawn magnification (>= 1) times as large; the default radius, in metres,
    holds a head and its neck down to the collar.

    What lies outside moves away from the centre by a constant distance. So magnify never brings two
    points closer together, and shrink, its inverse, turns a distance field into a distance field.
    """

    center: np.ndarray
    magnification: float
    radius: float = 0.2

    @property
    def reach(self) -> float:
        """How far, in metres, what lies outside the ball moves."""
        return (self.magnification - 1) * self.radius

    def magnify(self, points: np.ndarray) -> np.ndarray:
        """World points (N, 3) -> magnified."""
        offsets, lengths = self._offsets(points)
        return self.center + offsets * np.minimum(self.magnification, 1 + self.reach / lengths)

    def shrink(self, points: np.ndarray) -> np.ndarray:
        """Magnified points (N, 3) -> world."""
        offsets, lengths = self._offsets(points)
        return self.center + offsets * np.maximum(1 / self.magnification, 1 - self.reach / lengths)

    def importance(self, points: np.ndarray) -> np.ndarray:
        """How often an error counts at world points (N, 3): (N,), the magnification in the ball, 1
        outside."""
        inside = np.clip(3 - 2.5 * self._offsets(points)[1][:, 0] / self.radius, 0, 1)
        return 1 + (self.magnification - 1) * inside

    def _offsets(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        offsets = points - self.center
        return offsets, np.maximum(np.linalg.norm(offsets, axis=1, keepdims=True), 1e-9)


NO_FOCUS = Focus(np.zeros(3), 1.0)
