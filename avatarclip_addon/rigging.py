"""The buttons that have the backend rig a mesh made elsewhere: selected ones, or a file's."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import bpy
from bpy_extras.io_utils import ImportHelper

from . import job
from .backend import checks, protocol
from .follow import MakesAvatar
from .operators import chosen_path, work_for
from .preferences import preferences
from .properties import absolute, body_of, folder_name, guide_of, output_folder, settings_of, tidy
from .selected import checksum, write_selected

FORMATS = "*.ply;*.obj;*.glb;*.gltf;*.stl;*.off"


def to_rig_request(context: bpy.types.Context, mesh: Path, name: str) -> protocol.RigRequest:
    """The scene's choices for a mesh's file; name: what the avatar is called. Raises UserError.

    What was cancelled goes on in its folder; where that is finished, the avatar gets another.
    """
    settings = settings_of(context)
    choices: dict[str, Any] = {
        "mesh": str(mesh),
        "appearance": name,
        "motion": tidy(settings.motion),
        "guide": guide_of(context),
        "body": body_of(context),
        "fingers": settings.fingers,
        "pose": "" if settings.pose == "found" else settings.pose,
        "seed": settings.seed,
        "device": preferences(context).device,
    }
    words = folder_name(choices | {"content": checksum(mesh)})
    names = itertools.chain([words], (f"{words}-{number}" for number in itertools.count(2)))
    folders = (output_folder(context) / name for name in names)
    out = next(folder for folder in folders if not (folder / checks.FINISHED).is_file())
    return protocol.RigRequest(**choices, out=str(out), blender=bpy.app.binary_path or "")


def draw_choices(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """What matters to meshes: their pose, and the body that is fitted into them."""
    settings, column = settings_of(context), layout.column()
    for name in ("pose", "body", "fingers"):
        column.prop(settings, name)
        if name == "body" and settings.body == "FILE":
            column.prop(settings, "body_file", text="")


class AVATARCLIP_OT_rig_mesh(MakesAvatar):
    """Fit a body into the selected meshes, in whatever pose, and import them with bones and weights"""

    bl_idname = "avatarclip.rig_mesh"
    bl_label = "Rig Mesh"
    filepath: bpy.props.StringProperty(
        name="File",
        description="PLY, OBJ, GLB, glTF, STL or OFF; empty: the selected meshes",
        subtype="FILE_PATH",
        options={"SKIP_SAVE"},
    )

    def work(self, context: bpy.types.Context) -> job.Work:
        if self.filepath:
            mesh = Path(absolute(self.filepath))
            return work_for(context, to_rig_request(context, mesh, mesh.stem))
        return work_for(context, to_rig_request(context, *write_selected(context, Path(bpy.app.tempdir))))


class AVATARCLIP_OT_rig_file(bpy.types.Operator, ImportHelper):
    """Choose a file with a person's mesh, made elsewhere, and import it with bones and weights"""

    bl_idname = "avatarclip.rig_file"
    bl_label = "Rig Mesh from File"
    filter_glob: bpy.props.StringProperty(default=FORMATS, options={"HIDDEN"})

    def draw(self, context: bpy.types.Context) -> None:
        draw_choices(self.layout, context)

    def execute(self, context: bpy.types.Context) -> set[str]:
        operators: Any = bpy.ops
        how = "EXEC_DEFAULT" if bpy.app.background else "INVOKE_DEFAULT"  # which does not hold up the window
        operators.avatarclip.rig_mesh(how, filepath=chosen_path(self))
        return {"FINISHED"}


CLASSES = (AVATARCLIP_OT_rig_mesh, AVATARCLIP_OT_rig_file)
