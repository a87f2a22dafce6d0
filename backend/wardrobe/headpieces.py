"""Crowns, bands, ears, horns and what else is worn on a head and is no hat."""

from __future__ import annotations

import numpy as np

from .fit import Fit
from .hanging import roll, strand
from .head import AROUND, OFF_FRONT, Head, rise
from .loft import Solid, lathe, merge
from .piece import Piece
from .turned import Build, ball, band, off_front, pair, spire, wall


def crown() -> Build:
    points = 1 - 2 * np.abs((AROUND * 8 / (2 * np.pi) + 0.5) % 1 - 0.5)
    return wall(0.046, 0.066 + 0.048 * points, np.ones(len(AROUND)), 0.008)


def tiara() -> Build:
    points = 1 - 2 * np.abs((AROUND * 16 / (2 * np.pi) + 0.5) % 1 - 0.5)
    top = 0.072 + (0.014 + 0.020 * points) * rise(OFF_FRONT, 75, 0)
    return wall(0.058, top, off_front(72, 84), 0.006)


def halo(fit: Fit) -> Solid:
    """A ring over the head, on a stem at the back."""
    head = Head(fit)
    ring = np.stack(
        [0.080 * np.sin(AROUND), np.full(len(AROUND), 0.165), 0.080 * np.cos(AROUND) - 0.075], axis=1
    )
    stem = [(0.0, 0.06, -0.16), (0.0, 0.12, -0.168), (0.0, 0.163, -0.156)]
    return merge(roll(ring * head.size + fit.face, 0.008 * head.size), strand(head, stem, [0.005] * 3))


def wreath(fit: Fit) -> Solid:
    """Flowers on a band."""
    head = Head(fit, 0.1)
    rim = head.rim(0.05) + 0.012 * head.size
    solids = [band(0.044, 0.058, 0.014)(fit)]
    for k, turn in enumerate(range(0, len(AROUND), 6)):
        toward = np.array([np.sin(AROUND[turn]), 0, np.cos(AROUND[turn])])
        middle = head.world(rim[turn] * toward + np.array([0, 0.031 * head.size, 0]))
        solids.append(ball(head, middle, 0.019 if k % 2 else 0.015, 0.85))
    return merge(*solids)


def headphones(fit: Fit) -> Solid:
    head = Head(fit)
    turn = np.linspace(-1.5, 1.5, 19)
    arc = [(0.096 * np.sin(t), -0.01 + 0.140 * np.cos(t) ** 0.7, -0.085) for t in turn]
    profile = np.array([(-0.03, 0.02), (-0.02, 0.036), (0.006, 0.036), (0.014, 0.024)]) * head.size
    cups = [lathe(profile * [side, 1], 0, head.at(side * 0.092, -0.012, -0.085)) for side in (1, -1)]
    return merge(strand(head, arc, [0.009] * 19), *cups)


def cat_ears() -> Build:
    return pair(
        lambda head, path: spire(head, path, [0.038, 0.030, 0.016, 0.002], [0.018, 0.014, 0.009, 0.002]),
        [(0.042, 0.070, -0.06), (0.048, 0.105, -0.06), (0.056, 0.135, -0.06), (0.062, 0.155, -0.06)],
    )


def rabbit_ears() -> Build:
    return pair(
        lambda head, path: spire(
            head, path, [0.014, 0.022, 0.027, 0.022, 0.004], [0.012, 0.012, 0.012, 0.010, 0.003]
        ),
        [
            (0.028, 0.08, -0.06),
            (0.034, 0.14, -0.062),
            (0.044, 0.20, -0.068),
            (0.054, 0.26, -0.078),
            (0.06, 0.30, -0.088),
        ],
    )


def devil_horns() -> Build:
    return pair(
        lambda head, path: strand(head, path, [0.017, 0.014, 0.009, 0.002]),
        [(0.036, 0.080, -0.03), (0.050, 0.115, -0.022), (0.053, 0.142, -0.022), (0.044, 0.166, -0.026)],
    )


def antennae() -> Build:
    return pair(
        lambda head, path: merge(
            strand(head, path, [0.007, 0.006, 0.006]), ball(head, head.at(*path[-1]), 0.017)
        ),
        [(0.03, 0.09, -0.05), (0.042, 0.15, -0.045), (0.062, 0.215, -0.04)],
    )


PIECES: dict[str, Piece] = {
    name: Piece(build, "head")
    for name, build in {
        "crown": crown(),
        "tiara": tiara(),
        "halo": halo,
        "flower wreath": wreath,
        "headband": band(0.040, 0.062, 0.017),
        "headphones": headphones,
        "cat ears": cat_ears(),
        "rabbit ears": rabbit_ears(),
        "devil horns": devil_horns(),
        "antennae": antennae(),
    }.items()
}
