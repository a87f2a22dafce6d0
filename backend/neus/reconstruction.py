"""The first stage: the networks take the shape and shading of the body in rendered views."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from . import losses, replay
from .networks import Networks
from .rendering import Rays, Rendered
from .settings import Settings
from .views import View


class Reconstruction:
    """What a step of `train` minimises: batch_size random rays of one view; at_once as in Guidance."""

    at_once = replay.AT_ONCE

    def __init__(self, networks: Networks, views: list[View], radius: float, settings: Settings):
        """radius: of the ball around the origin that holds the body, metres."""
        self.networks, self.views, self.radius, self.settings = networks, views, radius, settings
        self.device = next(networks.parameters()).device

    def backward(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        """Add a step's gradient to that of the networks' parameters; returns the terms without weights."""
        train = self.settings.train
        view = self.views[rng.integers(len(self.views))]
        pixels = rng.integers(view.mask.size, size=train.batch_size)
        target = torch.from_numpy(view.image.reshape(-1, 3)[pixels]).to(self.device) / 255
        mask = torch.from_numpy(view.mask.reshape(-1)[pixels]).to(self.device)
        chosen = torch.from_numpy(pixels).to(self.device)
        rays = Rays.through(view.camera, len(view.mask), chosen, rng)

        def terms(rendered: Rendered) -> dict[str, Tensor]:
            return losses.terms(rendered, target, mask)

        return replay.descend(self.networks, rays, terms, self.settings, step, self.radius, self.at_once)
