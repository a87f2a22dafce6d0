"""The body inside a mesh: scale, rotation, translation, pose and betas, by optimisation.

Distances between points of both surfaces, each to its closest of the other, are brought down by Adam,
from the most promising of the orientations that a file may have.
"""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import torch
from scipy.spatial import cKDTree

from ..body import JOINT, Body, stand_pose
from ..body.lbs import rotation_matrices, skin, world_transforms
from ..protocol import UserError
from ..rig.gaps import outside

POINTS = 2500  # on the mesh, and about as many on the body
UNITS = (1.0, 0.01, 0.001, 0.0254)  # metres in what a file may be in
SMALLEST, TALLEST, USUAL = 1.3, 2.4, 1.75  # metres that a person stands tall
STEPS, FIRST, RATE = 160, 30, 0.03
SOFT = 0.02  # metres below which a distance counts by its square
STRAIGHT, PLAIN = 2e-3, 1e-3  # how much a joint's turn, squared, and a beta's square cost, in metres
HABIT = 1.05  # a file that is not y up, facing +z, has to fit so much better that way
FARTHEST = 0.12  # metres of mean distance beyond which it is no person
STIFF = ("left_foot", "right_foot", "left_hand", "right_hand")


@dataclasses.dataclass(frozen=True)
class Fit:
    """rotation (3, 3), scale and translation (3,) from the file's space to the body's; pose (J, 3); betas
    (B,); distance: metres, the mean over both surfaces' points."""

    rotation: np.ndarray
    scale: float
    translation: np.ndarray
    pose: np.ndarray
    betas: np.ndarray
    distance: float

    def place(self, vertices: np.ndarray) -> np.ndarray:
        """Vertices (V, 3) of the file in the body's space, float32."""
        return (self.scale * vertices @ self.rotation.T + self.translation).astype(np.float32)


class Model:
    """Some of the body's vertices as a differentiable function."""

    def __init__(self, body: Body, betas: int = 10):
        some = np.unique(outside(body))
        some = some[:: max(len(some) // POINTS, 1)]
        directions = body.shapedirs[:, :, :betas]
        self.parents = body.parents.tolist()
        self.template, self.directions = (torch.from_numpy(x[some]) for x in (body.v_template, directions))
        self.weights = torch.from_numpy(body.weights[some])
        self.joints = torch.from_numpy(body.J_regressor @ body.v_template)
        moved = [body.J_regressor @ directions[:, :, k] for k in range(directions.shape[2])]
        self.joint_directions = torch.from_numpy(np.stack(moved, axis=2))

    def __call__(self, pose: torch.Tensor, betas: torch.Tensor) -> torch.Tensor:
        """pose (J, 3), betas (10,) -> vertices (N, 3)."""
        rest, joints = self.template + self.directions @ betas, self.joints + self.joint_directions @ betas
        _, transforms = world_transforms(rotation_matrices(pose[None]), joints[None], self.parents)
        return skin(rest[None], self.weights, transforms)[0]


def fit(
    vertices: np.ndarray,
    faces: np.ndarray,
    body: Body,
    pose: np.ndarray | None = None,
    betas: np.ndarray | None = None,
) -> Fit:
    """vertices (V, 3), faces (F, 3) of a person in any units, axes and pose. A pose (J, 3) or betas (B,) that
    are known are kept. Raises UserError where no body comes near."""
    points = sample(vertices, faces)
    model = Model(body)
    starts = [stand_pose(), np.zeros_like(stand_pose())] if pose is None else [pose.astype(np.float32)]
    tried: list[tuple[float, int, np.ndarray, float, np.ndarray]] = []
    for rotation in orientations():
        scale, centre = guess_scale(points @ rotation.T), 0
        turned = scale * points @ rotation.T
        turned = turned - (turned.min(axis=0) + turned.max(axis=0)) / 2
        for start in starts:
            known = np.zeros(10, np.float32) if betas is None else _ten(betas)
            ground = model(torch.from_numpy(start), torch.from_numpy(known)).numpy()
            centre = (ground.min(axis=0) + ground.max(axis=0)) / 2
            habit = 1.0 if np.array_equal(rotation, np.eye(3)) else HABIT
            distance = habit * apart(turned + centre, ground)
            tried.append((distance, len(tried), rotation, scale, start))
    tried.sort()
    fits = [_descend(points, model, *one[2:], pose, betas, FIRST) for one in tried[:3]]
    best = min(range(len(fits)), key=lambda k: fits[k].distance)
    result = _descend(points, model, *tried[best][2:], pose, betas, STEPS)
    if not result.distance < FARTHEST:
        why = f"The closest body stays {100 * result.distance:.0f} cm away on average."
        raise UserError("input", "The mesh is not shaped like a person.", why, "Check that it is one person.")
    return result


def sample(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Points (POINTS, 3), spread evenly over a mesh's area."""
    rng = np.random.default_rng(0)
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
    chosen = rng.choice(len(faces), POINTS, p=area / area.sum())
    share = rng.dirichlet([1, 1, 1], POINTS)
    return (share[:, :, None] * vertices[faces[chosen]]).sum(axis=1)


def orientations() -> list[np.ndarray]:
    """The 24 rotations (3, 3) that bring axes onto axes, the identity first."""
    found = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in itertools.permutations(range(3))
        for signs in itertools.product((1, -1), repeat=3)
    ]
    return sorted((x for x in found if np.linalg.det(x) > 0), key=lambda x: -np.trace(x))


def guess_scale(points: np.ndarray) -> float:
    """Metres in the unit of points (N, 3), y up: one of UNITS if a person so tall is likely, else they are
    made USUAL."""
    height = float(np.ptp(points[:, 1]))
    return next((unit for unit in UNITS if SMALLEST < unit * height < TALLEST), USUAL / height)


def _ten(betas: np.ndarray) -> np.ndarray:
    return np.pad(np.asarray(betas, np.float32)[:10], (0, max(10 - len(betas), 0)))


def apart(points: np.ndarray, ground: np.ndarray) -> float:
    """The mean distance of points (N, 3) and (M, 3) to the nearest of the others."""
    there, back = cKDTree(ground).query(points)[0], cKDTree(points).query(ground)[0]
    return float(there.mean() + back.mean()) / 2


def _descend(
    points: np.ndarray,
    model: Model,
    rotation: np.ndarray,
    scale: float,
    start: np.ndarray,
    pose: np.ndarray | None,
    betas: np.ndarray | None,
    steps: int,
) -> Fit:
    """Adam from an orientation and a pose."""
    begin = torch.from_numpy(start)
    turn, size, shift = (torch.zeros(n, requires_grad=True) for n in (3, 1, 3))
    size.requires_grad_(scale not in UNITS)  # else betas alone make the body as tall
    angles = begin.clone().requires_grad_(pose is None)
    shape = torch.from_numpy(np.zeros(10, np.float32) if betas is None else _ten(betas))
    shape.requires_grad_(betas is None)
    turned = torch.from_numpy((scale * points @ rotation.T).astype(np.float32))
    ground = model(begin, shape).detach()
    middle = (turned.amin(0) + turned.amax(0)) / 2
    centred, home = turned - middle, (ground.amin(0) + ground.amax(0)) / 2
    mobile = torch.ones(len(begin), 1)
    mobile[[JOINT[name] for name in STIFF] + [0]] = 0
    rates = ((turn, 0.5), (size, 0.3), (shift, 0.5), (angles, 1.0), (shape, 4.0))
    groups = [{"params": [x], "lr": rate * RATE} for x, rate in rates if x.requires_grad]
    optimizer = torch.optim.Adam(groups)
    slower = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS, 0.05 * RATE)

    def both() -> tuple[torch.Tensor, torch.Tensor]:
        placed = size.exp() * centred @ rotation_matrices(turn[None])[0].T + home + shift
        return placed, model(begin + mobile * (angles - begin), shape)

    for _ in range(steps):
        optimizer.zero_grad()
        placed, body = both()
        there = cKDTree(body.detach().numpy()).query(placed.detach().numpy())[1]
        back = cKDTree(placed.detach().numpy()).query(body.detach().numpy())[1]
        gaps = torch.cat([(placed - body[there]).square().sum(1), (body - placed[back]).square().sum(1)])
        loss = (gaps + SOFT**2).sqrt().mean() + STRAIGHT * (angles - begin).square().sum(1).mean()
        (loss + PLAIN * shape.square().mean()).backward()
        optimizer.step()
        slower.step()
    with torch.no_grad():
        placed, body = both()
        final = rotation_matrices(turn[None])[0].double().numpy()
        factor = float(size.exp())
        offset = (home + shift).double().numpy() - factor * final @ middle.double().numpy()
        pose_found = (begin + mobile * (angles - begin)).numpy()
    distance = apart(placed.numpy(), body.numpy())
    known = shape.detach().numpy() if betas is None else np.asarray(betas, np.float32)
    return Fit(final @ rotation, factor * scale, offset, pose_found, known, distance)
