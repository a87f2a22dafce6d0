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
from ..rig import rig
from ..rig.assemble import Source
from ..sculpt import sculpt
from ..sculpture import textured
from ..surface.mesh import Surface
from ..surface.texture import save_png
from ..wardrobe.choose import choose_start
from ..work import write_json


@dataclasses.dataclass(frozen=True)
class Made:
    """An avatar and its texture (H, W, 3) uint8; the avatar's metadata tell the betas of the body inside."""

    avatar: Avatar
    texture: np.ndarray


@dataclasses.dataclass(frozen=True)
class Recipe:
    """How avatars are made; start and prices as `choose_start` takes them; compare: whether an avatar that
    is sculpted is also made as it starts."""

    guide: Guide
    body: Body
    settings: Settings
    start: str = "codebook"
    prices: bool = True
    compare: bool = True

    @property
    def stages(self) -> tuple[str, ...]:
        """What `make` returns: "start", "sculpted" or both."""
        if not self.settings.sculpt.steps:
            return ("start",)
        return ("start", "sculpted") if self.compare else ("sculpted",)

    def make(self, shape: str, text: str, seed: int) -> list[Made]:
        """The avatar at each of the stages."""
        body, guide, settings = self.body, self.guide, self.settings
        betas = choose_betas(shape, body, guide)
        posed = body.pose(betas, stand_pose())
        dressed = choose_start(self.start, text, body, betas, posed, guide, seed, self.prices)
        source = Source(dressed.vertices, dressed.faces, dressed.weights, dressed.pose_offsets, dressed.skin)
        metadata: dict[str, Any] = {"texture": "texture.png", "betas": betas.tolist()}
        unwatched = dataclasses.replace(settings.sculpt, checkpoint_every=0, preview_every=0)
        with tempfile.TemporaryDirectory() as scratch:
            checkpoint = Path(scratch, "checkpoint.pt")
            field = sculpt(dressed, guide, text, unwatched, seed, guide.device, checkpoint, lambda *_: None)
        made = []
        for _ in self.stages:
            skin = textured(field, dressed, settings)
            surface = Surface(skin["vertices"], skin["faces"])
            avatar = rig(surface, source, posed, body, skin["uv"], skin["colors"], metadata)
            made.append(Made(avatar, skin["texture"]))
            field.reset()
        return made[::-1]

    def keep(self, made: list[Made], text: str, seed: int, parent: Path) -> None:
        """Write the last one into its `folder`, as `evaluate` reads it, and the first into the subfolder
        start where there are two."""
        own = folder(parent, text, seed)
        for one, target in zip(made[::-1], (own, own / "start"), strict=False):
            target.mkdir(parents=True, exist_ok=True)
            save_png(one.texture, target / "texture.png")
            save(one.avatar, target / "avatar.npz")
        write_json(own / "request.json", {"appearance": text, "seed": seed, "body": self.body.name})
        guide = {"name": self.guide.name, "fingerprint": self.guide.fingerprint}
        write_json(own / "report.json", {"guide": guide})


def folder(parent: Path, text: str, seed: int) -> Path:
    """Where the avatar of a prompt and a seed is kept."""
    return parent / f"{re.sub(r'[^a-z]+', '-', text.lower())}-{seed}"
