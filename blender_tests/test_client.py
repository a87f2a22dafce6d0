"""The client against a real process that does what a script says (stand_in.py)."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

import pytest

DONE = {"type": "done", "out": "", "avatar": "avatar.npz", "report": {}}
PATIENCE = 30  # seconds after which a test has failed


def messages(run) -> list[dict]:
    """Everything that comes until the run is over."""
    found, end = [], time.monotonic() + PATIENCE
    while run.running:
        assert time.monotonic() < end, f"still running after {found}"
        found += run.poll()
        time.sleep(0.01)
    return found


def test_messages_come_in_order_and_the_last_one_ends_the_run(start):
    steps = [{"type": "stage", "name": "body", "index": 0, "of": 2}, {"type": "warning", "text": "élan"}]
    run = start(*({"message": step} for step in steps), {"message": DONE})
    assert run.running
    assert messages(run) == [*steps, DONE]
    assert not run.running
    assert run.poll() == []


def test_the_request_arrives_whole_and_the_input_stays_open(start, tmp_path):
    request = json.dumps({"shape": "größer", "long": "x" * 100_000}, ensure_ascii=False)
    run = start({"save": str(tmp_path / "request")}, {"message": DONE}, request=request)
    messages(run)
    assert (tmp_path / "request").read_text(encoding="utf-8").strip() == request


def test_what_is_no_message_is_passed_over(start):
    run = start({"print": "Loading weights..."}, {"print": "{broken"}, {"print": "[1]"}, {"message": DONE})
    assert messages(run) == [DONE]


def test_nothing_after_the_last_message_counts(start):
    run = start({"message": DONE}, {"message": {"type": "warning", "text": "late"}})
    assert messages(run)[-1] == DONE


def test_a_lot_on_stderr_blocks_nothing(start):
    run = start({"stderr": "y" * 300_000}, {"message": DONE})
    assert messages(run) == [DONE]


def test_the_log_keeps_all_that_was_said_and_of_progress_only_the_latest(start):
    progress = [{"type": "progress", "step": step, "of": 900, "seconds_left": 1.5} for step in range(900)]
    steps = [
        {"print": "a library's hello"},
        {"stderr": "a complaint"},
        *({"message": one} for one in progress),
    ]
    run = start(*steps, {"message": DONE})
    messages(run)
    log = "\n".join(run.log.lines())
    for part in ("a library's hello", "a complaint", "step: 899", "avatar.npz"):
        assert part in log
    assert len(run.log.lines()) < 10


def test_the_log_of_a_flood_is_bounded_and_ends_with_the_last_words(start):
    lines = "\n".join(f"line {number}" for number in range(5000))
    run = start({"stderr": "x" * 3_000_000}, {"stderr": lines}, {"exit": 1})
    messages(run)
    log = run.log.lines()
    assert 1000 < len(log) <= 2000 and sum(map(len, log)) < 100_000
    assert "line 4999" in log[-2] and "[error]" in log[-1]


def test_cancelling_closes_the_input_and_the_backend_answers(start):
    run = start({"listen": True}, {"message": {"type": "cancelled"}})
    assert run.poll() == []
    run.cancel()
    run.cancel()
    assert messages(run) == [{"type": "cancelled"}]


def test_a_backend_that_does_not_listen_is_killed(start, client):
    run = start({"print": "x"}, {"deaf": True}, grace=0.2)
    run.cancel()
    assert messages(run) == [{"type": "cancelled"}]
    assert run._process.wait(PATIENCE) == -signal.SIGKILL


@pytest.mark.parametrize("status", [0, 1, 77])
def test_an_end_without_an_answer_is_an_error_with_the_last_words(start, status):
    lines = [f"line {number}" for number in range(100)]
    run = start({"stderr": "\n".join(lines)}, {"exit": status})
    (message,) = messages(run)
    assert message["type"] == "error" and message["kind"] == "internal"
    assert str(status) in message["what"]
    assert "line 99" in message["why"] and "line 0\n" not in message["why"]
    assert message["fix"]


def test_a_backend_that_the_system_ends_speaks_of_memory(start):
    run = start({"listen": True})
    os.kill(run._process.pid, signal.SIGKILL)
    (message,) = messages(run)
    assert (message["type"], message["kind"]) == ("error", "memory")


def test_a_backend_that_is_gone_before_it_reads_is_reported(client):
    run = client.Client([sys.executable, "-c", "import sys; sys.exit('no torch here')"], "x" * 1_000_000)
    (message,) = messages(run)
    assert "no torch here" in message["why"]


def test_a_program_that_is_not_there_is_one_sentence(client, tmp_path):
    with pytest.raises(client.protocol.UserError) as caught:
        client.Client([str(tmp_path / "python")])
    assert caught.value.kind == "environment" and "Set Up" in caught.value.fix


def test_blenders_python_variables_do_not_leak(start, tmp_path, monkeypatch, client):
    monkeypatch.setenv("PYTHONHOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", "/blender/scripts")
    run = start({"environment": str(tmp_path / "variables")}, {"message": DONE})
    assert messages(run) == [DONE]
    found = json.loads((tmp_path / "variables").read_text(encoding="utf-8"))
    assert "PYTHONHOME" not in found and found["PYTHONPATH"] == str(client.RUNTIME)
    assert found["STAND_IN"] == "yes"


def test_the_launched_backend_is_the_one_in_the_zip(client, installed):
    command = [
        sys.executable,
        "-c",
        "import backend; print(backend.__file__); raise SystemExit(backend.__file__)",
    ]
    run = client.Client(command)
    (message,) = messages(run)
    assert message["why"] == str(installed / "backend" / "__init__.py")


def test_set_up_takes_the_chosen_python_or_finds_one(client, tmp_path):
    chosen = client.setup_command(tmp_path, "/usr/bin/somepython")
    found = client.setup_command(tmp_path)
    assert chosen[0] == "/usr/bin/somepython" and Path(found[0]).is_file()
    assert chosen[1:] == found[1:] == ["-m", "backend", "setup", "--env", str(tmp_path), "--messages"]
