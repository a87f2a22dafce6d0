"""What decides how fine the exported surface is."""

from __future__ import annotations

import dataclasses

from ..protocol import UserError


@dataclasses.dataclass(frozen=True)
class SurfaceSettings:
    """Raises UserError for numbers that make no surface."""

    spacing: float = 0.005  # metres between lattice nodes; half of it takes four times as long
    head_magnification: float = 2.5  # how many times finer the head is meshed and textured than the rest
    triangles: int = 40_000  # at most so many are left after decimation
    max_error: float = 0.0  # millimetres that triangles are saved for, less at head and hands; 0: none
    texture_size: int = 1024  # pixels on each side of the square texture
    normal_size: int = 0  # and of the normal map; 0: none

    def __post_init__(self) -> None:
        least = {"spacing": 0.0005, "head_magnification": 1, "triangles": 100, "texture_size": 16}
        for name, smallest in (least | {"max_error": 0, "normal_size": 0}).items():
            if getattr(self, name) < smallest:
                raise UserError("input", f"surface.{name} must be at least {smallest}.")
