"""Skinning weights of what the body does not touch, from what it does: Abdrashitov et al. 2023, "Robust
Skin Weights Transfer via Weight Inpainting", with trust that fades instead of ending at a threshold.

The paper keeps the weights of vertices whose match is near and fills in the others smoothly along the
surface. Here each vertex gives way as far as its match is to be doubted: over a length that grows with its
distance from the skin, and with every place where neighbours disagree.
"""

from __future__ import annotations

import igl
import numpy as np
import scipy.sparse
import scipy.sparse.linalg
from scipy.spatial import cKDTree

LENGTH = 0.02  # metres over which weights give way at the least, where they do at all
CLOSE = 0.01  # metres from the skin within which a match is sure
GROWTH, LONGEST = 0.5, 0.2  # how fast the length grows with the distance from the skin, and how far
LOOSE, LOOSEST = 0.1, 0.5  # metres: the length on the skin, and the longest, of what hangs around both legs
STEEPEST = 15.0  # of a weight, a metre: the skin's own are flatter but for few places
STIFFEST, LEAST_MASS = 1e3, 1e-8  # a cotangent's weight; square metres
AROUND = 3.0  # lengths around a steeper place that give way


def diffuse(
    vertices: np.ndarray,
    faces: np.ndarray,
    weights: np.ndarray,
    away: np.ndarray,
    sure: np.ndarray,
    loose: np.ndarray | bool = False,
) -> np.ndarray:
    """Weights (V, J), rows summing to 1, made smooth along the surface where they are in doubt -> (V, J).

    vertices (V, 3), faces (F, 3); away (V,): metres from the skin that the weights are from, infinite for a
    vertex that has no match; sure (V,) bool: what keeps its weights; loose (V,) bool: what hangs free of
    what it follows, and gives way over longer. Solves, for the others in doubt,
    (M / length^2 + L) x = M / length^2 weights, with the masses M and the cotangent Laplacian L.
    """
    length = LENGTH + np.clip(GROWTH * (away - CLOSE), 0, LONGEST)
    length = np.where(loose, np.minimum(LOOSE + away, LOOSEST), length)
    free = np.flatnonzero(((length > LENGTH) | _beside_steps(vertices, faces, weights)) & ~sure)
    if not len(free):
        return weights
    stiffness, masses = _laplacian(vertices, faces)
    stiffness = stiffness[free]
    joints = np.flatnonzero(weights.any(axis=0))
    given = weights[:, joints].astype(np.float64)
    hold = masses[free] / length[free] ** 2
    inside = stiffness[:, free] + scipy.sparse.diags(hold)
    fixed = given.copy()
    fixed[free] = 0
    target = hold[:, None] * given[free] - stiffness @ fixed
    solver = scipy.sparse.linalg.splu(
        inside.tocsc(), permc_spec="MMD_AT_PLUS_A", diag_pivot_thresh=0.0, options={"SymmetricMode": True}
    )
    solved = np.clip(solver.solve(target), 0, None)
    total = solved.sum(axis=1, keepdims=True)
    given[free] = np.where(total > 0.1, solved / np.maximum(total, 0.1), given[free])
    result = np.zeros_like(weights)
    result[:, joints] = given
    return result


def _laplacian(vertices: np.ndarray, faces: np.ndarray) -> tuple[scipy.sparse.csr_matrix, np.ndarray]:
    """Positive, (V, V), with cotangents of STIFFEST at most: no triangle breaks it; and masses (V,)."""
    places, triangles = vertices.astype(np.float64), faces.astype(np.int64)
    linked = igl.cotmatrix(places, triangles).tocsr()
    linked.setdiag(0)
    linked.data = np.clip(np.nan_to_num(linked.data), -STIFFEST, STIFFEST)
    barycentric = igl.MassMatrixType.MASSMATRIX_TYPE_BARYCENTRIC
    masses = np.nan_to_num(igl.massmatrix(places, triangles, barycentric).diagonal())
    degree = scipy.sparse.diags(np.asarray(linked.sum(axis=1)).ravel())
    return (degree - linked).tocsr(), np.maximum(masses, LEAST_MASS)


def _beside_steps(vertices: np.ndarray, faces: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Which vertices (V,) are near an edge along which a weight changes faster than STEEPEST."""
    steep = np.zeros(len(vertices), bool)
    for a, b in ((0, 1), (1, 2), (2, 0)):
        first, second = faces[:, a], faces[:, b]
        change = np.abs(weights[first] - weights[second]).max(axis=1)
        found = change > STEEPEST * np.linalg.norm(vertices[first] - vertices[second], axis=1)
        steep[first[found]] = steep[second[found]] = True
    if steep.any():
        reach = AROUND * LENGTH
        steep = cKDTree(vertices[steep]).query(vertices, distance_upper_bound=reach)[0] < reach
    return steep
