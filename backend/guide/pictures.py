"""Pictures as a model was taught to see them: its size, its normalisation, its way of resampling."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import torch
import torch.nn.functional as functional


@dataclasses.dataclass(frozen=True)
class Preprocessing:
    """size: pixels along a side; mean, std: of red, green and blue in 0..1; interpolation: "bicubic" or
    "bilinear"."""

    size: int
    mean: tuple[float, ...]
    std: tuple[float, ...]
    interpolation: str = "bicubic"


class ImageTower:
    """Pictures to unit vectors, through a model's `encode_image`."""

    def __init__(
        self,
        encode: Callable[[torch.Tensor], torch.Tensor],
        preprocessing: Preprocessing,
        device: torch.device,
        bfloat16: bool,
    ):
        """encode: normalised pictures (B, 3, S, S) -> features (B, D); bfloat16: autocast to it."""
        self.preprocessing = preprocessing
        self._encode, self._device, self._bfloat16 = encode, device, bfloat16
        self._mean, self._std = (
            torch.tensor(values, device=device).view(1, 3, 1, 1)
            for values in (preprocessing.mean, preprocessing.std)
        )

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1; differentiable in the images."""
        prepared = self.prepare(images)
        # Not autocast(enabled=False), which would end a caller's own.
        rough = torch.autocast(self._device.type, torch.bfloat16) if self._bfloat16 else nullcontext()
        with rough:
            features = self._encode(prepared)
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


def prepared(module: torch.nn.Module, device: torch.device) -> Any:
    """The module on its device, in float32, not to be trained."""
    # Convolutions over small pictures take two thirds of the time with the channels last.
    return module.to(device, memory_format=torch.channels_last).float().eval().requires_grad_(False)


def multiplies_bfloat16(device: torch.device) -> bool:
    """Whether the device itself multiplies bfloat16 numbers, twice as many at a time as float32 ones."""
    if device.type == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return device.type == "cpu" and bool(torch.cpu.get_capabilities().get("avx512_bf16"))
