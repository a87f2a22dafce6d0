"""Light painted views and put backgrounds behind them."""

from __future__ import annotations

import numba
import numpy as np


def develop(
    cells: np.ndarray,
    bits: np.ndarray,
    normals: np.ndarray,
    colors: np.ndarray,
    accents: np.ndarray,
    pattern: np.ndarray,
    rng: np.random.Generator,
) -> np.ndarray:
    """Pictures (B, 3, S/2, S/2) float32 in 0..1 of views.

    cells and bits (B, S, S) uint8 and normals (B, S, S, 3) int8 as in `people.View`; colors and accents
    (B, C, 3) float32 and pattern (B, C) uint8 of the cells.
    """
    count, size = len(cells), cells.shape[-1]
    light = rng.normal(size=(count, 3)) * [0.6, 0.4, 0] + [0, 0.3, -1.0]
    light /= np.linalg.norm(light, axis=1, keepdims=True)
    ambient = rng.uniform(0.3, 0.95, count).astype(np.float32)
    pictures = np.stack([backdrop(rng, size // 2) for _ in range(count)])
    _paint(cells, bits, normals, colors, accents, pattern, light.astype(np.float32), ambient, pictures)
    for row in np.flatnonzero(rng.random(count) < 0.3):
        noise = rng.standard_normal(pictures.shape[1:], np.float32)
        pictures[row] += noise * np.float32(rng.uniform(0, 0.07))
    return pictures.clip(0, 1)


@numba.njit(cache=True, fastmath=True, nogil=True)
def _paint(cells, bits, normals, colors, accents, pattern, light, ambient, pictures):  # type: ignore[no-untyped-def]
    """Each pixel of the pictures, which hold the backgrounds, is the mean of four of the views'."""
    count, _, height, width = pictures.shape
    for n in range(count):
        a, b, c = light[n, 0] / 127, light[n, 1] / 127, light[n, 2] / 127
        for y in range(height):
            for x in range(width):
                red = green = blue = np.float32(0)
                empty = 0
                for k in range(4):
                    row, column = 2 * y + k // 2, 2 * x + k % 2
                    cell = int(cells[n, row, column]) - 1
                    if cell < 0:
                        empty += 1
                        continue
                    table = accents if bits[n, row, column] & pattern[n, cell] else colors
                    normal = normals[n, row, column]
                    facing = min(max(normal[0] * a + normal[1] * b + normal[2] * c, 0), 1)
                    shade = ambient[n] + (np.float32(1.05) - ambient[n]) * facing
                    red += table[n, cell, 0] * shade
                    green += table[n, cell, 1] * shade
                    blue += table[n, cell, 2] * shade
                pictures[n, 0, y, x] = (pictures[n, 0, y, x] * empty + red) / 4
                pictures[n, 1, y, x] = (pictures[n, 1, y, x] * empty + green) / 4
                pictures[n, 2, y, x] = (pictures[n, 2, y, x] * empty + blue) / 4


def backdrop(rng: np.random.Generator, size: int) -> np.ndarray:
    """A background (3, size, size) float32: plain, chessboard, noise or a gradient, grey or coloured."""
    kind, gray = rng.integers(5), rng.random() < 0.4
    a, b = (np.full((3, 1, 1), rng.random()) if gray else rng.random((3, 1, 1)) for _ in range(2))
    if kind == 0:
        image = np.full((3, 1, 1), rng.choice([0.0, 0.5, 1.0]))
    elif kind == 1:
        image = a
    elif kind == 2:
        cell = rng.integers(3, 12)
        index = np.arange(size) // cell
        image = np.where((index[:, None] + index) % 2, a, b)
    elif kind == 3:
        image = (a + rng.normal(size=(1 if gray else 3, size, size)) * rng.uniform(0, 0.25)).clip(0, 1)
    else:
        ramp = np.linspace(0, 1, size)[:, None]
        image = a * ramp + b * (1 - ramp)
    return np.broadcast_to(image, (3, size, size)).astype(np.float32)
