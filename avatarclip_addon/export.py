"""The FBX and GLB presets: what other programs read right, exported from a temporary copy."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import numpy as np
from mathutils import Matrix

from .backend import protocol

CENTIMETRES, METRES = "CENTIMETRES", "METRES"
FBX_OPTIONS: dict[str, Any] = {
    "use_selection": True,
    "object_types": {"ARMATURE", "MESH"},
    "add_leaf_bones": False,
    "use_armature_deform_only": True,
    "path_mode": "COPY",
    "embed_textures": True,
    "mesh_smooth_type": "FACE",
    "colors_type": "SRGB",
    "bake_anim": False,
}


def export_fbx(armature: bpy.types.Object, path: str | Path, units: str = CENTIMETRES) -> None:
    """Write the armature and its meshes as FBX, texture embedded, no leaf bones.

    CENTIMETRES gives coordinates in centimetres with a scale of 1 on every node, which is right in
    readers that honour the file's unit and in those that ignore it; METRES gives metres.
    Raises UserError when the file cannot be written.
    """
    factor = 100.0 if units == CENTIMETRES else 1.0
    scale: Any = "FBX_SCALE_NONE" if units == CENTIMETRES else "FBX_SCALE_UNITS"
    addon_utils.enable("io_scene_fbx")
    with (
        written_whole(path) as part,
        selected_copy(armature, factor) as objects,
        scene_units(1 / factor),
    ):
        for mesh in (obj.data for obj in objects if obj.type == "MESH"):
            spell_out_normals(mesh)
        bpy.ops.export_scene.fbx(filepath=str(part), apply_scale_options=scale, **FBX_OPTIONS)


def export_glb(armature: bpy.types.Object, path: str | Path) -> None:
    """Write the armature and its meshes as one binary glTF, always in metres.

    The texture alone carries the colours: glTF multiplies vertex colours onto it.
    Raises UserError when the file cannot be written.
    """
    addon_utils.enable("io_scene_gltf2")
    with written_whole(path) as part, selected_copy(armature, 1.0) as objects:
        for mesh in (obj.data for obj in objects if obj.type == "MESH"):
            while mesh.color_attributes:
                mesh.color_attributes.remove(mesh.color_attributes[0])
        bpy.ops.export_scene.gltf(
            filepath=str(part), export_format="GLB", use_selection=True, export_animations=False
        )


def find_armature(obj: bpy.types.Object | None) -> bpy.types.Object:
    """The armature that an object is or belongs to; raises UserError where there is none."""
    while obj is not None and obj.type != "ARMATURE":
        obj = obj.parent
    if obj is None:
        raise protocol.UserError("input", "No avatar is selected.", fix="Select its mesh or its armature.")
    return obj


def spell_out_normals(mesh: Any) -> None:
    """Have a smooth mesh's normals written for each corner.

    From 4.1 Blender would write them once a vertex, which assimp ignores.
    """
    if bpy.app.version >= (4, 1):
        normals = np.empty(3 * len(mesh.vertices), np.float32)
        mesh.vertices.foreach_get("normal", normals)
        mesh.normals_split_custom_set_from_vertices(normals.reshape(-1, 3))


@contextlib.contextmanager
def written_whole(path: str | Path) -> Iterator[Path]:
    """Yield a temporary name beside ``path`` that takes its place at the end: all of the file or none."""
    path = Path(path)
    part = path.with_name(f".{path.stem}.part{path.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield part
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)
    except (OSError, RuntimeError) as error:  # Blender's operators raise RuntimeError
        reason = str(error).strip().splitlines()[-1]
        raise protocol.UserError("disk", f"{path} could not be written.", reason) from error


@contextlib.contextmanager
def scene_units(scale_length: float) -> Iterator[None]:
    """Let one unit of the scene be ``scale_length`` metres for a while."""
    settings = bpy.context.scene.unit_settings
    before = settings.scale_length
    settings.scale_length = scale_length
    try:
        yield
    finally:
        settings.scale_length = before


@contextlib.contextmanager
def selected_copy(armature: bpy.types.Object, factor: float) -> Iterator[list[bpy.types.Object]]:
    """Yield a copy of an armature and its meshes, ``factor`` times as large, selected, under their names.

    Selection, active object and names are as before when the block ends.
    """
    if bpy.context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    layer = bpy.context.view_layer
    selected, active = list(bpy.context.selected_objects), layer.objects.active
    originals = [armature, *(child for child in armature.children if child.type == "MESH")]
    names = [(block, block.name) for obj in originals for block in (obj, obj.data)]
    copies = [original.copy() for original in originals]
    try:
        for original, copy in zip(originals, copies, strict=True):
            copy.data = original.data.copy()
            for new, old in ((copy, original), (copy.data, original.data)):
                name = old.name
                old.name = f"{name} (original)"
                new.name = name
            enlarge(copy, factor)
            bpy.context.scene.collection.objects.link(copy)
        for mesh in copies[1:]:
            mesh.parent = copies[0]
            modifiers: Any = mesh.modifiers
            for modifier in modifiers:
                if modifier.type == "ARMATURE" and modifier.object == armature:
                    modifier.object = copies[0]
        for obj in selected:
            obj.select_set(False)
        for copy in copies:
            copy.hide_set(False)
            copy.select_set(True)
        layer.objects.active = copies[0]
        yield copies
    finally:
        for data in [copy.data for copy in copies]:
            bpy.data.batch_remove([data])  # and with it the object that uses it
        for block, name in names:
            block.name = name
        for obj in selected:
            obj.select_set(True)
        layer.objects.active = active


def enlarge(obj: bpy.types.Object, factor: float) -> None:
    """Scale an object's data and places, leaving its scale at 1."""
    obj.data.transform(Matrix.Scale(factor, 4))
    obj.location *= factor
    obj.matrix_parent_inverse.translation *= factor
    for bone in obj.pose.bones if obj.pose else ():
        bone.location *= factor
