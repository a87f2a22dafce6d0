"""The preview as an image of Blender's, which follows the work while it is shown."""

from __future__ import annotations

from typing import Any

import bpy

from . import job
from .editors import PREVIEW, editor, refresh


class AVATARCLIP_OT_show_preview(bpy.types.Operator):
    """Show the preview in an image editor, where it follows the work"""

    bl_idname = "avatarclip.show_preview"
    bl_label = "Show Larger"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("There is no preview yet")
        return bool(job.state().preview)

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            image = bpy.data.images.get(PREVIEW) or bpy.data.images.load(job.state().preview)
        except RuntimeError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        image.name = PREVIEW
        refresh(job.state().preview)
        if not bpy.app.background:
            space: Any = editor(context, "IMAGE_EDITOR").spaces.active
            space.image = image
        return {"FINISHED"}


CLASSES = (AVATARCLIP_OT_show_preview,)
