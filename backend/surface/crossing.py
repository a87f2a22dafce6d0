"""Where a mesh passes through itself, and how it is drawn apart there."""

from __future__ import annotations

import igl
import numpy as np

ENDS = 1e-6  # of an edge's length: what only touches passes through nothing
ROUNDS = 30
STEP = 0.2
FARTHEST = 0.01  # metres


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


def separate(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Vertices (V, 3) of a closed mesh with those of triangles that pass through others, and of these, drawn
    towards the mean of their neighbours until none does; all others stay where they are.

    STEP by STEP, and not much farther than FARTHEST: where few triangles stand for much, crossings may be
    left.
    """
    faces, apart = np.asarray(faces, np.int64), np.array(vertices, np.float64)
    linked = igl.adjacency_matrix(faces).astype(np.float64)
    degree = np.asarray(linked.sum(axis=1)).reshape(-1, 1)
    for _ in range(ROUNDS):
        through, edges = pierced(apart, faces)
        moving = np.unique(np.concatenate([faces[through].ravel(), edges.ravel()]))
        moving = moving[np.linalg.norm(apart[moving] - vertices[moving], axis=1) < FARTHEST]
        if not len(moving):
            break
        apart[moving] += STEP * ((linked[moving] @ apart) / degree[moving] - apart[moving])
    return apart
