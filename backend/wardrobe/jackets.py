"""Garments open in front, and what lies around the neck: jackets, vests, collars, hoods."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy.ndimage import gaussian_filter1d

from .blocks import hips, loosened, trunk, waist
from .drape import DIRECTIONS, Drape, arc, sheet
from .fit import Fit
from .loft import ANGLES, RING, Solid, loft, merge, tube
from .piece import Piece

THICK = 0.014
EASE, HEM = 0.02, 0.05  # a jacket's, in metres: around the body, and under the hip joints
NECK = 0.018  # ease at the neck, over a shirt


def facing(outlines: np.ndarray, width: np.ndarray) -> np.ndarray:
    """Angles (R,) from the front within which outlines (R, RING, 3) around y are width (R,) metres wide."""
    centres = outlines[:, :, 2].mean(axis=1)
    return np.arctan2(width / 2, np.maximum(outlines[:, 0, 2] - centres, 0.03))


def cloth(fit: Fit, body: Drape, ease: float, neck: float = NECK) -> Drape:
    """What falls from neck and shoulders of a trunk over a shirt, wider from the top of the trousers on."""
    tails = np.maximum(waist(fit) + 0.04 * fit.scale - body.levels, 0)[:, None]
    return loosened(fit, body, ease, neck).hung(0.2).eased(0.18 * tails)


def fronts(fit: Fit, low: float, ease: float, gap: Callable[[np.ndarray], np.ndarray]) -> Solid:
    """A garment open in front: gap(levels) (R,) metres wide."""
    body, lean = trunk(fit, low)
    outside = cloth(fit, body, ease)
    half = facing(outside.rings(), gap(outside.levels))
    # As thick on the shoulders, which are nearly flat, as on the chest.
    inside = cloth(fit, body, ease - THICK, NECK - THICK)
    outer, inner = (arc(layer.rings(), half, 2 * np.pi - half) for layer in (outside, inside))
    return sheet(lean.place(outer), lean.place(inner))


def jacket_gap(fit: Fit, low: float) -> Callable[[np.ndarray], np.ndarray]:
    """Metres between a jacket's fronts: a wedge from the neck to the button, and one below it."""
    neck, button = fit.joint("neck")[1], waist(fit) + 0.03 * fit.scale

    def gap(levels: np.ndarray) -> np.ndarray:
        chest = np.clip((levels - button) / (neck - button), 0, 1)
        tails = np.clip((button - levels) / (button - low), 0, 1)
        return fit.scale * (0.012 + 0.13 * chest**0.8 + 0.05 * tails**1.5)

    return gap


def jacket(fit: Fit, ease: float = EASE, low: float = HEM) -> Solid:
    """Two fronts with lapels, closed above the waist."""
    bottom = hips(fit, low)
    gap = jacket_gap(fit, bottom)
    return merge(fronts(fit, bottom, ease, gap), *lapels(fit, ease, gap))


def lapels(fit: Fit, ease: float, gap: Callable[[np.ndarray], np.ndarray]) -> list[Solid]:
    """Leaves turned out along the opening, from the collar to the button."""
    body, lean = trunk(fit, waist(fit) + 0.03 * fit.scale)
    front = cloth(fit, body, ease)
    rings, levels = front.rings(), front.levels
    down = (levels[0] - levels) / (levels[0] - levels[-1])
    width = 0.062 * np.interp(down, [0, 0.3, 1], [0.8, 1.0, 0.12]) * fit.scale
    start = facing(rings, gap(levels))
    end = facing(rings, gap(levels) + 2 * width)
    leaves = []
    for side in (1, -1):
        outer, inner = (
            arc(front.eased(raised).rings(), side * start, side * end, 9) for raised in (0.009, -0.008)
        )
        leaves.append(sheet(lean.place(outer), lean.place(inner)))
    return leaves


def vest(fit: Fit) -> Solid:
    """Sleeveless, open in front, to the hips."""
    low = hips(fit, -0.02)
    return fronts(fit, low, 0.018, lambda levels: np.full(len(levels), 0.09 * fit.scale))


class Shoulders:
    """The surface around the neck, over a close top, by direction (of ANGLES) and distance from the neck's
    axis."""

    def __init__(self, fit: Fit, ease: float):
        self.fit, self.neck = fit, fit.joint("neck")
        body, self.lean = trunk(fit, fit.joint("spine3")[1])
        centre = self.neck[[2, 0]]
        shift = (centre - body.centres) @ DIRECTIONS
        body = dataclasses.replace(body, centres=np.tile(centre, (len(shift), 1)), reach=body.reach - shift)
        self.levels = body.levels
        self.radii = np.maximum.accumulate(body.eased(ease).radii())

    def throat(self) -> np.ndarray:
        """The distance (RING,) of the neck's skin where the surface ends, at most that of a wide neck,
        rounded."""
        return gaussian_filter1d(np.minimum(self.radii[0], 0.085 * self.fit.scale), 3.0, mode="wrap")

    def level(self, distance: np.ndarray) -> np.ndarray:
        """The leaned level (RING,) of the surface at distances (RING,) from the axis."""
        return np.array([np.interp(distance[k], self.radii[:, k], self.levels) for k in range(RING)])

    def points(self, distance: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Points (RING, 3) at distances and leaned levels (RING,)."""
        x = self.neck[0] + distance * np.sin(ANGLES)
        z = self.neck[2] + distance * np.cos(ANGLES)
        return self.lean.place(np.stack([x, level, z], axis=1))


def collar(fit: Fit) -> Solid:
    """A shirt's collar: it stands around the neck and turns down on the shoulders, open in front."""
    shoulders, scale = Shoulders(fit, 0.018), fit.scale
    throat = shoulders.throat() + 0.006
    ahead = np.exp(-((np.minimum(ANGLES, 2 * np.pi - ANGLES) / 0.55) ** 2))
    rows = []
    for out, up in ((0.0, 0.026), (0.008, 0.032), (0.016, 0.022), (0.026, 0.0)):
        distance = throat + scale * (out + ahead * 0.6 * (out > 0.02) * 0.02)
        level = np.maximum(
            shoulders.level(distance), shoulders.levels[0] - 0.02 * scale - 0.03 * ahead * scale
        )
        level = gaussian_filter1d(level, 3.0, mode="wrap")
        rows.append((distance, level + up * scale * (1 - 0.45 * ahead)))
    outer = np.stack([shoulders.points(distance, level) for distance, level in rows])
    inner = np.stack([shoulders.points(distance - 0.013, level - 0.010) for distance, level in rows])
    gap = np.array([0.1, 0.12, 0.2, 0.32])
    return sheet(arc(outer, gap, 2 * np.pi - gap), arc(inner, gap, 2 * np.pi - gap))


def hood_down(fit: Fit) -> Solid:
    """A hood on the back: a roll around the neck that grows into a bag behind it."""
    shoulders, scale = Shoulders(fit, 0.012), fit.scale
    back = (1 - np.cos(ANGLES)) / 2
    radius = scale * (0.009 + 0.033 * back**2)
    distance = shoulders.throat() + 0.4 * radius + 0.012 * scale
    path = shoulders.points(distance, shoulders.level(distance) + 0.35 * radius)
    kept = np.arange(RING // 32, RING - RING // 32 + 1)
    body, lean = trunk(fit, fit.joint("neck")[1] - 0.19 * scale)
    spine = lean.place(body.eased(0.016).hung().rings())[:, RING // 2]
    half = 0.105 * scale * np.sqrt(1 - np.linspace(0, 0.97, len(spine)) ** 2)
    return merge(tube(path[kept], radius[kept], 20), pouch(spine, half, 0.05 * scale))


def pouch(path: np.ndarray, half: np.ndarray, depth: float) -> Solid:
    """A flattened tube down path (R, 3), half (R,) metres wide to each side and depth deep."""
    rings = np.repeat(path[:, None], RING, axis=1)
    rings[..., 0] += half[:, None] * np.sin(ANGLES)
    rings[..., 2] += depth * (half / half.max())[:, None] * np.cos(ANGLES)
    return loft(rings)


PIECES: dict[str, Piece] = {
    "jacket": Piece(jacket),
    "vest": Piece(vest),
    "collar": Piece(collar),
    "hood down": Piece(hood_down, spread=0.06),
}
