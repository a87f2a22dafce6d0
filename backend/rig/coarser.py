"""A dense surface in few vertices, for what is smooth anyway (vertex clustering: Rossignac & Borrel 1993)."""

from __future__ import annotations

import igl
import numpy as np

from ..raster import vertex_normals
from ..surface.mesh import Surface

SPACING = 0.011  # metres
SWEEPS = 4


def coarser(surface: Surface) -> tuple[Surface, np.ndarray]:
    """A surface of the means of clusters, and the cluster of each vertex (V,).

    What shares a cell of a lattice and faces the same octant is one cluster: sheets that face each other
    stay apart. The surface need not be manifold."""
    octant = vertex_normals(surface.vertices, surface.faces) > 0
    cell = np.floor(surface.vertices / SPACING).astype(np.int64)
    cell -= cell.min(axis=0)
    key = np.ravel_multi_index((*cell.T, octant @ [1, 2, 4]), (*(cell.max(axis=0) + 1), 8))
    _, cluster, count = np.unique(key, return_inverse=True, return_counts=True)
    means = np.stack([np.bincount(cluster, axis) for axis in surface.vertices.T], axis=1) / count[:, None]
    faces = cluster[surface.faces]
    whole = (faces != np.roll(faces, 1, axis=1)).all(axis=1)
    return Surface(means.astype(np.float32), faces[whole].astype(np.int32)), cluster


def finer(values: np.ndarray, cluster: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Values of clusters (C, D) for the vertices in them, smoothed: (V, D) float32."""
    linked = igl.adjacency_matrix(faces.astype(np.int64)).astype(np.float32).tocsr()
    degree = np.maximum(np.diff(linked.indptr), 1).astype(np.float32)[:, None]
    result = values[cluster].astype(np.float32)
    for _ in range(SWEEPS):
        result = (result + linked @ result / degree) / 2
    return result
