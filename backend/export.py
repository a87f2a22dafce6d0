"""The last stage: FBX, GLB and contact sheet, made by the add-on inside Blender, and a page to look at."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from . import blender
from .avatar import load
from .web import write_page

FILES = {"--fbx": "avatar.fbx", "--glb": "avatar.glb", "--preview": "preview.png"}
PAGE = "avatar.html"


def export(program: blender.Blender, avatar: Path, scratch: Path, cancelled: Callable[[], None]) -> None:
    """Write FILES and PAGE beside the avatar file, all or none; raises UserError when Blender fails.

    scratch: a folder on the same disk for files that are not whole yet.
    """
    arguments = ["--avatar", str(avatar)]
    for option, name in FILES.items():
        arguments += [option, str(scratch / name)]
    blender.run_script(program, blender.batch_script(), arguments, cancelled)
    title = str(load(avatar).metadata.get("request", {}).get("appearance", "")) or "Avatar"
    write_page(scratch / FILES["--glb"], scratch / PAGE, title)
    for name in (*FILES.values(), PAGE):
        os.replace(scratch / name, avatar.parent / name)
