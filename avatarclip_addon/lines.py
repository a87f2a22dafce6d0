"""Words in a sidebar of any width: Blender cuts off what does not fit a label."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path
from typing import Any

import bpy

PIXELS_PER_LETTER, MARGIN_PIXELS = 6.5, 65  # at a scale of 1; margins, tabs and a box's frame together
USUAL_LETTERS, FEWEST_LETTERS = 23, 12  # a sidebar that nobody has pulled wider; one that is hardly there


class Wrapper(textwrap.TextWrapper):
    """Breaks paths where folders end."""

    wordsep_re = re.compile(r"(\s+|[^\s/\\-]*[/\\-]+)")


def letters(context: bpy.types.Context) -> int:
    """How many letters fit the width of the region that is drawn."""
    if context.region is None:  # without a window
        return USUAL_LETTERS
    width = context.region.width / context.preferences.system.ui_scale
    return max(FEWEST_LETTERS, int((width - MARGIN_PIXELS) / PIXELS_PER_LETTER))


def wrapped(
    layout: bpy.types.UILayout,
    context: bpy.types.Context,
    text: str,
    icon: Any = "NONE",
    space: int = 0,
    lines: int | None = None,
) -> None:
    """Text over as many labels as it needs.

    space: letters that fit a label, where it is not the whole width. lines: the most labels; dots tell
    of the rest.
    """
    space = (space or letters(context)) - (4 if icon != "NONE" else 0)
    for line in text.splitlines():
        for part in Wrapper(space, max_lines=lines, placeholder=" …").wrap(line):
            layout.label(text=part, icon=icon)
            icon = "BLANK1" if icon != "NONE" else "NONE"


def from_home(path: Path) -> str:
    """The path, ``~`` standing for the user's home."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)
