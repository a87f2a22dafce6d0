"""Avatars for measurements: the pipeline's stages without Blender, and without its files but on demand."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from ..avatar import Avatar, save
from ..body import Body, stand_pose
from ..body.codebook import choose_betas
from ..config import Settings
from ..guide import Guide
from ..pipeline import textured
from ..rig import rig
from ..rig.assemble import Source
from ..sculpt import sculpt
from ..surface.mesh import Surface
from ..surface.texture import save_png
from ..wardrobe.choose import choose_start
from ..work import write_json


@dataclasses.dataclass(frozen=True)
class Made:
    """An avatar and its texture (H, W, 3) uint8; the avatar's metadata tell the betas of the body inside."""

    avatar: Avatar
    texture: np.ndarray


def make(
    shape: str, text: str, seed: int, guide: Guide, body: Body, settings: Settings, start: str = "codebook"
) -> list[Made]:
    """The avatar as it starts and, where settings has steps of sculpting, as it ends."""
    betas = choose_betas(shape, body, guide)
    posed = body.pose(betas, stand_pose())
    dressed = choose_start(start, text, body, betas, posed, guide, seed)
    source = Source(dressed.vertices, dressed.faces, dressed.weights, dressed.pose_offsets)
    metadata: dict[str, Any] = {"texture": "texture.png", "betas": betas.tolist()}
    made = []
    for steps in sorted({0, settings.sculpt.steps}):
        sculpting = dataclasses.replace(settings.sculpt, steps=steps)
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder, "checkpoint.pt")
            field = sculpt(dressed, guide, text, sculpting, seed, guide.device, checkpoint, lambda *_: None)
        skin = textured(field, dressed, settings)
        surface = Surface(skin["vertices"], skin["faces"])
        avatar = rig(surface, source, posed, body, skin["uv"], skin["colors"], metadata)
        made.append(Made(avatar, skin["texture"]))
    return made


def keep(made: list[Made], text: str, seed: int, guide: Guide, body: Body, parent: Path) -> None:
    """Write the last one into a folder of its own, as `evaluate` reads it, and the first into its
    subfolder start where there are two."""
    folder = parent / f"{re.sub(r'[^a-z]+', '-', text.lower())}-{seed}"
    for one, target in zip(made[::-1], (folder, folder / "start"), strict=False):
        target.mkdir(parents=True, exist_ok=True)
        save_png(one.texture, target / "texture.png")
        save(one.avatar, target / "avatar.npz")
    write_json(folder / "request.json", {"appearance": text, "seed": seed, "body": body.name})
    write_json(folder / "report.json", {"guide": {"name": guide.name, "fingerprint": guide.fingerprint}})
