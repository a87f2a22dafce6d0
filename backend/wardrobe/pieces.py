"""Everything with a shape of its own that a body can wear, by name."""

from __future__ import annotations

from . import capes, cut, hair, shoes, skirts, trims, trousers
from .piece import Piece

PIECES: dict[str, Piece] = {
    name: piece for module in (cut, skirts, trousers, shoes, capes, trims, hair) for name, piece in module.PIECES.items()
}
