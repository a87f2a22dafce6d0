"""The zip: the same bytes each time, everything that runs, nothing that does not belong."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import zipfile

import build_addon


def names(addon_zip) -> set[str]:
    with zipfile.ZipFile(addon_zip) as archive:
        return set(archive.namelist())


def test_the_same_tree_gives_the_same_bytes_wherever_and_whenever(addon_zip, tmp_path):
    copy = tmp_path / "élsewhere"
    for name in (build_addon.ADDON, *build_addon.BUNDLED, "build_addon.py"):
        source = build_addon.ROOT / name
        if source.is_dir():  # plain copies: other times, other order on disk, a compiled file more
            shutil.copytree(source, copy / name, copy_function=shutil.copyfile)
        else:
            shutil.copyfile(source, copy / name)
    (copy / "backend" / "__pycache__").mkdir(exist_ok=True)
    (copy / "backend" / "__pycache__" / "stale.cpython-311.pyc").write_bytes(b"x")
    command = [sys.executable, "build_addon.py", "--out", str(copy / "dist")]
    printed = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=True).stdout.strip()
    assert printed == str(copy / "dist" / addon_zip.name)
    assert (copy / "dist" / addon_zip.name).read_bytes() == addon_zip.read_bytes()
    assert [path.name for path in (copy / "dist").iterdir()] == [addon_zip.name]


def test_holds_what_runs(addon_zip):
    expected = {"__init__.py", "blender_manifest.toml", "LICENSE", "batch.py", "requirements.txt"}
    expected |= {
        "backend/__init__.py",
        "backend/__main__.py",
        "backend/protocol.py",
        "smpl_models/free_body.npz",
    }
    assert {f"{build_addon.ADDON}/{name}" for name in expected} <= names(addon_zip)


def test_holds_nothing_else(addon_zip):
    for name in names(addon_zip):
        assert name.startswith(f"{build_addon.ADDON}/")
        assert not re.search(r"__pycache__|\.pyc$|/tests/|/train/|/smpl/|/\.|\.part$", name), name


def test_every_module_that_the_shipped_code_imports_is_shipped(installed):
    for path in installed.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.ImportFrom) or not node.level:
                continue
            base = path.parents[node.level - 1].joinpath(*(node.module or "").split("."))
            module = base.with_suffix(".py").is_file() or (base / "__init__.py").is_file()
            assert module or base.is_dir(), f"{path} imports {'.' * node.level}{node.module}"


def test_one_version(installed):
    addon = ast.parse((installed / "__init__.py").read_text(encoding="utf-8"))
    (info,) = (
        ast.literal_eval(node.value)
        for node in addon.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "bl_info"
    )
    project = (build_addon.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.+)"$', project, re.MULTILINE)
    assert ".".join(map(str, info["version"])) == build_addon.version() == version


def test_says_its_licence(installed):
    assert "SPDX-License-Identifier: GPL-3.0-or-later" in (installed / "LICENSE").read_text(encoding="utf-8")


def test_the_two_sides_keep_apart():
    for folder, foreign in ((build_addon.ADDON, "torch"), ("backend", "bpy")):
        for path in (build_addon.ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
                if isinstance(node, ast.ImportFrom) and not node.level:
                    modules = [node.module or ""]
                assert not any(module.split(".")[0] == foreign for module in modules), path
