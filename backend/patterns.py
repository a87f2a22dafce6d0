"""Patterns of cloth and hair, drawn in space: which points show a pattern's second colour."""

from __future__ import annotations

import numba
import numpy as np

PATTERNS = ("stripes", "vertical stripes", "checks", "dots", "camouflage", "strands", "grain", "flowers")


def bits(coordinates: np.ndarray) -> np.ndarray:
    """Bit k tells whether PATTERNS[k] shows its accent there.

    coordinates (N, 3) float32: metres of the body standing with its arms straight down, y up, so that
    stripes run around sleeves as well. Returns (N,) uint8.
    """
    result = np.empty(len(coordinates), np.uint8)
    _bits(np.ascontiguousarray(coordinates, np.float32), result)
    return result


@numba.njit(cache=True)
def _noise(x: float, y: float, z: float, seed: int) -> float:
    """A number in 0..1 for each cell of the unit lattice: Wellons' 32-bit integer hash, in 64 bits."""
    key = int(np.floor(x)) * 73856093 ^ int(np.floor(y)) * 19349663 ^ int(np.floor(z)) * 83492791 ^ seed
    key &= 0xFFFFFFFF
    key = ((key >> 16) ^ key) * 0x45D9F3B & 0xFFFFFFFF
    key = ((key >> 16) ^ key) * 0x45D9F3B & 0xFFFFFFFF
    return ((key >> 16) ^ key) % 65536 / 65536.0


@numba.njit(cache=True)
def _smooth(x: float, y: float, z: float, seed: int) -> float:
    """Value noise (Perlin 1985 with values for gradients): lattice numbers blended in between."""
    u, v, w = x - np.floor(x), y - np.floor(y), z - np.floor(z)
    u, v, w = u * u * (3 - 2 * u), v * v * (3 - 2 * v), w * w * (3 - 2 * w)
    total = 0.0
    for i in range(2):
        for j in range(2):
            for k in range(2):
                weight = (u if i else 1 - u) * (v if j else 1 - v) * (w if k else 1 - w)
                total += weight * _noise(x + i, y + j, z + k, seed)
    return total


@numba.njit(cache=True)
def _spot(a: float, b: float, spacing: float, radius: float) -> tuple[float, float]:
    """The distance to the centre of the nearest spot of a staggered grid, over the radius; and the angle."""
    row = np.floor(b / spacing)
    across = a / spacing + 0.5 * (row % 2)
    along, up = (across - np.floor(across) - 0.5) * spacing, (b / spacing - row - 0.5) * spacing
    return np.hypot(along, up) / radius, np.arctan2(up, along)


@numba.njit(cache=True)
def _bits(coordinates, result):  # type: ignore[no-untyped-def]
    for n in range(coordinates.shape[0]):
        x, y, z = coordinates[n, 0], coordinates[n, 1], coordinates[n, 2]
        # Seen from the side, z does what x does from the front.
        around = x + 0.7 * z
        band = y / 0.1
        found = int(band - np.floor(band) < 0.5)
        band = around / 0.075
        upright = band - np.floor(band) < 0.42
        found |= upright << 1
        row, column = y / 0.13, around / 0.13
        crossing = int(row - np.floor(row) < 0.5) + int(column - np.floor(column) < 0.5)
        found |= (crossing == 1) << 2
        reach, angle = _spot(around, y, 0.095, 0.028)
        found |= (reach < 1) << 3
        found |= (_smooth(x / 0.065, y / 0.05, z / 0.065, 7) > 0.52) << 4
        # Hair falls from the crown; a strand keeps its direction from the body's axis, or nearly so.
        turn, fall = np.arctan2(x, z - 0.02), np.hypot(x, z - 0.02) - y
        drift = 1.5 * _smooth(x / 0.05, y / 0.09, z / 0.05, 11)
        fine = _smooth(turn * 75 + drift, fall / 0.07, 0.0, 13)
        locks = _smooth(turn * 17 + 0.5 * drift, fall / 0.12, 0.0, 19)
        found |= (0.6 * fine + 0.4 * locks < 0.47) << 5
        found |= (_noise(x / 0.005, y / 0.005, z / 0.005, 17) < 0.35) << 6
        reach, angle = _spot(around + 0.03, y, 0.11, 0.042)
        found |= (reach < 0.7 + 0.3 * np.cos(5 * angle)) << 7
        result[n] = found
