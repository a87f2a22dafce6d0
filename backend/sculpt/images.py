"""Whole pictures of the field: which pixels see the start, and what they see now."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
import torch.nn.functional as functional
from torch import Tensor

from ..guide.views import camera
from ..raster import Camera
from .cameras import rays
from .rendering import Rendered, enter_box, over, render, trace
from .settings import SculptSettings
from .shading import Light, lit
from .start import Start
from .tables import FixedTables, Tables

PREVIEW_AZIMUTHS = (0.4, np.pi + 0.4)  # radians: the front and the back, each a half of the picture


@dataclasses.dataclass(frozen=True)
class Silhouette:
    """Of the start, for each pixel (P,) bool: surely inside it, surely outside, and near enough to change."""

    inside: Tensor
    outside: Tensor
    near: Tensor


@torch.no_grad()
def silhouettes(
    fixed: FixedTables, views: Sequence[Camera], size: int, settings: SculptSettings
) -> list[Silhouette]:
    """The start seen by each camera: rays that pass `mask_tolerance` metres deep inside it are inside; those
    that stay as far away from it, or farther than it can grow, are outside; those within `band` are near."""
    through = [rays(view, size, fixed.start_base.device) for view in views]
    origins, directions = (torch.cat(values).view(-1, 3) for values in zip(*through, strict=True))
    near, far = enter_box((fixed.lattice.lo, fixed.lattice.hi), origins, directions)
    inside, _, closest = trace(fixed.distance, origins, directions, near, far, -settings.mask_tolerance)
    away = max(settings.mask_tolerance, settings.largest_growth)
    each = (value.split(size * size) for value in (inside, closest > away, closest < settings.band))
    return [Silhouette(*parts) for parts in zip(*each, strict=True)]


def render_images(
    tables: Tables,
    views: Sequence[Camera],
    size: int,
    near: Tensor,
    supersampling: int,
    sharpness: float,
    samples: int,
    rng: np.random.Generator | None,
) -> Rendered:
    """Render the near pixels (P,) bool of pictures one after the other, P being views * size * size, and
    leave the others empty.

    Each pixel is the mean of supersampling^2 rays; rng jitters the samples along them, None does not.
    Color and normal (P, 3), depth and opacity (P,), premultiplied by opacity.
    """
    device, fine = near.device, size * supersampling
    grid = near.view(-1, 1, size, size).float()
    chosen = torch.nonzero(functional.interpolate(grid, size=(fine, fine)).flatten())[:, 0]
    through = [rays(view, fine, device) for view in views]
    origins, directions = (
        torch.cat([value.view(-1, 3) for value in values])[chosen] for values in zip(*through, strict=True)
    )
    shift = np.full(len(chosen), 0.5) if rng is None else rng.uniform(size=len(chosen))
    jitter = torch.tensor(shift, dtype=torch.float32, device=device)
    rendered = render(tables, origins, directions, sharpness, samples, jitter)
    return Rendered(
        **{
            field.name: _average(getattr(rendered, field.name), chosen, len(views), fine, supersampling)
            for field in dataclasses.fields(Rendered)
        }
    )


def render_image(tables: Tables, view: Camera, size: int, near: Tensor, *others: Any) -> Rendered:
    """One picture, near (size * size,); see `render_images`."""
    return render_images(tables, [view], size, near, *others)


def _average(values: Tensor, chosen: Tensor, count: int, fine: int, supersampling: int) -> Tensor:
    """Values (N, ...) of the chosen of count * fine * fine rays -> means of pixels (P, ...)."""
    flat = values.view(len(chosen), -1)
    images = flat.new_zeros(count * fine * fine, flat.shape[1]).index_copy(0, chosen, flat)
    images = images.view(count, fine * fine, -1).transpose(1, 2).reshape(count, -1, fine, fine)
    pixels = functional.avg_pool2d(images, supersampling).flatten(2).transpose(1, 2)
    return pixels.reshape(-1, *values.shape[1:])


@torch.no_grad()
def preview(tables: Tables, start: Start, size: int, sharpness: float, samples: int) -> np.ndarray:
    """The avatar's front and back, lit, on white: (size, size, 3) uint8."""
    halves = []
    for azimuth in PREVIEW_AZIMUTHS:
        view = camera("whole", start.body, start.head, azimuth, 0.1)
        sideways, towards = view.rotation[0], -view.rotation[2]
        light = Light((towards + 0.5 * sideways + [0, 0.5, 0]) / np.sqrt(1.5), 0.45)
        near = torch.zeros(size, size, dtype=torch.bool, device=tables.offset.device)
        near[:, size // 4 : size // 4 + size // 2] = True
        rendered = render_image(tables, view, size, near.flatten(), 1, sharpness, samples, None)
        color = over(lit(rendered, light)[0], rendered.opacity, torch.ones_like(rendered.color))
        halves.append(color.view(size, size, 3)[near].view(size, -1, 3))
    return (torch.cat(halves, 1).clamp(0, 1) * 255).round().byte().cpu().numpy()
