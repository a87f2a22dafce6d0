"""The blocks that garments are cut from: trunk, arm, leg, seat and what falls from the waist."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..body import JOINT
from .drape import Drape, drape, folded
from .fit import Fit
from .loft import RING

STEP, LONG_STEP = 0.012, 0.02  # metres between outlines, and where cloth falls


def smoothstep(value: np.ndarray) -> np.ndarray:
    """0 below 0, 1 above 1, smooth between."""
    value = np.clip(value, 0, 1)
    return value * value * (3 - 2 * value)


def levels_between(first: float, last: float, step: float = STEP) -> np.ndarray:
    """Levels about `step` metres apart from first to last."""
    return np.linspace(first, last, max(int(abs(first - last) / step) + 1, 4))


def hips(fit: Fit, below: float) -> float:
    """The height `below` metres (of a body of 1.83 m) under the hip joints."""
    return float(fit.joint("left_hip")[1]) - below * fit.scale


def waist(fit: Fit) -> float:
    """The height of the waist."""
    return float(fit.joint("spine1")[1]) + 0.01 * fit.scale


def floor(fit: Fit) -> float:
    """The height of the bare soles."""
    return float(fit.vertices[:, 1].min())


def along_leg(fit: Fit, share: float) -> float:
    """The height at a share of the way from the hip joints (0) over the knees (1) to the soles (2)."""
    hip, knee = (float(fit.joint(f"left_{name}")[1]) for name in ("hip", "knee"))
    return float(np.interp(share, [0, 1, 2], [hip, knee, floor(fit)]))


def along_arm(fit: Fit, share: float) -> float:
    """x at a share of the way from the left shoulder (0) over the elbow (1) to the wrist (2)."""
    marks = [fit.joint(f"left_{name}")[0] for name in ("shoulder", "elbow", "wrist")]
    return float(np.interp(share, [0, 1, 2], marks))


class Lean:
    """Levels that rise towards the back near the neck, as necklines do, and lie flat at the waist."""

    def __init__(self, fit: Fit):
        self.neck, self.scale = fit.joint("neck"), fit.scale

    def rise(self, points: np.ndarray, y: np.ndarray) -> np.ndarray:
        steep = 0.25 * smoothstep(1 + (y - self.neck[1]) / (0.2 * self.scale))
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


def trunk(fit: Fit, low: float) -> tuple[Drape, Lean]:
    """The torso from the base of the neck down to y = low, in leaned levels."""
    lean = Lean(fit)
    torso = lean.level(fit.points("torso"))
    base = max(float(fit.joint("neck")[1]), float(torso[:, 1].max())) + 0.004
    points = np.concatenate([torso, lean.level(fit.points("neck", "skirt", "trousers"))])
    middle = max(low, hips(fit, -0.05))
    levels = levels_between(base + 0.024 * fit.scale, middle)
    if low < middle:
        levels = np.append(levels, levels_between(middle, low, LONG_STEP)[1:])
    # Thin slabs on the slope of the shoulders, which thick ones would raise.
    shoulder = fit.joint("left_shoulder")[1] + np.array([-0.08, 0.02]) * fit.scale
    body = drape(folded(points), 1, levels, slab=np.interp(levels, shoulder, [0.034, 0.009]))
    # The neck begins where the shoulders have narrowed to it.
    wide = body.reach[:, RING // 4] > 0.08 * fit.scale
    return body.since(int(np.argmax(wide | (levels < base)))), lean


def loosened(fit: Fit, body: Drape, ease: float, neck: float = 0.012) -> Drape:
    """A trunk eased by `neck` metres at the neck, where it also lies that much higher less a close top's
    8 mm, and by `ease` metres from the armpits down."""
    shoulder = fit.joint("left_shoulder")[1]
    share = smoothstep((shoulder + 0.03 * fit.scale - body.levels) / (0.12 * fit.scale))
    raised = body.levels + (neck - 0.008) * (1 - share)
    return dataclasses.replace(body.eased((neck + (ease - neck) * share)[:, None]), levels=raised)


def arm(fit: Fit, to: float, root: float = 0.06) -> Drape:
    """The left arm from inside the torso, with the shoulder and the folds of the armpit, to x = to."""
    shoulder = fit.joint("left_shoulder")
    start = shoulder[0] - root * fit.scale
    torso = fit.points("torso")
    side = np.abs(torso[:, 0])
    deep = 0.03 + 0.12 * smoothstep((side - start) / (0.05 * fit.scale))
    torso = torso[(torso[:, 1] > shoulder[1] - deep * fit.scale) & (side < shoulder[0] + 0.02 * fit.scale)]
    points = folded(np.concatenate([fit.points("arms", "hands"), torso]))
    points = points[points[:, 0] > start - 0.02]
    levels = levels_between(start, to)
    marks = np.stack([fit.joint(f"left_{name}") for name in ("shoulder", "elbow", "wrist", "hand")])
    centres = np.stack([np.interp(levels, marks[:, 0], marks[:, k]) for k in (1, 2)], axis=1)
    # The root lies under the torso's cloth.
    sunk = 0.010 * (1 - smoothstep((levels - start) / (0.07 * fit.scale)))
    return drape(points, 0, levels, centres).eased(-sunk[:, None])


def crotch(fit: Fit) -> float:
    """The height where the legs part: the lowest skin that moves with both thighs alike."""
    left, right = fit.weights[:, JOINT["left_hip"]], fit.weights[:, JOINT["right_hip"]]
    between = fit.masks["skirt"] & (np.abs(left - right) < 0.1)
    return float(fit.vertices[between, 1].min())


def seat(fit: Fit, high: float, low: float) -> Drape:
    """The hips from y = high down to the crotch, y = low, where only what is between the legs is left."""
    points = folded(fit.points("torso", "skirt"))
    levels = levels_between(high, low)
    whole = drape(points, 1, levels, slab=0.034)
    between = drape(points[np.abs(points[:, 0]) < 0.05 * fit.scale], 1, levels, whole.centres[0], slab=0.034)
    share = smoothstep((hips(fit, 0) - levels) / (hips(fit, 0) - low))[:, None]
    return dataclasses.replace(whole, reach=whole.reach * (1 - share) + between.reach * share)


def leg(fit: Fit, high: float, low: float) -> Drape:
    """The left leg from y = high to y = low, around its bones."""
    points = folded(fit.points("skirt", "trousers", "legs"))
    ankle = fit.joint("left_ankle")
    points = points[(points[:, 0] > 0) & (points[:, 1] > ankle[1] - 0.01 * fit.scale)]
    levels = levels_between(high, low, LONG_STEP)
    marks = np.stack([fit.joint(f"left_{name}") for name in ("ankle", "knee", "hip")])
    centres = np.stack([np.interp(levels, marks[:, 1], marks[:, k]) for k in (2, 0)], axis=1)
    return drape(points, 1, levels, centres, slab=0.034)


def below_waist(fit: Fit, low: float, ease: float, slope: float = 0.0) -> Drape:
    """What falls from waist and hips to y = low, and holds both legs."""
    points = folded(fit.points("torso", "skirt", "trousers", "legs"))
    points = points[points[:, 1] > fit.joint("left_ankle")[1]]
    levels = levels_between(waist(fit) + 0.015 * fit.scale, low, LONG_STEP)
    return drape(points, 1, levels, slab=0.034).eased(ease).hung(slope)
