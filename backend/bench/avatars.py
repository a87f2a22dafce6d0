"""Avatars for measurements: the pipeline's stages without its files and without Blender."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import numpy as np

from ..avatar import Avatar
from ..body import Body, stand_pose
from ..body.codebook import choose_betas
from ..config import Settings
from ..guide import Guide
from ..pipeline import textured
from ..rig import rig
from ..sculpt import sculpt
from ..surface.mesh import Surface
from ..wardrobe.choose import choose_start


@dataclasses.dataclass(frozen=True)
class Made:
    """An avatar, its texture (H, W, 3) uint8, and the shape coefficients (B,) of the body inside."""

    avatar: Avatar
    texture: np.ndarray
    betas: np.ndarray


def make(
    shape: str, text: str, seed: int, guide: Guide, body: Body, settings: Settings, start: str = "codebook"
) -> list[Made]:
    """The avatar as it starts and, where settings has steps of sculpting, as it ends."""
    betas = choose_betas(shape, body, guide)
    posed = body.pose(betas, stand_pose())
    dressed = choose_start(start, text, body, posed, guide, seed)
    made = []
    for steps in sorted({0, settings.sculpt.steps}):
        sculpting = dataclasses.replace(settings.sculpt, steps=steps)
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Path(folder, "checkpoint.pt")
            field = sculpt(dressed, guide, text, sculpting, seed, guide.device, checkpoint, lambda *_: None)
        skin = textured(field, dressed, settings)
        surface = Surface(skin["vertices"], skin["faces"])
        avatar = rig(surface, posed, body, skin["uv"], skin["colors"], {})
        made.append(Made(avatar, skin["texture"], betas))
    return made
