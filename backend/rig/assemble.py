"""A sculpted surface and the dressed body it grew on -> a rigged avatar."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..avatar import Avatar
from ..body import Body, Posed
from ..body.finer import shared, stand_ins
from ..raster import vertex_normals
from ..surface.mesh import Surface
from .coarser import coarser
from .diffuse import diffuse
from .gaps import across_gaps, outside
from .loose import around_legs, without_feet
from .skinning import Match, Source, dense, distance_from_skin, largest, match_body, match_surface
from .unpose import unpose

DENSE = 60_000  # vertices from which on weights are found on a coarser surface
SURE = 0.012  # metres from the skin within which what lies on it moves with it and nothing else


def rig(
    surface: Surface,
    source: Source,
    posed: Posed,
    body: Body,
    uv: np.ndarray,
    colors: np.ndarray,
    metadata: dict[str, Any],
    influences: int = 4,
) -> Avatar:
    """Skin the surface to the body's joints, its finer ones where it has them, and bring both to the T-pose,
    standing on y = 0.

    surface fits source, which fits posed, a pose of body; uv (F, 3, 2) float32 in 0..1, v up; colors
    (V, 3) uint8 sRGB; influences: how many joints move a vertex at most. Skinning the result by
    posed.transforms gives the surface back, but for pose blend shapes, which an armature has not.
    """
    match: Match | None = None
    if len(surface.vertices) > DENSE:
        coarse, counts = coarser(surface)
        blended = counts @ weigh(coarse, source, match_surface(coarse, source), posed, body)
    else:
        match = match_surface(surface, source)
        blended = weigh(surface, source, match, posed, body)
    joints = body.finer or body
    if body.finer:
        blended = refined(blended, surface, posed, body.finer)
    indices, values = largest(blended, influences)
    offsets = np.zeros(3, np.float32)
    if source.pose_offsets.any():
        offsets = (match or match_surface(surface, source)).interpolate(source.pose_offsets)
    weights = dense(indices, values, len(joints.parents))
    transforms = posed.transforms[stand_ins(joints.joint_names)]
    rest = unpose(surface.vertices, weights, transforms, offsets)
    floor = np.array([0, rest[:, 1].min(), 0], np.float32)
    return Avatar(
        vertices=rest - floor,
        faces=surface.faces,
        uv=uv,
        colors=colors,
        joints=joints.J_regressor @ posed.rest_vertices - floor,
        parents=np.asarray(joints.parents, np.int32),
        joint_names=joints.joint_names,
        weight_indices=indices,
        weight_values=values,
        metadata=metadata,
    )


def refined(weights: np.ndarray, surface: Surface, posed: Posed, finer: Body) -> np.ndarray:
    """Weights (V, 24) of a surface, handed on to a finer body's joints as they share the skin beneath."""
    normals = vertex_normals(surface.vertices, surface.faces)
    match = match_body(surface.vertices, posed.vertices, outside(finer), normals)
    return shared(weights, match.interpolate(finer.weights), finer.joint_names)


def weigh(surface: Surface, source: Source, match: Match, posed: Posed, body: Body) -> np.ndarray:
    """Skinning weights (V, J) float32 of a surface that matches a source: rows sum to 1, any number each."""
    away = distance_from_skin(surface.vertices, match, source)
    sure = source.on_skin(match) & (away < SURE)
    given = match.interpolate(source.weights)
    loose = around_legs(source)[match.corners].all(axis=1)
    given[loose] = without_feet(given[loose])
    weights = diffuse(surface.vertices, surface.faces, given, away, sure, loose)
    kept = np.where(across_gaps(surface.vertices, surface.faces, weights, body, posed), 0, weights)
    total = kept.sum(axis=1, keepdims=True)
    return np.where(total > 0, kept / np.where(total > 0, total, 1), given).astype(np.float32)
