"""Colours (sRGB in 0..1) of cloth, skin, hair and materials, under the names that people use for them."""

from __future__ import annotations

import numpy as np

Color = tuple[float, float, float]

CLOTH: dict[str, Color] = {
    "red": (0.80, 0.07, 0.07),
    "green": (0.10, 0.60, 0.15),
    "blue": (0.08, 0.20, 0.80),
    "yellow": (0.95, 0.85, 0.10),
    "orange": (0.97, 0.50, 0.05),
    "purple": (0.48, 0.10, 0.62),
    "pink": (0.97, 0.50, 0.72),
    "brown": (0.40, 0.22, 0.10),
    "black": (0.05, 0.05, 0.05),
    "white": (0.95, 0.95, 0.95),
    "gray": (0.50, 0.50, 0.50),
    "cyan": (0.10, 0.78, 0.80),
    "gold": (0.83, 0.64, 0.15),
    "silver": (0.75, 0.77, 0.80),
    "navy blue": (0.04, 0.07, 0.32),
    "light blue": (0.55, 0.76, 0.95),
    "dark green": (0.03, 0.27, 0.08),
    "beige": (0.86, 0.76, 0.60),
    "dark red": (0.45, 0.02, 0.05),
    "olive": (0.36, 0.38, 0.14),
    "lime": (0.60, 0.92, 0.15),
    "magenta": (0.88, 0.08, 0.58),
    "lavender": (0.74, 0.64, 0.90),
    "dark gray": (0.24, 0.24, 0.25),
    "light gray": (0.74, 0.74, 0.74),
    "light green": (0.58, 0.88, 0.55),
    "dark brown": (0.22, 0.11, 0.05),
    "tan": (0.70, 0.55, 0.36),
    "teal": (0.02, 0.46, 0.48),
    "coral": (0.98, 0.45, 0.38),
    "mint": (0.66, 0.95, 0.80),
    "royal blue": (0.16, 0.28, 0.90),
    "mustard": (0.80, 0.62, 0.08),
    "copper": (0.70, 0.38, 0.20),
    "light pink": (0.98, 0.76, 0.82),
    "indigo": (0.25, 0.08, 0.50),
}
# How often a colour is drawn: the eleven basic terms carry most of the weight.
COMMON = {"red": 3, "green": 3, "blue": 3, "yellow": 2.5, "orange": 2.2, "purple": 2.2, "pink": 2.2,
          "brown": 2.2,
          "black": 3.2, "white": 3.2, "gray": 2.2, "navy blue": 0.9, "light blue": 0.9,
          "beige": 0.8}  # fmt: skip
CLOTH_WEIGHT = np.array([COMMON.get(name, 0.4) for name in CLOTH])
CLOTH_WEIGHT /= CLOTH_WEIGHT.sum()
PLAIN = (
    "black",
    "brown",
    "white",
    "gray",
    "dark brown",
    "black",
)  # of shoes, belts and bags that nobody notices
SKIN: dict[str, Color] = {
    "pale": (0.95, 0.80, 0.72),
    "light": (0.88, 0.68, 0.56),
    "tan": (0.72, 0.50, 0.36),
    "brown": (0.50, 0.32, 0.22),
    "dark": (0.30, 0.18, 0.12),
}
FANTASY_SKIN = ("green", "blue", "red", "purple", "gray", "gold", "silver", "white", "black", "orange",
                "pink",
                "yellow", "light green", "light blue")  # fmt: skip
HAIR: dict[str, Color] = {
    "black": (0.05, 0.04, 0.04),
    "brown": (0.30, 0.17, 0.08),
    "blonde": (0.90, 0.75, 0.40),
    "red": (0.70, 0.20, 0.08),
    "gray": (0.55, 0.55, 0.55),
    "white": (0.92, 0.92, 0.92),
    "dark brown": (0.16, 0.09, 0.05),
    "light brown": (0.50, 0.33, 0.18),
}
HAIR_WEIGHT = np.array([3, 3, 3, 1.2, 1.2, 1, 1.5, 1])
HAIR_WEIGHT /= HAIR_WEIGHT.sum()
# What goes with a skin unasked; with pale and light skin, all of HAIR.
DARK_HAIR = {"tan": ("black", "dark brown", "brown"), "brown": ("black", "dark brown"), "dark": ("black",)}
DYED_HAIR: dict[str, Color] = {
    "pink": (0.97, 0.50, 0.72),
    "blue": (0.10, 0.25, 0.85),
    "green": (0.10, 0.60, 0.20),
    "purple": (0.50, 0.10, 0.60),
    "orange": (0.97, 0.50, 0.05),
    "yellow": (0.95, 0.85, 0.10),
    "cyan": (0.10, 0.78, 0.80),
}
IRIS = {"brown": (0.26, 0.15, 0.08), "blue": (0.22, 0.42, 0.62), "green": (0.25, 0.42, 0.22)}
SCLERA = (0.88, 0.87, 0.85)
PUPIL = (0.02, 0.02, 0.02)
# Colour and accent of materials; they are said like colours.
MATERIALS: dict[str, tuple[Color, Color]] = {
    "denim": ((0.16, 0.27, 0.52), (0.24, 0.35, 0.60)),
    "leather": ((0.30, 0.16, 0.08), (0.22, 0.11, 0.05)),
    "black leather": ((0.06, 0.06, 0.06), (0.16, 0.16, 0.17)),
    "fur": ((0.48, 0.34, 0.22), (0.36, 0.25, 0.15)),
    "metal": ((0.66, 0.68, 0.71), (0.56, 0.58, 0.62)),
    "camouflage": ((0.27, 0.33, 0.16), (0.14, 0.13, 0.07)),
}
# Of patterns in two colours, what is said of them.
PATTERN_WORDS = {
    "stripes": ("striped", "horizontally striped"),
    "vertical stripes": ("vertically striped", "pinstriped"),
    "checks": ("checked", "plaid", "checkered"),
    "dots": ("polka dot", "dotted"),
    "flowers": ("floral", "flowered", "flower print"),
}


def flesh(region: str, tone: Color) -> Color:
    """The colour of "skin", "lips" or "cavity", the inside of mouth and eye sockets, of a skin tone."""
    factors = {"skin": (1, 1, 1), "lips": (0.88, 0.58, 0.58), "cavity": (0.45, 0.45, 0.45)}[region]
    return tuple((np.array(tone) * factors).tolist())
