"""Footwear: a flat sole under the foot and an upper lofted over it."""

from __future__ import annotations

from functools import partial

import numpy as np

from .blocks import floor, leg
from .drape import Drape, drape, folded, hollow, pair
from .fit import Fit
from .loft import Solid, loft, merge
from .piece import Piece

SOLE = 0.022  # metres under a foot of a body of 1.83 m


def foot(fit: Fit, levels: np.ndarray) -> Drape:
    """The left foot's outlines from above, at heights from high to low: each holds those over it."""
    points = folded(fit.points("boots"))
    return drape(points[points[:, 0] > 0], 1, levels, slab=0.009).hung()


def upper(fit: Fit, ease: float, high: float, collar: float = 0.008) -> Solid:
    """Over the foot, from `high` metres above its sole."""
    bottom, scale = floor(fit), fit.scale
    levels = np.arange(bottom + high * scale, bottom - 0.004, -0.005)
    body = foot(fit, levels)
    return loft(body.eased(ease).rings())


def sole(fit: Fit, ease: float, thick: float = SOLE) -> Solid:
    """Flat under the foot, its edge upright and rounded below."""
    bottom, scale = floor(fit), fit.scale
    widest = foot(fit, np.array([0.05, 0.03, 0.015, 0.005]) * scale + bottom)
    levels = bottom + scale * np.array([0.008, 0.004, -0.6 * thick, -thick + 0.003, -thick])
    reach = np.stack([widest.reach[-1]] * 5) + ease + np.array([[-0.003], [0], [0], [-0.001], [-0.006]])
    return loft(Drape(1, levels, np.repeat(widest.centres[-1:], 5, axis=0), reach).rings())


def soles(fit: Fit, ease: float = 0.011, thick: float = SOLE) -> Solid:
    return pair(sole(fit, ease, thick))


def shoes(fit: Fit, ease: float = 0.007, high: float = 0.095, thick: float = SOLE) -> Solid:
    return pair(merge(upper(fit, ease, high), sole(fit, ease + 0.003, thick)))


def boots(
    fit: Fit, ease: float = 0.01, share: float = 0.55, slope: float = 0.25, thick: float = 0.03
) -> Solid:
    """With a shaft to a share of the way from the ankle to the knee."""
    ankle, knee = (float(fit.joint(f"left_{name}")[1]) for name in ("ankle", "knee"))
    high = ankle + share * (knee - ankle)
    shaft = leg(fit, high, ankle - 0.01 * fit.scale).eased(ease).hung(slope)
    open_end = hollow(shaft.rings()[::-1], 0.03)
    return pair(
        merge(
            loft(open_end),
            upper(fit, ease, (ankle - floor(fit)) / fit.scale + 0.03),
            sole(fit, ease + 0.004, thick),
        )
    )


def sandals(fit: Fit) -> Solid:
    """A sole, a strap over the toes and one round the ankle."""
    bottom, scale = floor(fit), fit.scale
    points = folded(fit.points("boots"))
    points = points[points[:, 0] > 0]
    ankle, toes = fit.joint("left_ankle"), fit.joint("left_foot")
    straps = []
    for z in (toes[2] - 0.02 * scale, toes[2] - 0.065 * scale):
        levels = z + scale * np.array([-0.012, -0.006, 0.006, 0.012])
        band = drape(points, 2, levels)
        straps.append(loft(band.eased(np.array([[0.001], [0.007], [0.007], [0.001]])).rings()))
    levels = ankle[1] + scale * np.array([0.045, 0.04, 0.028, 0.023])
    round_ankle = drape(points, 1, levels)
    straps.append(loft(round_ankle.eased(np.array([[0.001], [0.007], [0.007], [0.001]])).rings()))
    del bottom
    return pair(merge(sole(fit, 0.007, 0.018), *straps))


PIECES: dict[str, Piece] = {
    "shoes": Piece(shoes, spread=0.04),
    "sneakers": Piece(partial(shoes, ease=0.010, high=0.11, thick=0.02), spread=0.04),
    "soles": Piece(partial(soles, ease=0.016, thick=0.03), spread=0.04),
    "boots": Piece(boots, spread=0.04),
    "high boots": Piece(partial(boots, share=0.92), spread=0.04),
    "sandals": Piece(sandals, spread=0.03),
}
