"""Waiting for processes that the tests have started; no pytest, so that Blender can import it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60  # seconds after which a test has failed


def alive(process: int) -> bool:
    """Whether it runs; one that ended and that nobody has asked about (state Z) does not."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def numbers(file: Path) -> list[int]:
    """The processes that a stand-in has written down."""
    wait_until(file.exists)
    return [int(line) for line in file.read_text().split()]


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def all_gone(processes: list[int]) -> None:
    wait_until(lambda: not any(map(alive, processes)))


def children(process: int) -> list[int]:
    """The living processes that it has started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except (FileNotFoundError, ProcessLookupError):
            continue
        if parent == process and alive(int(stat.parent.name)):
            found.append(int(stat.parent.name))
    return found
