"""Garments of the upper body: tops, sleeves, collars, jackets."""

from __future__ import annotations

from functools import partial

import numpy as np

from .drape import Drape, drape, folded, hollow, pair, sheet
from .fit import Fit
from .loft import ANGLES, Solid, loft, tube
from .piece import Piece

STEP = 0.012  # metres between outlines


def smoothstep(value: np.ndarray) -> np.ndarray:
    value = np.clip(value, 0, 1)
    return value * value * (3 - 2 * value)


class Lean:
    """Levels that rise towards the back near the neck, as necklines do, and lie flat at the waist."""

    def __init__(self, fit: Fit):
        self.neck, self.scale = fit.joint("neck"), fit.scale

    def rise(self, points: np.ndarray, y: np.ndarray) -> np.ndarray:
        steep = 0.55 * smoothstep(1 + (y - self.neck[1]) / (0.2 * self.scale))
        return steep * (points[..., 2] - self.neck[2])

    def level(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) with their levels as y."""
        found = points.copy()
        found[..., 1] += self.rise(points, points[..., 1])
        return found

    def place(self, points: np.ndarray) -> np.ndarray:
        """Undo `level`."""
        found = points.copy()
        for _ in range(8):
            found[..., 1] = points[..., 1] - self.rise(points, found[..., 1])
        return found


def trunk(fit: Fit, low: float, high: float = 0.0) -> tuple[Drape, Lean]:
    """The torso from the base of the neck, plus `high`, down to y = low, in leaned levels."""
    lean = Lean(fit)
    points = lean.level(folded(fit.points("torso", "neck", "skirt")))
    top = fit.joint("neck")[1] + high
    levels = np.linspace(top, low, int((top - low) / STEP) + 1)
    return drape(points, 1, levels), lean


def hips(fit: Fit, below: float) -> float:
    """The height `below` metres (of a body of 1.83 m) under the hip joints."""
    return float(fit.joint("left_hip")[1]) - below * fit.scale


def waist(fit: Fit) -> float:
    return float(fit.joint("spine1")[1]) + 0.01 * fit.scale


def top(fit: Fit, ease: float = 0.008, low: float = 0.03, slope: float = 0.35) -> Solid:
    """A close top: the cloth falls from chest and shoulder blades and follows the waist in part."""
    body, lean = trunk(fit, hips(fit, low))
    return loft(lean.place(hollow(body.eased(ease).hung(slope).rings())))


def loose_top(fit: Fit, ease: float = 0.026, low: float = 0.05) -> Solid:
    """A sweater: it hangs straight and is gathered by a band at the hem."""
    body, lean = trunk(fit, hips(fit, low))
    hung = body.eased(ease).hung(0.1)
    band = smoothstep((hips(fit, low - 0.055) - body.levels) / (0.02 * fit.scale))[:, None]
    reach = hung.reach * (1 - band) + (body.reach + 0.016) * band
    gathered = Drape(1, hung.levels, hung.centres, reach)
    return loft(lean.place(hollow(gathered.rings())))


def arm(fit: Fit, to: float, root: float = 0.045) -> Drape:
    """The left arm from inside the torso to x = to."""
    points = fit.points("arms", "hands")
    points = folded(points)[np.concatenate([points[:, 0] > 0, points[:, 0] < 0])]
    start = fit.joint("left_shoulder")[0] - root * fit.scale
    levels = np.linspace(start, to, int((to - start) / STEP) + 1)
    marks = np.stack([fit.joint(f"left_{name}") for name in ("shoulder", "elbow", "wrist", "hand")])
    centres = np.stack([np.interp(levels, marks[:, 0], marks[:, k]) for k in (1, 2)], axis=1)
    return drape(points, 0, levels, centres)


def along_arm(fit: Fit, share: float) -> float:
    """x at a share of the way from the left shoulder (0) over the elbow (1) to the wrist (2)."""
    marks = [fit.joint(f"left_{name}")[0] for name in ("shoulder", "elbow", "wrist")]
    return float(np.interp(share, [0, 1, 2], marks))


def sleeves(fit: Fit, ease: float = 0.011, to: float = 1.93, slope: float = 0.16) -> Solid:
    body = arm(fit, along_arm(fit, to))
    hung = body.eased(ease).hung(slope)
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
    return pair(loft(hollow(body.eased(0.012).hung(0.1).eased(extra).rings(), 0.08)))


def puff_sleeves(fit: Fit) -> Solid:
    body = arm(fit, along_arm(fit, 0.5))
    share = np.clip((body.levels - along_arm(fit, -0.1)) / (along_arm(fit, 0.5) - along_arm(fit, -0.1)), 0, 1)
    bulge = 0.045 * fit.scale * np.sin(np.pi * 0.999 * share[:, None]) ** 0.7
    return pair(loft(hollow(body.eased(0.008 + bulge).rings())))


def collar(fit: Fit) -> Solid:
    """A stand collar around the neck."""
    body, lean = trunk(fit, fit.joint("neck")[1] - 0.03 * fit.scale, 0.03 * fit.scale)
    return loft(lean.place(hollow(body.eased(0.010).rings()[::-1], 0.03 * fit.scale, 0.01)))


def hood_down(fit: Fit) -> Solid:
    """A hood lying behind the neck: a thick roll around it, deepest at the back."""
    neck, scale = fit.joint("neck"), fit.scale
    angles = np.linspace(-0.95 * np.pi, 0.95 * np.pi, 40) + np.pi
    back = (1 - np.cos(angles)) / 2
    path = np.stack(
        [
            0.1 * scale * np.sin(angles),
            neck[1] - 0.055 * scale * (1 - back) + 0.0 * back,
            neck[2] + (0.085 * np.cos(angles) - 0.045 * back) * scale,
        ],
        axis=1,
    )
    return tube(path, scale * (0.014 + 0.034 * back**2), 24)


def fronts(fit: Fit, low: float, ease: float, gap: np.ndarray | float, slope: float = 0.2) -> Solid:
    """A garment open in front: gap metres wide, one or by the share (R,) from the neck to the hem."""
    body, lean = trunk(fit, low)
    outer = body.eased(ease).hung(slope).rings()
    inner = body.eased(ease - 0.014).hung(slope).rings()
    return sheet(*(lean.place(opened(outlines, outer, gap)) for outlines in (outer, inner)))


def opened(outlines: np.ndarray, like: np.ndarray, gap: np.ndarray | float) -> np.ndarray:
    """Cut outlines (R, N, 3) around y open in front, where `like` is gap metres wide."""
    ahead = np.maximum(like[:, 0, 2] - like.mean(axis=1)[:, 2], 0.02)
    half = np.arctan2(np.broadcast_to(gap, len(outlines)) / 2, ahead)
    turns = half[:, None] + np.linspace(0, 1, 81) * (2 * np.pi - 2 * half[:, None])
    place = turns / (2 * np.pi) * outlines.shape[1]
    whole = np.floor(place).astype(int)
    part = (place - whole)[..., None]
    rows = np.arange(len(outlines))[:, None]
    count = outlines.shape[1]
    return outlines[rows, whole % count] * (1 - part) + outlines[rows, (whole + 1) % count] * part


def jacket(fit: Fit, ease: float = 0.022, low: float = 0.05) -> Solid:
    """Two fronts with a wedge between them that closes above the waist, and opens again below."""
    bottom = hips(fit, low)
    levels = np.linspace(fit.joint("neck")[1], bottom, int((fit.joint("neck")[1] - bottom) / STEP) + 1)
    button = waist(fit) + 0.03 * fit.scale
    chest = np.clip((levels - button) / (levels[0] - button), 0, 1)
    tails = np.clip((button - levels) / (button - bottom), 0, 1)
    gap = fit.scale * (0.012 + 0.13 * chest**0.8 + 0.05 * tails**1.5)
    return fronts(fit, bottom, ease, gap)


def vest(fit: Fit) -> Solid:
    return fronts(fit, hips(fit, -0.02), 0.018, 0.1 * fit.scale)


def armour(fit: Fit) -> Solid:
    """A breastplate that bulges from the chest and narrows to the waist."""
    body, lean = trunk(fit, waist(fit) - 0.02 * fit.scale, -0.01)
    ridge = 0.012 * np.maximum(np.cos(ANGLES), 0) ** 6
    return loft(lean.place(hollow(body.eased(0.02 + ridge).hung(0.5).rings())))


def shoulder_pads(fit: Fit) -> Solid:
    """A dome on each shoulder."""
    body = arm(fit, along_arm(fit, 0.42), 0.03)
    share = np.linspace(0, 1, len(body.levels))[:, None]
    above = 0.5 + 0.5 * np.cos(ANGLES)
    dome = 0.02 + 0.035 * fit.scale * np.sin(np.pi * (0.15 + 0.7 * share)) * above
    return pair(loft(hollow(body.eased(dome * np.minimum(1, 4 * share + 0.3)).rings())))


PIECES: dict[str, Piece] = {
    "top": Piece(top),
    "crop top": Piece(partial(top, low=-0.16)),
    "loose top": Piece(loose_top),
    "sleeves": Piece(sleeves),
    "short sleeves": Piece(partial(sleeves, ease=0.016, to=0.55, slope=0.02)),
    "wide sleeves": Piece(partial(flared, wide=0.05, begin=0.2, to=1.95, hanging=0.08)),
    "puff sleeves": Piece(puff_sleeves),
    "collar": Piece(collar),
    "hood down": Piece(hood_down),
    "jacket": Piece(jacket),
    "vest": Piece(vest),
    "armour chest": Piece(armour),
    "shoulder pads": Piece(shoulder_pads),
}
