"""The field's colours, as a texture and at the vertices."""

from __future__ import annotations

import os

import numpy as np
from PIL import Image
from scipy import ndimage

from .. import raster
from .field import Colored
from .mesh import Surface

# Sees exactly the square 0..1 of the plane z = 0, u to the right and v up.
ABOVE = raster.Camera(np.array([0.5, 0.5, 1.0]), np.diag([1.0, 1.0, -1.0]), 0.5)
BORDER = 24  # of 255: a larger difference between neighbouring texels is a border, to be drawn softly


def bake(surface: Surface, uv: np.ndarray, field: Colored, size: int) -> np.ndarray:
    """The field's colour at each texel's point of the surface, (size, size, 3) uint8 sRGB.

    uv (F, 3, 2) in 0..1, v up; row 0 is the top, v = 1. Texels outside the charts take the colour
    of the nearest one inside, so that filtering draws no seams; a triangle too small to cover the centre
    of a texel paints those that its corners lie in.
    """
    face, barycentric = rasterise(uv, size)
    covered = face >= 0
    corners = surface.vertices[surface.faces[face[covered]]]
    points = np.einsum("nc,ncd->nd", barycentric[covered], corners)
    texture = np.zeros((size, size, 3), np.uint8)
    texture[covered] = to_bytes(field.color(points.astype(np.float32)))
    slivers = np.setdiff1d(np.arange(len(uv)), face[covered])
    texels = np.minimum((uv[slivers] * [1, -1] + [0, 1]) * size, size - 1).astype(int).reshape(-1, 2)
    free = ~covered[texels[:, 1], texels[:, 0]]
    texels, vertices = texels[free], surface.faces[slivers].reshape(-1)[free]
    texture[texels[:, 1], texels[:, 0]] = to_bytes(field.color(surface.vertices[vertices]))
    covered[texels[:, 1], texels[:, 0]] = True
    rows, columns = ndimage.distance_transform_edt(~covered, return_distances=False, return_indices=True)
    soften(texture, at_borders(texture[rows, columns]), surface, uv, field)
    return texture[rows, columns]


def at_borders(texture: np.ndarray) -> np.ndarray:
    """Which texels (size, size) differ from one beside them by more than shades of a colour do."""
    spread = ndimage.maximum_filter(texture, (3, 3, 1)) - ndimage.minimum_filter(texture, (3, 3, 1))
    return spread.max(axis=2) > BORDER


def soften(texture: np.ndarray, chosen: np.ndarray, surface: Surface, uv: np.ndarray, field: Colored) -> None:
    """Give the chosen texels (size, size) the mean colour of their four quarters, in place."""
    size = len(texture)
    face, barycentric = rasterise(uv, 2 * size)
    rows, columns = np.nonzero((face >= 0) & chosen.repeat(2, axis=0).repeat(2, axis=1))
    corners = surface.vertices[surface.faces[face[rows, columns]]]
    points = np.einsum("nc,ncd->nd", barycentric[rows, columns], corners)
    texel, quarters = np.unique(rows // 2 * size + columns // 2, return_inverse=True)
    total = np.zeros((len(texel), 3))
    np.add.at(total, quarters.reshape(-1), field.color(points.astype(np.float32)))
    texture.reshape(-1, 3)[texel] = to_bytes(total / np.bincount(quarters.reshape(-1))[:, None])


def vertex_colors(surface: Surface, field: Colored) -> np.ndarray:
    """The field's colour at the vertices, (V, 3) uint8 sRGB."""
    return to_bytes(field.color(surface.vertices))


def save_png(texture: np.ndarray, path: str | os.PathLike[str]) -> None:
    """Write (H, W, 3) uint8."""
    Image.fromarray(texture).save(path, format="PNG")


def to_bytes(colors: np.ndarray) -> np.ndarray:
    """Colours in 0..1 -> uint8."""
    return np.rint(np.clip(colors, 0, 1) * 255).astype(np.uint8)


def rasterise(uv: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Which triangle of uv (F, 3, 2) covers each texel's centre, and where in it.

    Returns (size, size) int32, -1 for none, and barycentric coordinates (size, size, 3) float32;
    row 0 is v = 1.
    """
    corners = np.pad(uv.reshape(-1, 2), ((0, 0), (0, 1)))
    faces = np.arange(len(corners), dtype=np.int32).reshape(-1, 3)
    triangle, barycentric, _ = raster.rasterise(corners, faces, ABOVE, size)
    return triangle, barycentric
