"""Garments of the upper body: tops, sleeves, collars, jackets."""

from __future__ import annotations

import dataclasses
from functools import partial

import numpy as np

from .blocks import along_arm, along_leg, arm, hips, loosened, smoothstep, trunk, waist
from .drape import Drape, hollow, pair, shrunk
from .fit import Fit
from .loft import ANGLES, Solid, loft
from .piece import Piece


def top(fit: Fit, ease: float = 0.010, low: float = 0.0, slope: float = 0.35) -> Solid:
    """A close top: the cloth falls from chest and shoulder blades, follows the waist in part, and is tucked
    in below it."""
    return loft(hollow(draped_top(fit, ease, low, slope)))


def draped_top(fit: Fit, ease: float = 0.010, low: float = 0.0, slope: float = 0.35) -> np.ndarray:
    """The outlines (R, RING, 3) of a close top."""
    body, lean = trunk(fit, hips(fit, low))
    tucked = smoothstep(1 + (waist(fit) - body.levels) / (0.04 * fit.scale))[:, None]
    hung = body.eased(ease).hung(slope)
    reach = hung.reach * (1 - tucked) + (body.reach + 0.9 * ease) * tucked
    outlines = dataclasses.replace(hung, reach=reach).rings()
    return lean.place(np.concatenate([shrunk(outlines[:1], 0.007) + np.array([0, 0.004, 0]), outlines]))


def loose_top(fit: Fit, ease: float = 0.026, low: float = 0.02) -> Solid:
    """A sweater: it hangs straight and is gathered by a band at the hem."""
    body, lean = trunk(fit, hips(fit, low))
    hung = loosened(fit, body, ease).hung(0.1)
    band = smoothstep((hips(fit, low - 0.055) - body.levels) / (0.02 * fit.scale))[:, None]
    reach = hung.reach * (1 - band) + (body.reach + 0.034) * band
    gathered = Drape(1, hung.levels, hung.centres, reach)
    return loft(lean.place(hollow(gathered.rings())))


def robe(fit: Fit) -> Solid:
    """From the neck to the ankles in one, loose, with folds that grow downwards."""
    low = along_leg(fit, 1.8)
    body, lean = trunk(fit, low)
    fall = loosened(fit, body, 0.026).hung(0.1)
    fall = fall.straight(int(np.argmax(fall.levels < hips(fit, -0.01))), 0.12)
    grown = smoothstep((waist(fit) - fall.levels) / (waist(fit) - low))[:, None]
    return loft(lean.place(hollow(fall.rings(0.009 * fit.scale * grown * np.cos(12 * ANGLES)))))


def hung_sleeve(fit: Fit, body: Drape, slope: float) -> Drape:
    """An arm's cloth, hung from the upper arm on; see Drape.hung."""
    row = int(np.argmax(body.levels > fit.joint("left_shoulder")[0] + 0.04 * fit.scale))
    fallen = body.since(row).hung(slope)
    return dataclasses.replace(body, reach=np.concatenate([body.reach[:row], fallen.reach]))


def sleeves(fit: Fit, ease: float = 0.011, to: float = 1.93, slope: float = 0.16) -> Solid:
    body = arm(fit, along_arm(fit, to))
    hung = hung_sleeve(fit, body.eased(ease), slope)
    elbow, reached = along_arm(fit, 1), body.levels[:, None]
    wave = np.sin((reached - elbow) * 2 * np.pi / 0.05 + 1.5 * np.cos(ANGLES))
    folds = 0.0025 * wave * np.exp(-(((reached - elbow) / 0.06) ** 2))
    return pair(loft(hollow(hung.rings(folds))))


def flared(fit: Fit, wide: float, begin: float, to: float, hanging: float = 0.0) -> Solid:
    """Sleeves that widen by `wide` metres from `begin` to `to` (shares of the arm), more so below."""
    body = arm(fit, along_arm(fit, to))
    first, last = along_arm(fit, begin), along_arm(fit, to)
    share = np.clip((body.levels - first) / (last - first), 0, 1)[:, None] ** 1.5
    extra = share * fit.scale * (wide + hanging * np.maximum(-np.cos(ANGLES), 0))
    return pair(loft(hollow(hung_sleeve(fit, body.eased(0.012), 0.1).eased(extra).rings(), 0.08)))


def puff_sleeves(fit: Fit) -> Solid:
    body = arm(fit, along_arm(fit, 0.5))
    share = np.clip((body.levels - along_arm(fit, -0.1)) / (along_arm(fit, 0.5) - along_arm(fit, -0.1)), 0, 1)
    bulge = 0.045 * fit.scale * np.sin(np.pi * 0.999 * share[:, None]) ** 0.7
    return pair(loft(hollow(body.eased(0.008 + bulge).rings())))


def armour(fit: Fit) -> Solid:
    """A breastplate that bulges from the chest and narrows to the waist."""
    body, lean = trunk(fit, waist(fit) - 0.02 * fit.scale)
    ridge = 0.012 * np.maximum(np.cos(ANGLES), 0) ** 6
    return loft(lean.place(hollow(body.eased(0.022 + ridge).hung(0.35).rings())))


def shoulder_pads(fit: Fit) -> Solid:
    """A dome on each shoulder, and a plate under its edge."""
    body = arm(fit, along_arm(fit, 0.5))
    share = np.linspace(0, 1, len(body.levels))
    height = np.interp(share, [0, 0.25, 0.45, 0.68, 0.72, 1], [0.014, 0.036, 0.042, 0.038, 0.022, 0.030])
    above = (0.5 + 0.5 * np.cos(ANGLES)) ** 0.7
    return pair(loft(hollow(body.eased(fit.scale * height[:, None] * above).rings(), thickness=0.02)))


PIECES: dict[str, Piece] = {
    "top": Piece(top),
    "crop top": Piece(partial(top, low=-0.16)),
    "loose top": Piece(loose_top),
    "robe": Piece(robe, spread=0.15),
    "sleeves": Piece(sleeves),
    "short sleeves": Piece(partial(sleeves, ease=0.016, to=0.55, slope=0.02)),
    "wide sleeves": Piece(partial(flared, wide=0.05, begin=0.2, to=1.95, hanging=0.08)),
    "puff sleeves": Piece(puff_sleeves),
    "armour chest": Piece(armour),
    "shoulder pads": Piece(shoulder_pads),
}
