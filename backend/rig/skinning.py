"""Skinning weights for a sculpted surface, from the posed body inside it."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np
from scipy.spatial import cKDTree

from ..raster import vertex_normals
from ..surface.mesh import Surface

TURN = (
    0.1  # metres: a match whose normal is turned by 90 degrees is as bad as one this much farther, times 1.4
)
EVEN = 1e-3  # of the next largest weight, what stays: something is left of a row that is even


@dataclasses.dataclass(frozen=True)
class Source:
    """Where weights come from, a dressed body in the surface's pose: vertices (S, 3), faces (G, 3), skinning
    weights (S, J); pose_offsets (S, 3) the pose blend shapes, already part of vertices before skinning;
    skin (S,) bool, what is the body's own and not a garment's, None where all of it is."""

    vertices: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    pose_offsets: np.ndarray
    skin: np.ndarray | None = None

    def on_skin(self, match: Match) -> np.ndarray:
        """Which of N matches lie on the skin, (N,) bool."""
        if self.skin is None:
            return np.ones(len(match.corners), bool)
        return self.skin[match.corners].all(axis=1)


@dataclasses.dataclass(frozen=True)
class Match:
    """A point of the body for each of N points: corners (N, 3), the vertices of its triangle, and
    barycentric (N, 3) float32 coordinates in it, summing to 1."""

    corners: np.ndarray
    barycentric: np.ndarray

    def interpolate(self, values: np.ndarray) -> np.ndarray:
        """Values at the body's vertices (B, D) -> at the matches (N, D)."""
        result = self.barycentric[:, :1] * values[self.corners[:, 0]]
        for corner in (1, 2):
            result += self.barycentric[:, corner, None] * values[self.corners[:, corner]]
        return result


def match_surface(surface: Surface, source: Source) -> Match:
    """A point of the source for each vertex of the surface, facing as it does."""
    normals = vertex_normals(surface.vertices, surface.faces)
    return match_body(surface.vertices, source.vertices, source.faces, normals)


def distance_from_skin(points: np.ndarray, match: Match, source: Source) -> np.ndarray:
    """How far points (N, 3), which match the source, are from the body's own skin, (N,)."""
    away = np.linalg.norm(points - match.interpolate(source.vertices), axis=1)
    worn = np.flatnonzero(~source.on_skin(match))
    if source.skin is not None:
        away[worn] = cKDTree(source.vertices[source.skin]).query(points[worn])[0]
    return away


def match_body(
    points: np.ndarray, body_vertices: np.ndarray, body_faces: np.ndarray, normals: np.ndarray | None = None
) -> Match:
    """The closest point of the body's triangles to each of points (N, 3).

    With the surface's outward normals (N, 3), a closest point that faces the other way, as a hand
    beside a thigh does, gives way to the triangle that is best in position and normal together.
    """
    vertices, faces = body_vertices.astype(np.float64), body_faces.astype(np.int64)
    queries = points.astype(np.float64)
    _, triangle, foot = igl.point_mesh_squared_distance(queries, vertices, faces)
    if normals is not None:
        facing = igl.per_face_normals(vertices, faces, np.zeros(3))
        away = np.flatnonzero(np.einsum("nd,nd->n", normals, facing[triangle]) < 0)
        places = cKDTree(np.hstack([vertices[faces].mean(axis=1), TURN * facing]))
        triangle[away] = places.query(np.hstack([queries[away], TURN * normals[away]]))[1]
        foot[away] = queries[away]
    corners = faces[triangle]
    a, b, c = (np.ascontiguousarray(vertices[corners[:, corner]]) for corner in range(3))
    barycentric = np.clip(np.nan_to_num(igl.barycentric_coordinates(foot, a, b, c), nan=1 / 3), 0, 1)
    return Match(corners, (barycentric / barycentric.sum(axis=1, keepdims=True)).astype(np.float32))


def largest(weights: np.ndarray, k: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """Weights (N, J), cut to the k largest of each row, each less by the next largest: where two take turns
    along a surface, neither jumps.

    Returns joints (N, k) uint8, the heaviest first, and weights (N, k) float32, rows summing to 1.
    """
    indices = np.argpartition(weights, -k - 1, axis=1)[:, -k - 1 :]
    values = np.take_along_axis(weights, indices, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    indices, values = np.take_along_axis(indices, order, axis=1), np.take_along_axis(values, order, axis=1)
    values = values[:, :k] - values[:, k:] * (1 - EVEN)
    return indices[:, :k].astype(np.uint8), (values / values.sum(axis=1, keepdims=True)).astype(np.float32)


def dense(indices: np.ndarray, values: np.ndarray, joints: int) -> np.ndarray:
    """Weights as joints (N, k) and values (N, k) -> (N, joints) float32."""
    weights = np.zeros((len(indices), joints), np.float32)
    np.put_along_axis(weights, indices.astype(np.intp), values, axis=1)
    return weights
