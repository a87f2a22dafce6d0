"""Start, poll and stop the backend process; no bpy, nothing blocks.

Two threads read the process' output into a queue and a short memory; whoever owns a :class:`Client`
calls :meth:`Client.poll` from the main thread as often as it likes.
"""

from __future__ import annotations

import collections
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from .backend import environment as backend_environment
from .backend import protocol

GRACE = 10.0  # seconds between asking the backend to stop and killing it
REMEMBERED_LINES = 12  # of stderr, for an error's text
LOG_LINES, LONGEST_LINE = 2000, 4000  # what is kept of a run that floods its output
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
    open: closing it is the request to cancel. variables: added to the process' environment. grace:
    seconds that a cancelled process has before it is killed. The last of the messages that
    :meth:`poll` returns is always one of ``protocol.LAST``, made here if the process ends without
    one. Raises UserError when the program cannot be started.
    """

    def __init__(
        self,
        command: Sequence[str],
        request: str = "",
        variables: Mapping[str, str] | None = None,
        grace: float = GRACE,
    ):
        self.log = Log()
        self._grace = grace
        self._kill_at: float | None = None
        self._finished = False
        self._messages: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._stderr: collections.deque[str] = collections.deque(maxlen=REMEMBERED_LINES)
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
            )
        except OSError as error:
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

    def poll(self) -> list[dict[str, Any]]:
        """The messages that have come since the last call, oldest first; never waits."""
        if self._finished:
            return []
        overdue = self._kill_at is not None and time.monotonic() > self._kill_at
        if overdue:
            self._kill()
        # A killed process may leave behind a child that keeps the pipes open, so readers are not waited for.
        ended = self._process.poll() is not None and (
            overdue or not any(reader.is_alive() for reader in self._readers)
        )
        messages = []
        while not self._messages.empty():
            messages.append(self._messages.get())
            if messages[-1]["type"] in protocol.LAST:
                return self._finish(messages)
        if ended:
            messages.append(self._epitaph())
            self.log.add_message(messages[-1])
            return self._finish(messages)
        return messages

    def cancel(self) -> None:
        """Ask the backend to stop; :meth:`poll` kills it when it has not stopped in time."""
        if self._kill_at is None and not self._finished:
            self.log.add("Cancel was pressed")
            self._kill_at = time.monotonic() + self._grace
            self._close_stdin()

    def kill(self) -> None:
        """End the process now and wait for it, as when the add-on goes away."""
        self._kill()
        self._process.wait()
        self._finish([])

    def _kill(self) -> None:
        if self._process.poll() is not None:
            return
        if os.name == "nt":
            self._process.kill()
        else:
            os.killpg(self._process.pid, signal.SIGKILL)

    def _finish(self, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self._finished = True
        self._close_stdin()
        return messages

    def _epitaph(self) -> dict[str, Any]:
        if self._kill_at is not None:
            return {"type": protocol.CANCELLED}
        why = "".join(self._stderr).strip()
        if os.name != "nt" and self._process.returncode == -signal.SIGKILL:
            what = "The system ended the backend, most likely because the memory was full."
            error = protocol.UserError(
                "memory", what, why, "Close other programs or choose a smaller preset."
            )
        else:
            what = f"The backend stopped with status {self._process.returncode} and no answer."
            error = protocol.UserError("internal", what, why, "Press Set Up to check its environment.")
        return {"type": protocol.ERROR, **error.fields()}

    def _read_messages(self, stream: TextIO) -> None:
        for line in stream:
            message = protocol.read(line)
            if message is None:
                self.log.add(line)
            else:
                self.log.add_message(message)
                self._messages.put(message)

    def _read_errors(self, stream: TextIO) -> None:
        for line in iter(lambda: stream.readline(LONGEST_LINE), ""):
            self._stderr.append(line)
            self.log.add(line)

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


def own_variables() -> dict[str, str]:
    """Our environment variables for a Python not Blender's: other paths, UTF-8, no files beside code."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    return {**kept, "PYTHONPATH": str(RUNTIME), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def serve_command(folder: Path) -> list[str]:
    """The command that generates one avatar with the environment in ``folder``."""
    return [str(backend_environment.python_of(folder)), "-m", "backend", "serve"]


def setup_command(folder: Path, python: str = "") -> list[str]:
    """The command that makes or mends the environment in ``folder``.

    python: a Python that can run the backend's set-up; empty: one on PATH, else Blender's own.
    """
    on_path = (shutil.which(f"python{version}") for version in backend_environment.PYTHONS)
    python = python or next(filter(None, on_path), sys.executable)
    return [python, "-m", "backend", "setup", "--env", str(folder), "--messages"]
