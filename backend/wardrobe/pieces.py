"""Everything with a shape of its own that a body can wear, by name."""

from __future__ import annotations

from . import beards, capes, cut, extras, hair, hats, jackets, shoes, skirts, trims, trousers
from .piece import Piece

_MODULES = (beards, capes, cut, extras, hair, hats, jackets, shoes, skirts, trims, trousers)
PIECES: dict[str, Piece] = {name: piece for module in _MODULES for name, piece in module.PIECES.items()}
