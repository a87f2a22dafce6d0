"""What the tests inside Blender share: the installed add-on, an empty scene, a folder, a backend."""

from __future__ import annotations

import importlib
import json
import os
import shutil
import sys
import tempfile
import unittest
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy

from .. import sample

STAND_IN = Path(__file__).resolve().parents[1] / "stand_in.py"
ADDON: ModuleType  # the installed add-on's package
ZIP: Path  # what it was installed from
KEEP: Path | None = None


def prepare(module: str, zip_file: Path, keep: Path | None) -> None:
    """Say which add-on was installed, from which zip, and where its products may stay."""
    global ADDON, ZIP, KEEP
    ADDON, ZIP, KEEP = importlib.import_module(module), zip_file, keep


def part(name: str) -> ModuleType:
    """A module of the installed add-on, such as ``part("backend.avatar")``."""
    return importlib.import_module(f"{ADDON.__name__}.{name}")


def python() -> str:
    """A Python without bpy's oddities, for processes that the tests start."""
    running = Path(sys.executable)
    return str(running) if running.name.startswith("python") else str(shutil.which("python3"))


def stand_in_environment(folder: Path, *steps: dict[str, Any]) -> Path:
    """A folder that looks like the backend's environment, its Python playing ``steps`` (see stand_in.py)."""
    program = part("backend.environment").python_of(folder)
    program.parent.mkdir(parents=True)
    script = folder / "script.json"
    script.write_text(json.dumps(steps), encoding="utf-8")
    program.write_text(f'#!/bin/sh\nexec "{python()}" "{STAND_IN}" "{script}"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


class Case(unittest.TestCase):
    """A test with an empty scene and a folder of its own, in which ``avatar.npz`` lies."""

    def setUp(self) -> None:
        self.clear_scene()
        folder = tempfile.TemporaryDirectory(prefix="avatär 人物 clip ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.take(sample.write(self.folder))

    def take(self, file: Path) -> None:
        """Let the sample be this avatar."""
        self.avatar_file, self.avatar = file, part("backend.avatar").load(file)

    def go_online(self) -> None:
        """Allow Blender's online access, where it has such a switch, for this test."""
        if hasattr(bpy.app, "online_access"):
            system = bpy.context.preferences.system
            system.use_online_access = True
            self.addCleanup(setattr, system, "use_online_access", False)

    def import_sample(self) -> tuple[bpy.types.Object, bpy.types.Object]:
        """The sample's armature and mesh in the scene."""
        armature = ADDON.armature.import_avatar(self.avatar_file)
        (mesh,) = armature.children
        return armature, mesh

    def keep(self, path: Path) -> None:
        """Copy a product to the folder that the caller asked for, if any."""
        if KEEP is not None:
            KEEP.mkdir(parents=True, exist_ok=True)
            version = "{}.{}".format(*bpy.app.version)
            shutil.copy(path, KEEP / f"{path.stem}-{version}{path.suffix}")

    def clear_scene(self) -> None:
        bpy.ops.wm.read_homefile(use_factory_startup=True, use_empty=True)


def blender_command(script: Path, *arguments: str | os.PathLike[str]) -> list[str]:
    """The command that runs a script in this very Blender."""
    if bpy.app.binary_path:
        options = ["--background", "--factory-startup", "--python-exit-code", "1", "--python"]
        return [bpy.app.binary_path, *options, str(script), "--", *map(str, arguments)]
    return [sys.executable, str(script), "--", *map(str, arguments)]
