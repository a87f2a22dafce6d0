"""The command line as a person meets it: real processes, real files."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from backend import blender, console, protocol
from backend.machine import choose_device, explain
from backend.protocol import MAX_PROMPT_LENGTH, UserError

ROOT = Path(__file__).parents[2]


def backend(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "backend", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **variables})


def generate(out: Path, **options: str) -> subprocess.CompletedProcess[str]:
    given = {"shape": "a tall man", "appearance": "a man in a red shirt", "out": str(out)} | options
    return backend("generate", *(word for name, text in given.items() for word in (f"--{name}", text)))


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"shape": ""}, "shape prompt is empty"),
        ({"appearance": " \t "}, "appearance prompt is empty"),
        ({"appearance": "x" * 10_000}, f"10000 characters. Use at most {MAX_PROMPT_LENGTH}"),
        ({"preset": "ultra"}, "no preset 'ultra'. Choose from: draft"),
        ({"start": "sphere"}, "codebook, body"),
        ({"influences": "5"}, "no influences 5. Choose from: 4, 8"),
        ({"seed": "-1"}, "seed"),
        ({"steps": "-1"}, "Correct --steps"),
        ({"views": "1000"}, "views 1000 is not between"),
        ({"resolution": "5"}, "resolution 5 is not between"),
        ({"triangles": "3"}, "triangles 3 is not between"),
        ({"max-error": "0.01"}, "max_error 0.01 is not between"),
        ({"texture-size": "1"}, "texture_size 1 is not between"),
        ({"body": "/nowhere/body.npz"}, "no body file /nowhere/body.npz"),
        ({"body": "neutral.pkl"}, "no body file neutral.pkl"),
        ({"blender": "/nowhere/blender"}, "no Blender program /nowhere/blender"),
        ({"device": "tpu"}, "no device 'tpu'"),
        ({"guide": "ViT-Q/3"}, "ViT-Q/3"),
    ],
    ids=lambda value: value if isinstance(value, str) else next(iter(value)),
)
def test_bad_input_is_told_in_one_line_and_leaves_nothing(tmp_path, options, words):
    ran = generate(tmp_path / "deep" / "out", **options)
    assert ran.returncode == 2
    assert words in ran.stderr and ran.stderr.count("\n") == 1, ran.stderr
    assert not list(tmp_path.iterdir())


def test_a_truncated_body_is_told(tmp_path):
    whole = (ROOT / "smpl_models" / "free_body.npz").read_bytes()
    (tmp_path / "body.npz").write_bytes(whole[: len(whole) // 2])
    ran = generate(tmp_path / "out", body=str(tmp_path / "body.npz"))
    assert ran.returncode == 2
    assert "not a whole body file" in ran.stderr and "Traceback" not in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_program_that_is_no_blender_is_told(tmp_path):
    ran = generate(tmp_path / "out", blender=sys.executable)
    assert ran.returncode != 0 and "Blender" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_folder_with_other_files_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("precious")
    ran = generate(tmp_path)
    assert ran.returncode == 2 and "holds other files" in ran.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("where", ["file", "file/inside", "/proc/avatar"])
def test_an_out_that_cannot_be_written_is_told(tmp_path, where):
    (tmp_path / "file").write_text("x")
    ran = generate(tmp_path / where)
    assert ran.returncode == 2 and ran.stderr.count("\n") == 1, ran.stderr
    assert (tmp_path / "file").read_text() == "x"


@pytest.mark.skipif(sys.platform != "linux", reason="needs a tmpfs that the test mounts")
def test_a_full_disk_is_told(tmp_path):
    mount = ["unshare", "-rm", "sh", "-c", 'mount -t tmpfs -o size=1M tmpfs "$0" && exec "$@"', str(tmp_path)]
    words = "generate --shape man --appearance man --out".split()
    command = [*mount, sys.executable, "-m", "backend", *words, str(tmp_path / "out")]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1 and "500 MB are needed" in ran.stderr, ran.stderr


def test_without_an_environment_the_command_that_makes_it_is_named(tmp_path):
    """-S leaves out the packages of this interpreter, as on a bare machine."""
    command = [sys.executable, "-S", "-m", "backend", "generate", "--shape", "a", "--appearance", "b"]
    variables = {**os.environ, "AVATARCLIP_ENV": str(tmp_path / "none")}
    variables.pop("AVATARCLIP_ENTERED", None)
    ran = subprocess.run(
        [*command, "--out", str(tmp_path / "out")], cwd=ROOT, capture_output=True, text=True, env=variables
    )
    assert ran.returncode == 1 and "python3 -m backend setup" in ran.stderr
    assert not list(tmp_path.iterdir())


def test_doctor_names_every_part_and_every_fix(tmp_path):
    ran = backend("doctor")
    for what in ("Python", "Environment", "PyTorch", "Free body", "SMPL bodies", "Guide", "Blender"):
        assert any(line.startswith(what) for line in ran.stdout.splitlines()), ran.stdout
    lines = ran.stdout.splitlines()
    missing = [index for index, line in enumerate(lines) if "MISSING" in line]
    assert all("->" in lines[index + 1] for index in missing)
    assert ran.returncode == bool(missing)


def test_help_lists_no_command_that_is_not_there():
    listed = backend("--help").stdout
    for absent in ("batch",):
        assert f"\n    {absent}" not in listed
    assert "builtin_guide" in backend("train", "--help").stdout


def test_a_blender_s_failure_ends_with_its_last_words(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("import sys\nprint('much')\nsys.stderr.write('first\\nlast words\\n')\nsys.exit(3)\n")
    fake = blender.Blender((sys.executable,), "Blender 0")
    with pytest.raises(UserError, match="last words") as caught:
        blender.run_script(fake, script, [], lambda: None)
    assert caught.value.kind == "blender" and "first" not in str(caught.value)


def test_cancelling_ends_the_blender_process(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        f"import os, time\nopen({str(tmp_path / 'pid')!r}, 'w').write(str(os.getpid()))\ntime.sleep(600)\n"
    )

    class Cancelled(Exception):
        pass

    def check_cancelled():
        if (tmp_path / "pid").is_file() and (tmp_path / "pid").read_text():
            raise Cancelled

    with pytest.raises(Cancelled):
        blender.run_script(blender.Blender((sys.executable,), "Blender 0"), script, [], check_cancelled)
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)


def test_a_blender_without_numpy_is_told(tmp_path):
    fake = tmp_path / "blender"
    fake.write_text("#!/bin/sh\necho Blender 3.4.1\necho 'No module named numpy' >&2\nexit 1\n")
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    with pytest.raises(UserError, match="python3-numpy"):
        blender.probe(str(fake))


def test_a_foreign_python_first_on_path_does_not_mislead_blender(tmp_path, monkeypatch):
    """As pyenv's and a virtual environment's: Debian's Blender would look for numpy beside it."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    script = tmp_path / "script.py"
    script.write_text("import numpy\n")
    blender.run_script(blender.find("", pytest.fail), script, [], lambda: None)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError("64 GiB"), "memory"),
        (RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 1 bytes"), "memory"),
        (OSError(28, "No space left on device"), "disk"),
        (UserError("input", "x"), "input"),
    ],
)
def test_every_error_gets_its_kind(error, kind, capfd):
    assert explain(error).kind == kind
    assert not capfd.readouterr().err


def test_an_unforeseen_error_shows_where_it_came_from(capfd):
    told = explain(ZeroDivisionError("division by zero"))
    assert told.kind == "internal" and "ZeroDivisionError" in told.why
    assert "ZeroDivisionError" in capfd.readouterr().err


def test_a_device_that_is_not_there_is_told():
    assert choose_device("cpu") == "cpu"
    for name in ("cuda", "mps"):
        try:
            assert choose_device(name) == name
        except UserError as error:
            assert name in error.what and "cpu" in error.fix
            assert choose_device("auto") != name


def test_the_console_shows_stage_warning_and_progress(capsys):
    show = console.Console()
    show(protocol.STAGE, name="body", index=0, of=6)
    show(protocol.WARNING, text="unknown word")
    show(protocol.PROGRESS, step=1, of=9, seconds_left=None, losses={})
    show(protocol.PROGRESS, step=2, of=9, seconds_left=3.0, losses={"mask": 0.5})
    said = capsys.readouterr().out
    assert "[1/6] body" in said and "unknown word" in said and "step 1 of 9" in said


def test_setup_speaks_the_protocol_and_ends_once(tmp_path):
    (tmp_path / "precious").write_text("x")
    command = [sys.executable, "-m", "backend", "setup", "--env", str(tmp_path), "--messages"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as process:
        messages = [json.loads(line) for line in process.stdout]  # standard input stays open meanwhile
        assert not process.stderr.read()
    assert process.returncode == 1
    assert [message["type"] for message in messages] == [protocol.ERROR]
    assert "no Python environment" in messages[0]["what"]


def test_setup_is_cancelled_by_the_end_of_its_input(tmp_path):
    command = [sys.executable, "-m", "backend", "setup", "--env", str(tmp_path / "env"), "--messages"]
    ran = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert ran.returncode == 130, ran.stderr
    assert json.loads(ran.stdout.splitlines()[-1])["type"] == protocol.CANCELLED
    assert not (tmp_path / "env" / "avatarclip.json").exists()
