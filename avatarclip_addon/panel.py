"""The sidebar's AvatarCLIP tab: draws, decides nothing."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews

from . import job
from .backend import environment
from .preferences import environment_folder
from .properties import settings_of

PIXELS_PER_LETTER, MARGIN_PIXELS = 6.5, 65  # at a scale of 1; margins, tabs and a box's frame together
FEWEST_LETTERS = 20
NOT_SET_UP = "The backend is not set up. Setting up downloads packages from PyPI."
_pictures: dict[str, bpy.utils.previews.ImagePreviewCollection] = {}


class Tab:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AvatarCLIP"


class AVATARCLIP_PT_main(Tab, bpy.types.Panel):
    bl_label = "AvatarCLIP"

    def draw(self, context: bpy.types.Context) -> None:
        layout, settings = self.layout, settings_of(context)
        if not environment.is_ready(environment_folder(context), environment.backend_recipe()):
            box = layout.box()
            wrapped(box.column(align=True), context, NOT_SET_UP)
            box.operator("avatarclip.setup", icon="IMPORT")
        column = layout.column(align=True)
        column.enabled = not job.running()
        for name in ("shape", "appearance"):
            column.label(text=settings.bl_rna.properties[name].name)
            column.prop(settings, name, text="")
        column.separator()
        column.prop(settings, "preset")
        row = column.row(align=True)
        row.prop(settings, "seed")
        row.prop(settings, "seed_locked", text="", icon="LOCKED" if settings.seed_locked else "UNLOCKED")
        draw_job(layout, context)


class AVATARCLIP_PT_options(Tab, bpy.types.Panel):
    bl_label = "Options"
    bl_parent_id = "AVATARCLIP_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        settings = settings_of(context)
        column = self.layout.column()
        column.enabled = not job.running()
        column.prop(settings, "guide")
        if settings.guide == "FILE":
            column.prop(settings, "guide_file", text="")
        column.prop(settings, "body")
        if settings.body == "FILE":
            column.prop(settings, "body_file", text="")
        column.prop(settings, "start")
        column.label(text="Folder")
        column.prop(settings, "folder", text="")


class AVATARCLIP_PT_files(Tab, bpy.types.Panel):
    bl_label = "Files"
    bl_parent_id = "AVATARCLIP_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column(align=True)
        for operator in ("import_avatar", "export_fbx", "export_glb"):
            column.operator(f"avatarclip.{operator}")


def draw_job(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Generate, or the progress of what runs and Cancel; below them what the last run had to say."""
    state = job.state()
    if not job.running():
        row = layout.row()
        row.scale_y = 1.5
        row.operator("avatarclip.generate", icon="ARMATURE_DATA")
    else:
        wrapped(layout.column(align=True), context, state.stage)
        if hasattr(layout, "progress"):  # from Blender 4.2
            layout.progress(factor=state.percent / 100, text=state.remaining)
        else:
            row = layout.row()
            row.enabled = False
            row.prop(state, "percent", text=state.remaining, slider=True)
        layout.operator("avatarclip.cancel", icon="X")
    if state.guide:
        wrapped(layout.column(align=True), context, f"Guide: {state.guide}")
    for warning in filter(None, state.warnings.split("\n")):
        wrapped(layout.column(align=True), context, warning, "INFO")
    if state.what:
        box = layout.box()
        box.alert = True
        wrapped(box.column(align=True), context, state.what, "ERROR")
        for text in filter(None, (state.why, state.fix)):
            wrapped(box.column(align=True), context, text)
    if state.preview:
        draw_picture(layout, context, Path(state.preview))


def draw_picture(layout: bpy.types.UILayout, context: bpy.types.Context, path: Path) -> None:
    """The picture in the panel, or its path while it is not there."""
    if not path.is_file():
        wrapped(layout, context, str(path))
        return
    pictures = _pictures["all"]
    name = f"{path} {path.stat().st_mtime_ns}"
    if name not in pictures:
        pictures.clear()
        pictures.load(name, str(path), "IMAGE")
    layout.template_icon(pictures[name].icon_id, scale=max(6.0, letters(context) / 3))


def letters(context: bpy.types.Context) -> int:
    """How many letters fit the width of the sidebar."""
    if context.region is None:  # without a window
        return FEWEST_LETTERS
    width = context.region.width / context.preferences.system.ui_scale
    return max(FEWEST_LETTERS, int((width - MARGIN_PIXELS) / PIXELS_PER_LETTER))


def wrapped(layout: bpy.types.UILayout, context: bpy.types.Context, text: str, icon: Any = "NONE") -> None:
    """Text over as many labels as it needs: Blender cuts off what does not fit one."""
    space = letters(context) - (4 if icon != "NONE" else 0)
    for line in text.splitlines():
        for part in textwrap.wrap(line, space):
            layout.label(text=part, icon=icon)
            icon = "BLANK1" if icon != "NONE" else "NONE"


def register() -> None:
    _pictures["all"] = bpy.utils.previews.new()


def unregister() -> None:
    bpy.utils.previews.remove(_pictures.pop("all"))


CLASSES = (AVATARCLIP_PT_main, AVATARCLIP_PT_options, AVATARCLIP_PT_files)
