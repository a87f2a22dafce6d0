"""Pictures as a model was taught to see them: its size, its normalisation, its way of resampling."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from typing import Any

import torch
import torch.nn.functional as functional
from torch.func import functional_call


@dataclasses.dataclass(frozen=True)
class Preprocessing:
    """size: pixels along a side; mean, std: of red, green and blue in 0..1; interpolation: "bicubic" or
    "bilinear"."""

    size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    interpolation: str = "bicubic"


@dataclasses.dataclass(frozen=True)
class Ghost:
    """A network near a guide's: each weight w of its image tower that has two axes or more becomes
    w (1 + spread n), n standard normal and drawn from seed. What both see is more than a quirk of the guide's
    (Li et al. 2020, Learning Transferable Adversarial Examples via Ghost Networks)."""

    spread: float
    seed: int

    def weights(self, model: torch.nn.Module) -> dict[str, torch.Tensor]:
        """Those of the model's weights that differ, by name."""
        own = {
            name: weight
            for name, weight in model.named_parameters()
            if ".visual." in name and weight.ndim > 1
        }
        generator = torch.Generator(next(iter(own.values())).device).manual_seed(self.seed)

        def disturbed(weight: torch.Tensor) -> torch.Tensor:
            noise = torch.randn(weight.shape, generator=generator, device=weight.device)
            return weight * (1 + self.spread * noise)

        return {name: disturbed(weight) for name, weight in own.items()}


class Sight(torch.nn.Module):
    """A model's `encode_image`, as a module."""

    model: Any

    def __init__(self, model: torch.nn.Module):
        super().__init__()
        self.model = model

    def forward(self, pictures: torch.Tensor) -> torch.Tensor:
        return self.model.encode_image(pictures)


class ImageTower:
    """Pictures to unit vectors, through a model's `encode_image`."""

    def __init__(
        self,
        model: torch.nn.Module,
        preprocessing: Preprocessing,
        device: torch.device,
        bfloat16: bool,
    ):
        """model: its encode_image takes normalised pictures (B, 3, S, S) to features (B, D), with the network
        `visual`; bfloat16: autocast to it."""
        self.preprocessing = preprocessing
        self._sight, self._device, self._bfloat16 = Sight(model), device, bfloat16
        self._mean, self._std = (
            torch.tensor(values, device=device).view(1, 3, 1, 1)
            for values in (preprocessing.mean, preprocessing.std)
        )

    def __call__(self, images: torch.Tensor, ghost: Ghost | None = None) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1, as the network or a ghost of it sees
        them; differentiable in the images."""
        prepared, others = self.prepare(images), ghost.weights(self._sight) if ghost else {}
        # Not autocast(enabled=False), which would end a caller's own.
        rough = torch.autocast(self._device.type, torch.bfloat16) if self._bfloat16 else nullcontext()
        with rough:
            features = functional_call(self._sight, others, (prepared,))
        return functional.normalize(features.float(), dim=1)

    def prepare(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> normalised, (B, 3, S, S).

        Pictures of the model's size S come out as its own package has them. Others are resampled as there,
        but in floating point, where packages round to 256 levels and cut off what overshoots; and one that
        is not square is squashed, where some packages crop.
        """
        size = (self.preprocessing.size,) * 2
        if images.shape[-2:] != size:
            images = functional.interpolate(
                images, size, mode=self.preprocessing.interpolation, antialias=True
            )
        return ((images - self._mean) / self._std).contiguous(memory_format=torch.channels_last)


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether the device itself multiplies bfloat16 numbers, twice as many at a time as float32 ones."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
