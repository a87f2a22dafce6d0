"""The second stage: pictures of the avatar agree with the prompts, as published (AvatarCLIP, section 3.3)."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.ndimage
import torch
from torch import Tensor

from ..guide import Guide
from ..protocol import UserError
from ..raster import Camera
from ..sculpt.rendering import over
from ..sculpt.shading import Light, draw_background, draw_light
from . import losses, replay
from .cameras import draw_shot
from .networks import Networks
from .rendering import Rays, Rendered
from .settings import Settings
from .template import Template

BACKGROUNDS = ("white", "noise", "chessboard", "black")
LIGHT_SPREAD = 45.0  # degrees between the light and the camera at most
AMBIENT = (0.0, 0.2)
GROWN = 16  # the body's outline is widened by a GROWNth of the picture
PROBE = 64  # pixels of the picture by which the resolution is chosen


@dataclasses.dataclass(frozen=True)
class Pixels:
    """Which pixels (P,) int64 of a picture of `size` are traced, and the body's colour (P, 3) and mask (P,)
    bool there."""

    size: int
    traced: Tensor
    target: Tensor
    mask: Tensor


def check_prompts(settings: Settings) -> None:
    """Raise UserError for a prompt that will be needed and is not there."""
    needed = {
        "prompt": True,
        "face_prompt": settings.train.use_face_prompt,
        "back_prompt": settings.train.use_back_prompt,
    }
    for name, is_needed in needed.items():
        if is_needed and not getattr(settings.clip, name).strip():
            raise UserError("input", f"The configuration lacks clip.{name}.", fix="Write it there.")


class Guidance:
    """What a step of `train_clip` minimises; at_once: rays whose gradient is held in memory."""

    at_once = replay.AT_ONCE

    def __init__(self, networks: Networks, template: Template, guide: Guide, settings: Settings):
        self.networks, self.template, self.guide, self.settings = networks, template, guide, settings
        self.radius, self.device = template.radius, next(networks.parameters()).device
        prompts = {name: text for name, text in dataclasses.asdict(settings.clip).items() if text}
        with torch.no_grad():
            self.texts = dict(zip(prompts, guide.encode_text(list(prompts.values())), strict=True))

    def backward(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        """Add a step's gradient to that of the networks' parameters; returns the terms without weights."""
        settings = self.settings
        shot = draw_shot(self.template, settings.train, step, rng)
        pixels = self.pixels(shot.camera)
        light = draw_light(-shot.camera.rotation[2], LIGHT_SPREAD, AMBIENT, rng)
        background = self._background(pixels.size, rng)
        rays = Rays.through(shot.camera, pixels.size, pixels.traced, rng)

        def terms(rendered: Rendered) -> dict[str, Tensor]:
            pictures = self.pictures(rendered, pixels, light, background)
            seen = self.guide.encode_image(torch.stack(list(pictures.values())))
            wrong = zip(pictures, 1 - seen @ self.texts[shot.prompt], strict=True)
            return losses.terms(rendered, pixels.target, pixels.mask) | dict(wrong)

        return replay.descend(self.networks, rays, terms, settings, step, self.radius, self.at_once)

    def pictures(
        self, rendered: Rendered, pixels: Pixels, light: Light, background: Tensor
    ) -> dict[str, Tensor]:
        """What the guide sees, by the name of its term: (3, S, S) each, over the background (S * S, 3)."""
        train = self.settings.train
        brightness = light.shade(rendered.normal)[:, None]
        color = guide_color(rendered, self.settings)
        shown = {"textured": color * brightness if train.texture_cast_light else color}
        if train.add_no_texture:
            shown["textureless"] = (rendered.opacity[:, None] * brightness).expand(-1, 3)
        whole = {}
        for name, colors in shown.items():
            drawn = over(colors, rendered.opacity, background[pixels.traced])
            image = background.index_copy(0, pixels.traced, drawn)
            whole[name] = image.view(pixels.size, pixels.size, 3).permute(2, 0, 1).clamp(0, 1)
        return whole

    def pixels(self, camera: Camera) -> Pixels:
        """The pixels of a step's picture: as many as max_ray_num allows, of the widened outline or all."""
        train = self.settings.train
        most = int(np.sqrt(train.max_ray_num))
        if train.use_silhouettes:
            largest = max(most, self.guide.image_size)
            share = max(widened(self.template.picture(camera, PROBE)[1]).mean(), 1 / PROBE**2)
            size = min(largest, int(np.sqrt(train.max_ray_num / share)))
            image, mask = self.template.picture(camera, size)
            while (traced := widened(mask)).sum() > train.max_ray_num:
                size = int(0.97 * size)
                image, mask = self.template.picture(camera, size)
        else:
            size = most
            image, mask = self.template.picture(camera, size)
            traced = np.ones_like(mask)
        chosen = np.flatnonzero(traced)
        arrays = chosen, image.reshape(-1, 3)[chosen], mask.reshape(-1)[chosen]
        return Pixels(size, *(torch.from_numpy(array).to(self.device) for array in arrays))

    def _background(self, size: int, rng: np.random.Generator) -> Tensor:
        """(size * size, 3) in 0..1."""
        train = self.settings.train
        kinds = BACKGROUNDS if train.use_bg_aug else ("white",) if train.use_white_bkgd else ("black",)
        return torch.from_numpy(draw_background(kinds, size, rng)).view(-1, 3).to(self.device)


def widened(mask: np.ndarray) -> np.ndarray:
    """A mask (S, S) bool and what is near it, where clothes and hair may grow."""
    return scipy.ndimage.maximum_filter(mask, 2 * (len(mask) // GROWN) + 1)


def guide_color(rendered: Rendered, settings: Settings) -> Tensor:
    """The head's colour (N, 3) that the guide sees, premultiplied."""
    return rendered.colors[:, -3:] if settings.model.neus_renderer.extra_color else rendered.colors[:, :3]
