"""The field's colours, as a texture and at the vertices."""

from __future__ import annotations

import os

import numba
import numpy as np
from PIL import Image
from scipy import ndimage

from .field import Field
from .mesh import Surface


def bake(surface: Surface, uv: np.ndarray, field: Field, size: int) -> np.ndarray:
    """The field's colour at each texel's point of the surface, (size, size, 3) uint8 sRGB.

    uv (F, 3, 2) in 0..1, v up; row 0 is the top, v = 1. Texels outside the charts take the colour
    of the nearest one inside, so that filtering draws no seams.
    """
    face, barycentric = rasterise(uv.astype(np.float32), size)
    covered = face >= 0
    corners = surface.vertices[surface.faces[face[covered]]]
    points = np.einsum("nc,ncd->nd", barycentric[covered], corners)
    texture = np.zeros((size, size, 3), np.uint8)
    texture[covered] = to_bytes(field.color(points.astype(np.float32)))
    rows, columns = ndimage.distance_transform_edt(~covered, return_distances=False, return_indices=True)
    return texture[rows, columns]


def vertex_colors(surface: Surface, field: Field) -> np.ndarray:
    """The field's colour at the vertices, (V, 3) uint8 sRGB."""
    return to_bytes(field.color(surface.vertices))


def save_png(texture: np.ndarray, path: str | os.PathLike[str]) -> None:
    """Write (H, W, 3) uint8."""
    Image.fromarray(texture).save(path, format="PNG")


def to_bytes(colors: np.ndarray) -> np.ndarray:
    """Colours in 0..1 -> uint8."""
    return np.rint(np.clip(colors, 0, 1) * 255).astype(np.uint8)


@numba.njit(cache=True)
def rasterise(uv: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Which triangle of uv (F, 3, 2) covers each texel's centre, and where in it.

    Returns (size, size) int32, -1 for none, and barycentric coordinates (size, size, 3) float32;
    row 0 is v = 1.
    """
    face = np.full((size, size), -1, np.int32)
    barycentric = np.zeros((size, size, 3), np.float32)
    for triangle in range(len(uv)):
        x = uv[triangle, :, 0] * size - 0.5
        y = (1 - uv[triangle, :, 1]) * size - 0.5
        area = (x[1] - x[0]) * (y[2] - y[0]) - (x[2] - x[0]) * (y[1] - y[0])
        if area == 0:
            continue
        for row in range(max(int(np.ceil(y.min())), 0), min(int(np.floor(y.max())) + 1, size)):
            for column in range(max(int(np.ceil(x.min())), 0), min(int(np.floor(x.max())) + 1, size)):
                first = ((x[1] - column) * (y[2] - row) - (x[2] - column) * (y[1] - row)) / area
                second = ((x[2] - column) * (y[0] - row) - (x[0] - column) * (y[2] - row)) / area
                if first >= 0 and second >= 0 and first + second <= 1:
                    face[row, column] = triangle
                    barycentric[row, column, 0] = first
                    barycentric[row, column, 1] = second
                    barycentric[row, column, 2] = 1 - first - second
    return face, barycentric
