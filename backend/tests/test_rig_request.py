"""A mesh through the pipe: stages, motions later, a run that goes on, and what is refused without a trace."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import trimesh
from test_generate import Listener, Stop

from backend import avatar, protocol
from backend.body import load_body, stand_pose
from backend.foreign.command import run
from backend.motion import command
from backend.protocol import Request, RigRequest, UserError

ROOT = Path(__file__).parents[2]
STAGES = ["mesh", "body", "surface", "rig", "files"]


def rigged(request, listener=None, overwrite=False):
    return run(request, listener or Listener(), lambda: None, overwrite)


def named(listener):
    return [fields["name"] for fields in listener.of(protocol.STAGE)]


@pytest.fixture
def request_(tmp_path):
    """For a red and blue person in a known pose and shape, so that nothing has to be found."""
    body = load_body("free")
    vertices = body.pose(np.zeros(body.betas), stand_pose()).vertices
    colors = np.where(vertices[:, 1:2] > 1, [200, 30, 40], [30, 40, 200]).astype(np.uint8)
    mesh = trimesh.Trimesh(vertices, body.faces, vertex_colors=colors, process=False)
    mesh.export(tmp_path / "a knight.ply")
    (tmp_path / "betas.json").write_text(json.dumps([0.0] * 10))
    return RigRequest(
        str(tmp_path / "a knight.ply"), str(tmp_path / "out"), pose="stand", texture_size=1024,
        betas=str(tmp_path / "betas.json"), device="cpu", blender="none",
    )  # fmt: skip


@pytest.fixture
def ball(request_, tmp_path):
    trimesh.creation.icosphere(3).export(tmp_path / "ball.ply")
    return dataclasses.replace(request_, mesh=str(tmp_path / "ball.ply"))


def contents(folder):
    return {path.name: path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def load(request):
    return avatar.load(Path(request.out) / "avatar.npz")


def test_both_kinds_of_request_are_told_apart():
    for request in (Request("a", "b", "c"), RigRequest("größe.ply", "out", fingers=True)):
        assert protocol.request_of(request.to_json()) == request
    line = json.dumps({"version": protocol.VERSION, "mesh": "a.ply", "out": "b", "preset": "draft"})
    with pytest.raises(UserError, match="preset"):
        protocol.request_of(line)


def test_motions_come_later_without_the_mesh_and_leave_all_else_as_it_is(request_):
    listener = Listener()
    rigged(request_, listener)
    assert named(listener) == STAGES
    before, first = load(request_), contents(request_.out)
    assert before.metadata["request"]["appearance"] == "a knight"
    assert "ply" not in json.dumps(before.metadata), "whoever gets the avatar learns no paths of meshes"
    told = json.loads(first["request.json"])
    assert RigRequest(**told, out="").mesh == request_.mesh
    Path(request_.mesh).unlink()
    again = RigRequest(**told, out=request_.out, blender="none")
    listener = Listener()
    rigged(again, listener)
    assert not named(listener), "it is done already"
    rigged(dataclasses.replace(again, motion="waving"), listener)
    assert named(listener) == ["motion", "files"]
    after = load(request_)
    assert [motion.name for motion in after.motions] == ["waving"]
    for array in avatar.ARRAYS:
        np.testing.assert_array_equal(getattr(before, array), getattr(after, array))
    changed = {name for name, data in contents(request_.out).items() if data != first.get(name)}
    assert changed == {"avatar.npz", "motion.gif", "request.json", "report.json"}
    assert (
        json.loads(contents(request_.out)["report.json"])["skin"] == json.loads(first["report.json"])["skin"]
    )


def test_a_run_that_was_cut_off_goes_on_without_the_mesh(request_):
    request_ = dataclasses.replace(request_, motion="waving")
    with pytest.raises(Stop):
        rigged(request_, Listener("files"))
    told = json.loads((Path(request_.out) / "request.json").read_text())
    assert not (Path(request_.out) / "avatar.npz").exists()
    Path(request_.mesh).unlink()
    listener = Listener()
    rigged(RigRequest(**told, out=request_.out, blender="none"), listener)
    assert not listener.of(protocol.PROGRESS), "the motion is not made again"
    assert [motion.name for motion in load(request_).motions] == ["waving"]
    report = json.loads((Path(request_.out) / "report.json").read_text())
    assert report["resumed_from"]["stage"] == "files"
    assert {path.name for path in Path(request_.out).iterdir()} >= {"texture.png", "rig_check.png"}
    assert not (Path(request_.out) / "work").exists()


def test_another_mesh_under_the_same_name_is_another_request(request_):
    rigged(request_)
    mesh = trimesh.load(request_.mesh, process=False)
    mesh.vertices[0] += 0.001
    mesh.export(request_.mesh)
    with pytest.raises(UserError, match="an avatar of another request"):
        rigged(request_)
    listener = Listener()
    rigged(request_, listener, overwrite=True)
    assert named(listener) == STAGES


def test_what_is_no_person_leaves_no_trace(ball, tmp_path):
    with pytest.raises(UserError, match="not shaped like a person"):
        rigged(ball)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"mesh": "nowhere.ply"}, "no file"),
        ({"pose": "sitting"}, "no file"),
        ({"body": "male"}, "no body file"),
        ({"influences": 5}, "influences 5"),
        ({"texture_size": 100}, "texture_size 100"),
        ({"device": "tpu"}, "device 'tpu'"),
        ({"motion": " ; "}, "motion prompt is empty"),
        ({"seed": -1}, "seed -1"),
        ({"blender": "/nowhere/blender"}, "no Blender program"),
    ],
)
def test_bad_requests_are_refused_before_work_begins(request_, change, words):
    with pytest.raises(UserError, match=words):
        rigged(dataclasses.replace(request_, **change))
    assert not Path(request_.out).exists()


def test_a_folder_of_other_things_is_left_alone(request_):
    Path(request_.out).mkdir()
    (Path(request_.out) / "mine.txt").write_text("mine")
    with pytest.raises(UserError, match="holds other files"):
        rigged(request_)
    assert contents(request_.out) == {"mine.txt": b"mine"}


def test_the_motion_command_takes_a_rigged_avatar(request_, tmp_path):
    rigged(request_)
    options = ["--motion", "waving", "--out", str(tmp_path / "moved"), "--blender", "none"]
    command.main([request_.out, *options])
    assert [motion.name for motion in avatar.load(tmp_path / "moved" / "avatar.npz").motions] == ["waving"]
    assert json.loads((tmp_path / "moved" / "request.json").read_text())["motion"] == "waving"


def served(line, stdin_stays_open):
    """The messages that answer a line, and the exit status."""
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "serve"],
        cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(line + "\n")
    process.stdin.flush()
    if stdin_stays_open:
        messages = [protocol.read(line) for line in process.stdout]
    else:
        messages = [protocol.read(line) for line in process.communicate()[0].splitlines()]
    process.stdin.close()
    return messages, process.wait()


def test_the_pipe_tells_the_stages_and_where_the_avatar_is(request_):
    messages, status = served(request_.to_json(), True)
    assert [one["name"] for one in messages if one["type"] == protocol.STAGE] == STAGES
    last = messages[-1]
    assert status == 0 and last["type"] == protocol.DONE
    assert last["avatar"] == str(Path(request_.out) / "avatar.npz") and Path(last["report"]).is_file()


def test_the_pipe_answers_a_ball_in_words(ball):
    messages, status = served(ball.to_json(), True)
    (error,) = (one for one in messages if one["type"] in protocol.LAST)
    assert status == 1 and error["type"] == protocol.ERROR and error["kind"] == "input"
    assert "not shaped like a person" in error["what"]
    assert not Path(ball.out).exists()


def test_the_end_of_input_cancels(request_):
    messages, status = served(request_.to_json(), False)
    assert status == 130 and messages[-1]["type"] == protocol.CANCELLED
    assert not (Path(request_.out) / "avatar.npz").exists()
