"""What survives a kill, and what a second run does with it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from backend import work
from backend.protocol import UserError
from backend.work import Work

ROOT = Path(__file__).parents[2]
REQUEST = {"shape": "a man", "seed": 0}

# Three stages, each the sum of random numbers and of what came before; dies in the stage named.
CHAIN = """
import os, sys
from pathlib import Path
import numpy as np
from backend.work import Work, load_arrays, save_arrays

out, die_in = Path(sys.argv[1]), sys.argv[2]
work, total = Work(out, {"shape": "a man", "seed": 0}, "f"), np.zeros(1000)
for number, name in enumerate(("one", "two", "three")):
    def make():
        print("made", name, flush=True)
        if name == die_in:
            (work.folder / (name + ".npz.part")).write_bytes(b"half a file")
            os._exit(9)
        return {"x": total + np.random.default_rng(number).normal(size=1000)}
    total = work.stage(name, make, save_arrays, load_arrays)["x"]
np.save(out / "texture.png", total) or os.replace(out / "texture.png.npy", out / "texture.png")
work.finish({"seconds": work.seconds, "resumed_from": work.resumed})
"""


def chain(out: Path, die_in: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", CHAIN, str(out), die_in]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory) -> bytes:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert chain(out).returncode == 0
    report = json.loads((out / "report.json").read_text())
    assert report["resumed_from"] is None and set(report["seconds"]) == {"one", "two", "three"}
    return (out / "texture.png").read_bytes()


@pytest.mark.parametrize(("die_in", "kept"), [("one", 0), ("two", 1), ("three", 2)])
def test_a_killed_run_goes_on_and_ends_with_the_same_numbers(tmp_path, undisturbed, die_in, kept):
    out = tmp_path / "out"
    assert chain(out, die_in).returncode == 9
    assert not (out / "report.json").exists()
    again = chain(out)
    assert again.returncode == 0, again.stderr
    assert again.stdout.split()[1::2] == ["one", "two", "three"][kept:]
    assert (out / "texture.png").read_bytes() == undisturbed
    assert json.loads((out / "report.json").read_text())["resumed_from"]["stage"] == die_in
    assert not (out / "work").exists()


def begin(out: Path, request: dict = REQUEST, fingerprint: str = "f", **options: bool) -> Work:
    return Work(out, request, fingerprint, **options)


def save(work_: Work, name: str) -> None:
    work_.stage(name, lambda: {"x": np.ones(1)}, work.save_arrays, work.load_arrays)


def test_a_finished_request_is_known_and_another_is_not(tmp_path):
    begin(tmp_path / "out").finish({})
    assert work.finished(tmp_path / "out", REQUEST)
    assert not work.finished(tmp_path / "out", REQUEST | {"seed": 1})
    assert not work.finished(tmp_path / "none", REQUEST)


@pytest.mark.parametrize("done", [True, False])
def test_another_request_s_folder_is_not_taken(tmp_path, done):
    first = begin(tmp_path)
    save(first, "one")
    if done:
        first.finish({})
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError, match="another request.*--overwrite"):
        begin(tmp_path, REQUEST | {"seed": 1})
    assert sorted(tmp_path.rglob("*")) == before


def test_overwriting_removes_our_files_and_no_others(tmp_path):
    save(begin(tmp_path), "one")
    (tmp_path / "notes.txt").write_text("precious")
    second = begin(tmp_path, REQUEST | {"seed": 1}, overwrite=True)
    assert (tmp_path / "notes.txt").read_text() == "precious"
    assert not second.path("one.npz").exists() and second.resumed is None


def test_work_of_another_version_is_not_taken_over(tmp_path):
    save(begin(tmp_path), "one")
    again = begin(tmp_path, fingerprint="g")
    assert not again.path("one.npz").exists() and again.resumed is None
    assert again.outdated


def test_a_failure_in_the_first_stage_leaves_no_trace(tmp_path):
    begin(tmp_path / "a" / "b").abandon(MemoryError())
    assert not list(tmp_path.iterdir())


def test_a_failure_later_keeps_what_was_made(tmp_path):
    first = begin(tmp_path / "out")
    save(first, "one")
    first.abandon(MemoryError())
    assert begin(tmp_path / "out").path("one.npz").is_file()


def test_where_the_request_is_wrong_nothing_is_kept(tmp_path):
    first = begin(tmp_path / "out")
    save(first, "one")
    first.abandon(UserError("input", "It is no person."))
    assert not (tmp_path / "out").exists()


def test_time_is_counted_over_all_runs_and_when_interrupted(tmp_path):
    first = begin(tmp_path)
    with pytest.raises(KeyboardInterrupt), first.timed("one"):
        raise KeyboardInterrupt
    first.seconds["one"] = 5.0
    with first.timed("two"):
        pass
    second = begin(tmp_path)
    with second.timed("one"):
        pass
    assert second.seconds["one"] >= 5.0


def test_a_file_is_whole_or_not_there(tmp_path):
    path = tmp_path / "a.json"
    work.write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        work.write_json(path, {"a": object()})
    assert json.loads(path.read_text()) == {"a": 1}
    assert os.listdir(tmp_path) == ["a.json"]


@pytest.mark.parametrize(("field", "usual", "other"), [("fingers", False, True), ("influences", 4, 8)])
def test_an_avatar_from_before_there_was_a_choice_is_still_the_usual_one(tmp_path, field, usual, other):
    former = {"shape": "a man", "motion": ""}
    work.write_json(tmp_path / "request.json", former)
    work.write_json(tmp_path / "report.json", {})
    assert work.finished(tmp_path, former | {field: usual})
    assert not work.finished_early(tmp_path, former | {field: other})


def test_what_is_rigged_for_four_joints_a_vertex_is_no_part_of_an_avatar_of_eight(tmp_path):
    request = REQUEST | {"influences": 4}
    Work(tmp_path, request, "f")
    with pytest.raises(UserError, match="another request"):
        Work(tmp_path, request | {"influences": 8}, "f")
