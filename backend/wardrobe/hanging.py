"""What falls from a head under its own weight: curtains of hair, locks, braids and tufts."""

from __future__ import annotations

import numpy as np

from .fit import Fit
from .head import AROUND, COLUMNS, OFF_FRONT, Head, Thickness, rise
from .loft import ANGLES, Solid, loft, outline, tube

Path = list[tuple[float, float, float]]  # points (x, up, forward) from the eyes
OUTWARD = np.stack([np.sin(AROUND), np.cos(AROUND)], axis=1)
BEHIND = OUTWARD[:, 1] < 0
START = 0.028  # the height over the eyes where hair leaves the skull
STEP = 0.021  # metres between the rings of what hangs
FULL = 0.014  # how far it stands off ears, neck and back
OVER_CLOTHES = 0.014  # how far the middle of a lock stands off the chest
INWARD = 0.12  # how fast it may fall inwards: metres for each metre down


def curtain(
    head: Head,
    edge: np.ndarray,
    thickness: Thickness,
    tip: float,
    parting: float,
    width: float = 0.115,
    tips: float = 1.0,
) -> Solid:
    """Hair over the skull, which falls to the height `tip` over the eyes (negative) where it is more than
    `parting` degrees off the front. It spans hollows, and lies on the back up to `width` metres from its
    middle. tips: how uneven it is, and its end.

    edge: the hairline (COLUMNS,); where it is at START, the curtain goes on. Lengths are those of a head of
    size 1.
    """
    dome = head.world(head.dome(edge, thickness, 18))
    levels = np.linspace(START, tip, round((START - tip) / STEP))[1:]
    fit, width = head.fit, width * head.size
    near = fit.vertices[np.abs(fit.vertices[:, 0]) < width + 0.03]
    back = rise(OFF_FRONT, parting - 3, parting + 3)[:, None]
    relief = 0.0022 * (np.cos(12 * AROUND + 1.5 * np.sin(2 * AROUND)) + 0.7 * np.cos(19 * AROUND + 1))
    neck = fit.joint("neck")
    radius = np.hypot(*(dome[-1] - head.centre).T[[0, 2]])
    deepest = np.full(COLUMNS, np.inf)
    rings = []
    for up in levels:
        y = head.at(0, up, 0)[1]
        slab = near[np.abs(near[:, 1] - y) < 0.012][:, [2, 0]]
        share = np.clip((head.centre[1] - y) / (head.centre[1] - neck[1]), 0, 1)
        axis = np.array([0, head.centre[2] + share * (neck[2] - head.centre[2])])
        body = outline(slab, axis[::-1], full(up, tip) * head.size, AROUND)
        body += tips * relief * rise(up, START, -0.04)
        radius = np.clip(body, radius - INWARD * STEP, radius + 0.010)
        surface = (axis + body[:, None] * OUTWARD)[BEHIND]
        place = axis + radius[:, None] * OUTWARD
        place[:, 0] = np.clip(place[:, 0], -width, width) * (
            1 - 0.12 * rise(up, -0.10, -0.18) - 0.10 * rise(up, 0.6 * tip, tip)
        )
        order = np.argsort(surface[:, 0])
        under = np.interp(place[:, 0], surface[order, 0], surface[order, 1])
        deepest = np.minimum(under, deepest + 2 * INWARD * STEP) if up < -0.04 else place[:, 1]
        pressed = BEHIND * rise(up, -0.04, -0.08)
        place[:, 1] += pressed * (np.minimum(place[:, 1], deepest) - place[:, 1])
        inside = axis + OUTWARD * 0.02
        rings.append(np.insert(inside + back * (place - inside), 1, y, axis=1))
    hanging = np.array(rings)
    hanging[..., 1] += tips * ragged(levels, tip) * head.size
    return loft(np.concatenate([dome, hanging]))


def full(up: float, tip: float) -> float:
    """How far a curtain stands off at a height: less towards its tip."""
    return FULL * (0.55 + 0.45 * float(rise(np.array(up), tip, 0.6 * tip)))


def ragged(levels: np.ndarray, tip: float) -> np.ndarray:
    """How much higher each column ends, at levels (R,): metres (R, COLUMNS)."""
    share = ((levels - START) / (tip - START)) ** 3
    sides = 0.10 * abs(tip) * np.sin(AROUND) ** 2
    return share[:, None] * (sides + 0.006 * np.cos(13 * AROUND) + 0.004 * np.cos(22 * AROUND + 1))


def lock(
    head: Head, root: tuple[float, float, float], tip: float, wide: float, deep: float, twists: float = 0.0
) -> Solid:
    """Hair from its root (x, up, forward) over the front of the shoulder, down to the height `tip` over the
    eyes: an ellipse across, wide to the sides and deep to the front; a braid has `twists` a metre."""
    fit = head.fit
    up = np.linspace(root[1], tip, 36 if twists else 26)
    y = fit.face[1] + up * head.size
    x = (
        np.sign(root[0])
        * head.size
        * np.interp(-up, [-root[1], 0.06, 0.15, 0.40], [abs(root[0]), 0.080, 0.086, 0.076])
    )
    front = fit.points("torso", "neck")
    z = np.full(len(up), head.at(*root)[2])
    for k in range(len(up)):
        near = front[(np.abs(front[:, 1] - y[k]) < 0.02) & (np.abs(front[:, 0] - x[k]) < 0.03)]
        z[k] = max(z[k], near[:, 2].max(initial=-np.inf) + OVER_CLOTHES * head.size)
    for _ in range(30):
        z[1:-1] = np.maximum(z[1:-1], (z[:-2] + z[2:]) / 2)
    along = np.linspace(0, 1, len(up))
    swell = rise(along, 1.04, 0.75) * (0.8 + 0.2 * rise(along, 0, 0.3))
    if twists:
        swell = swell * (1 + 0.17 * np.cos(2 * np.pi * twists * up))
    turn = ANGLES[::2]
    strands = 1 + 0.10 * np.cos(7 * turn)
    across = (
        np.stack([wide * np.cos(turn), 0 * turn, deep * np.sin(turn)], axis=1) * strands[:, None] * head.size
    )
    return loft(np.stack([x, y, z], axis=1)[:, None] + swell[:, None, None] * across)


def strand(head: Head, path: Path, radii: list[float]) -> Solid:
    """A round tuft through points (x, up, forward) from the eyes, metres on a head of size 1."""
    points = np.array([head.at(*point) for point in path])
    steps, knots = np.linspace(0, len(points) - 1, 24), np.arange(len(points))
    smooth = np.stack([np.interp(steps, knots, column) for column in points.T], axis=1)
    for _ in range(5):
        smooth[1:-1] = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
    return tube(smooth, np.interp(steps, knots, radii) * head.size, 16)


def roll(path: np.ndarray, radius: float, tall: float = 1.0) -> Solid:
    """A ring along path (N, 3), once around the y axis; its section is `tall` times as high as it is wide."""
    path = np.roll(path, len(path) // 2, axis=0)
    closed = np.concatenate([path, path[:1]])
    out = (closed - path.mean(axis=0)) * [1, 0, 1]
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    turn = ANGLES[::4, None]
    return loft(closed[:, None] + radius * (np.cos(turn) * out[:, None] + np.sin(turn) * [0, tall, 0]))


def around_neck(fit: Fit, front: float, back: float, ease: float) -> np.ndarray:
    """Points (N, 3) around the neck, `ease` outside it, so far over the neck's joint in front and at the
    back; metres on a body of 1.83 m."""
    neck = fit.joint("neck")
    angles = AROUND[::2]
    near = fit.vertices[np.abs(fit.vertices[:, 0]) < 0.10 * fit.scale]
    levels = np.linspace(min(front, back), max(front, back), 5) * fit.scale
    radii = np.array(
        [
            outline(near[np.abs(near[:, 1] - neck[1] - y) < 0.012][:, [2, 0]], neck[[2, 0]], ease, angles)
            for y in levels
        ]
    )
    rise_ = (front + (back - front) * (1 - np.cos(angles)) / 2) * fit.scale
    radius = np.array([np.interp(y, levels, column) for y, column in zip(rise_, radii.T, strict=True)])
    return neck + np.stack([radius * np.sin(angles), rise_, radius * np.cos(angles)], axis=1)
