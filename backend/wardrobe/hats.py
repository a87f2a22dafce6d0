"""Hats and caps."""

from __future__ import annotations

import numpy as np

from . import headpieces, helmets
from .fit import Fit
from .hanging import strand
from .head import AROUND, COLUMNS, OFF_FRONT, Head, Row, rise
from .loft import Solid, loft, merge
from .piece import Piece
from .turned import (
    FRONT,
    INSIDE,
    SIDE,
    TILT,
    Build,
    ball,
    band,
    brim,
    cone,
    dome,
    off_front,
    shell,
    together,
    turned,
    wall,
)

FOOT = 0.040  # height of a brim over the eyes


def rounded(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Six panels that meet at a button."""
    seams = 0.0012 * np.abs(np.cos(3 * AROUND)) * rise(along, 0.05, 0.3)
    return 0.017 + 0.004 * rise(toward[..., 1], 0.3, 0.9) - seams + 0.004 * rise(along, 0.06, 0.03)


def visor() -> Build:
    reach = 0.076 * off_front(22, 72) ** 0.7 - 0.02 * (1 - off_front(62, 72))
    root = 0.016 - 0.03 * (1 - off_front(60, 72))
    drop = -0.014 - 0.010 * rise(OFF_FRONT, 0, 62)
    return turned(
        (0.044, INSIDE),
        (0.044, root),
        (0.040 + drop, reach),
        (0.030 + drop, reach),
        (0.030, root),
        (0.030, INSIDE),
    )


def knitted(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Ribbed, with a turned-up edge and a slack top."""
    ribs = 0.0014 * np.cos(24 * AROUND) * rise(along, 0.1, 0.3)
    return 0.017 + 0.008 * rise(along, 0.70, 0.73) + 0.016 * rise(toward[..., 1], 0.7, 1.0) + ribs


def wound(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """A long cloth, wound so that its folds cross over the forehead."""
    bulge = 0.046 * np.sin(np.pi * np.clip(along * 0.78 + 0.18, 0, 1))
    folds = np.abs(np.sin(13 * along + np.radians(OFF_FRONT) * 1.6))
    return 0.006 + bulge + 0.008 * folds * rise(along, 0.15, 0.4)


def tricorn() -> Build:
    corner = (0.5 + 0.5 * np.cos(3 * AROUND)) ** 1.3
    return turned(
        *brim(FOOT, 0.030 + 0.085 * corner, 0.085 - 0.045 * corner, 0.25),
        (0.09, 0.014), (0.12, 0.0), (0.128, -0.03),
    )  # fmt: skip


DROOP = [(0.0, 0.09, -0.085), (0.02, 0.150, -0.095), (0.075, 0.172, -0.105), (0.125, 0.140, -0.11),
         (0.148, 0.085, -0.11), (0.155, 0.03, -0.11)]  # fmt: skip


def santa(fit: Fit) -> Solid:
    head = Head(fit, TILT)
    rows = [
        Row(0.04, INSIDE),
        Row(0.04, 0.016),
        Row(0.07, 0.017),
        Row(0.10, 0.010),
        Row(0.13, 0.0, 0.85, 0.01),
    ]
    return merge(
        head.stack([*rows, Row(0.15, 0.0, 0.5, 0.02)]),
        strand(head, DROOP, [0.070, 0.062, 0.048, 0.034, 0.024, 0.016]),
    )


def santa_trim(fit: Fit) -> Solid:
    head = Head(fit, TILT)
    rows = [(0.028, INSIDE), (0.028, 0.016), (0.036, 0.027), (0.052, 0.027), (0.060, 0.018), (0.060, INSIDE)]
    return merge(head.stack([Row(*row) for row in rows]), ball(head, head.at(*DROOP[-1]), 0.028))


def jester(fit: Fit) -> Solid:
    """Three drooping points, each with a bell."""
    head = Head(fit, TILT)
    points = [[(0.03, 0.09, -0.07), (0.10, 0.135, -0.07), (0.165, 0.11, -0.07), (0.19, 0.05, -0.07)]]
    points.append([(-x, y, z) for x, y, z in points[0]])
    points.append([(0.0, 0.09, -0.10), (0.0, 0.15, -0.16), (0.0, 0.13, -0.23), (0.0, 0.07, -0.26)])
    solids = [head.cap(np.full(COLUMNS, 0.034), shell(0.018, 0.006))]
    for path in points:
        solids += [strand(head, path, [0.055, 0.044, 0.026, 0.009]), ball(head, head.at(*path[-1]), 0.017)]
    return merge(*solids)


def chef() -> Build:
    puff = 0.009 * np.cos(11 * AROUND)
    return turned(
        (FOOT, INSIDE), (FOOT, 0.016), (0.10, 0.018), (0.105, 0.020 + 0.3 * puff), (0.135, 0.046 + puff),
        (0.165, 0.053 + puff), (0.19, 0.038 + 0.7 * puff), (0.203, 0.0), (0.20, -0.04),
    )  # fmt: skip


def mortarboard(fit: Fit) -> Solid:
    """A flat square on a skull cap, and its tassel."""
    head = Head(fit, 0.06)
    turn = AROUND - np.pi / 4
    square = 0.125 / np.maximum(np.abs(np.cos(turn)), np.abs(np.sin(turn)))
    rings = [np.stack([square * SIDE, np.full(COLUMNS, up), square * FRONT], axis=1) for up in (0.104, 0.118)]
    cord = [(0.0, 0.137, -0.07), (0.10, 0.138, -0.05), (0.118, 0.12, -0.03), (0.118, 0.05, -0.03)]
    return merge(
        head.cap(np.full(COLUMNS, 0.038), shell(0.018)),
        loft(head.world(np.array(rings) * head.size)),
        strand(head, cord, [0.007, 0.007, 0.007, 0.013]),
    )


def fez(fit: Fit) -> Solid:
    cup = turned((FOOT, INSIDE), (FOOT, 0.016), (0.135, -0.010), (0.138, -0.016))(fit)
    cord = [(0.0, 0.132, -0.09), (0.045, 0.136, -0.11), (0.068, 0.115, -0.12), (0.076, 0.06, -0.125)]
    return merge(cup, strand(Head(fit), cord, [0.006, 0.006, 0.006, 0.012]))


DENTED = (0.128, 0.006), (0.140, -0.004), (0.143, -0.018), (0.130, -0.045)

PIECES: dict[str, Piece] = {
    name: Piece(build, "head")
    for name, build in {
        "cap": dome({0: 0.032, 180: 0.032}, rounded),
        "visor": visor(),
        "beanie": dome({0: 0.030, 180: 0.026}, knitted),
        "top hat": turned(
            *brim(FOOT, 0.050, 0.014 * SIDE**2), (0.12, 0.012), (0.19, 0.018), (0.198, 0.012), (0.199, INSIDE)
        ),
        "hat band": band(0.048, 0.076, 0.0205),
        "cowboy hat": turned(
            *brim(FOOT, 0.082, 0.052 * SIDE**2 - 0.012 * FRONT**2),
            (0.10, 0.012 - 0.006 * SIDE**2), (0.142, 0.002 - 0.018 * SIDE**2), (0.150, -0.016),
            (0.130, -0.045),
        ),
        "brimmed hat": turned(*brim(FOOT, 0.058, 0.004 - 0.008 * FRONT), (0.10, 0.012), *DENTED),
        "sun hat": turned(
            *brim(FOOT, 0.12, -0.024 + 0.008 * np.cos(5 * AROUND)), (0.085, 0.016), (0.115, 0.006),
            (0.134, -0.03),
        ),
        "witch hat": turned(*brim(FOOT, 0.10, 0.006 * np.cos(3 * AROUND)), *cone(0.052, 0.29, (0.05, -0.09))),
        "wizard hat": turned(*brim(FOOT, 0.055, -0.008), *cone(0.052, 0.34, (-0.02, -0.07), 0.05)),
        "sombrero": turned(
            *brim(FOOT, 0.20, 0.075, 0.22), (0.09, 0.012), (0.16, -0.022), (0.19, -0.038), (0.197, -0.055)
        ),
        "santa hat": santa,
        "santa trim": santa_trim,
        "jester hat": jester,
        "chef hat": chef(),
        "police hat": turned(
            (FOOT, INSIDE), (FOOT, 0.017), (0.072, 0.017), (0.100 + 0.016 * FRONT, 0.044),
            (0.110 + 0.020 * FRONT, 0.045), (0.120 + 0.020 * FRONT, 0.030), (0.118, INSIDE),
        ),
        "pirate hat": tricorn(),
        "turban": dome({0: 0.046, 60: 0.034, 100: 0.024, 180: 0.0}, wound, 0.0),
        "nurse cap": wall(0.066, 0.075 + 0.050 * off_front(25, 62), off_front(52, 64), 0.010),
        "sailor hat": turned(
            (0.046, INSIDE), (0.046, 0.017), (0.090, 0.034), (0.096, 0.030), (0.094, 0.014), (0.116, 0.006),
            (0.129, -0.03),
        ),
        "graduation cap": mortarboard,
        "fez": fez,
        "beret": together(
            turned(
                (0.042, INSIDE), (0.042, 0.015), (0.060, 0.020), Row(0.078, 0.044, x=-0.012),
                Row(0.100, 0.046, x=-0.018), Row(0.120, 0.016, x=-0.018), Row(0.130, -0.05, x=-0.012),
            ),
            lambda fit: ball(Head(fit), Head(fit).at(-0.01, 0.137, -0.08), 0.008),
        ),
    }.items()
}  # fmt: skip
PIECES |= helmets.PIECES | headpieces.PIECES
