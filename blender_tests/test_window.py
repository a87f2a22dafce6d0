"""The add-on in a Blender that has a window, used by mouse and keyboard: first use, queue, history, errors.

Needs a Blender program, xvfb-run and xdotool. AVATARCLIP_KEEP names a folder for the pictures.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from blender_tests.processes import all_gone, numbers

SCRIPT = Path(__file__).with_name("window.py")
SIZE = (900, 1600)


@pytest.fixture(scope="module")
def visit(addon_zip, tmp_path_factory):
    """(what window.py saw, what Blender printed, its folder), having used the add-on once."""
    named = os.environ.get("AVATARCLIP_BLENDER", "")
    program = shutil.which("blender") if not named or Path(named).name.startswith("python") else named
    if not program or not shutil.which("xvfb-run") or not shutil.which("xdotool"):
        pytest.skip("needs a Blender program, xvfb-run and xdotool")
    folder = tmp_path_factory.mktemp("window")
    out, user = folder / "out", folder / "user"
    out.mkdir()
    variables = {
        f"BLENDER_USER_{kind}": str(user / kind.lower()) for kind in ("CONFIG", "SCRIPTS", "DATAFILES")
    }
    width, height = map(str, SIZE)
    command = ["timeout", "1500", "xvfb-run", "-a", "-s", f"-screen 0 {width}x{height}x24", program]
    command += ["--factory-startup", "-p", "0", "0", width, height, "--python", str(SCRIPT)]
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
    return json.loads((out / "seen.json").read_text(encoding="utf-8")), ran.stdout + ran.stderr, out


def test_nothing_fails_while_it_is_used(visit):
    seen, printed, _ = visit
    assert not re.search(r"Traceback|Error:|rna_uiItem\w+:", printed), printed
    assert seen["drawn"]


def test_words_are_typed_and_the_bar_moves(visit):
    seen, *_ = visit
    words = {"shape": "a strong man", "appearance": "a pirate in a red coat", "motion": "waving; running"}
    assert seen["typed"] == words
    assert seen["percent"] == pytest.approx([18, 62])


def test_what_was_cancelled_before_another_is_resumed_and_one_undo_takes_it_away(visit):
    seen, *_ = visit
    assert seen["waiting"] == 1
    assert len(seen["made"]) == 2
    assert seen["after one undo"] == [1, 1]  # armatures, collections


def test_a_motion_plays_stops_and_another_is_added(visit):
    seen, *_ = visit
    assert seen["plays"] == ["running", True, 0, 24]
    assert seen["stopped"]
    assert seen["added"] == ["jumping", "jumping", 0]


def test_files_are_exported_and_imported_through_blenders_browser(visit):
    assert visit[0]["exported"] > 10_000
    assert visit[0]["offered"].endswith(".glb") and "untitled" not in visit[0]["offered"]


def test_a_file_is_replaced_only_after_a_question(visit):
    assert visit[0]["replaced"] == [False, True]  # Escape, Return


def test_a_selected_mesh_is_rigged_and_a_files_which_one_undo_takes_away(visit):
    assert visit[0]["rigged"] == ["Statue", "stranger", 1]


def test_the_queue_is_cleared(visit):
    assert visit[0]["queue"] == [2, 0]


def test_choosing_another_folder_opens_blenders_file_browser(visit):
    seen, *_ = visit
    assert seen["chooses"].lower().replace("_ot_", ".") == "avatarclip.choose_folder"


def test_the_buttons_of_the_history_do_their_work(visit):
    seen, *_ = visit
    for name in ("open", "used", "varied", "asks", "deleted"):
        assert seen[name], name
    assert seen["imported again"] == 1


def test_another_file_leaves_the_backend_alone_and_is_left_alone(visit):
    seen, *_ = visit
    assert seen["runs on"] and seen["told"]
    assert seen["put into another file"] == 0


def test_closing_the_window_ends_the_backend(visit):
    all_gone(numbers(visit[2] / "pids"))
