"""Motions as points of a latent space: the decoder of a variational autoencoder (Petrovich et al. 2021).

A latent vector becomes rotations and lift at 30 moments: the principal components of movements make the most
of it, and a transformer corrects that. It begins with waves of many frequencies whose heights the latent
decides: what is done again and again has its beat from there. Between the moments, splines run smoothly
through 60 frames: half the work, and nothing trembles. `train motion_vae` makes all that; `motion_vae.npz`
holds it together with the latents of movements that it was trained on: a map of where in the space movements
are.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import torch
from scipy.interpolate import CubicSpline
from torch import nn

from ..body import JOINT_NAMES
from .rotations import to_matrices

SHIPPED = Path(__file__).with_name("motion_vae.npz")
FRAMES, FPS = 60, 30
MOMENTS = 30  # evenly spread from the first frame to the last
HIGHEST = 12.0  # turns of a wave in that time
VALUES = 6 * len(JOINT_NAMES) + 1  # of a frame: rotations, then lift
LIFT = 0.1  # metres that count as 1


@dataclasses.dataclass(frozen=True)
class Architecture:
    """latent: its length; width, layers, heads: of the transformers."""

    latent: int = 256
    width: int = 128
    layers: int = 3
    heads: int = 4

    def transformer(self) -> nn.TransformerEncoder:
        layer = nn.TransformerEncoderLayer(
            self.width, self.heads, 3 * self.width, 0.0, "gelu", batch_first=True, norm_first=True
        )
        return nn.TransformerEncoder(layer, self.layers, nn.LayerNorm(self.width), enable_nested_tensor=False)


def waves(width: int) -> torch.Tensor:
    """Sines and cosines (MOMENTS, width) of a fraction of a turn to HIGHEST turns in all: they tell the
    moments' places, too (as in Vaswani et al. 2017, section 3.5, but for the frequencies)."""
    turns = torch.linspace(HIGHEST / (width // 2), HIGHEST, width // 2)
    phase = 2 * torch.pi * torch.linspace(0, 1, MOMENTS)[:, None] * turns
    return torch.cat([torch.sin(phase), torch.cos(phase)], dim=1)


def splines() -> torch.Tensor:
    """(FRAMES, MOMENTS): what each moment's value has to say in each frame's, by cubic splines."""
    moments = np.linspace(0, FRAMES - 1, MOMENTS)
    return torch.from_numpy(CubicSpline(moments, np.eye(MOMENTS))(np.arange(FRAMES))).float()


class Decoder(nn.Module):
    """Latents (B, D) -> rotations (B, FRAMES, J, 3, 3) relative to the parents, and lift (B, FRAMES): metres
    of the body's lowest point over the ground."""

    waves: torch.Tensor
    splines: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.mostly = nn.Linear(architecture.latent, MOMENTS * VALUES)
        self.enter = nn.Linear(architecture.latent, 2 * architecture.width)
        self.transformer = architecture.transformer()
        self.leave = nn.Linear(architecture.width, VALUES)
        self.register_buffer("waves", waves(architecture.width), persistent=False)
        self.register_buffer("splines", splines(), persistent=False)

    def forward(self, latents: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        heights, level = self.enter(latents)[:, None].chunk(2, dim=-1)
        correction = self.leave(self.transformer(level + (1 + heights) * self.waves))
        values = self.splines @ (self.mostly(latents).unflatten(1, (MOMENTS, VALUES)) + correction)
        return to_matrices(values[..., :-1].unflatten(-1, (-1, 6))), values[..., -1] * LIFT


@dataclasses.dataclass(frozen=True)
class MotionSpace:
    """The decoder, and the latents (N, D) float32 of known movements."""

    decoder: Decoder
    latents: torch.Tensor

    def save(self, architecture: Architecture, path: Path) -> None:
        """Half-precision arrays: the decoder's by their names, "latents", "architecture"."""
        arrays = {name: tensor.half().numpy() for name, tensor in self.decoder.state_dict().items()}
        shape = np.array(dataclasses.astuple(architecture), np.int32)
        np.savez_compressed(path, latents=self.latents.half().numpy(), architecture=shape, **arrays)

    @classmethod
    def load(cls, path: Path = SHIPPED) -> MotionSpace:
        with np.load(path, allow_pickle=False) as file:
            state = {name: torch.from_numpy(file[name]).float() for name in file.files}
        architecture = Architecture(*state.pop("architecture").int().tolist())
        latents, decoder = state.pop("latents"), Decoder(architecture)
        decoder.load_state_dict(state)
        return cls(decoder.eval().requires_grad_(False), latents)
