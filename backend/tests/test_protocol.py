import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from backend import protocol
from backend.protocol import Request, UserError

ROOT = Path(__file__).parents[2]


def test_a_request_survives_the_pipe():
    request = Request(shape="größe XL", appearance='a "red" shirt\nand more', out="/tmp/ä b", seed=7)
    line = request.to_json()
    assert "\n" not in line
    assert Request.from_json(line) == request


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"version": 99}, "version"),
        ({"colour": "red"}, "colour"),
        ({"seed": "7"}, "seed"),
        ({"seed": True}, "seed"),
        ({"shape": None}, "shape"),
    ],
)
def test_a_request_of_another_make_is_refused_by_the_field(change, words):
    line = json.dumps({"version": protocol.VERSION, "shape": "a", "appearance": "b", "out": "c", **change})
    with pytest.raises(UserError, match=words) as caught:
        Request.from_json(line)
    assert caught.value.kind == "input"


@pytest.mark.parametrize("line", ["", "{", "[1]", "null", '{"version": 1}'])
def test_a_line_that_is_no_request_is_refused(line):
    with pytest.raises(UserError):
        Request.from_json(line)


def test_a_written_message_is_one_line_that_reads_back():
    stream = io.StringIO()
    protocol.write(stream, protocol.WARNING, text="zwei\nZeilen")
    assert stream.getvalue().count("\n") == 1
    assert protocol.read(stream.getvalue()) == {"type": "warning", "text": "zwei\nZeilen"}


@pytest.mark.parametrize("line", ["loading weights...", "{}", "3", '{"kind": "done"}'])
def test_a_library_s_print_is_no_message(line):
    assert protocol.read(line) is None


def test_messages_keep_standard_output_to_themselves():
    code = (
        "import os, sys\n"
        "from backend.serve import claim_stdout\n"
        "messages = claim_stdout()\n"
        "print('python'); sys.stdout.flush(); os.write(1, b'from C'); os.system('echo child')\n"
        "messages.write('message'); messages.flush()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert ran.stdout == "message"
    assert all(word in ran.stderr for word in ("python", "from C", "child"))


def serve(line: str) -> list[dict]:
    ran = subprocess.run(
        [sys.executable, "-m", "backend", "serve"],
        cwd=ROOT,
        input=line + "\n",
        capture_output=True,
        text=True,
    )
    return [protocol.read(line) for line in ran.stdout.splitlines()]


def test_serve_answers_a_bad_request_with_one_error(tmp_path):
    out = tmp_path / "out"
    messages = serve(Request(shape=" ", appearance="a man", out=str(out)).to_json())
    assert [message["type"] for message in messages] == [protocol.ERROR]
    assert messages[0]["kind"] == "input" and "shape" in messages[0]["what"]
    assert not out.exists()


def test_serve_takes_the_end_of_input_for_cancel(tmp_path):
    out = tmp_path / "out"
    messages = serve(Request(shape="a man", appearance="a man in a red shirt", out=str(out)).to_json())
    assert messages[-1]["type"] == protocol.CANCELLED
    assert not out.exists()
