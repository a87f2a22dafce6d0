"""Bodies of more joints than SMPL's 24. Whatever comes before the rig knows the 24 alone: what SMPL-H and
SMPL-X have instead of hands, and in the face, moves with one of them there."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable

import numpy as np
import scipy.sparse

from .joints import FACE, FINGERS, JOINT, JOINT_NAMES, SMPLH_NAMES, SMPLX_NAMES, parents_of
from .model import Body

SKELETONS = {len(names): names for names in (tuple(JOINT_NAMES), SMPLH_NAMES, SMPLX_NAMES)}


def stand_in(name: str) -> str:
    """Which of SMPL's joints moves what a joint moves; the thumb's root is the wrist's."""
    if name in JOINT:
        return name
    if name in FACE:
        return "head"
    side, finger = name.split("_")
    return f"{side}_wrist" if finger == "thumb1" else f"{side}_hand"


def leader(name: str) -> str | None:
    """Which of SMPL's joints a joint turns as: a hand's turn is that of four fingers at their roots."""
    if name in JOINT:
        return name
    side, _, finger = name.partition("_")
    return f"{side}_hand" if finger in {f"{each}1" for each in FINGERS if each != "thumb"} else None


def stand_ins(names: tuple[str, ...]) -> np.ndarray:
    """For each joint (J,) int64 its stand-in's index among SMPL's."""
    return np.array([JOINT[stand_in(name)] for name in names])


def spread(pose: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """A pose or poses (..., 24, 3) axis-angle of SMPL's joints, for those of the names: (..., J, 3).

    Thumbs, the fingers' other joints, jaw and eyes do not turn.
    """
    return np.einsum("jc,...cd->...jd", _table(leader, names), np.asarray(pose, np.float32))


def curled(pose: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """`spread`, the four fingers' other joints turning as their roots do: what was a bent hand is a fist."""
    found = spread(pose, names)
    for index, name in enumerate(names):
        if name[-1] in "23" and (root := f"{name[:-1]}1") in names and leader(root) not in (None, root):
            found[..., index, :] = found[..., names.index(root), :]
    return found


def shared(weights: np.ndarray, finer: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Skinning weights (N, 24) of SMPL's joints, handed on to the joints of the names: (N, J) float32.

    Each joint's goes to those that it stands in for, in the proportions of finer (N, J); where finer has
    nothing for any of them, in equal parts to those that turn as it does.
    """
    of, leaders = stand_ins(names), _table(leader, names)
    total = (finer @ _table(stand_in, names))[:, of]
    equal = (leaders / leaders.sum(axis=0))[np.arange(len(names)), of]
    share = np.where(total > 1e-6, finer / np.maximum(total, 1e-6), equal)
    return (weights[:, of] * share).astype(np.float32)


def collapsed(weights: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """Skinning weights (N, J) of the joints of the names, summed for SMPL's: (N, 24)."""
    return weights @ _table(stand_in, names)


def with_fingers(body: Body, weights: np.ndarray, regressor: scipy.sparse.csr_matrix) -> Body:
    """The body with SMPL-H's joints as its finer ones; weights (V, 30) and regressor (30, V)
    are the fingers'."""
    names, before = SMPLH_NAMES, len(SMPLH_NAMES) - weights.shape[1]
    own = np.concatenate([body.weights[:, :before], weights], axis=1)
    for side in ("left", "right"):
        own[:, JOINT[f"{side}_wrist"]] -= own[:, names.index(f"{side}_thumb1")]
    finer = dataclasses.replace(
        body,
        joint_names=names,
        parents=parents_of(names),
        weights=shared(body.weights, np.maximum(own, 0), names),
        J_regressor=scipy.sparse.vstack([body.J_regressor[:before], regressor], "csr"),
    )
    return dataclasses.replace(body, finer=finer)


def coarsened(finer: Body) -> Body:
    """A body of SMPL's 24 joints that moves as one of more does, which it has as its finer one.

    A hand's joint lies amid the roots of its four fingers.
    """
    names, leaders = finer.joint_names, _table(leader, finer.joint_names)
    posedirs = finer.posedirs
    if posedirs is not None:
        columns = posedirs.reshape(*posedirs.shape[:2], len(names) - 1, 9)
        posedirs = np.einsum("vdjk,jc->vdck", columns, leaders[1:, 1:], optimize=True)
        posedirs = np.ascontiguousarray(posedirs.reshape(*posedirs.shape[:2], -1))
    middle = scipy.sparse.csr_matrix((leaders / leaders.sum(axis=0)).T)
    return dataclasses.replace(
        finer,
        joint_names=tuple(JOINT_NAMES),
        parents=parents_of(tuple(JOINT_NAMES)),
        weights=collapsed(finer.weights, names),
        J_regressor=(middle @ finer.J_regressor).astype(np.float32),
        posedirs=posedirs,
        finer=finer,
    )


@functools.lru_cache
def _table(of: Callable[[str], str | None], names: tuple[str, ...]) -> np.ndarray:
    """(J, 24) float32, 1 where a joint of the names goes with one of SMPL's."""
    return np.array([[of(name) == joint for joint in JOINT_NAMES] for name in names], np.float32)
