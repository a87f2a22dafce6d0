"""Which triangles belong together in a chart: parts that face one way, as a tailor would cut them."""

from __future__ import annotations

import igl
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

REACH = 0.01  # of the surface's extent, about 2 cm on a person: what is smaller is smoothed over
LEAST = 0.003  # of the surface's area: a smaller patch joins a neighbour
FLAT = 0.2  # a part whose least variance is a smaller share of its second least is cut into its flat sides
ROUNDS = 30  # of straightening borders
DOWN = 0.6  # how much more than sidewards a triangle has to face downwards to be a sole


def segment(vertices: np.ndarray, faces: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """The patch (F,) int, from 0 on and connected, of each triangle of an edge-manifold mesh, vertices (V, 3)
    float64 and faces (F, 3) int64.

    parts (F,) int, from 0 on: what never shares a patch, but for specks. Each is cut into the side that faces
    forwards (or, if it is flat as a hand is, to one of its flat sides), the one that faces away, and what
    faces down.
    """
    middles, area = vertices[faces].mean(axis=1), igl.doublearea(vertices, faces) / 2
    normals = np.nan_to_num(igl.per_face_normals(vertices, faces, np.zeros(3)))
    blur, touching = Blur(vertices, faces, area), borders(vertices, faces)
    parts = blur.majority(parts)
    normals = blur(normals)
    normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
    along = np.zeros(len(faces))
    for part in np.unique(parts):
        chosen = parts == part
        along[chosen] = normals[chosen] @ thin_axis(middles[chosen], area[chosen])
    down = -normals[:, 1] - DOWN > np.abs(along)
    labels = np.unique(3 * parts + np.where(down, 2, along > 0), return_inverse=True)[1]
    return merged(straightened(blur.majority(labels), touching), area, touching)


def thin_axis(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The unit vector (3,) across points (N, 3), weighted (N,), that lie flat; forwards if they do not."""
    forwards = np.array([0.0, 0.0, 1.0])
    if weights.sum() <= 0 or len(points) < 3:
        return forwards
    variances, axes = np.linalg.eigh(np.cov(points.T, aweights=weights + 1e-12 * weights.max()))
    if variances[0] > FLAT * variances[1] or abs(axes[2, 0]) > 0.9:
        return forwards
    return axes[:, 0] * np.where(axes[np.abs(axes[:, 0]).argmax(), 0] < 0, -1, 1)


class Blur:
    """Diffusion between triangles that share an edge, to about REACH: one backward Euler step."""

    def __init__(self, vertices: np.ndarray, faces: np.ndarray, area: np.ndarray) -> None:
        extent = np.ptp(vertices, axis=0).max()
        first, second, length = borders(vertices, faces)
        middles = vertices[faces].mean(axis=1)
        apart = np.linalg.norm(middles[first] - middles[second], axis=1)
        flow = (REACH * extent) ** 2 * length / np.maximum(apart, 1e-6 * extent)
        linked = sparse.coo_matrix((flow, (first, second)), shape=(len(faces),) * 2)
        self._mass = np.maximum(area, 1e-12 * extent**2)[:, None]
        total = self._mass[:, 0] + np.asarray(linked.sum(axis=1)).ravel()
        self._solver = splu((sparse.diags(total) - linked).tocsc(), permc_spec="MMD_AT_PLUS_A")

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Values (F, D) of the triangles, blurred."""
        return self._solver.solve(self._mass * values)

    def majority(self, labels: np.ndarray) -> np.ndarray:
        """Labels (F,), from 0 on, each replaced by the one that weighs most around (Grady 2006)."""
        return self(np.eye(labels.max() + 1)[labels]).argmax(axis=1)


def borders(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pairs of triangles that share an edge, both ways: first (N,), second (N,), the edge's length (N,)."""
    across = igl.triangle_triangle_adjacency(faces)[0]
    first, corner = np.nonzero(across >= 0)
    edge = vertices[faces[first, corner]] - vertices[faces[first, (corner + 1) % 3]]
    return first, across[first, corner], np.linalg.norm(edge, axis=1)


def straightened(labels: np.ndarray, neighbours: tuple[np.ndarray, np.ndarray, np.ndarray]) -> np.ndarray:
    """Labels (F,), where triangles that have more of their edges in common with another label take that."""
    first, second, length = neighbours
    count = labels.max() + 1
    for _ in range(ROUNDS):
        shared = sparse.coo_matrix((length, (first, labels[second])), shape=(len(labels), count)).toarray()
        gain = shared.max(axis=1) - shared[np.arange(len(labels)), labels]
        best = np.zeros(len(labels))
        np.maximum.at(best, first, gain[second])
        turning = (gain > 1e-9) & (gain > best)
        if not turning.any():
            break
        labels = np.where(turning, shared.argmax(axis=1), labels)
    return labels


def merged(
    labels: np.ndarray, area: np.ndarray, neighbours: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """The connected patches (F,) of equal labels (F,), the smallest joined one by one to the neighbour with
    the longest common border."""
    first, second, length = neighbours
    patch = components(labels, first, second)
    sizes = np.bincount(patch, area)
    shared = sparse.coo_matrix((length, (patch[first], patch[second])), shape=(len(sizes),) * 2).tolil()
    shared.setdiag(0)
    target = np.arange(len(sizes))
    rows = [dict(zip(row, values, strict=True)) for row, values in zip(shared.rows, shared.data, strict=True)]
    for small in np.argsort(sizes, kind="stable"):
        around = {other: value for other, value in rows[small].items() if value > 0}
        if sizes[small] >= LEAST * area.sum() or not around:
            continue
        goal = max(around, key=lambda other: (around[other], -other))
        target[target == small] = goal
        sizes[goal] += sizes[small]
        for other, value in around.items():
            del rows[other][small]
            if other != goal:
                rows[goal][other] = rows[other][goal] = rows[goal].get(other, 0) + value
    return np.unique(target[patch], return_inverse=True)[1]


def components(labels: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The connected component (F,) of equal labels (F,), where first (N,) and second (N,) touch."""
    same = labels[first] == labels[second]
    links = sparse.coo_matrix((same[same], (first[same], second[same])), shape=(len(labels),) * 2)
    return connected_components(links, directed=False)[1]
