"""The last stage: FBX, GLB and contact sheet, made by the add-on inside Blender."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from . import blender

FILES = {"--fbx": "avatar.fbx", "--glb": "avatar.glb", "--preview": "preview.png"}


def export(program: blender.Blender, avatar: Path, scratch: Path, cancelled: Callable[[], None]) -> None:
    """Write FILES beside the avatar file, all or none; raises UserError when Blender fails.

    scratch: a folder on the same disk for files that are not whole yet.
    """
    arguments = ["--avatar", str(avatar)]
    for option, name in FILES.items():
        arguments += [option, str(scratch / name)]
    blender.run_script(program, blender.batch_script(), arguments, cancelled)
    for name in FILES.values():
        os.replace(scratch / name, avatar.parent / name)
