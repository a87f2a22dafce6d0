"""Key stances -> channels that may be interpolated -> poses of SMPL's joints."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np
from scipy.spatial.transform import Rotation

from ...body import JOINT, JOINT_NAMES
from . import limbs
from .limbs import MIRROR, apply, euler, joint, transpose
from .stance import Arm, Foot, Leg, Stance

TRUNK = ("shift_left shift_front height lean turn tilt bend twist side nod look cock face lift").split()
ARM_JOINTS = ("collar", "shoulder", "elbow", "wrist", "hand")
SIDES = (("left", 1.0), ("right", -1.0))


@dataclasses.dataclass(frozen=True)
class Channels:
    """T key poses or frames. trunk (T, 14) as TRUNK names it, metres and degrees; arms (T, 2, 5, 4) and
    legs (T, 2, 3, 4) quaternions relative to the parent; soles (T, 2, 4) quaternions, ankles (T, 2, 3) and
    knees' poles (T, 2, 3) in the ground's axes; planted (T, 2) 1 where the foot is on the ground by design;
    toes (T, 2) degrees; shows (T,) how much the pose tells of its action. Left first."""

    trunk: np.ndarray
    arms: np.ndarray
    legs: np.ndarray
    soles: np.ndarray
    ankles: np.ndarray
    poles: np.ndarray
    planted: np.ndarray
    toes: np.ndarray
    shows: np.ndarray

    def flat(self) -> np.ndarray:
        """Everything side by side, (T, C)."""
        return np.concatenate(
            [getattr(self, field.name).reshape(len(self.trunk), -1) for field in dataclasses.fields(self)],
            axis=1,
        )

    def like(self, flat: np.ndarray) -> Channels:
        """The inverse of `flat`, for as many frames as flat (T, C) has."""
        parts, start = {}, 0
        for field in dataclasses.fields(self):
            shape = getattr(self, field.name).shape[1:]
            stop = start + int(np.prod(shape))
            parts[field.name] = flat[:, start:stop].reshape(len(flat), *shape)
            start = stop
        return Channels(**parts)


@dataclasses.dataclass(frozen=True)
class Frames:
    """World rotations (T, 3, 3) and origins (T, 3) by joint, on the ground's axes, and rotations relative to
    the parents, for the pelvis, the spine, the neck and the head."""

    rotations: dict[str, np.ndarray]
    origins: dict[str, np.ndarray]
    local: dict[str, np.ndarray]

    def point(self, name: str, at: np.ndarray) -> np.ndarray:
        """Where a point (3,) of the resting body goes with a joint: (T, 3)."""
        return self.origins[name] + apply(self.rotations[name], at - joint(name))


def trunk_frames(trunk: np.ndarray, ankles: np.ndarray, planted: np.ndarray) -> Frames:
    """Pose pelvis, spine, neck and head; the pelvis sinks as far as the planted feet ask for."""
    value = dict(zip(TRUNK, trunk.T, strict=True))
    pelvis = euler("yxz", value["turn"], value["lean"], -value["tilt"])
    spine = euler("yxz", value["twist"] / 3, value["bend"] / 3, -value["side"] / 3)
    neck = euler("yxz", 0.4 * value["look"], 0.4 * value["nod"], -0.4 * value["cock"])
    head = euler("yxz", 0.6 * value["look"], 0.6 * value["nod"], -0.6 * value["cock"])
    origin = np.stack([value["shift_left"], value["height"], value["shift_front"]], axis=1)
    origin[:, 1] = np.minimum(origin[:, 1], _reachable(origin, pelvis, ankles, planted))
    local = {"pelvis": pelvis, "spine1": spine, "spine2": spine, "spine3": spine, "neck": neck, "head": head}
    rotations, origins = {"pelvis": pelvis}, {"pelvis": origin}
    chain = ("pelvis", "spine1", "spine2", "spine3", "neck", "head")
    for parent, child in zip(chain, chain[1:], strict=False):
        rotations[child] = rotations[parent] @ local[child]
        origins[child] = origins[parent] + apply(rotations[parent], joint(child) - joint(parent))
    return Frames(rotations, origins, local)


def _reachable(origin: np.ndarray, pelvis: np.ndarray, ankles: np.ndarray, planted: np.ndarray) -> np.ndarray:
    length = sum(
        float(np.linalg.norm(joint(b) - joint(a)))
        for a, b in (("left_hip", "left_knee"), ("left_knee", "left_ankle"))
    )
    limits = []
    for side, sign in enumerate((1.0, -1.0)):
        hip = apply(pelvis, joint("left_hip") * (sign, 1, 1))
        away = origin + hip - ankles[:, side]
        level = np.square(away[:, [0, 2]]).sum(axis=1)
        up = np.sqrt(np.maximum((0.993 * length) ** 2 - level, 0.05**2))
        # A foot on its way off the ground lets go of the pelvis gradually.
        limits.append(ankles[:, side, 1] + up - hip[:, 1] + 2 * (1 - planted[:, side]) ** 2)
    soft = 0.008
    return -soft * np.log(np.exp(-limits[0] / soft) + np.exp(-limits[1] / soft))


def keys(stances: Sequence[Stance], shows: Sequence[float]) -> Channels:
    """Solve key stances."""
    trunk = np.array(
        [[*s.shift, *(getattr(s, name) for name in TRUNK[2:])] for s in stances], dtype=np.float64
    )
    count = len(stances)
    ankles, poles, soles = np.zeros((count, 2, 3)), np.zeros((count, 2, 3)), np.zeros((count, 2, 3, 3))
    planted, toes = np.zeros((count, 2)), np.zeros((count, 2))
    feet = [[stance.left_foot, stance.right_foot] for stance in stances]
    for k, pair in enumerate(feet):
        for side, foot in enumerate(pair):
            if isinstance(foot, Foot):
                ankles[k, side], soles[k, side] = limbs.flat_foot(foot.at, foot.heel, foot.out)
                angle = np.radians(foot.knee)
                poles[k, side] = np.sin(angle), 0.3, np.cos(angle)
                planted[k, side] = foot.at[1] < 0.01
                toes[k, side] = np.clip(foot.heel, 0, 55) if planted[k, side] else 0
    ankles[:, 1] *= MIRROR
    frames = trunk_frames(trunk, ankles, planted)
    pelvis, origin = frames.rotations["pelvis"], frames.origins["pelvis"]
    for k, pair in enumerate(feet):
        for side, foot in enumerate(pair):
            if isinstance(foot, Leg):
                turned = limbs.mirror(pelvis[k]) if side else pelvis[k]
                ankle, pole, sole = limbs.bent_leg(*dataclasses.astuple(foot))
                ankles[k, side] = (origin[k] if not side else origin[k] * MIRROR) + turned @ ankle
                poles[k, side], soles[k, side] = turned @ pole, turned @ sole
                if side:
                    ankles[k, side] *= MIRROR
    poles[:, 1] *= MIRROR
    soles[:, 1] = limbs.mirror(soles[:, 1])
    legs = _legs(frames, ankles, poles, soles)
    for side, (name, _) in enumerate(SIDES):
        frames.rotations[f"{name}_hip"] = pelvis @ legs[:, side, 0]
        frames.origins[f"{name}_hip"] = frames.point("pelvis", joint(f"{name}_hip"))
    arms = np.stack(
        [_arms(frames, name, sign, [getattr(stance, name) for stance in stances]) for name, sign in SIDES],
        axis=1,
    )
    return Channels(
        trunk=trunk,
        arms=_quaternions(arms),
        legs=_quaternions(legs),
        soles=_quaternions(soles),
        ankles=ankles,
        poles=poles,
        planted=planted,
        toes=toes,
        shows=np.asarray(shows, np.float64),
    )


def poses(channels: Channels) -> np.ndarray:
    """Rotation matrices (T, 24, 3, 3) relative to the parents."""
    count = len(channels.trunk)
    frames = trunk_frames(channels.trunk, channels.ankles, channels.planted)
    result = np.tile(np.eye(3), (count, len(JOINT_NAMES), 1, 1))
    for name, rotation in frames.local.items():
        result[:, JOINT[name]] = rotation
    # A foot on the ground stays where it is; a leg in the air swings from its joints.
    stepped = _quaternions(_legs(frames, channels.ankles, channels.poles, _matrices(channels.soles)))
    swung = channels.legs / np.linalg.norm(channels.legs, axis=-1, keepdims=True)
    swung = np.where((stepped * swung).sum(axis=-1, keepdims=True) < 0, -swung, swung)
    firm = np.clip(channels.planted, 0, 1)[..., None, None]
    legs = _matrices(firm * stepped + (1 - firm) * swung)
    arms = _matrices(channels.arms)
    arms[:, :, 2] = _hinged(arms[:, :, 2])
    for side, (name, _) in enumerate(SIDES):
        for k, part in enumerate(("hip", "knee", "ankle")):
            result[:, JOINT[f"{name}_{part}"]] = legs[:, side, k]
        result[:, JOINT[f"{name}_foot"]] = euler("x", -channels.toes[:, side])
        for k, part in enumerate(ARM_JOINTS):
            result[:, JOINT[f"{name}_{part}"]] = arms[:, side, k]
    face = channels.trunk[:, TRUNK.index("face")]
    result[:, 0] = euler("y", face) @ result[:, 0]
    return result


def _hinged(elbows: np.ndarray) -> np.ndarray:
    """The nearest rotations (..., 3, 3) that an elbow can do: bending about y, then turning the forearm
    about x."""
    bend = np.degrees(np.arctan2(-elbows[..., 2, 0], elbows[..., 0, 0]))
    turned = transpose(euler("y", bend)) @ elbows
    return euler("yx", bend, np.degrees(np.arctan2(turned[..., 2, 1], turned[..., 1, 1])))


def _legs(frames: Frames, ankles: np.ndarray, poles: np.ndarray, soles: np.ndarray) -> np.ndarray:
    """Hip, knee and ankle of both sides: (T, 2, 3, 3, 3)."""
    pelvis, origin = frames.rotations["pelvis"], frames.origins["pelvis"]
    goals = ankles - origin[:, None]
    left = limbs.leg(goals[:, 0], poles[:, 0], soles[:, 0], pelvis)
    right = limbs.leg(
        goals[:, 1] * MIRROR, poles[:, 1] * MIRROR, limbs.mirror(soles[:, 1]), limbs.mirror(pelvis)
    )
    return np.stack([left, limbs.mirror(right)], axis=1)


def _arms(frames: Frames, name: str, sign: float, arms: Sequence[Arm]) -> np.ndarray:
    """One side's arm at every key: (T, 5, 3, 3)."""
    outward = np.array([sign, 1.0, 1.0])
    chest, origin = frames.rotations["spine3"], frames.origins["spine3"]
    shoulder = frames.point("spine3", joint(f"{name}_shoulder"))
    length = np.linalg.norm(joint("left_wrist") - joint("left_elbow")) + np.linalg.norm(
        joint("left_elbow") - joint("left_shoulder")
    )
    goals, ways = [], []
    for k, arm in enumerate(arms):
        upright = arm.at in ("ground", "hang")
        axes = np.eye(3) if upright else chest[k]
        to = outward * arm.to
        if arm.at in ("shoulder", "hang"):
            goal = shoulder[k] + length * axes @ to
        elif arm.at == "ground":
            goal = to
        else:
            other = arm.at.startswith("other ")
            where, place = limbs.PLACES[arm.at.removeprefix("other ")]
            flip = -outward if other else outward
            far = ("right" if name == "left" else "left") if other else name
            frame = f"{far}_hip" if where == "thigh" else where
            goal = frames.point(frame, np.array(place) * (flip[0], 1, 1))[k] + axes @ to
        goals.append(joint("spine3") + chest[k].T @ (goal - origin[k]))
        ways.append(
            [
                chest[k].T @ axes @ (outward * np.array(way if way is not None else (np.nan,) * 3))
                for way in (arm.elbow, arm.palm, arm.fingers)
            ]
        )
    pole, palm, fingers = np.moveaxis(limbs.unit(np.array(ways)), 1, 0) * outward
    solved = limbs.arm(
        np.array(goals) * outward,
        pole,
        palm,
        fingers,
        np.array([arm.tip for arm in arms]),
        np.array([arm.shrug for arm in arms]),
        np.array([arm.curl for arm in arms]),
    )
    return solved if sign > 0 else limbs.mirror(solved)


def _quaternions(matrices: np.ndarray) -> np.ndarray:
    """(..., 3, 3) -> (..., 4), of the same sign along the first axis."""
    quaternions = Rotation.from_matrix(matrices.reshape(-1, 3, 3)).as_quat().reshape(*matrices.shape[:-2], 4)
    for k in range(1, len(quaternions)):
        flip = (quaternions[k] * quaternions[k - 1]).sum(axis=-1, keepdims=True) < 0
        quaternions[k] = np.where(flip, -quaternions[k], quaternions[k])
    return quaternions


def _matrices(quaternions: np.ndarray) -> np.ndarray:
    return Rotation.from_quat(quaternions.reshape(-1, 4)).as_matrix().reshape(*quaternions.shape[:-1], 3, 3)
