"""Editors of Blender's that show what does not fit the sidebar."""

from __future__ import annotations

from typing import Any

import bpy

PREVIEW = "AvatarCLIP Preview"  # an image


def editor(context: bpy.types.Context, kind: Any) -> bpy.types.Area:
    """An open editor of a kind, such as "TEXT_EDITOR", else one in a new window."""
    windows = context.window_manager.windows
    areas = [area for window in windows for area in window.screen.areas if area.type == kind]
    if not areas:
        before = {window.as_pointer() for window in windows}
        bpy.ops.wm.window_new()
        areas = [window.screen.areas[0] for window in windows if window.as_pointer() not in before]
        areas[0].type = kind
    return areas[0]


def refresh(path: str) -> None:
    """Let the preview's image, where there is one, show this file; Blender reads it when it draws."""
    image: Any = bpy.data.images.get(PREVIEW)
    if image is not None:
        image.filepath = path
        image.reload()
