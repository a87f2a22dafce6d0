"""Closed meshes from outlines: cross-sections of a body, widened, stacked and capped."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.spatial import ConvexHull

RING = 64  # points of an outline
ANGLES = np.linspace(0, 2 * np.pi, RING, endpoint=False)
# The two axes of the plane across each axis, so that (first, second, axis) is right-handed.
ACROSS = {0: (1, 2), 1: (2, 0), 2: (0, 1)}


@dataclasses.dataclass(frozen=True)
class Solid:
    """A closed mesh: vertices (V, 3) float32 in metres, faces (F, 3) int32 counter-clockwise from outside."""

    vertices: np.ndarray
    faces: np.ndarray


def loft(rings: np.ndarray) -> Solid:
    """Join outlines (R, N, 3) into a tube and close its ends at their centres.

    The rings run along the tube, each counter-clockwise seen from the tube's end; if they do not, the
    faces are turned over, so that the outside is outside either way.
    """
    count, points, _ = rings.shape
    index = np.arange(count * points).reshape(count, points)
    following = np.roll(index, -1, axis=1)
    a, b, c, d = (part.reshape(-1) for part in (index[:-1], following[:-1], following[1:], index[1:]))
    first, last = count * points, count * points + 1
    faces = np.concatenate(
        [
            np.stack([a, b, c], axis=1),
            np.stack([a, c, d], axis=1),
            np.stack([following[0], index[0], np.full(points, first)], axis=1),
            np.stack([index[-1], following[-1], np.full(points, last)], axis=1),
        ]
    )
    vertices = np.concatenate([rings.reshape(-1, 3), rings[[0, -1]].mean(axis=1)])
    p, q, r = np.moveaxis(vertices[faces] - vertices[:1], 1, 0)
    if np.einsum("ij,ij->", p, np.cross(q, r)) < 0:
        faces = faces[:, ::-1]
    return Solid(vertices.astype(np.float32), np.ascontiguousarray(faces, np.int32))


def merge(*solids: Solid) -> Solid:
    """Several solids as one, which may overlap."""
    starts = np.cumsum([0, *(len(solid.vertices) for solid in solids)])
    return Solid(
        np.concatenate([solid.vertices for solid in solids]),
        np.concatenate([solid.faces + np.int32(start) for solid, start in zip(solids, starts, strict=False)]),
    )


def outline(points: np.ndarray, centre: np.ndarray, ease: float, angles: np.ndarray = ANGLES) -> np.ndarray:
    """Distances (N,) from centre (2,), inside the points' convex hull, to the hull `ease` metres outside
    points (K, 2), in the directions `angles` (N,): garments span hollows as a convex hull does."""
    planes = ConvexHull(points).equations
    along = planes[:, :2] @ np.stack([np.cos(angles), np.sin(angles)])
    reach = (-planes[:, 2] - planes[:, :2] @ centre + ease)[:, None]
    return np.where(along > 1e-6, reach / np.maximum(along, 1e-6), np.inf).min(axis=0)


def rings(radii: np.ndarray, axis: int, levels: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Outlines (R, N, 3) from radii (R, N) at levels (R,) along an axis around centres (R, 2)."""
    angles = np.linspace(0, 2 * np.pi, radii.shape[1], endpoint=False)
    result = np.empty((*radii.shape, 3))
    result[..., axis] = levels[:, None]
    result[..., ACROSS[axis][0]] = centres[:, :1] + radii * np.cos(angles)
    result[..., ACROSS[axis][1]] = centres[:, 1:] + radii * np.sin(angles)
    return result


def lathe(profile: np.ndarray, axis: int, centre: np.ndarray, stretch: tuple[float, float] = (1, 1)) -> Solid:
    """A solid of revolution: profile (R, 2) of (level along the axis, radius); elliptic with stretch."""
    angles = ANGLES
    result = np.empty((len(profile), RING, 3))
    result[..., axis] = centre[axis] + profile[:, :1]
    for k, wave in enumerate((np.cos(angles), np.sin(angles))):
        result[..., ACROSS[axis][k]] = centre[ACROSS[axis][k]] + profile[:, 1:] * stretch[k] * wave
    return loft(result)


def tube(path: np.ndarray, radii: np.ndarray, count: int = 16) -> Solid:
    """A round tube along path (R, 3) with radii (R,), ends closed."""
    tangents = np.gradient(path, axis=0)
    tangents /= np.linalg.norm(tangents, axis=1, keepdims=True)
    side = np.cross(tangents, [0.0, 0.0, 1.0])
    weak = np.linalg.norm(side, axis=1) < 0.2
    side[weak] = np.cross(tangents[weak], [1.0, 0.0, 0.0])
    side /= np.linalg.norm(side, axis=1, keepdims=True)
    up = np.cross(tangents, side)
    angles = np.linspace(0, 2 * np.pi, count, endpoint=False)[None, :, None]
    return loft(
        path[:, None] + radii[:, None, None] * (np.cos(angles) * side[:, None] + np.sin(angles) * up[:, None])
    )
