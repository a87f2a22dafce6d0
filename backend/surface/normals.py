"""A normal map: how the surface was turned before it was decimated."""

from __future__ import annotations

import igl
import numpy as np
from scipy import ndimage

from .mesh import Surface
from .texture import rasterise, to_bytes

TURNED = 0.5  # cosine between the two normals below which the closest point is not the one that was here


def bake_normals(surface: Surface, uv: np.ndarray, detail: Surface, size: int) -> np.ndarray:
    """At each texel's point of the surface the normal of the closest point of detail, (size, size, 3) uint8.

    uv (F, 3, 2) in 0..1, v up, not mirrored; row 0 is v = 1. Tangent space as in glTF 2.0 (3.9.3) and
    Blender: red along u, green along v, blue along the surface's own smooth normal, which stays where
    detail is turned away. Texels outside the charts take the nearest one's.
    """
    normals, tangents = smooth_normals(surface), tangents_of(surface, uv)
    face, barycentric = rasterise(uv, size)
    covered = face >= 0
    face, barycentric = face[covered], barycentric[covered]
    corners = surface.faces[face]
    up = unit(np.einsum("nc,ncd->nd", barycentric, normals[corners]))
    along = np.einsum("nc,ncd->nd", barycentric, tangents[face])
    along = unit(along - up * (along * up).sum(axis=1, keepdims=True))
    points = np.einsum("nc,ncd->nd", barycentric, surface.vertices[corners])
    frame = np.stack([along, np.cross(up, along), up], axis=1)
    local = np.einsum("nkd,nd->nk", frame, normals_near(points, detail))
    local[local[:, 2] < TURNED] = [0, 0, 1]
    result = np.tile(np.array([128, 128, 255], np.uint8), (size, size, 1))
    result[covered] = to_bytes(local / 2 + 0.5)
    rows, columns = ndimage.distance_transform_edt(~covered, return_distances=False, return_indices=True)
    return result[rows, columns]


def normals_near(points: np.ndarray, detail: Surface) -> np.ndarray:
    """The smooth normals (N, 3) of detail at its closest points to points (N, 3)."""
    vertices, faces = detail.vertices.astype(np.float64), detail.faces.astype(np.int64)
    _, triangle, foot = igl.point_mesh_squared_distance(points.astype(np.float64), vertices, faces)
    corners = faces[triangle]
    a, b, c = (np.ascontiguousarray(vertices[corners[:, corner]]) for corner in range(3))
    barycentric = np.nan_to_num(igl.barycentric_coordinates(foot, a, b, c), nan=1 / 3)
    return unit(np.einsum("nc,ncd->nd", barycentric, smooth_normals(detail)[corners]))


def smooth_normals(surface: Surface) -> np.ndarray:
    """Vertex normals (V, 3) float64, of length 1: the triangles', weighted by their angles, as Blender's."""
    kind = igl.PerVertexNormalsWeightingType.PER_VERTEX_NORMALS_WEIGHTING_TYPE_ANGLE
    vertices, faces = surface.vertices.astype(np.float64), surface.faces.astype(np.int64)
    return unit(np.nan_to_num(igl.per_vertex_normals(vertices, faces, kind)))


def tangents_of(surface: Surface, uv: np.ndarray) -> np.ndarray:
    """The direction in which u grows, at each triangle's corners (F, 3, 3), of length 1.

    At corners that share a vertex and its texture coordinates the triangles' tangents are averaged, by their
    angles there (Mikkelsen 2008, Simulation of Wrinkled Surfaces Revisited).
    """
    places = surface.vertices[surface.faces].astype(np.float64)
    edges, steps = places[:, 1:] - places[:, :1], uv[:, 1:] - uv[:, :1]
    tangent = unit(edges[:, 0] * steps[:, 1, 1:] - edges[:, 1] * steps[:, 0, 1:])
    weighted = igl.internal_angles(surface.vertices.astype(np.float64), surface.faces.astype(np.int64))
    weighted = np.nan_to_num(weighted)[..., None] * tangent[:, None]
    keys = np.hstack([surface.faces.reshape(-1, 1), uv.reshape(-1, 2)])
    corner = np.unique(keys, axis=0, return_inverse=True)[1].reshape(-1)
    total = np.zeros((corner.max() + 1, 3))
    np.add.at(total, corner, weighted.reshape(-1, 3))
    return unit(total)[corner].reshape(-1, 3, 3)


def unit(vectors: np.ndarray) -> np.ndarray:
    """Vectors (..., 3) with length 1, or 0 where they had none."""
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-12)
