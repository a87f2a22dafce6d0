"""Avatars as FBX, GLB and USD: what other programs read right, exported from a temporary copy."""

from __future__ import annotations

import contextlib
import dataclasses
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import addon_utils
import bpy
import numpy as np

from .armature import PROMPT
from .backend import protocol
from .copies import prepared_copy
from .targets import CENTIMETRES, FBX, GLB, METRES, TARGETS, USD, Options

__all__ = ["CENTIMETRES", "METRES", "export_avatar", "export_fbx", "export_glb", "export_usd", "file_name"]

FBX_OPTIONS: dict[str, Any] = {
    "use_selection": True,
    "object_types": {"ARMATURE", "MESH"},
    "add_leaf_bones": False,
    "use_armature_deform_only": True,
    "path_mode": "COPY",
    "embed_textures": True,
    "mesh_smooth_type": "FACE",
    "bake_anim_use_all_actions": False,
    "bake_anim_use_nla_strips": True,
    "bake_anim_simplify_factor": 0,
}
LONGEST_NAME = 60  # characters of a prompt


def export_avatar(armature: bpy.types.Object, path: str | Path, target: str, **changes: Any) -> None:
    """Write an avatar for one of TARGETS; changes: of its Options. Raises UserError."""
    wanted = TARGETS[target]
    WRITERS[wanted.suffix](armature, path, dataclasses.replace(wanted.options, **changes))


def file_name(armature: bpy.types.Object, target: str) -> str:
    """A name for the exported file, from the avatar's prompt and the target's label."""
    wanted = TARGETS[target]
    label = re.sub(r"\W+", "-", wanted.label.lower())
    return f"{name_of(armature)}-{label}{wanted.suffix}"


def name_of(armature: bpy.types.Object) -> str:
    """The avatar's prompt, else the armature's name, as a file may be called."""
    words = str(armature.get(PROMPT) or armature.name).lower()
    return re.sub(r"\W+", "-", words).strip("-")[:LONGEST_NAME].strip("-")


def export_fbx(
    armature: bpy.types.Object, path: str | Path, options: Options = TARGETS["FBX"].options
) -> None:
    """Write the armature and its meshes as FBX, texture embedded, no leaf bones.

    CENTIMETRES gives coordinates in centimetres with a scale of 1 on every node, which is right in
    readers that honour the file's unit and in those that ignore it; METRES gives metres.
    Raises UserError when the file cannot be written.
    """
    factor = 100.0 if options.units == CENTIMETRES else 1.0
    scale: Any = "FBX_SCALE_NONE" if options.units == CENTIMETRES else "FBX_SCALE_UNITS"
    addon_utils.enable("io_scene_fbx")
    with (
        written_whole(path) as part,
        prepared_copy(armature, options, factor) as objects,
        scene_units(1 / factor),
    ):
        for obj in objects:
            if obj.type == "MESH":
                spell_out_normals(obj.data)
                for modifier in obj.modifiers:  # else every frame of a motion would bend the mesh
                    modifier.show_viewport = modifier.type != "ARMATURE"
        with rest_between_frames(objects[0]):
            bpy.ops.export_scene.fbx(
                filepath=str(part),
                apply_scale_options=scale,
                bake_anim=bool(objects[0].animation_data),
                colors_type="SRGB" if options.colors else "NONE",
                **FBX_OPTIONS,
            )


def export_glb(
    armature: bpy.types.Object, path: str | Path, options: Options = TARGETS["WEB"].options
) -> None:
    """Write the armature and its meshes as one binary glTF, always in metres.

    Raises UserError when the file cannot be written, or for vertex colours beside a texture: glTF
    multiplies them.
    """
    if options.colors and options.texture:
        raise protocol.UserError(
            "input",
            "GLB holds either a texture or vertex colours.",
            "Where it has both, programs multiply them, and the avatar gets dark.",
            "Leave out one of them.",
        )
    addon_utils.enable("io_scene_gltf2")
    # Before 4.0, a lone armature would get every action in the file that fits it.
    animation: dict[str, Any] = (
        {"export_nla_strips": True, "export_anim_single_armature": False}
        if bpy.app.version < (4, 0)
        else {"export_animation_mode": "NLA_TRACKS"}
    )
    with written_whole(path) as part, prepared_copy(armature, options, 1.0):
        bpy.ops.export_scene.gltf(
            filepath=str(part),
            export_format="GLB",
            use_selection=True,
            export_all_influences=True,  # else a vertex keeps four
            export_animations=options.rig and options.animation,
            **animation,
        )


def export_usd(
    armature: bpy.types.Object, path: str | Path, options: Options = TARGETS["USD"].options
) -> None:
    """Write the armature and its meshes as USD with a UsdSkel skeleton, in metres, z up.

    USD has one time line and no clips: it gets the first motion, or the stand pose where there is no other.
    Raises UserError when the file cannot be written, and before Blender 4.2, which writes no skeletons.
    """
    if bpy.app.version < (4, 2):
        raise protocol.UserError(
            "blender", "This Blender writes no skeletons to USD.", fix="Use Blender 4.2 or later, FBX or GLB."
        )
    textures: dict[str, Any] = (
        {"export_textures": True} if bpy.app.version < (4, 4) else {"export_textures_mode": "NEW"}
    )
    with written_whole(path) as part, prepared_copy(armature, options, 1.0) as objects:
        data = objects[0].animation_data
        tracks = list(data.nla_tracks) if data else []
        for track in tracks:
            track.mute = track != tracks[min(1, len(tracks) - 1)]
        length = max((track.strips[0].frame_end for track in tracks if not track.mute), default=0)
        with rest_between_frames(objects[0]), frame_range(0, int(length)):
            bpy.ops.wm.usd_export(
                filepath=str(part),
                selected_objects_only=True,
                export_animation=bool(tracks),
                export_armatures=True,
                export_mesh_colors=options.colors,
                convert_world_material=False,  # a light, with a picture that USD's validators refuse
                **textures,
            )


def refuse_overwriting(path: Path, allowed: bool) -> None:
    """Raise UserError where a file is there and may not be replaced."""
    if path.exists() and not allowed:
        raise protocol.UserError(
            "input", f"{path} is there already.", fix="Choose another name or folder, or allow overwriting."
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
    """Yield a temporary path on the disk of ``path`` that takes its place at the end: all of the file or
    none."""
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".", dir=path.parent) as folder:
            part = Path(folder, path.name)  # whose name some files repeat within
            yield part
            os.replace(part, path)
    except (OSError, RuntimeError) as error:  # Blender's operators raise RuntimeError
        reason = str(error).strip().splitlines()[-1]
        raise protocol.UserError("disk", f"{path} could not be written.", reason) from error


@contextlib.contextmanager
def rest_between_frames(rig: bpy.types.Object) -> Iterator[None]:
    """Have a rig rest wherever no motion moves it, and the scene stand at such a frame.

    The FBX exporter goes through the motions and then writes the bones as they are at the scene's frame.
    """

    def rest(*_: Any) -> None:
        for bone in rig.pose.bones if rig.pose else ():
            bone.matrix_basis.identity()

    scene, handlers = bpy.context.scene, cast(Any, bpy.app.handlers.frame_change_pre)
    frame = scene.frame_current
    handlers.append(rest)
    try:
        scene.frame_set(-1)  # motions begin at 0
        yield
    finally:
        handlers.remove(rest)
        scene.frame_set(frame)


@contextlib.contextmanager
def frame_range(start: int, end: int) -> Iterator[None]:
    """Let the scene last from one frame to another for a while."""
    scene = bpy.context.scene
    before = scene.frame_start, scene.frame_end
    scene.frame_start, scene.frame_end = start, end
    try:
        yield
    finally:
        scene.frame_start, scene.frame_end = before


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


WRITERS: dict[str, Callable[..., None]] = {FBX: export_fbx, GLB: export_glb, USD: export_usd}
