"""Hair and beards: shells over the skull, and what hangs from them."""

from __future__ import annotations

import numpy as np

from . import beards
from .fit import Fit
from .hanging import curtain, lock, strand
from .head import AROUND, OFF_FRONT, Head, Thickness, around, bump, rise, towards
from .loft import Solid, loft, merge
from .piece import Piece
from .turned import Build, ball, crest, pair, together

# Heights of the hairline over the eyes, by degrees off the front: forehead, temples, sideburns, over the
# ears, behind them, nape.
HAIRLINE = {0: 0.052, 22: 0.056, 38: 0.057, 50: 0.044, 58: 0.026, 64: -0.006, 70: -0.010, 76: 0.008,
            82: 0.018, 116: 0.018, 124: -0.008, 132: -0.046, 148: -0.062, 180: -0.066}  # fmt: skip
PULLED_BACK = HAIRLINE | {0: 0.056, 22: 0.058, 64: 0.016, 70: 0.012}


def hairline(knots: dict[int, float]) -> np.ndarray:
    """Heights (COLUMNS,) of a hairline that is not drawn with a ruler."""
    return around(knots) + 0.0016 * np.cos(15 * AROUND + 1) + 0.0014 * np.cos(23 * AROUND + 2.4)


def locks(along: np.ndarray, count: int, depth: float) -> np.ndarray:
    """Furrows between broad locks, deeper towards their tips: metres (R, COLUMNS)."""
    broad = np.cos(count * AROUND + 2.1 * np.sin(2 * AROUND + 0.7))
    return depth * along * (broad + 0.6 * np.cos((2 * count - 3) * AROUND + 1.3))


def tapered(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Flatter at the hairline, most of all at the nape's sides and the forehead."""
    return 1 - (0.15 + 0.30 * rise(toward[..., 2], -0.3, 0.2)) * rise(along, 0.86, 1)


def cropped(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    top = rise(toward[..., 1], 0.0, 0.9)
    return (0.005 + 0.008 * top) * tapered(toward, along) + locks(along, 11, 0.0006)


def swept(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Volume on top, in lumps."""
    top, front = rise(toward[..., 1], 0.25, 0.95), rise(toward[..., 2], -0.3, 0.6)
    lumps = np.cos(7 * AROUND + 9 * along + 0.5) + np.cos(9 * AROUND - 13 * along + 2)
    body = (0.006 + top * (0.010 + 0.010 * front)) * tapered(toward, along)
    return body + 0.003 * top * rise(along, 0.1, 0.4) * lumps + locks(along, 10, 0.001)


def combed(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Parted on the left, combed over to the right."""
    x, up, front = np.moveaxis(toward, -1, 0)
    groove = bump(x, 0.42, 0.07) * rise(front, -0.5, -0.1) * rise(up, 0.4, 0.7)
    sweep = rise(x, 0.42, -0.3) * rise(up, 0.2, 0.8) * (0.010 + 0.010 * rise(front, 0.0, 0.7))
    body = 0.006 + 0.006 * rise(up, 0.2, 0.8) + sweep
    return body * tapered(toward, along) - 0.007 * groove + locks(along, 9, 0.0006)


def receded(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Bald but for the sides and the back."""
    ring = rise(toward[..., 1] + 0.35 * toward[..., 2], 0.62, 0.30)
    return -0.012 + 0.020 * ring * tapered(toward, along) + locks(along, 11, 0.0008)


def sleek(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """Combed close, to where it is tied."""
    return 0.007 * tapered(toward, along) + locks(along, 14, 0.0007)


def middle_parted(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    x, up, front = np.moveaxis(toward, -1, 0)
    groove = bump(x, 0.0, 0.06) * rise(front, -0.6, -0.2) * rise(up, 0.3, 0.6)
    body = (0.011 - 0.006 * groove) * (1 - 0.3 * rise(along, 0.9, 1) * rise(front, 0, 0.5))
    return body + locks(along, 8, 0.0012)


def lumpy(size: float, lumps: int, depth: float) -> Thickness:
    """A round mass of curls, each where one of `lumps` evenly spread directions points."""
    k = np.arange(lumps) + 0.5
    polar, turn = np.arccos(1 - 2 * k / lumps), np.pi * (1 + 5**0.5) * k
    peaks = np.stack([np.sin(polar) * np.cos(turn), np.cos(polar), np.sin(polar) * np.sin(turn)], axis=1)

    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        nearest = (toward @ peaks.T).max(axis=-1)
        body = 0.2 + 0.8 * np.sqrt(1 - (np.maximum(along - 0.5, 0) / 0.5) ** 2)
        body = body * (1 - 0.3 * rise(toward[..., 2], 0.3, 0.9))
        return size * body + depth * (rise(nearest, 1 - 2.2 / lumps, 1) - 0.5)

    return thickness


def capped(thickness: Thickness, edge: dict[int, float] = HAIRLINE) -> Build:
    return lambda fit: Head(fit).cap(hairline(edge), thickness)


def tufts(
    thickness: Thickness,
    rings: list[tuple[float, int]],
    length: float,
    upright: float,
    lay: tuple[float, float, float],
) -> Build:
    """Pointed tufts on a cap, in rings of (angle from the pole, count): upright ones stand off the skull,
    the others lie along it, combed in the direction `lay`."""
    polar = np.concatenate([np.full(count, angle) for angle, count in rings])
    turn = np.concatenate([(np.arange(count) + angle) * 2 * np.pi / count for angle, count in rings])
    kept = (polar < 1) | (np.cos(turn) < 0.6)
    toward = towards(polar[kept, None], turn[kept, None])[:, 0]
    k = np.arange(len(toward))
    wild = np.stack([np.cos(5 * k + 1), 0.5 * np.cos(3 * k), np.sin(7 * k)], axis=1)
    lean = np.add(lay, 0.45 * wild)
    lean -= (lean * toward).sum(axis=1, keepdims=True) * toward
    along = np.array([0, 0.35, 0.7, 1])[:, None]
    lean, toward = lean[:, None], toward[:, None]
    reach = (length * (1 + 0.2 * np.cos(2.4 * k)))[:, None, None]
    path = reach * (upright * along * toward + along**1.5 * lean)
    aside = np.cross(path[:, -1], toward[:, 0] + [0.0, 0.01, 0.3])
    aside /= np.linalg.norm(aside, axis=1, keepdims=True)
    over = np.cross(aside, path[:, -1])
    over /= np.linalg.norm(over, axis=1, keepdims=True)
    around_it = np.linspace(0, 2 * np.pi, 8, endpoint=False)[:, None]
    across = np.cos(around_it) * aside[:, None] + np.sin(around_it) * over[:, None]
    outlines = path[:, :, None] + np.array([0.021, 0.018, 0.011, 0.001])[:, None, None] * across[:, None]

    def build(fit: Fit) -> Solid:
        head = Head(fit)
        feet = toward * (head.reach(toward) - 0.002)[..., None]
        placed = head.world(feet[:, :, None] + head.size * outlines)
        return merge(head.cap(hairline(HAIRLINE), thickness), *map(loft, placed))

    return build


SPIKES = [(0.12, 3), (0.48, 8), (0.86, 11), (1.24, 13)]
TUFTS = [(0.12, 3), (0.40, 7), (0.68, 10), (0.94, 12), (1.2, 14)]


def mohawk(fit: Fit) -> Solid:
    angles = np.linspace(-0.95, 2.0, 40)
    height = 0.062 * rise(angles, -1.0, -0.55) * rise(angles, 2.1, 0.9) + 0.024 + 0.005 * np.cos(16 * angles)
    return crest(fit, angles, height, -0.012, (0.020, 0.010))


def ponytail(fit: Fit) -> Solid:
    head = Head(fit)
    path = [
        (0.0, 0.055, -0.165),
        (0.0, 0.062, -0.20),
        (0.0, 0.02, -0.228),
        (0.0, -0.06, -0.23),
        (0.0, -0.16, -0.215),
    ]
    tied = head.cap(hairline(PULLED_BACK), sleek)
    return merge(tied, strand(head, path, [0.018, 0.022, 0.032, 0.03, 0.006]))


def bun(fit: Fit) -> Solid:
    head = Head(fit)
    return merge(head.cap(hairline(PULLED_BACK), sleek), ball(head, head.at(0, 0.085, -0.165), 0.037))


def pigtails() -> Build:
    tuft = [
        (0.06, 0.03, -0.10),
        (0.10, 0.035, -0.105),
        (0.125, -0.01, -0.10),
        (0.125, -0.09, -0.09),
        (0.12, -0.15, -0.08),
    ]
    radii = [0.013, 0.017, 0.027, 0.025, 0.005]
    return together(
        capped(middle_parted, PULLED_BACK), pair(lambda head, path: strand(head, path, radii), tuft)
    )


def braids(fit: Fit) -> Solid:
    head = Head(fit)
    plaits = [lock(head, (x, -0.03, -0.112), -0.30, 0.017, 0.017, 36) for x in (0.072, -0.072)]
    return merge(head.cap(hairline(PULLED_BACK), middle_parted), *plaits)


# Parted in the middle and brushed to the sides.
FRAMING = {0: 0.068, 8: 0.064, 22: 0.056, 38: 0.047, 50: 0.037, 58: 0.028, 180: 0.028}


def falling(tip: float, parting: float, front: float = 0.0, tips: float = 1.0) -> Build:
    """Hair down to the height `tip` over the eyes, and locks over the shoulders to `front`."""

    def build(fit: Fit) -> Solid:
        head = Head(fit)
        hair = curtain(head, around(FRAMING), middle_parted, tip, parting, tips=tips)
        if not front:
            return hair
        return merge(hair, *(lock(head, (x, 0.03, -0.078), front, 0.030, 0.016) for x in (0.062, -0.062)))

    return build


def fringe(fit: Fit) -> Solid:
    """Over the forehead, to the brows."""
    head = Head(fit)
    low = 0.031 + 0.003 * np.cos(11 * AROUND) + 0.0025 * np.cos(17 * AROUND + 1)
    edge = low + rise(OFF_FRONT, 36, 58) * 0.06

    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        shown = rise(OFF_FRONT, 58, 46) * rise(along, 0.25, 0.45)
        return -0.012 + (0.026 - 0.006 * rise(along, 0.9, 1)) * shown + locks(along, 16, 0.0008)

    return head.cap(edge, thickness)


PIECES: dict[str, Piece] = {
    "short hair": Piece(capped(cropped), "head"),
    "tousled hair": Piece(tufts(swept, TUFTS, 0.045, 0.42, (0.35, 0.0, 0.75)), "head"),
    "side parting": Piece(capped(combed), "head"),
    "afro": Piece(capped(lumpy(0.055, 160, 0.006)), "head"),
    "curly hair": Piece(capped(lumpy(0.028, 90, 0.014)), "head"),
    "spiky hair": Piece(tufts(cropped, SPIKES, 0.056, 1.0, (0, 0.5, 0.1)), "head"),
    "mohawk": Piece(mohawk, "head"),
    "balding": Piece(capped(receded), "head"),
    "bob": Piece(falling(-0.118, 60, tips=0.5), "head"),
    "shoulder hair": Piece(falling(-0.20, 62, tips=0.8), spread=0.06),
    "long hair": Piece(falling(-0.40, 64, -0.30), spread=0.06),
    "very long hair": Piece(falling(-0.64, 64, -0.40), spread=0.06),
    "fringe": Piece(fringe, "head"),
    "ponytail": Piece(ponytail, "head"),
    "bun": Piece(bun, "head"),
    "pigtails": Piece(pigtails(), "head"),
    "braids": Piece(braids, spread=0.06),
}
PIECES |= beards.PIECES
