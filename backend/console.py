"""The messages of protocol.py as lines for a person at a terminal."""

from __future__ import annotations

import sys
import time
from typing import Any

from . import protocol

LINE_EVERY = 15.0  # seconds between progress lines where a line cannot be drawn over


class Console:
    """Call it with a message's kind and fields."""

    def __init__(self) -> None:
        self._drawn_over = False
        self._last = 0.0

    def __call__(self, kind: str, **fields: Any) -> None:
        if kind == protocol.STAGE:
            self._line(f"[{fields['index'] + 1}/{fields['of']}] {fields['name']}")
        elif kind == protocol.WARNING:
            self._line(f"Warning: {fields['text']}")
        elif kind == protocol.PROGRESS:
            self._progress(**fields)

    def report(self, text: str) -> None:
        """One line of a set-up."""
        self._line(f"  {text}")

    def _progress(self, step: int, of: int, seconds_left: float | None, losses: dict[str, float]) -> None:
        text = f"  step {step} of {of}"
        text += "" if seconds_left is None else f", {seconds_left:.0f} s left"
        text += "".join(f", {name} {value:.3f}" for name, value in losses.items())
        if sys.stdout.isatty():
            sys.stdout.write(f"\r\x1b[K{text[:110]}")
            sys.stdout.flush()
            self._drawn_over = True
        elif time.monotonic() > self._last + LINE_EVERY:
            self._last = time.monotonic()
            self._line(text)

    def _line(self, text: str) -> None:
        if self._drawn_over:
            sys.stdout.write("\r\x1b[K")
            self._drawn_over = False
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
