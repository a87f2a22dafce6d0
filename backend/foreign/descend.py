"""Many bodies on their way into one mesh, by Adam: distances between points of both surfaces, each to its
closest of the other that faces as it does, are brought down. Those that stay behind are given up."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy.spatial import cKDTree

from ..body import JOINT
from ..body.lbs import rotation_matrices
from .model import SIZE, Cloud, Model, size
from .starts import TURN, UNITS, Start

RATES = {"angles": 0.03, "shape": 0.12, "turn": 0.015, "shift": 0.015, "size": 0.009}  # of a step of Adam
STRAIGHT, PLAIN = 2e-3, 1e-3  # what a joint's turn from the start and a beta, both squared, cost in metres
BENT = 2e-3  # and what a turn beyond the limits costs, of each joint about each axis
STIFF = ("left_foot", "right_foot", "left_hand", "right_hand")


@dataclasses.dataclass(frozen=True)
class Stage:
    """keep: how many bodies go on; points: so many on either surface; steps; rate: times RATES; soft: metres
    below which a distance counts by its square."""

    keep: int
    points: int
    steps: int
    rate: float
    soft: float


FIRST = Stage(keep=48, points=400, steps=25, rate=1.3, soft=0.1)
STAGES = (
    Stage(keep=32, points=400, steps=15, rate=1.0, soft=0.06),
    Stage(keep=10, points=1000, steps=40, rate=1.0, soft=0.04),
    Stage(keep=3, points=2000, steps=40, rate=0.7, soft=0.02),
    Stage(keep=1, points=2500, steps=40, rate=0.3, soft=0.02),
)
POINTS = STAGES[-1].points


@dataclasses.dataclass(frozen=True)
class Bodies:
    """B of them. Float32: begin (B, J, 3) the poses that they started from, axes (B, 3, 3) the file's in
    metres, sized (B, 1) 1 where the file's unit is unknown, loss (B,); and what is sought: angles (B, J, 3),
    shape (B, K) betas, turn (B, 3) and size (B, 1), a rotation and a logarithm, after the axes, and shift
    (B, 3), where the mesh's middle comes to lie."""

    begin: torch.Tensor
    axes: torch.Tensor
    sized: torch.Tensor
    loss: torch.Tensor
    angles: torch.Tensor
    shape: torch.Tensor
    turn: torch.Tensor
    size: torch.Tensor
    shift: torch.Tensor

    @classmethod
    def at(cls, starts: list[Start], betas: torch.Tensor, model: Model) -> Bodies:
        """Where the starts have them, with betas (K,)."""
        begin = torch.from_numpy(np.stack([start.pose for start in starts]))
        axes = torch.from_numpy(np.stack([start.scale * start.rotation for start in starts]))
        shape = betas.expand(len(starts), -1)
        return cls(
            begin=begin,
            axes=axes.float(),
            sized=torch.tensor([[float(start.scale not in UNITS)] for start in starts]),
            loss=torch.tensor([start.apart for start in starts]),
            angles=begin,
            shape=shape,
            turn=torch.zeros(len(starts), 3),
            size=torch.zeros(len(starts), 1),
            shift=model(begin, shape)[0].mean(dim=1),
        )

    def best(self, count: int) -> Bodies:
        """Those of the least loss, best first."""
        return self.rows(torch.argsort(self.loss, stable=True)[:count])

    def rows(self, index: torch.Tensor) -> Bodies:
        """Those of an index (N,)."""
        return Bodies(**{field.name: getattr(self, field.name)[index] for field in dataclasses.fields(self)})

    def pose(self) -> torch.Tensor:
        """(B, J, 3): the root and what is STIFF turn no further."""
        mobile = torch.ones(self.begin.shape[1], 1)
        mobile[[JOINT[name] for name in STIFF] + [0]] = 0
        return self.begin + mobile * (self.angles - self.begin)

    def placed(self, mesh: Cloud, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        """The mesh's first points and normals (B, N, 3) in each body's space; normals without a gradient."""
        axes = self.axes.transpose(1, 2)
        turn = rotation_matrices(self.turn).transpose(1, 2)
        points = self.size.exp()[:, :, None] * (mesh.points[:count] @ axes @ turn) + self.shift[:, None]
        normals = (mesh.normals[:count] @ axes @ turn).detach()
        return points, torch.nn.functional.normalize(normals, dim=-1)


def descend(
    bodies: Bodies,
    mesh: Cloud,
    model: Model,
    stage: Stage,
    limits: tuple[torch.Tensor, torch.Tensor],
    sought: tuple[str, ...],
) -> Bodies:
    """The best bodies, brought closer; limits: the least and the most that joints turn, each (J, 3); sought:
    which of RATES' fields may change."""
    bodies = bodies.best(stage.keep)
    leaves = {name: getattr(bodies, name).clone().requires_grad_() for name in sought}
    bodies = dataclasses.replace(bodies, **leaves)
    groups = [{"params": [leaf], "lr": stage.rate * RATES[name]} for name, leaf in leaves.items()]
    optimizer = torch.optim.Adam(groups)
    slower = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 1 - 0.9 * step / stage.steps)
    for _ in range(stage.steps):
        optimizer.zero_grad()
        loss(bodies, mesh, model, stage, limits).sum().backward()
        if bodies.size.grad is not None:
            bodies.size.grad *= bodies.sized  # where a unit is known, betas alone make the body as tall
        optimizer.step()
        slower.step()
    with torch.no_grad():
        final = loss(bodies, mesh, model, stage, limits)
    fixed = {name: leaf.detach() for name, leaf in leaves.items()}
    return dataclasses.replace(bodies, loss=final, **fixed)


def loss(
    bodies: Bodies, mesh: Cloud, model: Model, stage: Stage, limits: tuple[torch.Tensor, torch.Tensor]
) -> torch.Tensor:
    """(B,) metres, as if the mesh were of SIZE: a smaller one is nearer to anything."""
    theirs, facing = bodies.placed(mesh, stage.points)
    ours, look = model(bodies.pose(), bodies.shape, stage.points)
    there, back = closest(theirs, facing, ours, look)
    gaps = torch.cat([theirs - picked(ours, there), ours - picked(theirs, back)], dim=1).square().sum(dim=2)
    apart = ((gaps + stage.soft**2).sqrt() - stage.soft).mean(dim=1) * SIZE / size(theirs)
    turned = (bodies.angles - bodies.begin).square().sum(dim=2).mean(dim=1)
    low, high = limits
    beyond = (torch.relu(low - bodies.angles) + torch.relu(bodies.angles - high)).square().sum(dim=(1, 2))
    return apart + STRAIGHT * turned + BENT * beyond + PLAIN * bodies.shape.square().mean(dim=1)


def closest(
    points: torch.Tensor, normals: torch.Tensor, others: torch.Tensor, look: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """For points (B, N, 3) the closest of others (B, M, 3), by place and normal together, and the other way
    round: (B, N) and (B, M) int64."""
    one, two = (
        torch.cat(pair, dim=2).detach().numpy() for pair in ((points, TURN * normals), (others, TURN * look))
    )
    there = np.stack([cKDTree(b).query(a)[1] for a, b in zip(one, two, strict=True)])
    back = np.stack([cKDTree(a).query(b)[1] for a, b in zip(one, two, strict=True)])
    return torch.from_numpy(there), torch.from_numpy(back)


def picked(points: torch.Tensor, index: torch.Tensor) -> torch.Tensor:
    """Rows (B, N) of points (B, M, 3): (B, N, 3)."""
    return points.gather(1, index[:, :, None].expand(-1, -1, 3))
