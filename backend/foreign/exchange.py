"""A limb of a body on its way that went astray, anew: as it is in any of the poses that are known."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ..body import JOINT
from .descend import Bodies, Stage, loss
from .model import Cloud, Model

LIMBS = tuple(
    [JOINT[f"{side}_{joint}"] for joint in joints]
    for side in ("left", "right")
    for joints in (("collar", "shoulder", "elbow", "wrist"), ("hip", "knee", "ankle"))
)


def exchanged(
    bodies: Bodies,
    mesh: Cloud,
    model: Model,
    poses: np.ndarray,
    stage: Stage,
    limits: tuple[torch.Tensor, torch.Tensor],
    of: int,
    each: int,
) -> Bodies:
    """The bodies, and after them the `of` best ones with one limb as in one of poses (P, J, 3): for each limb
    the `each` of them that come nearest, before any step."""
    found = [bodies]
    for row in range(of):
        one = bodies.best(row + 1).rows(torch.full((len(poses),), row))
        for limb in LIMBS:
            begin = one.pose()
            begin[:, limb] = torch.from_numpy(poses[:, limb])
            tried = dataclasses.replace(one, begin=begin, angles=begin)
            tried = dataclasses.replace(tried, loss=loss(tried, mesh, model, stage, limits))
            found.append(tried.best(each))
    names = [field.name for field in dataclasses.fields(Bodies)]
    return Bodies(**{name: torch.cat([getattr(some, name) for some in found]) for name in names})
