"""The rasteriser: triangles -> which triangle each pixel sees, and where on it.

Everything that is drawn from a mesh is a gather with these buffers: colours, normals, regions, depth.
The one here runs everywhere; where neural_renderer is installed and works, it draws instead.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib.util
from collections.abc import Callable

import numba
import numpy as np

NEAR = 0.05


@dataclasses.dataclass(frozen=True)
class Camera:
    """A pinhole camera: eye (3,), rotation (3, 3) with rows right, up, forward; half-size of the image at
    distance 1 (tangent of half the field of view)."""

    eye: np.ndarray
    rotation: np.ndarray
    tangent: float

    @classmethod
    def orbit(
        cls, target: np.ndarray, azimuth: float, elevation: float, distance: float, half: float
    ) -> Camera:
        """Look at target (3,) from azimuth (radians, 0 in front of a body facing +z, growing to its left)
        and elevation; at that distance, `half` metres fit between the image's centre and its edge."""
        direction = np.array(
            [np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)]
        )
        right = np.cross([0.0, 1.0, 0.0], direction)
        right /= np.linalg.norm(right)
        up = np.cross(direction, right)
        return cls(
            np.asarray(target) + distance * direction, np.stack([right, up, -direction]), half / distance
        )

    def project(self, points: np.ndarray, size: int) -> np.ndarray:
        """Points (N, 3) -> (N, 3) float32: pixel x right, pixel y down, depth along the axis in metres."""
        local = (points - self.eye) @ self.rotation.T
        # Points behind the camera are dropped by the rasteriser; keep the division finite for them.
        depth = np.where(np.abs(local[:, 2]) < 1e-6, 1e-6, local[:, 2])
        scale = size / 2 / self.tangent
        x = local[:, 0] / depth * scale + size / 2
        y = size / 2 - local[:, 1] / depth * scale
        return np.stack([x, y, local[:, 2]], axis=1).astype(np.float32)


Buffers = tuple[np.ndarray, np.ndarray, np.ndarray]
Rasteriser = Callable[[np.ndarray, np.ndarray, Camera, int], Buffers]


@functools.cache
def installed() -> Rasteriser | None:
    """neural_renderer behind the interface of `rasterise`; None where it is not there or draws wrong."""
    if importlib.util.find_spec("neural_renderer") is None:
        return None
    from . import neural_raster

    return neural_raster.load()


def rasterise(vertices: np.ndarray, faces: np.ndarray, camera: Camera, size: int) -> Buffers:
    """Draw a mesh into size x size pixels, as `rasterise_here` says, with whatever is `installed`."""
    return (installed() or rasterise_here)(vertices, faces, camera, size)


def rasterise_here(vertices: np.ndarray, faces: np.ndarray, camera: Camera, size: int) -> Buffers:
    """Draw a mesh into size x size pixels on the processor.

    vertices (V, 3), faces (F, 3) int32. Returns triangle (size, size) int32, -1 where there is none;
    barycentric (size, size, 3) float32, perspective-correct; depth (size, size) float32, inf where
    there is none. Triangles nearer than NEAR are left out; both sides are drawn.
    """
    triangle = np.full((size, size), -1, np.int32)
    barycentric = np.zeros((size, size, 3), np.float32)
    depth = np.full((size, size), np.inf, np.float32)
    _rasterise(camera.project(vertices, size), faces, triangle, barycentric, depth)
    return triangle, barycentric, depth


@numba.njit(cache=True)
def _rasterise(points, faces, triangle, barycentric, depth):  # type: ignore[no-untyped-def]
    height, width = triangle.shape
    for t in range(faces.shape[0]):
        a, b, c = points[faces[t, 0]], points[faces[t, 1]], points[faces[t, 2]]
        if a[2] < NEAR or b[2] < NEAR or c[2] < NEAR:
            continue
        area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])
        if area == 0.0:
            continue
        left = max(int(np.ceil(min(a[0], b[0], c[0]) - 0.5)), 0)
        right = min(int(np.floor(max(a[0], b[0], c[0]) - 0.5)), width - 1)
        top = max(int(np.ceil(min(a[1], b[1], c[1]) - 0.5)), 0)
        bottom = min(int(np.floor(max(a[1], b[1], c[1]) - 0.5)), height - 1)
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                px, py = x + 0.5, y + 0.5
                u = ((b[0] - px) * (c[1] - py) - (c[0] - px) * (b[1] - py)) / area
                v = ((c[0] - px) * (a[1] - py) - (a[0] - px) * (c[1] - py)) / area
                w = 1.0 - u - v
                if u < 0 or v < 0 or w < 0:
                    continue
                z = 1.0 / (u / a[2] + v / b[2] + w / c[2])
                if z < depth[y, x]:
                    depth[y, x] = z
                    triangle[y, x] = t
                    barycentric[y, x, 0] = u / a[2] * z
                    barycentric[y, x, 1] = v / b[2] * z
                    barycentric[y, x, 2] = w / c[2] * z


def vertex_normals(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Area-weighted unit normals (V, 3), outward for counter-clockwise faces."""
    corner = vertices[faces]
    face_normals = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normals = np.zeros_like(vertices)
    for k in range(3):
        for axis in range(3):
            normals[:, axis] += np.bincount(faces[:, k], face_normals[:, axis], len(vertices))
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)


def draw(
    vertices: np.ndarray,
    faces: np.ndarray,
    colors: np.ndarray,
    camera: Camera,
    size: int,
    supersample: int = 2,
    ambient: float = 0.6,
    background: float = 1.0,
) -> np.ndarray:
    """A lit picture (size, size, 3) float32 in 0..1 of a mesh with vertex colours (V, 3) in 0..1."""
    triangle, barycentric, _ = rasterise(vertices, faces, camera, size * supersample)
    seen = triangle >= 0
    corners, weights = faces[triangle[seen]], barycentric[seen][..., None]
    light = camera.rotation.T @ np.array([0.3, 0.5, -1.0])
    normals = (vertex_normals(vertices, faces)[corners] * weights).sum(axis=1)
    lit = np.clip(normals @ (light / np.linalg.norm(light)), 0, 1)
    image = np.full((*triangle.shape, 3), background, np.float32)
    image[seen] = (colors[corners] * weights).sum(axis=1) * (ambient + (1 - ambient) * lit)[:, None]
    return image.reshape(size, supersample, size, supersample, 3).mean(axis=(1, 3)).clip(0, 1)
