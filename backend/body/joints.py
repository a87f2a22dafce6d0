"""SMPL's 24 joints, and SMPL-H's and SMPL-X's: names, parents, the pose that sculpting starts from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

JOINT_NAMES = (
    "pelvis left_hip right_hip spine1 left_knee right_knee spine2 left_ankle right_ankle spine3 left_foot "
    "right_foot neck left_collar right_collar head left_shoulder right_shoulder left_elbow right_elbow "
    "left_wrist right_wrist left_hand right_hand"
).split()
JOINT = {name: index for index, name in enumerate(JOINT_NAMES)}
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21)
# Instead of SMPL's hand joints SMPL-H has fingers, and SMPL-X a face as well.
FACE = ("jaw", "left_eye_smplhf", "right_eye_smplhf")
FINGERS = ("index", "middle", "pinky", "ring", "thumb")
FINGER_NAMES = tuple(
    f"{side}_{finger}{number}" for side in ("left", "right") for finger in FINGERS for number in (1, 2, 3)
)
SMPLH_NAMES = (*JOINT_NAMES[:22], *FINGER_NAMES)
SMPLX_NAMES = (*JOINT_NAMES[:22], *FACE, *FINGER_NAMES)


def parents_of(names: Sequence[str]) -> np.ndarray:
    """The parents (J,) int32 of SMPL's, SMPL-H's or SMPL-X's joints, -1 for the root."""

    def parent(index: int, name: str) -> int:
        if name in JOINT:
            return PARENTS[JOINT[name]]
        if name in FACE:
            return JOINT["head"]
        return index - 1 if name[-1] in "23" else JOINT[f"{name.split('_')[0]}_wrist"]

    return np.array([parent(index, name) for index, name in enumerate(names)], np.int32)


def stand_pose() -> np.ndarray:
    """Axis-angle pose (24, 3), radians: the T-pose with the arms let down.

    The arms keep clear of trunk and thighs, so that an implicit surface around clothes does not fuse them.
    """
    pose = np.zeros((len(JOINT_NAMES), 3), np.float32)
    for side, sign in (("left", 1.0), ("right", -1.0)):
        pose[JOINT[f"{side}_shoulder"], 2] = -0.7 * sign
        pose[JOINT[f"{side}_elbow"], 1] = -0.15 * sign
    return pose
