"""Skinning weights for a sculpted surface, from the posed body inside it."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np
from scipy.spatial import cKDTree

TURN = (
    0.1  # metres: a match whose normal is turned by 90 degrees is as bad as one this much farther, times 1.4
)


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


def transfer_weights(match: Match, body_weights: np.ndarray, k: int = 4) -> tuple[np.ndarray, np.ndarray]:
    """The body's weights (B, J) at N matches, cut to the k largest of each.

    Returns joints (N, k) uint8, the heaviest first, and weights (N, k) float32, rows summing to 1.
    """
    weights = match.interpolate(body_weights)
    indices = np.argpartition(weights, -k, axis=1)[:, -k:]
    values = np.take_along_axis(weights, indices, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    indices, values = np.take_along_axis(indices, order, axis=1), np.take_along_axis(values, order, axis=1)
    return indices.astype(np.uint8), values / values.sum(axis=1, keepdims=True)


def dense(indices: np.ndarray, values: np.ndarray, joints: int) -> np.ndarray:
    """Weights as joints (N, k) and values (N, k) -> (N, joints) float32."""
    weights = np.zeros((len(indices), joints), np.float32)
    np.put_along_axis(weights, indices.astype(np.intp), values, axis=1)
    return weights
