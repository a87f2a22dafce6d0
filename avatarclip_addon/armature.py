"""Avatar file -> armature, vertex groups, and the whole avatar in the scene."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Vector

from .backend import avatar
from .mesh import build_mesh, to_blender_axes

SHORTEST_BONE = 0.01  # metres; Blender drops bones of no length


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
    """One bone a joint, under the joint's name, its head at the joint; linked to the scene."""
    heads = [Vector(head) for head in to_blender_axes(source.joints).tolist()]
    parents = source.parents.tolist()
    tails = bone_tails(heads, parents)
    armature = bpy.data.objects.new(name, bpy.data.armatures.new(name))
    armature.show_in_front = True
    context.scene.collection.objects.link(armature)
    context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    bones = [armature.data.edit_bones.new(joint) for joint in source.joint_names]
    for index, bone in enumerate(bones):
        bone.head, bone.tail = heads[index], tails[index]
        if parents[index] >= 0:
            bone.parent = bones[parents[index]]
            bone.use_connect = (tails[parents[index]] - heads[index]).length < 1e-6
    bpy.ops.object.mode_set(mode="OBJECT")
    return armature


def bone_tails(heads: list[Vector], parents: list[int]) -> list[Vector]:
    """Where each bone points: at its child, at the most central child, or on along its parent."""
    tails: list[Vector] = []
    for index, head in enumerate(heads):
        children = [heads[child] for child, parent in enumerate(parents) if parent == index]
        if children:
            tail = min(children, key=lambda child, head=head: abs(child.x - head.x))
        elif parents[index] >= 0:
            tail = head + (head - heads[parents[index]])
        else:
            tail = head
        if (tail - head).length < SHORTEST_BONE:
            tail = head + Vector((0, 0, SHORTEST_BONE))
        tails.append(tail)
    return tails


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
