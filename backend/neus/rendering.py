"""NeuS volume rendering (Wang et al. 2021) with hierarchical sampling, as the paper describes it.

Pure functions: the field is anything with sdf, query and sharpness. Rays are sampled within the ball around
the origin that holds the scene, evenly first, then where the surface seems to be.
"""

from __future__ import annotations

import dataclasses
from typing import Protocol

import numpy as np
import torch
from torch import Tensor

from ..raster import Camera
from ..sculpt.cameras import rays as pixel_rays
from .networks import Queried
from .settings import RendererSettings

FIRST_SHARPNESS = 64.0  # with which new samples are placed first; doubled in each further step
NEAREST = 0.02  # metres in front of a camera within the ball where its rays begin
JUDGED = 1.2  # radii of the scene within which the eikonal term counts


class Renderable(Protocol):
    """What can be rendered; points are (N, 3) metres."""

    def sdf(self, points: Tensor) -> Tensor: ...  # (N,)
    def query(self, points: Tensor) -> Queried: ...
    def sharpness(self) -> Tensor: ...  # NeuS' s in 1/m


@dataclasses.dataclass(frozen=True)
class Rays:
    """origins and directions (R, 3), the latter of unit length; jitter (R,) in 0..1 shifts the even samples,
    0.5 for none. It is drawn with the rays, so that these render the same each time."""

    origins: Tensor
    directions: Tensor
    jitter: Tensor

    @classmethod
    def through(
        cls, camera: Camera, size: int, pixels: Tensor, rng: np.random.Generator | None = None
    ) -> Rays:
        """Rays through the centres of pixels (R,), counted in rows; jittered by rng, or still."""
        origins, directions = (value.view(-1, 3)[pixels] for value in pixel_rays(camera, size, pixels.device))
        shift = np.full(len(pixels), 0.5) if rng is None else rng.uniform(size=len(pixels))
        return cls(origins, directions, torch.tensor(shift, dtype=torch.float32, device=pixels.device))

    def __len__(self) -> int:
        return len(self.jitter)

    def split(self, size: int) -> list[Rays]:
        """Parts of at most `size` rays."""
        tensors = (value.split(size) for value in (self.origins, self.directions, self.jitter))
        return [Rays(*part) for part in zip(*tensors, strict=True)]

    def at(self, depth: Tensor) -> Tensor:
        """Points (R, K, 3) at depths (R, K)."""
        return self.origins[:, None] + depth[..., None] * self.directions[:, None]


@dataclasses.dataclass(frozen=True)
class Rendered:
    """One row a ray: colors (N, 3 or 6), normal (N, 3) and depth (N,) premultiplied by opacity (N,);
    eikonal (N,) is the sum of (|gradient| - 1)^2 over its samples, samples (N,) how many those are."""

    colors: Tensor
    normal: Tensor
    depth: Tensor
    opacity: Tensor
    eikonal: Tensor
    samples: Tensor

    def tensors(self) -> list[Tensor]:
        return [getattr(self, field.name) for field in dataclasses.fields(self)]


def alphas(sdf: Tensor, change: Tensor, sharpness: Tensor | float) -> Tensor:
    """NeuS' unbiased opacity (R, K) of intervals along whose length the distance, sdf (R, K) in the middle,
    changes by `change` (R, K); equation 13."""
    before = torch.sigmoid((sdf - change / 2) * sharpness)
    after = torch.sigmoid((sdf + change / 2) * sharpness)
    return ((before - after + 1e-5) / (before + 1e-5)).clamp(0, 1)


def weights(alpha: Tensor) -> Tensor:
    """Opacities (R, K) along rays -> what each interval contributes (R, K)."""
    clear = torch.cumprod(torch.cat([torch.ones_like(alpha[:, :1]), 1 - alpha + 1e-7], dim=1), dim=1)
    return alpha * clear[:, :-1]


@torch.no_grad()
def place_samples(field: Renderable, rays: Rays, settings: RendererSettings, radius: float) -> Tensor:
    """Depths (R, n_samples + n_importance), ascending; radius as in `render`."""
    middle = -(rays.origins * rays.directions).sum(dim=1, keepdim=True)
    near = (middle - radius).clamp_min(NEAREST)
    span = (middle + radius - near).clamp_min(NEAREST)
    even = torch.linspace(0, 1, settings.n_samples, device=middle.device)
    depth = near + span * (even + (rays.jitter[:, None] - 0.5) * settings.perturb / settings.n_samples)
    if not settings.n_importance:
        return depth
    sdf = _sdf_along(field, rays, depth)
    for step in range(settings.up_sample_steps):
        inside = rays.at(depth).norm(dim=2) < radius
        count = settings.n_importance // settings.up_sample_steps
        new = _near_surface(depth, sdf, inside, FIRST_SHARPNESS * 2**step / radius, count)
        depth, order = torch.cat([depth, new], dim=1).sort(dim=1)
        if step + 1 < settings.up_sample_steps:
            sdf = torch.cat([sdf, _sdf_along(field, rays, new)], dim=1).gather(1, order)
    return depth


def _sdf_along(field: Renderable, rays: Rays, depth: Tensor) -> Tensor:
    return field.sdf(rays.at(depth).view(-1, 3)).view(depth.shape)


def _near_surface(depth: Tensor, sdf: Tensor, inside: Tensor, sharpness: float, count: int) -> Tensor:
    """`count` new depths (R, count) of rays sampled at depth (R, K), as dense as the weights would be for a
    surface of that sharpness. inside (R, K): which samples lie in the scene's ball."""
    length = depth[:, 1:] - depth[:, :-1]
    slope = (sdf[:, 1:] - sdf[:, :-1]) / length.clamp_min(1e-5)
    # the steeper of an interval's slope and the one before it: a thin part between two samples is not lost
    slope = torch.minimum(slope, torch.cat([torch.zeros_like(slope[:, :1]), slope[:, :-1]], dim=1))
    slope = slope.clamp(-1e3, 0) * (inside[:, 1:] | inside[:, :-1])
    share = weights(alphas((sdf[:, 1:] + sdf[:, :-1]) / 2, slope * length, sharpness)) + 1e-5
    cumulative = torch.cumsum(share / share.sum(dim=1, keepdim=True), dim=1)
    cumulative = torch.cat([torch.zeros_like(cumulative[:, :1]), cumulative], dim=1)
    wanted = (torch.arange(count, device=depth.device) + 0.5) / count
    wanted = wanted.expand(len(depth), count).contiguous()
    above = torch.searchsorted(cumulative, wanted, right=True).clamp(1, depth.shape[1] - 1)
    low, high = cumulative.gather(1, above - 1), cumulative.gather(1, above)
    begin, end = depth.gather(1, above - 1), depth.gather(1, above)
    return begin + (end - begin) * ((wanted - low) / (high - low).clamp_min(1e-8)).clamp(0, 1)


def render(
    field: Renderable, rays: Rays, settings: RendererSettings, radius: float, from_behind: float = 0.0
) -> Rendered:
    """Render rays; differentiable in the field, unless gradients are switched off.

    radius of the ball around the origin that holds the scene; from_behind is the share in which NeuS' early
    steps let surfaces seen from behind count (its supplement's cosine annealing).
    """
    depth = place_samples(field, rays, settings, radius)
    return march(field, rays, depth, 2 * radius / settings.n_samples, radius, from_behind)


def march(
    field: Renderable, rays: Rays, depth: Tensor, last: float, radius: float, from_behind: float = 0.0
) -> Rendered:
    """Render rays in intervals that begin at depth (R, K), ascending, the last one `last` metres long; the
    other arguments are those of `render`."""
    count = depth.shape[1]
    length = torch.diff(depth, append=depth[:, -1:] + last)
    middle = depth + length / 2
    points = rays.at(middle)
    queried = field.query(points.view(-1, 3))
    gradient = queried.gradient.view(-1, count, 3)
    cosine = (gradient * rays.directions[:, None]).sum(dim=2)
    slope = -torch.relu(-cosine)
    if from_behind:
        slope = torch.lerp(slope, -torch.relu(0.5 - cosine / 2), from_behind)
    weight = weights(alphas(queried.sdf.view(-1, count), slope * length, field.sharpness()))
    judged = points.norm(dim=2) < JUDGED * radius
    return Rendered(
        colors=(weight[..., None] * queried.colors.unflatten(0, weight.shape)).sum(dim=1),
        normal=(weight[..., None] * gradient).sum(dim=1),
        depth=(weight * middle).sum(dim=1),
        opacity=weight.sum(dim=1),
        eikonal=((gradient.norm(dim=2) - 1).square() * judged).sum(dim=1),
        samples=judged.sum(dim=1).float(),
    )
