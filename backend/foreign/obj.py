"""OBJ files' relative indices, which count back from where they stand, made absolute."""

from __future__ import annotations

from pathlib import Path

KINDS = ("v", "vt", "vn")  # what a corner's numbers count, in their order


def absolute(path: Path) -> str | None:
    """The file's text with no negative index; None where it has none."""
    text = path.read_text(encoding="utf-8", errors="replace")
    if not any("-" in line for line in text.splitlines() if line.startswith("f ")):
        return None
    counts, lines = dict.fromkeys(KINDS, 0), []
    for line in text.splitlines():
        first, *rest = line.split() or [""]
        if first in counts:
            counts[first] += 1
        lines.append(" ".join(["f", *(_corner(corner, counts) for corner in rest)]) if first == "f" else line)
    return "\n".join(lines) + "\n"


def _corner(corner: str, counts: dict[str, int]) -> str:
    numbers = zip(corner.split("/"), counts.values(), strict=False)
    return "/".join(str(int(n) + count + 1) if n.startswith("-") else n for n, count in numbers)
