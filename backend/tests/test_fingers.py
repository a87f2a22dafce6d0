"""Bodies with fingers: what they share with SMPL's 24 joints, and what moves when a finger does."""

import dataclasses
import shutil

import numpy as np
import pytest
import torch
from smplx import SMPLX

from backend.__main__ import parser, request_from
from backend.body import JOINT, JOINT_NAMES, load, load_body, stand_pose
from backend.body.finer import collapsed, curled, shared, spread, stand_in, stand_ins
from backend.body.joints import FINGER_NAMES, SMPLH_NAMES, SMPLX_NAMES
from backend.foreign.command import main as rig_command
from backend.guide import load_guide
from backend.motion import optimise
from backend.motion.ground import grounded
from backend.motion.stage import Choreographer, check_joints
from backend.progress import Progress
from backend.protocol import UserError
from backend.rig import Source, rig, rig_check, skin_report
from backend.rig.skinning import dense
from backend.rig.trials import Skin
from backend.surface.mesh import Surface
from backend.tests import smplx_file
from backend.tests.test_body import smpl_arrays


@pytest.fixture(scope="module")
def free():
    return load_body("free", fingers=True)


@pytest.fixture(scope="module")
def licensed(tmp_path_factory):
    path = smplx_file.write(tmp_path_factory.mktemp("licensed") / "SMPLX_NEUTRAL.npz")
    return path, load_body(str(path))


@pytest.fixture(params=["free", "licensed"])
def body(request):
    found = request.getfixturevalue(request.param)
    return found if request.param == "free" else found[1]


def random_pose(joints: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(scale=0.3, size=(joints, 3)).astype(np.float32)


def curl(names: tuple[str, ...], *joints: str) -> np.ndarray:
    """Those joints bent by a radian, the others straight."""
    pose = np.zeros((len(names), 3), np.float32)
    pose[[names.index(joint) for joint in joints], 2] = -1
    return pose


def rigged(body, betas, pose, influences=4):
    posed = body.pose(betas, pose)
    uv, colors = np.zeros((len(body.faces), 3, 2), np.float32), np.zeros_like(posed.vertices, np.uint8)
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    surface = Surface(posed.vertices, body.faces)
    return rig(surface, source, posed, body, uv, colors, {}, influences), posed


def test_the_free_body_has_smplhs_joints_if_asked_and_is_the_same_body(free):
    plain = load_body("free")
    assert plain.finer is None and plain.fingerprint == free.fingerprint
    assert free.joint_names == tuple(JOINT_NAMES) and free.finer.joint_names == SMPLH_NAMES
    assert [SMPLH_NAMES[i] for i in (21, 22, 24, 25, 36, 37, 51)] == (
        "right_wrist left_index1 left_index3 left_middle1 left_thumb3 right_index1 right_thumb3".split()
    )


def test_finer_weights_are_averages_that_sum_to_those_of_24_joints(body):
    finer = body.finer
    assert finer.weights.min() >= 0 and np.abs(finer.weights.sum(axis=1) - 1).max() < 1e-5
    assert np.abs(collapsed(finer.weights, finer.joint_names) - body.weights).max() < 1e-5
    assert np.allclose(finer.J_regressor.sum(axis=1), 1, atol=1e-4)


def test_joints_lie_in_their_fingers_in_order(body):
    names, joints = body.finer.joint_names, body.finer.rest(np.zeros((1, 1)))[1][0]
    for name in FINGER_NAMES:
        own = body.finer.weights[:, names.index(name)] > 0.5
        assert np.linalg.norm(body.v_template[own] - joints[names.index(name)], axis=1).min() < 0.03
    wrist = joints[names.index("left_wrist")]
    for finger in ("index", "middle", "ring", "pinky", "thumb"):
        bones = [joints[names.index(f"left_{finger}{number}")] for number in (1, 2, 3)]
        away = [np.linalg.norm(bone - wrist) for bone in bones]
        assert away == sorted(away) and away[2] < 0.25


def test_with_straight_fingers_both_skeletons_make_the_same_body(body):
    betas, pose = np.linspace(-1, 1, 10), random_pose(24)
    pose[[JOINT["left_hand"], JOINT["right_hand"]]] = 0
    coarse, finer = body.pose(betas, pose), body.finer.pose(betas, spread(pose, body.finer.joint_names))
    assert np.abs(coarse.vertices - finer.vertices).max() < 1e-5
    stand = stand_ins(body.finer.joint_names)
    assert np.abs(coarse.transforms[stand] - finer.transforms).max() < 1e-5


def test_a_curl_moves_its_fingers_vertices_alone(body):
    names = body.finer.joint_names
    moved = body.finer.pose(np.zeros(1), curl(names, "left_ring2")).vertices
    rest = body.finer.pose(np.zeros(1), np.zeros((len(names), 3))).vertices
    own = body.finer.weights[:, [names.index("left_ring2"), names.index("left_ring3")]].sum(axis=1)
    away = np.linalg.norm(moved - rest, axis=1)
    if body.posedirs is None:
        assert away[own == 0].max() < 1e-6
    assert away[own > 0.9].min() > 1e-3 and away[own > 0.9].max() > 0.01


def test_a_hands_turn_is_that_of_four_fingers_roots():
    pose = random_pose(24)
    for names in (SMPLH_NAMES, SMPLX_NAMES):
        finer = spread(pose, names)
        for index, name in enumerate(names):
            leader = stand_in(name) if name.endswith("1") and "thumb" not in name else name
            expected = pose[JOINT[leader]] if leader in JOINT else np.zeros(3)
            assert np.array_equal(finer[index], expected), name
    assert np.array_equal(spread(pose, tuple(JOINT_NAMES)), pose)
    assert spread(np.stack([pose, pose]), SMPLX_NAMES).shape == (2, 55, 3)


def test_in_motions_the_four_fingers_curl_from_root_to_tip():
    pose = random_pose(24)
    for names in (SMPLH_NAMES, SMPLX_NAMES):
        finer, roots_alone = curled(pose, names), spread(pose, names)
        for index, name in enumerate(names):
            if "thumb" in name or name[-1] not in "23" or name.startswith("spine"):
                assert np.array_equal(finer[index], roots_alone[index]), name
            else:
                assert np.array_equal(finer[index], pose[JOINT[stand_in(name)]]), name
    assert np.array_equal(curled(pose, tuple(JOINT_NAMES)), pose)


def test_shared_weights_sum_to_what_was_shared_also_where_the_finer_ones_have_nothing():
    rng = np.random.default_rng(0)
    weights = rng.dirichlet(np.ones(24), 200).astype(np.float32)
    finer = rng.uniform(size=(200, 55)).astype(np.float32) * (rng.uniform(size=(200, 55)) > 0.7)
    found = shared(weights, finer, SMPLX_NAMES)
    assert found.min() >= 0 and np.abs(collapsed(found, SMPLX_NAMES) - weights).max() < 1e-6


@pytest.mark.parametrize("seed", range(3))
def test_smplx_itself_poses_an_smplx_file_as_we_do(licensed, seed):
    path, body = licensed
    rng = np.random.default_rng(seed)
    betas, pose = rng.normal(size=10).astype(np.float32), random_pose(55, seed)
    theirs = SMPLX(str(path), num_betas=10, use_pca=False, flat_hand_mean=True)
    parts = {"global_orient": 1, "body_pose": 21, "jaw_pose": 1, "leye_pose": 1, "reye_pose": 1,
             "left_hand_pose": 15, "right_hand_pose": 15}  # fmt: skip
    split = np.split(pose, np.cumsum(list(parts.values()))[:-1])
    given = {name: torch.from_numpy(part).reshape(1, -1) for name, part in zip(parts, split, strict=True)}
    expected = theirs(betas=torch.from_numpy(betas)[None], **given)
    posed = body.finer.pose(betas, pose)
    assert np.abs(posed.vertices - expected.vertices[0].detach().numpy()).max() < 1e-5
    assert np.abs(posed.joints - expected.joints[0, :55].detach().numpy()).max() < 1e-5


def test_expressions_are_no_shapes(licensed, tmp_path):
    assert licensed[1].betas == smplx_file.SHAPES
    small = smplx_file.write(tmp_path / "small.npz", shapes=10, expressions=10)
    assert load_body(str(small)).betas == 10


def test_smpl_goes_before_smplx_unless_fingers_are_asked_for(licensed, tmp_path, monkeypatch):
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    (tmp_path / "smpl").mkdir()
    shutil.copyfile(licensed[0], tmp_path / "smpl" / "SMPLX_NEUTRAL.npz")
    assert load_body("neutral").finer.joint_names == SMPLX_NAMES
    np.savez(
        tmp_path / "smpl" / "SMPL_NEUTRAL.npz",
        **smpl_arrays(load_body("free")) | {"J_regressor": load_body("free").J_regressor.toarray()},
    )
    assert load_body("neutral").finer is None
    assert load_body("neutral", fingers=True).finer.joint_names == SMPLX_NAMES


def test_fingers_of_a_body_without_are_refused(tmp_path):
    path = tmp_path / "SMPL_MALE.npz"
    free = load_body("free")
    np.savez(path, **smpl_arrays(free) | {"J_regressor": free.J_regressor.toarray()})
    with pytest.raises(UserError, match="no joints of fingers"):
        load_body(str(path), fingers=True)


def test_a_rigged_avatar_has_the_finer_joints_and_poses_back(body):
    pose = random_pose(24, 3)
    pose[[JOINT["left_hand"], JOINT["right_hand"]]] = 0
    made, posed = rigged(body, np.linspace(-1, 1, 10), pose)
    made.check()
    names = made.joint_names
    assert names == body.finer.joint_names and made.weight_indices.shape[1] == 4
    lift = made.joints[0] - (body.finer.J_regressor @ posed.rest_vertices)[0]
    assert np.allclose(lift[[0, 2]], 0, atol=1e-6)
    if body.posedirs is None:
        skin = Skin.of_avatar(made)
        there = skin.posed(spread(pose, names)) - made.joints[0] + posed.rest_joints[0]
        assert np.abs(there - posed.vertices).max() < 1e-4


def test_its_weights_are_those_without_fingers_where_all_are_kept(free):
    plain = dataclasses.replace(free, finer=None)
    without, _ = rigged(plain, np.zeros(1), stand_pose(), influences=8)
    made, _ = rigged(free, np.zeros(1), stand_pose(), influences=8)
    summed = collapsed(dense(made.weight_indices, made.weight_values, 52), SMPLH_NAMES)
    assert np.abs(summed - dense(without.weight_indices, without.weight_values, 24)).max() < 1e-3
    assert np.abs(made.vertices - without.vertices).max() < 1e-4


def test_a_fist_moves_the_hand_alone_and_all_fingers(free):
    made, _ = rigged(free, np.zeros(1), stand_pose())
    names, skin = made.joint_names, Skin.of_avatar(made)
    fingers = [name for name in FINGER_NAMES if name.startswith("left") and "thumb" not in name]
    away = np.linalg.norm(skin.posed(curl(names, *fingers)) - made.vertices, axis=1)
    hand = made.vertices[:, 0] > made.joints[names.index("left_wrist"), 0]
    assert away[~hand].max() < 1e-6
    for name in (f"left_{finger}3" for finger in ("index", "middle", "ring", "pinky")):
        assert away[skin.weights[:, names.index(name)] > 0.9].min() > 0.02


def test_avatars_with_fingers_are_measured_drawn_and_moved_as_others(free):
    made, _ = rigged(free, np.zeros(1), stand_pose())
    without, _ = rigged(dataclasses.replace(free, finer=None), np.zeros(1), stand_pose())
    betas = np.zeros(1)
    ours, theirs = skin_report(made, free, betas), skin_report(without, free, betas)
    assert ours["moved_across_gaps"] == theirs["moved_across_gaps"]
    assert ours["edge_stretch"] == pytest.approx(theirs["edge_stretch"], abs=0.01)
    assert rig_check(made).size == rig_check(without).size
    check_joints(made)
    poses = spread(np.stack([random_pose(24), stand_pose()]), made.joint_names)
    lowest = Skin.of_avatar(made).posed(poses[0])[:, 1].min()
    assert grounded(made, poses, np.zeros(2))[0, 1] == pytest.approx(-lowest, abs=1e-5)


def test_the_same_motion_is_made_for_avatars_with_fingers_and_without(free, monkeypatch):
    monkeypatch.setattr(optimise, "STEPS", 2)
    choreographer = Choreographer.load(load_guide("builtin", "cpu"))
    made, without = [
        rigged(body, np.zeros(1), stand_pose())[0] for body in (free, dataclasses.replace(free, finer=None))
    ]
    silent = Progress(lambda *_, **__: None, lambda: None, ("motion",))
    silent.stage("motion")
    (ours,), (theirs,) = (
        choreographer.moved(each, ["boxing"], 0, silent).motions for each in (made, without)
    )
    assert np.abs(theirs.poses[:, 22:]).max() > 0.5, "fists"
    assert np.allclose(ours.poses, curled(theirs.poses, SMPLH_NAMES), atol=1e-6)


def test_fingers_are_an_option_of_the_command_line():
    words = ["generate", "--shape", "a man", "--appearance", "a man", "--out", "out"]
    assert not request_from(parser().parse_args(words)).fingers
    assert request_from(parser().parse_args([*words, "--fingers"])).fingers


def test_the_rig_command_gives_a_mesh_fingers(free, tmp_path):
    posed = free.pose(np.zeros(1), stand_pose())
    lines = [f"v {x} {y} {z}" for x, y, z in posed.vertices] + [
        f"f {a} {b} {c}" for a, b, c in free.faces + 1
    ]
    (tmp_path / "mesh.obj").write_text("\n".join(lines))
    np.save(tmp_path / "betas.npy", np.zeros(1))
    known = ["--pose", "stand", "--betas", str(tmp_path / "betas.npy"), "--blender", "none"]
    rig_command([str(tmp_path / "mesh.obj"), "--out", str(tmp_path / "out"), "--fingers", *known])
    with np.load(tmp_path / "out" / "avatar.npz") as made:
        assert tuple(made["joint_names"]) == SMPLH_NAMES
