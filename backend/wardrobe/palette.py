"""Colours (sRGB in 0..1) of clothes, skin and hair, under the names that people use for them."""

from __future__ import annotations

import numpy as np

CLOTH = {
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
}
# How often a colour is drawn; the eleven basic terms carry most of the weight.
CLOTH_WEIGHT = np.array([3, 3, 3, 2.5, 2, 2, 2, 2, 3.5, 3.5, 2, 1, 0.8, 0.8, 1, 1, 0.8, 0.8, 0.6])
CLOTH_WEIGHT /= CLOTH_WEIGHT.sum()
SKIN = {
    "pale": (0.95, 0.80, 0.72),
    "light": (0.88, 0.68, 0.56),
    "tan": (0.72, 0.50, 0.36),
    "brown": (0.50, 0.32, 0.22),
    "dark": (0.30, 0.18, 0.12),
}
HAIR = {
    "black": (0.05, 0.04, 0.04),
    "brown": (0.30, 0.17, 0.08),
    "blonde": (0.90, 0.75, 0.40),
    "red": (0.70, 0.20, 0.08),
    "gray": (0.55, 0.55, 0.55),
    "white": (0.92, 0.92, 0.92),
}
DYED_HAIR = {
    "pink": (0.97, 0.50, 0.72),
    "blue": (0.10, 0.25, 0.85),
    "green": (0.10, 0.60, 0.20),
    "purple": (0.50, 0.10, 0.60),
}
IRIS = {"brown": (0.26, 0.15, 0.08), "blue": (0.22, 0.42, 0.62), "green": (0.25, 0.42, 0.22)}
SCLERA = (0.88, 0.87, 0.85)
PUPIL = (0.02, 0.02, 0.02)
DENIM = (0.15, 0.25, 0.50)
