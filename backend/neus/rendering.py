"""NeuS volume rendering (Wang et al. 2021) with hierarchical sampling, as the paper describes it.

Pure functions: the field is anything with sdf, query and sharpness. Rays are sampled within the ball around
the origin that holds the scene, evenly first, then where the surface seems to be.
"""

from __future__ import annotations

import dataclasses
from typing import Protocol

import torch
from torch import Tensor

from .networks import Queried
from .settings import RendererSettings

FIRST_SHARPNESS = 64.0  # with which new samples are placed first; doubled in each further step
JUDGED = 1.2  # radii of the scene within which the eikonal term counts


class Renderable(Protocol):
    """What can be rendered; points are (N, 3) metres."""

    def sdf(self, points: Tensor) -> Tensor: ...  # (N,)
    def query(self, points: Tensor) -> Queried: ...
    def sharpness(self) -> Tensor: ...  # NeuS' s in 1/m


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
def place_samples(
    field: Renderable,
    origins: Tensor,
    directions: Tensor,
    jitter: Tensor,
    settings: RendererSettings,
    radius: float,
) -> Tensor:
    """Depths (R, n_samples + n_importance), ascending; the arguments are those of `render`."""
    middle = -(origins * directions).sum(dim=1, keepdim=True)
    even = torch.linspace(-radius, radius, settings.n_samples, device=origins.device)
    shift = (jitter - 0.5) * settings.perturb * 2 * radius / settings.n_samples
    depth = middle + even + shift[:, None]
    if not settings.n_importance:
        return depth
    sdf = _sdf_along(field, origins, directions, depth)
    for step in range(settings.up_sample_steps):
        points = origins[:, None] + depth[..., None] * directions[:, None]
        inside = points.norm(dim=2) < radius
        count = settings.n_importance // settings.up_sample_steps
        new = _near_surface(depth, sdf, inside, FIRST_SHARPNESS * 2**step / radius, count)
        depth, order = torch.cat([depth, new], dim=1).sort(dim=1)
        if step + 1 < settings.up_sample_steps:
            sdf = torch.cat([sdf, _sdf_along(field, origins, directions, new)], dim=1).gather(1, order)
    return depth


def _sdf_along(field: Renderable, origins: Tensor, directions: Tensor, depth: Tensor) -> Tensor:
    points = origins[:, None] + depth[..., None] * directions[:, None]
    return field.sdf(points.reshape(-1, 3)).view(depth.shape)


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
    field: Renderable,
    origins: Tensor,
    directions: Tensor,
    jitter: Tensor,
    settings: RendererSettings,
    radius: float,
    from_behind: float = 0.0,
) -> Rendered:
    """Render rays; differentiable in the field, unless gradients are switched off.

    origins and directions (R, 3), directions of unit length; jitter (R,) in 0..1 shifts each ray's even
    samples, 0.5 for none; radius of the ball around the origin that holds the scene; from_behind is the share
    in which NeuS' early steps let surfaces seen from behind count (its supplement's cosine annealing).
    """
    depth = place_samples(field, origins, directions, jitter, settings, radius)
    rays, count = depth.shape
    length = torch.diff(depth, append=depth[:, -1:] + 2 * radius / settings.n_samples)
    middle = depth + length / 2
    points = origins[:, None] + middle[..., None] * directions[:, None]
    queried = field.query(points.view(-1, 3))
    gradient = queried.gradient.view(rays, count, 3)
    cosine = (gradient * directions[:, None]).sum(dim=2)
    slope = -torch.relu(-cosine)
    if from_behind:
        slope = torch.lerp(slope, -torch.relu(0.5 - cosine / 2), from_behind)
    weight = weights(alphas(queried.sdf.view(rays, count), slope * length, field.sharpness()))
    judged = points.norm(dim=2) < JUDGED * radius
    return Rendered(
        colors=(weight[..., None] * queried.colors.view(rays, count, -1)).sum(dim=1),
        normal=(weight[..., None] * gradient).sum(dim=1),
        depth=(weight * middle).sum(dim=1),
        opacity=weight.sum(dim=1),
        eikonal=((gradient.norm(dim=2) - 1).square() * judged).sum(dim=1),
        samples=judged.sum(dim=1).float(),
    )
