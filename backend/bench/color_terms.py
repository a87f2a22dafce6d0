"""Colours as people name them: the nearest of the eleven basic terms (Berlin and Kay 1969)."""

from __future__ import annotations

import numpy as np

from ..wardrobe.palette import CLOTH

# Examples of each term, sRGB in 0..1. Cloth of that name, and the shades that people call by it.
EXAMPLES = {term: [CLOTH[term]] for term in (
    "red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "black", "white", "gray"
)}  # fmt: skip
EXAMPLES["blue"] += [CLOTH["navy blue"], CLOTH["light blue"], (0.15, 0.25, 0.50)]
EXAMPLES["green"] += [CLOTH["dark green"]]
EXAMPLES["red"] += [CLOTH["dark red"]]
EXAMPLES["yellow"] += [CLOTH["gold"], (0.90, 0.75, 0.40)]
EXAMPLES["brown"] += [(0.30, 0.17, 0.08), (0.72, 0.50, 0.36)]
TERMS = [term for term, colors in EXAMPLES.items() for _ in colors]


def lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB (..., 3) in 0..1 -> CIELAB under D65 (IEC 61966-2-1, CIE 15)."""
    rgb = np.clip(np.asarray(rgb, np.float64), 0, 1)
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / np.array([0.9505, 1.0, 1.089])
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def term(rgb: np.ndarray) -> str:
    """The basic term whose example is nearest to a colour (3,) in CIELAB."""
    examples = lab(np.array([color for colors in EXAMPLES.values() for color in colors]))
    return TERMS[int(np.linalg.norm(examples - lab(rgb), axis=1).argmin())]
