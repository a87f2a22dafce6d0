"""Measurements as lines of JSON in a file that several processes may share and a killed run goes on with."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(path: Path | None) -> list[Row]:
    """The lines of a file; a last one that a kill cut short is left out."""
    if path is None or not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1] if line]


def write_row(row: Row, path: Path | None) -> None:
    """To standard output and, in one write, to the end of the file."""
    line = json.dumps(row) + "\n"
    sys.stdout.write(line)
    sys.stdout.flush()
    if path is not None:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(file, line.encode())
        finally:
            os.close(file)
