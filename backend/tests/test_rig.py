import dataclasses
import tracemalloc

import igl
import numpy as np
import pytest

from backend import avatar
from backend.body import load_body, stand_pose
from backend.raster import vertex_normals
from backend.rig import Source, rig
from backend.rig.skinning import dense, largest, match_body
from backend.rig.unpose import pose, unpose
from backend.surface.mesh import Surface


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def standing(body):
    return body.pose(np.zeros(body.betas), stand_pose())


@pytest.fixture(scope="module")
def posed_dense(body, standing):
    """The body, finer, grown to the thickness of clothes: more than 180,000 vertices."""
    vertices, faces = standing.vertices.astype(np.float64), body.faces.astype(np.int64)
    vertices, faces = igl.loop(vertices, faces, 2)
    vertices += 0.01 * vertex_normals(vertices, faces)
    surface = Surface(vertices.astype(np.float32), faces.astype(np.int32))
    assert len(surface.vertices) > 180_000
    return surface, standing


def random_pose(seed, scale=0.6):
    generator = np.random.default_rng(seed)
    return generator.normal(size=10), generator.normal(scale=scale, size=(24, 3))


def with_pose_blend_shapes(body):
    shape = (*body.v_template.shape, 9 * (len(body.parents) - 1))
    directions = np.random.default_rng(0).normal(scale=0.002, size=shape).astype(np.float32)
    return dataclasses.replace(body, posedirs=directions)


def test_the_body_matches_itself_and_keeps_its_four_largest_weights(body, standing):
    match = match_body(standing.vertices, standing.vertices, body.faces)
    assert np.allclose(match.barycentric.sum(axis=1), 1, atol=1e-6)
    assert np.abs(match.interpolate(standing.vertices) - standing.vertices).max() < 1e-5
    indices, values = largest(match.interpolate(body.weights))
    *four, fifth = np.sort(body.weights, axis=1)[:, :-6:-1].T
    more = np.transpose(four) - fifth[:, None]
    assert np.allclose(values, more / more.sum(axis=1, keepdims=True), atol=5e-3)
    own = np.take_along_axis(body.weights, indices.astype(int), axis=1)
    assert np.allclose(own, np.transpose(four), atol=2e-3)


def test_weights_are_at_most_four_sum_to_one_and_start_with_the_heaviest(body, standing):
    points = standing.vertices + np.random.default_rng(0).normal(scale=0.02, size=standing.vertices.shape)
    indices, values = largest(match_body(points, standing.vertices, body.faces).interpolate(body.weights))
    assert indices.shape == values.shape == (len(points), 4)
    assert indices.dtype == np.uint8 and values.dtype == np.float32
    assert np.abs(values.sum(axis=1) - 1).max() < 1e-6 and values.min() >= 0
    assert (np.diff(values, axis=1) <= 0).all()
    assert all(len(set(row)) == 4 for row in indices[::100].tolist())


def test_where_joints_take_turns_among_the_largest_no_weight_jumps():
    share = np.linspace(0.1, 0.2, 101)
    others = np.tile([0.3, 0.2, 0.2], (101, 1))
    weights = np.column_stack([others, share, 0.3 - share]).astype(np.float32)
    kept = dense(*largest(weights), 5)
    assert np.allclose(kept.sum(axis=1), 1) and (np.count_nonzero(kept, axis=1) <= 4).all()
    assert np.abs(np.diff(kept, axis=0)).max() < 0.01
    even, values = largest(np.full((1, 5), 0.2, np.float32))
    assert np.allclose(values, 0.25) and len(set(even[0].tolist())) == 4


def test_dense_weights_hold_each_weight_at_its_joint():
    indices, values = np.array([[2, 0], [1, 3]], np.uint8), np.array([[0.7, 0.3], [1, 0]], np.float32)
    assert np.allclose(dense(indices, values, 4), [[0.3, 0, 0.7, 0], [0, 1, 0, 0]])


def test_a_sleeve_that_nearly_touches_the_thigh_follows_the_side_that_it_faces():
    grid = np.stack(np.meshgrid([0.0], np.linspace(0, 1, 11), np.linspace(0, 1, 11), indexing="ij"), axis=-1)
    sheet = grid.reshape(-1, 3)
    corner = np.add.outer(np.arange(10) * 11, np.arange(10)).ravel()
    faces = np.concatenate(
        [np.stack([corner, corner + 11, corner + 1], 1), np.stack([corner + 11, corner + 12, corner + 1], 1)]
    )
    # The thigh at x = 0 faces +x, the hand at x = 0.05 faces -x.
    vertices = np.concatenate([sheet, sheet + [0.05, 0, 0]])
    both = np.concatenate([faces, faces[:, ::-1] + len(sheet)])
    weights = np.repeat(np.eye(2, dtype=np.float32), len(sheet), axis=0)
    cloth = np.array([[0.03, 0.33, 0.41], [0.04, 0.62, 0.87]])
    facing = np.tile([1.0, 0, 0], (2, 1))
    assert np.allclose(match_body(cloth, vertices, both).interpolate(weights), [0, 1])
    match = match_body(cloth, vertices, both, facing)
    assert np.allclose(match.interpolate(weights), [1, 0])
    assert np.abs(match.interpolate(vertices) - cloth * [0, 1, 1]).max() < 0.1
    assert np.allclose(match_body(cloth, vertices, both, -facing).interpolate(weights), [0, 1])


@pytest.mark.parametrize("seed", range(5))
def test_unposing_undoes_posing_for_any_betas_and_pose(body, seed):
    betas, angles = random_pose(seed)
    posed = body.pose(betas, angles)
    assert np.abs(pose(posed.rest_vertices, body.weights, posed.transforms) - posed.vertices).max() < 1e-5
    back = unpose(posed.vertices, body.weights, posed.transforms)
    assert np.abs(back - posed.rest_vertices).max() < 1e-4


def test_unposing_takes_off_pose_blend_shapes(body):
    corrected = with_pose_blend_shapes(body)
    posed = corrected.pose(*random_pose(0))
    back = unpose(posed.vertices, body.weights, posed.transforms, posed.pose_offsets)
    assert np.abs(back - posed.rest_vertices).max() < 1e-4
    assert np.abs(unpose(posed.vertices, body.weights, posed.transforms) - back).max() > 1e-3


def rigged(body, posed):
    surface = Surface(posed.vertices, body.faces)
    uv = np.zeros((len(body.faces), 3, 2), np.float32)
    colors = np.full((len(posed.vertices), 3), 128, np.uint8)
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    return rig(surface, source, posed, body, uv, colors, {"prompt": "a sentence"})


def test_a_rigged_avatar_is_whole_rests_on_the_floor_and_poses_back(body, tmp_path):
    posed = body.pose(np.linspace(-1, 1, body.betas), stand_pose())
    made = rigged(body, posed)
    avatar.save(made, tmp_path / "avatar.npz")
    assert made.vertices[:, 1].min() == pytest.approx(0, abs=1e-6)
    assert made.joint_names == tuple(body.joint_names) and made.metadata == {"prompt": "a sentence"}
    floor = made.joints - posed.rest_joints
    assert np.allclose(floor, floor[0], atol=1e-6) and np.allclose(floor[0, [0, 2]], 0)
    weights = dense(made.weight_indices, made.weight_values, 24)
    assert np.abs(pose(made.vertices - floor[0], weights, posed.transforms) - posed.vertices).max() < 1e-4
    moved = np.linalg.norm(made.vertices - floor[0] - posed.rest_vertices, axis=1)
    assert np.median(moved) < 1e-4 and moved.max() < 0.02


def test_rigging_takes_the_pose_blend_shapes_of_the_body_off(body):
    posed = with_pose_blend_shapes(body).pose(np.zeros(body.betas), stand_pose())
    made = rigged(body, posed)
    floor = made.joints[0] - posed.rest_joints[0]
    moved = np.linalg.norm(made.vertices - floor - posed.rest_vertices, axis=1)
    assert np.median(moved) < 1e-4 < np.median(np.linalg.norm(posed.pose_offsets, axis=1))


def test_a_dense_mesh_takes_little_memory_and_moves_as_the_body(body, posed_dense):
    surface, posed = posed_dense
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    uv, colors = np.zeros((len(surface.faces), 3, 2), np.float32), np.zeros_like(surface.vertices, np.uint8)
    tracemalloc.start()
    made = rig(surface, source, posed, body, uv, colors, {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 1e9
    made.check()
    weights = dense(made.weight_indices, made.weight_values, 24)
    same = np.abs(weights[: len(body.weights)] - body.weights).sum(axis=1)  # subdivision keeps vertices first
    assert same.mean() < 0.05
    lift = made.joints[0] - posed.rest_joints[0]
    assert np.abs(pose(made.vertices - lift, weights, posed.transforms) - surface.vertices).max() < 1e-3
