"""The README's pictures of the panel, out of those that window.py has taken with --gallery.

python blender_tests/compose.py FOLDER      where Pillow is installed
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageOps

PICTURES = Path(__file__).with_name("pictures")
PANEL, AVATAR, BOTH, NEW = (523, 752), (165, 385), (165, 505), (40, 300)  # from and to, in windows 900 wide
# The window, the columns that are shown of it, and the row they begin at.
SHEETS = {
    "panel": (
        800,
        [("first_use", [PANEL], 82), ("running", [PANEL], 82), ("cancelled", [AVATAR, PANEL], 82)]
        + [("history_open", [PANEL], 622)],
    ),
    "steps_generate": (
        680,
        [(name, [PANEL], 82) for name in ("first_use", "set_up", "typed", "begun", "running")],
    ),
    "steps_motions": (400, [(name, [AVATAR, PANEL], 470) for name in ("cancelled", "plays", "motions")]),
    "steps_files": (
        625,
        [("queue", [PANEL], 82), ("finished", [BOTH, PANEL], 300), ("exporting", [(0, 900)], 0)]
        + [("imported", [NEW, PANEL], 300)],
    ),
}
DARK = (24, 24, 24)
GAP = 8


def sheet(folder: Path, height: int, windows: list[tuple[str, list[tuple[int, int]], int]]) -> Image.Image:
    """Those parts of the windows side by side."""
    parts = []
    for name, columns, top in windows:
        with Image.open(folder / f"{name}.png") as picture:
            window = picture.convert("RGB")
        for left, right in columns:
            parts.append(window.crop((left, top, right, top + height)))
        parts[-1] = ImageOps.expand(parts[-1], (0, 0, GAP, 0), DARK)
    page = Image.new("RGB", (sum(part.width for part in parts), height))
    left = 0
    for part in parts:
        page.paste(part, (left, 0))
        left += part.width
    return page


if __name__ == "__main__":
    for name, (height, windows) in SHEETS.items():
        page = sheet(Path(sys.argv[1]), height, windows)
        page.save(PICTURES / f"{name}.jpg", quality=88, optimize=True)
