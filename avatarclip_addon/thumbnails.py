"""The small pictures of the history: the front views of avatars' contact sheets.

Reading one takes longer than drawing may; so a timer reads them one by one and draws the panel again.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import bpy
import bpy.utils.previews
import numpy as np

from .preview import HEIGHT, VIEWS

SHEET = "preview.png"
_pictures: dict[str, bpy.utils.previews.ImagePreviewCollection] = {}
_waiting: dict[str, Path] = {}  # pictures to be read, by their names


def icon(folder: Path, shown: Iterable[Path]) -> int:
    """The icon of the front view of the avatar in ``folder``; 0 where it has no picture, or not yet.

    Only pictures of the folders ``shown`` are kept.
    """
    pictures, path = _pictures["all"], folder / SHEET
    name = name_of(path)
    if name in pictures:
        return pictures[name].icon_id
    if path.is_file():
        for other in {*pictures} - {name_of(one / SHEET) for one in shown}:
            del pictures[other]
        _waiting[name] = path
        if not bpy.app.timers.is_registered(load_next):
            bpy.app.timers.register(load_next)
    return 0


def load_next() -> float | None:
    """Read the picture that was asked for last and show it; a timer's function."""
    name, path = _waiting.popitem()
    if name not in _pictures["all"] and path.is_file():
        crop_front(_pictures["all"].load(name, str(path), "IMAGE"))
    redraw()
    return 0.0 if _waiting else None


def redraw() -> None:
    """Draw the sidebars again, and not the scenes beside them, which may take long."""
    for window in bpy.context.window_manager.windows:
        for area in window.screen.areas:
            for region in area.regions if area.type == "VIEW_3D" else ():
                if region.type == "UI":
                    region.tag_redraw()


def name_of(path: Path) -> str:
    """Another name when the picture has changed."""
    return f"{path} {path.stat().st_mtime_ns if path.is_file() else 0}"


def crop_front(image: Any) -> None:
    """Of a small contact sheet, leave the first view."""
    width, height = image.image_size
    front = height * VIEWS[0][2] // HEIGHT
    if not 0 < front < width:
        return
    pixels = np.empty(width * height, np.int32)
    image.image_pixels.foreach_get(pixels)
    cropped = np.ascontiguousarray(pixels.reshape(height, width)[:, :front])
    image.image_size = (front, height)
    image.image_pixels.foreach_set(cropped.ravel())


def register() -> None:
    _pictures["all"] = bpy.utils.previews.new()


def unregister() -> None:
    _waiting.clear()
    if bpy.app.timers.is_registered(load_next):
        bpy.app.timers.unregister(load_next)
    bpy.utils.previews.remove(_pictures.pop("all"))
