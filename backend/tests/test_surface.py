import dataclasses

import igl
import numpy as np
import pytest
from PIL import Image
from scipy import ndimage

from backend.protocol import UserError
from backend.surface.focus import Focus
from backend.surface.mesh import extract
from backend.surface.settings import SurfaceSettings
from backend.surface.texture import bake, rasterise, save_png, vertex_colors
from backend.surface.uv import pieces, unwrap

SETTINGS = SurfaceSettings(spacing=0.01, triangles=100_000)
TEXTURE = 256


@dataclasses.dataclass
class Shape:
    """A field of a formula; its colours are linear in space."""

    distance: object
    extent: float = 0.6
    band: float = 0.08
    estimated: object = None

    def sdf(self, points):
        assert points.dtype == np.float32
        return self.distance(points).astype(np.float32)

    def estimate(self, points):
        return (self.estimated or self.distance)(points).astype(np.float32)

    def color(self, points):
        return (0.5 + 0.8 * points).astype(np.float32)

    def bounds(self):
        corner = np.full(3, self.extent, np.float32)
        return -corner, corner


def ball(radius, center=(0, 0, 0)):
    return lambda points: np.linalg.norm(points - np.asarray(center), axis=1) - radius


def rippled(amplitude, wavelength):
    """A ball of radius 0.2 with ripples, fine ones on its front."""

    def distance(points):
        ripples = np.sin(points[:, :2] * 2 * np.pi / wavelength).sum(axis=1)
        return ball(0.2)(points) + amplitude * ripples * np.clip(points[:, 2] / 0.2, 0, 1)

    return distance


@pytest.fixture(scope="module")
def blob():
    return extract(Shape(rippled(0.01, 0.15)), dataclasses.replace(SETTINGS, triangles=3000))


@pytest.fixture(scope="module")
def blob_uv(blob):
    return unwrap(blob, TEXTURE)


def signed_volume(surface):
    a, b, c = np.moveaxis(surface.vertices[surface.faces].astype(np.float64), 1, 0)
    return np.einsum("ij,ij->", a, np.cross(b, c)) / 6


def assert_closed_manifold(surface):
    faces = surface.faces.astype(np.int64)
    assert igl.is_edge_manifold(faces)[0] and np.all(igl.is_vertex_manifold(faces))
    directed = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    forth, back = ({tuple(edge) for edge in edges} for edges in (directed, directed[:, ::-1]))
    assert forth == back and len(forth) == len(directed)
    assert np.array_equal(np.unique(faces), np.arange(len(surface.vertices)))
    assert igl.doublearea(surface.vertices.astype(np.float64), faces).min() > 0


def test_a_ball_is_closed_round_and_faces_outward():
    surface = extract(Shape(ball(0.3)), SETTINGS)
    assert surface.vertices.dtype == np.float32 and surface.faces.dtype == np.int32
    assert_closed_manifold(surface)
    assert np.abs(np.linalg.norm(surface.vertices, axis=1) - 0.3).max() < 0.0005
    assert signed_volume(surface) == pytest.approx(4 / 3 * np.pi * 0.3**3, rel=0.005)


def test_floaters_and_cavities_are_left_out():
    def distance(points):
        solid = np.minimum(ball(0.3)(points), ball(0.05, (0.5, 0, 0))(points))
        return np.maximum(solid, -ball(0.25)(points))

    surface = extract(Shape(distance), SETTINGS)
    assert np.abs(np.linalg.norm(surface.vertices, axis=1) - 0.3).max() < 0.0005


def test_decimation_keeps_the_budget_the_shape_and_the_manifold(blob):
    assert 2900 <= len(blob.faces) <= 3000
    assert_closed_manifold(blob)
    assert np.abs(rippled(0.01, 0.15)(blob.vertices)).max() < 0.002


@pytest.mark.parametrize("steepness", [0.5, 1, 2, 4])
def test_a_field_that_is_no_exact_distance_still_gives_a_closed_surface(steepness):
    coarse = dataclasses.replace(SETTINGS, spacing=0.02)
    surface = extract(Shape(lambda points: steepness * ball(0.3)(points)), coarse)
    assert_closed_manifold(surface)
    assert np.abs(np.linalg.norm(surface.vertices, axis=1) - 0.3).max() < 0.001


def test_a_field_that_jumps_gives_a_closed_surface():
    def distance(points):
        return ball(0.3)(points) + np.where(points[:, 0] > 0, 0.06, 0)

    surface = extract(Shape(distance), SETTINGS)
    assert_closed_manifold(surface)
    half = 2 / 3 * np.pi
    assert signed_volume(surface) == pytest.approx(half * (0.3**3 + 0.24**3), rel=0.02)


def test_estimates_change_nothing_where_they_lead_to_the_surface_at_all():
    exact = extract(Shape(ball(0.3)), SETTINGS)
    rough = extract(Shape(ball(0.3), estimated=ball(0.27, (0.02, 0, 0))), SETTINGS)
    assert np.array_equal(rough.vertices, exact.vertices) and np.array_equal(rough.faces, exact.faces)


def test_a_rough_field_gives_a_closed_manifold():
    def distance(points):
        return ball(0.2)(points) + 0.01 * np.sin(points * [211, 307, 401]).prod(axis=1)

    assert_closed_manifold(extract(Shape(distance), SETTINGS))


def test_a_surface_that_leaves_the_box_is_cut_at_the_box():
    surface = extract(Shape(ball(0.3, (0.2, 0, 0)), extent=0.4), SETTINGS)
    assert_closed_manifold(surface)
    assert surface.vertices[:, 0].max() == pytest.approx(0.4, abs=0.001)


@pytest.mark.parametrize("value", [1.0, -1.0, 0.02, np.nan])
def test_a_field_without_a_surface_is_refused_unless_the_box_closes_it(value):
    shape = Shape(lambda points: np.full(len(points), value), extent=0.1)
    if value < 0:
        assert signed_volume(extract(shape, SETTINGS)) == pytest.approx(0.2**3, rel=0.05)
    else:
        with pytest.raises(UserError, match="no surface"):
            extract(shape, SETTINGS)


def test_the_focus_brings_out_what_the_lattice_alone_would_lose():
    distance = rippled(0.002, 0.03)
    focus = Focus(np.array([0, 0, 0.2]), 3.0)
    errors = []
    for surface in (extract(Shape(distance), SETTINGS), extract(Shape(distance), SETTINGS, focus)):
        assert_closed_manifold(surface)
        centers = surface.vertices[surface.faces].mean(axis=1)
        near = np.linalg.norm(centers - focus.center, axis=1) < focus.radius
        errors.append(np.abs(distance(centers[near])).mean())
    assert errors[1] < errors[0] / 4


def test_the_focus_is_undone_exactly_and_never_shrinks_a_distance():
    generator = np.random.default_rng(0)
    focus = Focus(np.array([0.1, 0.2, 0.3]), 2.5)
    points, others = generator.normal(scale=0.3, size=(2, 1000, 3))
    assert np.allclose(focus.shrink(focus.magnify(points)), points, atol=1e-12)
    assert np.allclose(focus.shrink(focus.center[None]), focus.center)
    before = np.linalg.norm(points - others, axis=1)
    after = np.linalg.norm(focus.magnify(points) - focus.magnify(others), axis=1)
    assert (after >= before - 1e-12).all()


@pytest.mark.parametrize("name", ["spacing", "head_magnification", "triangles", "texture_size"])
def test_settings_that_make_no_surface_are_refused(name):
    with pytest.raises(UserError, match=name):
        SurfaceSettings(**{name: 0})


def charts(surface, uv):
    """The chart (F,) of each triangle: triangles that share an edge in space and in the texture."""
    corners = np.hstack([surface.faces.reshape(-1, 1), uv.reshape(-1, 2)])
    same = np.unique(corners, axis=0, return_inverse=True)[1].reshape(-1, 3)
    return igl.facet_components(same.astype(np.int64))[1]


def test_texture_coordinates_lie_in_the_texture_and_are_not_mirrored(blob, blob_uv):
    assert blob_uv.shape == (len(blob.faces), 3, 2) and blob_uv.dtype == np.float32
    assert blob_uv.min() >= 0 and blob_uv.max() <= 1
    a, b, c = np.moveaxis(blob_uv.astype(np.float64), 1, 0)
    areas = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    assert areas.min() > -1e-9 and areas.sum() / 2 > 0.3


def test_no_texel_belongs_to_two_triangles(blob_uv):
    size = 1024
    last, barycentric = rasterise(blob_uv, size)
    first = len(blob_uv) - 1 - rasterise(blob_uv[::-1], size)[0]
    on_an_edge = barycentric.min(axis=2) < 1e-4
    assert (last >= 0).mean() > 0.3
    assert np.array_equal(last[~on_an_edge & (last >= 0)], first[~on_an_edge & (last >= 0)])


def test_charts_keep_four_texels_apart(blob, blob_uv):
    face, _ = rasterise(blob_uv, TEXTURE)
    chart = np.where(face >= 0, charts(blob, blob_uv)[face], -1)
    assert chart.max() > 3
    highest = ndimage.maximum_filter(chart, 5)
    lowest = ndimage.minimum_filter(np.where(chart >= 0, chart, chart.max() + 1), 5)
    assert np.array_equal(highest[chart >= 0], lowest[chart >= 0])


def test_the_focus_gets_more_texels(blob):
    center = np.array([0, 0, 0.2])
    shares = []
    for focus in (Focus(center, 1.0), Focus(center, 3.0, 0.11)):
        face, _ = rasterise(unwrap(blob, TEXTURE, focus), TEXTURE)
        near = np.linalg.norm(blob.vertices[blob.faces].mean(axis=1) - center, axis=1) < 0.11
        shares.append(near[face[face >= 0]].mean())
    assert shares[1] > 2 * shares[0]


def test_unwrapping_twice_gives_the_same(blob, blob_uv):
    assert np.array_equal(unwrap(blob, TEXTURE), blob_uv)


def test_a_large_surface_is_charted_piece_by_piece_and_the_focus_as_a_whole(monkeypatch):
    monkeypatch.setattr("backend.surface.uv.PIECE", 500)
    surface = extract(Shape(rippled(0.01, 0.15)), dataclasses.replace(SETTINGS, triangles=3000))
    focus = Focus(np.array([0, 0, 0.2]), 1.5, 0.11)
    piece = pieces(surface, focus)
    near = np.linalg.norm(surface.vertices[surface.faces].mean(axis=1) - focus.center, axis=1) < focus.radius
    assert len(np.unique(piece[near])) == 1 and not np.isin(piece[~near], piece[near]).any()
    assert np.bincount(piece).min() > 50 and piece.max() >= 4
    uv = unwrap(surface, TEXTURE, focus)
    assert np.array_equal(unwrap(surface, TEXTURE, focus), uv)
    test_no_texel_belongs_to_two_triangles(uv)
    test_charts_keep_four_texels_apart(surface, uv)


def test_the_texture_shows_the_fields_colour_at_each_point_of_the_surface(blob, blob_uv):
    shape = Shape(None)
    texture = bake(blob, blob_uv, shape, TEXTURE)
    assert texture.shape == (TEXTURE, TEXTURE, 3) and texture.dtype == np.uint8
    weights = np.random.default_rng(0).dirichlet([1, 1, 1], len(blob.faces))
    points = np.einsum("fk,fkd->fd", weights, blob.vertices[blob.faces])
    u, v = np.einsum("fk,fkd->fd", weights, blob_uv).T
    column, row = (np.clip(x * TEXTURE, 0, TEXTURE - 1).astype(int) for x in (u, 1 - v))
    error = np.abs(texture[row, column] / 255 - shape.color(points)).max(axis=1)
    texel = np.sqrt(4 * np.pi * 0.2**2 / 0.4) / TEXTURE
    assert error.mean() < 0.8 * texel + 1 / 255
    assert error.max() < 3 * texel + 1 / 255


def test_every_texel_outside_the_charts_takes_a_neighbours_colour(blob, blob_uv):
    class Green(Shape):
        def color(self, points):
            return np.tile(np.float32([0, 1, 0]), (len(points), 1))

    assert (bake(blob, blob_uv, Green(None), TEXTURE) == [0, 255, 0]).all()


def test_borders_are_soft_and_nothing_else_is(blob, blob_uv):
    class Halves(Shape):
        def color(self, points):
            return np.where(points[:, :1] < 0, [[1, 0, 0]], [[0, 0, 1]]).astype(np.float32)

    red = bake(blob, blob_uv, Halves(None), TEXTURE)[..., 0]
    mixed = ((red > 0) & (red < 255)).mean()
    assert 0 < mixed < 0.1


def test_vertex_colours_are_the_fields(blob):
    colors = vertex_colors(blob, Shape(None))
    assert colors.dtype == np.uint8
    assert np.abs(colors / 255 - (0.5 + 0.8 * blob.vertices)).max() <= 0.5 / 255 + 1e-6


def test_a_saved_texture_reads_back(tmp_path):
    texture = np.random.default_rng(0).integers(0, 256, (8, 8, 3), np.uint8)
    save_png(texture, tmp_path / "ä b.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "ä b.png")), texture)
