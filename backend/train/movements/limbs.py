"""Inverse kinematics on the free body's mean skeleton: places of hands and feet -> rotations of joints.

Everything is solved for all frames at once, in float64. The right side is solved as the left one's mirror
image. An elbow and a knee are hinges: the plane in which a limb bends also fixes the twist of the upper
bone, so that neither joint can bend the wrong way, whatever is asked for.
"""

from __future__ import annotations

import functools

import numpy as np
from scipy.spatial.transform import Rotation

from ...body import JOINT, JOINT_NAMES, load_body

# Points on the skin of the resting free body, metres from its pelvis, and the joints that they move with.
PLACES: dict[str, tuple[str, tuple[float, float, float]]] = {
    "mouth": ("head", (0.0, 0.645, 0.145)),
    "chin": ("head", (0.0, 0.605, 0.12)),
    "forehead": ("head", (0.0, 0.745, 0.135)),
    "eye": ("head", (0.035, 0.70, 0.145)),
    "ear": ("head", (0.085, 0.69, 0.03)),
    "nape": ("head", (0.03, 0.67, -0.075)),
    "crown": ("head", (0.0, 0.80, 0.03)),
    "chest": ("spine3", (0.0, 0.39, 0.15)),
    "shoulder": ("spine3", (0.17, 0.50, 0.06)),
    "belly": ("spine1", (0.0, 0.13, 0.15)),
    "hip": ("pelvis", (0.165, 0.07, 0.02)),
    "back": ("spine1", (0.0, 0.10, -0.11)),
    "knee": ("thigh", (0.143, -0.36, 0.09)),
    "thigh": ("thigh", (0.125, -0.22, 0.09)),
}
SOLE = 0.075  # height of the ankle over the ground when the foot is flat
MIRROR = np.array([-1.0, 1.0, 1.0])
FULL = 0.997  # how far a limb straightens
TIGHTEST = 32.0  # degrees between the two bones of a limb bent as far as it goes


@functools.cache
def skeleton() -> np.ndarray:
    """The mean free body's joints at rest, (24, 3) metres, the pelvis at the origin, made symmetric."""
    joints = load_body("free").rest(np.zeros((1, 1)))[1][0].astype(np.float64)
    joints -= joints[0]
    twins = [JOINT_NAMES.index(_twin(name)) for name in JOINT_NAMES]
    return (joints + joints[twins] * MIRROR) / 2


def _twin(name: str) -> str:
    side, _, rest = name.partition("_")
    return ("right_" if side == "left" else "left_") + rest if side in ("left", "right") else name


def joint(name: str) -> np.ndarray:
    """A joint's place at rest (3,)."""
    return skeleton()[JOINT[name]]


def euler(order: str, *degrees: np.ndarray) -> np.ndarray:
    """Rotation matrices (..., 3, 3) of intrinsic turns about the axes named, degrees (...) each."""
    angles = np.stack(np.broadcast_arrays(*degrees), axis=-1)
    flat = angles.reshape(-1, len(order))
    matrices = Rotation.from_euler(order.upper(), flat, degrees=True).as_matrix()
    return matrices.reshape(*angles.shape[:-1], 3, 3)


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-9)


def apply(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    return np.einsum("...ij,...j->...i", matrices, vectors)


def transpose(matrices: np.ndarray) -> np.ndarray:
    return np.swapaxes(matrices, -1, -2)


def mirror(matrices: np.ndarray) -> np.ndarray:
    """Rotations (..., 3, 3) as seen in the plane between left and right."""
    return matrices * MIRROR[:, None] * MIRROR


def columns(*vectors: np.ndarray) -> np.ndarray:
    return np.stack(vectors, axis=-1)


def two_bones(
    goal: np.ndarray, pole: np.ndarray, first: float, second: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Unit directions of two bones (T, 3) each from the origin to goal (T, 3), as near as their lengths
    allow, with the middle joint towards pole (T, 3); and the unit normal (T, 3) pole x goal of their plane.
    """
    shortest = np.sqrt(first**2 + second**2 - 2 * first * second * np.cos(np.radians(TIGHTEST)))
    distance = np.clip(np.linalg.norm(goal, axis=-1, keepdims=True), shortest, FULL * (first + second))
    along = unit(goal)
    across = pole - (pole * along).sum(axis=-1, keepdims=True) * along
    across = unit(across)
    near = (first**2 - second**2 + distance**2) / (2 * distance)
    middle = near * along + np.sqrt(np.maximum(first**2 - near**2, 0)) * across
    return unit(middle), unit(distance * along - middle), np.cross(across, along)


def swing_and_twist(
    matrices: np.ndarray, most_swing: float, most_twist: float
) -> tuple[np.ndarray, np.ndarray]:
    """Split rotations (T, 3, 3) into a twist about x, then a swing; clamp both, degrees.

    Returns half of the twist (T, 3, 3), so that two joints can share it, and the swing (T, 3, 3)."""
    quaternions = Rotation.from_matrix(matrices).as_quat()
    twist = 2 * np.arctan2(quaternions[:, 0], quaternions[:, 3])
    twist = (twist + np.pi) % (2 * np.pi) - np.pi
    straight = np.zeros((len(twist), 3))
    straight[:, 0] = twist
    swing = (Rotation.from_rotvec(straight).inv() * Rotation.from_matrix(matrices)).as_rotvec()
    angle = np.linalg.norm(swing, axis=1, keepdims=True)
    swing = swing * np.minimum(1, np.radians(most_swing) / np.maximum(angle, 1e-9))
    straight[:, 0] = np.clip(twist, -np.radians(most_twist), np.radians(most_twist)) / 2
    return Rotation.from_rotvec(straight).as_matrix(), Rotation.from_rotvec(swing).as_matrix()


def collar(goal: np.ndarray, shrug: np.ndarray) -> np.ndarray:
    """How the left collar shares in reaching for goal (T, 3), the wrist from the shoulder in the chest's
    frame: it rises with the arm above the horizontal, and comes forward with an arm across the chest."""
    way = unit(goal)
    elevation = np.degrees(np.arcsin(np.clip(way[:, 1], -1, 1)))
    rise = np.where(elevation > -20, 0.30 * (elevation + 20), 0.12 * (elevation + 20))
    forward = 16 * np.clip(way[:, 2], -0.6, 1) * (1 - 0.6 * np.clip(way[:, 0], -0.5, 1))
    return euler("yz", -forward, np.clip(rise - 4, -10, 30) + shrug)


def arm(
    goal: np.ndarray,
    pole: np.ndarray,
    palm: np.ndarray,
    fingers: np.ndarray,
    tip: np.ndarray,
    shrug: np.ndarray,
    curl: np.ndarray,
) -> np.ndarray:
    """Rotations (T, 5, 3, 3) of collar, shoulder, elbow, wrist and hand, relative to their parents.

    For the left arm in the chest's frame: goal (T, 3) metres from the pelvis of the resting body for the
    point `tip` (T,) beyond the wrist; pole (T, 3) towards which the elbow points; palm and fingers (T, 3),
    NaN where the hand follows the forearm; shrug and curl (T,) degrees.
    """
    shoulder, elbow, wrist = joint("left_shoulder"), joint("left_elbow"), joint("left_wrist")
    upper, fore = float(np.linalg.norm(elbow - shoulder)), float(np.linalg.norm(wrist - elbow))
    turned = collar(goal - shoulder, shrug)
    origin = joint("left_collar") + apply(turned, shoulder - joint("left_collar"))
    along = np.where(np.isnan(fingers), unit(goal - origin), fingers)
    for _ in range(3):
        first, second, normal = two_bones(goal - tip[:, None] * unit(along) - origin, pole, upper, fore)
        along = np.where(np.isnan(fingers), second, fingers)
    # At rest the arm lies along x and the elbow bends about -y, towards the front; pole x goal is -y there.
    hinge = -normal
    upper_arm = columns(first, hinge, np.cross(first, hinge))
    forearm = columns(second, hinge, np.cross(second, hinge))
    facing = np.where(np.isnan(palm), -hinge, palm)
    across = unit(-facing + (facing * unit(along)).sum(axis=1, keepdims=True) * unit(along))
    hand = columns(unit(along), across, np.cross(unit(along), across))
    half, swing = swing_and_twist(transpose(forearm) @ hand, 68.0, 100.0)
    return np.stack(
        [
            turned,
            transpose(turned) @ upper_arm,
            transpose(upper_arm) @ forearm @ half,
            half @ swing,
            euler("z", -curl),
        ],
        axis=1,
    )


def leg(ankle: np.ndarray, pole: np.ndarray, sole: np.ndarray, pelvis: np.ndarray) -> np.ndarray:
    """Rotations (T, 3, 3, 3) of hip, knee and ankle relative to their parents, for the left leg.

    ankle (T, 3) metres from the pelvis, pole (T, 3) towards which the knee points, sole (T, 3, 3) the foot's
    and pelvis (T, 3, 3) the pelvis' rotation; all in the world's axes.
    """
    hip, knee = joint("left_hip"), joint("left_knee")
    thigh, shin = knee - hip, joint("left_ankle") - knee
    goal = ankle - apply(pelvis, hip)
    first, second, normal = two_bones(goal, pole, float(np.linalg.norm(thigh)), float(np.linalg.norm(shin)))
    rest = unit(np.cross(thigh, shin))
    bones = []
    for bone, way in ((unit(thigh), first), (unit(shin), second)):
        before = columns(bone, rest, np.cross(bone, rest))
        after = columns(way, normal, np.cross(way, normal))
        bones.append(after @ before.T)
    return np.stack(
        [transpose(pelvis) @ bones[0], transpose(bones[0]) @ bones[1], transpose(bones[1]) @ sole], axis=1
    )


def bent_leg(
    flex: float, abduct: float, knee: float, turn: float, point: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A left leg from angles (see stance.Leg), in the pelvis' frame: ankle (3,) from the pelvis in metres,
    the knee's pole (3,), and the foot's rotation (3, 3)."""
    hip = joint("left_hip")
    thigh = np.linalg.norm(joint("left_knee") - hip)
    shin = np.linalg.norm(joint("left_ankle") - joint("left_knee"))
    upper = euler("xzy", np.array(-flex), np.array(abduct), np.array(turn))
    lower = upper @ euler("x", np.array(knee))
    down = np.array([0.0, -1.0, 0.0])
    ankle = hip + thigh * upper @ down + shin * lower @ down
    return ankle, (upper + lower) @ np.array([0.0, 0.0, 1.0]), lower @ euler("x", np.array(point))


def flat_foot(at: tuple[float, float, float], heel: float, out: float) -> tuple[np.ndarray, np.ndarray]:
    """A left foot over the ground (see stance.Foot): ankle (3,) and rotation (3, 3) in the ground's frame. It
    pivots about its ball or, where the toes are raised, about its heel."""
    sole = euler("yx", np.array(out), np.array(heel))
    flat = euler("y", np.array(out))
    pivot = np.array([0.0, -SOLE, 0.125 if heel > 0 else -0.055])
    place = np.array([at[0], at[1] + SOLE, at[2]])
    return place + flat @ pivot - sole @ pivot, sole
