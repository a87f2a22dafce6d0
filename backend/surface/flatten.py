"""A disk, laid flat."""

from __future__ import annotations

import igl
import numpy as np
from scipy import sparse
from scipy.sparse.linalg import splu

ITERATIONS = 20
REPAIRS = (1, 2, 4)  # rings of triangles around those that were turned over
RELAXATIONS = 10  # of STEPS each
STEPS = 3
NOWHERE = np.zeros(0, np.int32), np.zeros((0, 2), order="F")
THIN = 1e-10  # of the mean area: a triangle without shape
AT_ONCE = 1 << 20  # pairs of edges


def flatten(vertices: np.ndarray, faces: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """Coordinates (V, 2) of a disk, vertices (V, 3), faces (F, 3) int64 and border loop (L,), near to its own
    lengths and angles: as rigid as possible (Liu et al. 2008), from the conformal map (Lévy et al. 2002).

    Where triangles would be turned over, those around them are evened out. Some may be left.
    """
    area = igl.doublearea(vertices, faces).sum()
    plane = conformal(vertices, faces, loop)
    plane *= np.sqrt(area / max(np.abs(signed_areas(plane[faces]).sum()), 1e-300))
    data = igl.ARAPData()
    data.max_iter = ITERATIONS
    mesh = np.asfortranarray(vertices), np.asfortranarray(faces)
    igl.arap_precomputation(*mesh, 2, loop[:1], data)
    plane = np.array(igl.arap_solve(plane[loop[:1]], data, np.asfortranarray(plane)))
    for rings in REPAIRS:
        turned = ~(signed_areas(plane[faces]) > 0)
        if not turned.any():
            break
        evened = evened_out(plane, faces, loop, turned, rings)
        if (signed_areas(evened[faces]) <= 0).sum() < turned.sum():
            plane = evened
    return plane


def conformal(vertices: np.ndarray, faces: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """The least-squares conformal map (V, 2)."""
    far = np.linalg.norm(vertices[loop] - vertices[loop[0]], axis=1).argmax()
    return igl.lscm(vertices, faces, loop[[0, far]], np.array([[0.0, 0.0], [1.0, 0.0]]))[0]


def evened_out(
    plane: np.ndarray, faces: np.ndarray, loop: np.ndarray, turned: np.ndarray, rings: int
) -> np.ndarray:
    """Coordinates (V, 2), where the inner vertices of turned triangles (F,) and so many rings around them
    are at the mean of their neighbours."""
    near = np.zeros(len(plane), bool)
    for _ in range(rings):
        near[faces[turned]] = True
        turned = near[faces].any(axis=1)
    near[loop] = False
    return averaged(plane, faces, np.flatnonzero(near))


def averaged(plane: np.ndarray, faces: np.ndarray, free: np.ndarray) -> np.ndarray:
    """Coordinates (V, 2), where free vertices (N,) are at the mean of those around them (Tutte 1963)."""
    result = plane.copy()
    if not len(free):
        return result
    linked = igl.adjacency_matrix(faces).astype(np.float64).tocsr()
    held = np.setdiff1d(np.arange(len(plane)), free)
    rows = linked[free]
    system = sparse.diags(np.asarray(rows.sum(axis=1)).ravel()) - rows[:, free]
    result[free] = splu(system.tocsc(), permc_spec="MMD_AT_PLUS_A").solve(rows[:, held] @ plane[held])
    return result


def one_to_one(vertices: np.ndarray, faces: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """As flatten, but without flips and overlaps, however much that stretches.

    From a circle (Tutte 1963), relaxed while the border does not cross itself (Rabinovich et al. 2017,
    scalable locally injective mappings).
    """
    area = igl.doublearea(vertices, faces)
    plane = embedded(faces, loop)
    plane *= np.sqrt(area.sum() / signed_areas(plane[faces]).sum())
    if not area.min() > THIN * area.mean():
        return plane
    mesh = (np.asfortranarray(vertices), np.asfortranarray(faces, np.int32), np.asfortranarray(plane))
    data = igl.slim_precompute(*mesh, igl.SYMMETRIC_DIRICHLET, *NOWHERE, 0.0)
    for _ in range(RELAXATIONS):
        relaxed = np.array(igl.slim_solve(data, STEPS))
        start, end = relaxed[loop], np.roll(relaxed[loop], -1, axis=0)
        turned = ~(signed_areas(relaxed[faces]) > 0)
        if turned.any() or crossings(start, end, np.zeros(len(loop), np.int64)).any():
            break
        plane = relaxed
    return plane


def embedded(faces: np.ndarray, loop: np.ndarray) -> np.ndarray:
    """The border loop on a circle, every other vertex at the mean of those around it, (V, 2)."""
    angle = np.linspace(0, 2 * np.pi, len(loop), endpoint=False)
    plane = np.zeros((faces.max() + 1, 2))
    plane[loop] = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    plane = averaged(plane, faces, np.setdiff1d(np.arange(len(plane)), loop))
    return plane * [1, np.sign(signed_areas(plane[faces]).sum())]


def signed_areas(corners: np.ndarray) -> np.ndarray:
    """Twice the areas (F,) of plane triangles (F, 3, 2), negative where they run clockwise."""
    (ax, ay), (bx, by) = (corners[:, 1] - corners[:, 0]).T, (corners[:, 2] - corners[:, 0]).T
    return ax * by - ay * bx


def crossings(start: np.ndarray, end: np.ndarray, group: np.ndarray) -> np.ndarray:
    """Which edges (N,) bool, from start (N, 2) to end (N, 2), cross another one of their group (N,) int."""
    low, high = np.minimum(start, end), np.maximum(start, end)
    result = np.zeros(len(start), bool)
    rows = max(1, AT_ONCE // max(len(start), 1))
    for begin in range(0, len(start), rows):
        chosen = slice(begin, begin + rows)
        near = ((low[chosen, None] <= high) & (low <= high[chosen, None])).all(axis=2)
        one, two = np.nonzero(near & (group[chosen, None] == group))
        one += begin
        sides = [
            signed_areas(np.stack([start[a], end[a], point[b]], axis=1))
            for a, b in ((one, two), (two, one))
            for point in (start, end)
        ]
        result[one[(sides[0] * sides[1] < 0) & (sides[2] * sides[3] < 0)]] = True
    return result
