"""avatar.html: a page that needs nothing else, not even a network, to show an avatar and play its motions."""

from __future__ import annotations

import base64
import html
import os
from pathlib import Path

FOLDER = Path(__file__).parent


def write_page(glb: Path, page: Path, title: str) -> None:
    """Write a page that holds the avatar of a GLB file, in one step; title is shown above it."""
    # An HTML parser looks for a script's end in its strings too.
    script = (FOLDER / "viewer.min.js").read_text(encoding="utf-8").replace("</script", "<\\/script")
    parts = {
        "TITLE": html.escape(title),
        "GLB": base64.b64encode(glb.read_bytes()).decode("ascii"),
        "SCRIPT": script,
    }
    text = (FOLDER / "page.html").read_text(encoding="utf-8")
    pieces = (
        text.replace("TITLE", "\0TITLE\0").replace(">GLB<", ">\0GLB\0<").replace(">SCRIPT<", ">\0SCRIPT\0<")
    )
    part = page.with_name(page.name + ".part")
    part.write_text("".join(parts.get(piece, piece) for piece in pieces.split("\0")), encoding="utf-8")
    os.replace(part, page)
