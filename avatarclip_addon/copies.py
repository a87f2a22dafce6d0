"""A temporary copy of an avatar, made into what a program wants, while the scene's own stays as it is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix

from . import clips, skeleton
from .armature import FILE
from .targets import Options

ROOT_LENGTH = 0.1  # metres
INFLUENCES = 4  # joints that a vertex follows, where merging vertices has merged their weights
DETAIL = "_LOD"  # Unity and Unreal know levels of detail by this end of a name


@contextlib.contextmanager
def prepared_copy(
    armature: bpy.types.Object, options: Options, factor: float
) -> Iterator[list[bpy.types.Object]]:
    """Yield a selected copy of an armature and its meshes as options want it, ``factor`` times as large.

    The armature comes first, where it is wanted, then the meshes, under the originals' names. Selection,
    active object and names are as before when the block ends. Raises UserError.
    """
    made: list[bpy.types.ID] = []
    with set_aside(armature) as (originals, names):
        try:
            rig, *meshes = duplicate(originals, names, made)
            motions = clips.copy_motions(armature, made) if options.rig and options.animation else {}
            if options.a_pose:
                clips.rest_in_a_pose(rig, meshes, motions)
            if options.lods:
                meshes = with_details(meshes, options.lods, made)
            for mesh in meshes:
                show(mesh, options, made)
            for obj in (rig, *meshes):
                enlarge(obj, factor)
            clips.add_tracks(rig, motions, factor)
            if options.rig:
                rename(rig, options, factor)
            else:
                bpy.context.scene.collection.objects.unlink(rig)
                unbind(meshes)
            chosen = [rig, *meshes] if options.rig else meshes
            for obj in chosen:
                obj.select_set(True)
            bpy.context.view_layer.objects.active = chosen[0]
            yield chosen
        finally:
            bpy.data.batch_remove(made)


@contextlib.contextmanager
def set_aside(armature: bpy.types.Object) -> Iterator[tuple[list[bpy.types.Object], list[str]]]:
    """Yield an armature with its meshes, deselected, hidden and under other names, and their and their
    data's own names, now free."""
    if bpy.context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    layer = bpy.context.view_layer
    selected, active = list(bpy.context.selected_objects), layer.objects.active
    originals = [armature, *(child for child in armature.children if child.type == "MESH")]
    blocks = [block for obj in originals for block in (obj, obj.data)]
    names, hidden = [block.name for block in blocks], [obj.hide_get() for obj in originals]
    try:
        for obj in selected:
            obj.select_set(False)
        for block, name in zip(blocks, names, strict=True):
            block.name = f"{name} (original)"
        for obj in originals:
            obj.hide_set(True)  # else every frame of a motion would move it too
        yield originals, names
    finally:
        for block, name in zip(blocks, names, strict=True):
            block.name = name
        for obj, was in zip(originals, hidden, strict=True):
            obj.hide_set(was)
        for obj in selected:
            obj.select_set(True)
        layer.objects.active = active


def duplicate(
    originals: list[bpy.types.Object], names: list[str], made: list[bpy.types.ID]
) -> list[bpy.types.Object]:
    """Copies of an armature in its rest pose and of its meshes, linked to the scene, under free names."""
    rig, *meshes = copies = [original.copy() for original in originals]
    for copy, name, data_name in zip(copies, names[::2], names[1::2], strict=True):
        copy.data = copy.data.copy()
        made.append(copy.data)  # with which the object goes that uses it
        copy.name, copy.data.name = name, data_name
        bpy.context.scene.collection.objects.link(copy)
        copy.hide_set(False)
    rig.animation_data_clear()
    rig.pop(FILE, None)  # a path of the user's belongs into nobody else's file
    for bone in rig.pose.bones:
        bone.matrix_basis = Matrix()
    for mesh in meshes:
        mesh.parent = rig
        modifiers: Any = mesh.modifiers
        for modifier in modifiers:
            if modifier.type == "ARMATURE" and modifier.object == originals[0]:
                modifier.object = rig
    return copies


def with_details(
    meshes: list[bpy.types.Object], count: int, made: list[bpy.types.ID]
) -> list[bpy.types.Object]:
    """The meshes, and of each as many coarser ones, each with half the triangles of the one before."""
    found = []
    for mesh in meshes:
        name = mesh.name
        for level in range(1, count + 1):
            coarse = mesh.copy()
            coarse.name = f"{name}{DETAIL}{level}"
            coarse.modifiers.clear()
            modifier: Any = coarse.modifiers.new("Decimate", "DECIMATE")
            modifier.ratio = 0.5**level
            bpy.context.scene.collection.objects.link(coarse)
            graph = bpy.context.evaluated_depsgraph_get()
            evaluated = coarse.evaluated_get(graph)
            coarse.data = bpy.data.meshes.new_from_object(
                evaluated, preserve_all_data_layers=True, depsgraph=graph
            )
            coarse.data.name = coarse.name
            made.append(coarse.data)
            coarse.modifiers.clear()
            limit_influences(coarse)
            bound: Any = coarse.modifiers.new("Armature", "ARMATURE")
            bound.object = mesh.parent
            found.append(coarse)
        mesh.name = f"{name}{DETAIL}0"
    return meshes + found


def limit_influences(mesh: bpy.types.Object) -> None:
    """Leave each vertex the INFLUENCES joints that move it most, with weights that sum to 1.

    Blender's operator for it (vertex_group_limit_total) left these meshes as they were, from 3.4 to 5.0.
    """
    vertices: Any = mesh.data.vertices
    spare: dict[int, list[int]] = {}
    for vertex in vertices:
        for group in sorted(vertex.groups, key=lambda group: -group.weight)[INFLUENCES:]:
            spare.setdefault(group.group, []).append(vertex.index)
    for number, indices in spare.items():
        mesh.vertex_groups[number].remove(indices)
    for vertex in vertices:
        weights = np.empty(len(vertex.groups), np.float32)
        vertex.groups.foreach_get("weight", weights)
        vertex.groups.foreach_set("weight", weights / (weights.sum() or 1))


def show(mesh: bpy.types.Object, options: Options, made: list[bpy.types.ID]) -> None:
    """Leave a mesh the looks that options ask for: texture, vertex colours, both or none."""
    if not options.colors:
        while mesh.data.color_attributes:
            mesh.data.color_attributes.remove(mesh.data.color_attributes[0])
    if options.texture:
        return
    for slot in mesh.material_slots:
        material = slot.material.copy()
        made.append(material)
        slot.link, slot.material = "DATA", material
        nodes = material.node_tree.nodes
        for picture in [node for node in nodes if node.type in ("TEX_IMAGE", "NORMAL_MAP")]:
            nodes.remove(picture)
        shader: Any = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
        if options.colors:
            color: Any = nodes.new("ShaderNodeVertexColor")
            color.layer_name = mesh.data.color_attributes.active_color.name
            material.node_tree.links.new(color.outputs["Color"], shader.inputs["Base Color"])


def rename(rig: bpy.types.Object, options: Options, factor: float) -> None:
    """Give the bones, and with them the vertex groups, another program's names, and a root where wanted."""
    for bone in rig.data.bones:
        bone.name = skeleton.bone_name(bone.name, options.names)
    if not options.root:
        return
    rig.name = "Armature"  # which Unreal takes for Blender's and leaves out
    bpy.context.view_layer.objects.active = rig
    bpy.ops.object.mode_set(mode="EDIT")
    bones = rig.data.edit_bones
    top = [bone for bone in bones if bone.parent is None]
    root = bones.new(skeleton.ROOT)
    root.tail = (0, 0, factor * ROOT_LENGTH)
    for bone in top:
        bone.parent = root
    bpy.ops.object.mode_set(mode="OBJECT")


def unbind(meshes: list[bpy.types.Object]) -> None:
    """Leave meshes where they are, without bones and weights."""
    for mesh in meshes:
        place = mesh.matrix_world.copy()
        mesh.modifiers.clear()
        mesh.vertex_groups.clear()
        mesh.parent = None
        mesh.matrix_world = place


def enlarge(obj: bpy.types.Object, factor: float) -> None:
    """Scale an object's data and places, leaving its scale at 1."""
    obj.data.transform(Matrix.Scale(factor, 4))
    obj.location *= factor
    obj.matrix_parent_inverse.translation *= factor
