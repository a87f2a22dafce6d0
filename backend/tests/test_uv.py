import dataclasses

import igl
import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from surface_fixtures import SETTINGS, TEXTURE, Shape, ball, blob, blob_uv

from backend.surface.charts import laid_flat
from backend.surface.flatten import crossings, flatten, one_to_one, signed_areas
from backend.surface.focus import Focus
from backend.surface.mesh import Surface, extract
from backend.surface.texture import bake, rasterise, save_png, vertex_colors
from backend.surface.uv import unwrap

__all__ = ["blob", "blob_uv"]


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


def test_no_texel_belongs_to_two_triangles(blob_uv, least=0.3):
    size = 1024
    last, barycentric = rasterise(blob_uv, size)
    first = len(blob_uv) - 1 - rasterise(blob_uv[::-1], size)[0]
    on_an_edge = barycentric.min(axis=2) < 1e-4
    assert (last >= 0).mean() > least
    assert np.array_equal(last[~on_an_edge & (last >= 0)], first[~on_an_edge & (last >= 0)])


def test_charts_keep_four_texels_apart(blob, blob_uv, least=1):
    face, _ = rasterise(blob_uv, TEXTURE)
    chart = np.where(face >= 0, charts(blob, blob_uv)[face], -1)
    assert chart.max() >= least
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


def test_a_body_like_surface_has_few_charts_of_even_density():
    def limb(points):
        along = np.clip(points[:, 0], -0.4, 0.4)
        axis = np.stack([along, 0 * along, 0 * along], axis=1)
        return np.linalg.norm(points - axis, axis=1) - 0.08

    surface = extract(
        Shape(lambda points: np.minimum(limb(points), ball(0.2)(points))), dataclasses.replace(SETTINGS)
    )
    uv = unwrap(surface, TEXTURE)
    assert charts(surface, uv).max() < 6
    a, b, c = np.moveaxis(uv.astype(np.float64), 1, 0)
    flat = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    area = igl.doublearea(surface.vertices.astype(np.float64), surface.faces.astype(np.int64))
    density = np.sqrt(flat / area / (flat.sum() / area.sum()))
    assert area[(density > 0.7) & (density < 1.4)].sum() > 0.9 * area.sum()
    test_no_texel_belongs_to_two_triangles(uv, least=0.1)
    test_charts_keep_four_texels_apart(surface, uv, least=1)


def test_parts_do_not_share_a_chart(blob):
    right = (blob.vertices[blob.faces].mean(axis=1)[:, 0] > 0).astype(int)
    number = charts(blob, unwrap(blob, TEXTURE, parts=right))
    middles = blob.vertices[blob.faces].mean(axis=1)[:, 0]
    for chart in range(number.max() + 1):
        side = middles[number == chart]
        assert side.min() > -0.03 or side.max() < 0.03


def torus(points):
    return np.hypot(np.hypot(points[:, 0], points[:, 2]) - 0.3, points[:, 1]) - 0.1


def tetrahedron():
    corners = np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32)
    return Surface(corners, np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], np.int32))


def several(surface, count):
    vertices = [surface.vertices + np.float32([2 * number, 0, 0]) for number in range(count)]
    faces = [surface.faces + number * len(surface.vertices) for number in range(count)]
    return Surface(np.concatenate(vertices), np.concatenate(faces).astype(np.int32))


@pytest.mark.parametrize(
    "surface",
    [
        extract(Shape(torus), dataclasses.replace(SETTINGS, spacing=0.02)),
        extract(
            Shape(lambda points: np.abs(points).max(axis=1) - 0.3),
            dataclasses.replace(SETTINGS, spacing=0.03),
        ),
        tetrahedron(),
        several(tetrahedron(), 20),
        Surface(1e-3 * tetrahedron().vertices, tetrahedron().faces),
    ],
    ids=["torus", "box", "tetrahedron", "parts", "tiny"],
)
def test_any_closed_surface_gets_valid_coordinates(surface):
    uv = unwrap(surface, TEXTURE)
    assert np.isfinite(uv).all() and uv.min() >= 0 and uv.max() <= 1
    a, b, c = np.moveaxis(uv.astype(np.float64), 1, 0)
    assert ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).min() > -1e-9
    test_no_texel_belongs_to_two_triangles(uv, least=0.1)
    test_charts_keep_four_texels_apart(surface, uv, least=1)


def test_a_closed_patch_is_split_until_it_lies_flat(blob):
    faces = blob.faces.astype(np.int64)
    flat, chart = laid_flat(blob.vertices.astype(np.float64), faces, np.zeros(len(faces), np.int64))
    assert np.isfinite(flat).all() and chart.max() > 0


def test_edges_that_cross_are_seen_where_they_are_of_one_group():
    start = np.array([[0.0, 0], [1, 1], [1, 0], [0, 1]])
    end = np.roll(start, -1, axis=0)
    one, two = np.zeros(4, np.int64), np.array([0, 0, 1, 1])
    assert crossings(start, end, one).tolist() == [True, False, True, False]
    assert not crossings(start, end, two).any()


def grid(count):
    """A square sheet of 2 * count^2 triangles."""
    y, x = np.mgrid[: count + 1, : count + 1] / count
    low = (np.arange(count)[:, None] * (count + 1) + np.arange(count)).ravel()
    faces = np.stack([low, low + 1, low + count + 2, low, low + count + 2, low + count + 1], 1).reshape(-1, 3)
    return np.stack([x.ravel(), y.ravel(), 0 * x.ravel()], axis=1), faces


def test_a_rolled_sheet_is_unrolled_to_its_lengths():
    sheet, faces = grid(20)
    rolled = np.stack([np.sin(3 * sheet[:, 0]) / 3, sheet[:, 1], np.cos(3 * sheet[:, 0]) / 3], axis=1)
    plane = flatten(rolled, faces, np.array(igl.boundary_loop(faces)))
    flat, true = (np.linalg.norm(p[faces] - np.roll(p[faces], 1, axis=1), axis=2) for p in (plane, sheet))
    assert np.allclose(flat, true, rtol=0.01)
    assert (signed_areas(plane[faces]) > 0).all()


def test_a_sheet_that_winds_over_itself_is_laid_flat_one_to_one():
    sheet, faces = grid(24)
    angle, radius = 9 * sheet[:, 0], 1 + sheet[:, 1]
    ramp = np.stack([radius * np.cos(angle), 0.1 * angle, radius * np.sin(angle)], axis=1)
    loop = np.array(igl.boundary_loop(faces))
    plane = one_to_one(ramp, faces, loop)
    assert (signed_areas(plane[faces]) > 0).all()
    assert not crossings(plane[loop], np.roll(plane[loop], -1, axis=0), np.zeros(len(loop), int)).any()
    assert np.isclose(signed_areas(plane[faces]).sum(), igl.doublearea(ramp, faces).sum(), rtol=0.3)


def test_what_winds_over_itself_becomes_several_charts_without_overlaps():
    sheet, faces = grid(24)
    angle, radius = 9 * sheet[:, 0], 1 + sheet[:, 1]
    ramp = np.stack([radius * np.cos(angle), 0.1 * angle, radius * np.sin(angle)], axis=1)
    flat, chart = laid_flat(ramp, faces.astype(np.int64), np.zeros(len(faces), np.int64))
    assert chart.max() > 0 and (signed_areas(flat) > 0).all()
    for number in range(chart.max() + 1):
        test_no_texel_belongs_to_two_triangles(within_the_unit_square(flat[chart == number]), least=0)


def within_the_unit_square(corners):
    low = corners.min(axis=(0, 1))
    return ((corners - low) / np.ptp(corners, axis=(0, 1)).max()).astype(np.float32)


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
