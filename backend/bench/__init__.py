"""Measurements: `python3 -m backend bench [NAME]` prints a table and JSON; speeds only as ratios."""

from __future__ import annotations

import importlib
import sys

NAMES = ("speed", "bodies", "retrieval", "colors", "ablations", "fits", "device")


def main(argv: list[str]) -> int:
    """Run the named measurement with what follows its name, or all of them; status 2 where there is none,
    1 where one found something wrong."""
    if argv and argv[0] not in NAMES:
        sys.stderr.write(f"There is no measurement {argv[0]}; there are {', '.join(NAMES)}.\n")
        return 2
    statuses = [importlib.import_module(f".{name}", __package__).main(argv[1:]) for name in argv[:1] or NAMES]
    return max(status or 0 for status in statuses)
