"""The avatar's motions in the sidebar: one of them plays in a loop; the backend adds further ones."""

from __future__ import annotations

import dataclasses

import bpy

from . import arrival, export, job
from .action import choose, strips_of
from .backend import checks, protocol
from .follow import MakesAvatar
from .operators import Reporting, work_for
from .properties import settings_of, tidy

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


class AVATARCLIP_OT_add_motion(MakesAvatar):
    """Make the motion of the field above for the selected avatar; its looks and other motions stay"""

    bl_idname = "avatarclip.add_motion"
    bl_label = "Add Motion"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("Select an avatar, and write into the field above what it should do")
        return avatar_of(context) is not None and bool(tidy(settings_of(context).motion))

    def work(self, context: bpy.types.Context) -> job.Work:
        armature = export.find_armature(context.object)
        entry, prompts = arrival.entry_of(armature), tidy(settings_of(context).motion)
        before = [entry.request.motion]  # and those that it will have by then
        before += [one["motion"] for one in job.requests() if one["out"] == str(entry.folder)]
        request = dataclasses.replace(
            entry.request, motion=tidy("; ".join([*before, prompts])), blender=bpy.app.binary_path or ""
        )
        return work_for(context, request)._replace(onto=(armature.name, *checks.motions(prompts)))


CLASSES = (AVATARCLIP_OT_play_motion, AVATARCLIP_OT_add_motion)
