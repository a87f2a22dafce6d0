"""The panel's presets, kept where Blender keeps its own.

They hold what is set once and used for many avatars, motions among it; the other words, seed, output
folder and a mesh's pose belong to one.
"""

from __future__ import annotations

import bpy
from bl_operators.presets import AddPresetBase
from bl_ui.utils import PresetPanel

FOLDER = "avatarclip"  # below the user's scripts/presets
KEPT = (
    *("motion", "preset", "guide", "guide_name", "guide_file", "body", "body_file", "start"),
    *("triangles", "normal_map", "fingers"),
)


class AVATARCLIP_PT_presets(PresetPanel, bpy.types.Panel):
    """Motions, quality and options, kept under a name"""

    bl_label = "AvatarCLIP Presets"
    preset_subdir = FOLDER
    preset_operator = "script.execute_preset"
    preset_add_operator = "avatarclip.preset_add"

    def draw(self, context: bpy.types.Context) -> None:
        if bpy.utils.preset_paths(FOLDER):
            super().draw(context)
            return
        # Blender would speak of missing paths, because nobody has kept a preset yet.
        name = context.window_manager.preset_name
        row = self.layout.row(align=True)
        row.prop(context.window_manager, "preset_name", text="")
        row.operator(self.preset_add_operator, text="", icon="ADD").name = name


class AVATARCLIP_OT_preset_add(AddPresetBase, bpy.types.Operator):
    """Keep motions, quality and options under a name, or remove a preset"""

    bl_idname = "avatarclip.preset_add"
    bl_label = "Add AvatarCLIP Preset"
    preset_menu = "AVATARCLIP_PT_presets"
    preset_subdir = FOLDER
    preset_defines = ["settings = bpy.context.scene.avatarclip"]
    preset_values = [f"settings.{name}" for name in KEPT]


CLASSES = (AVATARCLIP_OT_preset_add, AVATARCLIP_PT_presets)
