"""A sculpted surface and the dressed body it grew on -> a rigged avatar."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np

from ..avatar import Avatar
from ..body import Body, Posed
from ..raster import vertex_normals
from ..surface.mesh import Surface
from .skinning import dense, match_body, transfer_weights
from .unpose import unpose


@dataclasses.dataclass(frozen=True)
class Source:
    """Where weights come from, a dressed body in the surface's pose: vertices (S, 3), faces (G, 3), skinning
    weights (S, J), pose_offsets (S, 3) the pose blend shapes, already part of vertices before skinning."""

    vertices: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    pose_offsets: np.ndarray


def rig(
    surface: Surface,
    source: Source,
    posed: Posed,
    body: Body,
    uv: np.ndarray,
    colors: np.ndarray,
    metadata: dict[str, Any],
) -> Avatar:
    """Skin the surface to the body's joints and bring both to the T-pose, standing on y = 0.

    surface fits source, which fits posed, a pose of body; uv (F, 3, 2) float32 in 0..1, v up; colors
    (V, 3) uint8 sRGB. Skinning the result by posed.transforms gives the surface back, but for pose blend
    shapes, which an armature has not.
    """
    normals = vertex_normals(surface.vertices, surface.faces)
    match = match_body(surface.vertices, source.vertices, source.faces, normals)
    indices, values = transfer_weights(match, source.weights)
    weights = dense(indices, values, len(body.parents))
    rest = unpose(surface.vertices, weights, posed.transforms, match.interpolate(source.pose_offsets))
    floor = np.array([0, rest[:, 1].min(), 0], np.float32)
    return Avatar(
        vertices=rest - floor,
        faces=surface.faces,
        uv=uv,
        colors=colors,
        joints=posed.rest_joints - floor,
        parents=np.asarray(body.parents, np.int32),
        joint_names=body.joint_names,
        weight_indices=indices,
        weight_values=values,
        metadata=metadata,
    )
