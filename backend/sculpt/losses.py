"""What sculpting minimises besides the guide's disagreement; each term is zero, or nearly, at the start."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor, nn

from .field import Field
from .lattice import weighted_sum
from .tables import FixedTables, Tables

SHELL_STEPS = 2.5  # lattice steps from the start's surface within which the geometry is judged at least
DISTANCE_ERROR = 0.1  # a start whose gradient's length is off by more is no distance there: not judged


def mask_loss(opacity: Tensor, inside: Tensor, outside: Tensor) -> Tensor:
    """Binary cross-entropy of opacity (N,) where it must be 1 (inside) or 0 (outside), both (N,) bool."""
    opacity = opacity.clamp(1e-3, 1 - 1e-3)
    cost = -(torch.log(opacity) * inside + torch.log(1 - opacity) * outside)
    return cost.sum() / (inside | outside).sum().clamp_min(1)


class Smoothness(nn.Module):
    """Terms on the lattice's nodes near the start's surface."""

    near: Tensor
    regular: Tensor
    stencil: Tensor
    stencil_weights: Tensor
    pairs: Tensor
    pair_weights: Tensor
    start_slope: Tensor

    def __init__(self, field: Field, fixed: FixedTables):
        super().__init__()
        lattice = field.lattice
        sdf = field.start_sdf.ravel()[lattice.kept]
        shell = SHELL_STEPS * lattice.step
        near = (sdf > -shell) & (sdf < max(shell, field.limits.growth))  # wherever the surface can be
        nodes = torch.from_numpy(lattice.nodes()).to(lattice.lo.device)
        slope = fixed.geometry(nodes)[:, 1:]
        regular = np.abs(slope.norm(dim=1).cpu().numpy() - 1) < DISTANCE_ERROR
        stencil, weights = lattice.laplacian()
        curved = near[stencil[:, -1]]
        own = np.arange(lattice.rows, dtype=np.int32)
        ahead = np.concatenate([np.stack([own, lattice.neighbours(axis, 1)], axis=1) for axis in range(3)])
        ahead = ahead[(ahead < lattice.rows).all(axis=1)]
        ahead = ahead[near[ahead].all(axis=1)]
        arrays = {
            "near": np.flatnonzero(near),
            "regular": np.flatnonzero(near & regular),
            "stencil": stencil[curved],
            "stencil_weights": weights[curved],
            "pairs": ahead,
            "pair_weights": np.tile(np.array([-1, 1], np.float32), (len(ahead), 1)),
        }
        for name, array in arrays.items():
            self.register_buffer(name, torch.from_numpy(np.ascontiguousarray(array)).to(lattice.lo.device))
        self.register_buffer("start_slope", slope[self.regular])

    def eikonal(self, tables: Tables) -> Tensor:
        """Mean of (|grad S| - 1)^2 (Gropp et al. 2020)."""
        slope = self.start_slope + tables.slope[self.regular]
        return (slope.norm(dim=1) - 1).square().mean()

    def bending(self, tables: Tables) -> Tensor:
        """Mean squared Laplacian of the offset, times the step: without unit, as the slope is."""
        return weighted_sum(tables.offset, self.stencil, self.stencil_weights).square().mean()

    def variation(self, tables: Tables) -> Tensor:
        """Mean change of the tint between neighbouring nodes, in logits."""
        return weighted_sum(tables.tint, self.pairs, self.pair_weights).abs().mean()

    def anchor(self, tables: Tables) -> Tensor:
        """Mean squared tint, in logits."""
        return tables.tint[self.near].square().mean()
