"""Hats, helmets and what else sits on a head."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .fit import Fit
from .hanging import curtain, strand
from .head import AROUND, OFF_FRONT, Head, Row, Thickness, around, rise
from .loft import ANGLES, Solid, lathe, loft, merge
from .piece import Piece

Build = Callable[[Fit], Solid]
TILT = 0.10
FRONT, SIDE = np.cos(AROUND), np.sin(AROUND)


def dome(edge: dict[float, float], thickness: Thickness, tilt: float = TILT) -> Build:
    return lambda fit: Head(fit, tilt).cap(around(edge), thickness)


def turned(*rows: tuple | Row, up: float = 0.05, tilt: float = TILT) -> Build:
    """A stack of (height, ease) or rows."""
    made = [row if isinstance(row, Row) else Row(*row) for row in rows]
    return lambda fit: Head(fit, tilt).stack(made, up)


def both(*builds: Build) -> Build:
    return lambda fit: merge(*(build(fit) for build in builds))


def ball(head: Head, middle: np.ndarray, radius: float) -> Solid:
    turn = np.linspace(-np.pi / 2, np.pi / 2, 12)
    return lathe(np.stack([np.sin(turn), np.cos(turn)], axis=1) * radius * head.size, 1, middle)


def brim(
    up: float, width: float | np.ndarray, lift: float | np.ndarray = 0.0, thick: float = 0.012
) -> list[Row]:
    """Rows of a brim: from inside the head out and back to the crown's foot."""
    return [
        Row(up, -0.02),
        Row(up, 0.006),
        Row(up + 0.4 * lift, np.multiply(width, 0.6)),
        Row(up + lift, width),
        Row(up + lift + thick * 0.7, width),
        Row(up + 0.4 * lift + thick, np.multiply(width, 0.6)),
        Row(up + thick, 0.012),
    ]


def visor(fit: Fit) -> Solid:
    reach = 0.078 * rise(OFF_FRONT, 72, 20) ** 0.7 - 0.02 * rise(OFF_FRONT, 62, 74)
    drop = -0.016 - 0.020 * rise(OFF_FRONT, 0, 70)
    return turned(
        Row(0.052, -0.02), Row(0.052, 0.01 * rise(OFF_FRONT, 74, 62) - 0.015), Row(0.054 + drop, reach),
        Row(0.042 + drop, reach), Row(0.038, -0.02),
    )(fit)  # fmt: skip


def capped(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    return 0.017 + 0.004 * rise(toward[..., 1], 0.3, 0.9) + 0 * along


def knitted(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    fold = rise(along, 0.70, 0.73)
    return (
        0.016
        + 0.008 * fold
        + 0.014 * rise(toward[..., 1], 0.7, 1.0)
        + 0.0012 * np.cos(24 * AROUND) * (along > 0.1)
    )


def shell(thick: float, flare: float = 0.0, front: float = 0.0) -> Thickness:
    """A hard shell, its edge turned out."""

    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        out = flare + front * rise(toward[..., 2], 0.3, 0.9)
        return thick + out * rise(along, 0.88, 1.0) + 0 * toward[..., 0]

    return thickness


def hard_hat(fit: Fit) -> Solid:
    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        ridge = 0.007 * rise(np.abs(toward[..., 0]), 0.16, 0.10) * rise(along, 0.85, 0.7)
        edge = (0.012 + 0.030 * rise(toward[..., 2], 0.2, 0.9)) * rise(along, 0.9, 0.97)
        return 0.024 + ridge + edge

    return Head(fit, TILT).cap(around({0: 0.036, 180: 0.036}), thickness)


def crown(low: float, high: float, points: int, span: float = 180) -> Build:
    """A band whose upper edge runs up to points; open, and all around or within `span` degrees of the front."""
    wave = np.abs((AROUND * points / (2 * np.pi) + 0.5) % 1 - 0.5) * -2 + 1
    shown = rise(OFF_FRONT, span + 8, span - 8) if span < 180 else np.ones(len(AROUND))
    fade = shown * (1 if span == 180 else 0.35 + 0.65 * rise(OFF_FRONT, span, 0))
    top = low + 0.014 + (high - low - 0.014) * wave * fade
    return turned(
        Row(low, -0.02), Row(low, -0.02 + 0.034 * shown), Row(low + 0.014, -0.02 + 0.035 * shown),
        Row(top, -0.02 + 0.041 * shown), Row(top, -0.02 + 0.031 * shown), Row(low + 0.01, -0.02 + 0.02 * shown),
        Row(low + 0.004, -0.03),
    )  # fmt: skip


def cone(
    height: float, bend: tuple[float, float], rows: int = 14, base: float = 0.056, ease: float = 0.012
) -> list[Row]:
    """Rows from the crown's foot to a tip bent sideways and forward by `bend` metres."""
    found = []
    for t in np.linspace(0, 1, rows):
        away = t**2.2
        found.append(
            Row(base + height * (t - 0.12 * (abs(bend[0]) + abs(bend[1])) * 3 * away), ease * (1 - t) + 0.006 * t, 1 - t,
                bend[0] * away, bend[1] * away)
        )  # fmt: skip
    return found


def tricorn(fit: Fit) -> Solid:
    corner = (0.5 + 0.5 * np.cos(3 * AROUND)) ** 1.4
    width, lift = 0.022 + 0.075 * corner, 0.062 - 0.030 * corner
    rows = brim(0.046, width, lift)
    return turned(*rows, (0.10, 0.010), (0.125, -0.004), (0.132, -0.03))(fit)


def santa(fit: Fit) -> Solid:
    head = Head(fit, TILT)
    rows = [Row(0.04, -0.02), Row(0.045, 0.014), Row(0.07, 0.016), Row(0.10, 0.010)]
    return merge(head.stack(rows + [Row(0.13, 0.0, 0.85, 0.01), Row(0.15, 0.0, 0.5, 0.02)]), head_drape(head))


def head_drape(head: Head) -> Solid:
    return strand(head, SANTA, [0.070, 0.062, 0.048, 0.034, 0.022, 0.014])


SANTA = [(0.0, 0.10, -0.085), (0.03, 0.155, -0.095), (0.085, 0.165, -0.105), (0.125, 0.125, -0.11),
         (0.142, 0.07, -0.11), (0.148, 0.03, -0.11)]  # fmt: skip


def santa_trim(fit: Fit) -> Solid:
    head = Head(fit, TILT)
    band = [
        Row(0.03, -0.02),
        Row(0.03, 0.016),
        Row(0.04, 0.026),
        Row(0.056, 0.026),
        Row(0.066, 0.016),
        Row(0.066, -0.02),
    ]
    return merge(head.stack(band), ball(head, head.at(0.15, 0.015, -0.11), 0.026))


def chef(fit: Fit) -> Solid:
    puff = 0.010 * np.cos(11 * AROUND)
    return turned(
        (0.045, -0.02), (0.045, 0.012), (0.10, 0.014), (0.105, 0.016 + 0.3 * puff), (0.135, 0.044 + puff),
        (0.165, 0.052 + puff), (0.19, 0.036 + 0.7 * puff), (0.20, 0.0),
    )(fit)  # fmt: skip


def knight(fit: Fit) -> Solid:
    head = Head(fit)
    beak = 0.018 * rise(OFF_FRONT, 50, 0)
    width = 0.030 + 0.018 * rise(OFF_FRONT, 90, 20)
    upper = [Row(0.016, -0.02), Row(0.016, width + beak), Row(0.045, width + 0.6 * beak), Row(0.075, 0.022, 1.0),
             Row(0.105, 0.016, 0.86), Row(0.128, 0.012, 0.55), Row(0.136, 0.01, 0.15)]  # fmt: skip
    open_front = rise(OFF_FRONT, 58, 66)
    slit = [
        Row(-0.02, -0.03),
        Row(-0.02, -0.03 + open_front * (width + 0.028)),
        Row(0.02, -0.03 + open_front * (width + 0.028)),
        Row(0.02, -0.03),
    ]
    lower = [Row(-0.155, -0.04), Row(-0.155, -0.004), Row(-0.12, 0.012 + 1.3 * beak), Row(-0.07, width + 1.7 * beak), Row(-0.012, width + 1.2 * beak),
             Row(-0.012, -0.02)]  # fmt: skip
    return merge(head.stack(upper), head.stack(slit), head.stack(lower))


def crest(fit: Fit) -> Solid:
    head = Head(fit)
    angles = np.linspace(-0.35, 1.75, 22)
    toward = np.stack([0 * angles, np.cos(angles), -np.sin(angles)], axis=1)
    foot = head.reach(toward) + 0.008
    height = 0.075 * rise(angles, -0.6, 0.1) * rise(angles, 2.1, 1.2) + 0.02
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    out = np.sin(turn) * 0.5 + 0.5
    rings = (foot[:, None] + out * height[:, None] * head.size)[..., None] * toward[:, None]
    rings[..., 0] = np.cos(turn) * (0.011 + 0.004 * out) * head.size
    return loft(head.world(rings))


def horns(points: list[tuple[float, float, float]], radii: list[float]) -> Build:
    """A pair of horns or ears through points on the left."""

    def build(fit: Fit) -> Solid:
        head = Head(fit)
        return merge(*(strand(head, [(s * x, y, z) for x, y, z in points], radii) for s in (1, -1)))

    return build


def sphere(fit: Fit) -> Solid:
    head = Head(fit)
    turn = np.linspace(-1.35, np.pi / 2, 20)
    profile = np.stack([np.sin(turn), np.cos(turn)], axis=1) * 0.165 * head.size
    return lathe(profile, 1, head.at(0, -0.012, -0.072))


def sphere_window(fit: Fit) -> Solid:
    head = Head(fit)
    turn = np.linspace(0, np.pi / 2, 14)
    shape = np.minimum(1, np.linspace(1.0, 0.0, 14))
    profile = np.stack([np.cos(turn * 1.0), np.sin(turn)], axis=1)
    profile = np.stack([0.172 * np.cos(0.9 * shape), 0.172 * np.sin(0.9 * shape)], axis=1) * head.size
    return lathe(
        np.concatenate([[[0.10 * head.size, 0.11 * head.size]], profile]),
        2,
        head.at(0, -0.005, -0.072),
        (1.12, 0.86),
    )


def hood(fit: Fit) -> Solid:
    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        return 0.022 + 0.016 * rise(toward[..., 1], 0.3, 1) * rise(toward[..., 2], 0.5, -0.6) + 0 * along

    return curtain(
        Head(fit), around({0: 0.058, 30: 0.056, 48: 0.040, 60: 0.02, 180: 0.02}), thickness, -0.19, 58
    )


def veil(fit: Fit) -> Solid:
    return curtain(
        Head(fit), around({0: 0.058, 30: 0.056, 48: 0.040, 62: 0.02, 180: 0.02}), shell(0.016), -0.36, 62
    )


def wound(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    bulge = 0.050 * np.sin(np.pi * np.clip(along * 0.8 + 0.16, 0, 1))
    folds = 0.005 * np.abs(np.cos(9 * along + 2.0 * np.cos(AROUND)))
    return 0.008 + bulge + folds


def band(low: float, high: float, ease: float, tilt: float = TILT) -> Build:
    return turned((low, -0.02), (low, ease), (high, ease), (high, -0.02), tilt=tilt)


def nurse(fit: Fit) -> Solid:
    head = Head(fit)
    turn = ANGLES
    rings = []
    for up, wide, deep, forward in (
        (0.075, 0.058, 0.030, 0.0),
        (0.135, 0.072, 0.026, -0.008),
        (0.145, 0.066, 0.014, -0.012),
    ):
        ring = np.stack([wide * np.cos(turn), up + 0 * turn, forward - 0.045 + deep * np.sin(turn)], axis=1)
        rings.append(ring * head.size + head.fit.face)
    return loft(np.array(rings))


def board(fit: Fit) -> Solid:
    """A graduate's cap: a flat square on a skull cap, and its tassel."""
    head = Head(fit, 0.06)
    square = 0.125 / np.maximum(np.abs(np.cos(AROUND - np.pi / 4)), np.abs(np.sin(AROUND - np.pi / 4)))
    low, high = (
        np.stack([square * SIDE, np.full(len(AROUND), y), square * FRONT], axis=1) for y in (0.103, 0.116)
    )
    plate = loft(head.world(np.array([low, high]) * head.size))
    tassel = strand(
        head,
        [(0.0, 0.135, -0.07), (0.10, 0.137, -0.05), (0.118, 0.12, -0.03), (0.118, 0.05, -0.03)],
        [0.007, 0.007, 0.007, 0.013],
    )
    return merge(head.cap(around({0: 0.045, 180: 0.03}), shell(0.016)), plate, tassel)


def headphones(fit: Fit) -> Solid:
    head = Head(fit)
    turn = np.linspace(-1.5, 1.5, 19)
    arc = [(0.096 * np.sin(t), -0.01 + 0.142 * np.cos(t) ** 0.7, -0.085) for t in turn]
    cups = []
    for side in (1, -1):
        profile = np.array([(-0.03, 0.02), (-0.02, 0.036), (0.006, 0.036), (0.014, 0.024)]) * head.size
        cups.append(lathe(profile * [side, 1], 0, head.at(side * 0.092, -0.012, -0.085)))
    return merge(strand(head, arc, [0.009] * 19), *cups)


FELT = (0.125, 0.004), (0.14, -0.006), (0.142, -0.02), (0.132, -0.045)

PIECES: dict[str, Piece] = {
    name: Piece(build, "head")
    for name, build in {
        "cap": dome({0: 0.042, 180: 0.042}, capped),
        "visor": visor,
        "beanie": dome({0: 0.036, 180: 0.03}, knitted),
        "top hat": turned(*brim(0.046, 0.048, 0.014 * SIDE**2), (0.13, 0.008), (0.20, 0.016), (0.207, 0.010), (0.207, -0.02)),
        "hat band": band(0.054, 0.084, 0.0165),
        "cowboy hat": turned(*brim(0.046, 0.080, 0.050 * SIDE**2 - 0.012 * FRONT**2), (0.11, 0.008), (0.15, -0.004 - 0.012 * SIDE**2), (0.156, -0.018), (0.138, -0.045)),
        "brimmed hat": turned(*brim(0.044, 0.058, 0.006 - 0.012 * FRONT), (0.10, 0.010), *FELT),
        "sun hat": turned(*brim(0.044, 0.115, -0.022 + 0.008 * np.cos(5 * AROUND)), (0.09, 0.014), (0.12, 0.004), (0.138, -0.03)),
        "witch hat": turned(*brim(0.046, 0.10, 0.006 * np.cos(3 * AROUND)), *cone(0.29, (0.05, -0.09))),
        "wizard hat": turned(*brim(0.046, 0.045, -0.006), *cone(0.33, (0.0, -0.05))),
        "sombrero": turned(*brim(0.046, 0.19 , 0.05), (0.09, 0.010), (0.16, -0.022), (0.19, -0.04), (0.196, -0.055)),
        "santa hat": santa,
        "santa trim": santa_trim,
        "chef hat": chef,
        "crown": crown(0.052, 0.115, 8),
        "tiara": crown(0.062, 0.115, 12, 75),
        "hard hat": hard_hat,
        "helmet": dome({0: 0.040, 40: 0.038, 66: 0.0, 80: -0.012, 140: -0.022, 180: -0.024}, shell(0.026, 0.010), 0.0),
        "knight helmet": knight,
        "plume": crest,
        "viking helmet": both(dome({0: 0.036, 180: 0.03}, shell(0.020, 0.0)), band(0.030, 0.052, 0.026)),
        "horns": horns([(0.075, 0.055, -0.08), (0.12, 0.065, -0.08), (0.15, 0.10, -0.075), (0.152, 0.15, -0.07)], [0.026, 0.023, 0.015, 0.003]),
        "devil horns": horns([(0.036, 0.085, -0.03), (0.048, 0.115, -0.022), (0.05, 0.14, -0.022), (0.042, 0.16, -0.026)], [0.016, 0.013, 0.008, 0.002]),
        "space helmet": sphere,
        "space visor": sphere_window,
        "hood": hood,
        "nun veil": veil,
        "police hat": turned((0.045, -0.02), (0.045, 0.014), (0.075, 0.014), (0.105 + 0.012 * FRONT, 0.042), (0.115 + 0.016 * FRONT, 0.042), (0.125 + 0.016 * FRONT, 0.0)),
        "pirate hat": tricorn,
        "turban": dome({0: 0.046, 90: 0.02, 180: 0.0}, wound, 0.0),
        "headband": band(0.040, 0.066, 0.009),
        "nurse cap": nurse,
        "sailor hat": turned((0.05, -0.02), (0.05, 0.012), (0.095, 0.034), (0.10, 0.030), (0.10, 0.012), (0.118, 0.006), (0.13, -0.03)),
        "graduation cap": board,
        "fez": turned((0.05, -0.02), (0.05, 0.010), (0.15, -0.012), (0.153, -0.02)),
        "beret": turned(Row(0.05, -0.02), Row(0.05, 0.010), Row(0.066, 0.018), Row(0.085, 0.042, x=-0.012), Row(0.105, 0.042, x=-0.018), Row(0.123, 0.012, x=-0.018), Row(0.13, -0.04, x=-0.012)),
        "cat ears": horns([(0.045, 0.075, -0.06), (0.055, 0.115, -0.06), (0.062, 0.15, -0.06)], [0.032, 0.022, 0.003]),
        "rabbit ears": horns([(0.03, 0.085, -0.06), (0.04, 0.15, -0.062), (0.05, 0.22, -0.066), (0.055, 0.29, -0.07)], [0.016, 0.022, 0.022, 0.006]),
        "antennae": horns([(0.03, 0.09, -0.05), (0.045, 0.15, -0.045), (0.06, 0.20, -0.04), (0.06, 0.205, -0.04), (0.062, 0.215, -0.04), (0.064, 0.23, -0.04)], [0.007, 0.006, 0.006, 0.014, 0.018, 0.006]),
        "headphones": headphones,
    }.items()
}  # fmt: skip
