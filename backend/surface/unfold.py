"""Smooth away the few triangles that decimation leaves folded over their neighbours or through others."""

from __future__ import annotations

from collections.abc import Callable

import igl
import numpy as np

FOLDED = 0.2  # cosine between a triangle's normal and its neighbours' mean, below which it is folded
ENDS = 1e-6  # of an edge's length: what only touches passes through nothing
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


def pierced(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Where a mesh, vertices (V, 3) float64 and faces (F, 3) int64, passes through itself: faces (P,) that
    an edge of another face passes through, and the vertices (P, 2) of that edge."""
    edges = np.unique(np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0)
    tree = igl.AABB()
    tree.init(vertices, faces)
    begin, end = np.moveaxis(vertices[edges], 1, 0)
    hits = tree.intersect_ray(vertices, faces, begin, end - begin)
    found = [
        (face, *edge)
        for edge, met in zip(edges.tolist(), hits, strict=True)
        for face, share, *_ in met
        if ENDS < share < 1 - ENDS and not set(edge) & set(faces[face].tolist())
    ]
    pairs = np.array(found, np.int64).reshape(-1, 3)
    return pairs[:, 0], pairs[:, 1:]


def unfold(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Vertices (V, 3) of a closed mesh with those of folded triangles drawn to the mean of their neighbours
    until none is folded; all others stay where they are."""
    faces = np.asarray(faces, np.int64)
    return _relaxed(vertices, faces, lambda points: faces[folded(points, faces)])


def separate(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The same for triangles that others pass through, and those others' vertices."""
    faces = np.asarray(faces, np.int64)

    def meeting(points: np.ndarray) -> np.ndarray:
        through, edges = pierced(points, faces)
        return np.concatenate([faces[through].ravel(), edges.ravel()])

    return _relaxed(vertices, faces, meeting)


def _relaxed(
    vertices: np.ndarray, faces: np.ndarray, wrong: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Vertices (V, 3) with the wrong ones drawn to the mean of their neighbours until none is wrong, or after
    ROUNDS."""
    vertices = np.array(vertices, np.float64)
    linked = igl.adjacency_matrix(faces).astype(np.float64)
    degree = np.asarray(linked.sum(axis=1)).reshape(-1, 1)
    for _ in range(ROUNDS):
        moving = np.unique(wrong(vertices))
        if not len(moving):
            break
        vertices[moving] = (linked[moving] @ vertices) / degree[moving]
    return vertices
