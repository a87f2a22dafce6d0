"""Whether the body that was found is the one in the mesh: a limb that went astray sticks out of it."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ..protocol import UserError
from .model import SIZE

DOUBTFUL, WRONG = 0.025, 0.04  # metres at SIZE: bench/results/README.md has what was measured
SHARE = 0.4  # of a mesh's points
FAR = 0.1  # metres at SIZE
FIX = (
    "Give --pose, and --betas where they are known; or pose it nearer to standing; "
    "and check that it is one whole person."
)


def sticks_out(points: np.ndarray, normals: np.ndarray, ground: np.ndarray, joint: np.ndarray) -> float:
    """How far the body, points (M, 3) of it, each moved most by a joint (M,), is outside the mesh, points
    (N, 3) with outward normals: metres, as if the mesh were of SIZE; the mean over the joint where it is
    largest."""
    nearest = cKDTree(points).query(ground)[1]
    away = np.maximum(np.einsum("ij,ij->i", ground - points[nearest], normals[nearest]), 0)
    count = np.bincount(joint)
    mean = np.bincount(joint, away)[count > 5] / count[count > 5]
    return float(mean.max()) * _grown(points)


def left_out(points: np.ndarray, ground: np.ndarray) -> float:
    """The share of a mesh's points (N, 3) that are FAR from a body's (M, 3)."""
    return float((cKDTree(ground).query(points)[0] * _grown(points) > FAR).mean())


def _grown(points: np.ndarray) -> float:
    return SIZE / float(np.sqrt(np.square(points - points.mean(axis=0)).sum(axis=1).mean()))


def judge(doubt: float, left: float, known: bool) -> list[str]:
    """A warning, or none; raises UserError where the body is surely wrong and its pose is not known."""
    if not doubt > DOUBTFUL and not left > SHARE:
        return []
    why = (
        f"It sticks out of the mesh by {100 * doubt:.1f} cm at one joint (up to {100 * DOUBTFUL} are usual)."
    )
    if left > SHARE:
        why = f"{100 * left:.0f} % of the mesh is {100 * FAR:.0f} cm and more away from it."
    if not known and (doubt > WRONG or left > SHARE):
        raise UserError("input", "The body was not found in the mesh.", why, FIX)
    return [f"The body may be wrong: look at rig_check.png. {why} {FIX}"]
