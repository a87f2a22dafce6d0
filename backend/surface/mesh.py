"""A field's zero set as a closed triangle mesh."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np

from ..protocol import UserError
from .field import Field
from .focus import NO_FOCUS, Focus
from .settings import SurfaceSettings

# A learned distance is steeper than 1 in places. Cells are dropped by distance / steepness; where the
# first guess lost a crossing the mesh has a border, and the next is tried.
STEEPNESS = (1.25, 2.5, 5.0)


@dataclasses.dataclass(frozen=True)
class Surface:
    """A closed manifold mesh: vertices (V, 3) float32 in metres, faces (F, 3) int32 counter-clockwise
    from outside."""

    vertices: np.ndarray
    faces: np.ndarray


def extract(field: Field, settings: SurfaceSettings, focus: Focus = NO_FOCUS) -> Surface:
    """The part of the zero set that encloses the most, decimated to the triangle budget.

    Floating pieces and closed cavities are left out. The zero set is found by marching cubes
    (Lorensen & Cline 1987) in the cells that an octree keeps near it, and decimated by quadric error
    (Garland & Heckbert 1997), both in the focus' magnified space. Raises UserError when the field has
    no closed zero set.
    """
    vertices, faces = _largest_component(*_zero_set(field, settings.spacing, focus))
    if len(faces) > settings.triangles:
        vertices, faces, _, _ = igl.qslim(
            np.asfortranarray(vertices), np.asfortranarray(faces, np.int32), settings.triangles
        )
    return Surface(focus.shrink(vertices).astype(np.float32), np.ascontiguousarray(faces, np.int32))


def _zero_set(field: Field, spacing: float, focus: Focus) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) float64 in magnified space, faces (F, 3)."""
    low, high = (np.asarray(corner, np.float64) for corner in field.bounds())
    origin = low - focus.reach - 1.5 * spacing
    depth = int(np.ceil(np.log2((high + focus.reach - origin).max() / spacing + 2)))
    side = spacing * 2**depth

    def distance(points: np.ndarray) -> np.ndarray:
        points = focus.shrink(points)
        outside_box = np.maximum(low - points, points - high).max(axis=1)
        return np.maximum(field.sdf(points.astype(np.float32)), outside_box)

    for steepness in STEEPNESS:

        def least(points: np.ndarray, steepness: float = steepness) -> np.ndarray:
            return np.minimum(np.abs(distance(points)), field.band) / steepness

        cells = igl.lipschitz_octree(origin, side, depth, least)
        if not len(cells):
            break
        _, corners, nodes = igl.unique_sparse_voxel_corners(origin, side, depth, cells)
        values = distance(nodes)
        # A vertex on a node would belong to several edges at once and leave triangles without area.
        values = np.copysign(np.maximum(np.abs(values), 0.02 * spacing), values)
        vertices, faces, _ = igl.marching_cubes(values, nodes, corners, 0.0)
        if len(faces) and not len(igl.boundary_facets(faces)[0]):
            return vertices, faces
    raise UserError(
        "internal",
        "The sculpted field has no closed surface.",
        "The optimisation has diverged, or the lattice is too coarse for it.",
        "Use another seed, or a smaller surface.spacing.",
    )


def _largest_component(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The component of the largest signed volume; a cavity's is negative."""
    _, component = igl.facet_components(faces)
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    volumes = np.bincount(component, np.einsum("ij,ij->i", a, np.cross(b, c)))
    vertices, faces, _, _ = igl.remove_unreferenced(vertices, faces[component == volumes.argmax()])
    return vertices, faces
