"""The body: SMPL's skinning, and files that are read without running what is in them."""

from __future__ import annotations

import pickle
import sys
import types
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse
import torch
from smplx import SMPL
from smplx.utils import Struct

from backend.body import JOINT, load_body, stand_pose
from backend.body.lbs import rotation_matrices
from backend.body.load import FREE_BODY
from backend.protocol import UserError


@pytest.fixture(scope="module")
def body():
    return load_body("free")


def random_pose(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(24, 3)).astype(np.float32) * 0.4


def smpl_arrays(body) -> dict:
    """The arrays of an SMPL file, for a reader that is not ours."""
    parents = body.parents.astype(np.int64)
    return {
        "v_template": body.v_template.astype(np.float64),
        "shapedirs": body.shapedirs[:, :, :10].astype(np.float64),
        "posedirs": np.random.default_rng(0).normal(size=(len(body.v_template), 3, 207)) * 1e-3,
        "J_regressor": scipy.sparse.csc_matrix(body.J_regressor),
        "weights": body.weights.astype(np.float64),
        "kintree_table": np.stack([parents % 2**32, np.arange(24)]),
        "f": body.faces.astype(np.uint32),
    }


def test_posing_equals_smplx(body, tmp_path):
    arrays = smpl_arrays(body)
    path = tmp_path / "SMPL_NEUTRAL.pkl"
    path.write_bytes(pickle.dumps(arrays))
    betas, pose = np.random.default_rng(1).normal(size=10).astype(np.float32), random_pose(2)
    ours = load_body(str(path)).pose(betas, pose)
    theirs = SMPL("", data_struct=Struct(**arrays), num_betas=10)(
        betas=torch.from_numpy(betas)[None],
        global_orient=torch.from_numpy(pose[:1]).reshape(1, 3),
        body_pose=torch.from_numpy(pose[1:]).reshape(1, 69),
    )
    assert np.abs(ours.vertices - theirs.vertices[0].detach().numpy()).max() < 1e-5
    assert np.abs(ours.joints - theirs.joints[0, :24].detach().numpy()).max() < 1e-5


def test_the_zero_pose_is_the_rest_pose(body):
    posed = body.pose(np.array([1.0, -2.0]), np.zeros((24, 3)))
    assert np.allclose(posed.vertices, posed.rest_vertices, atol=1e-6)
    assert np.allclose(posed.transforms, np.eye(4), atol=1e-6)


def test_turning_the_root_turns_everything(body):
    pose, turned = random_pose(3), random_pose(3)
    turn = rotation_matrices(torch.tensor([0.3, -1.1, 0.4])).numpy()
    pose[0] = 0
    turned[0] = (0.3, -1.1, 0.4)
    still, moved = body.pose(np.zeros(1), pose), body.pose(np.zeros(1), turned)
    root = still.rest_joints[0]
    assert np.allclose((still.vertices - root) @ turn.T + root, moved.vertices, atol=1e-5)


def test_rotations_are_rotations():
    matrices = rotation_matrices(torch.from_numpy(random_pose(4)))
    assert torch.allclose(matrices @ matrices.mT, torch.eye(3), atol=1e-6)
    assert torch.allclose(torch.linalg.det(matrices), torch.ones(24), atol=1e-6)
    assert torch.allclose(rotation_matrices(torch.zeros(3)), torch.eye(3))


def test_rotations_have_a_gradient_at_rest():
    pose = torch.zeros(2, 3, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(rotation_matrices, (pose + 1e-3,))
    rotation_matrices(pose).sum().backward()
    assert torch.isfinite(pose.grad).all()


def test_weights_and_regressor_are_averages(body):
    assert np.allclose(body.weights.sum(axis=1), 1, atol=1e-5)
    assert body.weights.min() >= 0
    assert np.allclose(body.J_regressor.sum(axis=1), 1, atol=1e-4)
    assert (np.diff(body.J_regressor.indptr) < 40).all()


def test_the_free_body_is_closed_and_the_right_way_out(body):
    edges = np.concatenate([body.faces[:, [k, (k + 1) % 3]] for k in range(3)])
    directed = {tuple(edge) for edge in edges.tolist()}
    assert len(directed) == len(edges)
    assert all((b, a) in directed for a, b in directed)
    corner = body.v_template[body.faces].astype(np.float64)
    volume = (corner[:, 0] * np.cross(corner[:, 1], corner[:, 2])).sum() / 6
    assert 0.04 < volume < 0.12


def test_people_stand_upright_and_left_is_left(body):
    posed = body.pose(np.zeros(1), stand_pose())
    joints = posed.joints
    assert joints[JOINT["head"], 1] > joints[JOINT["pelvis"], 1] > joints[JOINT["left_foot"], 1]
    assert joints[JOINT["left_hand"], 0] > 0 > joints[JOINT["right_hand"], 0]
    assert joints[JOINT["left_foot"], 2] > joints[JOINT["left_ankle"], 2]
    heights = [np.ptp(body.pose(row, np.zeros((24, 3))).vertices[:, 1]) for row in body.samples[:50]]
    assert 1.4 < min(heights) < 1.6 < 1.75 < max(heights) < 2.2


class Attack:
    """A pickle that writes a file when it is read by an ordinary unpickler."""

    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


@pytest.mark.parametrize("protocol", [2, 4])
def test_a_pickle_that_calls_a_function_is_refused(tmp_path, protocol):
    victim, path = tmp_path / "victim", tmp_path / "SMPL_NEUTRAL.pkl"
    path.write_bytes(pickle.dumps({"v_template": Attack(victim)}, protocol))
    with pytest.raises(UserError, match="refused"):
        load_body(str(path))
    assert not victim.exists()
    pickle.loads(path.read_bytes())
    assert victim.exists(), "the attack must be real for this test to mean anything"


def test_arrays_wrapped_by_chumpy_are_read_without_it(body, tmp_path, monkeypatch):
    module = types.ModuleType("chumpy.ch")
    wrapper = type("Ch", (), {"__module__": "chumpy.ch"})
    module.Ch = wrapper
    monkeypatch.setitem(sys.modules, "chumpy.ch", module)
    monkeypatch.setitem(sys.modules, "chumpy", types.ModuleType("chumpy"))
    arrays = smpl_arrays(body)
    wrapped = wrapper()
    wrapped.__dict__ = {"x": arrays["shapedirs"]}
    path = tmp_path / "SMPL_MALE.pkl"
    path.write_bytes(pickle.dumps(arrays | {"shapedirs": wrapped}, 2))
    assert np.allclose(load_body(str(path)).shapedirs, body.shapedirs[:, :, :10])


@pytest.mark.parametrize("keep", [0, 100, 0.5])
def test_a_truncated_body_is_named(tmp_path, keep):
    content = FREE_BODY.read_bytes()
    path = tmp_path / "body.npz"
    path.write_bytes(content[: int(keep * len(content)) if isinstance(keep, float) else keep])
    with pytest.raises(UserError, match="body.npz"):
        load_body(str(path))


def test_a_missing_licensed_body_says_how_to_get_it():
    with pytest.raises(UserError, match="Register"):
        load_body("neutral")
