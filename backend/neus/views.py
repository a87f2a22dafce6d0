"""Rendered views to start from: pictures with cameras in a transforms_train.json (Mildenhall et al. 2020)."""

from __future__ import annotations

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
from PIL import Image

from ..coarse.render import TRANSFORMS
from ..protocol import UserError
from ..raster import Camera


@dataclasses.dataclass(frozen=True)
class View:
    """A picture (S, S, 3) uint8 sRGB, the body's pixels (S, S) bool: those not black."""

    camera: Camera
    image: np.ndarray
    mask: np.ndarray


def read_views(folder: Path) -> list[View]:
    """All views of a folder; raises UserError naming the file for what is missing or damaged."""
    path = folder / TRANSFORMS
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        tangent = math.tan(float(content["camera_angle_x"]) / 2)
        views = [
            _view(folder, frame["file_path"], np.array(frame["transform_matrix"], np.float64), tangent)
            for frame in content["frames"]
        ]
    except (OSError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        what, why = f"The views in {folder} cannot be read.", f"{type(error).__name__}: {error}."
        raise UserError("input", what, why, "Render them again: python3 -m backend render.") from error
    if not any(view.mask.any() for view in views):
        raise UserError("input", f"The views in {folder} show nothing: every pixel is black.")
    return views


def _view(folder: Path, name: str, to_world: np.ndarray, tangent: float) -> View:
    """to_world (4, 4): camera to world, the camera looking along its -z, y up."""
    if to_world.shape != (4, 4) or not np.isfinite(to_world).all():
        raise ValueError(f"the transform_matrix of {name} is not 4 x 4 numbers")
    path = folder / name
    path = path if path.suffix else path.with_name(path.name + ".png")
    with Image.open(path) as picture:
        image = np.array(picture.convert("RGB"))
    if image.shape[0] != image.shape[1]:
        raise ValueError(f"{path.name} is not square")
    rotation = to_world[:3, :3].T * [[1], [1], [-1]]
    return View(Camera(to_world[:3, 3], rotation, tangent), image, image.max(axis=2) > 0)
