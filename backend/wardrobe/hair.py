"""Hair and beards: shells over the skull, and what hangs from them."""

from __future__ import annotations

import numpy as np

from . import beards
from .fit import Fit
from .hanging import curtain, lock, strand
from .head import AROUND, Head, Thickness, around, bump, rise
from .loft import Solid, lathe, loft, merge, tube
from .piece import Piece

# Heights of the hairline over the eyes, by degrees off the front: forehead, temples, sideburns, over the
# ears, behind them, nape.
HAIRLINE = {0: 0.052, 22: 0.056, 38: 0.057, 50: 0.044, 58: 0.026, 64: -0.006, 70: -0.010, 76: 0.008, 82: 0.018,
            116: 0.018, 124: -0.008, 132: -0.044, 150: -0.060, 180: -0.064}  # fmt: skip
PULLED_BACK = HAIRLINE | {64: 0.016, 70: 0.012}


def locks(along: np.ndarray, count: int, depth: float) -> np.ndarray:
    """Furrows between broad locks, deeper towards their tips: metres (R, COLUMNS)."""
    wave = np.cos(count * AROUND + 2.1 * np.sin(2 * AROUND + 0.7)) + 0.6 * np.cos(
        (2 * count - 3) * AROUND + 1.3
    )
    return depth * along * wave


def tapered(along: np.ndarray) -> np.ndarray:
    """A hairline's last few millimetres lie flat."""
    return 1 - 0.45 * rise(along, 0.86, 1)


def cropped(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    top = rise(toward[..., 1], 0.0, 0.9)
    return (0.005 + 0.008 * top) * tapered(along) + locks(along, 11, 0.0006)


def swept(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Volume on top, in lumps."""
    top, front = rise(toward[..., 1], 0.15, 0.85), rise(toward[..., 2], -0.2, 0.6)
    lumps = np.cos(7 * AROUND + 9 * along + 0.5) + np.cos(9 * AROUND - 13 * along + 2)
    body = 0.006 + top * (0.018 + 0.012 * front)
    return body * tapered(along) + top * rise(along, 0.1, 0.4) * 0.003 * lumps + locks(along, 10, 0.001)


def combed(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Parted on the left, combed over to the right."""
    x, up, front = np.moveaxis(toward, -1, 0)
    groove = bump(x, 0.42, 0.07) * rise(front, -0.5, -0.1) * rise(up, 0.4, 0.7)
    sweep = rise(x, 0.42, -0.3) * rise(up, 0.2, 0.8) * (0.010 + 0.010 * rise(front, 0.0, 0.7))
    body = 0.006 + 0.006 * rise(up, 0.2, 0.8) + sweep
    return body * tapered(along) - 0.007 * groove + locks(along, 9, 0.0006)


def sleek(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Combed close, to where it is tied."""
    return 0.007 * tapered(along) + locks(along, 14, 0.0007)


def middle_parted(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    x, up, front = np.moveaxis(toward, -1, 0)
    groove = bump(x, 0.0, 0.06) * rise(front, -0.6, -0.2) * rise(up, 0.3, 0.6)
    return (0.011 - 0.006 * groove) * (1 - 0.3 * rise(along, 0.9, 1) * rise(front, 0, 0.5)) + locks(
        along, 8, 0.0012
    )


def lumpy(size: float, lumps: int, depth: float) -> Thickness:
    """A mass of round lumps, each where one of `lumps` evenly spread directions points."""
    k = np.arange(lumps) + 0.5
    polar, turn = np.arccos(1 - 2 * k / lumps), np.pi * (1 + 5**0.5) * k
    peaks = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=1)

    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        nearest = (toward @ peaks.T).max(axis=-1)
        body = size * (0.55 + 0.45 * rise(toward[..., 1], -0.4, 0.4))
        return body * (1 - 0.5 * rise(along, 0.85, 1)) + depth * (rise(nearest, 1 - 2.2 / lumps, 1) - 0.5)

    return thickness


def spikes(fit: Fit) -> Solid:
    head = Head(fit)
    found = [head.cap(around(HAIRLINE), cropped)]
    for ring, (polar, count) in enumerate(((0.0, 1), (0.36, 6), (0.72, 10), (1.08, 13))):
        for azimuth in (np.arange(count) + 0.5 * (ring % 2)) * 2 * np.pi / count:
            if polar > 1 and abs((azimuth + np.pi) % (2 * np.pi) - np.pi) < 0.7:
                continue
            toward = np.array(
                [np.sin(polar) * np.sin(azimuth), np.cos(polar), np.sin(polar) * np.cos(azimuth)]
            )
            lean = toward + [0, 0.25, 0.1]
            root = toward * (head.reach(toward[None])[0] - 0.005)
            path = root + np.linspace(0, 1, 4)[:, None] * lean / np.linalg.norm(lean) * 0.062 * head.size
            found.append(tube(head.world(path), head.size * np.array([0.019, 0.014, 0.008, 0.001]), 8))
    return merge(*found)


def mohawk(fit: Fit) -> Solid:
    head = Head(fit)
    angles = np.linspace(-0.95, 2.0, 26)
    toward = np.stack([0 * angles, np.cos(angles), -np.sin(angles)], axis=1)
    base = head.reach(toward)
    height = 0.062 * rise(angles, -1.0, -0.55) * rise(angles, 2.1, 0.9) + 0.008 + 0.004 * np.cos(12 * angles)
    turn = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    rings = np.empty((len(angles), 16, 3))
    out = np.sin(turn) * 0.5 + 0.5
    for k in range(len(angles)):
        radius = base[k] - 0.012 + out * (height[k] * head.size + 0.012)
        rings[k] = radius[:, None] * toward[k]
        rings[k, :, 0] = np.cos(turn) * (0.017 - 0.008 * out) * head.size
    return loft(head.world(rings))


def ponytail(fit: Fit) -> Solid:
    head = Head(fit)
    path = [(0, 0.055, -0.17), (0, 0.065, -0.205), (0, 0.03, -0.245), (0, -0.06, -0.245), (0, -0.16, -0.225)]
    return merge(head.cap(around(PULLED_BACK), sleek), strand(head, path, [0.014, 0.02, 0.032, 0.03, 0.006]))


def bun(fit: Fit) -> Solid:
    head = Head(fit)
    knot = np.array([(0.036 * np.cos(t), 0.038 * np.sin(t)) for t in np.linspace(-1.5, 1.5, 14)])[:, ::-1]
    return merge(
        head.cap(around(PULLED_BACK), sleek),
        lathe(knot * head.size, 1, head.at(0, 0.085, -0.165)),
    )


def pigtails(fit: Fit) -> Solid:
    head = Head(fit)
    found = [head.cap(around(PULLED_BACK), middle_parted)]
    for side in (1, -1):
        path = [
            (0.06, 0.03, -0.10),
            (0.10, 0.035, -0.105),
            (0.125, -0.01, -0.10),
            (0.125, -0.09, -0.09),
            (0.12, -0.15, -0.08),
        ]
        found.append(
            strand(head, [(side * x, y, z) for x, y, z in path], [0.013, 0.017, 0.027, 0.025, 0.005])
        )
    return merge(*found)


def braids(fit: Fit) -> Solid:
    head = Head(fit)
    found = [head.cap(around(PULLED_BACK), middle_parted)]
    for side in (1, -1):
        found.append(lock(head, side, 0.29, 0.017, braid=True))
    return merge(*found)


FRAMING = {0: 0.056, 20: 0.059, 38: 0.056, 52: 0.042, 62: 0.02, 180: 0.02}


def bob(fit: Fit) -> Solid:
    return curtain(Head(fit), around(FRAMING), middle_parted, -0.115, 62)


def shoulder(fit: Fit) -> Solid:
    return curtain(Head(fit), around(FRAMING), middle_parted, -0.19, 64)


def long(fit: Fit) -> Solid:
    return curtain(Head(fit), around(FRAMING), middle_parted, -0.40, 66)


def very_long(fit: Fit) -> Solid:
    return curtain(Head(fit), around(FRAMING), middle_parted, -0.62, 66)


def balding(fit: Fit) -> Solid:
    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        ring = rise(toward[..., 1] + 0.35 * toward[..., 2], 0.62, 0.30)
        return -0.012 + 0.020 * ring * tapered(along) + locks(along, 11, 0.0008)

    return Head(fit).cap(around(HAIRLINE), thickness)


def capped(thickness: Thickness, edge: dict[float, float] = HAIRLINE):  # type: ignore[no-untyped-def]
    return lambda fit: Head(fit).cap(around(edge), thickness)


def hanging(build) -> Piece:  # type: ignore[no-untyped-def]
    return Piece(build, spread=0.06)


PIECES: dict[str, Piece] = {
    "short hair": Piece(capped(cropped), "head"),
    "tousled hair": Piece(capped(swept), "head"),
    "side parting": Piece(capped(combed), "head"),
    "afro": Piece(capped(lumpy(0.055, 160, 0.006)), "head"),
    "curly hair": Piece(capped(lumpy(0.028, 90, 0.014)), "head"),
    "spiky hair": Piece(spikes, "head"),
    "mohawk": Piece(mohawk, "head"),
    "balding": Piece(balding, "head"),
    "bob": Piece(bob, "head"),
    "shoulder hair": hanging(shoulder),
    "long hair": hanging(long),
    "very long hair": hanging(very_long),
    "ponytail": Piece(ponytail, "head"),
    "bun": Piece(bun, "head"),
    "pigtails": Piece(pigtails, "head"),
    "braids": hanging(braids),
}
PIECES |= beards.PIECES
