"""Folders that a command writes into."""

from __future__ import annotations

import tempfile
from pathlib import Path

from ..protocol import UserError


def claim(out: Path, last: str) -> None:
    """Make a folder and those above it; what an interrupted command left there is written over.

    Raises UserError where the folder holds `last`, the file that the command writes last, and where it cannot
    be written to.
    """
    fix = "Name another folder with --out."
    if (out / last).exists():
        raise UserError("input", f"The folder {out} holds a finished {last}.", fix=fix)
    try:
        out.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=out).close()
    except OSError as error:
        raise UserError("input", f"Cannot write to {out}: {error.strerror}.", fix=fix) from error
