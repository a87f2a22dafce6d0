"""What is looked at before any long work, so that a mistake costs seconds; standard library only."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from . import blender, config
from .guide import find_guide
from .protocol import MAX_PROMPT_LENGTH, Request, RigRequest, UserError

NEEDED_MEGABYTES = 500  # a draft's intermediate and final files, with room to spare
INFLUENCES, DEVICES = (4, 8), ("auto", "cpu", "cuda", "mps")
CHOICES = {"start": ("codebook", "body"), "device": DEVICES, "influences": INFLUENCES}
RIG_CHOICES = {"influences": INFLUENCES, "texture_size": (1024, 2048, 4096), "device": DEVICES}
NO_BLENDER = "none"  # in place of its program
NUMBERS = {  # 0 is the preset's
    "steps": (1, 1_000_000), "views": (1, 64), "resolution": (16, 512), "triangles": (1000, 2_000_000),
    "max_error": (0.05, 100), "texture_size": (128, 8192), "normal_size": (128, 8192),
}  # fmt: skip
DESCRIBED = {
    "shape": "a person in a few words",
    "appearance": "a person in a few words",
    "motion": "what the person does in a few words, such as raising both arms",
}
FINISHED = "report.json"  # written last
OURS = (
    "avatar.npz", "avatar.fbx", "avatar.glb", "avatar.html", "texture.png", "normals.png", "preview.png",
    "rig_check.png", "motion.gif", "request.json", FINISHED, "work",
)  # fmt: skip


def check(request: Request) -> None:
    """Raise UserError for the first thing wrong with the request; leaves nothing behind on disk."""
    for name in ("shape", "appearance"):
        check_prompt(name, getattr(request, name))
    if request.motion:
        check_motions(request.motion)
    config.find_preset(request.preset)
    find_guide(request.guide)
    _check_choices(request, CHOICES)
    for name, (least, most) in NUMBERS.items():
        value = getattr(request, name)
        if value and not least <= value <= most:
            what = f"{name} {value} is not between {least} and {most}."
            raise UserError("input", what, fix=f"Correct --{name}, or omit it: the preset has its own.")
    _check_shared(request)


def check_rig(request: RigRequest) -> None:
    """Raise UserError for the first thing wrong with the request, but for what its files hold; leaves nothing
    behind on disk."""
    if request.motion:
        check_motions(request.motion)
        find_guide(request.guide)
    _check_choices(request, RIG_CHOICES)
    _check_shared(request)


def _check_choices(request: Request | RigRequest, choices: dict[str, tuple[Any, ...]]) -> None:
    for name, allowed in choices.items():
        if (value := getattr(request, name)) not in allowed:
            known = ", ".join(map(str, allowed))
            raise UserError("input", f"There is no {name} {value!r}.", fix=f"Choose from: {known}.")


def _check_shared(request: Request | RigRequest) -> None:
    check_seed(request.seed)
    if request.body.endswith((".npz", ".pkl")) and not Path(request.body).expanduser().is_file():
        raise UserError(
            "missing", f"There is no body file {request.body}.", fix="Correct --body, or omit it."
        )
    if request.blender and request.blender != NO_BLENDER:
        blender.locate(request.blender)
    _check_folder(Path(request.out).expanduser())


def motions(prompts: str) -> list[str]:
    """The single prompts of a request's motion field, in order, each once."""
    return list(dict.fromkeys(each.strip() for each in prompts.split(";") if each.strip()))


def check_motions(prompts: str) -> None:
    """Raise UserError where there is no prompt between the ;s of a motion field, or one is too long."""
    for motion in motions(prompts) or [""]:
        check_prompt("motion", motion)


def check_prompt(name: str, prompt: str) -> None:
    """Raise UserError for a prompt that is empty or too long; name: which one, for the message."""
    if not prompt.strip():
        raise UserError("input", f"The {name} prompt is empty.", fix=f"Describe {DESCRIBED[name]}.")
    if len(prompt) > MAX_PROMPT_LENGTH:
        raise UserError(
            "input",
            f"The {name} prompt has {len(prompt)} characters.",
            fix=f"Use at most {MAX_PROMPT_LENGTH}.",
        )


def check_seed(seed: int) -> None:
    """Raise UserError for a seed that is none."""
    if not 0 <= seed < 2**31:
        raise UserError("input", f"The seed {seed} is not between 0 and 2147483647.")


def _check_folder(out: Path) -> None:
    fix = "Name another folder with --out."
    if out.exists() and not out.is_dir():
        raise UserError("input", f"{out} is a file, not a folder.", fix=fix)
    if out.is_dir() and not (out / "request.json").is_file() and any(out.iterdir()):
        raise UserError("input", f"The folder {out} holds other files.", fix=fix)
    try:
        made = make_folders(out)
        try:
            tempfile.TemporaryFile(dir=out).close()
            free = shutil.disk_usage(out).free / 1e6
        finally:
            remove_folders(made)
    except OSError as error:
        raise UserError("input", f"Cannot write to {out}: {error.strerror}.", fix=fix) from error
    if free < NEEDED_MEGABYTES:
        raise UserError(
            "disk",
            f"There are {free:.0f} MB free for {out}, and {NEEDED_MEGABYTES} MB are needed.",
            fix="Free some disk, or name another folder with --out.",
        )


def make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were not there, innermost first."""
    made = []
    while not folder.exists():
        made.append(folder)
        folder = folder.parent
    for each in reversed(made):
        each.mkdir()
    return made


def remove_folders(made: list[Path]) -> None:
    """Undo make_folders, as far as the folders are still empty."""
    for folder in made:
        if any(folder.iterdir()):
            return
        os.rmdir(folder)
