"""Where each step looks from: the guide's own views, at random angles, framings and sides."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from ..guide.views import DISTANCE, framing
from ..raster import Camera
from .settings import SculptSettings
from .start import Start

VIEWS = ("whole", "back", "face", "upper", "lower", "feet")
PARTS = VIEWS[3:]
NARROWEST_BACK = 90.0  # degrees of azimuth beyond which a camera sees the back
STEEPEST = 70.0  # degrees of elevation; straight above, a camera has no upright


@dataclasses.dataclass(frozen=True)
class Shot:
    """A camera and the one of VIEWS whose text it is compared with."""

    view: str
    camera: Camera


def draw_shot(start: Start, settings: SculptSettings, step: int, rng: np.random.Generator) -> Shot:
    """The camera of a step: a face camera every `face_every` steps, one of PARTS every `part_every`, else
    one around the whole body.

    Azimuth and elevation are normal about the front and the horizon (AvatarCLIP draws the angle to the
    front so, in any direction); target and framing vary by `target_jitter` and `zoom`.
    """
    face = last_of(settings.face_every, step)
    sigmas = [settings.face_sigma] * 2 if face else [settings.azimuth_sigma, settings.elevation_sigma]
    azimuth, elevation = rng.normal(size=2) * sigmas
    azimuth = (azimuth + 180) % 360 - 180
    elevation = np.clip(elevation, -STEEPEST, STEEPEST)
    view = "face" if face else "back" if abs(azimuth) > NARROWEST_BACK else "whole"
    if not face and last_of(settings.part_every, step):
        view = str(rng.choice(PARTS))
    target, half = framing(view, start.body, start.head)
    target = target + settings.target_jitter * rng.normal(size=3).clip(-3, 3) * half
    plain = Camera.orbit(target, np.radians(azimuth), np.radians(elevation), half * DISTANCE, half)
    return Shot(view, dataclasses.replace(plain, tangent=plain.tangent * rng.uniform(*settings.zoom)))


def last_of(every: int, step: int) -> bool:
    """Whether a step is the last one of its group of `every`; never where that is 0."""
    return every > 0 and step % every == every - 1


def rays(view: Camera, size: int, device: torch.device | str) -> tuple[Tensor, Tensor]:
    """Origins and unit directions (size, size, 3) float32 through the pixels' centres, rows from the top."""
    if torch.device(device).type != "cpu":
        return rays_by_torch(view, size, device)
    at = ((np.arange(size) + 0.5) / size * 2 - 1) * view.tangent
    local = np.stack([*np.meshgrid(at, -at), np.ones((size, size))], axis=-1)
    directions = local @ view.rotation
    directions /= np.linalg.norm(directions, axis=-1, keepdims=True)
    origins = np.broadcast_to(view.eye, directions.shape)
    both = torch.tensor(np.stack([origins, directions]), dtype=torch.float32, device=device)
    return both[0], both[1]


def rays_by_torch(view: Camera, size: int, device: torch.device | str) -> tuple[Tensor, Tensor]:
    """`rays` made where they are needed, but for rounding: a graphics card would wait for the processor's."""
    eye, rotation = (
        torch.as_tensor(value, dtype=torch.float32, device=device) for value in (view.eye, view.rotation)
    )
    at = ((torch.arange(size, device=device) + 0.5) / size * 2 - 1) * float(view.tangent)
    up, right = torch.meshgrid(-at, at, indexing="ij")
    local = torch.stack([right, up, torch.ones_like(up)], dim=-1)
    directions = functional.normalize(local @ rotation, dim=-1)
    return eye.expand_as(directions), directions
