"""The body inside a mesh: scale, rotation, translation, pose and betas, by optimisation from many starts."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import Iterator

import numpy as np
import torch
from scipy.spatial import cKDTree

from ..body import Body
from ..body.lbs import rotation_matrices
from ..motion.codebook import load_codebook
from ..protocol import UserError
from .descend import FIRST, POINTS, STAGES, Bodies, descend
from .doubt import left_out, sticks_out
from .exchange import exchanged
from .model import Cloud, Model
from .starts import known_poses, ranked

FARTHEST = 0.12  # metres of mean distance beyond which it is no person
FURTHER = 0.3  # radians beyond the codebook's poses that a joint may turn at no cost


@dataclasses.dataclass(frozen=True)
class Fit:
    """rotation (3, 3), scale and translation (3,) from the file's space to the body's; pose (J, 3); betas
    (B,); distance: metres, the mean over both surfaces' points; doubt: metres that the body sticks out of the
    mesh, and left_out: the share of the mesh that is far from it, both as in `doubt`."""

    rotation: np.ndarray
    scale: float
    translation: np.ndarray
    pose: np.ndarray
    betas: np.ndarray
    distance: float
    doubt: float = 0.0
    left_out: float = 0.0

    def place(self, vertices: np.ndarray) -> np.ndarray:
        """Vertices (V, 3) of the file in the body's space, float32."""
        return (self.scale * vertices @ self.rotation.T + self.translation).astype(np.float32)


def fit(
    vertices: np.ndarray,
    faces: np.ndarray,
    body: Body,
    pose: np.ndarray | None = None,
    betas: np.ndarray | None = None,
) -> Fit:
    """vertices (V, 3), faces (F, 3) of a person in any units, axes and pose. A pose (J, 3) or betas (B,) that
    are known are kept. Raises UserError where no body comes near."""
    with one_thread():
        return _fit(vertices, faces, body, pose, betas)


@contextlib.contextmanager
def one_thread() -> Iterator[None]:
    """So little is done at a time that torch's threads would mostly wait for each other."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _fit(
    vertices: np.ndarray, faces: np.ndarray, body: Body, pose: np.ndarray | None, betas: np.ndarray | None
) -> Fit:
    mesh, model = Cloud.of(vertices, faces, POINTS), Model(body, POINTS)
    poses = known_poses(model) if pose is None else np.asarray(pose, np.float32)[None]
    shape = torch.from_numpy(_leading(np.zeros(0) if betas is None else betas, model.directions.shape[2]))
    bodies = Bodies.at(ranked(mesh, model, poses, shape)[: FIRST.keep], shape, model)
    bounds = limits()
    free = {"angles": pose is None, "shape": betas is None}
    sought = (*(name for name, sought in free.items() if sought), "turn", "shift", "size")
    bodies = descend(bodies, mesh, model, FIRST, bounds, sought)
    if pose is None:
        bodies = exchanged(bodies.best(8), mesh, model, poses, STAGES[0], bounds, of=3, each=2)
    for stage in STAGES:
        bodies = descend(bodies, mesh, model, stage, bounds, sought)
    result = _best(bodies, mesh, model, betas)
    if not result.distance < FARTHEST:
        why = f"The closest body stays {100 * result.distance:.0f} cm away on average."
        raise UserError("input", "The mesh is not shaped like a person.", why, "Check that it is one person.")
    return result


def limits() -> tuple[torch.Tensor, torch.Tensor]:
    """The least and the most (J, 3) radians that each joint turns about each axis."""
    poses = torch.from_numpy(load_codebook())
    return poses.amin(dim=0) - FURTHER, poses.amax(dim=0) + FURTHER


def _best(bodies: Bodies, mesh: Cloud, model: Model, betas: np.ndarray | None) -> Fit:
    one = bodies.best(1)
    placed, facing = (part[0].numpy() for part in one.placed(mesh, POINTS))
    ground = model(one.pose(), one.shape)[0][0].numpy()
    axes = one.axes[0].double().numpy()
    scale = float(np.cbrt(np.linalg.det(axes)))
    rotation = rotation_matrices(one.turn)[0].double().numpy() @ axes / scale
    scale *= float(one.size.exp())
    return Fit(
        rotation=rotation,
        scale=scale,
        translation=one.shift[0].double().numpy() - scale * rotation @ mesh.middle,
        pose=one.pose()[0].numpy(),
        betas=one.shape[0].numpy() if betas is None else np.asarray(betas, np.float32),
        distance=apart(placed, ground),
        doubt=sticks_out(placed, facing, ground, model.weights.argmax(dim=1).numpy()),
        left_out=left_out(placed, ground),
    )


def _leading(betas: np.ndarray, count: int) -> np.ndarray:
    return np.pad(np.asarray(betas, np.float32)[:count], (0, max(count - len(betas), 0)))


def apart(points: np.ndarray, ground: np.ndarray) -> float:
    """The mean distance of points (N, 3) and (M, 3) to the nearest of the others."""
    there, back = cKDTree(ground).query(points)[0], cKDTree(points).query(ground)[0]
    return float(there.mean() + back.mean()) / 2
