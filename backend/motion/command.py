"""`python3 -m backend motion AVATAR --motion "waving; walking"`: motions for an avatar that is finished.

With --conf FILE in place of --motion, what one of AvatarCLIP's configuration files of motions asks for.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path
from typing import Any

from .. import blender
from ..avatar import Avatar, Motion, load
from ..checks import FINISHED, NO_BLENDER, check_motions, check_seed, motions
from ..coarse.folder import claim
from ..console import Console
from ..guide import Guide, find_guide, load_guide
from ..machine import choose_device
from ..progress import Progress
from .film import FILE
from .published import read_prompt
from .remake import REQUEST, rewrite
from .stage import Choreographer, check_joints


def main(argv: list[str]) -> None:
    """The command; raises UserError."""
    parser = argparse.ArgumentParser(prog="python3 -m backend motion", description=__doc__)
    parser.add_argument("avatar", type=Path, metavar="AVATAR", help="avatar.npz, or the folder with it")
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("--motion", default="", help='"raising both arms", with ; between several')
    asked.add_argument("--conf", type=Path, help="a configuration file of AvatarCLIP's motions")
    parser.add_argument("--out", type=Path, help="folder for the avatar with them (default: its own)")
    parser.add_argument("--guide", default="", help="as `generate` takes it (default: the avatar's)")
    parser.add_argument("--seed", type=int, help="another seed gives other motions (default: the avatar's)")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    parser.add_argument("--blender", default="", help="the Blender program; none: no FBX and GLB")
    options = parser.parse_args(argv)
    prompts, said = options.motion, list[str]()
    if options.conf:
        prompts, said = read_prompt(options.conf.expanduser())
    check_motions(prompts)
    file = options.avatar.expanduser().absolute()
    file = file / "avatar.npz" if file.is_dir() else file
    avatar = load(file)
    check_joints(avatar)
    made_by = avatar.metadata.get("request", {})
    name = options.guide or made_by.get("guide", "builtin")
    find_guide(name)
    seed = made_by.get("seed", 0) if options.seed is None else options.seed
    check_seed(seed)
    out = options.out.expanduser().absolute() if options.out else file.parent
    progress = Progress(Console(), lambda: None, ("motion", "files"))
    progress.warn(said)
    program = None
    if options.blender != NO_BLENDER:
        program = blender.find(options.blender, progress.preparing)
    if out != file.parent:
        claim(out, "avatar.npz")
    guide = load_guide(name, choose_device(options.device))
    avatar = with_motions(avatar, motions(prompts), guide, seed, progress)
    rewrite(avatar, file.parent, out, notes(avatar, file.parent, progress), program, progress)
    sys.stdout.write(f"Done: {out / FILE}: {', '.join(motion.name for motion in avatar.motions)}\n")


def with_motions(avatar: Avatar, prompts: list[str], guide: Guide, seed: int, progress: Progress) -> Avatar:
    """The avatar with motions for the prompts, besides those that it has for others."""
    choreographer = Choreographer.load(guide)
    progress.stage("motion")
    progress.warn(choreographer.warnings(prompts))
    moved = choreographer.moved(avatar, prompts, seed, progress)
    new = {motion.name: motion for motion in moved.motions}
    kept: list[Motion] = [new.pop(motion.name, motion) for motion in avatar.motions]
    metadata = dict(avatar.metadata)
    all_motions = (*kept, *new.values())
    if "request" in metadata:
        metadata["request"] = metadata["request"] | {"motion": joined(all_motions)}
    progress.stage("files")
    return dataclasses.replace(moved, motions=all_motions, metadata=metadata)


def joined(of: tuple[Motion, ...]) -> str:
    """The prompts of motions as a request has them."""
    return "; ".join(motion.name for motion in of)


def notes(avatar: Avatar, folder: Path, progress: Progress) -> dict[str, dict[str, Any]]:
    """What the request and the report in the avatar's folder, where they are, are to say from now on."""
    found = {
        name: json.loads((folder / name).read_text(encoding="utf-8"))
        for name in (REQUEST, FINISHED)
        if (folder / name).is_file()
    }
    if REQUEST in found:
        found[REQUEST]["motion"] = joined(avatar.motions)
    if FINISHED in found:
        found[FINISHED]["warnings"] = found[FINISHED].get("warnings", []) + progress.warnings
    return found
