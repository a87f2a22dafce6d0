"""What the surface needs of a sculpted field, and nothing else of it."""

from __future__ import annotations

from typing import Protocol

import numpy as np


class Colored(Protocol):
    """A colour in space."""

    def color(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) float32 metres -> (N, 3) float32 sRGB in 0..1."""
        ...


class Field(Colored, Protocol):
    """A signed distance and a colour in space; points and bounds in metres, y up, facing +z.

    All take any number of points at once.
    """

    trusted: float  # metres; the surface is no nearer than sdf says, where its magnitude is below

    def sdf(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) float32 -> (N,) float32 metres, negative inside."""
        ...

    def estimate(self, points: np.ndarray) -> np.ndarray:
        """Like sdf, but may err by what does not matter to where a surface is looked for first."""
        ...

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Lower and upper corner (3,) of a box around the surface."""
        ...
