"""The add-on in a Blender that has a window: the panel draws, Generate runs, nothing fails.

Needs a Blender program and xvfb-run. AVATARCLIP_KEEP names a folder for the pictures.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("window.py")


@pytest.fixture
def visit(addon_zip, tmp_path):
    """(what window.py saw, what Blender printed), having shown the add-on once."""
    named = os.environ.get("AVATARCLIP_BLENDER", "")
    program = shutil.which("blender") if not named or Path(named).name.startswith("python") else named
    if not program or not shutil.which("xvfb-run"):
        pytest.skip("needs a Blender program and xvfb-run")
    out, user = tmp_path / "out", tmp_path / "user"
    out.mkdir()
    variables = {
        f"BLENDER_USER_{kind}": str(user / kind.lower()) for kind in ("CONFIG", "SCRIPTS", "DATAFILES")
    }
    command = [
        "timeout",
        "180",
        "xvfb-run",
        "-a",
        "-s",
        "-screen 0 1280x1200x24",
        program,
        "--factory-startup",
    ]
    command += ["--enable-event-simulate", "-p", "0", "0", "1280", "1200", "--python", str(SCRIPT)]
    ran = subprocess.run(
        [*command, "--", "--zip", str(addon_zip), "--out", str(out)],
        env={**os.environ, "BLENDER_USER_RESOURCES": str(user), **variables},
        capture_output=True,
        text=True,
        errors="replace",
    )
    if keep := os.environ.get("AVATARCLIP_KEEP"):
        shutil.copytree(out, Path(keep) / "window", dirs_exist_ok=True)
    assert (out / "seen.json").is_file(), ran.stdout + ran.stderr
    return json.loads((out / "seen.json").read_text(encoding="utf-8")), ran.stdout + ran.stderr


def test_the_panel_draws_and_generate_runs_beside_the_window(visit):
    seen, printed = visit
    assert not re.search(r"Traceback|Error:|rna_uiItem\w+:", printed), printed
    assert seen["drawn"]
    assert seen["invoked"] == ["RUNNING_MODAL"]
    assert seen["running"] and seen["percent"] == pytest.approx(62)
    assert seen["imported"] == ["ARMATURE", "MESH"]
    assert seen["pictures"] == 3
    assert seen["kept"]
