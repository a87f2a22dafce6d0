"""The outfits that every request chooses from: drawn blindly, in turns for each of SEXES."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import numpy as np

from .outfit import Outfit, draw_outfit

SEXES = ("m", "f")


def numbers(entries: int, sex: str) -> range:
    """Which of that many outfits are for one of SEXES, or "" for all."""
    return range(SEXES.index(sex), entries, len(SEXES)) if sex else range(entries)


@functools.cache
def entry(number: int) -> Outfit:
    """An outfit of the codebook, which is drawn from its number alone: few are ever needed."""
    return draw_outfit(np.random.default_rng([0, number]), SEXES[number % len(SEXES)])


@functools.cache
def version() -> str:
    """Changes with the code and the tables that draw the outfits."""
    sources = sorted(Path(__file__).parent.glob("*.py"))
    return hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()[:16]
