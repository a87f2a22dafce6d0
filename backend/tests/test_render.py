"""Rendering against spheres, whose pictures are known."""

import dataclasses
import math

import numpy as np
import pytest
import torch
from sculpt_fixtures import CENTRE, RADIUS, ball_start

from backend.config import load_preset
from backend.raster import Camera
from backend.sculpt.cameras import rays
from backend.sculpt.field import Field, Limits
from backend.sculpt.images import preview, render_image, silhouettes
from backend.sculpt.rendering import Rendered, cross, enter_box, over, render, trace
from backend.sculpt.tables import FixedTables

SHARPNESS = 300.0


OUTLINE = dataclasses.replace(
    load_preset("draft").sculpt, mask_tolerance=0.02, largest_growth=0.01, band=0.08
)


class Spheres:
    """Spheres (x, y, z, radius) with one colour each, as a field that can be rendered."""

    def __init__(self, spheres: list[tuple[float, ...]], colors: list[tuple[float, ...]]):
        self.spheres, self.colors = torch.tensor(spheres, dtype=torch.float32), torch.tensor(colors)
        self.box = torch.full((3,), -3.0), torch.full((3,), 3.0)

    def _all(self, points):
        return (points[:, None] - self.spheres[:, :3]).norm(dim=-1) - self.spheres[:, 3]

    def distance(self, points):
        return self._all(points).amin(1).detach()

    def geometry(self, points):
        nearest = self._all(points).argmin(1)
        away = points - self.spheres[nearest, :3]
        return away.norm(dim=-1) - self.spheres[nearest, 3], away / away.norm(dim=-1, keepdim=True)

    def color(self, points):
        return self.colors[self._all(points).argmin(1)]


def parallel(offsets: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
    """Rays along -z from z = 2, at the given x."""
    origins = torch.zeros(len(offsets), 3)
    origins[:, 0], origins[:, 2] = torch.from_numpy(offsets).float(), 2.0
    return origins, torch.tensor([0.0, 0, -1]).expand(len(offsets), 3)


def draw(field, offsets, samples: int = 12, jitter: float = 0.5) -> Rendered:
    return render(field, *parallel(offsets), SHARPNESS, samples, torch.full((len(offsets),), jitter))


@pytest.fixture(scope="module")
def sphere() -> Spheres:
    return Spheres([(0, 0, 0, 0.5)], [(0.2, 0.4, 0.9)])


def test_depth_mask_normal_and_colour_of_a_sphere(sphere):
    offsets = np.linspace(-0.45, 0.45, 31)
    picture = draw(sphere, offsets)
    assert picture.opacity.min() > 0.99 and picture.opacity.max() <= 1 + 1e-5
    height = torch.from_numpy(np.sqrt(0.25 - offsets**2)).float()
    assert (picture.depth - (2 - height)).abs().max() < 0.01
    normal = torch.stack([torch.from_numpy(offsets).float(), torch.zeros(31), height], 1) / 0.5
    assert (picture.normal - normal).abs().max() < 0.03
    assert torch.allclose(picture.color, sphere.colors.expand(31, 3), atol=0.01)
    assert draw(sphere, np.array([0.6, 1.0, 2.9, -0.8])).opacity.abs().max() < 1e-3


def test_opacity_stays_within_bounds_and_falls_smoothly_across_the_edge(sphere):
    offsets = np.linspace(0.4, 0.6, 400)
    for jitter in (0.0, 0.5, 1.0):
        opacity = draw(sphere, offsets, jitter=jitter).opacity
        assert opacity.min() >= 0 and opacity.max() <= 1 + 1e-5
        # a grazing ray that is lost shows as a jump between neighbours
        assert opacity.diff().abs().max() < 0.1
        assert opacity.diff().max() < 0.03


def test_rays_that_graze_a_long_flat_surface_do_not_speckle():
    row = [(0.0, 0.0, z, 0.1) for z in np.linspace(-1, 1, 401)]
    opacity = draw(Spheres(row, [(1.0, 1, 1)] * len(row)), np.linspace(0.06, 0.13, 300)).opacity
    assert opacity[0] > 0.99 and opacity[-1] < 0.01
    assert opacity.diff().abs().max() < 0.06 and opacity.diff().max() < 0.01


def test_what_a_ray_grazes_does_not_hide_what_is_behind():
    field = Spheres([(0, 0, 0.8, 0.3), (0.3, 0, -0.8, 0.3)], [(1.0, 0, 0), (0.0, 1, 0)])
    picture = draw(field, np.array([0.0, 0.312, 0.4]))
    assert torch.allclose(picture.opacity, torch.ones(3), atol=0.01)
    assert torch.allclose(picture.color[0], torch.tensor([1.0, 0, 0]), atol=0.02)
    assert torch.allclose(picture.color[2], torch.tensor([0.0, 1, 0]), atol=0.02)
    # CDF of NeuS at 12 mm from the surface: little of the first sphere, then the second
    assert 0 < picture.color[1, 0] < 0.1 and picture.color[1, 1] > 0.9
    assert picture.depth[2] > 2.5


def test_opacity_follows_the_radius_as_finite_differences_do():
    # rays that reach no deeper than -3 / s: beyond, all is opaque whatever the radius
    def opacity(radius: torch.Tensor) -> torch.Tensor:
        field = Spheres([(0, 0, 0, 0.5)], [(1.0, 1, 1)])
        field.spheres = torch.cat([torch.zeros(3), radius])[None]
        return draw(field, np.linspace(0.495, 0.51, 21), samples=64).opacity.sum()

    radius = torch.tensor([0.5], requires_grad=True)
    opacity(radius).backward()
    step = 2e-4
    numeric = (opacity(torch.tensor([0.5 + step])) - opacity(torch.tensor([0.5 - step]))) / (2 * step)
    assert numeric > 100 and radius.grad.item() == pytest.approx(numeric.item(), rel=0.1)


def test_tracing_stops_at_the_level_and_knows_how_near_a_miss_was(sphere):
    offsets = np.array([0.0, 0.3, 0.55, 0.9])
    origins, directions = parallel(offsets)
    near, far = torch.zeros(4), torch.full((4,), 4.0)
    hit, depth, closest = trace(sphere.distance, origins, directions, near, far, 0.02)
    assert hit.tolist() == [True, True, False, False]
    surface = (origins + depth[:, None] * directions)[:2].norm(dim=1)
    assert ((surface > 0.5) & (surface < 0.5201)).all()
    assert torch.allclose(closest[2:], torch.tensor([0.05, 0.4]), atol=0.005)
    nothing = trace(sphere.distance, origins, directions, far, near, 0.02)
    assert not nothing[0].any() and torch.isinf(nothing[2]).all()


def looking_at_the_ball(distance: float = 1.5, tangent: float = 0.3) -> Camera:
    return Camera.orbit(CENTRE, 0.5, 0.2, distance, tangent * distance)


def test_rays_agree_with_the_camera_that_rasterises():
    view = looking_at_the_ball()
    origins, directions = rays(view, 16, "cpu")
    assert torch.allclose(directions.norm(dim=-1), torch.ones(16, 16), atol=1e-6)
    points = (origins + 1.3 * directions).view(-1, 3).numpy().astype(np.float64)
    pixels = view.project(points, 16)[:, :2].reshape(16, 16, 2)
    x, y = np.meshgrid(np.arange(16) + 0.5, np.arange(16) + 0.5)
    assert np.allclose(pixels, np.stack([x, y], axis=-1), atol=1e-3)


@pytest.fixture(scope="module")
def tables():
    field = Field(ball_start(), 32, 0.08, Limits(0.01, 0.01, 1.0))
    return FixedTables(field).at(field)


def test_the_silhouette_is_the_starts(tables):
    view, size = looking_at_the_ball(), 48
    (outline,) = silhouettes(tables.fixed, [view], size, OUTLINE)
    origins, directions = (value.view(-1, 3) for value in rays(view, size, "cpu"))
    towards = torch.from_numpy(CENTRE) - origins
    passed = (towards - (towards * directions).sum(1, keepdim=True) * directions).norm(dim=1) - RADIUS
    margin = 0.006
    assert outline.inside[passed < -0.02 - margin].all() and not outline.inside[passed > -0.02 + margin].any()
    assert outline.outside[passed > 0.02 + margin].all() and not outline.outside[passed < 0.02 - margin].any()
    assert outline.near[passed < 0.08 - margin].all() and not outline.near[passed > 0.08 + margin].any()
    wider = dataclasses.replace(OUTLINE, largest_growth=0.06)
    (grown,) = silhouettes(tables.fixed, [view], size, wider)
    assert torch.equal(grown.inside, outline.inside)
    assert grown.outside[passed > 0.06 + margin].all() and not grown.outside[passed < 0.06 - margin].any()


def test_rays_are_followed_alike_by_tensors_and_by_compiled_code(tables):
    view = looking_at_the_ball()
    origins, directions = (value.view(-1, 3) for value in rays(view, 48, "cpu"))
    near, far = enter_box(tables.box, origins, directions)
    for level in (0.02, -0.02):
        found = [trace(way, origins, directions, near, far, level) for way in ways(tables.distance)]
        traced = [(hit, torch.where(hit, depth, 0), closest) for hit, depth, closest in found]
        assert all(
            torch.isclose(a.float(), b.float(), atol=1e-4).float().mean() > 0.99
            for a, b in zip(*traced, strict=True)
        )
        assert traced[0][0].any() and not traced[0][0].all()
    hit, begin, _ = trace(tables.distance, origins, directions, near, far, 0.02)
    rest = origins[hit], directions[hit], begin[hit], 0.02, -0.012
    crossed = [cross(way, *rest) for way in ways(tables.distance)]
    assert all(
        torch.isclose(a.float(), b.float(), atol=1e-4).float().mean() > 0.99
        for a, b in zip(*crossed, strict=True)
    )
    assert crossed[0][1].any() and not crossed[0][1].all()


@pytest.mark.parametrize("compiled", [True, False])
def test_a_surface_that_has_grown_far_is_met_where_it_is(compiled, monkeypatch):
    """Where the start is no measure of how far away it is, and rays that trusted it would begin inside."""
    field = Field(ball_start(), 24, 0.15, Limits(0.12, 0.01, 1.0))
    with torch.no_grad():
        field.offsets[0].fill_(-0.15)
    grown = -float(field.offset().detach().min())
    tables, view, size = FixedTables(field).at(field), looking_at_the_ball(), 32
    if not compiled:
        monkeypatch.setattr("backend.sculpt.rendering.Volume", ())
    everywhere = torch.ones(size * size, dtype=torch.bool)
    picture = render_image(tables, view, size, everywhere, 1, SHARPNESS, 12, None)
    origins, directions = (value.view(-1, 3) for value in rays(view, size, "cpu"))
    along = ((torch.from_numpy(CENTRE) - origins) * directions).sum(1)
    passed = (torch.from_numpy(CENTRE) - origins - along[:, None] * directions).norm(dim=1)
    met = passed < RADIUS + grown - 0.03
    towards_face = (origins + along[:, None] * directions)[:, 2] > CENTRE[2] + 0.05
    depth = along - ((RADIUS + grown) ** 2 - passed**2).clamp_min(0).sqrt()
    free = met & ~towards_face & (grown > 0.08)
    assert free.sum() > 20 and (picture.opacity[free] > 0.99).all()
    assert (picture.depth[free] - depth[free]).abs().median() < 0.01


def ways(distance):
    """The volume, and a function that is not known to be one."""
    return distance, lambda points: distance(points)


@pytest.mark.parametrize("supersampling", [1, 2])
def test_a_picture_of_the_start_shows_its_colours_and_shape(tables, supersampling):
    view, size = looking_at_the_ball(), 32
    near = silhouettes(tables.fixed, [view], size, OUTLINE)[0].near
    picture = render_image(tables, view, size, near, supersampling, SHARPNESS, 12, np.random.default_rng(0))
    assert picture.color.shape == (size * size, 3) and picture.opacity.shape == (size * size,)
    share = picture.opacity.sum() / size**2
    angle = math.tan(math.asin(RADIUS / 1.5)) / 0.3
    assert share.item() == pytest.approx(math.pi / 4 * angle**2, rel=0.05)
    assert (picture.opacity[~near] == 0).all()
    middle = picture.opacity.view(size, size)[12:20, 12:20]
    assert middle.min() > 0.99
    red = picture.color.view(size, size, 3)[16, -14:-10] / picture.opacity.view(size, size, 1)[16, -14:-10]
    assert torch.allclose(red, torch.tensor([0.9, 0.2, 0.1]).expand(4, 3), atol=0.03)


def test_a_preview_is_a_square_with_figure_and_white(tables):
    image = preview(tables, ball_start(), 64, SHARPNESS, 12)
    assert image.shape == (64, 64, 3) and image.dtype == np.uint8
    assert (image[0] == 255).all() and (image < 200).any(axis=-1).sum() > 50


def test_compositing_over_a_background():
    color, opacity = torch.tensor([[0.5, 0, 0], [0.0, 0, 0]]), torch.tensor([0.5, 0.0])
    assert torch.equal(over(color, opacity, torch.ones(3)), torch.tensor([[1.0, 0.5, 0.5], [1, 1, 1]]))
