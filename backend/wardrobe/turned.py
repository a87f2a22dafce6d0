"""What hats are made of: domes, stacks of rings, brims, bands and cones."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .fit import Fit
from .hanging import Path
from .head import AROUND, COLUMNS, OFF_FRONT, Head, Row, Thickness, around, rise
from .loft import Solid, loft, merge

Build = Callable[[Fit], Solid]
TILT = 0.10  # radians: hats sit lower at the back
INSIDE = -0.02  # how far within the skull a hat begins and ends, metres
FRONT, SIDE = np.cos(AROUND), np.sin(AROUND)


def dome(edge: dict[int, float], thickness: Thickness, tilt: float = TILT) -> Build:
    """A shell down to the heights `edge` by degrees off the front."""
    return lambda fit: Head(fit, tilt).cap(around(edge), thickness)


def shell(thick: float, flare: float = 0.0) -> Thickness:
    """So thick all over, its edge turned out by `flare`."""
    return lambda toward, along: np.full(COLUMNS, thick) + flare * rise(along, 0.88, 1.0)


def turned(*rows: tuple | Row, tilt: float = TILT) -> Build:
    """A stack of rows or their (height, ease)."""
    made = [row if isinstance(row, Row) else Row(*row) for row in rows]
    return lambda fit: Head(fit, tilt).stack(made)


def together(*builds: Build) -> Build:
    return lambda fit: merge(*(build(fit) for build in builds))


def brim(
    up: float, width: float | np.ndarray, lift: float | np.ndarray = 0.0, curl: float = 0.4
) -> list[Row]:
    """Rows of a brim, from inside the head out and back to the crown's foot; `lift` is how much higher its
    rim lies, and `curl` the share of that half way out."""
    thick, half, rim = 0.012, 0.6 * np.asarray(width), 0.008 + up + lift
    return [
        Row(up, INSIDE),
        Row(up, 0.008),
        Row(up + curl * lift, half),
        Row(rim - 0.008, width),
        Row(rim, width),
        Row(up + curl * lift + thick, half),
        Row(up + thick, 0.017),
    ]


def band(low: float, high: float, ease: float, tilt: float = TILT) -> Build:
    return turned((low, INSIDE), (low, ease), (high, ease), (high, INSIDE), tilt=tilt)


def wall(low: float, top: np.ndarray, shown: np.ndarray, lean: float) -> Build:
    """An upright band from `low` to the heights `top` (COLUMNS,), open above the head, where `shown`
    (COLUMNS,) is 1; it leans out by `lean` on its way up."""
    out = 0.034 * shown
    return turned(
        (low, INSIDE),
        (low, INSIDE + out),
        (top, INSIDE + out + lean * shown),
        (top, INSIDE + out + (lean - 0.011) * shown),
        (low + 0.008, INSIDE + out - 0.013 * shown),
        (low + 0.004, -0.03),
    )


def cone(foot: float, height: float, bend: tuple[float, float], bumps: float = 0.0) -> list[Row]:
    """Rows from the crown's foot to a tip bent sideways and forward by `bend`, with a few soft folds."""
    sink = height * 0.36 * (abs(bend[0]) + abs(bend[1]))
    found = []
    for t in np.linspace(0, 1, 16):
        away = t**2.2
        ease = 0.016 * (1 - t) + 0.006 * t + bumps * np.sin(19 * t) * t * (1 - t)
        found.append(Row(foot + height * t - sink * away, ease, 1 - t, bend[0] * away, bend[1] * away))
    return found


def ball(head: Head, middle: np.ndarray, radius: float, squash: float = 1.0) -> Solid:
    """A sphere around a point (3,) of the body, or what is left of its height."""
    lift = np.linspace(-1.4, 1.4, 9)[:, None]
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    parts = np.broadcast_arrays(
        np.cos(lift) * np.sin(turn), squash * np.sin(lift), np.cos(lift) * np.cos(turn)
    )
    return loft(middle + radius * head.size * np.stack(parts, axis=-1))


def spire(head: Head, path: Path, wide: list[float], deep: list[float]) -> Solid:
    """Level ellipses through points (x, up, forward) from the eyes; metres on a head of size 1."""
    steps, knots = np.linspace(0, len(path) - 1, 16), np.arange(len(path))
    points = np.stack([np.interp(steps, knots, column) for column in np.transpose(path)], axis=1)
    turn = np.linspace(0, 2 * np.pi, 20, endpoint=False)
    across = [np.interp(steps, knots, values)[:, None] for values in (wide, deep)]
    rings = np.stack(
        np.broadcast_arrays(across[0] * np.cos(turn), 0 * turn, across[1] * np.sin(turn)), axis=-1
    )
    return loft((points[:, None] + rings) * head.size + head.fit.face)


def pair(make: Callable[[Head, Path], Solid], path: Path) -> Build:
    """The same on both sides; the path is that on the left."""

    def build(fit: Fit) -> Solid:
        head = Head(fit)
        return merge(*(make(head, [(side * x, y, z) for x, y, z in path]) for side in (1, -1)))

    return build


def crest(fit: Fit, angles: np.ndarray, height: np.ndarray, foot: float, wide: tuple[float, float]) -> Solid:
    """A fin along the middle of the skull: angles (R,) from the pole, negative in front, heights (R,), and
    how wide it is at its foot and at its edge."""
    head = Head(fit)
    toward = np.stack([0 * angles, np.cos(angles), -np.sin(angles)], axis=1)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    out = np.sin(turn) * 0.5 + 0.5
    radii = head.reach(toward)[:, None] + (foot + out * height[:, None]) * head.size
    rings = radii[..., None] * toward[:, None]
    rings[..., 0] = np.cos(turn) * (wide[0] + (wide[1] - wide[0]) * out) * head.size
    return loft(head.world(rings))


def off_front(start: float, end: float) -> np.ndarray:
    """1 within `start` degrees of the front, 0 beyond `end`, (COLUMNS,)."""
    return rise(OFF_FRONT, end, start)
