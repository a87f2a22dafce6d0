"""The field: what it starts as, what it can learn, and that its fast form is its exact one."""

import dataclasses

import numpy as np
import pytest
import torch
import trimesh
from sculpt_fixtures import CENTRE, RADIUS, ball, ball_start, start_of

from backend.patterns import PATTERNS
from backend.protocol import UserError
from backend.sculpt.body_distance import BodyDistance, smooth
from backend.sculpt.field import DARKEST, FACE, FACE_EDGE, Field, Limits
from backend.sculpt.start import Start
from backend.sculpt.tables import FixedTables
from backend.sculpt.visible import visible_faces
from backend.surface.mesh import full

LIMITS = Limits(growth=0.02, shrinkage=0.01, tint=0.5)
CHORD = 0.003  # how far a triangle's middle is from the sphere


@pytest.fixture(scope="module")
def field() -> Field:
    return Field(ball_start(), 24, 0.08, LIMITS)


@pytest.fixture
def points() -> np.ndarray:
    rng = np.random.default_rng(0)
    towards = rng.normal(size=(500, 3))
    towards /= np.linalg.norm(towards, axis=1, keepdims=True)
    return (CENTRE + towards * rng.uniform(RADIUS - 0.05, RADIUS + 0.05, (500, 1))).astype(np.float32)


def randomised(field: Field, size: float) -> Field:
    """The field with random parameters."""
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for parameter in field.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator) * size)
    return field


def test_the_untrained_field_is_the_start(field, points):
    distance = np.linalg.norm(points - CENTRE, axis=1) - RADIUS
    assert np.abs(field.sdf(points) - distance).max() < CHORD
    assert field.sdf(CENTRE[None])[0] < -0.9 * RADIUS
    start = field.start
    at_vertices = field.color(start.vertices)
    assert np.abs(at_vertices - start.colors).max() <= DARKEST + 1e-6


def test_thickness_stands_off_the_skin(points):
    thick = BodyDistance(ball_start(thickness=0.02)).sdf(points)
    assert np.allclose(thick, BodyDistance(ball_start()).sdf(points) - 0.02, atol=1e-5)


def test_the_top_of_a_boot_within_the_leg_is_no_surface():
    leg = trimesh.creation.cylinder(0.04, 0.6, sections=64)
    boot = trimesh.creation.cylinder(0.06, 0.3, sections=64)
    boot.apply_translation([0, 0, -0.1])  # its top, a fan of 6 cm long triangles, is at 0.05
    vertices = np.concatenate([leg.vertices, boot.vertices]).astype(np.float32)
    faces = np.concatenate([leg.faces, boot.faces + len(leg.vertices)]).astype(np.int32)
    start = start_of(vertices, faces, skin=np.arange(len(vertices)) < len(leg.vertices))
    at = BodyDistance(start).sdf(np.array([[0, 0, 0.05], [0.01, 0, 0.05], [0.05, 0, 0.05]], np.float32))
    assert (at[:2] < -0.02).all() and abs(at[2]) < 1e-4


def test_bounds_hold_the_surface_and_all_that_it_can_become(field):
    lo, hi = field.bounds()
    assert (lo < CENTRE - RADIUS - LIMITS.growth).all() and (hi > CENTRE + RADIUS + LIMITS.growth).all()


def test_offset_and_tint_move_surface_and_colour_and_never_beyond_their_limits(points):
    start = dataclasses.replace(ball_start(), head=np.array([9, 9, 9], np.float32))
    field = Field(start, 24, 0.12, LIMITS)
    before, color = field.sdf(points), field.color(points)
    with torch.no_grad():
        field.offsets[1].fill_(-0.001)
        field.tints[2].fill_(0.01)
    assert np.allclose(field.sdf(points) - before, -0.001, atol=5e-5)
    assert ((field.color(points) - color) > 0).all()
    randomised(field, 100.0)
    change = field.sdf(points) - before
    assert change.min() >= -LIMITS.growth - 1e-6 and change.max() <= LIMITS.shrinkage + 1e-6
    assert change.min() < -0.5 * LIMITS.growth and change.max() > 0.5 * LIMITS.shrinkage
    logits = [np.log(c / (1 - c)) for c in (field.color(points), color)]
    assert np.abs(logits[0] - logits[1]).max() <= LIMITS.tint + 1e-3


def test_where_hues_are_kept_all_channels_change_alike(points):
    limits = dataclasses.replace(LIMITS, hues=False)
    field = Field(ball_start(), 24, 0.12, limits)
    before = field.color(points)
    after = randomised(field, 100.0).color(points)
    change = np.log(after / (1 - after)) - np.log(before / (1 - before))
    assert np.ptp(change, axis=1).max() < 1e-3 < np.abs(change).max()
    plain = randomised(Field(ball_start(plain=True), 24, 0.12, limits), 100.0).tint()
    assert (plain.amax(dim=1) - plain.amin(dim=1)).max() > 0.1


def test_a_surface_that_has_grown_far_is_meshed_whole():
    field = Field(ball_start(), 24, 0.15, Limits(0.12, 0.01, 1.0))
    with torch.no_grad():
        field.offsets[0].fill_(-0.15)
    grown = -float(field.offset().detach().min())
    mesh = full(field, 0.01)
    away = np.linalg.norm(mesh.vertices - CENTRE, axis=1)
    behind = mesh.vertices[:, 2] < CENTRE[2]
    assert grown > 0.08 and np.abs(away[behind] - RADIUS - grown).max() < 2 * CHORD
    solid = trimesh.Trimesh(mesh.vertices, mesh.faces, process=False)
    assert solid.is_watertight and solid.volume > 0.9 * 4 / 3 * np.pi * (RADIUS + grown) ** 3


def test_the_face_keeps_its_shape(points):
    start = dataclasses.replace(ball_start(), head=points[0])
    field = randomised(Field(start, 24, 0.12, LIMITS), 100.0)
    change = np.abs(field.sdf(points) - Field(start, 24, 0.12, LIMITS).sdf(points))
    away = np.linalg.norm(points - points[0], axis=1)
    step = float(field.lattice.step) * 3**0.5
    assert change[away < FACE - step].max() < 1e-6
    assert change[away > FACE + FACE_EDGE + step].max() > 0.5 * LIMITS.shrinkage


def test_the_tables_are_the_exact_field(points):
    field = randomised(Field(ball_start(), 24, 0.08, LIMITS), 0.003)
    tables = FixedTables(field).at(field)
    where = torch.from_numpy(points)
    sdf, slope = tables.geometry(where)
    exact = torch.from_numpy(field.sdf(points))
    assert (sdf - exact).abs().max() < CHORD
    assert (tables.distance(where) - exact).abs().max() < CHORD
    outwards = torch.nn.functional.normalize(where - torch.from_numpy(CENTRE), dim=1)
    assert (torch.nn.functional.normalize(slope, dim=1) * outwards).sum(1).min() > 0.9
    one_color = np.abs(points[:, 0] - CENTRE[0]) > 0.1
    color = tables.color(where).detach().numpy() - field.color(points)
    assert np.abs(color[one_color]).max() < 0.01


def test_an_estimate_is_the_field_at_its_nodes_and_near_it_elsewhere(points):
    field = randomised(Field(ball_start(), 24, 0.08, LIMITS), 0.003)
    nodes = field.lattice.nodes()
    assert np.abs(field.estimate(nodes) - field.sdf(nodes)).max() < 1e-5
    error = np.abs(field.estimate(points) - field.sdf(points)).max()
    assert 1e-4 < error < field.lattice.step / 2


def test_a_field_that_is_reset_is_its_start_again(points):
    field = randomised(Field(ball_start(), 24, 0.08, LIMITS), 0.003)
    learned, start = field.sdf(points), Field(ball_start(), 24, 0.08, LIMITS)
    field.reset()
    assert not np.array_equal(learned, start.sdf(points))
    assert np.array_equal(field.sdf(points), start.sdf(points))
    assert np.array_equal(field.color(points), start.color(points))


def test_a_saved_field_is_the_same_field(tmp_path, points):
    field = randomised(Field(ball_start(), 24, 0.08, LIMITS), 0.003)
    field.save(tmp_path / "field.npz")
    again = Field.load(tmp_path / "field.npz", field.start)
    assert np.array_equal(again.sdf(points), field.sdf(points))
    assert np.array_equal(again.color(points), field.color(points))
    assert [path.name for path in tmp_path.iterdir()] == ["field.npz"]


def test_a_field_that_is_missing_or_damaged_is_reported(tmp_path, field):
    with pytest.raises(UserError, match="no sculpted field at"):
        Field.load(tmp_path / "none.npz", field.start)
    field.save(tmp_path / "field.npz")
    whole = (tmp_path / "field.npz").read_bytes()
    (tmp_path / "field.npz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="is no sculpted field"):
        Field.load(tmp_path / "field.npz", field.start)


def test_a_saved_start_is_the_same_start(tmp_path):
    start = ball_start(0.01)
    start.save(tmp_path / "start.npz")
    again = Start.load(tmp_path / "start.npz")
    for item in dataclasses.fields(Start):
        assert np.array_equal(getattr(again, item.name), getattr(start, item.name))
    (tmp_path / "start.npz").write_bytes(b"")
    with pytest.raises(UserError, match="is no start"):
        Start.load(tmp_path / "start.npz")


@pytest.mark.parametrize(
    "change",
    [
        {"colors": np.full((1000, 3), 2, np.float32)},
        {"thickness": np.full(1000, 0.2, np.float32)},
        {"vertices": np.full((1000, 3), np.nan, np.float32)},
        {"faces": np.array([[0, 1, 1000]], np.int32)},
        {"head": np.zeros(2, np.float32)},
    ],
)
def test_a_start_that_cannot_be_is_refused(change):
    with pytest.raises(ValueError):
        dataclasses.replace(ball_start(), **change).check()


def test_a_cavity_that_nobody_sees_is_filled():
    vertices, faces = ball()
    inner, inner_faces = ball(radius=0.2)
    hollow = np.concatenate([faces, inner_faces[:, ::-1] + len(vertices)])
    both = np.concatenate([vertices, inner])
    seen = visible_faces(both, hollow, CENTRE)
    assert seen[: len(faces)].all() and not seen[len(faces) :].any()
    sdf = BodyDistance(start_of(both, hollow, head=CENTRE)).sdf(CENTRE[None])
    assert abs(sdf[0] + RADIUS) < CHORD


def test_a_part_inside_another_does_not_turn_the_sign():
    vertices, faces = ball()
    inner, inner_faces = ball(radius=0.28)
    both, nested = np.concatenate([vertices, inner]), np.concatenate([faces, inner_faces + len(vertices)])
    body = BodyDistance(start_of(both, nested, head=CENTRE))
    ray = CENTRE + np.linspace(0, 0.4, 81)[:, None] * np.array([0.6, 0.48, 0.64])
    assert ((body.sdf(ray) < 0) == (np.linspace(0, 0.4, 81) < RADIUS - CHORD / 2)).all()


def dressed() -> Start:
    """A ball that wears a larger one, shifted upwards and off its centre."""
    vertices, faces = ball()
    hat, hat_faces = ball(radius=0.2)
    both = np.concatenate([vertices, hat + np.float32([0, 0.25, 0])])
    skin = np.arange(len(both)) < len(vertices)
    colors = np.where(skin[:, None], np.float32([1, 0, 0]), np.float32([0, 0, 1]))
    accents = np.where(skin[:, None], np.float32([1, 0, 0]), np.float32([0, 1, 0]))
    pattern = np.where(skin, 0, 1 << PATTERNS.index("stripes")).astype(np.uint8)
    nested = np.concatenate([faces, hat_faces + len(vertices)])
    return start_of(both, nested, skin=skin, colors=colors, accents=accents, pattern=pattern)


def test_a_piece_and_the_body_are_one_solid():
    body = BodyDistance(dressed())
    points = CENTRE + np.random.default_rng(0).uniform(-0.5, 0.6, (4000, 3)).astype(np.float32)
    balls = [np.linalg.norm(points - CENTRE, axis=1) - RADIUS]
    balls.append(np.linalg.norm(points - CENTRE - [0, 0.25, 0], axis=1) - 0.2)
    union, sdf = np.minimum(*balls), body.sdf(points)
    clear = np.abs(union) > CHORD
    assert ((sdf < 0) == (union < 0))[clear].all()
    outside = union > 0
    assert np.abs(sdf - union)[outside].max() < CHORD


def test_a_pattern_shows_its_accent_where_it_is_drawn_and_nowhere_else():
    body = BodyDistance(dressed())
    heights = np.linspace(0.1, 0.19, 50)[:, None]
    hat = CENTRE + [0, 0.25, 0] + heights * [0, 1, 0] + np.sqrt(0.04 - heights**2) * [0, 0, 1]
    colors = body.color(hat.astype(np.float32))
    pure = (colors == np.float32([0, 0, 1])).all(axis=1), (colors == np.float32([0, 1, 0])).all(axis=1)
    assert pure[0].any() and pure[1].any() and (pure[0] | pure[1]).mean() > 0.9
    np.testing.assert_allclose(colors.sum(axis=1), 1, atol=1e-6)  # at an edge, a mixture of the two
    assert (colors[:, 0] == 0).all()
    below = CENTRE - RADIUS * np.float32([[0, 1, 0], [0, 0.6, 0.8], [0.8, 0.6, 0]])
    assert (body.color(below) == np.float32([1, 0, 0])).all()


def test_smoothing_keeps_what_is_even_and_flattens_what_is_steep():
    vertices, faces = (array.astype(kind) for array, kind in zip(ball(), (float, np.int64), strict=True))
    even = np.full(len(vertices), 0.02, np.float32)
    assert np.allclose(smooth(even, vertices, faces, 0.05), even, atol=1e-6)
    step = np.where(vertices[:, 1] > CENTRE[1], 0.03, 0).astype(np.float32)
    soft = smooth(step, vertices, faces, 0.05)
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]]])
    assert np.ptp(soft[edges], axis=1).max() < 0.7 * np.ptp(step[edges], axis=1).max()
    assert soft.min() >= 0 and soft.max() <= 0.03 + 1e-6
    assert soft[vertices[:, 1].argmax()] > 0.029 and soft[vertices[:, 1].argmin()] < 0.001
