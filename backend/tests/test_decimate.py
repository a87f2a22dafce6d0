"""Fewer triangles: still closed, within the budget and the bound, with fingers and the borders of colours."""

import dataclasses

import igl
import numpy as np
import pytest
import trimesh

from backend.body import load_body, stand_pose
from backend.body.joints import SMPLH_NAMES
from backend.sculpture import hands
from backend.surface.decimate import decimate
from backend.surface.focus import Focus
from backend.surface.mesh import Surface, decimated, deviation, full, too_few
from backend.tests.surface_fixtures import SETTINGS, Shape, rippled
from backend.tests.test_surface import assert_closed_manifold, signed_volume
from backend.wardrobe.choose import choose_start

FINGERS = [
    f"{side}_{finger}" for side in ("left", "right") for finger in "index middle ring pinky thumb".split()
]


@pytest.fixture(scope="module")
def detail():
    return full(Shape(rippled(0.01, 0.15)), SETTINGS.spacing)


@pytest.fixture(scope="module")
def grey():
    """The plain body in its pose, and the skin as one closed mesh of 107,000 triangles."""
    body = load_body("free", fingers=True)
    posed = body.pose(np.zeros(body.shapedirs.shape[2], np.float32), stand_pose())
    start = choose_start("body", "", body, np.zeros(body.shapedirs.shape[2], np.float32), posed, None, 0)
    _, component = igl.facet_components(start.faces.astype(np.int64))
    faces = start.faces[component == np.bincount(component).argmax()]
    used = np.unique(faces)
    return body, posed, start, Surface(start.vertices[used], np.searchsorted(used, faces).astype(np.int32))


def plate(cells=64):
    """A flat slab of 1 x 1 x 0.1 m; its vertices white to the right of a slanting line, else black."""
    mesh = trimesh.creation.box((1, 1, 0.1))
    for _ in range(int(np.log2(cells))):
        mesh = mesh.subdivide()
    vertices, faces = np.asarray(mesh.vertices), np.asarray(mesh.faces)
    white = vertices[:, 0] + 0.3 * vertices[:, 1] > 0.07
    return vertices, faces, np.repeat(white[:, None], 3, axis=1).astype(np.float32)


def shown(vertices, faces, points):
    """Whether the points (N, 3) of `plate` are white where its line is known at the vertices alone."""
    white = (vertices[:, 0] + 0.3 * vertices[:, 1] > 0.07).astype(float)
    _, face, foot = igl.point_mesh_squared_distance(points, vertices, faces)
    corners = (np.ascontiguousarray(vertices[faces[face, corner]]) for corner in range(3))
    return (igl.barycentric_coordinates(foot, *corners) * white[faces[face]]).sum(axis=1) > 0.5


@pytest.mark.parametrize("triangles", [10_000, 1000, 100])
def test_what_is_closed_stays_closed_and_turned_outwards_within_the_budget(detail, triangles):
    surface = Surface(*decimate(detail.vertices, detail.faces, triangles))
    assert_closed_manifold(surface)
    assert 0.9 * triangles <= len(surface.faces) <= triangles
    assert signed_volume(surface) == pytest.approx(signed_volume(detail), rel=0.05)


def test_a_body_stays_closed_far_below_what_its_shape_takes(grey):
    skin = grey[-1]
    assert_closed_manifold(skin)
    surface = Surface(*decimate(skin.vertices, skin.faces, 300))
    assert_closed_manifold(surface)
    assert len(surface.faces) <= 300 and signed_volume(surface) > 0


def test_a_tetrahedron_is_all_that_can_be_left():
    mesh = trimesh.creation.icosphere(2)
    vertices, faces = decimate(mesh.vertices, mesh.faces, 1)
    assert len(faces) == 4 and len(vertices) == 4


@pytest.mark.parametrize("bound", [0.0005, 0.002, 0.01])
def test_no_vertex_is_farther_than_the_bound(detail, bound):
    fewer = dataclasses.replace(SETTINGS, max_error=1000 * bound)
    surface = decimated(detail, fewer)
    assert_closed_manifold(surface)
    assert 0.8 * bound < deviation(surface, detail).max() < bound + 1e-6
    assert len(surface.faces) < 0.5 * len(detail.faces)
    assert not too_few(deviation(surface, detail), fewer)


def test_a_larger_bound_leaves_fewer_triangles(detail):
    counts = [
        len(decimate(detail.vertices, detail.faces, 10**6, bound=bound)[1]) for bound in (0.0005, 0.002, 0.01)
    ]
    assert counts[0] > 2 * counts[1] > 4 * counts[2]


def test_a_budget_that_the_bound_does_not_allow_is_kept_and_told(detail):
    wanted = dataclasses.replace(SETTINGS, triangles=200, max_error=0.1)
    surface = decimated(detail, wanted)
    assert len(surface.faces) <= 200
    (text,) = too_few(deviation(surface, detail), wanted)
    assert "200 triangles" in text and "0.1" in text


def test_a_border_of_colours_survives_where_plain_triangles_go():
    vertices, faces, colors = plate()
    points = np.append(
        np.random.default_rng(0).uniform(-0.49, 0.49, (20_000, 2)), np.full((20_000, 1), 0.05), axis=1
    )
    white = points[:, 0] + 0.3 * points[:, 1] > 0.07
    wrong = [
        (shown(*decimate(vertices, faces, 200, given), points) != white).mean() for given in (colors, None)
    ]
    assert wrong[0] < 0.01 and wrong[1] > 3 * wrong[0]
    bounded, _ = decimate(vertices, faces, 10**6, colors, bound=0.001)
    plain, _ = decimate(vertices, faces, 10**6, None, bound=0.001)
    near = np.abs(bounded[:, 0] + 0.3 * bounded[:, 1] - 0.07) < 1 / 32
    assert near.mean() > 0.5 and len(plain) < 0.3 * len(bounded)


def test_hands_keep_five_fingers_in_8000_triangles(grey):
    body, posed, start, skin = grey
    wanted = dataclasses.replace(SETTINGS, triangles=8000)
    surface = decimated(skin, wanted, (Focus(start.head, 2.5), *hands(start)))
    assert_closed_manifold(surface)
    for finger in FINGERS:
        joints = [SMPLH_NAMES.index(f"{finger}{number}") for number in (1, 2, 3)]
        moved = posed.vertices[body.finer.weights[:, joints].sum(axis=1) > 0.5]
        assert len(moved) > 50
        assert deviation(surface, Surface(moved, moved[:0].astype(np.int32))).max() < 0.0025


def test_where_errors_count_more_they_are_smaller(detail):
    focus = Focus(np.array([0, 0, 0.2]), 3.0, 0.1)
    inside = np.linalg.norm(detail.vertices - focus.center, axis=1) < 0.08
    wanted = dataclasses.replace(SETTINGS, triangles=2000)
    plain, focused = (deviation(decimated(detail, wanted, foci), detail)[inside] for foci in ((), (focus,)))
    assert focused.mean() < 0.4 * plain.mean() and focused.max() < 0.6 * plain.max()


def test_the_same_input_gives_the_same_output(detail):
    colors = 0.5 + detail.vertices
    once, again = (decimate(detail.vertices, detail.faces, 1000, colors, bound=0.001) for _ in range(2))
    assert np.array_equal(once[0], again[0]) and np.array_equal(once[1], again[1])
