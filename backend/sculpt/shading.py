"""Light and backgrounds, so that the guide judges the shape and the figure, not one picture of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import scipy.ndimage
import torch
from torch import Tensor

from ..protocol import UserError
from .rendering import Rendered, unit


@dataclasses.dataclass(frozen=True)
class Light:
    """direction (3,) towards the light, of unit length; ambient in 0..1 comes from everywhere."""

    direction: np.ndarray
    ambient: float

    def shade(self, normals: Tensor) -> Tensor:
        """Brightness (...,) in 0..1 of a surface with normals (..., 3) of any length (Lambert)."""
        direction = torch.as_tensor(self.direction, dtype=normals.dtype, device=normals.device)
        facing = (unit(normals) * direction).sum(-1).clamp_min(0)
        return self.ambient + (1 - self.ambient) * facing


def draw_light(
    towards_camera: np.ndarray, spread: float, ambient: tuple[float, float], rng: np.random.Generator
) -> Light:
    """A light within `spread` degrees of the direction towards the camera (3,), its ambient in a range."""
    axis = towards_camera / np.linalg.norm(towards_camera)
    sideways = np.cross(axis, rng.normal(size=3))
    sideways /= np.linalg.norm(sideways)
    angle = np.radians(spread) * rng.uniform()
    direction = np.cos(angle) * axis + np.sin(angle) * sideways
    return Light(direction, float(rng.uniform(*ambient)))


def lit(rendered: Rendered, light: Light) -> tuple[Tensor, Tensor]:
    """Premultiplied colours (N, 3), (N, 3) of the lit avatar: textured, and as if all of it were white."""
    brightness = light.shade(rendered.normal)[:, None]
    return rendered.color * brightness, (rendered.opacity[:, None] * brightness).expand(-1, 3)


def draw_background(kinds: tuple[str, ...], size: int, rng: np.random.Generator) -> np.ndarray:
    """An image (size, size, 3) float32 of one of the kinds: white, black, noise, chessboard."""
    kind = kinds[rng.integers(len(kinds))]
    if kind not in BACKGROUNDS:
        fix = f"Choose from: {', '.join(BACKGROUNDS)}."
        raise UserError("input", f"There is no background {kind!r} (sculpt.backgrounds).", fix=fix)
    gray = BACKGROUNDS[kind](size, rng).clip(0, 1).astype(np.float32)
    return np.repeat(gray[..., None], 3, axis=-1)


def draw_grain(shape: torch.Size, deviation: float, device: torch.device, rng: np.random.Generator) -> Tensor:
    """Normal noise; on a graphics card drawn there, by a seed from rng: a processor would hold it up. Without
    any deviation rng is left alone, so that all devices go on with the same numbers."""
    if not deviation:
        return torch.zeros(shape, device=device)
    if device.type == "cpu":
        return torch.from_numpy(rng.normal(0, deviation, shape).astype(np.float32))
    generator = torch.Generator(device).manual_seed(int(rng.integers(1 << 62)))
    return deviation * torch.randn(shape, generator=generator, device=device)


def _chessboard(size: int, rng: np.random.Generator) -> np.ndarray:
    cell = np.arange(size) * rng.integers(10, 21) // size
    board = np.where((cell[:, None] + cell) % 2, 0.2, 0.8)
    return scipy.ndimage.gaussian_filter(board, size / 100 * rng.uniform(0.5, 2))


BACKGROUNDS = {
    "white": lambda size, rng: np.ones((size, size)),
    "black": lambda size, rng: np.zeros((size, size)),
    "noise": lambda size, rng: rng.normal(0.5, 0.2, (size, size)),
    "chessboard": _chessboard,
}
