import dataclasses

import igl
import numpy as np
import pytest
from surface_fixtures import SETTINGS, Shape, ball, blob, rippled

from backend.protocol import UserError
from backend.surface.focus import Focus
from backend.surface.mesh import VISIBLE, decimated, deviation, extract, full, surface_report, too_few
from backend.surface.settings import SurfaceSettings

__all__ = ["blob"]


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


def test_fewer_triangles_deviate_more_and_far_too_few_are_warned_of():
    detail = full(Shape(rippled(0.01, 0.15)), SETTINGS.spacing)
    wanted = [dataclasses.replace(SETTINGS, triangles=count) for count in (100, 1000, 10_000)]
    least, some, many = (deviation(decimated(detail, each), detail) for each in wanted)
    assert many.mean() < some.mean() < least.mean() and np.percentile(least, 99) > VISIBLE
    assert not deviation(detail, detail).max() > 1e-6
    assert not too_few(many, wanted[2])
    (text,) = too_few(least, wanted[0])
    assert "100 triangles" in text and f"{1000 * np.percentile(least, 99):.0f} mm" in text
    told = surface_report(detail.faces, many)
    assert told["triangles"] == len(detail.faces)
    assert told["deviation_mm"]["mean"] == pytest.approx(1000 * many.mean(), abs=1e-3)


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
