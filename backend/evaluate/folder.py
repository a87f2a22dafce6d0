"""What an avatar's folder holds, as far as judging it goes."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ..avatar import Avatar, load
from ..protocol import UserError


@dataclasses.dataclass(frozen=True)
class Kept:
    """texture (H, W, 3) uint8; betas (B,) and body: which body is inside; made_by: the fingerprint of the
    guide that made it, "" where that is not known."""

    folder: Path
    prompt: str
    avatar: Avatar
    texture: np.ndarray
    betas: np.ndarray
    body: str
    made_by: str

    def start(self) -> Kept:
        """The avatar that this one was sculpted from, in the subfolder start."""
        avatar, texture = _read_avatar(self.folder / "start")
        return dataclasses.replace(self, avatar=avatar, texture=texture)


def read_folder(folder: Path) -> Kept:
    """Read a finished avatar; raises UserError that names what is missing or damaged."""
    if not folder.is_dir():
        raise UserError("missing", f"There is no folder {folder}.")
    avatar, texture = _read_avatar(folder)
    request = _read_json(folder / "request.json")
    report = _read_json(folder / "report.json") if (folder / "report.json").is_file() else {}
    try:
        return Kept(
            folder,
            request["appearance"],
            avatar,
            texture,
            np.array(avatar.metadata["betas"], np.float32),
            request["body"],
            report.get("guide", {}).get("fingerprint", ""),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(
            "input", f"{folder} does not say how its avatar was made.", f"{error!r}", "Generate it again."
        ) from error


def _read_avatar(folder: Path) -> tuple[Avatar, np.ndarray]:
    avatar = load(folder / "avatar.npz")
    path = folder / str(avatar.metadata.get("texture", "texture.png"))
    try:
        with Image.open(path) as image:
            return avatar, np.asarray(image.convert("RGB"))
    except FileNotFoundError:
        raise UserError("missing", f"There is no texture {path}.", fix="Generate it again.") from None
    except (OSError, SyntaxError) as error:  # Pillow's for damaged files
        raise UserError("input", f"{path} is no picture.", f"{error}.", "Generate it again.") from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UserError("missing", f"There is no {path}.", fix="Name folders that generate made.") from None
    except ValueError as error:
        raise UserError("input", f"{path} is damaged.", f"{error}.", "Generate it again.") from error
