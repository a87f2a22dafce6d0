"""An avatar's motion, standing on the ground."""

from __future__ import annotations

import numpy as np

from ..avatar import Avatar
from ..rig.trials import Skin


def grounded(avatar: Avatar, poses: np.ndarray, lift: np.ndarray) -> np.ndarray:
    """Translations (T, 3) float32 of the root, in metres and upwards alone, that put the avatar's lowest
    vertex in each of poses (T, J, 3) `lift` (T,) metres above the ground on which it stands at rest, y = 0.

    It is the avatar's own skin that is measured, soles and seams included.
    """
    skin = Skin.of_avatar(avatar)
    lowest = np.array([skin.posed(pose)[:, 1].min() for pose in poses])
    result = np.zeros((len(poses), 3), np.float32)
    result[:, 1] = lift - lowest
    return result
