"""A mesh through the shipped batch.py or the client, the real backend and Blender."""

from __future__ import annotations

import json
import os
import subprocess
import time

import numpy as np
import pytest

from backend import avatar, environment, protocol
from blender_tests.processes import all_gone

ROOT = environment.ROOT


@pytest.fixture(scope="module")
def backend():
    folder = environment.default_folder()
    if not environment.is_ready(folder, environment.backend_recipe()):
        pytest.skip("needs the backend's environment")
    return folder


@pytest.fixture
def mesh(tmp_path):
    """The free body in its T-pose, in centimetres, as an OBJ."""
    with np.load(ROOT / "smpl_models" / "free_body.npz") as body:
        vertices, faces = 100 * body["v_template"], body["f"] + 1
    rows = [f"v {x:.3f} {y:.3f} {z:.3f}" for x, y, z in vertices]
    rows += [f"f {a} {b} {c}" for a, b, c in faces]
    path = tmp_path / "Zoë 山田.obj"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def batch(blender, installed, backend, *words):
    return subprocess.run(
        [*blender, str(installed / "batch.py"), "--", *map(str, words)],
        env={**os.environ, "AVATARCLIP_ENV": str(backend)},
        capture_output=True,
        text=True,
        errors="replace",
    )


def test_batch_rigs_a_mesh_with_the_backend_and_says_what_it_cannot_rig(
    blender, installed, backend, mesh, tmp_path
):
    out = tmp_path / "out"
    ran = batch(blender, installed, backend, "--rig", mesh, "--out", out, "--pose", "t")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"Done: {out / 'avatar.npz'}" in ran.stdout
    files = "avatar.npz avatar.fbx avatar.glb avatar.html preview.png texture.png request.json report.json"
    assert {path.name for path in out.iterdir()} >= set(files.split())
    found = avatar.load(out / "avatar.npz")
    assert 1.3 < np.ptp(found.vertices[:, 1]) < 2.4
    assert json.loads((out / "request.json").read_text(encoding="utf-8"))["appearance"] == "Zoë 山田"
    mesh.write_text("v 0 0 0\n")
    ran = batch(blender, installed, backend, "--rig", mesh, "--out", tmp_path / "other")
    assert ran.returncode == 1
    assert "Zoë 山田.obj" in ran.stderr.strip().splitlines()[-1] and "Traceback" not in ran.stderr
    assert not (tmp_path / "other").exists()


def test_cancelling_ends_a_fit_under_way(client, backend, mesh, tmp_path):
    request = protocol.RigRequest(str(mesh), str(tmp_path / "out"), blender="none")
    command, variables = client.serve_command(backend), {"AVATARCLIP_ENV": str(backend)}
    run = client.Client(command, request.to_json(), variables, tmp_path / "out")
    messages = []
    while not any(one.get("name") == "body" for one in messages):
        messages += run.poll()
        assert run.running, messages
        time.sleep(0.05)
    number = run._process.pid
    run.cancel()
    while run.running:
        messages += run.poll()
        time.sleep(0.05)
    assert messages[-1]["type"] == protocol.CANCELLED
    all_gone([number])
    assert not (tmp_path / "out" / "avatar.npz").exists()
    assert (tmp_path / "out" / "work" / "mesh.npz").is_file(), "a later run needs the file no more"
