"""Where patches are cut open until each is a disk."""

from __future__ import annotations

import igl
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components, dijkstra


def disks(vertices: np.ndarray, faces: np.ndarray, patch: np.ndarray) -> np.ndarray:
    """Faces (F, 3) over new vertices, such that patches (F,) share none and each is a disk.

    vertices (V, 3), faces (F, 3) int64, edge-manifold; patches are connected. Patches that are none are cut
    where paths from their middle, around both sides of a hole or handle, meet (Erickson & Whittlesey 2005).
    A sphere stays one.
    """
    across, back = igl.triangle_triangle_adjacency(faces)
    cut = (across < 0) | (patch[across] != patch[:, None])
    tree = shortest_paths(vertices, faces, patch, across, back, cut)
    face, corner = np.nonzero(~tree & ~cut & (np.arange(len(faces))[:, None] < across))
    welded = weld(across, back, cut)
    on_border = np.zeros(welded.max() + 1, bool)
    on_border[welded[cut]] = on_border[welded[np.roll(cut, 1, axis=1)]] = True
    ends = np.stack([welded[face, corner], welded[face, (corner + 1) % 3]], axis=1)
    kept = np.ones(len(ends), bool)
    while True:
        degree = np.bincount(ends[kept].ravel(), minlength=len(on_border)) + 2 * on_border
        loose = kept & (degree[ends] == 1).any(axis=1)
        if not loose.any():
            break
        kept &= ~loose
    face, corner = face[kept], corner[kept]
    cut[face, corner] = cut[across[face, corner], back[face, corner]] = True
    return weld(across, back, cut)


def shortest_paths(
    vertices: np.ndarray,
    faces: np.ndarray,
    patch: np.ndarray,
    across: np.ndarray,
    back: np.ndarray,
    cut: np.ndarray,
) -> np.ndarray:
    """Which edges (F, 3) bool the shortest paths from the triangle in the middle of each patch cross."""
    middles = vertices[faces].mean(axis=1)
    face, corner = np.nonzero(~cut)
    length = np.linalg.norm(middles[face] - middles[across[face, corner]], axis=1)
    graph = sparse.coo_matrix((length + 1e-12, (face, across[face, corner])), shape=(len(faces),) * 2)
    count = np.bincount(patch)
    center = np.stack([np.bincount(patch, axis) / count for axis in middles.T], axis=1)
    order = np.lexsort((np.linalg.norm(middles - center[patch], axis=1), patch))
    seeds = order[np.append(0, np.cumsum(count)[:-1])]
    before = dijkstra(graph.tocsr(), indices=seeds, min_only=True, return_predecessors=True)[1]
    child = np.flatnonzero(before >= 0)
    corner = (across[child] == before[child, None]).argmax(axis=1)
    tree = np.zeros_like(cut)
    tree[child, corner] = tree[before[child], back[child, corner]] = True
    return tree


def weld(across: np.ndarray, back: np.ndarray, cut: np.ndarray) -> np.ndarray:
    """Faces (F, 3) over vertices of their own that only those corners share which meet at an edge that is
    not cut (F, 3); across and back as igl.triangle_triangle_adjacency gives them."""
    face, corner = np.nonzero(~cut)
    other, edge = across[face, corner], back[face, corner]
    following = (np.stack([corner, edge]) + 1) % 3
    one = np.concatenate([3 * face + corner, 3 * face + following[0]])
    two = np.concatenate([3 * other + following[1], 3 * other + edge])
    links = sparse.coo_matrix((np.ones(len(one), bool), (one, two)), shape=(cut.size,) * 2)
    return connected_components(links, directed=False)[1].reshape(-1, 3)
