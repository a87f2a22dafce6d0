"""Colours as people name and compare them: the eleven basic terms (Berlin and Kay 1969) and CIEDE2000."""

from __future__ import annotations

import numpy as np

from .prompts import TERMS

# Examples of each term, sRGB in 0..1: the focal colour of cloth, then other shades that people call by it.
# They are fixed here, apart from the palette that outfits are drawn from.
EXAMPLES: dict[str, tuple[tuple[float, float, float], ...]] = {
    "red": ((0.80, 0.07, 0.07), (0.45, 0.02, 0.05), (0.70, 0.20, 0.08)),
    "green": ((0.10, 0.60, 0.15), (0.03, 0.27, 0.08), (0.45, 0.75, 0.35), (0.05, 0.45, 0.40)),
    "blue": (
        (0.08, 0.20, 0.80),
        (0.04, 0.07, 0.32),
        (0.55, 0.76, 0.95),
        (0.15, 0.25, 0.50),
        (0.10, 0.60, 0.70),
    ),
    "yellow": ((0.95, 0.85, 0.10), (0.83, 0.64, 0.15), (0.90, 0.75, 0.40)),
    "orange": ((0.97, 0.50, 0.05), (0.80, 0.38, 0.05)),
    "purple": ((0.48, 0.10, 0.62), (0.30, 0.08, 0.38), (0.62, 0.42, 0.76)),
    "pink": ((0.97, 0.50, 0.72), (0.95, 0.72, 0.80), (0.96, 0.54, 0.50)),
    "brown": ((0.40, 0.22, 0.10), (0.30, 0.17, 0.08), (0.72, 0.50, 0.36)),
    "black": ((0.05, 0.05, 0.05),),
    "white": ((0.95, 0.95, 0.95),),
    "gray": ((0.50, 0.50, 0.50), (0.30, 0.30, 0.30), (0.68, 0.68, 0.68)),
}
NAMES = np.array([name for name in TERMS for _ in EXAMPLES[name]])


def lab(rgb: np.ndarray) -> np.ndarray:
    """sRGB (..., 3) in 0..1 -> CIELAB under D65 (IEC 61966-2-1, CIE 15)."""
    rgb = np.clip(np.asarray(rgb, np.float64), 0, 1)
    linear = np.where(rgb > 0.04045, ((rgb + 0.055) / 1.055) ** 2.4, rgb / 12.92)
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = linear @ to_xyz.T / to_xyz.sum(axis=1)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    x, y, z = np.moveaxis(f, -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The CIEDE2000 difference (...) of CIELAB colours (..., 3), broadcast against each other, with
    kL = kC = kH = 1; equations and their numbers as in Sharma, Wu and Dalal 2005."""
    (l1, a1, b1), (l2, a2, b2) = (np.moveaxis(np.asarray(x, np.float64), -1, 0) for x in (first, second))
    chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2  # 2, 3
    g = 0.5 * (1 - np.sqrt(chroma**7 / (chroma**7 + 25.0**7)))  # 4
    a1, a2 = (1 + g) * a1, (1 + g) * a2  # 5
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)  # 6
    h1, h2 = (np.degrees(np.arctan2(b, a)) % 360 for a, b in ((a1, b1), (a2, b2)))  # 7
    gray = c1 * c2 == 0
    turn = np.where(gray, 0, (h2 - h1 + 180) % 360 - 180)  # 10
    turn = np.where(~gray & (h2 - h1 == 180), 180, turn)
    delta_h = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)  # 11
    lightness, chroma = (l1 + l2) / 2, (c1 + c2) / 2  # 12, 13
    far = np.abs(h1 - h2) > 180
    hue = np.where(far, (h1 + h2 + np.where(h1 + h2 < 360, 360, -360)) / 2, (h1 + h2) / 2)
    hue = np.where(gray, h1 + h2, hue)  # 14
    t = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.2 * _cos(4 * hue - 63)
    s_l = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)  # 15, 18
    s_c, s_h = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t  # 19, 20
    twist = np.sin(2 * np.radians(30 * np.exp(-(((hue - 275) / 25) ** 2))))  # 16
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * twist  # 17, 21
    parts = ((l2 - l1) / s_l, (c2 - c1) / s_c, delta_h / s_h)
    return np.sqrt(sum(part**2 for part in parts) + rotation * parts[1] * parts[2])  # 22


def _cos(degrees: np.ndarray) -> np.ndarray:
    return np.cos(np.radians(degrees))


def terms(rgb: np.ndarray) -> np.ndarray:
    """The basic terms (N,) str whose examples are nearest to colours (N, 3), by CIEDE2000."""
    examples = lab(np.array([color for name in TERMS for color in EXAMPLES[name]]))
    return NAMES[ciede2000(lab(rgb)[:, None], examples).argmin(axis=1)]


def distance_to(rgb: np.ndarray, name: str) -> np.ndarray:
    """CIEDE2000 (...) from colours (..., 3) to the nearest example of a basic term."""
    return ciede2000(lab(rgb)[..., None, :], lab(np.array(EXAMPLES[name]))).min(axis=-1)
