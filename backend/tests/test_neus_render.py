"""The renderer shows a known field where it is, and as the body-anchored renderer shows it."""

import dataclasses

import numpy as np
import pytest
import torch

from backend.neus.networks import Networks, Queried
from backend.neus.rendering import Rays, place_samples, render
from backend.neus.settings import ColorSettings, Model, RendererSettings, SdfSettings
from backend.raster import Camera
from backend.sculpt import rendering as anchored

SAMPLES = RendererSettings()
SHARPNESS = 800.0
CENTRE, RADIUS = torch.tensor([0.1, -0.2, 0.05]), 0.4
HALF = torch.tensor([0.3, 0.5, 0.2])
VIEW = Camera.orbit(np.array([0.1, -0.1, 0.0]), 0.5, 0.3, 2.0, 0.9)
SIZE = 48


def sphere(points):
    return (points - CENTRE).norm(dim=1) - RADIUS


def box(points):
    outside = (points - CENTRE).abs() - HALF
    return outside.clamp_min(0).norm(dim=1) + outside.amax(dim=1).clamp_max(0)


@dataclasses.dataclass
class Known:
    """A field whose colour is its position."""

    distance: object

    def sdf(self, points):
        return self.distance(points)

    def geometry(self, points):
        points = points.detach().requires_grad_()
        with torch.enable_grad():
            value = self.distance(points)
            (gradient,) = torch.autograd.grad(value.sum(), points)
        return value.detach(), gradient

    def color(self, points):
        return points / 2 + 0.5

    def query(self, points):
        return Queried(*self.geometry(points), self.color(points))

    def sharpness(self):
        return torch.tensor(SHARPNESS)


def hit_sphere(origins, directions):
    """Depth (N,), infinite for a miss, and how far (N,) inside the outline a ray passes, in metres."""
    towards = CENTRE - origins
    along = (towards * directions).sum(dim=1)
    aside = (towards.square().sum(dim=1) - along.square()).clamp_min(0).sqrt()
    depth = along - (RADIUS**2 - aside**2).clamp_min(0).sqrt()
    return torch.where(aside < RADIUS, depth, torch.inf), RADIUS - aside


def hit_box(origins, directions):
    """As hit_sphere; how far inside the outline a ray passes is a third of its way through the box."""
    a, b = (CENTRE - HALF - origins) / directions, (CENTRE + HALF - origins) / directions
    near, far = torch.minimum(a, b).amax(dim=1), torch.maximum(a, b).amin(dim=1)
    return torch.where(near < far, near, torch.inf), (far - near) / 3


def picture(field, size=SIZE):
    rays = Rays.through(VIEW, size, torch.arange(size**2))
    return rays.origins, rays.directions, render(field, rays, SAMPLES, 1.0)


@pytest.mark.parametrize(("distance", "hit"), [(sphere, hit_sphere), (box, hit_box)])
def test_a_known_surface_has_its_depth_mask_and_normals(distance, hit):
    field = Known(distance)
    origins, directions, seen = picture(field)
    depth, within = hit(origins, directions)
    sure, empty = within > 0.02, within < -0.02
    assert sure.sum() > 200 and empty.sum() > 200
    assert (seen.opacity[sure] > 0.98).all() and (seen.opacity[empty] < 0.02).all()
    wrong = (seen.opacity > 0.5) != torch.isfinite(depth)
    assert wrong[within.abs() > 0.01].sum() == 0
    error = (seen.depth / seen.opacity - depth)[sure].abs()
    assert error.median() < 5e-4 and error.quantile(0.95) < 2e-3
    surface = origins + depth[:, None] * directions
    _, expected = field.geometry((surface + 1e-3 * directions)[sure])
    agreement = (torch.nn.functional.normalize(seen.normal[sure], dim=1) * expected).sum(dim=1)
    assert agreement.quantile(0.05) > 0.98
    assert (seen.colors[sure] - field.color(surface[sure])).abs().median() < 2e-3


@pytest.mark.parametrize(("distance", "hit"), [(sphere, hit_sphere), (box, hit_box)])
def test_the_body_anchored_renderer_agrees(distance, hit):
    """To 1 % of opacity and 4 mm of depth, but for the outline's own pixels."""

    class Anchored(Known):
        box = (torch.full((3,), -1.0), torch.full((3,), 1.0))

    origins, directions, seen = picture(Known(distance))
    anchor = Anchored(distance)
    other = anchored.render(anchor, origins, directions, SHARPNESS, 32, torch.full((len(origins),), 0.5))
    _, within = hit(origins, directions)
    clear = within.abs() > 0.02
    assert (seen.opacity - other.opacity)[clear].abs().max() < 0.01
    solid = within > 0.02
    assert (seen.depth - other.depth)[solid].abs().quantile(0.98) < 4e-3
    assert (seen.colors - other.color)[solid].abs().quantile(0.98) < 4e-3


def test_what_is_behind_the_camera_is_not_seen():
    """A face camera is nearer to the head than the scene's ball is wide."""
    eye = CENTRE.numpy() + [0, 0, RADIUS + 0.1]
    away = Camera(eye, np.diag([-1.0, 1.0, 1.0]), 0.6)
    towards = Camera(eye, np.diag([1.0, 1.0, -1.0]), 0.6)
    seen, empty = (
        render(Known(sphere), Rays.through(view, 16, torch.arange(256)), SAMPLES, 1.0).opacity
        for view in (towards, away)
    )
    assert (seen > 0.98).all() and (empty < 0.01).all()


def test_samples_gather_at_the_surface_and_stay_in_order():
    rays = Rays.through(VIEW, SIZE, torch.arange(SIZE**2), np.random.default_rng(0))
    depth, within = hit_sphere(rays.origins, rays.directions)
    placed = place_samples(Known(sphere), rays, SAMPLES, 1.0)
    assert placed.shape == (SIZE**2, 64) and (placed.diff(dim=1) >= 0).all()
    near = (placed - depth[:, None]).abs() < 0.02
    assert near[within > 0.05].sum(dim=1).float().mean() > 20


def test_without_gradients_the_same_picture():
    networks = Networks(
        Model(
            SdfSettings(d_out=9, d_hidden=64, n_layers=2, skip_in=(2,)),
            rendering_network=ColorSettings(8, d_hidden=8),
        ),
        torch.Generator().manual_seed(0),
    )
    _, _, learning = picture(networks, 8)
    with torch.no_grad():
        _, _, still = picture(networks, 8)
    for a, b in zip(learning.tensors(), still.tensors(), strict=True):
        assert torch.equal(a, b) and not b.requires_grad
    assert learning.opacity.requires_grad


@pytest.mark.parametrize(("layers", "skip"), [(4, (4,)), (3, (3,)), (4, (2,)), (3, ())])
def test_an_untrained_network_is_about_a_sphere(layers, skip):
    settings = SdfSettings(d_out=5, d_hidden=256, n_layers=layers, skip_in=skip)
    networks = Networks(Model(settings, rendering_network=ColorSettings(4)), torch.Generator().manual_seed(1))
    points = torch.randn(500, 3, generator=torch.Generator().manual_seed(2))
    points *= torch.rand(500, 1, generator=torch.Generator().manual_seed(3)) / points.norm(
        dim=1, keepdim=True
    )
    sdf, gradient, _ = networks.geometry(points)
    expected = points.norm(dim=1) - 0.5
    assert (sdf - expected).abs().mean() < 0.2  # softplus lifts the middle
    assert torch.corrcoef(torch.stack([sdf, expected]))[0, 1] > 0.95
    away = points.norm(dim=1) > 0.3
    assert ((gradient * points).sum(dim=1) / points.norm(dim=1))[away].mean() > 0.8
