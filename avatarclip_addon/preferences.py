"""Where the backend's environment is and what it computes on."""

from pathlib import Path
from typing import cast

import bpy

from . import findings

DEVICES = [
    ("auto", "Automatic", "The graphics card where there is one that fits"),
    ("cpu", "CPU", "The processor"),
    ("cuda", "CUDA", "An NVIDIA graphics card"),
    ("mps", "Metal", "Apple's graphics processor"),
]


class AvatarClipPreferences(bpy.types.AddonPreferences):
    bl_idname = __package__

    environment: bpy.props.StringProperty(
        name="Environment",
        description="Folder of the backend's Python environment, also of one that is there; empty: our own",
        subtype="DIR_PATH",
    )
    python: bpy.props.StringProperty(
        name="Python",
        description="Python that makes the environment; empty: one is looked for",
        subtype="FILE_PATH",
    )
    wheels: bpy.props.StringProperty(
        name="Wheels",
        description="Folder of packages to set up from without a network; empty: they are downloaded",
        subtype="DIR_PATH",
    )
    device: bpy.props.EnumProperty(name="Device", description="What the backend computes on", items=DEVICES)

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout
        layout.use_property_split = True
        layout.prop(self, "environment")
        layout.label(text=str(environment_folder(context)))
        layout.prop(self, "python")
        layout.prop(self, "wheels")
        layout.prop(self, "device")
        layout.operator("avatarclip.setup")
        findings.draw(layout, context)


def preferences(context: bpy.types.Context) -> AvatarClipPreferences:
    return cast(AvatarClipPreferences, context.preferences.addons[__package__].preferences)


def environment_folder(context: bpy.types.Context) -> Path:
    """The folder of the backend's environment; it need not be there yet."""
    chosen = preferences(context).environment
    return Path(bpy.path.abspath(chosen)) if chosen else user_folder("environment")


def user_folder(name: str) -> Path:
    """A folder of the user's that outlives an upgrade of the add-on; not made here."""
    if __package__.startswith("bl_ext."):
        return Path(bpy.utils.extension_path_user(__package__, path=name))
    return Path(bpy.utils.user_resource("DATAFILES", path=f"avatarclip/{name}"))
