"""One request as a JSON line on standard input, messages on standard output; see protocol.py."""

from __future__ import annotations

import _thread
import dataclasses
import functools
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from . import environment, protocol
from .machine import explain
from .protocol import RigRequest, UserError, request_of


class Cancelled(Exception):
    """The other side has closed our standard input."""


HANGS = 90.0  # seconds after the end of standard input in which the job has to end by itself

Emit = Callable[..., None]
_over = threading.Event()  # the job has ended: the end of standard input means nothing any more


def main() -> int:
    """Serve one request; exactly one last message is written, whatever happens."""
    try:
        environment.enter(environment.default_folder())
    except UserError as error:
        protocol.write(sys.stdout, protocol.ERROR, **error.fields())
        return 1
    return answer(_make)


def set_up(make: Callable[[Callable[[str], None]], object], folder: Path) -> int:
    """Run a set-up that reports lines; each becomes a stage message."""

    def job(emit: Emit) -> dict[str, Any]:
        # What a shell starts in the background ignores SIGINT, and so would we.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _at_end_of_stdin(_interrupt)
        make(lambda text: emit(protocol.STAGE, name=text, index=0, of=1))
        return {"out": str(folder), "avatar": "", "report": ""}

    return answer(job)


def examine(look: Callable[[], list[Any]]) -> int:
    """Run a check whose findings are dataclasses; they come with the last message, as "rows"."""

    def job(_: Emit) -> dict[str, Any]:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _at_end_of_stdin(_interrupt)
        return {"out": "", "avatar": "", "report": "", "rows": [dataclasses.asdict(row) for row in look()]}

    return answer(job)


def answer(job: Callable[[Emit], dict[str, Any]]) -> int:
    """Run the job with a function that writes messages, then write the last one."""
    messages = claim_stdout()
    try:
        try:
            done = job(functools.partial(protocol.write, messages))
        finally:
            _over.set()
        protocol.write(messages, protocol.DONE, **done)
        return 0
    except (Cancelled, KeyboardInterrupt):
        protocol.write(messages, protocol.CANCELLED)
        return 130
    except BrokenPipeError:
        return 130  # nobody is left to be told
    except Exception as error:
        protocol.write(messages, protocol.ERROR, **explain(error).fields())
        return 1


def claim_stdout() -> TextIO:
    """The real standard output, for messages; what others print goes to standard error from now on.

    Works on the file descriptor, so that libraries in C cannot reach it either.
    """
    sys.stdout.flush()
    messages = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return messages


def _make(emit: Emit) -> dict[str, Any]:
    request = request_of(sys.stdin.readline())
    closed = threading.Event()
    _at_end_of_stdin(closed.set)

    def check_cancelled() -> None:
        if closed.is_set():
            raise Cancelled

    if isinstance(request, RigRequest):
        from .foreign import command

        return command.run(request, emit, check_cancelled)
    from . import pipeline

    return pipeline.run(request, emit, check_cancelled)


def _interrupt() -> None:
    """As Ctrl-C does, also where the main thread waits for an installer's next line."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
    else:
        _thread.interrupt_main()


def _at_end_of_stdin(act: Callable[[], None]) -> None:
    def wait() -> None:
        while os.read(0, 4096):  # not sys.stdin, whose lock would still be held when the process ends
            pass
        if not _over.is_set():
            act()
        if not _over.wait(HANGS):
            _end_at_once()

    threading.Thread(target=wait, daemon=True).start()


def _end_at_once() -> None:
    """End a job that hangs where it cannot be cancelled, with what it has started: nobody else would."""
    if hasattr(os, "killpg") and os.getpgrp() == os.getpid():  # the group is ours alone
        os.killpg(0, signal.SIGKILL)
    os._exit(130)
