"""A signed distance on a dense lattice, and rays followed through it.

Tensor operations follow all rays at once, in many small steps, between which a processor spends most of its
time: there each ray is followed by itself, by compiled code.
"""

from __future__ import annotations

import dataclasses
import functools

import numba
import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor


@dataclasses.dataclass(frozen=True)
class Volume:
    """Distances (1, 1, X, Y, Z) in metres, without gradient, at nodes that fill the box with corners lo (3,)
    and hi (3,)."""

    values: Tensor
    lo: Tensor
    hi: Tensor

    def __call__(self, points: Tensor) -> Tensor:
        """The distance (N,) at points (N, 3), trilinear; outside the box that of its nearest point."""
        where = torch.addcmul(self._shift, points, self._scale).flip(-1)[None, None, None]
        sampled = functional.grid_sample(self.values, where, align_corners=True, padding_mode="border")
        return sampled.flatten()

    @functools.cached_property
    def _scale(self) -> Tensor:
        return 2 / (self.hi - self.lo)

    @functools.cached_property
    def _shift(self) -> Tensor:
        return -1 - self.lo * self._scale

    def trace(
        self, origins: Tensor, directions: Tensor, near: Tensor, far: Tensor, level: float
    ) -> tuple[Tensor, Tensor, Tensor]:
        """`rendering.trace` on the CPU, but for rounding."""
        hit, closest = torch.zeros_like(near, dtype=torch.bool), torch.full_like(near, np.inf)
        depth = near.clone()
        values, lo, scale = self._arrays()
        o, d, ends = (ray.contiguous().numpy() for ray in (origins, directions, far))
        _trace(values, lo, scale, o, d, ends, np.float32(level), hit.numpy(), depth.numpy(), closest.numpy())
        return hit, depth, closest

    def cross(
        self, origins: Tensor, directions: Tensor, begin: Tensor, shell: float, solid: float, most: int
    ) -> tuple[Tensor, Tensor]:
        """`rendering.cross` on the CPU, but for rounding, in at most so many steps."""
        depth, is_solid = begin.clone(), torch.zeros_like(begin, dtype=torch.bool)
        values, lo, scale = self._arrays()
        o, d = origins.contiguous().numpy(), directions.contiguous().numpy()
        surfaces = np.float32(shell), np.float32(solid)
        _cross(values, lo, scale, o, d, *surfaces, most, depth.numpy(), is_solid.numpy())
        return depth, is_solid

    def _arrays(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Values (X, Y, Z), the first node's position (3,) and nodes a metre (3,)."""
        values, lo = self.values[0, 0].numpy(), self.lo.numpy()
        return values, lo, (np.array(values.shape, np.float32) - 1) / (self.hi.numpy() - lo)


@numba.njit(cache=True)
def _cell(position, count):  # type: ignore[no-untyped-def]
    """The cell that a position in nodes along an axis lies in, and where in it."""
    position = min(max(position, np.float32(0)), np.float32(count - 1))
    cell = min(int(position), count - 2)
    return cell, position - np.float32(cell)


@numba.njit(cache=True)
def _at(values, lo, scale, origin, direction, depth):  # type: ignore[no-untyped-def]
    """The distance at a depth of one ray."""
    i, x = _cell((origin[0] + depth * direction[0] - lo[0]) * scale[0], values.shape[0])
    j, y = _cell((origin[1] + depth * direction[1] - lo[1]) * scale[1], values.shape[1])
    k, z = _cell((origin[2] + depth * direction[2] - lo[2]) * scale[2], values.shape[2])
    one = np.float32(1)
    low = (values[i, j, k] * (one - z) + values[i, j, k + 1] * z) * (one - y)
    low += (values[i, j + 1, k] * (one - z) + values[i, j + 1, k + 1] * z) * y
    high = (values[i + 1, j, k] * (one - z) + values[i + 1, j, k + 1] * z) * (one - y)
    high += (values[i + 1, j + 1, k] * (one - z) + values[i + 1, j + 1, k + 1] * z) * y
    return low * (one - x) + high * x


@numba.njit(parallel=True, cache=True)
def _trace(values, lo, scale, origins, directions, far, level, hit, depth, closest):  # type: ignore[no-untyped-def]
    """Fill hit, depth and closest (N,) of rays (N, 3); depth holds where they begin."""
    shortest, margin, half = np.float32(0.4) * abs(level), np.float32(0.95), np.float32(0.5)
    deep = half * level if level > 0 else np.float32(-np.inf)
    for n in numba.prange(len(far)):
        at = before = depth[n]
        while at < far[n]:
            value = _at(values, lo, scale, origins[n], directions[n], at)
            closest[n] = min(closest[n], value)
            depth[n] = at
            if value <= level:
                hit[n] = True
                while value < deep and depth[n] - before > shortest:  # stepped too far
                    middle = half * (before + depth[n])
                    if _at(values, lo, scale, origins[n], directions[n], middle) <= level:
                        depth[n] = middle
                    else:
                        before = middle
                break
            before = at
            at += max(margin * (value - margin * level), shortest)


@numba.njit(parallel=True, cache=True)
def _cross(values, lo, scale, origins, directions, shell, solid, most, depth, is_solid):  # type: ignore[no-untyped-def]
    """Move depth (N,) of rays (N, 3) to where they leave the shell or turn solid, and note which do."""
    shortest, deepest, outside = np.float32(0.4) * shell, np.float32(1.1) * solid, np.float32(1.05) * shell
    for n in numba.prange(len(depth)):
        value = shell
        for _ in range(most):
            depth[n] += max(value - deepest, shortest)
            value = _at(values, lo, scale, origins[n], directions[n], depth[n])
            is_solid[n] = value < solid
            if is_solid[n] or value > outside:
                break
