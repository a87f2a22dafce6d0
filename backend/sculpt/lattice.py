"""Values at the nodes of a cubic lattice, and the one sparse operation that everything is made of."""

from __future__ import annotations

import numpy as np
import scipy.sparse
import torch
import torch.nn.functional as functional
from torch import Tensor, nn

CORNERS = np.array([[x, y, z] for x in (0, 1) for y in (0, 1) for z in (0, 1)])


class _WeightedSum(torch.autograd.Function):
    @staticmethod
    def forward(ctx, table, indices, weights):
        ctx.save_for_backward(indices, weights)
        ctx.rows = table.shape[0]
        return functional.embedding_bag(indices, table, per_sample_weights=weights, mode="sum")

    @staticmethod
    def backward(ctx, gradient):
        indices, weights = ctx.saved_tensors
        scatter = _scatter_csr if gradient.device.type == "cpu" else scatter_add
        return scatter(gradient, indices, weights, ctx.rows), None, None


def weighted_sum(table: Tensor, indices: Tensor, weights: Tensor) -> Tensor:
    """sum_k weights[n, k] * table[indices[n, k]]; differentiable in the table.

    table (R, C), indices (N, K) int32, weights (N, K) -> (N, C). On the CPU the backward pass is a
    sparse matrix product, several times as fast as scattering and the same in every run.
    """
    return _WeightedSum.apply(table, indices, weights)


def _scatter_csr(gradient: Tensor, indices: Tensor, weights: Tensor, rows: int) -> Tensor:
    count, width = indices.shape
    starts = np.arange(0, count * width + 1, width, dtype=np.int32)
    matrix = scipy.sparse.csr_matrix(
        (weights.numpy().ravel(), indices.numpy().ravel(), starts), shape=(count, rows), copy=False
    )
    return torch.from_numpy(matrix.T @ np.ascontiguousarray(gradient.numpy()))


def scatter_add(gradient: Tensor, indices: Tensor, weights: Tensor, rows: int) -> Tensor:
    """The transpose of weighted_sum on any device: gradient (N, C) -> (rows, C)."""
    values = (weights[..., None] * gradient[:, None]).flatten(0, 1)
    return gradient.new_zeros(rows, gradient.shape[1]).index_add_(0, indices.flatten(), values)


class Lattice(nn.Module):
    """Nodes lo + step * (i, j, k), of which those in `keep` own a row; row `rows` stands for the others."""

    lo: Tensor
    hi: Tensor
    row_of: Tensor
    corners: Tensor
    last: Tensor

    def __init__(self, lo: np.ndarray, step: float, counts: np.ndarray, keep: np.ndarray | None = None):
        """lo (3,) and step in metres; counts (3,) nodes an axis; keep counts-shaped bool, None for all."""
        super().__init__()
        self.step = float(step)
        self.counts = tuple(int(count) for count in counts)
        total = int(np.prod(self.counts))
        kept = np.arange(total) if keep is None else np.flatnonzero(keep)
        self.rows = len(kept)
        row_of = np.full(total, self.rows, np.int32)
        row_of[kept] = np.arange(self.rows, dtype=np.int32)
        self.kept = kept
        self.register_buffer("lo", torch.as_tensor(lo, dtype=torch.float32), persistent=False)
        hi = torch.as_tensor(lo + step * (np.array(self.counts) - 1), dtype=torch.float32)
        self.register_buffer("hi", hi, persistent=False)
        self.register_buffer("row_of", torch.from_numpy(row_of), persistent=False)
        strides = np.array([self.counts[1] * self.counts[2], self.counts[2], 1])
        self.register_buffer(
            "corners", torch.from_numpy((CORNERS @ strides).astype(np.int32)), persistent=False
        )
        # the last cell is reached from below: its far corner is never passed
        self.register_buffer("last", torch.tensor([count - 1.001 for count in self.counts]), persistent=False)

    def nodes(self) -> np.ndarray:
        """Positions (rows, 3) float32 of the kept nodes, metres."""
        cell = np.stack(np.unravel_index(self.kept, self.counts), axis=1).astype(np.float32)
        return self.lo.cpu().numpy() + np.float32(self.step) * cell

    def locate(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """Rows (N, 8) int32 and trilinear weights (N, 8) of the corners around points (N, 3)."""
        position = torch.minimum(((points - self.lo) / self.step).clamp_min(0), self.last)
        cell = position.int()
        high = position - cell
        low = 1 - high
        base = (cell[:, 0] * self.counts[1] + cell[:, 1]) * self.counts[2] + cell[:, 2]
        rows = self.row_of[base[:, None] + self.corners]
        (x0, y0, z0), (x1, y1, z1) = low.split(1, 1), high.split(1, 1)
        plane = torch.cat([y0 * z0, y0 * z1, y1 * z0, y1 * z1], 1)
        return rows, torch.cat([x0 * plane, x1 * plane], 1)

    def neighbours(self, axis: int, shift: int) -> np.ndarray:
        """Row (rows,) int32 of the node next to each kept node, `rows` where there is none."""
        cell = np.stack(np.unravel_index(self.kept, self.counts), axis=1)
        cell[:, axis] += shift
        inside = (cell[:, axis] >= 0) & (cell[:, axis] < self.counts[axis])
        cell[~inside] = 0
        row_of = self.row_of.cpu().numpy()
        return np.where(inside, row_of[np.ravel_multi_index(tuple(cell.T), self.counts)], self.rows).astype(
            np.int32
        )

    def differences(self) -> tuple[np.ndarray, np.ndarray]:
        """Central differences as indices (rows * 3, 2) and weights; one-sided where a neighbour lacks."""
        own = np.arange(self.rows, dtype=np.int32)
        indices = np.empty((self.rows, 3, 2), np.int32)
        weights = np.empty((self.rows, 3, 2), np.float32)
        for axis in range(3):
            ahead, behind = self.neighbours(axis, 1), self.neighbours(axis, -1)
            span = (ahead < self.rows).astype(np.float32) + (behind < self.rows)
            rate = np.where(span > 0, 1 / (np.maximum(span, 1) * self.step), 0)
            indices[:, axis, 0] = np.where(ahead < self.rows, ahead, own)
            indices[:, axis, 1] = np.where(behind < self.rows, behind, own)
            weights[:, axis, 0], weights[:, axis, 1] = rate, -rate
        return indices.reshape(-1, 2), weights.reshape(-1, 2)

    def laplacian(self) -> tuple[np.ndarray, np.ndarray]:
        """step * Laplacian at nodes with all six neighbours, as indices (M, 7) int32 and weights (M, 7)."""
        around = [self.neighbours(axis, shift) for axis in range(3) for shift in (-1, 1)]
        stencil = np.stack([*around, np.arange(self.rows, dtype=np.int32)], axis=1)
        stencil = stencil[(stencil < self.rows).all(axis=1)]
        weights = np.tile(np.array([1, 1, 1, 1, 1, 1, -6], np.float32) / self.step, (len(stencil), 1))
        return stencil, weights.astype(np.float32)
