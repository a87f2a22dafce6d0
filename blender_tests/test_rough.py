"""The client against backends that go wrong: killed, hung, flooding, writing garbage, out of memory or disk.

Each run ends with one clear message, and no process and no folder's claim outlive it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from blender_tests.processes import alive, all_gone, numbers, wait_until
from blender_tests.test_client import DONE, messages


def test_killed_takes_along_what_it_had_started(start, tmp_path):
    run = start({"child": True}, {"pid": str(tmp_path / "pids")}, {"deaf": True})
    processes = numbers(tmp_path / "pids")
    os.kill(processes[0], signal.SIGKILL)
    (message,) = messages(run)
    assert (message["type"], message["kind"]) == ("error", "memory")
    all_gone(processes)


def test_crashed_names_the_signal_and_the_line(client):
    code = "import ctypes\ndef reads_nowhere(): ctypes.string_at(0)\nreads_nowhere()"
    (message,) = messages(client.Client([sys.executable, "-c", code]))
    assert (message["type"], message["kind"]) == ("error", "internal")
    assert "egmentation fault" in message["what"] and "reads_nowhere" in message["why"] and message["fix"]


def test_hung_is_cancelled_with_all_that_it_had_started(start, tmp_path):
    run = start({"child": True}, {"pid": str(tmp_path / "pids")}, {"deaf": True}, grace=0.2)
    processes = numbers(tmp_path / "pids")
    silence = run.silence
    time.sleep(0.02)
    assert run.silence > silence
    run.cancel()
    assert messages(run) == [{"type": "cancelled"}]
    all_gone(processes)


def test_hung_after_its_last_message_is_ended_and_the_message_counts(start, tmp_path):
    run = start({"pid": str(tmp_path / "pids")}, {"message": DONE}, {"deaf": True}, grace=0.2)
    assert messages(run) == [DONE]
    all_gone(numbers(tmp_path / "pids"))


def test_cancel_is_answered_within_two_seconds(client, installed):
    poll = float((installed / "follow.py").read_text().partition("POLL_SECONDS = ")[2].split()[0])
    assert client.GRACE + 2 * poll <= 2


WARNING = {"type": "warning", "text": "again"}
PROGRESS = {"type": "progress", "step": 1, "of": 2, "seconds_left": None}


@pytest.mark.parametrize(
    "text", ["a line\n", "no end of a line ", "\n", json.dumps(WARNING) + "\n", json.dumps(PROGRESS) + "\n"]
)
def test_a_flood_is_kept_small_and_can_be_cancelled(start, tmp_path, text):
    run = start({"pid": str(tmp_path / "pids")}, {"flood": text * 100}, grace=0.2)
    wait_until(lambda: len(run.log.lines()) > 1)
    end = time.monotonic() + 0.5
    while time.monotonic() < end:
        assert len(run.poll()) <= 200
        time.sleep(0.1)
    assert len(run.log.lines()) <= 2000 and max(map(len, run.log.lines())) < 5000
    run.cancel()
    assert messages(run)[-1] == {"type": "cancelled"}
    all_gone(numbers(tmp_path / "pids"))


def test_the_last_message_is_not_lost_in_a_flood(client):
    inbox = client.messages.Inbox()
    for message in [WARNING] * 1000 + [DONE] + [WARNING] * 1000:
        inbox.put(message)
    found = inbox.take()
    assert len(found) <= 200 and found[-1] == DONE
    assert inbox.take() == []


GARBAGE = {
    "cut short": '{"type": "progress", "step": 3',
    "no fields": '{"type": "stage"}',
    "wrong types": '{"type": "progress", "step": "3", "of": [], "seconds_left": {}}',
    "no number": '{"type": "progress", "step": 3, "of": 4, "seconds_left": NaN}',
    "endless": '{"type": "progress", "step": 3, "of": 4, "seconds_left": Infinity}',
    "too large": '{"type": "progress", "step": %s, "of": 4, "seconds_left": 1}' % ("9" * 500),
    "unknown": '{"type": "dance"}',
    "a list for a type": '{"type": ["done"]}',
    "done with nothing": '{"type": "done", "avatar": null, "out": 5}',
    "deep": "[" * 90_000,
    "deep message": '{"type": ' * 15_000,
    "endless line": "x" * 1_000_000,
    "zeros": "\0" * 1000,
}


@pytest.mark.parametrize("name", GARBAGE)
def test_garbage_is_no_message_and_stops_nothing(start, name):
    run = start({"print": GARBAGE[name]}, {"message": DONE})
    assert messages(run) == [DONE]


def test_bytes_of_no_language_stop_nothing(client, tmp_path):
    noise = random.Random(0).randbytes(200_000)
    (tmp_path / "noise").write_bytes(noise)
    code = "import shutil, sys; shutil.copyfileobj(open(sys.argv[1], 'rb'), sys.stdout.buffer)"
    done = f"print(); print({json.dumps(DONE)!r})"
    run = client.Client([sys.executable, "-c", f"{code}; {done}", str(tmp_path / "noise")])
    assert messages(run) == [DONE]


def test_texts_become_such_as_blender_takes(start):
    run = start({"print": r'{"type": "warning", "text": "half \ud800 and \u0000"}'}, {"message": DONE})
    warning, _ = messages(run)
    assert warning["text"] == "half ? and ?"
    long = start({"message": {"type": "warning", "text": "x" * 50_000}}, {"message": DONE})
    assert len(messages(long)[0]["text"]) < 5000


# What a job runs out of, in the backend's own code that answers for it.
SHORTAGES = {
    "memory": "import resource; resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)); bytearray(2**30)",
    "disk": "open('/dev/full', 'w').write('x' * 10**6)",
}


@pytest.mark.parametrize("kind", SHORTAGES)
def test_the_real_backend_says_what_it_ran_out_of(client, kind):
    code = f"from backend import serve\ndef job(emit):\n {SHORTAGES[kind]}\nserve.answer(job)"
    run = client.Client([sys.executable, "-c", code])
    (message,) = messages(run)
    assert (message["type"], message["kind"]) == ("error", kind)
    assert message["fix"] and kind in message["what"]


def test_the_real_backend_ends_a_job_that_hangs_when_nobody_listens_any_more(client, installed, tmp_path):
    """No client is there to kill it, as when Blender was killed."""
    pids = tmp_path / "pids"
    code = (
        "import os, subprocess, sys, time\nfrom backend import serve\nserve.HANGS = 0.2\n"
        "def job(emit):\n serve._at_end_of_stdin(lambda: None)\n"
        " child = subprocess.Popen(['sleep', '1000'])\n"
        " open(sys.argv[1] + '.part', 'w').write(f'{os.getpid()} {child.pid}')\n"
        " os.replace(sys.argv[1] + '.part', sys.argv[1])\n time.sleep(1000)\nserve.answer(job)"
    )
    command = [sys.executable, "-c", code, str(pids)]
    with subprocess.Popen(command, cwd=installed, stdin=subprocess.PIPE, start_new_session=True) as backend:
        processes = numbers(pids)
        assert all(map(alive, processes))
        backend.stdin.close()
        all_gone(processes)


def test_two_do_not_work_in_one_folder(start, client, tmp_path):
    folder = tmp_path / "avatars" / "née 人"
    first = start({"listen": True}, folder=folder)
    start({"listen": True}, folder=folder.with_name("another"))
    with pytest.raises(client.protocol.UserError, match="Another Blender"):
        start({"message": DONE}, folder=folder)
    first.cancel()
    assert messages(first) == [{"type": "cancelled"}]
    assert messages(start({"message": DONE}, folder=folder)) == [DONE]


def test_a_claimed_folder_stays_only_where_something_is_in_it(start, tmp_path):
    folder = tmp_path / "out" / "avatar"
    messages(start({"exit": 1}, folder=folder))
    assert not folder.parent.exists()
    messages(start({"pid": str(folder / "file")}, {"message": DONE}, folder=folder))
    assert [path.name for path in folder.iterdir()] == ["file"]


def test_where_a_folder_cannot_be_made_the_backend_says_so(start, tmp_path):
    (tmp_path / "file").touch()
    assert messages(start({"message": DONE}, folder=tmp_path / "file" / "avatar")) == [DONE]


def test_a_program_that_is_not_there_claims_nothing(client, tmp_path):
    with pytest.raises(client.protocol.UserError, match="could not be started"):
        client.Client([str(tmp_path / "python")], folder=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_backend_that_outlives_blender_keeps_its_folder_until_it_ends(start, client, installed, tmp_path):
    """A process with a client stands where Blender would, and is killed."""
    script, pids, folder = tmp_path / "steps.json", tmp_path / "pids", tmp_path / "out"
    script.write_text(json.dumps([{"pid": str(pids)}, {"deaf": True}]), encoding="utf-8")
    code = (
        "import sys, time, types; package = types.ModuleType('addon'); package.__path__ = [sys.argv[1]]\n"
        "sys.modules['addon'] = package; from addon import client; from pathlib import Path\n"
        "run = client.Client([sys.executable, *sys.argv[2:4]], folder=Path(sys.argv[4])); time.sleep(1000)"
    )
    stand_in = str(Path(__file__).with_name("stand_in.py"))
    words = [sys.executable, "-c", code, str(installed), stand_in, str(script), str(folder)]
    with subprocess.Popen(words) as blender:
        (backend,) = numbers(pids)
        blender.kill()
    with pytest.raises(client.protocol.UserError, match="Another Blender"):
        start({"message": DONE}, folder=folder)
    os.kill(backend, signal.SIGKILL)
    all_gone([backend])
    assert messages(start({"message": DONE}, folder=folder)) == [DONE]
