"""The sidebar's AvatarCLIP tab: draws, decides nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews

from . import findings, history, job, mend, motions, rigging, selected, thumbnails
from .backend import environment, install, protocol
from .folders import Entry
from .lines import from_home, letters, wrapped
from .preferences import environment_folder, preferences
from .presets import AVATARCLIP_PT_presets
from .properties import PROMPTS, settings_of
from .translations import said

NOT_SET_UP = "The backend is not set up."
DOWNLOADS = "Setting up downloads up to {:g} GB from PyPI and takes {:g} GB in:"
FROM_WHEELS = "Setting up takes {:g} GB; the packages come from your folder of wheels. It goes to:"
NO_AVATAR = "Select an avatar to see its motions."
NO_HISTORY = "Avatars made in the folder under Options appear here."
PICTURE, PICTURE_LINES, PICTURE_SHARE = 3.0, 3, 0.4  # height in rows; words beside it; share of the width
_pictures: dict[str, bpy.utils.previews.ImagePreviewCollection] = {}


class Tab:
    bl_space_type = "VIEW_3D"
    bl_region_type = "UI"
    bl_category = "AvatarCLIP"


class AVATARCLIP_PT_main(Tab, bpy.types.Panel):
    bl_label = "AvatarCLIP"

    def draw_header_preset(self, context: bpy.types.Context) -> None:
        AVATARCLIP_PT_presets.draw_panel_header(self.layout)

    def draw(self, context: bpy.types.Context) -> None:
        layout, settings = self.layout, settings_of(context)
        recipe = environment.backend_recipe()
        if not job.running() and not environment.is_ready(environment_folder(context), recipe):
            box = layout.box()
            draw_setup(box, context)
        column = layout.column(align=True)
        for name in PROMPTS:
            column.label(text=settings.bl_rna.properties[name].name)
            row = column.row(align=True)
            row.prop(settings, name, text="")
            row.menu(f"AVATARCLIP_MT_recent_{name}", text="", icon="DOWNARROW_HLT")
        column.separator()
        column.prop(settings, "preset")
        row = column.row(align=True)
        row.prop(settings, "seed")
        row.prop(settings, "seed_locked", text="", icon="LOCKED" if settings.seed_locked else "UNLOCKED")
        draw_job(layout, context)


def draw_setup(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """What setting up costs and where it goes, before it is done."""
    download, disk = install.most()
    costs = said(FROM_WHEELS, disk) if preferences(context).wheels else said(DOWNLOADS, download, disk)
    for text in (said(NOT_SET_UP), costs, from_home(environment_folder(context))):
        wrapped(layout.column(align=True), context, text)
    layout.operator("avatarclip.setup", icon="IMPORT")


class AVATARCLIP_PT_options(Tab, bpy.types.Panel):
    bl_label = "Options"
    bl_parent_id = "AVATARCLIP_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        settings = settings_of(context)
        column = self.layout.column()
        column.prop(settings, "guide")
        if settings.guide in ("FILE", "NAME"):
            column.prop(settings, f"guide_{settings.guide.lower()}", text="")
        column.prop(settings, "body")
        if settings.body == "FILE":
            column.prop(settings, "body_file", text="")
        column.prop(settings, "fingers")
        column.prop(settings, "start")
        column.prop(settings, "triangles")
        column.prop(settings, "normal_map")
        column.label(text="Folder")
        column.prop(settings, "folder", text="")
        findings.draw(self.layout, context)


class AVATARCLIP_PT_motions(Tab, bpy.types.Panel):
    bl_label = "Motions"
    bl_parent_id = "AVATARCLIP_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        armature = motions.avatar_of(context)
        column = self.layout.column(align=True)
        if armature is None:
            wrapped(column, context, said(NO_AVATAR))
            return
        for strip in motions.strips_of(armature):
            row = column.row(align=True)
            active = strip.action == armature.animation_data.action
            if active and motions.is_playing(context):
                row.operator("screen.animation_play", text="", icon="PAUSE", depress=True)
            else:
                play = row.operator("avatarclip.play_motion", text="", icon="PLAY", depress=active)
                play.motion = strip.name
            row.prop(strip, "name", text="")
        self.layout.operator("avatarclip.add_motion", icon="ADD")


class AVATARCLIP_PT_files(Tab, bpy.types.Panel):
    bl_label = "Files"
    bl_parent_id = "AVATARCLIP_PT_main"

    def draw(self, context: bpy.types.Context) -> None:
        column = self.layout.column(align=True)
        for operator in ("import_avatar", "export_fbx", "export_glb"):
            column.operator(f"avatarclip.{operator}")
        column.operator_menu_enum("avatarclip.export", "target", text="Export For")


class AVATARCLIP_PT_rig(Tab, bpy.types.Panel):
    bl_label = "Rig a Mesh"
    bl_parent_id = "AVATARCLIP_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        rigging.draw_choices(self.layout, context)
        column = self.layout.column(align=True)
        row = column.row(align=True)
        row.enabled = bool(selected.meshes_of(context))
        row.operator("avatarclip.rig_mesh", icon="OUTLINER_OB_ARMATURE")
        column.operator("avatarclip.rig_file", icon="FILE_FOLDER")


class AVATARCLIP_PT_history(Tab, bpy.types.Panel):
    bl_label = "History"
    bl_parent_id = "AVATARCLIP_PT_main"
    bl_options = {"DEFAULT_CLOSED"}

    def draw(self, context: bpy.types.Context) -> None:
        shown, pages = history.page(context)
        if not shown:
            wrapped(self.layout.column(align=True), context, said(NO_HISTORY))
        for entry in shown:
            icon = thumbnails.icon(entry.folder, [one.folder for one in shown]) if entry.finished else 0
            draw_entry(self.layout.box(), context, entry, icon)
        if pages > 1:
            self.layout.prop(history.state_of(context), "page", text=said("Page (of {})", pages))


def draw_entry(layout: bpy.types.UILayout, context: bpy.types.Context, entry: Entry, icon: int) -> None:
    """One avatar of the history: a few of its words, or all and its buttons when it is open."""
    is_open, request = history.state_of(context).open == str(entry.folder), entry.request
    from_words = isinstance(request, protocol.Request)
    title = layout.row()
    title.alignment = "LEFT"
    title.operator(
        "avatarclip.history_open",
        text=said("Seed {}", request.seed) if from_words else said("Rigged Mesh"),
        icon="DISCLOSURE_TRI_DOWN" if is_open else "DISCLOSURE_TRI_RIGHT",
        emboss=False,
    ).folder = str(entry.folder)
    split = layout.split(factor=PICTURE_SHARE)
    space = int(letters(context) * (1 - PICTURE_SHARE))
    if entry.finished:
        split.template_icon(icon, scale=PICTURE)
    else:
        column = split.column(align=True)
        column.label(text="Unfinished")
        column.operator("avatarclip.history_resume").folder = str(entry.folder)
    column = split.column(align=True)
    if not is_open:
        wrapped(column, context, request.appearance, space=space, lines=PICTURE_LINES)
        return
    for text in (request.preset.capitalize() if from_words else "", entry.date):
        wrapped(column, context, text, space=space)
    for text in filter(None, (request.appearance, request.shape if from_words else "", request.motion)):
        wrapped(layout.column(align=True), context, text)
    draw_actions(layout.column(align=True), entry, from_words)


def draw_actions(layout: bpy.types.UILayout, entry: Entry, from_words: bool) -> None:
    """What can be done with an avatar of the history; one that was made from a mesh has no words and seed."""
    layout.operator_context, folder = "EXEC_DEFAULT", str(entry.folder)
    if entry.finished:
        again = layout.operator("avatarclip.import_avatar", text="Import Again", icon="IMPORT")
        again.filepath = str(entry.folder / "avatar.npz")
    icon: Any
    for action, icon in (("use", "LOOP_BACK"), ("vary", "FILE_REFRESH")) if from_words else ():
        layout.operator(f"avatarclip.history_{action}", icon=icon).folder = folder
    layout.operator("wm.path_open", text="Open Folder", icon="FILE_FOLDER").filepath = folder
    layout.operator_context = "INVOKE_DEFAULT"
    layout.operator("avatarclip.history_delete", text="Delete", icon="TRASH").folder = folder


def draw_job(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """Generate, or the progress of what runs and Cancel; below them what the last run had to say."""
    state = job.state()
    if not job.running():
        row = layout.row()
        row.scale_y = 1.5
        row.operator("avatarclip.generate", icon="ARMATURE_DATA")
    else:
        wrapped(layout.column(align=True), context, state.stage)
        if minutes := job.quiet_minutes():
            quiet = "No news for {} min. If it hangs, press Cancel: what is finished is kept."
            wrapped(layout.column(align=True), context, said(quiet, minutes), "INFO")
        if hasattr(layout, "progress"):  # from Blender 4.2
            layout.progress(factor=state.percent / 100, text=state.remaining)
        else:
            row = layout.row()
            row.enabled = False
            row.prop(state, "percent", text=state.remaining, slider=True)
        row = layout.row(align=True)
        row.operator("avatarclip.cancel", icon="X")
        row.operator("avatarclip.open_log", text="", icon="TEXT")
        layout.operator("avatarclip.generate", text="Add to Queue", icon="ARMATURE_DATA")
        if job.waiting():
            row = layout.row(align=True)
            row.label(text=said("{} in the Queue", job.waiting()))
            row.operator("avatarclip.clear_queue", text="", icon="X")
    if state.guide:
        wrapped(layout.column(align=True), context, said("Guide: {}", state.guide))
    for warning in filter(None, state.warnings.split("\n")):
        wrapped(layout.column(align=True), context, warning, "INFO")
    if state.what:
        box = layout.box()
        box.alert = True
        wrapped(box.column(align=True), context, state.what, "ERROR")
        for text in filter(None, (state.why, state.fix)):
            wrapped(box.column(align=True), context, text)
        buttons = box.column()
        buttons.alert = False
        for operator in mend.operators_for(state.kind, state.what, job.request()):
            buttons.operator(operator)
        row = buttons.row(align=True)
        row.operator("avatarclip.open_log")
        row.operator("avatarclip.copy_report")
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
    layout.operator("avatarclip.show_preview", icon="IMAGE_DATA")


def register() -> None:
    _pictures["all"] = bpy.utils.previews.new()


def unregister() -> None:
    bpy.utils.previews.remove(_pictures.pop("all"))


CLASSES = (
    AVATARCLIP_PT_main,
    AVATARCLIP_PT_options,
    AVATARCLIP_PT_motions,
    AVATARCLIP_PT_files,
    AVATARCLIP_PT_rig,
    AVATARCLIP_PT_history,
)
