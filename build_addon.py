"""Add-on, backend, free body and guide -> one zip that installs in Blender 3.4 and later.

    python3 build_addon.py [--out FOLDER]

The same tree gives the same bytes.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ADDON = "avatarclip_addon"
# What the zip holds beside the add-on's own files, under the same names as in the checkout.
BUNDLED = ("backend", "smpl_models", "requirements.txt")
LEFT_OUT = (
    "backend/tests",
    "backend/train",
    "backend/bench/retrieval.py",  # measures on training's pictures
    "backend/bench/results",
    "smpl_models/smpl",
)
LEFT_OUT_NAMES = re.compile(r"__pycache__|node_modules|\..*|.*\.(pyc|part)")
TIMESTAMP = (1980, 1, 1, 0, 0, 0)


def version() -> str:
    """The version in the add-on's manifest."""
    manifest = (ROOT / ADDON / "blender_manifest.toml").read_text(encoding="utf-8")
    return re.findall(r'^version = "(.+)"$', manifest, re.MULTILINE)[0]


def contents() -> Iterator[tuple[str, Path]]:
    """(name in the zip, file), sorted by name."""
    files = {f"{ADDON}/{path.relative_to(ROOT / ADDON).as_posix()}": path for path in walk(ROOT / ADDON)}
    for name in BUNDLED:
        for path in walk(ROOT / name):
            files[f"{ADDON}/{path.relative_to(ROOT).as_posix()}"] = path
    yield from sorted(files.items())


def walk(path: Path) -> Iterator[Path]:
    """The files at or under ``path`` that are to be shipped."""
    if LEFT_OUT_NAMES.fullmatch(path.name) or path.relative_to(ROOT).as_posix() in LEFT_OUT:
        return
    if path.is_dir():
        for child in path.iterdir():
            yield from walk(child)
    else:
        yield path


def build(folder: Path) -> Path:
    """Write ``avatarclip_addon-VERSION.zip`` into ``folder`` in one step and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{ADDON}-{version()}.zip"
    part = target.with_name(target.name + ".part")
    with zipfile.ZipFile(part, "w") as archive:
        # Where an older version is, Blender 3.4 deletes the folders that are entries of their own.
        archive.writestr(entry(f"{ADDON}/", 0o40755), b"")
        for name, path in contents():
            archive.writestr(entry(name, 0o100644), path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    os.replace(part, target)
    return target


def entry(name: str, mode: int) -> zipfile.ZipInfo:
    """What the zip says of a file or a folder: the same wherever and whenever the zip is made."""
    found = zipfile.ZipInfo(name, TIMESTAMP)
    found.create_system = 3  # Unix
    found.external_attr = mode << 16
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Build the add-on's zip.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="folder that receives it")
    sys.stdout.write(f"{build(parser.parse_args().out)}\n")
