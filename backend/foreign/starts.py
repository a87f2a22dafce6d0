"""Where a fit may start: in poses that stand for the codebook's, whichever way up and round a file may be."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import torch
from scipy.spatial import cKDTree
from scipy.spatial.transform import Rotation

from ..body import stand_pose
from ..body.lbs import rotation_matrices, world_transforms
from ..motion.codebook import load_codebook
from .model import SIZE, Cloud, Model, evenly, size

POSES = 64  # of the codebook; of those that all are from, none is 24 cm away, a mean over the joints
POINTS = 300  # on either surface: enough for a first look
TURN = 0.1  # metres: a normal turned by 90 degrees counts as so much distance, times 1.4
UNITS = (1.0, 0.01, 0.001, 0.0254)  # metres in what a file may be in
SMALLEST, TALLEST = 0.72, 1.38  # times the average body's size: a person's, where a unit makes it one
HABIT = 1.05  # a file that is not y up, facing +z, has to fit so much better that way


@dataclasses.dataclass(frozen=True)
class Start:
    """rotation (3, 3) from the file's axes, scale from its unit to metres, pose (J, 3); apart: how far both
    surfaces then are from each other, in metres if both are of SIZE."""

    rotation: np.ndarray
    scale: float
    pose: np.ndarray
    apart: float


def known_poses(model: Model) -> np.ndarray:
    """Axis-angle (2 + POSES, J, 3) float32: the stand pose, the T-pose, and those of the codebook that are
    least like each other, by the places of their joints."""
    every = np.concatenate([stand_pose()[None], load_codebook()])
    rotations = rotation_matrices(torch.from_numpy(every))
    joints, _ = world_transforms(rotations, model.joints.expand(len(every), -1, -1), model.parents)
    chosen = evenly((joints - joints[:, :1]).flatten(1).numpy(), 1 + POSES)
    return np.concatenate([every[:1], np.zeros_like(every[:1]), every[chosen[1:]]])


def orientations() -> list[np.ndarray]:
    """The 24 rotations (3, 3) that bring axes onto axes, the identity first."""
    found = [
        np.eye(3)[list(order)] * np.array(signs)[:, None]
        for order in itertools.permutations(range(3))
        for signs in itertools.product((1, -1), repeat=3)
    ]
    return sorted((x for x in found if np.linalg.det(x) > 0), key=lambda x: -np.trace(x))


def guess_scale(scale: float) -> float:
    """One of UNITS where a person of about that scale, in metres to the unit, is likely, else the scale."""
    return next((unit for unit in UNITS if SMALLEST < unit / scale < TALLEST), scale)


def ranked(mesh: Cloud, model: Model, poses: np.ndarray, betas: torch.Tensor) -> list[Start]:
    """All ways to start from poses (P, J, 3) with betas (B,), the nearest to the mesh first."""
    ours, look = model(torch.from_numpy(poses), betas.expand(len(poses), -1), POINTS)
    ours, large = ours - ours.mean(dim=1, keepdim=True), size(ours)
    points = mesh.points[:POINTS] - mesh.points[:POINTS].mean(dim=0)
    unit = size(points[None])
    theirs = np.hstack([SIZE / unit * points, TURN * mesh.normals[:POINTS]])
    own = np.concatenate([SIZE / large[:, None, None] * ours, TURN * look], axis=2)
    between, trees = Rotation.from_euler("y", np.pi / 4).as_matrix(), [cKDTree(body) for body in own]
    starts = []
    for rotation in [*orientations(), *(between @ rotation for rotation in orientations())]:
        both = np.kron(np.eye(2), rotation)  # of places and of normals
        turned = theirs @ both.T
        tree, habit = cKDTree(turned), 1.0 if np.array_equal(rotation, np.eye(3)) else HABIT
        for pose, body, its, scale in zip(poses, own, trees, (large / unit).tolist(), strict=True):
            apart = habit * (its.query(turned)[0].mean() + tree.query(body)[0].mean()) / 2
            starts.append(Start(rotation, guess_scale(scale), pose, float(apart)))
    return sorted(starts, key=lambda start: start.apart)
