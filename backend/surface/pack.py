"""Charts, side by side in a square."""

from __future__ import annotations

import numpy as np
import xatlas

from .flatten import signed_areas

PADDING = 5  # texels between charts; what is left of it after PACKINGS is at least 4
FILL = 0.6  # part of the square that charts fill, at a guess
PACKINGS = 3
SLACK = 0.02  # of the square's side


def pack(flat: np.ndarray, chart: np.ndarray, size: int) -> np.ndarray:
    """Texture coordinates (F, 3, 2) float32 in 0..1 of corners flat (F, 3, 2) in charts (F,), moved and
    scaled by one factor, such that charts lie at least 4 texels apart in size x size."""
    factor = size * np.sqrt(2 * FILL / max(np.abs(signed_areas(flat)).sum(), 1e-300))
    for _ in range(PACKINGS):
        packed, side = placed(flat * factor, chart)
        if (1 - SLACK) * size <= side <= size:
            break
        factor *= (1 - SLACK / 2) * size / side
    return np.clip(packed / max(side, size), 0, 1).astype(np.float32)


def placed(flat: np.ndarray, chart: np.ndarray) -> tuple[np.ndarray, int]:
    """Corners (F, 3, 2) in texels, each chart (F,) moved to where it overlaps no other, and the side of the
    square from 0 on that holds them."""
    order = np.argsort(chart, kind="stable")
    groups = np.split(order, np.flatnonzero(np.diff(chart[order])) + 1)
    atlas, options = xatlas.Atlas(), xatlas.PackOptions()
    for group in groups:
        corners, faces = np.unique(flat[group].reshape(-1, 2), axis=0, return_inverse=True)
        corners -= corners.min(axis=0)
        atlas.add_uv_mesh(corners.astype(np.float32), faces.reshape(-1, 3).astype(np.uint32))
    options.padding, options.texels_per_unit = PADDING, 1
    options.rotate_charts = False  # its quarter turn swaps u and v, which mirrors a chart
    options.rotate_charts_to_axis = False
    atlas.generate(xatlas.ChartOptions(), options)
    side, result = np.array([atlas.width, atlas.height]), np.empty_like(flat)
    for number, group in enumerate(groups):
        _, indices, coordinates = atlas[number]
        move = coordinates[indices] * side - flat[group]
        result[group] = flat[group] + np.median(move.reshape(-1, 2), axis=0)
    return result, int(side.max())
