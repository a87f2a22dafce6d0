"""Rotations as networks take them: the first two columns of the matrix (Zhou et al. 2019, section 4.2)."""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional
from scipy.spatial.transform import Rotation


def to_six(matrices: torch.Tensor) -> torch.Tensor:
    """Rotation matrices (..., 3, 3) -> six numbers (..., 6): the first column, then the second."""
    return matrices[..., :2].transpose(-1, -2).flatten(-2)


def to_matrices(six: torch.Tensor) -> torch.Tensor:
    """Any six numbers (..., 6) -> the rotation matrices (..., 3, 3) nearest in Gram and Schmidt's sense."""
    first, second = six.unflatten(-1, (2, 3)).unbind(-2)
    first = functional.normalize(first, dim=-1)
    second = functional.normalize(second - (first * second).sum(-1, keepdim=True) * first, dim=-1)
    return torch.stack([first, second, torch.linalg.cross(first, second)], dim=-1)


def to_axis_angle(matrices: torch.Tensor) -> np.ndarray:
    """Rotation matrices (..., 3, 3) -> axis-angle (..., 3) float32, radians, at most pi long."""
    turned = Rotation.from_matrix(matrices.reshape(-1, 3, 3).double().numpy())
    return turned.as_rotvec().reshape(*matrices.shape[:-2], 3).astype(np.float32)


def unlike(one: torch.Tensor, other: torch.Tensor) -> torch.Tensor:
    """How far poses (..., J, 3, 3) are apart (...): the mean over the joints of the squared distance of their
    six numbers, about the mean square of the angles between them, in radians."""
    return (to_six(one) - to_six(other)).square().sum(-1).mean(-1)
