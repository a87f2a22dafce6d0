"""What a run tells while it works."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from . import protocol


class Progress:
    """Turns stages and steps into messages of protocol.py, and asks in each whether to go on."""

    def __init__(self, emit: Callable[..., None], check_cancelled: Callable[[], None], stages: Sequence[str]):
        self.check_cancelled = check_cancelled
        self.warnings: list[str] = []
        self._emit, self._stages = emit, stages
        self.first_step: int | None = None  # of this stage in this run
        self._begun = 0.0

    def preparing(self, text: str) -> None:
        """Something that comes before the first stage."""
        self._emit(protocol.STAGE, name=text, index=0, of=len(self._stages))

    def stage(self, name: str) -> None:
        self.check_cancelled()
        self.first_step = None
        self._emit(protocol.STAGE, name=name, index=self._stages.index(name), of=len(self._stages))

    def step(self, step: int, of: int, losses: dict[str, float]) -> None:
        """After each step; step counts those done, over all runs."""
        self.check_cancelled()
        now = time.monotonic()
        if self.first_step is None:
            self.first_step, self._begun = step, now
        done = step - self.first_step
        left = (now - self._begun) / done * (of - step) if done else None
        self._emit(protocol.PROGRESS, step=step, of=of, seconds_left=left, losses=losses)

    def preview(self, path: Path) -> None:
        self._emit(protocol.PREVIEW, path=str(path))

    def warn(self, texts: Sequence[str]) -> None:
        self.warnings += texts
        for text in texts:
            self._emit(protocol.WARNING, text=text)
