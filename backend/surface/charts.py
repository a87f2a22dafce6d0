"""From patches of a surface to charts that lie flat without a flip or an overlap."""

from __future__ import annotations

import igl
import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import dijkstra

from .flatten import THIN, crossings, flatten, one_to_one, signed_areas
from .regions import borders, components
from .seams import disks
from .texture import rasterise

ROUNDS = 4  # of laying flat what is left, before all of it is a chart
SPECK = 0.0005  # of a surface's area: what is cut out and smaller is no chart of its own
OFF = 2.0  # times too large or too small
MOST_OFF = 0.1  # of a patch's area, beyond which it is halved
WORST = 4.0  # times too large or too small: what is, is cut out
CUTS = 8  # of what overlaps, from a patch
RINGS = 3  # of triangles that are cut out around it
SHARE = 0.1  # of a patch's largest piece: what is left of it and smaller is cut out too
GRAIN = 256  # texels on a side, by which overlaps are seen


def laid_flat(vertices: np.ndarray, faces: np.ndarray, patch: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (F, 3, 2) in the units of vertices, and the chart (F,) int of each triangle, from 0 on.

    vertices (V, 3) float64; faces (F, 3) int64, edge-manifold; patch (F,) int, connected. A patch is one
    chart, less what would overlap or be turned over: that is put together with what it touches, and laid flat
    in its turn. Each chart lies anywhere in the plane, and has about the area that its triangles have.
    """
    area = igl.doublearea(vertices, faces)
    flat, chart = np.zeros((len(faces), 3, 2)), np.full(len(faces), -1)
    group, thin, least = np.array(patch), area <= THIN * area.mean(), SPECK * area.sum()
    for _ in range(ROUNDS):
        waiting = np.flatnonzero((chart < 0) & ~thin)
        for triangles, places, corners in each(vertices, faces, group, waiting):
            flat[triangles], piece = attempt(places, corners)
            size = np.bincount(piece + 1, area[triangles], piece.max() + 2)
            done = (piece >= 0) & ((size > least) | (size[0] == 0))[piece + 1]
            chart[triangles[done]] = chart.max() + 1 + piece[done]
            whole = not done.any() and size.sum() > least
            group[triangles] = group.max() + 1 + halves(vertices, faces[triangles]) if whole else 0
    for closed in (True, False):
        for triangles, places, corners in each(vertices, faces, group, np.flatnonzero(chart < 0)):
            if igl.euler_characteristic(corners) == 1:
                flat[triangles] = one_to_one(places, corners, np.array(igl.boundary_loop(corners)))[corners]
                chart[triangles] = chart.max() + 1
            elif closed:
                group[triangles] = group.max() + 1 + halves(vertices, faces[triangles])
    return flat, np.unique(chart, return_inverse=True)[1]


def each(
    vertices: np.ndarray, faces: np.ndarray, group: np.ndarray, chosen: np.ndarray
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """The connected patches of equal group (F,) among chosen triangles (N,): which triangles it has (T,),
    and its vertices (W, 3) and faces (T, 3) after it is cut to a disk."""
    if not len(chosen):
        return []
    first, second, _ = borders(vertices, faces[chosen])
    patch = components(group[chosen], first, second)
    welded = disks(vertices, faces[chosen], patch)
    order = np.argsort(patch, kind="stable")
    result = []
    for triangles in np.split(order, np.flatnonzero(np.diff(patch[order])) + 1):
        corners = np.unique(welded[triangles], return_inverse=True)[1].reshape(-1, 3)
        places = np.zeros((corners.max() + 1, 3))
        places[corners] = vertices[faces[chosen[triangles]]]
        result.append((chosen[triangles], places, corners))
    return result


def attempt(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Corners (F, 3, 2) of a disk, and the piece (F,) that each triangle lies flat in, well, from 0 on, or -1
    where it does not."""
    nothing = np.full(len(faces), -1)
    if igl.euler_characteristic(faces) != 1:
        return np.zeros((len(faces), 3, 2)), nothing
    area = igl.doublearea(vertices, faces)
    corners = flatten(vertices, faces, np.array(igl.boundary_loop(faces)))[faces]
    if not np.isfinite(corners).all():
        return np.zeros((len(faces), 3, 2)), nothing
    scale = np.sqrt(np.maximum(signed_areas(corners), 0) / area)
    if area[(scale > OFF) | (scale < 1 / OFF)].sum() > MOST_OFF * area.sum():
        return corners, nothing
    return corners, sound(corners, igl.triangle_triangle_adjacency(faces)[0], area, scale)


def sound(corners: np.ndarray, across: np.ndarray, area: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """The piece (F,) that each triangle, corners (F, 3, 2), lies in without overlaps, from 0 on, or -1.

    across (F, 3): the triangle behind each edge; area (F,) on the surface; scale (F,) of its sides. A map
    that turns nothing over is one to one on a piece whose border does not cross itself.
    """
    face, corner = np.nonzero(across >= 0)
    first, second = face, across[face, corner]
    out = widened((scale > WORST) | (scale < 1 / WORST), first, second)
    for cut in range(CUTS):
        piece = components(out.astype(np.int64), first, second)
        size = np.bincount(piece, area * ~out)
        piece[(out | (size < SHARE * size.max())[piece])] = -1
        border = (piece[:, None] >= 0) & ((across < 0) | (piece[across] != piece[:, None]))
        face, corner = np.nonzero(border)
        crossing = crossings(corners[face, corner], corners[face, (corner + 1) % 3], piece[face])
        if not crossing.any():
            break
        new = np.zeros_like(out)
        new[face[crossing]] = True
        if cut == 0:
            new = smaller(overlaps(corners), area, first, second)
        out |= widened(new, first, second)
    else:
        return np.full(len(corners), -1)
    numbers = np.unique(piece[piece >= 0])
    return np.where(piece >= 0, np.searchsorted(numbers, piece), -1)


def widened(chosen: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Chosen triangles (F,) bool and RINGS around them, where first (N,) and second (N,) touch."""
    chosen = chosen.copy()
    for _ in range(RINGS):
        chosen[first[chosen[second]]] = True
    return chosen


def overlaps(corners: np.ndarray) -> np.ndarray:
    """Pairs (N, 2) of triangles (F, 3, 2) that overlap."""
    low = corners.min(axis=(0, 1))
    within = (corners - low) / (corners.max(axis=(0, 1)) - low).max()
    above, barycentric = rasterise(within.astype(np.float32), GRAIN)
    below = len(corners) - 1 - rasterise(within[::-1].astype(np.float32), GRAIN)[0]
    seen = (above >= 0) & (above != below) & (barycentric.min(axis=2) > 1e-3)
    return np.unique(np.stack([above[seen], below[seen]], axis=1), axis=0)


def smaller(pairs: np.ndarray, area: np.ndarray, first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Of each two regions that overlap, by pairs (N, 2) of triangles, the smaller one, (F,) bool."""
    involved = np.zeros(len(area), np.int64)
    involved[pairs] = 1
    region = components(involved, first, second)
    size = np.bincount(region, area)
    one, two = region[pairs].T
    return np.isin(region, np.where(size[one] < size[two], one, two))


def halves(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Connected triangles (F, 3) in two, by which end they are nearer to: 0 or 1 for each (F,)."""
    if len(faces) == 1:
        return np.zeros(1, np.int64)
    first, second, _ = borders(vertices, faces)
    middles = vertices[faces].mean(axis=1)
    length = np.linalg.norm(middles[first] - middles[second], axis=1) + 1e-12
    graph = sparse.coo_matrix((length, (first, second)), shape=(len(faces),) * 2).tocsr()
    one = dijkstra(graph, indices=0).argmax()
    other = dijkstra(graph, indices=one).argmax()
    near = dijkstra(graph, indices=[one, other])
    return (near[0] > near[1]).astype(np.int64)
