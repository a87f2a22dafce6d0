"""What the backend's doctor has found: device, memory, guides, bodies, and how to get what is missing."""

from __future__ import annotations

from typing import Any

import bpy

from .lines import wrapped

# What the doctor says for a terminal, in words of the sidebar.
FIXES = {
    "Environment": "Press Set Up.",
    "PyTorch": "Press Set Up.",
    "CLIP weights": "Optional: choose a CLIP guide and press Generate; Download Weights then gets them.",
}
_rows: list[dict[str, Any]] = []  # of the last check; see Row in backend/doctor.py


def keep(rows: Any) -> None:
    """Remember the rows of a doctor's last message; what is none is passed over."""
    names = ("what", "found", "fix")
    _rows[:] = [
        row
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and all(isinstance(row.get(name), str) for name in names)
    ]


def forget() -> None:
    _rows.clear()


def draw(layout: bpy.types.UILayout, context: bpy.types.Context) -> None:
    """The button that checks, and below it what was found."""
    layout.operator("avatarclip.check", icon="VIEWZOOM")
    for row in _rows:
        missing = row["fix"] and row.get("needed")
        icon = "ERROR" if missing else "CHECKMARK" if not row["fix"] else "DOT"
        column = layout.column(align=True)
        wrapped(column, context, f"{row['what']}: {row['found']}", icon)
        if row["fix"]:
            wrapped(column, context, FIXES.get(row["what"], row["fix"]), "BLANK1")
