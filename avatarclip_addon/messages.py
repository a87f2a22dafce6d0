"""The backend's messages: each checked, and few of them kept until somebody asks; no bpy.

What comes through a pipe can be anything: a library's print, a message cut short, a flood.
"""

from __future__ import annotations

import threading
from typing import Any

from .backend import protocol

LONGEST = 100_000  # letters; a longer line is no message
LONGEST_TEXT = 4000  # of one field
MOST_HELD = 200
LATEST_ONLY = (protocol.PROGRESS, protocol.PREVIEW)  # an earlier one tells nothing more

# What the panel reads of each; see protocol.py.
FIELDS: dict[str, dict[str, tuple[type, ...]]] = {
    protocol.STAGE: {"name": (str,), "index": (int,), "of": (int,)},
    protocol.PROGRESS: {"step": (int,), "of": (int,), "seconds_left": (int, float, type(None))},
    protocol.PREVIEW: {"path": (str,)},
    protocol.WARNING: {"text": (str,)},
    protocol.DONE: {"out": (str,), "avatar": (str,)},
    protocol.ERROR: {"kind": (str,), "what": (str,), "why": (str,), "fix": (str,)},
    protocol.CANCELLED: {},
}


def read(line: str) -> dict[str, Any] | None:
    """The message in a line, its texts fit for Blender; None for a line that is none."""
    message = protocol.read(line) if len(line) < LONGEST else None
    fields = FIELDS.get(str(message["type"])) if message else None
    if message is None or fields is None:
        return None
    if not all(fits(message.get(name), types) for name, types in fields.items()):
        return None
    return {name: clean(value) if isinstance(value, str) else value for name, value in message.items()}


def fits(value: Any, types: tuple[type, ...]) -> bool:
    return isinstance(value, types) and (not isinstance(value, int | float) or abs(value) < 2**31)


def clean(text: str) -> str:
    """Without what Blender's strings cannot hold: halves of letters and the letter 0."""
    return text[:LONGEST_TEXT].encode("utf-8", "replace").decode("utf-8").replace("\0", "?")


class Inbox:
    """Messages between two polls; one thread may put, another take.

    Of a flood the latest are kept; a run's last message is never lost, and nothing counts after it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: list[dict[str, Any]] = []
        self._over = False

    def put(self, message: dict[str, Any]) -> None:
        with self._lock:
            if self._over:
                return
            if message["type"] in LATEST_ONLY:
                self._held = [one for one in self._held if one["type"] != message["type"]]
            self._held.append(message)
            del self._held[:-MOST_HELD]
            self._over = message["type"] in protocol.LAST

    def take(self) -> list[dict[str, Any]]:
        """What has come since the last time, oldest first."""
        with self._lock:
            held, self._held = self._held, []
            return held
