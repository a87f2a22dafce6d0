"""Trousers and shorts: one solid around the seat and one around each leg."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np

from .blocks import crotch, floor, hips, leg, seat, smoothstep, waist
from .drape import hollow, pair
from .fit import Fit
from .loft import ANGLES, RING, Solid, loft, merge
from .piece import Piece

SLANT = 0.4  # metres that a long hem rises for each metre from back to front
TO_OTHER_LEG = RING * 3 // 4  # the direction from the left leg


def trousers(
    fit: Fit, ease: float = 0.016, slope: float = 0.10, flare: float = 0.0, to: float = 0.96
) -> Solid:
    """To a share `to` of the way from the hip joints to the soles; the cloth narrows by at most `slope`
    metres a metre and widens by `flare` metres from the crotch to the hem."""
    hip, bottom = hips(fit, 0), floor(fit)
    split, hem = crotch(fit), hip - (hip - bottom) * to
    body = leg(fit, hip + 0.03 * fit.scale, hem)
    below = np.clip((split - body.levels) / (split - hem), 0, 1)[:, None]
    emerging = 0.012 * smoothstep((body.levels[:, None] - hip) / (0.03 * fit.scale))
    reach = body.eased(roomy(fit, body.levels, ease)).hung(slope).reach + flare * fit.scale * below - emerging
    # The cloth stops short of the other leg's where the body leaves room for it.
    wall = body.centres[:, 1] - 0.007 * smoothstep(below[:, 0] * 8)
    reach[:, TO_OTHER_LEG] = np.clip(
        reach[:, TO_OTHER_LEG], None, np.maximum(wall, body.reach[:, TO_OTHER_LEG] + 0.004)
    )
    above = body.levels[:, None] - hem
    breaks = 0.003 * np.sin(above * 2 * np.pi / 0.05 + 1.5 * np.cos(ANGLES)) * np.exp(-((above / 0.09) ** 2))
    outlines = dataclasses.replace(body, reach=reach).rings(breaks * (to > 0.8))
    if to > 0.9:
        outlines = slanted(outlines, fit)
    upper = seat(fit, waist(fit) + 0.01 * fit.scale, split - 0.01)
    upper = upper.eased(roomy(fit, upper.levels, ease))
    return merge(loft(upper.rings()), pair(loft(hollow(outlines))))


def slanted(outlines: np.ndarray, fit: Fit) -> np.ndarray:
    """Outlines (R, N, 3) whose hem rises from the heel to the instep, clear of the shoe."""
    back = outlines[-1, :, 2].min()
    near = smoothstep((outlines[-1, 0, 1] + 0.2 * fit.scale - outlines[..., 1]) / (0.2 * fit.scale))
    found = outlines.copy()
    found[..., 1] += SLANT * near * (outlines[..., 2] - back)
    return found


def roomy(fit: Fit, levels: np.ndarray, ease: float) -> np.ndarray:
    """The ease (R, 1) of trousers at levels (R,): from the hips up they hold what is tucked in, and fit under
    a jacket."""
    share = smoothstep((levels - hips(fit, 0.1)) / (0.1 * fit.scale))[:, None]
    return ease + (0.016 - ease) * share


PIECES: dict[str, Piece] = {
    "trousers": Piece(trousers, spread=0.05),
    "wide trousers": Piece(partial(trousers, ease=0.020, slope=0.04, flare=0.025), spread=0.06),
    "slim trousers": Piece(partial(trousers, ease=0.006, slope=0.6, to=0.88), spread=0.03),
    "shorts": Piece(partial(trousers, ease=0.017, slope=0.02, flare=0.01, to=0.42), spread=0.05),
    "long shorts": Piece(partial(trousers, ease=0.017, slope=0.04, to=0.56), spread=0.05),
}
