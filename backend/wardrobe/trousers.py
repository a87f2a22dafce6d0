"""Trousers and shorts: one solid around the seat and one around each leg."""

from __future__ import annotations

from functools import partial

import numpy as np

from .cut import STEP, smoothstep, waist
from .drape import Drape, drape, folded, hollow, pair
from .fit import Fit
from .loft import ANGLES, Solid, loft, merge
from .piece import Piece

INWARD = np.maximum(-np.sin(ANGLES), 0)  # 1 towards the other leg, for the left one


def levels_between(high: float, low: float) -> np.ndarray:
    """Heights from high down to low, metres."""
    return np.linspace(high, low, max(int((high - low) / STEP) + 1, 4))


def crotch(fit: Fit) -> float:
    """The height where the legs part, not lower than 16 cm under the hip joints."""
    middle = fit.points("skirt")
    middle = middle[np.abs(middle[:, 0]) < 0.014 * fit.scale]
    hip = float(fit.joint("left_hip")[1])
    return max(float(middle[:, 1].min()), hip - 0.16 * fit.scale)


def seat(fit: Fit, ease: float, high: float, low: float) -> Drape:
    """The hips from y = high down to y = low, in one."""
    return drape(folded(fit.points("torso", "skirt")), 1, levels_between(high, low)).eased(ease)


def leg(fit: Fit, high: float, low: float) -> Drape:
    """The left leg from y = high to y = low, around its bones."""
    points = folded(fit.points("skirt", "trousers", "legs"))
    ankle = fit.joint("left_ankle")
    points = points[(points[:, 0] > 0) & (points[:, 1] > ankle[1] - 0.01 * fit.scale)]
    levels = levels_between(high, low)
    marks = np.stack([fit.joint(f"left_{name}") for name in ("ankle", "knee", "hip")])
    centres = np.stack([np.interp(levels, marks[:, 1], marks[:, k]) for k in (2, 0)], axis=1)
    return drape(points, 1, levels, centres)


def trousers(
    fit: Fit, ease: float = 0.011, slope: float = 0.10, flare: float = 0.0, to: float = 0.985
) -> Solid:
    """To a share `to` of the way from the hip joints to the soles; the cloth narrows by at most `slope`
    metres a metre and widens by `flare` metres from the crotch to the hem."""
    hip, floor = float(fit.joint("left_hip")[1]), float(fit.vertices[:, 1].min())
    split, hem = crotch(fit), hip - (hip - floor) * to
    body = leg(fit, hip, hem)
    below = np.clip((split - body.levels) / (split - hem), 0, 1)[:, None]
    cloth = body.eased(ease).hung(slope).eased(flare * fit.scale * below)
    # Between the legs the cloth stops short of the other leg's, where the body leaves room for it.
    room = cloth.centres[:, 1:] - 0.006 * smoothstep(below * 6) - 0.0 * INWARD
    needed = body.reach + 0.004
    held = np.maximum(np.minimum(cloth.reach * INWARD, room), needed * INWARD)
    reach = np.where(
        INWARD > 0.3, np.minimum(cloth.reach, np.maximum(held / np.maximum(INWARD, 0.3), needed)), cloth.reach
    )
    outlines = Drape(1, cloth.levels, cloth.centres, reach).rings()
    upper = loft(seat(fit, ease, waist(fit) + 0.01 * fit.scale, split - 0.005).rings())
    return merge(upper, pair(loft(hollow(outlines))))


PIECES: dict[str, Piece] = {
    "trousers": Piece(trousers, spread=0.05),
    "wide trousers": Piece(partial(trousers, ease=0.016, slope=0.0, flare=0.05), spread=0.06),
    "slim trousers": Piece(partial(trousers, ease=0.006, slope=0.6, to=0.93), spread=0.03),
    "shorts": Piece(partial(trousers, ease=0.016, slope=0.02, flare=0.01, to=0.42), spread=0.05),
    "long shorts": Piece(partial(trousers, ease=0.016, slope=0.04, to=0.56), spread=0.05),
}
