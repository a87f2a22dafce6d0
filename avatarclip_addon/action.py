"""Motions -> actions, one a motion, each on a muted track, where export finds it; and which one plays."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import bpy
import numpy as np

from . import skeleton
from .backend import avatar, protocol
from .mesh import to_blender_axes

STAND = "Stand"
LINEAR = 1  # a keyframe's interpolation, as foreach_set takes it


def add_motions(armature: bpy.types.Object, source: avatar.Avatar) -> None:
    """Give an armature of the file's joints the stand pose, a second long, and the file's motions as actions.

    The first motion is active, or the stand pose where there is none.
    """
    pose = skeleton.stand_pose(source.joint_names)
    still = avatar.Motion(STAND, np.stack([pose, pose]), np.zeros((2, 3), np.float32))
    add_track(armature, still, 1.0, source.joint_names)
    add_some(armature, source, source.motions)


def add_some(armature: bpy.types.Object, source: avatar.Avatar, motions: Iterable[avatar.Motion]) -> None:
    """Add motions of the file's to its armature, the first of them active; the scene is made to last as long.

    Raises UserError, having added nothing, where the armature lacks one of the file's joints.
    """
    check_bones(armature, source)
    strips = [
        add_track(armature, motion, (len(motion.poses) - 1) / source.motion_fps, source.joint_names)
        for motion in motions
    ]
    if strips:
        assign(armature.animation_data, strips[0].action)
        scene = bpy.context.scene
        scene.frame_end = max(scene.frame_end, frames_of(strips[0])[1])


def check_bones(armature: Any, source: avatar.Avatar) -> None:
    """Raise UserError where an armature lacks one of the file's joints."""
    if missing := [name for name in source.joint_names if name not in armature.data.bones]:
        raise protocol.UserError(
            "input",
            f"{armature.name} has no bone {missing[0]}.",
            "Motions move the bones that the avatar came with.",
            "Give its bones their names again, or import the avatar anew.",
        )


def add_track(
    armature: bpy.types.Object, motion: avatar.Motion, seconds: float, joints: tuple[str, ...]
) -> Any:
    """A motion as an action on a muted track of its own; the track's one strip.

    Keys lie at the motion's own times, from frame 0 on, in the scene's frame rate.
    """
    render = bpy.context.scene.render
    data = armature.animation_data_create()
    action = bpy.data.actions.new(motion.name)
    action.use_fake_user = True
    frames = np.linspace(0, seconds * render.fps / render.fps_base, len(motion.poses))
    write_curves(action, armature, motion, frames, joints)
    assign(data, action)
    track = data.nla_tracks.new()
    track.name = motion.name
    strip = track.strips.new(motion.name, 0, action)
    strip.name = motion.name
    track.mute = True
    return strip


def strips_of(armature: bpy.types.Object) -> list[Any]:
    """An armature's motions: its tracks' strips that have an action. Exports go by the strips' names."""
    data = armature.animation_data
    return [strip for track in data.nla_tracks for strip in track.strips if strip.action] if data else []


def choose(scene: bpy.types.Scene, armature: bpy.types.Object, name: str) -> None:
    """Make the motion of a strip's name the active one, let the scene last as long, and go to its start.

    Where the scene has a preview range, that changes instead. Raises UserError for a name that no strip has.
    """
    found = [strip for strip in strips_of(armature) if strip.name == name]
    if not found:
        raise protocol.UserError("input", f"{armature.name} has no motion {name!r}.")
    assign(armature.animation_data, found[0].action)
    part = "preview_" if scene.use_preview_range else ""
    first, last = frames_of(found[0])
    for end, frame in (("start", first), ("end", last)):
        setattr(scene, f"frame_{part}{end}", frame)
    scene.frame_current = first


def frames_of(strip: Any) -> tuple[int, int]:
    """The first and the last frame of a strip's action, whole ones that leave out no key."""
    start, end = strip.action.frame_range
    return math.floor(start), math.ceil(round(end, 3))


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
    owner.use_tweak_mode = False  # in which no other can be active
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
