"""Buttons that mend an error, and the table that says which error has which."""

from __future__ import annotations

from typing import Any

import bpy

from .properties import is_downloadable, settings_of

# (UserError's kind, field of the request whose value the error names, or "") -> operator.
MENDED_BY = {
    ("environment", ""): "avatarclip.setup",
    ("disk", ""): "avatarclip.choose_folder",
    ("input", "out"): "avatarclip.choose_folder",
    ("input", "device"): "avatarclip.show_preferences",
    ("missing", "guide"): "avatarclip.use_builtin_guide",
    ("missing", "body"): "avatarclip.use_free_body",
    ("input", "guide"): "avatarclip.use_builtin_guide",
    ("input", "body"): "avatarclip.use_free_body",
}


def operators_for(kind: str, what: str, request: dict[str, Any]) -> list[str]:
    """The operators that mend an error, its first sentence being ``what``."""
    if kind == "environment" and not getattr(bpy.app, "online_access", True):
        return ["avatarclip.allow_online"]
    for (its_kind, field), operator in MENDED_BY.items():
        value = str(request.get(field, ""))
        if kind == its_kind and (not field or (value and value.lower() in what.lower())):
            downloads = kind == "missing" and field == "guide" and is_downloadable(value)
            return [operator, "avatarclip.download_guide"] if downloads else [operator]
    return []


class AVATARCLIP_OT_choose_folder(bpy.types.Operator):
    """Choose the folder that receives a folder for each avatar"""

    bl_idname = "avatarclip.choose_folder"
    bl_label = "Choose Folder"
    bl_options = {"REGISTER", "UNDO"}
    directory: bpy.props.StringProperty(subtype="DIR_PATH")
    filter_folder: bpy.props.BoolProperty(default=True, options={"HIDDEN"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        context.window_manager.fileselect_add(self)
        return {"RUNNING_MODAL"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings_of(context).folder = self.directory
        return {"FINISHED"}


class AVATARCLIP_OT_use_builtin_guide(bpy.types.Operator):
    """Let the guide that comes along judge the looks"""

    bl_idname = "avatarclip.use_builtin_guide"
    bl_label = "Use Built-in Guide"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings_of(context).guide = "builtin"
        return {"FINISHED"}


class AVATARCLIP_OT_use_free_body(bpy.types.Operator):
    """Make avatars with the body that comes along"""

    bl_idname = "avatarclip.use_free_body"
    bl_label = "Use Free Body"
    bl_options = {"REGISTER", "UNDO"}

    def execute(self, context: bpy.types.Context) -> set[str]:
        settings_of(context).body = "free"
        return {"FINISHED"}


class AVATARCLIP_OT_show_preferences(bpy.types.Operator):
    """Show the add-on's preferences: device, environment and Python"""

    bl_idname = "avatarclip.show_preferences"
    bl_label = "Show Preferences"

    def execute(self, context: bpy.types.Context) -> set[str]:
        bpy.ops.preferences.addon_show(module=__package__)
        return {"FINISHED"}


class AVATARCLIP_OT_allow_online(bpy.types.Operator):
    """Show Blender's own switch for online access, in Preferences > System"""

    bl_idname = "avatarclip.allow_online"
    bl_label = "Allow Online Access"

    def execute(self, context: bpy.types.Context) -> set[str]:
        bpy.ops.screen.userpref_show(section="SYSTEM")
        return {"FINISHED"}


CLASSES = (
    AVATARCLIP_OT_choose_folder,
    AVATARCLIP_OT_use_builtin_guide,
    AVATARCLIP_OT_use_free_body,
    AVATARCLIP_OT_show_preferences,
    AVATARCLIP_OT_allow_online,
)
