"""What has a natural colour where the prompt says nothing: human skin and hair, plain shoes."""

from __future__ import annotations

import numpy as np

from .color_terms import ciede2000, lab, terms

# sRGB in 0..1, each a line through neighbouring tones: all between two of them is natural as well.
SKIN = (
    (
        (0.99, 0.88, 0.81),
        (0.95, 0.80, 0.72),
        (0.88, 0.68, 0.56),
        (0.72, 0.50, 0.36),
        (0.50, 0.32, 0.22),
        (0.30, 0.18, 0.12),
    ),
)
HAIR = (
    (
        (0.05, 0.04, 0.04),
        (0.30, 0.17, 0.08),
        (0.90, 0.75, 0.40),
        (0.92, 0.92, 0.92),
    ),  # black to blonde to white
    ((0.30, 0.17, 0.08), (0.70, 0.20, 0.08), (0.90, 0.75, 0.40)),  # by way of red
    ((0.05, 0.04, 0.04), (0.55, 0.55, 0.55), (0.92, 0.92, 0.92)),
)
# CIEDE2000. Half the largest step between neighbouring tones of skin: nothing that is green, blue, purple,
# pink, orange, yellow, red, black, white or gray is so near to one. Hair is nearer to such colours: 8 lets a
# bluish gray pass, a bright red, which is close to red hair, and mustard, which is close to blonde.
SKIN_REACH, HAIR_REACH = 10.0, 8.0
PLAIN_SHOES = ("black", "brown", "white", "gray")


def natural(area: str, rgb: np.ndarray) -> np.ndarray:
    """Which colours (N, 3) are ordinary, (N,) bool, for "face", "hands", "hair" (bald heads too), "beard"
    or "feet" (bare ones too)."""
    skin = _distance(SKIN, rgb) < SKIN_REACH
    if area == "feet":
        return skin | np.isin(terms(rgb), PLAIN_SHOES)
    if area in ("hair", "beard"):
        return skin | (_distance(HAIR, rgb) < HAIR_REACH)
    return skin


def _distance(lines: tuple[tuple[tuple[float, float, float], ...], ...], rgb: np.ndarray) -> np.ndarray:
    """CIEDE2000 (N,) from colours (N, 3) to the nearest point of the lines, to an eighth of a step."""
    tones = [
        np.linspace(first, second, 9)
        for line in lines
        for first, second in zip(line[:-1], line[1:], strict=True)
    ]
    return ciede2000(lab(rgb)[:, None], lab(np.concatenate(tones))).min(axis=1)
