"""A head as a radius by direction, and the shells that hair and hats are made of."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

import numpy as np
from scipy.spatial import ConvexHull, cKDTree

from .fit import Fit
from .loft import Solid, loft

EYES_TO_CROWN = 0.111  # metres, of a head of size 1
# Azimuths of a shell's columns: 0 at the face, growing to the person's left.
COLUMNS = 96
AROUND = np.linspace(0, 2 * np.pi, COLUMNS, endpoint=False)
OFF_FRONT = np.degrees(np.abs((AROUND + np.pi) % (2 * np.pi) - np.pi))  # 0 at the face, 180 at the nape

# Of directions (R, N, 3) from the head's centre and how far along its column each is, (R, 1) in 0..1,
# the metres (R, N) that a shell lies outside the skull.
Thickness = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclasses.dataclass(frozen=True)
class Row:
    """A ring of a stack: its height over the eyes, how far it lies outside `scale` times the rim, both
    one or (COLUMNS,), and where its middle is; metres on a head of size 1."""

    up: float | np.ndarray
    ease: float | np.ndarray
    scale: float = 1.0
    x: float = 0.0
    forward: float = 0.0


class Head:
    """The skull of a measured body, convex and without ears.

    Local coordinates: metres from `centre`, a point inside the skull; x, up and forward, turned about the
    x axis by `tilt` radians, so that a hat lies lower at the back. Heights given as `up` are metres over
    the eyes on a head of size 1.
    """

    def __init__(self, fit: Fit, tilt: float = 0.0):
        self.fit = fit
        points = fit.points("head")
        self.size = float(points[:, 1].max() - fit.face[1]) / EYES_TO_CROWN
        self.centre = fit.face + np.array([0.0, 0.02, -0.075]) * self.size
        self.turn = np.array(
            [[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]]
        )  # fmt: skip
        planes = ConvexHull(self.local(points[self.up(points) > 0.03])).equations
        planes = planes[planes[:, 1] > -0.3]
        self.nearness = planes[:, :3] / -planes[:, 3:]
        skin = ~fit.masks["eyes"] & ~fit.masks["cavity"] & (fit.masks["head"] | fit.masks["neck"])
        skin &= (np.abs(fit.vertices[:, 0]) < 0.085 * self.size) & (self.up(fit.vertices) > -0.11)
        below = self.local(fit.vertices[skin & ~self.ears(fit.vertices)])
        self.radii = np.linalg.norm(below, axis=1)
        self.below = cKDTree(below / self.radii[:, None])

    def up(self, points: np.ndarray) -> np.ndarray:
        """Heights (N,) over the eyes of points (N, 3), on a head of size 1."""
        return (points[:, 1] - self.fit.face[1]) / self.size

    def ears(self, points: np.ndarray) -> np.ndarray:
        """Which points (N, 3) of the head are ears, (N,)."""
        side, up, forward = ((points - self.fit.face) / self.size).T
        return (np.abs(side) > 0.062) & (np.abs(up + 0.01) < 0.045) & (np.abs(forward + 0.095) < 0.045)

    def local(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) of the body in local coordinates."""
        return (points - self.centre) @ self.turn.T

    def world(self, points: np.ndarray) -> np.ndarray:
        """Local points (..., 3) back on the body."""
        return points @ self.turn + self.centre

    def at(self, x: float, up: float, forward: float) -> np.ndarray:
        """The point (3,) of the body so far from the eyes' middle, in metres on a head of size 1."""
        return self.fit.face + np.array([x, up, forward]) * self.size

    def reach(self, directions: np.ndarray) -> np.ndarray:
        """Metres (...) from the centre to the skull in directions (..., 3) of length 1."""
        radii = 1 / (directions @ self.nearness.T).max(axis=-1)
        low = directions[..., 1] < 0.25
        distance, index = self.below.query(directions[low], k=4)
        nearby = np.average(self.radii[index], axis=1, weights=1 / (distance + 0.02))
        radii[low] += rise(directions[low][:, 1], 0.25, 0.05) * (nearby - radii[low])
        return radii

    def polar(self, up: np.ndarray) -> np.ndarray:
        """Angles (N,) from the pole at which the columns AROUND are at heights up (N,)."""
        wanted = (np.broadcast_to(up, COLUMNS) - 0.02) * self.size
        polar = np.full(COLUMNS, np.pi / 2)
        for _ in range(8):
            radii = self.reach(towards(polar[None]))[0]
            polar = (polar + np.arccos(np.clip(wanted / radii, -0.95, 0.95))) / 2
        return low_pass(polar, 14)

    def rim(self, up: float) -> np.ndarray:
        """Radii (COLUMNS,) of the skull across the local up axis at a height, smooth."""
        polar = self.polar(np.full(COLUMNS, up))[None]
        radii = self.reach(towards(polar))[0] * np.sin(polar[0])
        return low_pass(radii, 5)

    def stack(self, rows: list[Row], up: float = 0.05) -> Solid:
        """Rings around the skull's rim at a height; what a hat is turned from."""
        rim = self.rim(up)
        rings = np.empty((len(rows), COLUMNS, 3))
        for ring, row in zip(rings, rows, strict=True):
            radius = row.scale * rim + np.asarray(row.ease) * self.size
            ring[:, 0] = row.x * self.size + radius * np.sin(AROUND)
            ring[:, 1] = (np.asarray(row.up) - 0.02) * self.size
            ring[:, 2] = row.forward * self.size + radius * np.cos(AROUND)
        return loft(self.world(rings))

    def dome(self, edge: np.ndarray, thickness: Thickness, rows: int = 20) -> np.ndarray:
        """Local rings (rows, COLUMNS, 3) over the skull from the pole to the heights `edge` (COLUMNS,)."""
        along = np.linspace(0.02, 1, rows)[:, None]
        directions = towards(along * self.polar(edge))
        radii = low_pass(self.reach(directions), 16) + thickness(directions, along) * self.size
        return radii[..., None] * directions

    def cap(self, edge: np.ndarray, thickness: Thickness, rows: int = 20) -> Solid:
        """A shell over the skull, closed inside it."""
        rings = self.dome(edge, thickness, rows)
        return loft(self.world(np.concatenate([rings, rings[-1:] * 0.7])))


def towards(polar: np.ndarray, azimuths: np.ndarray = AROUND) -> np.ndarray:
    """Unit directions (R, N, 3) of azimuths (N,) at angles (R, N) or (R, 1) from the pole."""
    parts = (np.sin(polar) * np.sin(azimuths), np.cos(polar), np.sin(polar) * np.cos(azimuths))
    return np.stack(np.broadcast_arrays(*parts), axis=-1)


def low_pass(values: np.ndarray, waves: int) -> np.ndarray:
    """Values (..., COLUMNS) by azimuth without what varies `waves` times around or more."""
    spectrum = np.fft.rfft(values)
    spectrum[..., waves:] = 0
    return np.fft.irfft(spectrum, COLUMNS)


def around(knots: dict[int, float]) -> np.ndarray:
    """Values (COLUMNS,) by azimuth, the same on both sides: knots are degrees off the front -> value."""
    return np.interp(OFF_FRONT, list(knots), list(knots.values()))


def bump(value: np.ndarray, middle: float, width: float) -> np.ndarray:
    """A smooth hill of height 1 around `middle`."""
    return np.exp(-(((value - middle) / width) ** 2))


def rise(value: np.ndarray, start: float | np.ndarray, end: float | np.ndarray) -> np.ndarray:
    """0 up to start, 1 from end on, smooth between; falling if end < start."""
    t = np.clip((value - start) / (end - start), 0, 1)
    return t * t * (3 - 2 * t)
