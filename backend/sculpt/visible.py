"""The part of a body that can be seen from outside: not the mouth's inside, nor what lies behind the eyes."""

from __future__ import annotations

import numpy as np

from ..raster import Camera, rasterise

VIEWS = 40
SEEN_FROM = 3  # views; fewer look through the slit between the lips
BODY_PIXELS, HEAD_PIXELS = 512, 384
HEAD_RADIUS = 0.16  # metres around the centre of the face that the close views show
GROWTH = 2  # rings of faces kept around the seen ones: a face may be smaller than a pixel


def visible_faces(vertices: np.ndarray, faces: np.ndarray, head: np.ndarray) -> np.ndarray:
    """Which faces (F,) bool are seen from outside, by cameras around the whole body or close to the head.

    vertices (V, 3) metres, faces (F, 3), head (3,). The rest bounds cavities that a signed distance
    would carve into the avatar.
    """
    vertices, faces = np.ascontiguousarray(vertices, np.float32), np.ascontiguousarray(faces, np.int32)
    lo, hi = vertices.min(axis=0), vertices.max(axis=0)
    middle, radius = (lo + hi) / 2, float(np.linalg.norm(hi - lo)) / 2
    views = np.zeros(len(faces), int)
    for target, half, size in ((middle, radius, BODY_PIXELS), (head, HEAD_RADIUS, HEAD_PIXELS)):
        for azimuth, elevation in _directions():
            camera = Camera.orbit(target, azimuth, elevation, 4 * radius, half)
            triangle = rasterise(vertices, faces, camera, size)[0]
            views += np.bincount(triangle[triangle >= 0], minlength=len(faces)) > 0
    seen = views >= SEEN_FROM
    for _ in range(GROWTH):
        touched = np.zeros(len(vertices), bool)
        touched[faces[seen]] = True
        seen = touched[faces].any(axis=1)
    return seen


def _directions() -> np.ndarray:
    """Azimuth and elevation (VIEWS, 2) in radians, evenly over the sphere (Fibonacci lattice)."""
    index = np.arange(VIEWS)
    azimuth = index * np.pi * (3 - np.sqrt(5))
    return np.stack([azimuth, np.arcsin((2 * index + 1) / VIEWS - 1)], axis=1)
