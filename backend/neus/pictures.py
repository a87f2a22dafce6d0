"""Previews: the avatar from the front and from behind."""

from __future__ import annotations

import numpy as np
import torch

from ..guide.views import camera
from ..raster import Camera
from ..sculpt.rendering import over
from ..sculpt.shading import Light
from . import replay
from .guidance import guide_color, widened
from .networks import Networks
from .rendering import Rays, render
from .settings import Settings
from .template import Template

AZIMUTHS = (0.4, np.pi + 0.4)  # radians
SIZE = 256  # pixels, at validate_resolution_level 1
AMBIENT = 0.45


def preview(networks: Networks, template: Template, settings: Settings) -> np.ndarray:
    """(S, 2 W, 3) uint8: two pictures on white, in what the guide sees of colour, lit; W pixels of S hold the
    body from hand to hand."""
    size = max(SIZE // settings.train.validate_resolution_level, 8)
    pictures = [picture(networks, template, settings, view, size) for view in views(template)]
    return np.concatenate([whole[:, columns(size)] for whole in pictures], axis=1)


def views(template: Template) -> list[Camera]:
    """The cameras of a preview."""
    return [camera("whole", template.vertices, template.face, azimuth, 0.1) for azimuth in AZIMUTHS]


def columns(size: int) -> slice:
    """Those of a picture that a preview keeps."""
    return slice(size // 8, size - size // 8)


def picture(
    networks: Networks, template: Template, settings: Settings, view: Camera, size: int
) -> np.ndarray:
    """The avatar on white, lit from above the camera's right, (size, size, 3) uint8."""
    device = next(networks.parameters()).device
    traced = torch.from_numpy(np.flatnonzero(widened(template.picture(view, size)[1]))).to(device)
    rendered = replay.render_all(
        lambda rays: render(networks, rays, settings.model.neus_renderer, template.radius),
        Rays.through(view, size, traced),
    )
    sideways, towards = view.rotation[0], -view.rotation[2]
    light = Light((towards + 0.5 * sideways + [0, 0.5, 0]) / np.sqrt(1.5), AMBIENT)
    lit = guide_color(rendered, settings) * light.shade(rendered.normal)[:, None]
    image = torch.ones(size * size, 3, device=device)
    image[traced] = over(lit, rendered.opacity, image[traced])
    return (image.view(size, size, 3).clamp(0, 1) * 255).round().byte().cpu().numpy()
