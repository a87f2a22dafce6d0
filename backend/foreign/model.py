"""A mesh and bodies as points with normals; bodies' are differentiable in pose and shape, many at once."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ..body import Body
from ..body.lbs import rotation_matrices, world_transforms
from ..raster import vertex_normals
from ..rig.gaps import outside

BETAS = 10  # of the body's, the first: the others are details
SIZE = 0.5  # metres: of an average person who stands, see `size`
DENSER = 4  # times as many points are drawn as are then chosen of them


def evenly(points: np.ndarray, count: int) -> np.ndarray:
    """Which of points (N, D): (min(count, N),) int64, each the farthest from all before it, so that any first
    few are spread evenly (Gonzalez 1985)."""
    chosen = np.zeros(min(count, len(points)), np.int64)
    columns = np.ascontiguousarray(points.T, np.float32)
    away = np.full(len(points), np.inf, np.float32)
    for k in range(1, len(chosen)):
        np.minimum(away, np.square(columns - columns[:, chosen[k - 1], None]).sum(axis=0), out=away)
        chosen[k] = away.argmax()
    return chosen


@dataclasses.dataclass(frozen=True)
class Cloud:
    """Points (N, 3) of a mesh in the file's axes and unit, their middle taken off, and unit normals (N, 3),
    both float32 and in the order of `evenly`; middle (3,)."""

    points: torch.Tensor
    normals: torch.Tensor
    middle: np.ndarray

    @classmethod
    def of(cls, vertices: np.ndarray, faces: np.ndarray, count: int) -> Cloud:
        """Count points spread over the area of a mesh, vertices (V, 3), faces (F, 3)."""
        rng = np.random.default_rng(0)
        a, b, c = np.moveaxis(vertices[faces], 1, 0)
        normals = np.cross(b - a, c - a)
        area = np.linalg.norm(normals, axis=1)
        chosen = rng.choice(len(faces), DENSER * count, p=area / area.sum())
        share = rng.dirichlet([1, 1, 1], DENSER * count)
        points = (share[:, :, None] * vertices[faces[chosen]]).sum(axis=1)
        few = evenly(points, count)
        points, normals = points[few], (normals / area[:, None])[chosen[few]]
        middle = points.mean(axis=0)
        return cls(*(torch.from_numpy(x.astype(np.float32)) for x in (points - middle, normals)), middle)


def size(points: torch.Tensor) -> torch.Tensor:
    """How far points (B, N, 3) are from their middle, the root of the mean square (B,)."""
    return (points - points.mean(dim=1, keepdim=True)).square().sum(dim=2).mean(dim=1).sqrt()


class Model:
    """Some of the body's outer vertices, in the order of `evenly`."""

    def __init__(self, body: Body, count: int):
        faces, directions = outside(body), body.shapedirs[:, :, :BETAS]
        some = np.unique(faces)
        some = some[evenly(body.v_template[some], count)]
        moved = [body.J_regressor @ directions[:, :, k] for k in range(directions.shape[2])]
        self.parents = body.parents.tolist()
        self.template = torch.from_numpy(body.v_template[some])
        self.directions = torch.from_numpy(directions[some])
        self.normals = torch.from_numpy(vertex_normals(body.v_template, faces)[some].astype(np.float32))
        self.weights = torch.from_numpy(body.weights[some])
        self.joints = torch.from_numpy(body.J_regressor @ body.v_template)
        self.joint_directions = torch.from_numpy(np.stack(moved, axis=2))

    def __call__(
        self, pose: torch.Tensor, betas: torch.Tensor, count: int | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """pose (B, J, 3), betas (B, up to BETAS) -> the first count points (B, N, 3), and unit normals there
        (B, N, 3), which have no gradient."""
        rest = self.template[:count] + torch.einsum("ndk,bk->bnd", self.directions[:count], betas)
        joints = self.joints + torch.einsum("jdk,bk->bjd", self.joint_directions, betas)
        _, transforms = world_transforms(rotation_matrices(pose), joints, self.parents)
        blended = (self.weights[:count] @ transforms[:, :, :3].flatten(2)).unflatten(-1, (3, 4))
        points = (blended[..., :3] @ rest[..., None])[..., 0] + blended[..., 3]
        normals = (blended[..., :3].detach() @ self.normals[:count, :, None])[..., 0]
        return points, torch.nn.functional.normalize(normals, dim=-1)
