"""Where each step looks from: the guide's own views, at random angles, framings and sides."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from torch import Tensor

from ..guide.views import camera
from ..raster import Camera
from .settings import SculptSettings
from .start import Start

VIEWS = ("whole", "back", "face")
NARROWEST_BACK = 90.0  # degrees of azimuth beyond which a camera sees the back
STEEPEST = 70.0  # degrees of elevation; straight above, a camera has no upright


@dataclasses.dataclass(frozen=True)
class Shot:
    """A camera and the one of VIEWS whose text it is compared with."""

    view: str
    camera: Camera


def draw_shot(start: Start, settings: SculptSettings, step: int, rng: np.random.Generator) -> Shot:
    """The camera of a step: a face camera every `face_every` steps, else one around the whole body.

    Azimuth and elevation are normal about the front and the horizon (AvatarCLIP draws the angle to the
    front so, in any direction); target and framing vary by `target_jitter` and `zoom`.
    """
    face = settings.face_every > 0 and step % settings.face_every == settings.face_every - 1
    sigmas = [settings.face_sigma] * 2 if face else [settings.azimuth_sigma, settings.elevation_sigma]
    azimuth, elevation = rng.normal(size=2) * sigmas
    azimuth = (azimuth + 180) % 360 - 180
    elevation = np.clip(elevation, -STEEPEST, STEEPEST)
    view = "face" if face else "back" if abs(azimuth) > NARROWEST_BACK else "whole"
    plain = camera(view, start.body, start.head, np.radians(azimuth), np.radians(elevation))
    middle = start.head if face else (start.body.min(axis=0) + start.body.max(axis=0)) / 2
    half = plain.tangent * np.linalg.norm(plain.eye - middle)
    shift = settings.target_jitter * rng.normal(size=3).clip(-3, 3) * half
    zoom = rng.uniform(*settings.zoom)
    return Shot(view, dataclasses.replace(plain, eye=plain.eye + shift, tangent=plain.tangent * zoom))


def rays(view: Camera, size: int, device: torch.device | str) -> tuple[Tensor, Tensor]:
    """Origins and unit directions (size, size, 3) float32 through the pixels' centres, rows from the top."""
    at = ((np.arange(size) + 0.5) / size * 2 - 1) * view.tangent
    local = np.stack([*np.meshgrid(at, -at), np.ones((size, size))], axis=-1)
    directions = local @ view.rotation
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    origins = np.broadcast_to(view.eye, directions.shape)
    both = torch.tensor(np.stack([origins, directions]), dtype=torch.float32, device=device)
    return both[0], both[1]
