"""What falls from a head under its own weight: curtains of hair, locks and braids."""

from __future__ import annotations

import numpy as np

from .head import AROUND, COLUMNS, OFF_FRONT, Head, Thickness, rise
from .loft import Solid, loft, outline, tube

START = 0.02  # the height over the eyes where hair leaves the skull
OUTWARD = np.stack([np.sin(AROUND), np.cos(AROUND)], axis=1)
BEHIND = OUTWARD[:, 1] < 0
STEP = 0.018  # metres between the rings of what hangs
FULL = 0.014  # how far it stands off ears and neck


def curtain(
    head: Head, edge: np.ndarray, thickness: Thickness, tip: float, parting: float, width: float = 0.115
) -> Solid:
    """Hair over the skull, down to the height `tip` over the eyes (negative) where it is more than
    `parting` degrees off the front; below the neck it lies on the back, `width` metres to either side.

    edge: the hairline (COLUMNS,); where it ends at START, the curtain goes on.
    """
    dome = head.world(head.dome(edge, thickness, 18))
    levels = np.arange(START, tip, -STEP)[1:]
    fit, width = head.fit, width * head.size
    near = fit.vertices[np.abs(fit.vertices[:, 0]) < width + 0.03]
    back = rise(OFF_FRONT, parting - 3, parting + 3)[:, None]
    neck = fit.joint("neck")
    radius = np.hypot(*(dome[-1] - head.centre).T[[0, 2]])
    deepest = np.full(COLUMNS, np.inf)
    rings = []
    for up in levels:
        y = head.at(0, up, 0)[1]
        slab = near[np.abs(near[:, 1] - y) < 0.012][:, [2, 0]]
        share = np.clip((head.centre[1] - y) / (head.centre[1] - neck[1]), 0, 1)
        axis = np.array([0, head.centre[2] + share * (neck[2] - head.centre[2])])
        below = rise(up, -0.10, -0.18)
        body = outline(slab, axis[::-1], FULL * head.size, AROUND)
        radius = np.maximum(np.minimum(body, radius + 0.007), radius - 0.12 * STEP)
        hanging = axis + radius[:, None] * OUTWARD
        surface = axis + body[:, None] * OUTWARD
        x = np.clip(hanging[:, 0], -width, width) * (1 - 0.12 * below)
        order = np.argsort(surface[BEHIND, 0])
        flat = np.interp(x, surface[BEHIND][order, 0], surface[BEHIND][order, 1])
        flat = np.where(BEHIND, flat, np.maximum(flat, axis[1] - 0.03))
        deepest = np.where(BEHIND, np.minimum(flat, deepest + 0.25 * STEP), flat)
        place = hanging + below * (np.stack([x, deepest], axis=1) - hanging)
        inside = axis + OUTWARD * 0.02
        rings.append(np.insert(inside + back * (place - inside), 1, y, axis=1))
    return loft(np.concatenate([dome, np.array(rings)]))


def lock(head: Head, side: int, length: float, radius: float, braid: bool = False) -> Solid:
    """A lock from behind an ear over the front of the shoulder."""
    fit = head.fit
    count = 40
    up = np.linspace(0.0, -length, count)
    ys = fit.face[1] + up * head.size
    x = side * head.size * np.interp(-up, [0, 0.05, 0.14, length], [0.068, 0.088, 0.10, 0.095])
    points = fit.points("torso", "neck")
    z = np.empty(count)
    for k in range(count):
        near = points[(np.abs(points[:, 1] - ys[k]) < 0.02) & (np.abs(points[:, 0] - x[k]) < 0.03)]
        z[k] = near[:, 2].max() + radius if len(near) else -np.inf
    hang = head.at(0, 0, -0.095)[2]
    z = np.maximum.accumulate(np.maximum(z, hang))
    for _ in range(20):
        z[1:-1] = np.maximum(z[1:-1], (z[:-2] + z[2:]) / 2)
    wave = 1 + (0.16 * np.cos(np.linspace(0, 2 * np.pi * length / 0.026, count)) if braid else 0)
    radii = radius * head.size * wave * rise(np.linspace(1.08, 0, count), 0, 0.12)
    return tube(np.stack([x, ys, z], axis=1), radii, 12)


def strand(head: Head, path: list[tuple[float, float, float]], radii: list[float]) -> Solid:
    """A round tuft through points (x, up, forward) from the eyes, metres on a head of size 1."""
    points = np.array([head.at(*point) for point in path])
    steps, knots = np.linspace(0, len(points) - 1, 24), np.arange(len(points))
    smooth = np.stack([np.interp(steps, knots, column) for column in points.T], axis=1)
    for _ in range(5):
        smooth[1:-1] = (smooth[:-2] + 2 * smooth[1:-1] + smooth[2:]) / 4
    return tube(smooth, np.interp(steps, knots, radii) * head.size, 16)
