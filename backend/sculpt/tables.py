"""The field as tables, for rendering during optimisation: what does not learn is computed once."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor, nn

from .field import Field, logit, parts
from .lattice import Lattice, weighted_sum
from .volume import Volume

HARMLESS = 0.01  # metres of growth that rays which overlook it do not pass


@dataclasses.dataclass(frozen=True)
class Tables:
    """The field at one step of the optimisation; points are (N, 3) metres.

    offset (R, 1) metres, slope (R, 3) its gradient and tint (R, 3) logits, at the learned lattice's
    nodes, differentiable in the field's parameters; distance, S (N,) without gradient anywhere in the box,
    is what rays are traced by.
    """

    fixed: FixedTables
    offset: Tensor
    slope: Tensor
    tint: Tensor
    distance: Volume

    @property
    def box(self) -> tuple[Tensor, Tensor]:
        """Corners (3,) and (3,) of the box outside which there is nothing."""
        return self.distance.lo, self.distance.hi

    def geometry(self, points: Tensor) -> tuple[Tensor, Tensor]:
        """S (N,) and its gradient (N, 3)."""
        start = self.fixed.geometry(points)
        change = weighted_sum(torch.cat([self.offset, self.slope], 1), *self.fixed.learned.locate(points))
        total = start + change
        return total[:, 0], total[:, 1:]

    def color(self, points: Tensor) -> Tensor:
        """sRGB (N, 3) in 0..1."""
        change = weighted_sum(self.tint, *self.fixed.learned.locate(points))
        return torch.sigmoid(self.fixed.base(points) + change)


class FixedTables(nn.Module):
    """The start at the nodes of a lattice twice as fine as the learned one."""

    start_volume: Tensor
    start_geometry: Tensor
    start_base: Tensor
    difference_indices: Tensor
    difference_weights: Tensor
    learned_nodes: Tensor

    def __init__(self, field: Field):
        super().__init__()
        self.learned = field.lattice
        counts = 2 * np.array(field.lattice.counts) - 1
        lo, step = field.lattice.lo.cpu().numpy(), field.lattice.step / 2
        volume = refined(torch.from_numpy(field.start_sdf))
        near = Lattice(lo, step, counts, volume.numpy() < field.band)
        found = [field.body.query(part) for part in parts(near.nodes())]
        sdf, color = (np.concatenate(values) for values in zip(*found, strict=True))
        volume.view(-1)[near.kept] = torch.from_numpy(sdf)
        self.lattice = near
        rows = torch.from_numpy(np.append(sdf, np.float32(field.band)))[:, None]
        slope = weighted_sum(rows, *map(torch.from_numpy, near.differences())).view(-1, 3)
        slope = torch.cat([slope, slope.new_zeros(1, 3)])
        base = torch.cat([logit(torch.from_numpy(color)), torch.zeros(1, 3)])
        self.register_buffer("start_volume", volume[None, None])
        self.register_buffer("start_geometry", torch.cat([rows, slope], 1))
        self.register_buffer("start_base", base)
        indices, weights = field.lattice.differences()
        self.register_buffer("difference_indices", torch.from_numpy(indices))
        self.register_buffer("difference_weights", torch.from_numpy(weights))
        self.register_buffer("learned_nodes", torch.from_numpy(field.lattice.kept))

    @property
    def distance(self) -> Volume:
        """The start's S (N,) anywhere in the box."""
        return self._volume(self.start_volume)

    def _volume(self, values: Tensor) -> Volume:
        return Volume(values, self.lattice.lo, self.lattice.hi)

    def geometry(self, points: Tensor) -> Tensor:
        """The start's S and gradient (N, 4)."""
        return weighted_sum(self.start_geometry, *self.lattice.locate(points))

    def base(self, points: Tensor) -> Tensor:
        """The start's colour as logits (N, 3)."""
        return weighted_sum(self.start_base, *self.lattice.locate(points))

    def at(self, field: Field) -> Tables:
        """The tables of the field as it is now."""
        offset = field.offset()
        slope = weighted_sum(offset, self.difference_indices, self.difference_weights).view(-1, 3)
        slope = torch.cat([slope, slope.new_zeros(1, 3)])
        # Beyond the learned nodes the surface is nearer than the start by as much as it has grown.
        grown = offset.detach().amin() if field.limits.growth > HARMLESS else offset.new_zeros(())
        volume = grown.expand(self.learned.counts).clone()
        volume.view(-1)[self.learned_nodes] = offset.detach()[:-1, 0]
        return Tables(self, offset, slope, field.tint(), self._volume(self.start_volume + refined(volume)))


def refined(volume: Tensor) -> Tensor:
    """Values (X, Y, Z) at nodes -> (2X - 1, 2Y - 1, 2Z - 1) at twice as many, linear between them."""
    for axis in (2, 1, 0):
        values = volume.movedim(axis, 0)
        shape = list(volume.shape)
        shape[axis] = 2 * len(values) - 1
        volume = volume.new_empty(shape)
        finer = volume.movedim(axis, 0)
        finer[::2] = values
        torch.lerp(values[:-1], values[1:], 0.5, out=finer[1::2])
    return volume
