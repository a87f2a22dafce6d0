"""The last stage: FBX, GLB and contact sheet, made by the add-on inside Blender, and a page to look at."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

from . import blender
from .web import write_page

FILES = {"--fbx": "avatar.fbx", "--glb": "avatar.glb", "--preview": "preview.png"}
PAGE = "avatar.html"


def export(program: blender.Blender, avatar: Path, scratch: Path, cancelled: Callable[[], None]) -> None:
    """Write FILES and PAGE beside the avatar file, all or none; raises UserError when Blender fails.

    scratch: a folder on the same disk for files that are not whole yet.
    """
    arguments = ["--avatar", str(avatar), "--overwrite"]  # what an earlier run left in scratch
    for option, name in FILES.items():
        arguments += [option, str(scratch / name)]
    blender.run_script(program, blender.batch_script(), arguments, cancelled)
    write_page(scratch / FILES["--glb"], scratch / PAGE, title(avatar.parent))
    for name in (*FILES.values(), PAGE):
        os.replace(scratch / name, avatar.parent / name)


def title(folder: Path) -> str:
    """What an avatar's page is called: its looks in words, else its folder's name."""
    request = folder / "request.json"
    if not request.is_file():
        return folder.name
    return str(json.loads(request.read_text(encoding="utf-8")).get("appearance", folder.name))
