"""Motions -> actions, one a motion, each on a muted track, where export finds it."""

from __future__ import annotations

from typing import Any

import bpy
import numpy as np

from . import skeleton
from .backend import avatar
from .mesh import to_blender_axes

STAND = "Stand"
LINEAR = 1  # a keyframe's interpolation, as foreach_set takes it


def add_motions(armature: bpy.types.Object, source: avatar.Avatar) -> None:
    """Give an armature of the file's joints the stand pose, a second long, and the file's motions as actions.

    The stand pose is active. Keys lie at the motion's own times, from frame 0 on, in the scene's frame rate.
    """
    pose = skeleton.stand_pose(source.joint_names)
    still = avatar.Motion(STAND, np.stack([pose, pose]), np.zeros((2, 3), np.float32))
    render = bpy.context.scene.render
    rate = render.fps / render.fps_base
    data = armature.animation_data_create()
    for motion in (still, *source.motions):
        length = 1.0 if motion is still else (len(motion.poses) - 1) / source.motion_fps
        frames = np.linspace(0, length * rate, len(motion.poses))
        action = bpy.data.actions.new(motion.name)
        action.use_fake_user = True
        write_curves(action, armature, motion, frames, source.joint_names)
        assign(data, action)
        track = data.nla_tracks.new()
        track.name = motion.name
        strip = track.strips.new(motion.name, 0, action)
        strip.name = motion.name
        track.mute = True
    first: Any = data.nla_tracks[0].strips[0].action
    assign(data, first)


def write_curves(
    action: bpy.types.Action,
    armature: bpy.types.Object,
    motion: avatar.Motion,
    frames: np.ndarray,
    joints: tuple[str, ...],
) -> None:
    """Key every joint's rotation, and the root's place, at frames (T,)."""
    curves = curves_of(action, armature)
    bones: Any = armature.data.bones
    moves = to_blender_axes(motion.translations)
    for index, joint in enumerate(joints):
        rest = np.array(bones[joint].matrix_local.to_3x3())
        path = f'pose.bones["{joint}"]'
        # The turn in the armature's axes, seen from the bone's own.
        turns = quaternions(to_blender_axes(motion.poses[:, index]) @ rest)
        for axis in range(4):
            fill(curves.new(f"{path}.rotation_quaternion", index=axis), frames, turns[:, axis])
        if bones[joint].parent is None:
            for axis, values in enumerate((moves @ rest).T):
                fill(curves.new(f"{path}.location", index=axis), frames, values)


def quaternions(vectors: np.ndarray) -> np.ndarray:
    """Axis-angle (T, 3) -> quaternions (T, 4), w first, each in the half-space of the one before."""
    half = np.linalg.norm(vectors, axis=1, keepdims=True) / 2
    found = np.concatenate([np.cos(half), vectors * np.sinc(half / np.pi) / 2], axis=1)
    flips = np.sign((found[1:] * found[:-1]).sum(axis=1))
    found[1:] *= np.cumprod(np.where(flips < 0, -1.0, 1.0))[:, None]
    return found


def curves_of(action: Any, owner: bpy.types.Object) -> Any:
    """An empty action's collection of curves for an object; from Blender 4.4 on they belong to a slot."""
    if bpy.app.version < (4, 4):
        return action.fcurves
    slot = action.slots.new(id_type="OBJECT", name=owner.name)
    strip = action.layers.new("Layer").strips.new(type="KEYFRAME")
    return strip.channelbag(slot, ensure=True).fcurves


def assign(owner: Any, action: Any) -> None:
    """Make an action an AnimData's active one; from 4.4 on without its slot nothing would move."""
    owner.action = action
    if bpy.app.version >= (4, 4):
        owner.action_slot = action.slots[0]


def fill(curve: bpy.types.FCurve, frames: np.ndarray, values: np.ndarray) -> None:
    """Straight lines between keys at frames (T,) with values (T,)."""
    points: Any = curve.keyframe_points
    points.add(len(frames))
    points.foreach_set("co", np.stack([frames, values], axis=1).astype(np.float32).ravel())
    points.foreach_set("interpolation", [LINEAR] * len(frames))
    curve.update()
