"""The start as a distance field, computed exactly on its triangles."""

from __future__ import annotations

import igl
import numpy as np
import scipy.sparse.linalg

from ..patterns import bits
from .start import Start
from .visible import visible_faces

CLEAR = 5e-4  # metres outside a face where it is looked for what buries it
# Farther than so many radii, a cluster of triangles counts as a whole: 1.2 puts a winding number 0.2 off at
# most, which changes no side, for a third of the time that libigl's 2 takes; 1.1 errs by more.
ACCURACY = 1.2
# Triangles buried in part are cut in four so often, or until their edges are this short, in metres.
CUTS, PIECE = 3, 0.01
HALVES = np.array([[2, 0, 0], [0, 2, 0], [0, 0, 2], [1, 1, 0], [0, 1, 1], [1, 0, 1]]) / 2
QUARTERS = HALVES[[[0, 3, 5], [3, 1, 4], [5, 4, 2], [3, 4, 5]]]  # barycentric coordinates (4, 3, 3)
HEM = 0.01  # metres over which a garment's thickness rises from the skin
# Offsets (8, 3) in metres over which a pattern is averaged, so that its edges are soft; a rank-1 lattice.
AROUND = ((np.arange(8)[:, None] * [1, 3, 5] + 0.5) % 8 / 8 - 0.5).astype(np.float32) * 0.002


class BodyDistance:
    """Signed distance to the dressed body and the colour of its closest point, at any point in space."""

    def __init__(self, start: Start):
        start.check()
        self.start = start
        self.vertices = start.vertices.astype(np.float64)
        faces, skin = start.faces.astype(np.int64), start.skin[start.faces].all(axis=1)
        bare = visible_faces(start.vertices, start.faces[skin], start.head)
        # The mouth's inside is no outside; what lies under clothes stays, for where they do not close on it.
        solid = np.concatenate([faces[skin][bare], faces[~skin]])
        self.winding = igl.FastWindingNumberBVH()
        self.winding.init(self.vertices, solid)
        # Triangle t is the part of faces[t] between the barycentric coordinates corners[t] (3, 3).
        self.faces, self.corners = solid, np.broadcast_to(np.eye(3), (len(solid), 3, 3))
        if not skin.all():
            self.faces, self.corners = self._unburied(solid)
        self.soup = (self.corners @ self.vertices[self.faces]).reshape(-1, 3)
        self.triangles = np.arange(len(self.soup)).reshape(-1, 3)
        self.tree = igl.AABB()
        self.tree.init(self.soup, self.triangles)
        self.thickness = start.thickness.copy()
        self.thickness[start.skin] = smooth(start.thickness, self.vertices, faces[skin], HEM)[start.skin]

    def _unburied(self, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """What of faces (F, 3) bounds something, as faces (T, 3) and barycentric corners on them (T, 3, 3).

        Left out is what lies inside another part of the solid. A large triangle that does so in part is
        cut to pieces: a boot's top within the leg is no surface, and a leg that shrinks would part there.
        """
        corners = np.broadcast_to(np.eye(3), (len(faces), 3, 3))
        kept = []
        for cut in range(CUTS + 1):
            places = corners @ self.vertices[faces]
            large = np.linalg.norm(places - np.roll(places, 1, axis=1), axis=2).max(axis=1) > PIECE
            hidden = self._hidden(places, large)
            buried = hidden.all(axis=1)
            torn = hidden.any(axis=1) & ~buried & large & (cut < CUTS)
            kept.append((faces[~buried & ~torn], corners[~buried & ~torn]))
            faces = np.repeat(faces[torn], len(QUARTERS), axis=0)
            corners = (QUARTERS @ corners[torn][:, None]).reshape(-1, 3, 3)
        return np.concatenate([part for part, _ in kept]), np.concatenate([part for _, part in kept])

    def _hidden(self, places: np.ndarray, large: np.ndarray) -> np.ndarray:
        """Whether the solid holds what is just outside triangles (T, 3, 3), at the middle and near the
        corners (T, 4); corners count only for those that are large (T,) or whose middle is held."""
        normals = np.cross(places[:, 1] - places[:, 0], places[:, 2] - places[:, 0])
        normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-30
        middle = places.mean(axis=1)
        hidden = np.zeros((len(places), 4), bool)
        hidden[:, 0] = self._inside(middle + CLEAR * normals)
        some = hidden[:, 0] | large
        probes = middle[:, None] + 0.8 * (places - middle[:, None]) + CLEAR * normals[:, None]
        hidden[some, 1:] = self._inside(probes[some].reshape(-1, 3)).reshape(-1, 3)
        return hidden

    def _inside(self, points: np.ndarray) -> np.ndarray:
        """Which points (N, 3) the solid's triangles wind around (N,)."""
        return self.winding.winding_number(points, ACCURACY) > 0.5

    def closest(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """points (N, 3) -> unsigned distance (N,), triangle (N,), barycentric coordinates (N, 3)."""
        points = np.ascontiguousarray(points, np.float64)
        squared, triangle, foot = self.tree.squared_distance(self.soup, self.triangles, points)
        corners = [np.ascontiguousarray(self.soup[self.triangles[triangle, corner]]) for corner in range(3)]
        weights = np.clip(igl.barycentric_coordinates(foot, *corners), 0, 1)
        # a triangle without area has no barycentric coordinates: take its first corner
        weights[~np.isfinite(weights).all(axis=1)] = (1, 0, 0)
        weights = np.einsum("nk,nkc->nc", weights, self.corners[triangle])
        return np.sqrt(squared), triangle, weights / weights.sum(axis=1, keepdims=True)

    def sdf(self, points: np.ndarray) -> np.ndarray:
        """points (N, 3), metres -> (N,) float32: distance to the surface less the thickness that is worn.

        Inside is where the winding number exceeds one half (Barill et al. 2018): normals disagree about
        eyeballs, garments and other parts that lie in one another, and the faces left out leave holes.
        """
        points = np.ascontiguousarray(points, np.float64)
        return self._signed(points, *self.closest(points))

    def color(self, points: np.ndarray) -> np.ndarray:
        """points (N, 3) -> (N, 3) float32 sRGB of the closest body point."""
        _, triangle, weights = self.closest(points)
        return self._painted(triangle, weights)

    def query(self, points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The sdf (N,) and the color (N, 3) at points (N, 3) for the price of one search."""
        points = np.ascontiguousarray(points, np.float64)
        distance, triangle, weights = self.closest(points)
        return self._signed(points, distance, triangle, weights), self._painted(triangle, weights)

    def _signed(
        self, points: np.ndarray, distance: np.ndarray, triangle: np.ndarray, weights: np.ndarray
    ) -> np.ndarray:
        thickness = self._interpolate(self.thickness[:, None], triangle, weights)[:, 0]
        return (np.where(self._inside(points), -distance, distance) - thickness).astype(np.float32)

    def _painted(self, triangle: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """The colour (N, 3) at barycentric coordinates (N, 3) of triangles (N,): the accent as far as the
        patterns of the corners show it around there."""
        start = self.start
        colors = self._interpolate(start.colors, triangle, weights)
        pattern = start.pattern[self.faces[triangle]]
        drawn = np.flatnonzero(pattern.any(axis=1))
        triangle, weights, pattern = triangle[drawn], weights[drawn], pattern[drawn]
        coordinates = self._interpolate(start.coordinates, triangle, weights)
        shown = np.zeros(len(drawn))
        for offset in AROUND:
            shown += ((bits(coordinates + offset)[:, None] & pattern > 0) * weights).sum(axis=1)
        share = (shown / len(AROUND))[:, None]
        accents = self._interpolate(start.accents, triangle, weights)
        colors[drawn] += (share * (accents - colors[drawn])).astype(np.float32)
        return colors

    def _interpolate(self, values: np.ndarray, triangle: np.ndarray, weights: np.ndarray) -> np.ndarray:
        return np.einsum("nkc,nk->nc", values[self.faces[triangle]], weights).astype(np.float32)


def smooth(values: np.ndarray, vertices: np.ndarray, faces: np.ndarray, width: float) -> np.ndarray:
    """Spread values (V,) over about `width` metres of surface, so that a hem is a slope, not a cliff.

    One implicit step of heat flow (Desbrun et al. 1999): the same for fine and coarse triangles. Vertices
    without a face keep their values.
    """
    used = np.unique(faces)
    values, given = values[used], values
    vertices, faces = vertices[used], np.searchsorted(used, faces)
    laplacian = igl.cotmatrix(vertices, faces)
    mass = igl.massmatrix(vertices, faces, igl.MassMatrixType.MASSMATRIX_TYPE_BARYCENTRIC)
    spread = scipy.sparse.linalg.spsolve((mass - width**2 * laplacian).tocsc(), mass @ values)
    result = given.astype(np.float32)
    result[used] = np.clip(spread, values.min(), values.max())
    return result
