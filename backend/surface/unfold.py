"""Smooth away the few triangles that decimation leaves folded over their neighbours."""

from __future__ import annotations

import igl
import numpy as np

FOLDED = 0.2  # cosine between a triangle's normal and its neighbours' mean, below which it is folded
ROUNDS = 30


def folded(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Which triangles (F,) bool of a closed mesh, vertices (V, 3) and faces (F, 3), are turned against
    the area-weighted mean of their three neighbours."""
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    normals = np.cross(b - a, c - a)
    neighbours, _ = igl.triangle_triangle_adjacency(faces)
    around = normals[neighbours].sum(axis=1)
    size = np.linalg.norm(normals, axis=1) * np.linalg.norm(around, axis=1)
    return (normals * around).sum(axis=1) < FOLDED * size


def unfold(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Vertices (V, 3) with those of folded triangles drawn to the mean of their neighbours until none is
    folded, or after ROUNDS; all others stay where they are."""
    faces = np.asarray(faces, np.int64)
    vertices = np.array(vertices, np.float64)
    linked = igl.adjacency_matrix(faces).astype(np.float64)
    degree = np.asarray(linked.sum(axis=1)).reshape(-1, 1)
    for _ in range(ROUNDS):
        moving = np.unique(faces[folded(vertices, faces)])
        if not len(moving):
            break
        vertices[moving] = (linked[moving] @ vertices) / degree[moving]
    return vertices
