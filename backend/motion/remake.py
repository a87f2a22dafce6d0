"""A finished avatar gets other motions: its files are written again, and nothing else is done again."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from .. import blender
from ..avatar import Avatar, save
from ..checks import FINISHED, OURS
from ..export import FILES, PAGE, export
from ..progress import Progress
from ..work import write_json
from .film import FILE, write_film

REQUEST = "request.json"
PICTURES = ("texture", "normals")  # of an avatar's metadata
MADE = ("avatar.npz", *FILES.values(), PAGE, FILE)


def rewrite(
    avatar: Avatar,
    former: Path,
    out: Path,
    told: dict[str, dict[str, Any]],
    program: blender.Blender | None,
    progress: Progress,
) -> None:
    """Write an avatar's files into `out`, all or none; what is not made of its motions comes from the folder
    `former`, which may be the same.

    told: file name -> what is to be written there as JSON. program: None leaves FBX, GLB and preview as they
    are. Raises UserError when Blender fails.
    """
    scratch = out / "work" / out.name  # by which the page is called where there is no request
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    try:
        for name in OURS:
            if name not in MADE and (former / name).is_file():
                shutil.copyfile(former / name, scratch / name)
        for picture in filter(None, map(avatar.metadata.get, PICTURES)):
            shutil.copyfile(former / picture, scratch / picture)
        for name, content in told.items():
            write_json(scratch / name, content)
        save(avatar, scratch / "avatar.npz")
        write_film(avatar, scratch / FILE)
        if program is not None:
            export(program, scratch / "avatar.npz", scratch, progress.check_cancelled)
        names = sorted(os.listdir(scratch), key=lambda name: (name in (REQUEST, FINISHED), name))
        for name in names:
            os.replace(scratch / name, out / name)
        if not avatar.motions:
            (out / FILE).unlink(missing_ok=True)
    finally:
        shutil.rmtree(scratch)
        if not any(scratch.parent.iterdir()):
            scratch.parent.rmdir()
