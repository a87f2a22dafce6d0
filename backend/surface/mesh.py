"""A field's zero set as a closed triangle mesh."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

import igl
import numpy as np

from ..protocol import UserError
from .crossing import separate
from .decimate import decimate
from .field import Field
from .focus import NO_FOCUS, Focus
from .settings import SurfaceSettings

IGL_AXES = [1, 0, 2]  # libigl subscripts the cells of its octree by y, x, z
MOST = 99  # percent of a deviation; the rest is in gaps under hems and collars, which nobody sees
VISIBLE = 0.005  # metres
CORNERS = np.array(list(np.ndindex(2, 2, 2)))


@dataclasses.dataclass(frozen=True)
class Surface:
    """A closed manifold mesh: vertices (V, 3) float32 in metres, faces (F, 3) int32 counter-clockwise
    from outside."""

    vertices: np.ndarray
    faces: np.ndarray


def extract(field: Field, settings: SurfaceSettings, focus: Focus = NO_FOCUS) -> Surface:
    """The `full` surface, decimated to the triangle budget."""
    return decimated(full(field, settings.spacing, focus), settings, (focus,))


def full(field: Field, spacing: float, focus: Focus = NO_FOCUS) -> Surface:
    """The part of the zero set that encloses the most, in triangles about spacing, in metres, long.

    Floating pieces and closed cavities are left out. The zero set is found by marching cubes
    (Lorensen & Cline 1987) in the cells that an octree finds near it, in the focus' magnified space; where
    it leaves the field's bounds it is cut off there. Raises UserError when the field has no zero set.
    """
    vertices, faces = _largest_component(*_zero_set(field, spacing, focus))
    return Surface(focus.shrink(vertices).astype(np.float32), np.ascontiguousarray(faces, np.int32))


def decimated(
    surface: Surface, settings: SurfaceSettings, foci: Sequence[Focus] = (), colors: np.ndarray | None = None
) -> Surface:
    """The surface with the settings' triangles at most, and fewer where their largest error allows it: finer
    where foci are, with the borders between its vertices' colors (V, 3), and drawn apart where it would pass
    through itself."""
    if len(surface.faces) <= settings.triangles and not settings.max_error:
        return surface
    importance = np.ones(len(surface.vertices))
    for focus in foci:
        importance = np.maximum(importance, focus.importance(surface.vertices))
    bound = settings.max_error / 1000
    vertices, faces = decimate(surface.vertices, surface.faces, settings.triangles, colors, importance, bound)
    return Surface(separate(vertices, faces).astype(np.float32), faces.astype(np.int32))


def deviation(surface: Surface, detail: Surface) -> np.ndarray:
    """How far, in metres, each vertex (V,) of the detailed surface is from the decimated one."""
    squared, _, _ = igl.point_mesh_squared_distance(
        detail.vertices.astype(np.float64),
        surface.vertices.astype(np.float64),
        surface.faces.astype(np.int64),
    )
    return np.sqrt(squared).astype(np.float32)


def surface_report(faces: np.ndarray, deviation: np.ndarray) -> dict[str, Any]:
    """What report.json says of a surface of faces (F, 3) with this `deviation`."""
    typical, most = 1000 * float(np.mean(deviation)), 1000 * float(np.percentile(deviation, MOST))
    return {"triangles": len(faces), "deviation_mm": {"mean": round(typical, 3), "most": round(most, 3)}}


def too_few(deviation: np.ndarray, settings: SurfaceSettings) -> list[str]:
    """A warning where the budget of triangles costs more than the largest error allowed or, where none is
    set, what can be seen."""
    few = f"{settings.triangles} triangles are too few for this avatar: "
    most, worst = 1000 * np.percentile(deviation, MOST), 1000 * deviation.max()
    if settings.max_error and worst > 1.01 * settings.max_error:
        return [f"{few}it is {worst:.1f} mm off what was sculpted, not {settings.max_error:g}. Ask for more."]
    if settings.max_error or most <= 1000 * VISIBLE:
        return []
    return [f"{few}parts of it are {most:.0f} mm off what was sculpted. Ask for more, or for a normal map."]


def _zero_set(field: Field, spacing: float, focus: Focus) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) float64 in magnified space, faces (F, 3)."""
    low, high = (np.asarray(corner, np.float64) for corner in field.bounds())
    origin = low - focus.reach - 1.5 * spacing
    counts = np.ceil((high + focus.reach - origin) / spacing).astype(int) + 3
    depth = int(np.ceil(np.log2(counts.max())))
    side = spacing * 2**depth

    def distance(points: np.ndarray, sdf: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
        points = focus.shrink(points)
        outside_box = np.maximum(low - points, points - high).max(axis=1)
        return np.maximum(sdf(points.astype(np.float32)), outside_box)

    def least_distance(points: np.ndarray) -> np.ndarray:
        return np.minimum(np.abs(distance(points, field.estimate)), field.trusted)

    def node_value(nodes: np.ndarray) -> np.ndarray:
        values = distance(origin + spacing * nodes, field.sdf)
        # A vertex on a node would belong to several edges at once and leave triangles without area.
        return np.copysign(np.maximum(np.abs(values), 0.02 * spacing), values)

    cells = igl.lipschitz_octree(origin, side, depth, least_distance).reshape(-1, 3)[:, IGL_AXES]
    cells = cells[(cells < counts - 1).all(axis=1)]
    values = np.full(counts, np.nan, np.float32)
    cells = _grown(cells, values, node_value)
    nodes, corners, points = igl.unique_sparse_voxel_corners(origin, side, depth, cells[:, IGL_AXES])
    vertices, faces, _ = igl.marching_cubes(
        values[tuple(nodes[:, IGL_AXES].T)].astype(np.float64), points, corners, 0.0
    )
    if not len(faces):
        what, why = "The sculpted field has no surface.", "The optimisation has diverged."
        raise UserError("internal", what, why, "Use another seed.")
    return vertices, faces


def _grown(
    cells: np.ndarray, values: np.ndarray, node_value: Callable[[np.ndarray], np.ndarray]
) -> np.ndarray:
    """Cells (N, 3), by lowest node, and all those that the surface passes into from them.

    The octree asks for estimates and takes the field's slope for at most 1; where they are wrong, or it is
    steeper or jumps, the octree's cells leave holes. Fills values, an array over the lattice, with
    node_value at the cells' corners.
    """
    flat = values.reshape(-1)
    strides = np.array([values.shape[1] * values.shape[2], values.shape[2], 1])
    seen = np.zeros(flat.shape, bool)
    new = cells @ strides
    while len(new):
        seen[new] = True
        corners = new[:, None] + CORNERS @ strides
        unknown = np.unique(corners[np.isnan(flat[corners])])
        flat[unknown] = node_value(np.stack(np.unravel_index(unknown, values.shape), axis=1))
        inside = flat[corners] < 0
        entered = []
        for axis, end in np.ndindex(3, 2):
            face = inside[:, CORNERS[:, axis] == end]
            crossed = face.any(axis=1) & ~face.all(axis=1)
            entered.append(new[crossed] + (2 * end - 1) * strides[axis])
        new = np.unique(np.concatenate(entered))
        new = new[~seen[new]]
    return np.stack(np.unravel_index(np.flatnonzero(seen), values.shape), axis=1)


def _largest_component(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The component of the largest signed volume; a cavity's is negative."""
    _, component = igl.facet_components(faces)
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    volumes = np.bincount(component, np.einsum("ij,ij->i", a, np.cross(b, c)))
    vertices, faces, _, _ = igl.remove_unreferenced(vertices, faces[component == volumes.argmax()])
    return vertices, faces
