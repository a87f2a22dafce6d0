r"""Run the tests that need bpy inside one Blender, with the add-on installed from its zip.

    blender --background --factory-startup --python-exit-code 1 \
        --python blender_tests/run_inside.py -- --zip dist/avatarclip_addon-VERSION.zip [--keep FOLDER]
    python blender_tests/run_inside.py -- --zip ...        where ``import bpy`` works

Unless BLENDER_USER_RESOURCES is set, the run starts itself again with a home and user folders of its own, so
that nobody's Blender is touched; their names have a space, an accent and Chinese letters. Prints unittest's
report and ``N passed, N failed`` as the last line; exits with 0 if nothing failed. --keep receives what the
tests made (FBX, GLB, preview) for a look.
"""

from __future__ import annotations

import argparse
import faulthandler
import importlib
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import bpy

ROOT = Path(__file__).resolve().parents[1]
ADDON = "avatarclip_addon"
LONGEST = 900  # seconds; a test that hangs ends the run, with its stack


class Result(unittest.TextTestResult):
    """As unittest's, with a limit for each test."""

    def startTest(self, test: unittest.TestCase) -> None:
        faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.__stderr__)
        super().startTest(test)


def run_isolated() -> int:
    """Start this very command again in a Blender whose user folders are empty."""
    command = sys.argv if bpy.app.binary_path else [sys.executable, *sys.argv]
    with tempfile.TemporaryDirectory(prefix="Zoë 山田 ") as folder:
        variables = {"BLENDER_USER_RESOURCES": folder, "HOME": folder, "USER": "Zoë 山田"}
        for kind in ("CONFIG", "SCRIPTS", "DATAFILES"):  # Blender 3.4 knows only these
            variables[f"BLENDER_USER_{kind}"] = str(Path(folder) / kind.lower())
        return subprocess.run(command, env={**os.environ, **variables}).returncode


def install(path: Path) -> str:
    """Install the zip, enable the add-on and return its module's name."""
    if bpy.app.version >= (4, 2):
        bpy.ops.extensions.package_install_files(
            filepath=str(path), repo="user_default", enable_on_install=True
        )
        return f"bl_ext.user_default.{ADDON}"
    bpy.ops.preferences.addon_install(filepath=str(path))
    # The checkout has a folder of the same name, which must not come first.
    sys.path.insert(0, bpy.utils.user_resource("SCRIPTS", path="addons"))
    bpy.ops.preferences.addon_enable(module=ADDON)
    return ADDON


def main() -> int:
    if "BLENDER_USER_RESOURCES" not in os.environ:
        return run_isolated()
    parser = argparse.ArgumentParser(prog="run_inside.py")
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--keep", type=Path, help="folder for what the tests make")
    parser.add_argument("--only", default="check_*.py", help="file name pattern of the tests")
    arguments = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :])
    module = install(arguments.zip.resolve())
    sys.path.append(str(ROOT))
    support = importlib.import_module("blender_tests.inside.support")
    support.prepare(module, arguments.zip.resolve(), arguments.keep)
    folder = str(ROOT / "blender_tests" / "inside")
    suite = unittest.defaultTestLoader.discover(folder, arguments.only, str(ROOT))
    result = unittest.TextTestRunner(stream=sys.stdout, verbosity=1, resultclass=Result).run(suite)
    faulthandler.cancel_dump_traceback_later()
    bad = len(result.failures) + len(result.errors) + len(result.unexpectedSuccesses)
    sys.stdout.write(f"{result.testsRun - bad - len(result.skipped)} passed, {bad} failed\n")
    return 0 if result.testsRun and not bad else 1


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    sys.stderr.flush()
    if not bpy.app.binary_path:
        os._exit(status)  # bpy 4.2 as a module crashes while it shuts down
    sys.exit(status)
