"""SMPL's joints: what other programs call them, their limbs, poses that have a name.

Names after Adobe Mixamo's skeletons, Unity's HumanBodyBones, Godot's SkeletonProfileHumanoid, Unreal's
mannequin of version 4, which that of 5 still understands, and VRM 1.0's humanoid bones. Fingers, jaw and eyes
have SMPL-X's names.
"""

from __future__ import annotations

import math
import re

import numpy as np

SMPL, MIXAMO, UNITY, UNREAL, VRM, GODOT = "SMPL", "MIXAMO", "UNITY", "UNREAL", "VRM", "GODOT"
STYLES = (SMPL, MIXAMO, UNITY, UNREAL, VRM, GODOT)
ROOT = "root"  # Unreal's bone on the ground, parent of all others

MIDDLE = {  # Mixamo, Unity, Unreal
    "pelvis": ("Hips", "Hips", "pelvis"),
    "spine1": ("Spine", "Spine", "spine_01"),
    "spine2": ("Spine1", "Chest", "spine_02"),
    "spine3": ("Spine2", "UpperChest", "spine_03"),
    "neck": ("Neck", "Neck", "neck_01"),
    "head": ("Head", "Head", "head"),
    "jaw": ("Jaw", "Jaw", "jaw"),
}
SIDED = {
    "hip": ("UpLeg", "UpperLeg", "thigh"),
    "knee": ("Leg", "LowerLeg", "calf"),
    "ankle": ("Foot", "Foot", "foot"),
    "foot": ("ToeBase", "Toes", "ball"),
    "collar": ("Shoulder", "Shoulder", "clavicle"),
    "shoulder": ("Arm", "UpperArm", "upperarm"),
    "elbow": ("ForeArm", "LowerArm", "lowerarm"),
    "wrist": ("Hand", "Hand", "hand"),
    "hand": ("HandMiddle1", "MiddleProximal", "middle_01"),
    "eye_smplhf": ("Eye", "Eye", "eye"),
}
SEGMENTS = ("Proximal", "Intermediate", "Distal")
FREE_THUMB = ("Metacarpal", "Proximal", "Distal")  # VRM's and Godot's
FINGER = re.compile("(thumb|index|middle|ring|pinky)([123])")
LEG, ARM = ("hip", "knee", "ankle", "foot"), ("collar", "shoulder", "elbow", "wrist", "hand")
A_POSE_ANGLE = math.pi / 4


def bone_name(joint: str, style: str) -> str:
    """A joint's bone in a style; a name that is no joint's stays as it is."""
    side, part = split(joint)
    names = SIDED.get(part) if side else MIDDLE.get(part)
    names = names or (finger_names(part, style) if side else None)
    if style == SMPL or names is None:
        return joint
    mixamo, unity, unreal = names
    if style == MIXAMO:
        return f"mixamorig:{side.capitalize()}{mixamo}"
    if style == UNREAL:
        return f"{unreal}_{side[0]}" if side else unreal
    name = f"{side.capitalize()}{unity}"
    return name[0].lower() + name[1:] if style == VRM else name


def finger_names(part: str, style: str) -> tuple[str, str, str] | None:
    """Mixamo's, Unity's, Godot's or VRM's, and Unreal's name of a finger's joint without its side."""
    found = FINGER.fullmatch(part)
    if found is None:
        return None
    finger, number = found.group(1), int(found.group(2))
    segments = FREE_THUMB if finger == "thumb" and style in (VRM, GODOT) else SEGMENTS
    unity = ("little" if finger == "pinky" else finger).capitalize() + segments[number - 1]
    return f"Hand{finger.capitalize()}{number}", unity, f"{finger}_0{number}"


def split(joint: str) -> tuple[str, str]:
    """ "left_knee" -> "left", "knee"; a joint of the middle has no side."""
    side, _, part = joint.partition("_")
    return (side, part) if side in ("left", "right") and part else ("", joint)


def is_finger(joint: str) -> bool:
    return FINGER.fullmatch(split(joint)[1]) is not None


def is_facial(joint: str) -> bool:
    return split(joint)[1].startswith(("eye", "jaw"))


def limb(joint: str) -> str:
    """What the joint's bone is shown and hidden with."""
    side, part = split(joint)
    if not side or is_facial(joint):
        return "Trunk"
    kind = "Leg" if part in LEG else "Arm" if part in ARM else "Fingers"
    return f"{side.capitalize()} {kind}"


def stand_pose(joints: tuple[str, ...]) -> np.ndarray:
    """Axis-angle (J, 3) radians, y up: the arms let down, clear of trunk and thighs, as while sculpting."""
    pose = a_pose(joints, 0.7)
    for side, sign in (("left", 1), ("right", -1)):
        if f"{side}_elbow" in joints:
            pose[joints.index(f"{side}_elbow"), 1] = -0.15 * sign
    return pose


def a_pose(joints: tuple[str, ...], angle: float = A_POSE_ANGLE) -> np.ndarray:
    """Axis-angle (J, 3) radians, y up: straight arms, lowered from the T-pose by an angle."""
    pose = np.zeros((len(joints), 3), np.float32)
    for side, sign in (("left", 1), ("right", -1)):
        if f"{side}_shoulder" in joints:
            pose[joints.index(f"{side}_shoulder"), 2] = -angle * sign
    return pose
