"""Cloth around a body: how far its convex sections reach, what hangs from them, hems and open sheets."""

from __future__ import annotations

import dataclasses

import numba
import numpy as np
from scipy.ndimage import gaussian_filter1d

from .loft import ACROSS, ANGLES, Solid, merge, rings

DIRECTIONS = np.stack([np.cos(ANGLES), np.sin(ANGLES)])
TAPER = 0.15  # metres that a point reaches less far for each metre from the level
SHEET = 0.013  # thickness of cloth that hangs free: two cells of the grid that it is joined on


@dataclasses.dataclass(frozen=True)
class Drape:
    """Convex cloth around an axis: at levels (R,), around centres (R, 2), it reaches (R, RING) metres in the
    directions ANGLES (the support function of its section, not the distance along a ray)."""

    axis: int
    levels: np.ndarray
    centres: np.ndarray
    reach: np.ndarray

    def eased(self, ease: float | np.ndarray) -> Drape:
        """Further out by ease metres: one, (R, 1) or (R, RING)."""
        return dataclasses.replace(self, reach=self.reach + ease)

    def hung(self, slope: float | np.ndarray = 0.0) -> Drape:
        """Falling from where it is widest, in the order of the levels, narrowing by at most slope (metres
        per metre, one or (RING,))."""
        fallen = np.abs(self.levels - self.levels[0])[:, None] * slope
        return dataclasses.replace(self, reach=np.maximum.accumulate(self.reach + fallen) - fallen)

    def holding(self, other: Drape, margin: float) -> Drape:
        """Wide enough to hold another drape around the same axis, where it is, and `margin` metres more."""
        order = np.argsort(other.levels)
        levels, outer = other.levels[order], (other.reach + other.centres @ DIRECTIONS)[order]
        held = [np.interp(self.levels, levels, column, left=-1, right=-1) for column in outer.T]
        needed = np.stack(held, axis=1) + margin - self.centres @ DIRECTIONS
        return dataclasses.replace(self, reach=np.maximum(self.reach, needed))

    def straight(self, row: int, flare: float) -> Drape:
        """Below a row, in straight lines that widen by at least `flare` metres a metre and hold all that is
        under them."""
        drop = np.abs(self.levels[row + 1 :] - self.levels[row])[:, None]
        wider = self.reach[row + 1 :] - self.reach[row]
        slope = np.maximum((wider / drop).max(axis=0), flare)
        reach = self.reach.copy()
        reach[row + 1 :] = reach[row] + slope * drop
        return dataclasses.replace(self, reach=reach)

    def since(self, row: int) -> Drape:
        """Without the levels before a row."""
        return Drape(self.axis, self.levels[row:], self.centres[row:], self.reach[row:])

    def radii(self) -> np.ndarray:
        """Distances (R, RING) from the centres along the rays ANGLES."""
        return _along_rays(np.maximum(self.reach, 0.004))

    def rings(self, folds: float | np.ndarray = 0.0) -> np.ndarray:
        """Outlines (R, RING, 3); folds (R, RING) are added to the radii."""
        return rings(self.radii() + folds, self.axis, self.levels, self.centres)


@numba.njit(cache=True)
def _along_rays(reach):  # type: ignore[no-untyped-def]
    """The intersection of half-planes: those within 85 degrees of a ray bound it."""
    rows, count = reach.shape
    side = int(count * 85 / 360)
    radii = np.full((rows, count), np.inf)
    for offset in range(-side, side + 1):
        cosine = np.cos(2 * np.pi * offset / count)
        for row in range(rows):
            for ray in range(count):
                radii[row, ray] = min(radii[row, ray], reach[row, (ray + offset) % count] / cosine)
    return radii


def drape(
    points: np.ndarray,
    axis: int,
    levels: np.ndarray,
    centres: np.ndarray | None = None,
    slab: float | np.ndarray = 0.014,
) -> Drape:
    """How far points (K, 3) reach around an axis at levels (R,), from centres (R, 2) or (2,), or from the
    middle of them all. The points within `slab` metres of a level, one or (R,), count, the less the further
    away they are; a level with fewer than four takes the nearest one's reach."""
    points = points[np.argsort(points[:, axis])]
    along, heights = points[:, ACROSS[axis]] @ DIRECTIONS, points[:, axis]
    bounds = (np.searchsorted(heights, levels + side) for side in (-np.asarray(slab), slab))
    found = {
        k: (along[start:end] - TAPER * np.abs(heights[start:end] - levels[k])[:, None]).max(axis=0)
        for k, (start, end) in enumerate(zip(*bounds, strict=True))
        if end - start > 3
    }
    nearest = np.abs(np.array(list(found)) - np.arange(len(levels))[:, None]).argmin(axis=1)
    reach = np.stack(list(found.values()))[nearest]
    reach = gaussian_filter1d(reach, 1.0, axis=0, mode="nearest")
    if centres is None:
        quarter = reach.shape[1] // 4
        spans = reach - np.roll(reach, 2 * quarter, axis=1)
        centres = spans[:, [0, quarter]].mean(axis=0) / 2
    centres = np.broadcast_to(centres, (len(levels), 2))
    return Drape(axis, np.asarray(levels), centres, reach - centres @ DIRECTIONS)


def folded(points: np.ndarray) -> np.ndarray:
    """Points (K, 3) and their mirror images (2K, 3): a pair of garments is cut as one."""
    return np.concatenate([points, points * [-1, 1, 1]])


def pair(left: Solid) -> Solid:
    """A solid and its mirror image."""
    mirrored = left.vertices * np.array([-1, 1, 1], np.float32)
    return merge(left, Solid(mirrored, np.ascontiguousarray(left.faces[:, ::-1])))


def shrunk(outlines: np.ndarray, amount: float) -> np.ndarray:
    """Outlines (R, N, 3) moved towards their centres by `amount` metres, at most four fifths of the way."""
    arms = outlines - outlines.mean(axis=1, keepdims=True)
    lengths = np.maximum(np.linalg.norm(arms, axis=2, keepdims=True), 1e-6)
    return outlines - arms * np.minimum(amount / lengths, 0.8)


def hollow(outlines: np.ndarray, depth: float = 0.035, thickness: float = SHEET) -> np.ndarray:
    """Turn the last of outlines (R, N, 3) inwards and back up by `depth` metres: an open hem."""
    middles = outlines.mean(axis=1)
    back = np.abs(np.linalg.norm(middles - middles[-1], axis=1) - depth).argmin()
    return np.concatenate([outlines, shrunk(outlines[[-1, back]], thickness)])


def arc(outlines: np.ndarray, start: np.ndarray, end: np.ndarray, count: int = 81) -> np.ndarray:
    """The parts (R, count, 3) of outlines (R, N, 3) from the angles start to end (R,), radians."""
    points = outlines.shape[1]
    place = (start[:, None] + np.linspace(0, 1, count) * (end - start)[:, None]) * points / (2 * np.pi)
    whole = np.floor(place).astype(int)
    part = (place - whole)[..., None]
    rows = np.arange(len(outlines))[:, None]
    return outlines[rows, whole % points] * (1 - part) + outlines[rows, (whole + 1) % points] * part


def sheet(outer: np.ndarray, inner: np.ndarray) -> Solid:
    """The closed solid between two open sheets (R, M, 3) with corresponding points."""
    count, points, _ = outer.shape
    index = np.arange(count * points).reshape(count, points)
    front = _quads(index)
    back = _quads(index)[:, ::-1] + count * points
    border = np.concatenate([index[0, :-1], index[:-1, -1], index[-1, :0:-1], index[:0:-1, 0]])
    after = np.roll(border, -1)
    other, other_after = border + count * points, after + count * points
    sides = [np.stack([after, border, other], axis=1), np.stack([after, other, other_after], axis=1)]
    vertices = np.concatenate([outer.reshape(-1, 3), inner.reshape(-1, 3)])
    faces = np.concatenate([front, back, *sides])
    p, q, r = np.moveaxis(vertices[faces] - vertices[:1], 1, 0)
    if np.einsum("ij,ij->", p, np.cross(q, r)) < 0:
        faces = faces[:, ::-1]
    return Solid(vertices.astype(np.float32), np.ascontiguousarray(faces, np.int32))


def _quads(index: np.ndarray) -> np.ndarray:
    corners = index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]
    a, b, c, d = (corner.reshape(-1) for corner in corners)
    return np.concatenate([np.stack([a, b, c], axis=1), np.stack([a, c, d], axis=1)])
