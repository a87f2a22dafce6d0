"""The avatar's geometry and colour: the start plus learned changes on three nested grids.

The signed distance is S(p) = d(p) + offset(p), d being the distance to the dressed body, and the colour
c(p) = sigmoid(logit(base(p)) + tint(p)), base being the colour of the closest body point. Offset and
tint are sums of trilinear grids of step h, 2h and 4h, zero at first: the untrained field is the start.
Where hues are kept, colours become lighter and darker only: what a small guide adds to a grey dress is
green here and purple there.
Both are bounded, however hard a guide pulls. The face keeps its shape, and its colours if it has any: a
guide sees it a few pixels wide, and what the clothes' words do to it is nothing that an artist would keep.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor, nn

from ..protocol import UserError
from .body_distance import BodyDistance
from .lattice import Lattice, weighted_sum
from .start import Start


@dataclasses.dataclass(frozen=True)
class Limits:
    """How far a field can be from its start: metres outwards and inwards, logits of colour, and whether hues
    can change; those of a plain start always can."""

    growth: float
    shrinkage: float
    tint: float
    hues: bool = True


COARSER = (2, 4)  # steps of the second and third grid, in steps of the first
DARKEST = 1 / 512  # colours keep this far from 0 and 1, where a logit has no end; half an 8-bit level
FACE, FACE_EDGE = 0.09, 0.05  # metres around the centre of the face that keep their shape, then give way
CHUNK = 1 << 18  # points of one exact query


class Field(nn.Module):
    """Offset (metres) and tint (logits) around one Start; see the module's text.

    lattice holds the finest grid: nodes whose start distance is below band, including all inside.
    Parameters: offsets[level] (rows, 1) and tints[level] (rows, 3), finest first; (rows, 1), for all channels
    alike, where hues are kept.
    """

    def __init__(self, start: Start, resolution: int, band: float, limits: Limits):
        """resolution: nodes along the longest side; band: metres the field reaches beyond the start."""
        super().__init__()
        self.start, self.resolution, self.band, self.limits = start, resolution, band, limits
        self.body = BodyDistance(start)
        lo, hi = self._box()
        step = float((hi - lo).max() / (resolution - 1))
        counts = np.ceil((hi - lo) / step - 1e-6).astype(int) + 1
        sdf = np.concatenate([self.body.sdf(part) for part in parts(Lattice(lo, step, counts).nodes())])
        self.start_sdf = sdf.reshape(counts)
        self.lattice = Lattice(lo, step, counts, self.start_sdf < band)
        nodes = torch.from_numpy(self.lattice.nodes())
        away = (nodes - torch.from_numpy(start.head)).norm(dim=1, keepdim=True)
        free = ((away - FACE) / FACE_EDGE).clamp(0, 1)
        self.register_buffer("free", torch.cat([free, free.new_zeros(1, 1)]), persistent=False)
        coarse = [Lattice(lo, step * factor, -(-(counts - 1) // factor) + 1) for factor in COARSER]
        for level, lattice in enumerate(coarse):
            indices, weights = lattice.locate(nodes)
            self.register_buffer(f"up_indices{level}", indices, persistent=False)
            self.register_buffer(f"up_weights{level}", weights, persistent=False)
        rows = [self.lattice.rows, *(lattice.rows for lattice in coarse)]
        self.offsets = nn.ParameterList(nn.Parameter(torch.zeros(count, 1)) for count in rows)
        channels = 3 if limits.hues or start.plain else 1
        self.tints = nn.ParameterList(nn.Parameter(torch.zeros(count, channels)) for count in rows)

    @torch.no_grad()
    def reset(self) -> None:
        """Forget what was learned: the field is its start again."""
        for values in self.parameters():
            values.zero_()

    def _box(self) -> tuple[np.ndarray, np.ndarray]:
        margin = float(self.start.thickness.max()) + self.band
        vertices = self.start.vertices.astype(np.float64)
        return vertices.min(axis=0) - margin, vertices.max(axis=0) + margin

    @property
    def trusted(self) -> float:
        """Metres up to which `sdf` is as near as the surface: beyond the lattice it is the start's, which the
        surface may have left by `limits.growth`."""
        return max(self.band - self.limits.growth, self.lattice.step)

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        """Corners lo (3,) and hi (3,) float32 of the box that holds the surface, metres."""
        lo, hi = self._box()
        return lo.astype(np.float32), hi.astype(np.float32)

    def offset(self) -> Tensor:
        """Offset at the lattice's nodes (rows + 1, 1), metres; zero in the last row, which is elsewhere."""
        offset = self._compose(self.offsets) * self.free
        growth, shrinkage = self.limits.growth, self.limits.shrinkage
        return torch.where(offset < 0, bounded(offset, growth), bounded(offset, shrinkage))

    def tint(self) -> Tensor:
        """Tint at the lattice's nodes (rows + 1, 3), logits; zero in the last row."""
        tint = self._compose(self.tints)
        return bounded(tint if self.start.plain else tint * self.free, self.limits.tint).expand(-1, 3)

    def _compose(self, levels: nn.ParameterList) -> Tensor:
        total = levels[0]
        for level, coarse in enumerate(levels[1:]):
            weights = getattr(self, f"up_weights{level}")
            total = total + weighted_sum(coarse, getattr(self, f"up_indices{level}"), weights)
        return torch.cat([total, total.new_zeros(1, total.shape[1])])

    def sdf(self, points: np.ndarray) -> np.ndarray:
        """Signed distance (N,) float32 in metres at points (N, 3) float32; exact on the body's triangles."""
        change = self._interpolated(self.offset(), points)[:, 0]
        return np.concatenate([self.body.sdf(part) for part in parts(points)]) + change

    @torch.no_grad()
    def estimate(self, points: np.ndarray) -> np.ndarray:
        """sdf (N,) float32 at points (N, 3), interpolated between the lattice's nodes: many times as fast."""
        volume, lattice = self.start_sdf.copy(), self.lattice
        volume.reshape(-1)[lattice.kept] += self.offset()[:-1, 0].cpu().numpy()
        where = (points - lattice.lo.cpu().numpy()) / np.float32(lattice.step)
        return ndimage.map_coordinates(volume, where.T, order=1, mode="nearest")

    def color(self, points: np.ndarray) -> np.ndarray:
        """Colour (N, 3) float32 sRGB in 0..1 at points (N, 3) float32; exact on the body's triangles."""
        base = np.concatenate([self.body.color(part) for part in parts(points)])
        change = torch.from_numpy(self._interpolated(self.tint(), points))
        return torch.sigmoid(logit(torch.from_numpy(base)) + change).numpy()

    @torch.no_grad()
    def _interpolated(self, table: Tensor, points: np.ndarray) -> np.ndarray:
        located = self.lattice.locate(torch.as_tensor(points, dtype=torch.float32, device=table.device))
        return weighted_sum(table, *located).cpu().numpy()

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write the learned changes as .npz in one step; the start is kept by whoever made it."""
        path = Path(path)
        part = path.with_name(path.name + ".part")
        arrays: dict[str, Any] = {name: value.detach().cpu() for name, value in self.named_parameters()}
        arrays |= {"resolution": self.resolution, "band": self.band}
        arrays["limits"] = dataclasses.astuple(self.limits)
        with open(part, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str], start: Start) -> Field:
        """Read what save wrote, on the start it was learned on; raises UserError where they do not fit."""
        try:
            with np.load(path, allow_pickle=False) as data:
                growth, shrinkage, tint, hues = data["limits"].tolist()
                limits = Limits(growth, shrinkage, tint, bool(hues))
                field = cls(start, int(data["resolution"]), float(data["band"]), limits)
                field.load_state_dict({name: torch.from_numpy(data[name]) for name in field.state_dict()})
        except FileNotFoundError:
            raise UserError("missing", f"There is no sculpted field at {path}.") from None
        except Exception as error:  # zipfile, zlib, numpy and torch each raise their own for a damaged file
            what = f"{path} is no sculpted field of this start."
            raise UserError("input", what, f"{error}.", "Delete it.") from error
        return field


def bounded(values: Tensor, limit: float) -> Tensor:
    """Values as they are where small, and never beyond the limit."""
    return limit * torch.tanh(values / limit)


def logit(color: Tensor) -> Tensor:
    """The number whose sigmoid is the colour, finite at 0 and 1."""
    return torch.logit(color, eps=DARKEST)


def parts(points: np.ndarray) -> list[np.ndarray]:
    """Points (N, 3) in as many arrays as exact queries shall be."""
    return [points[begin : begin + CHUNK] for begin in range(0, max(len(points), 1), CHUNK)]
