"""A backend to play with: reads a request, then does what a script says; standard library only.

    python stand_in.py SCRIPT.json

The script is a list of steps, each an object with one of these keys:
message: print this object as a JSON line; print: print this text; stderr: the same there; until: wait for
this file; save: write the request's line to this file; listen: wait for the end of standard input; deaf:
never end, whatever comes; flood: print this text on both streams, over and over; child: start a process that
keeps our pipes open and never ends; pid: write our number to this file, and the child's to a second line;
environment: write our variables to this file; exit: end with this status; begin: leave the request in its
folder; obey: make what is asked for, a copy of this avatar, or fail where the looks hold "impossible".
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path


def play(steps: list[dict]) -> None:
    request, numbers = None, [os.getpid()]
    for step in steps:
        ((action, value),) = step.items()
        if action in ("message", "print"):
            sys.stdout.write((json.dumps(value) if action == "message" else value) + "\n")
            sys.stdout.flush()
        elif action == "stderr":
            sys.stderr.write(value + "\n")
        elif action == "until":
            while not Path(value).exists():
                time.sleep(0.05)
        elif action == "save":
            request = request or sys.stdin.readline()
            write_whole(Path(value), request)
        elif action == "listen":
            sys.stdin.read()
        elif action == "deaf":
            while True:
                time.sleep(1)
        elif action == "flood":
            while True:
                for stream in (sys.stdout, sys.stderr):
                    stream.write(value)
        elif action == "child":
            numbers.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"]).pid)
        elif action == "pid":
            write_whole(Path(value), "\n".join(map(str, numbers)))
        elif action == "environment":
            Path(value).write_text(json.dumps(dict(os.environ)), encoding="utf-8")
        elif action in ("begin", "obey"):
            request = request or sys.stdin.readline()
            (begin if action == "begin" else obey)(json.loads(request), Path(value))
        elif action == "exit":
            sys.exit(value)
        else:
            raise ValueError(f"no such step: {action}")


def write_whole(path: Path, text: str) -> None:
    """Write a file in one step, so that whoever waits for it never reads a part."""
    part = path.with_name(path.name + ".part")
    part.write_text(text, encoding="utf-8")
    os.replace(part, path)


def begin(request: dict, _: Path) -> None:
    """Leave in the request's folder what the backend leaves there first."""
    out = Path(request["out"])
    out.mkdir(parents=True, exist_ok=True)
    kept = {key: value for key, value in request.items() if key not in ("version", "out", "blender")}
    write_whole(out / "request.json", json.dumps(kept))


def obey(request: dict, avatar: Path) -> None:
    """Leave in the request's folder what a finished run leaves, and say so."""
    out = Path(request["out"])
    if "impossible" in request["appearance"]:
        words = {"kind": "internal", "what": "It cannot be.", "why": "No, it cannot.", "fix": ""}
        sys.stdout.write(json.dumps({"type": "error", **words}) + "\n")
        return
    begin(request, avatar)
    for file in (avatar, avatar.with_name("texture.png"), avatar.with_name("preview.png")):
        if file.exists():
            shutil.copy(file, out)
    write_whole(out / "report.json", "{}")
    done = {"out": str(out), "avatar": str(out / avatar.name), "report": str(out / "report.json")}
    sys.stdout.write(json.dumps({"type": "done", **done}) + "\n")


if __name__ == "__main__":
    play(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
