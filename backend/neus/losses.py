"""What both stages minimise: what rays show against the body's picture, and the distance's regularity."""

from __future__ import annotations

import torch
import torch.nn.functional as functional
from torch import Tensor

from .rendering import Rendered
from .settings import Train


def terms(rendered: Rendered, target: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """Terms without their weights; target (N, 3) sRGB in 0..1, mask (N,) bool: which rays meet the body.

    color: absolute error of the first head, summed over channels, mean over the rays that meet the body;
    mask: binary cross-entropy of the opacity; eikonal: mean of (|gradient| - 1)^2 over all samples (Gropp et
    al. 2020).
    """
    inside = mask.float()
    error = (rendered.colors[:, :3] - target).abs() * inside[:, None]
    return {
        "color": error.sum() / inside.sum().clamp_min(1),
        "eikonal": rendered.eikonal.sum() / rendered.samples.sum().clamp_min(1),
        "mask": functional.binary_cross_entropy(rendered.opacity.clamp(1e-3, 1 - 1e-3), inside),
    }


def weigh(losses: dict[str, Tensor], settings: Train) -> Tensor:
    """The sum that is minimised; what the guide says counts with clip_weight."""
    weights = {"color": 1.0, "eikonal": settings.igr_weight, "mask": settings.mask_weight}
    return torch.stack(
        [weights.get(name, settings.clip_weight) * loss for name, loss in losses.items()]
    ).sum()
