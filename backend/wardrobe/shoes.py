"""Footwear: a flat sole under the foot and an upper lofted over it."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np

from .blocks import floor, leg, smoothstep
from .drape import Drape, drape, folded, hollow, pair
from .fit import Fit
from .loft import Solid, loft, merge
from .piece import Piece

SOLE = 0.022  # metres under a foot of a body of 1.83 m


def feet(fit: Fit) -> np.ndarray:
    """Both feet's points below the ankle joints, as left ones."""
    points = folded(fit.points("boots"))
    return points[(points[:, 0] > 0) & (points[:, 1] < fit.joint("left_ankle")[1] + 0.03 * fit.scale)]


def foot(fit: Fit, levels: np.ndarray) -> Drape:
    """The left foot's outlines from above, at heights from high to low: each holds those over it."""
    return drape(feet(fit), 1, levels, slab=0.009).hung()


def upper(fit: Fit, ease: float, high: float) -> Solid:
    """Over the foot, from `high` metres above its sole; it stands off above as well as around."""
    levels = np.arange(floor(fit) + high * fit.scale, floor(fit) - 0.004, -0.005)
    body = foot(fit, levels).eased(ease)
    return loft(dataclasses.replace(body, levels=levels + ease * (levels > floor(fit))).rings())


def sole(fit: Fit, ease: float, thick: float = SOLE) -> Solid:
    """Flat under the foot, its edge upright and rounded below."""
    bottom, scale = floor(fit), fit.scale
    widest = foot(fit, np.array([0.05, 0.03, 0.015, 0.005]) * scale + bottom)
    levels = bottom + scale * np.array([0.016, 0.010, -0.6 * thick, -thick + 0.003, -thick])
    reach = np.stack([widest.reach[-1]] * 5) + ease + np.array([[-0.003], [0], [0], [-0.001], [-0.006]])
    return loft(Drape(1, levels, np.repeat(widest.centres[-1:], 5, axis=0), reach).rings())


def soles(fit: Fit, ease: float = 0.015, thick: float = 0.028) -> Solid:
    """Soles of their own colour, outside those of shoes and boots."""
    return pair(sole(fit, ease, thick))


def shoes(fit: Fit, ease: float = 0.007, high: float = 0.08, thick: float = SOLE) -> Solid:
    return pair(merge(upper(fit, ease, high), sole(fit, ease + 0.003, thick)))


def boots(
    fit: Fit, ease: float = 0.011, share: float = 0.55, slope: float = 0.25, thick: float = 0.026
) -> Solid:
    """With a shaft to a share of the way from the ankle to the knee."""
    ankle, knee = (float(fit.joint(f"left_{name}")[1]) for name in ("ankle", "knee"))
    high = ankle + share * (knee - ankle)
    body = leg(fit, high, ankle - 0.03 * fit.scale)
    cuff = 0.002 * smoothstep((body.levels - high) / 0.03 + 1)[:, None]
    shaft = loft(hollow(body.eased(ease + cuff).hung(slope).rings()[::-1], 0.03))
    instep = upper(fit, ease, (ankle - floor(fit)) / fit.scale + 0.025)
    return pair(merge(shaft, instep, sole(fit, ease + 0.001, thick)))


def sandals(fit: Fit) -> Solid:
    """A sole, two straps over the toes and one round the ankle."""
    scale = fit.scale
    points = feet(fit)
    points = points[points[:, 1] < fit.joint("left_ankle")[1] + 0.01 * scale]
    band = np.array([[0.001], [0.007], [0.007], [0.001]])
    across = scale * np.array([-0.013, -0.007, 0.007, 0.013])
    straps = [
        loft(drape(points, 2, fit.joint("left_foot")[2] + behind * scale + across).eased(band).rings())
        for behind in (-0.015, -0.06)
    ]
    height = fit.joint("left_ankle")[1] + 0.034 * scale
    straps.append(loft(leg(fit, height + 0.013 * scale, height - 0.013 * scale).eased(band).rings()))
    return pair(merge(sole(fit, 0.007, 0.018), *straps))


PIECES: dict[str, Piece] = {
    "shoes": Piece(shoes, spread=0.04),
    "sneakers": Piece(partial(shoes, ease=0.008, high=0.1, thick=0.02), spread=0.04),
    "soles": Piece(soles, spread=0.04),
    "boots": Piece(boots, spread=0.04),
    "high boots": Piece(partial(boots, ease=0.010, share=0.92), spread=0.04),
    "sandals": Piece(sandals, spread=0.03),
}
