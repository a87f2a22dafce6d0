"""mypy on the add-on as it is shipped, against stubs of Blender's API."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import distribution

import build_addon

# The stubs give most of Blender's attributes as "... or None" and most data as a union of all kinds.
LENIENCE = ("union-attr", "misc", "override", "func-returns-value")


def test_the_addon_fits_blenders_api(installed, tmp_path):
    distribution("fake-bpy-module-4.2")  # without it everything of bpy's would count as right
    command = [sys.executable, "-m", "mypy", "--config-file", str(build_addon.ROOT / "pyproject.toml")]
    command += ["--cache-dir", str(tmp_path), "--no-strict-optional"]
    for code in LENIENCE:
        command += ["--disable-error-code", code]
    files = sorted(str(path.relative_to(installed.parent)) for path in installed.glob("*.py"))
    ran = subprocess.run([*command, *files], cwd=installed.parent, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stdout + ran.stderr
