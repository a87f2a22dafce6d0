"""How well a skin deforms: poses to try it in, and what is measured there, against the body's own skin."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import torch

from ..avatar import Avatar
from ..body import JOINT, Body, stand_pose
from ..body.finer import collapsed, spread
from ..body.lbs import rotation_matrices, world_transforms
from .gaps import across_gaps, outside
from .skinning import dense
from .unpose import pose as skinned

# Axis-angle in radians. "hip" is both hips, given for the left one; the right one is its mirror image.
ROTATIONS: dict[str, dict[str, tuple[float, float, float]]] = {
    "T-pose": {},
    "arms up": {"collar": (0, 0, 0.25), "shoulder": (0, 0, 1.1)},
    "arms forward": {"shoulder": (0, -1.3, -0.2), "elbow": (0, -0.5, 0)},
    "hands bent": {"shoulder": (0, 0, -0.8), "elbow": (0, -2.0, 0), "wrist": (0, 0, 0.9),
                   "foot": (-0.4, 0, 0)},
    "legs apart": {"hip": (0, 0, 0.5), "shoulder": (0, 0, -0.2)},
    "leg raised": {"left_hip": (-1.2, 0, 0), "left_knee": (0.3, 0, 0), "shoulder": (0, 0, -0.8)},
    "sitting": {"hip": (-1.5, 0, 0.1), "knee": (1.5, 0, 0), "shoulder": (0.3, 0, -1.1),
                "elbow": (0, -1.2, 0)},
    "squatting": {"hip": (-1.9, 0, 0.3), "knee": (2.0, 0, 0), "ankle": (-0.3, 0, 0), "spine1": (0.4, 0, 0),
                  "shoulder": (0, -1.2, -0.3)},
    "running": {"left_hip": (-0.9, 0, 0), "left_knee": (1.1, 0, 0), "right_hip": (0.5, 0, 0),
                "right_knee": (0.8, 0, 0), "left_shoulder": (0.6, 0, -1.2), "right_shoulder": (-0.6, 0, 1.2),
                "elbow": (0, -1.4, 0)},
    "bending": {"spine1": (0.4, 0, 0), "spine2": (0.4, 0, 0), "spine3": (0.3, 0, 0), "hip": (-0.6, 0, 0),
                "shoulder": (0, -0.6, -0.8)},
    "twisting": {"spine1": (0, 0.3, 0), "spine2": (0, 0.3, 0), "spine3": (0, 0.3, 0), "neck": (0, 0.3, 0),
                 "head": (0, 0.4, 0), "shoulder": (0, 0, -0.7)},
}  # fmt: skip
QUANTILE = 99.9


def pose(rotations: dict[str, tuple[float, float, float]]) -> np.ndarray:
    """Axis-angle (24, 3) float32 of one of ROTATIONS."""
    result = np.zeros((len(JOINT), 3), np.float32)
    for name, rotation in rotations.items():
        if name in JOINT:
            result[JOINT[name]] = rotation
        else:
            result[JOINT[f"left_{name}"]] = rotation
            result[JOINT[f"right_{name}"]] = np.array(rotation) * [1, -1, -1]
    return result


@dataclasses.dataclass(frozen=True)
class Skin:
    """What deforms: vertices (V, 3) in the T-pose, faces (F, 3), weights (V, J), joints (J, 3), parents
    (J,), names of the joints."""

    vertices: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    joints: np.ndarray
    parents: np.ndarray
    names: tuple[str, ...]

    @classmethod
    def of_avatar(cls, avatar: Avatar) -> Skin:
        weights = dense(avatar.weight_indices, avatar.weight_values, len(avatar.joints))
        return cls(avatar.vertices, avatar.faces, weights, avatar.joints, avatar.parents, avatar.joint_names)

    @classmethod
    def of_body(cls, body: Body, betas: np.ndarray) -> Skin:
        """The outside of the body alone, in its own weights."""
        vertices, joints = body.rest(betas[None])
        return cls(vertices[0], outside(body), body.weights, joints[0], body.parents, body.joint_names)

    def bent(self, angles: np.ndarray) -> np.ndarray:
        """Vertices (V, 3) in a pose (24, 3) of SMPL's joints."""
        return self.posed(spread(angles, self.names))

    def posed(self, angles: np.ndarray) -> np.ndarray:
        """Vertices (V, 3) in a pose (J, 3), by linear blend skinning alone."""
        rotations = rotation_matrices(torch.from_numpy(angles)[None])
        joints = torch.from_numpy(np.asarray(self.joints, np.float32))[None]
        transforms = world_transforms(rotations, joints, self.parents.tolist())[1][0].numpy()
        return skinned(self.vertices, self.weights, transforms)


def deformation(skin: Skin) -> dict[str, dict[str, float]]:
    """For each of ROTATIONS the QUANTILE of the edges' stretch, length over length in the stand pose, in
    which avatars are made, and the volume over the volume there. "all" pools the stretch of all poses and
    has the smallest volume."""
    edges = np.unique(np.sort(skin.faces[:, [[0, 1], [1, 2], [2, 0]]].reshape(-1, 2), axis=1), axis=0)

    def lengths(vertices: np.ndarray) -> np.ndarray:
        return np.linalg.norm(vertices[edges[:, 0]] - vertices[edges[:, 1]], axis=1)

    made = skin.bent(stand_pose())
    edges = edges[lengths(made) > 1e-6]
    before, room = lengths(made), volume(made, skin.faces)
    stretches, result = [], {}
    for name, rotations in ROTATIONS.items():
        vertices = skin.bent(pose(rotations))
        stretches.append(lengths(vertices) / before)
        stretch, share = np.percentile(stretches[-1], QUANTILE), volume(vertices, skin.faces) / room
        result[name] = {"stretch": float(stretch), "volume": float(share)}
    pooled = float(np.percentile(np.concatenate(stretches), QUANTILE))
    return {"all": {"stretch": pooled, "volume": min(row["volume"] for row in result.values())}} | result


def volume(vertices: np.ndarray, faces: np.ndarray) -> float:
    """Of vertices (V, 3), faces (F, 3); of an open mesh, what cones from the middle of its vertices hold."""
    a, b, c = np.moveaxis((vertices - vertices.mean(axis=0))[faces].astype(np.float64), 1, 0)
    return float(np.einsum("ij,ij->", a, np.cross(b, c)) / 6)


def skin_report(avatar: Avatar, body: Body, betas: np.ndarray) -> dict[str, Any]:
    """What report.json says of an avatar's skin; every figure is explained by its name or in the README."""
    skin = Skin.of_avatar(avatar)
    own, reference = deformation(skin), deformation(Skin.of_body(body, betas))
    posed = body.pose(betas, stand_pose())
    standing = skin.bent(stand_pose()) - (avatar.joints[0] - posed.rest_joints[0])
    gaps = across_gaps(standing, avatar.faces, collapsed(skin.weights, skin.names), body, posed)
    worst = max(ROTATIONS, key=lambda name: own[name]["stretch"] / reference[name]["stretch"])
    return {
        "edge_stretch": round(own["all"]["stretch"], 3),
        "edge_stretch_of_body": round(reference["all"]["stretch"], 3),
        "edge_stretch_ratio": round(own["all"]["stretch"] / reference["all"]["stretch"], 3),
        "least_volume": round(own["all"]["volume"], 3),
        "least_volume_of_body": round(reference["all"]["volume"], 3),
        "worst_pose": worst,
        "moved_across_gaps": float(gaps.any(axis=1).mean()),
    }
