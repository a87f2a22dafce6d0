"""How well a pose fits a sentence, whoever says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import torch

from ..body import load_body
from ..guide import SHIPPED, Guide
from ..guide.views import bare
from .pictures import PictureGuide
from .pose_guide import PoseGuide

TEMPLATES = ("a rendered 3d man is {}", "{}")  # the first as published


class Opinion(Protocol):
    """Texts and poses as vectors of one space."""

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, D) float32, of length 1."""

    def encode_poses(self, rotations: torch.Tensor) -> torch.Tensor:
        """Rotations (N, 24, 3, 3) -> (N, D), of length 1; differentiable in the rotations."""

    def features(self, told: Callable[[int, int], None]) -> np.ndarray:
        """The vectors (N, D) of the codebook's poses, as exactly as can be; told(done, of) while that takes
        time."""

    def warnings(self, prompt: str) -> list[str]:
        """What the user should know of a prompt."""


def opinion_of(guide: Guide, poses: np.ndarray) -> Opinion:
    """What a guide has to say of a codebook's poses (N, 24, 3): the guides that we ship know clothes and
    hardly any pose, so the pose guide speaks for them. Others look at the free body, whoever the avatar is:
    what they see is kept for the next."""
    if guide.name in SHIPPED:
        return PoseGuide.load(poses)
    return PictureGuide(guide, load_body("free"), poses)


def wanted(opinion: Opinion, prompt: str) -> torch.Tensor:
    """What a prompt asks for: (D,) of length 1, the mean over TEMPLATES."""
    plain = bare(prompt, TEMPLATES[0])
    with torch.no_grad():
        mean = opinion.encode_text([template.format(plain) for template in TEMPLATES]).mean(dim=0)
    return mean / mean.norm()
