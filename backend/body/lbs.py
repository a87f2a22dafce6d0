"""Linear blend skinning, written from the SMPL paper (Loper et al. 2015, equations 2-5)."""

from __future__ import annotations

from collections.abc import Sequence

import torch


def rotation_matrices(axis_angle: torch.Tensor) -> torch.Tensor:
    """Rodrigues' formula: axis-angle (..., 3), radians -> rotation matrices (..., 3, 3)."""
    # The small constant keeps the norm differentiable at the zero rotation.
    angle = (axis_angle.square().sum(dim=-1, keepdim=True) + 1e-16).sqrt()
    x, y, z = (axis_angle / angle).unbind(dim=-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], dim=-1).unflatten(-1, (3, 3))
    angle = angle[..., None]
    eye = torch.eye(3, dtype=axis_angle.dtype, device=axis_angle.device)
    return eye + torch.sin(angle) * cross + (1 - torch.cos(angle)) * (cross @ cross)


def world_transforms(
    rotations: torch.Tensor, joints: torch.Tensor, parents: Sequence[int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Follow the kinematic chain.

    rotations (N, J, 3, 3) relative to the parent, joints (N, J, 3) at rest, parents (J,), the root's
    first. Returns posed joints (N, J, 3) and transforms (N, J, 4, 4) from rest space to posed space.
    """
    world: list[torch.Tensor] = []
    bottom = joints.new_tensor([0.0, 0.0, 0.0, 1.0]).expand(len(joints), 1, 4)
    for joint, parent in enumerate(parents):
        offset = joints[:, joint] - (joints[:, parent] if parent >= 0 else 0)
        local = torch.cat([torch.cat([rotations[:, joint], offset[..., None]], dim=2), bottom], dim=1)
        world.append(local if parent < 0 else world[parent] @ local)
    chain = torch.stack(world, dim=1)
    moved = (chain[..., :3, :3] @ joints[..., None])[..., 0]
    relative = chain.clone()
    relative[..., :3, 3] = chain[..., :3, 3] - moved
    return chain[..., :3, 3], relative


def skin(vertices: torch.Tensor, weights: torch.Tensor, transforms: torch.Tensor) -> torch.Tensor:
    """Blend: vertices (N, V, 3), skinning weights (V, J), transforms (N, J, 4, 4) -> (N, V, 3)."""
    blended = (weights @ transforms[:, :, :3].flatten(2)).unflatten(-1, (3, 4))
    return (blended[..., :3] @ vertices[..., None])[..., 0] + blended[..., 3]
