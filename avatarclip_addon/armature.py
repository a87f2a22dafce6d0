"""Avatar file -> armature, vertex groups, and the whole avatar in the scene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from . import action, skeleton
from .backend import avatar
from .mesh import build_mesh, to_blender_axes

SHORTEST_BONE = 0.01  # metres; Blender drops bones of no length
TOES, FINGERS = 0.5, 0.85  # the last bone's length, as a share of the one before
LONGEST_HEAD = 0.3  # metres; a tall hat is no skull
FACE = 0.04  # metres; jaw and eyes look forward
FORWARD, UP = Vector((0, -1, 0)), Vector((0, 0, 1))
# Blender's themes of bone colours: the left side green, the right red, as lights on a ship.
COLORS = {"Left": "THEME03", "Right": "THEME01"}
# The armature's properties: what files are named after, and the avatar file that it came from.
PROMPT, FILE = "avatarclip_prompt", "avatarclip_file"


def import_avatar(path: str | Path) -> bpy.types.Object:
    """Bring an avatar file into the scene and return its armature, selected and active.

    The mesh is the armature's child. Raises UserError for a damaged file or a missing texture; the
    scene is then as before.
    """
    path = Path(path)
    source = avatar.load(path)
    context = bpy.context
    if context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    mesh = build_mesh(source, path.parent, "Avatar_mesh")
    armature = build_armature(source, context, "Avatar")
    armature[PROMPT] = str(source.metadata.get("request", {}).get("appearance", ""))
    armature[FILE] = str(path.absolute())
    action.add_motions(armature, source)
    context.scene.collection.objects.link(mesh)
    assign_weights(mesh, source)
    mesh.parent = armature
    modifier: Any = mesh.modifiers.new("Armature", "ARMATURE")
    modifier.object = armature
    for obj in context.view_layer.objects:
        obj.select_set(obj in (mesh, armature))
    context.view_layer.objects.active = armature
    return armature


def build_armature(source: avatar.Avatar, context: bpy.types.Context, name: str) -> bpy.types.Object:
    """One bone a joint, under the joint's name, its head at the joint; linked to the scene.

    A bone points (+y) at its child, and its z axis faces the person's front, that of the feet up, that of the
    fingers down: a turn by a positive angle about any bone's x axis bends it forward or curls the finger, and
    left and right mirror each other.
    """
    heads = [Vector(head) for head in to_blender_axes(source.joints).tolist()]
    parents = source.parents.tolist()
    tails = bone_tails(heads, parents)
    if "head" in source.joint_names:
        head = source.joint_names.index("head")
        crown = float(source.vertices[:, 1].max()) - heads[head].z
        tails[head] = heads[head] + min(max(crown, SHORTEST_BONE), LONGEST_HEAD) * UP
    for index, joint in enumerate(source.joint_names):
        if skeleton.is_facial(joint):
            tails[index] = heads[index] + FACE * FORWARD
    armature = bpy.data.objects.new(name, bpy.data.armatures.new(name))
    armature.show_in_front = True
    context.scene.collection.objects.link(armature)
    context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    bones = [armature.data.edit_bones.new(joint) for joint in source.joint_names]
    for index, bone in enumerate(bones):
        bone.head, bone.tail = heads[index], tails[index]
        lies_forward = abs((tails[index] - heads[index]).normalized().dot(FORWARD)) > 0.7
        curls = skeleton.is_finger(bone.name)
        bone.align_roll(-UP if curls else UP if lies_forward else FORWARD)
        if parents[index] >= 0:
            bone.parent = bones[parents[index]]
            bone.use_connect = (tails[parents[index]] - heads[index]).length < 1e-6
    bpy.ops.object.mode_set(mode="OBJECT")
    sort_bones(armature)
    return armature


def bone_tails(heads: list[Vector], parents: list[int]) -> list[Vector]:
    """Where each bone points: at the child that is most in line, or on along its parent; toes lie flat."""
    tails: list[Vector] = []
    for index, head in enumerate(heads):
        children = [heads[child] for child, parent in enumerate(parents) if parent == index]
        before = head - heads[parents[index]] if parents[index] >= 0 else UP
        if children:
            tail = max(children, key=lambda child, head=head, on=before: (child - head).normalized().dot(on))
        elif before.normalized().dot(FORWARD) > 0.5:
            tail = head + TOES * Vector((before.x, before.y, 0))
        else:
            tail = head + FINGERS * before
        if (tail - head).length < SHORTEST_BONE:
            tail = head + SHORTEST_BONE * UP
        tails.append(tail)
    return tails


def sort_bones(armature: bpy.types.Object) -> None:
    """Collect and colour the bones by limb: in bone collections from Blender 4.0 on, else in bone groups."""
    data: Any = armature.data
    pose: Any = armature.pose
    limbs: dict[str, list[str]] = {}
    for bone in data.bones:
        limbs.setdefault(skeleton.limb(bone.name), []).append(bone.name)
    for layer, (limb, names) in enumerate(limbs.items()):
        palette = COLORS.get(limb.split()[0], "THEME09")
        if bpy.app.version >= (4, 0):
            collection = data.collections.new(limb)
            for name in names:
                collection.assign(data.bones[name])
                data.bones[name].color.palette = palette
        else:
            group = pose.bone_groups.new(name=limb)
            group.color_set = palette
            for name in names:
                pose.bones[name].bone_group = group
                data.bones[name].layers = [number in (0, layer + 1) for number in range(32)]


def assign_weights(mesh: bpy.types.Object, source: avatar.Avatar) -> None:
    """One vertex group a joint with exactly the file's weights; joints of no weight are left out.

    Adding indices group by group and then setting each vertex' row is exact and several times
    faster than adding weight by weight.
    """
    count = len(source.vertices)
    weights = np.zeros((count, len(source.joints)), np.float32)
    np.add.at(weights, (np.arange(count)[:, None], source.weight_indices), source.weight_values)
    used = weights > 0
    for joint, name in enumerate(source.joint_names):
        members = np.flatnonzero(used[:, joint]).tolist()
        mesh.vertex_groups.new(name=name).add(members, 0.0, "REPLACE")
    rows = np.split(weights[used], np.cumsum(used.sum(axis=1))[:-1])
    for vertex, row in zip(mesh.data.vertices, rows, strict=True):
        vertex.groups.foreach_set("weight", row)
