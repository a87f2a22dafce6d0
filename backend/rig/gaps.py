"""Which joints have no business at a place: what is near in space may be far along the skin."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.sparse
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from ..body import Body, Posed
from ..raster import vertex_normals
from .skinning import match_body

NEAR = 0.02  # metres from the skin within which a vertex goes with it
ALONG = 0.15  # metres along the skin beyond which a joint that does not move it has no business
MOVED = 0.02  # a weight that counts


@dataclasses.dataclass(frozen=True)
class Place:
    """vertex (N,): the vertex of the body that each of N points lies on; away (N,) metres from the skin,
    infinite for a point that faces another way than the skin beneath it."""

    vertex: np.ndarray
    away: np.ndarray


def outside(body: Body) -> np.ndarray:
    """The faces (F, 3) of a body without eyes, eye sockets and mouth."""
    return body.faces if body.parts is None else body.faces[(body.parts[body.faces] == 0).all(axis=1)]


def beside(points: np.ndarray, normals: np.ndarray, vertices: np.ndarray, faces: np.ndarray) -> Place:
    """Where points (N, 3) with outward normals (N, 3) lie on a body, vertices (V, 3), faces (F, 3)."""
    match = match_body(points, vertices, faces, normals)
    away = np.linalg.norm(points - match.interpolate(vertices), axis=1)
    facing = (normals * match.interpolate(vertex_normals(vertices, faces))).sum(axis=1) > 0.5
    vertex = match.corners[np.arange(len(points)), match.barycentric.argmax(axis=1)]
    return Place(vertex, np.where(facing, away, np.inf))


def across_gaps(
    vertices: np.ndarray, faces: np.ndarray, weights: np.ndarray, body: Body, posed: Posed
) -> np.ndarray:
    """Which weights (V, J) bool of a mesh in a body's pose are those of a joint across a gap.

    Judged are vertices NEAR the body's skin. A joint is across a gap if it moves that skin nowhere within
    ALONG, and if the way along the mesh to what it does move is longer by ALONG than half as much again as
    the crow flies: a thigh is, seen from the other, and one side of a skirt is not.
    """
    own = outside(body)
    place = beside(vertices, vertex_normals(vertices, faces), posed.vertices, own)
    near = place.away < NEAR
    wrong = near[:, None] & (weights > MOVED)
    joints = np.flatnonzero(wrong.any(axis=0))
    moved = body.weights[:, joints] > MOVED
    wrong[:, joints] &= along(posed.vertices, own, moved, ALONG)[place.vertex] > ALONG
    for joint in np.flatnonzero(wrong.any(axis=0)):
        seeds = near & (body.weights[place.vertex, joint] > MOVED)
        if not seeds.any():
            continue
        doubtful = np.flatnonzero(wrong[:, joint])
        straight = cKDTree(vertices[seeds]).query(vertices[doubtful])[0]
        longest = 1.5 * straight + ALONG
        way = along(vertices, faces, seeds[:, None], float(np.max(longest)))[doubtful, 0]
        wrong[doubtful, joint] = way > longest
    return wrong


def along(vertices: np.ndarray, faces: np.ndarray, moved: np.ndarray, limit: float) -> np.ndarray:
    """How far along a mesh's edges the next of the moved vertices is, for each column of moved (V, J) bool:
    metres (V, J) float32, infinite beyond limit."""
    low, high = np.sort(faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2).astype(np.int64), axis=1).T
    ends = np.stack(np.divmod(np.unique(low * len(vertices) + high), len(vertices)))
    lengths = np.linalg.norm(vertices[ends[0]] - vertices[ends[1]], axis=1)
    graph = scipy.sparse.csr_matrix((lengths, ends), shape=(len(vertices), len(vertices)))
    result = np.where(moved, 0, np.inf).astype(np.float32)
    for column in range(moved.shape[1]):
        border = moved[ends[0], column] != moved[ends[1], column]
        start = np.unique(ends[:, border])
        start = start[moved[start, column]]
        if len(start):
            away = dijkstra(graph, directed=False, indices=start, min_only=True, limit=limit)
            result[:, column] = np.minimum(result[:, column], away)
    return result
