"""Start, poll and stop the backend process; no bpy, nothing blocks.

Two threads read the process' output into a queue and a short memory; whoever owns a :class:`Client`
calls :meth:`Client.poll` from the main thread as often as it likes.
"""

from __future__ import annotations

import collections
import contextlib
import math
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from . import messages
from .backend import environment as backend_environment
from .backend import protocol
from .claim import Claim

GRACE = 1.5  # seconds between asking the backend to stop, or its last message, and killing it
LAST_WORDS = 5.0  # seconds that are left to read what a dead backend has said
REMEMBERED_LINES, REMEMBERED_LETTERS = 12, 1200  # of stderr, for an error's text
LOG_LINES, LONGEST_LINE = 2000, 4000  # what is kept of a run that floods its output
# A flood is read no faster than this, so that the window stays usable; the flooding process waits.
FLOOD_LETTERS, LINE_COST, FLOOD_PAUSE = 100_000, 500, 0.02
RUNTIME = Path(protocol.__file__).resolve().parent.parent  # the folder that holds ``backend``


class Log:
    """The last lines of a run, each with the second in which it came; one thread may add, another read."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._lock = threading.Lock()
        self._lines: collections.deque[str] = collections.deque(maxlen=LOG_LINES)
        self._passing = False

    def add(self, text: str, passing: bool = False) -> None:
        """Append a line; passing: one that replaces the line before it where that was passing as well."""
        line = f"{time.monotonic() - self._begun:8.1f}  {text.rstrip()[:LONGEST_LINE]}"
        with self._lock:
            if passing and self._passing:
                self._lines.pop()
            self._lines.append(line)
            self._passing = passing

    def add_message(self, message: Mapping[str, Any]) -> None:
        """Append what a message of protocol.py says; of progress only the latest stays."""
        fields = "; ".join(f"{name}: {value}" for name, value in message.items() if name != "type")
        self.add(f"[{message['type']}] {fields}", passing=message["type"] == protocol.PROGRESS)

    def lines(self) -> list[str]:
        with self._lock:
            return list(self._lines)


class Client:
    """One run of the backend; ``log`` holds what it has written so far.

    command: program and arguments. request: the line written to its standard input, which stays
    open: closing it is the request to cancel. variables: added to the process' environment. folder:
    where it makes an avatar, claimed for this run. grace: seconds that a process has to end when it is
    cancelled or has said its last message, before it is killed with all that it started. The last of
    the messages that :meth:`poll` returns is always one of ``protocol.LAST``, made here if the process
    ends without one. Raises UserError when the program cannot be started or the folder is taken.
    """

    def __init__(
        self,
        command: Sequence[str],
        request: str = "",
        variables: Mapping[str, str] | None = None,
        folder: Path | None = None,
        grace: float = GRACE,
    ):
        self.log = Log()
        self._grace = grace
        self._kill_at, self._lost_at = math.inf, math.inf
        self._cancelled = self._finished = False
        self._last: dict[str, Any] | None = None
        self._heard = time.monotonic()
        self._inbox = messages.Inbox()
        self._stderr: collections.deque[str] = collections.deque(maxlen=REMEMBERED_LINES)
        self._claim = Claim(folder) if folder else None
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                errors="replace",
                cwd=RUNTIME,
                env={**own_variables(), **(variables or {})},
                start_new_session=True,  # so that what the backend starts can be killed with it
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
                pass_fds=self._claim.descriptors if self._claim and os.name != "nt" else (),
            )
        except OSError as error:
            if self._claim:
                self._claim.release()
            raise protocol.UserError(
                "environment",
                "The backend could not be started.",
                f"{error}.",
                "Press Set Up, or choose another environment in the add-on's preferences.",
            ) from error
        self._readers = [
            threading.Thread(target=self._read_messages, args=[self._process.stdout], daemon=True),
            threading.Thread(target=self._read_errors, args=[self._process.stderr], daemon=True),
        ]
        for reader in self._readers:
            reader.start()
        if request:
            self._send(request)

    @property
    def running(self) -> bool:
        """True until :meth:`poll` has returned the last message."""
        return not self._finished

    @property
    def silence(self) -> float:
        """Seconds since the process has written anything."""
        return time.monotonic() - self._heard

    def poll(self) -> list[dict[str, Any]]:
        """The messages that have come since the last call, oldest first; never waits."""
        if self._finished:
            return []
        if time.monotonic() > self._kill_at:
            self._kill()
        ended = self._has_ended()
        found = self._inbox.take()
        if found and found[-1]["type"] in protocol.LAST:
            self._last = found.pop()
            self._end_within(self._grace)
        if not ended:
            return found
        if self._last is None:
            self._last = self._epitaph()
            self.log.add_message(self._last)
        self._finish()
        return [*found, self._last]

    def cancel(self) -> None:
        """Ask the backend to stop; :meth:`poll` kills it when it has not stopped in time."""
        if not self._cancelled and not self._finished:
            self.log.add("Cancel was pressed")
            self._cancelled = True
            self._end_within(self._grace)

    def kill(self) -> None:
        """End the process now and wait for it, as when the add-on goes away."""
        self._kill()
        self._process.wait()
        self._finish()

    def _end_within(self, seconds: float) -> None:
        self._kill_at = min(self._kill_at, time.monotonic() + seconds)
        self._close_stdin()

    def _has_ended(self) -> bool:
        """Whether the process is gone and all it has said is read."""
        if self._process.poll() is None:
            return False
        now = time.monotonic()
        if self._lost_at == math.inf:
            self._lost_at = now + LAST_WORDS
            self._kill()  # what it started and left behind, and what would keep the pipes open
        reading = any(reader.is_alive() for reader in self._readers)
        return not reading or now > min(self._lost_at, self._kill_at)

    def _kill(self) -> None:
        if os.name == "nt":
            if self._process.poll() is None:
                self._process.kill()
            return
        with contextlib.suppress(
            ProcessLookupError, PermissionError
        ):  # nothing of it is left, or only its name
            os.killpg(self._process.pid, signal.SIGKILL)

    def _finish(self) -> None:
        self._finished = True
        self._close_stdin()
        if self._claim:
            self._claim.release()

    def _epitaph(self) -> dict[str, Any]:
        if self._cancelled:
            return {"type": protocol.CANCELLED}
        why = "".join(self._stderr).strip()[-REMEMBERED_LETTERS:]
        if os.name != "nt" and self._process.returncode == -signal.SIGKILL:
            what = "The system ended the backend, most likely because the memory was full."
            error = protocol.UserError(
                "memory", what, why, "Close other programs or choose a smaller preset."
            )
        elif crash := crash_of(self._process.returncode):
            what = f"The backend crashed: {crash}."
            fix = "Resume in the history goes on; if it happens again, choose the CPU in the preferences."
            error = protocol.UserError("internal", what, why, fix)
        else:
            what = f"The backend stopped with status {self._process.returncode} and no answer."
            error = protocol.UserError("internal", what, why, "Press Set Up to check its environment.")
        return {"type": protocol.ERROR, **error.fields()}

    def _read_messages(self, stream: TextIO) -> None:
        for line in self._lines(stream, messages.LONGEST):
            message = messages.read(line)
            if message is None:
                self.log.add(line)
            else:
                self.log.add_message(message)
                self._inbox.put(message)

    def _read_errors(self, stream: TextIO) -> None:
        for line in self._lines(stream, LONGEST_LINE):
            self._stderr.append(line)
            self.log.add(line)

    def _lines(self, stream: TextIO, longest: int) -> Iterator[str]:
        """The lines of a pipe, long ones in pieces."""
        cost = 0
        for line in iter(lambda: stream.readline(longest), ""):
            self._heard = time.monotonic()
            yield line
            cost += len(line) + LINE_COST
            if cost > FLOOD_LETTERS:
                time.sleep(FLOOD_PAUSE)
                cost = 0

    def _send(self, line: str) -> None:
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # the process has died: poll() says so, with its last words

    def _close_stdin(self) -> None:
        try:
            self._process.stdin.close()
        except BrokenPipeError:
            pass  # nobody is left to read what was still buffered


def crash_of(status: int) -> str:
    """What ended a process that did not end by itself, such as "Segmentation fault"; else empty."""
    if os.name == "nt":
        return f"{status:#x}" if status >= 0xC0000000 else ""
    return (signal.strsignal(-status) or f"signal {-status}") if status < 0 else ""


def own_variables() -> dict[str, str]:
    """Our environment variables for a Python not Blender's.

    Other paths, UTF-8, no files beside the code, and the line at which it crashes.
    """
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    own = ("PYTHONUTF8", "PYTHONDONTWRITEBYTECODE", "PYTHONFAULTHANDLER")
    return {**kept, "PYTHONPATH": str(RUNTIME), **dict.fromkeys(own, "1")}


def serve_command(folder: Path) -> list[str]:
    """The command that generates one avatar with the environment in ``folder``."""
    return [str(backend_environment.python_of(folder)), "-m", "backend", "serve"]


def setup_command(folder: Path, python: str = "", wheels: str = "") -> list[str]:
    """The command that makes or mends the environment in ``folder``.

    python: as for :func:`early_python`. wheels: a folder of packages to use instead of the network.
    """
    command = early_command(python, "setup", "--env", str(folder))
    return [*command, "--offline-wheels", wheels] if wheels else command


def early_command(python: str, *words: str) -> list[str]:
    """A command of the backend's that needs no environment of it, answering in messages."""
    return [early_python(python), "-m", "backend", *words, "--messages"]


def early_python(python: str) -> str:
    """A Python that can run the backend's set-up: the given one; where empty one on PATH, else Blender's."""
    on_path = (shutil.which(f"python{version}") for version in backend_environment.PYTHONS)
    return python or next(filter(None, on_path), sys.executable)
