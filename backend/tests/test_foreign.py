"""`rig MESH`: what files hold, the body found in them, and that no broken file ever leaves."""

import dataclasses
import json

import igl
import numpy as np
import pytest
import torch
import trimesh

from backend.avatar import load
from backend.body import JOINT, load_body, stand_pose
from backend.foreign.command import appearance, check_unwrapping, main, make, placed
from backend.foreign.descend import POINTS, STAGES, Bodies
from backend.foreign.doubt import judge, left_out, sticks_out
from backend.foreign.exchange import exchanged
from backend.foreign.fit import Fit, fit, limits
from backend.foreign.model import Cloud, Model, evenly
from backend.foreign.read import Mesh, outwards
from backend.foreign.starts import Start, known_poses, orientations, ranked
from backend.protocol import UserError
from backend.rig import trials
from backend.rig.gaps import outside
from backend.rig.skinning import dense
from backend.rig.unpose import pose as skinned

TURN = np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]])  # upside down
SCALE = 37.0  # no unit


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def standing(body):
    return body.pose(np.zeros(body.betas), stand_pose())


def grey(faces):
    return np.full((len(faces), 3, 3), 128, np.uint8)


def known(body):
    return Fit(np.eye(3), 1.0, np.zeros(3), stand_pose(), np.zeros(body.betas, np.float32), 0.0)


def test_a_person_upside_down_and_without_units_is_found(body, standing):
    angles = stand_pose()
    angles[18, 1] = -1.0  # the left elbow
    there = body.pose(np.zeros(body.betas), angles)
    found = fit(SCALE * there.vertices @ TURN.T + 100, body.faces, body)
    placed = found.place(SCALE * there.vertices @ TURN.T + 100)
    inside = body.pose(found.betas, found.pose)
    assert np.linalg.norm(placed - inside.vertices, axis=1).mean() < 0.03
    assert placed[:, 1].argmax() == there.vertices[:, 1].argmax()
    assert 1.3 < np.ptp(placed[:, 1]) < 2.3
    assert found.pose[18, 1] < -0.5  # from -0.15, towards -1


def test_a_running_person_is_found_z_up_and_in_centimetres(body):
    up = np.array([[1.0, 0, 0], [0, 0, -1], [0, 1, 0]])
    there = body.pose(body.samples[5], trials.pose(trials.ROTATIONS["running"]))
    found = fit(100 * there.vertices @ up.T, body.faces, body)
    inside = body.pose(found.betas, found.pose).joints
    away = np.linalg.norm(inside - found.place(100 * there.joints @ up.T), axis=1)
    assert away.max() < 0.08 and found.scale == pytest.approx(0.01)
    assert not judge(found.doubt, found.left_out, False)


def test_the_first_look_knows_the_pose_and_which_way_is_up(body):
    model = Model(body, POINTS)
    poses = known_poses(model)
    there = body.pose(np.zeros(body.betas), poses[20])
    for rotation in orientations()[::5]:
        mesh = Cloud.of(37.0 * there.vertices @ rotation, outside(body), POINTS)
        best = ranked(mesh, model, poses, torch.zeros(10))[0]
        assert (best.pose == poses[20]).all() and np.allclose(best.rotation, rotation)
        assert best.scale == pytest.approx(1 / 37, rel=0.1)


def test_a_limb_that_went_astray_comes_back_from_another_pose(body, standing):
    model, mesh = Model(body, 400), Cloud.of(standing.vertices, outside(body), 400)
    poses, shape = known_poses(model), torch.zeros(10)
    astray = stand_pose()
    astray[JOINT["left_shoulder"], 2] = 1.4
    starts = [Start(np.eye(3), 1.0, astray, 0.1)]
    found = exchanged(Bodies.at(starts, shape, model), mesh, model, poses, STAGES[0], limits(), 1, 1)
    best = body.pose(np.zeros(10), found.rows(torch.arange(1, 5)).best(1).pose()[0].numpy())
    wrist = JOINT["left_wrist"]
    before = body.pose(np.zeros(10), astray).joints[wrist] - standing.joints[wrist]
    assert np.linalg.norm(best.joints[wrist] - standing.joints[wrist]) < 0.3 * np.linalg.norm(before)


def test_any_first_few_are_spread_evenly():
    points = np.random.default_rng(0).normal(size=(500, 3))
    order = evenly(points, 500)
    assert len(np.unique(order)) == 500
    for count in (5, 50):
        some = points[order[:count]]
        away = np.linalg.norm(points[:, None] - some, axis=2).min(axis=1).max()
        among = np.linalg.norm(some[:, None] - some, axis=2)[~np.eye(count, dtype=bool)].min()
        assert among >= away - 1e-6  # all are nearer to one of them than any two of them are to each other


def test_an_arm_that_sticks_out_is_told_of_and_refused_where_the_pose_was_to_be_found(body, standing):
    cloud = Cloud.of(standing.vertices, outside(body), 1000)
    points, joint = cloud.points.numpy() + cloud.middle, body.weights.argmax(axis=1)
    spread = body.pose(np.zeros(body.betas), np.zeros_like(stand_pose()))
    assert not judge(sticks_out(points, cloud.normals.numpy(), standing.vertices, joint), 0.0, False)
    doubt = sticks_out(points, cloud.normals.numpy(), spread.vertices, joint)
    with pytest.raises(UserError, match="not found") as caught:
        judge(doubt, 0.0, False)
    assert "--pose" in caught.value.fix
    assert "may be wrong" in judge(doubt, 0.0, True)[0]


def test_two_people_are_not_one(body, standing):
    cloud = Cloud.of(standing.vertices, outside(body), 1000)
    two = np.concatenate([cloud.points.numpy(), cloud.points.numpy() + [2, 0, 0]])
    with pytest.raises(UserError, match="not found"):
        judge(0.0, left_out(two, cloud.points.numpy()), False)


def test_what_is_no_person_is_refused(body):
    ball = trimesh.creation.icosphere(3)
    with pytest.raises(UserError, match="not shaped like a person|not found"):
        found = fit(np.asarray(ball.vertices), np.asarray(ball.faces), body)
        judge(found.doubt, found.left_out, False)


def test_the_orientations_are_all_24_rotations_and_begin_with_none():
    found = np.stack(orientations())
    assert len(np.unique(found.reshape(-1, 9), axis=0)) == 24
    assert np.allclose(np.linalg.det(found), 1) and np.array_equal(found[0], np.eye(3))


def sound(avatar, body, standing, vertices):
    """Whole, on the floor, and the given vertices again in the pose that they were in."""
    avatar.check()
    assert np.isfinite(avatar.vertices).all() and avatar.vertices[:, 1].min() == pytest.approx(0, abs=1e-6)
    lift = avatar.joints[0] - standing.rest_joints[0]
    weights = dense(avatar.weight_indices, avatar.weight_values, 24)
    back = skinned(avatar.vertices - lift, weights, standing.transforms)
    assert np.abs(back - vertices).max() < 1e-3


def test_a_mesh_in_parts_and_not_manifold_is_rigged(body, standing, tmp_path):
    fin = body.faces[:50, [0, 1, 2]].copy()
    fin[:, 2] = body.faces[50:100, 2]  # many triangles at one edge
    twice = np.concatenate([body.faces, body.faces[1000:1100], body.faces[2000:2100, ::-1], fin])
    hat = trimesh.creation.icosphere(2, 0.1)
    above = standing.vertices[:, 1].max() + 0.05
    vertices = np.concatenate([standing.vertices, np.asarray(hat.vertices) + [0, above, 0]])
    faces = np.concatenate([twice, np.asarray(hat.faces) + len(standing.vertices)])
    mesh = Mesh(vertices, faces, grey(faces))
    assert not igl.is_edge_manifold(faces.astype(np.int64))[0]
    looks = appearance(mesh, known(body), body, 1024)
    make(tmp_path / "a.ply", dataclasses.replace(mesh, **looks), known(body), body, 8, tmp_path)
    avatar = load(tmp_path / "avatar.npz")
    sound(avatar, body, standing, vertices)
    assert avatar.weight_values.shape[1] == 8
    weights = dense(avatar.weight_indices, avatar.weight_values, 24)
    assert weights[len(standing.vertices) :, body.joint_names.index("head")].min() > 0.8


def test_too_many_triangles_to_unwrap_are_refused_and_none_that_need_it_not():
    vertices, faces = np.eye(3), np.tile([[0, 1, 2]], (400_001, 1))
    plain = Mesh(vertices, faces, grey(faces))
    check_unwrapping(plain)
    colors = plain.colors.copy()
    colors[0] = 0
    with pytest.raises(UserError, match="400,001 triangles and no texture"):
        check_unwrapping(dataclasses.replace(plain, colors=colors))


def test_the_command_rigs_a_mesh_whose_pose_and_betas_are_known(body, standing, tmp_path):
    trimesh.Trimesh(standing.vertices, body.faces, process=False).export(tmp_path / "ä b.ply")
    (tmp_path / "betas.json").write_text(json.dumps([0.0] * 10))
    options = [str(tmp_path / "ä b.ply"), "--out", str(tmp_path / "out"), "--blender", "none"]
    main([*options, "--pose", "stand", "--betas", str(tmp_path / "betas.json")])
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {"avatar.npz", "texture.png", "rig_check.png", "request.json", "report.json"}
    avatar = load(tmp_path / "out" / "avatar.npz")
    sound(avatar, body, standing, standing.vertices)
    lift = avatar.joints[0] - standing.rest_joints[0]
    moved = np.linalg.norm(avatar.vertices - lift - standing.rest_vertices, axis=1)
    assert np.median(moved) < 1e-3
    assert json.loads((tmp_path / "out" / "report.json").read_text())["skin"]["moved_across_gaps"] == 0
    with pytest.raises(UserError, match="an avatar of another request"):
        main(options)


def test_a_mesh_in_a_known_pose_and_shape_is_moved_to_its_body(body, standing):
    betas = np.zeros(body.betas, np.float32)
    for vertices in (100 * standing.vertices, standing.vertices + [0.3, 0, 0], 0.5 * standing.vertices):
        found = placed(Mesh(vertices, body.faces, grey(body.faces)), body, stand_pose(), betas)
        away = np.linalg.norm(found.place(vertices) - standing.vertices, axis=1)
        assert away.mean() < 0.01 and found.distance < 0.02
        assert (found.pose == stand_pose()).all() and (found.betas == betas).all()
    own = Mesh(standing.vertices, body.faces, grey(body.faces))
    here = placed(own, body, stand_pose(), betas)
    assert (here.place(standing.vertices) == standing.vertices).all()


def test_a_ball_is_in_no_known_pose(body):
    ball = trimesh.creation.icosphere(3)
    mesh = Mesh(np.asarray(ball.vertices), np.asarray(ball.faces), grey(ball.faces))
    with pytest.raises(UserError, match="not shaped like a person"):
        placed(mesh, body, stand_pose(), np.zeros(body.betas, np.float32))


def test_faces_that_look_inwards_are_turned(body, standing):
    outside, vertices = np.asarray(body.faces), standing.vertices.astype(np.float64)
    mixed = outside.copy()
    mixed[:4000] = mixed[:4000, ::-1]
    for faces in (outside, outside[:, ::-1], mixed):
        again, order = outwards(vertices, faces)
        assert (np.take_along_axis(faces, order, axis=1) == again).all()
        same = (again[:, :, None] == outside[:, None, :]).argmax(axis=2)  # which corner went where
        assert np.isin((same[:, 1] - same[:, 0]) % 3, 1).mean() > 0.99


def test_betas_and_poses_that_are_none_are_refused(body, standing, tmp_path):
    trimesh.Trimesh(standing.vertices, body.faces, process=False).export(tmp_path / "a.ply")
    options = [str(tmp_path / "a.ply"), "--out", str(tmp_path / "out"), "--blender", "none"]
    for text, what in (("[1", "numbers"), ("[NaN]", "finite"), (json.dumps([0] * 300), "betas")):
        (tmp_path / "betas.json").write_text(text)
        with pytest.raises(UserError, match=what):
            main([*options, "--betas", str(tmp_path / "betas.json")])
    (tmp_path / "betas.json").write_text("[0, 0]")
    with pytest.raises(UserError, match="joints"):
        main([*options, "--pose", str(tmp_path / "betas.json")])
