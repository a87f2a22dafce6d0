"""One thing to wear: how it is cut to a body, and how it moves with it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from .fit import Fit
from .loft import Solid


@dataclasses.dataclass(frozen=True)
class Piece:
    """build makes its closed mesh for a measured body in the T-pose; it may reach into the body. It moves
    rigidly with `joint`, or, where that is "", with the body's surface within `spread` metres of it."""

    build: Callable[[Fit], Solid]
    joint: str = ""
    spread: float = 0.03
