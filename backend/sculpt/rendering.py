"""NeuS volume rendering (Wang et al. 2021) with samples only where the surface is.

A ray is sphere-traced to the shell |S| < 5/s, sampled through it, and followed on where it grazed a
surface and left again. Pure functions: the field is anything with box, distance, geometry and color.
"""

from __future__ import annotations

import dataclasses
from typing import Protocol

import torch
import torch.nn.functional as functional
from torch import Tensor

from .volume import Volume

SHELL = 5.0  # S * s where the shell begins: the logistic distribution holds less than 1 % beyond
SOLID = -3.0  # S * s below which everything farther is hidden
LONGEST_STRETCH = 16  # steps through the shell before a new stretch of samples begins
STRETCHES = 4  # stretches a ray may have; what is behind them is background
VISIBLE = 1 / 255  # the weight below which a sample's colour is not asked for
LOOK_EVERY = 8  # steps after which rays that are done are left out: a graphics card has to wait for each look
HALVINGS = 8  # of a step that went too far
NEAREST = 0.02  # metres in front of the camera where rays begin


class Renderable(Protocol):
    """What can be rendered; points are (N, 3) metres."""

    @property
    def box(self) -> tuple[Tensor, Tensor]: ...  # corners (3,), (3,)
    def distance(self, points: Tensor) -> Tensor: ...  # (N,), no gradient
    def geometry(self, points: Tensor) -> tuple[Tensor, Tensor]: ...  # (N,), (N, 3)
    def color(self, points: Tensor) -> Tensor: ...  # (N, 3)


@dataclasses.dataclass(frozen=True)
class Rendered:
    """One value a ray, all premultiplied by opacity: color and normal (N, 3), depth and opacity (N,)."""

    color: Tensor
    normal: Tensor
    depth: Tensor
    opacity: Tensor


@torch.no_grad()
def enter_box(box: tuple[Tensor, Tensor], origins: Tensor, directions: Tensor) -> tuple[Tensor, Tensor]:
    """Distances (N,), (N,) at which rays enter and leave the box; one that misses enters after it leaves."""
    inverse = 1 / torch.where(directions.abs() < 1e-9, 1e-9, directions)
    a, b = (box[0] - origins) * inverse, (box[1] - origins) * inverse
    return torch.minimum(a, b).amax(1).clamp_min(NEAREST), torch.maximum(a, b).amin(1)


@torch.no_grad()
def trace(distance, origins, directions, near, far, level: float) -> tuple[Tensor, Tensor, Tensor]:
    """Sphere-trace to where distance <= level, in steps no shorter than the 0.4 level that cannot skip much.

    Where it falls faster than a distance does, and a step ends deeper than half of a positive level, the way
    there is halved until it is no longer than such a step.

    near and far (N,) bound each ray -> hit (N,) bool, depth (N,) of the hit, closest (N,) smallest
    distance met, infinite where near >= far.
    """
    if isinstance(distance, Volume) and near.device.type == "cpu":
        return distance.trace(origins, directions, near, far, level)
    hit = torch.zeros_like(near, dtype=torch.bool)
    depth, closest = near.clone(), torch.full_like(near, torch.inf)
    shortest, before, reached = 0.4 * abs(level), near.clone(), torch.full_like(near, torch.inf)
    rays = torch.nonzero(near < far)[:, 0]
    while len(rays):
        at, end, o, d, least = depth[rays], far[rays], origins[rays], directions[rays], closest[rays]
        outside = before[rays]
        for _ in range(LOOK_EVERY):
            value = distance(torch.addcmul(o, at[:, None], d)).masked_fill(at >= end, torch.inf)
            least = torch.minimum(least, value)
            going = (value > level) & (at < end)
            step = (0.95 * value - 0.95**2 * level).clamp_min(shortest)
            outside = torch.where(going, at, outside)
            at = torch.where(going, at + step, at)
        hit[rays], depth[rays], closest[rays] = value <= level, at, least
        before[rays], reached[rays] = outside, value
        rays = rays[going & (at < end)]
    if level > 0:
        rays = torch.nonzero(hit & (reached < 0.5 * level))[:, 0]
        low, high = before[rays], depth[rays]
        for _ in range(HALVINGS if len(rays) else 0):
            middle = (low + high) / 2
            found = distance(torch.addcmul(origins[rays], middle[:, None], directions[rays])) <= level
            wide = high - low > shortest
            low, high = torch.where(wide & ~found, middle, low), torch.where(wide & found, middle, high)
        depth[rays] = high
    return hit, depth, closest


@torch.no_grad()
def cross(distance, origins, directions, begin, shell: float, solid: float) -> tuple[Tensor, Tensor]:
    """Follow rays from the shell's outside -> depth (N,) where they leave it or turn solid, and which did."""
    if isinstance(distance, Volume) and begin.device.type == "cpu":
        return distance.cross(origins, directions, begin, shell, solid, LONGEST_STRETCH)
    at = begin.clone()
    ended = torch.zeros_like(at, dtype=torch.bool)
    is_solid = torch.zeros_like(ended)
    value = torch.full_like(at, shell)
    for number in range(LONGEST_STRETCH):
        step = (value - 1.1 * solid).clamp_min(0.4 * shell)
        at = torch.where(ended, at, at + step)
        value = distance(torch.addcmul(origins, at[:, None], directions))
        is_solid |= ~ended & (value < solid)
        ended |= is_solid | (value > 1.05 * shell)
        if number % LOOK_EVERY == LOOK_EVERY - 1 and ended.all():
            break
    return at, is_solid


def _march(field, origins, directions, begin, end, is_solid, sharpness, samples, jitter):
    """Render one stretch a ray -> Rendered and the transmittance (N,) behind it."""
    rays = len(origins)
    with torch.no_grad():
        steps = torch.arange(samples + 1, device=origins.device) / samples
        steps = steps + (jitter[:, None] - 0.5) / samples
        depth = begin[:, None] + (end - begin)[:, None] * steps
        points = origins[:, None] + depth[..., None] * directions[:, None]
    sdf, slope = field.geometry(points.view(-1, 3))
    cdf = torch.sigmoid(sdf.view(rays, -1) * sharpness)
    # whatever lies behind a sample that deep is hidden: the last interval takes what is left
    cdf = torch.cat([cdf[:, :-1], cdf[:, -1:] * (~is_solid)[:, None]], 1)
    alpha = ((cdf[:, :-1] - cdf[:, 1:]) / (cdf[:, :-1] + 1e-6)).clamp(0, 1)
    clear = torch.cumprod(torch.cat([torch.ones_like(alpha[:, :1]), 1 - alpha], 1), 1)
    weight = alpha * clear[:, :-1]
    slope = slope.view(rays, -1, 3)
    normal = (weight[..., None] * 0.5 * (slope[:, 1:] + slope[:, :-1])).sum(1)
    color = _shade(field, 0.5 * (points[:, 1:] + points[:, :-1]), weight)
    middle = 0.5 * (depth[:, 1:] + depth[:, :-1])
    return Rendered(color, normal, (weight * middle).sum(1), weight.sum(1)), clear[:, -1]


def _shade(field, points: Tensor, weight: Tensor) -> Tensor:
    """Weighted colour (N, 3) of samples (N, K, 3), asking only for those that can be seen."""
    rays, count = weight.shape
    seen = torch.nonzero(weight.detach().flatten() > VISIBLE)[:, 0]
    colors = points.new_zeros(rays * count, 3).index_copy(0, seen, field.color(points.view(-1, 3)[seen]))
    asked = weight * (weight.detach() > VISIBLE)
    share = weight.sum(1) / asked.sum(1).clamp_min(1e-6)
    return share[:, None] * (asked[..., None] * colors.view(rays, count, 3)).sum(1)


def render(
    field: Renderable, origins: Tensor, directions: Tensor, sharpness: float, samples: int, jitter: Tensor
) -> Rendered:
    """Render rays; differentiable in the field.

    origins and directions (N, 3), directions of unit length; sharpness is NeuS' s in 1/m; samples is
    the number of intervals of a stretch; jitter (N,) in 0..1 shifts each ray's samples, 0.5 for none.
    """
    shell, solid = SHELL / sharpness, SOLID / sharpness
    count = len(origins)
    total = Rendered(*(origins.new_zeros(count, width) for width in (3, 3, 1, 1)))
    clear = origins.new_ones(count)
    near, far = enter_box(field.box, origins, directions)
    rays = torch.arange(count, device=origins.device)
    for _ in range(STRETCHES):
        hit, begin, _ = trace(field.distance, origins[rays], directions[rays], near[rays], far[rays], shell)
        rays, begin = rays[hit], begin[hit]
        if not len(rays):
            break
        o, d = origins[rays], directions[rays]
        end, is_solid = cross(field.distance, o, d, begin, shell, solid)
        part, behind = _march(field, o, d, begin, end, is_solid, sharpness, samples, jitter[rays])
        total = _behind(total, part, rays, clear[rays])
        clear = clear.index_copy(0, rays, clear[rays] * behind)
        near = near.index_copy(0, rays, end)
        rays = rays[~is_solid]
    return Rendered(total.color, total.normal, total.depth[:, 0], total.opacity[:, 0])


def _behind(total: Rendered, part: Rendered, rays: Tensor, clear: Tensor) -> Rendered:
    """Add a stretch of some rays behind what they have met so far; rays holds each ray once."""
    added = {}
    for field in dataclasses.fields(Rendered):
        sofar, value = getattr(total, field.name), getattr(part, field.name)
        value = value.view(len(rays), -1) * clear[:, None]
        added[field.name] = sofar.index_add(0, rays, value)
    return Rendered(**added)


def over(color: Tensor, opacity: Tensor, background: Tensor) -> Tensor:
    """Premultiplied color (..., 3) of opacity (...) over background (..., 3)."""
    return color + (1 - opacity[..., None]) * background


def unit(vectors: Tensor) -> Tensor:
    """Vectors (..., 3) at length 1, those near zero left near zero."""
    return functional.normalize(vectors, dim=-1, eps=1e-3)
