"""Everything with a shape of its own that a body can wear, by name."""

from __future__ import annotations

from .piece import Piece

PIECES: dict[str, Piece] = {}
