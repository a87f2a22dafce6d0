"""The avatar's motions in the sidebar: one of them active, playing in a loop."""

from __future__ import annotations

import bpy

from . import export
from .action import choose, strips_of
from .backend import protocol
from .operators import Reporting

__all__ = ["avatar_of", "is_playing", "strips_of"]


def avatar_of(context: bpy.types.Context) -> bpy.types.Object | None:
    """The armature that is active or that the active object belongs to, if any."""
    try:
        return export.find_armature(context.object)
    except protocol.UserError:
        return None


def is_playing(context: bpy.types.Context) -> bool:
    return bool(context.screen and context.screen.is_animation_playing)


class AVATARCLIP_OT_play_motion(Reporting):
    """Make this motion the active one and play it over and over; the scene then lasts as long as it does"""

    bl_idname = "avatarclip.play_motion"
    bl_label = "Play Motion"
    bl_options = {"REGISTER", "UNDO"}
    motion: bpy.props.StringProperty(name="Motion", description="Its name in the list", options={"SKIP_SAVE"})

    def act(self, context: bpy.types.Context) -> None:
        choose(context.scene, export.find_armature(context.object), self.motion)
        if not bpy.app.background and not is_playing(context):
            bpy.ops.screen.animation_play()


CLASSES = (AVATARCLIP_OT_play_motion,)
