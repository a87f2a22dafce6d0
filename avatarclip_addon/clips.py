"""The motions of a temporary copy: one track a clip, as exporters want them, and another rest pose."""

from __future__ import annotations

import math
from typing import Any

import bpy
import numpy as np
from mathutils import Quaternion

from . import action, skeleton
from .backend import protocol
from .mesh import to_blender_axes


def copy_motions(armature: bpy.types.Object, made: list[bpy.types.ID]) -> dict[str, bpy.types.Action]:
    """Clip's name -> a copy of its action: of the armature's tracks, and of what is active beside them."""
    data = armature.animation_data
    if data is None:
        return {}
    found = {strip.name: strip.action for strip in action.strips_of(armature)}
    if data.action and data.action not in found.values():
        found[data.action.name] = data.action
    motions = {name: motion.copy() for name, motion in found.items()}
    made += motions.values()
    return motions


def curves_of(motion: Any) -> Any:
    """The curves of an action with one owner; from Blender 4.4 on they are in its slot."""
    if bpy.app.version < (4, 4):
        return motion.fcurves
    return motion.layers[0].strips[0].channelbag(slots_of(motion)[0], ensure=True).fcurves


def slots_of(motion: Any) -> Any:
    return motion.slots


def rest_in_a_pose(
    rig: bpy.types.Object, meshes: list[bpy.types.Object], motions: dict[str, bpy.types.Action]
) -> None:
    """Make the A-pose the rest pose of a rig, its meshes and its motions. Raises UserError.

    rest_new = rest_old * turn for the turned bones, so that their keys are to be turn^-1 * key.
    """
    joints = tuple(rig.data.bones.keys())
    for joint, vector in zip(joints, to_blender_axes(skeleton.a_pose(joints)), strict=True):
        if not vector.any():
            continue
        bone = rig.pose.bones[joint]
        rest = np.array(bone.bone.matrix_local.to_3x3())
        (turn,) = action.quaternions(vector[None] @ rest)
        for motion in motions.values():
            turn_keys(motion, bone, Quaternion(turn).inverted())
        bone.rotation_mode = "QUATERNION"
        bone.rotation_quaternion = turn
    bpy.context.view_layer.update()
    graph = bpy.context.evaluated_depsgraph_get()
    for mesh in meshes:
        others = [modifier for modifier in mesh.modifiers if modifier.type != "ARMATURE"]
        shown = [modifier.show_viewport for modifier in others]
        for modifier in others:
            modifier.show_viewport = False
        graph.update()
        posed: Any = mesh.evaluated_get(graph).data
        points = np.empty(3 * len(posed.vertices), np.float32)
        posed.vertices.foreach_get("co", points)
        mesh.data.vertices.foreach_set("co", points)
        mesh.data.update()
        for modifier, was in zip(others, shown, strict=True):
            modifier.show_viewport = was
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="POSE")
    bpy.ops.pose.armature_apply()
    bpy.ops.object.mode_set(mode="OBJECT")


def turn_keys(motion: bpy.types.Action, bone: bpy.types.PoseBone, turn: Quaternion) -> None:
    """Multiply turn onto a bone's keys from the left; a bone without keys gets one. Raises UserError."""
    path, curves = f'pose.bones["{bone.name}"].rotation', curves_of(motion)
    if bone.rotation_mode != "QUATERNION" and any(c.data_path == f"{path}_euler" for c in curves):
        raise protocol.UserError(
            "input",
            f"The motion {motion.name} turns {bone.name} by Euler angles.",
            "Motions are brought to the A-pose as quaternions.",
            "Convert the bone's rotation mode, or export in the T-pose.",
        )
    path += "_quaternion"
    old = [curves.find(path, index=axis) for axis in range(4)]
    present = [curve for curve in old if curve]
    frames = sorted({point.co[0] for curve in present for point in curve.keyframe_points}) or [0.0]
    idle = (1.0, 0.0, 0.0, 0.0)
    keys = np.array([[c.evaluate(f) if c else idle[i] for i, c in enumerate(old)] for f in frames])
    turned = np.array([turn @ Quaternion(key) for key in keys])
    for curve in present:
        curves.remove(curve)
    for axis in range(4):
        action.fill(curves.new(path, index=axis), np.array(frames), turned[:, axis])


def add_tracks(rig: bpy.types.Object, motions: dict[str, bpy.types.Action], factor: float) -> None:
    """Put each motion on a track under its name, from frame 0 to a whole frame, places scaled by factor."""
    data = rig.animation_data_create() if motions else None
    for name, motion in motions.items():
        for curve in curves_of(motion):
            if curve.data_path.endswith("location"):
                for point in curve.keyframe_points:
                    point.co[1] *= factor
                    point.handle_left[1] *= factor
                    point.handle_right[1] *= factor
                curve.update()
        track = data.nla_tracks.new()
        track.name = name
        strip: Any = track.strips.new(name, 0, motion)
        strip.name, strip.extrapolation = name, "NOTHING"
        if bpy.app.version >= (4, 4):
            strip.action_slot = slots_of(motion)[0]
        start, end = float(motion.frame_range[0]), float(motion.frame_range[1])
        strip.action_frame_start = start
        strip.action_frame_end = max(start + math.ceil(end - start), start + 1)
