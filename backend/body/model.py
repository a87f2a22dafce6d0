"""A body in SMPL's format, whoever made it."""

from __future__ import annotations

import dataclasses
import functools
import hashlib

import numpy as np
import scipy.sparse
import torch

from .joints import JOINT_NAMES
from .lbs import rotation_matrices, skin, world_transforms


@dataclasses.dataclass(frozen=True)
class Posed:
    """One body in one pose; metres, y up, facing +z.

    vertices (V, 3) and joints (J, 3) posed; transforms (J, 4, 4) from rest to posed space;
    rest_vertices (V, 3) and rest_joints (J, 3) in the T-pose of the same betas;
    pose_offsets (V, 3) the pose blend shapes, already part of vertices before skinning.
    """

    vertices: np.ndarray
    joints: np.ndarray
    transforms: np.ndarray
    rest_vertices: np.ndarray
    rest_joints: np.ndarray
    pose_offsets: np.ndarray


@dataclasses.dataclass(frozen=True)
class Body:
    """SMPL's arrays, float32: v_template (V, 3), shapedirs (V, 3, B), posedirs (V, 3, 9 * (J - 1)) or
    None for a body without pose blend shapes, J_regressor sparse (J, V), weights (V, J), parents (J,),
    faces (F, 3) int32. uv (U, 2) with uv_faces (F, 3) and parts (V,) are there for the free body only;
    parts holds 0 skin, 1 eye, 2 eye cavity, 3 mouth cavity. samples (N, B) are betas of plausible people,
    phenotypes (N,) what is known of each by name, such as gender (0 male, 1 female), weight and muscle.
    finer: the same body with SMPL-H's or SMPL-X's joints, where it is to be rigged to those.
    """

    name: str
    v_template: np.ndarray
    shapedirs: np.ndarray
    posedirs: np.ndarray | None
    J_regressor: scipy.sparse.csr_matrix
    weights: np.ndarray
    parents: np.ndarray
    faces: np.ndarray
    uv: np.ndarray | None = None
    uv_faces: np.ndarray | None = None
    parts: np.ndarray | None = None
    samples: np.ndarray | None = None
    phenotypes: dict[str, np.ndarray] | None = None
    joint_names: tuple[str, ...] = tuple(JOINT_NAMES)
    finer: Body | None = None

    @property
    def betas(self) -> int:
        """The number of shape coefficients."""
        return self.shapedirs.shape[2]

    @functools.cached_property
    def fingerprint(self) -> str:
        """Changes when anything that decides a vertex changes."""
        digest = hashlib.sha256()
        for array in (self.v_template, self.shapedirs, self.weights, self.faces):
            digest.update(np.ascontiguousarray(array).tobytes())
        return digest.hexdigest()[:16]

    def rest(self, betas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """T-pose vertices (N, V, 3) and joints (N, J, 3) of betas (N, up to B)."""
        betas = np.asarray(betas, np.float32)
        directions = self.shapedirs[:, :, : betas.shape[1]]
        vertices = self.v_template + np.einsum("vdb,nb->nvd", directions, betas, optimize=True)
        joints = np.stack([self.J_regressor @ body for body in vertices])
        return vertices.astype(np.float32), joints.astype(np.float32)

    def pose(self, betas: np.ndarray, pose: np.ndarray) -> Posed:
        """Pose one body: betas (up to B,), pose (J, 3) axis-angle in radians relative to the parent."""
        rest_vertices, rest_joints = self.rest(np.asarray(betas)[None])
        rotations = rotation_matrices(torch.as_tensor(pose, dtype=torch.float32)[None])
        offsets = torch.zeros(1, len(self.v_template), 3)
        if self.posedirs is not None:
            feature = (rotations[:, 1:] - torch.eye(3)).flatten(1)
            offsets = torch.einsum("vdp,np->nvd", torch.from_numpy(self.posedirs), feature)
        joints, transforms = world_transforms(rotations, torch.from_numpy(rest_joints), self.parents.tolist())
        vertices = skin(torch.from_numpy(rest_vertices) + offsets, torch.from_numpy(self.weights), transforms)
        return Posed(
            vertices=vertices[0].numpy(),
            joints=joints[0].numpy(),
            transforms=transforms[0].numpy(),
            rest_vertices=rest_vertices[0],
            rest_joints=rest_joints[0],
            pose_offsets=offsets[0].numpy(),
        )
