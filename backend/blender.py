"""Find a Blender, or make one from its Python module, and run the add-on's batch.py in it.

Standard library only; bpy is never imported here.
"""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from . import environment, install, system
from .protocol import UserError

MODULE_VERSION = "4.5"
PROBE_SECONDS = 120
OPTIONS = ("--background", "--factory-startup", "--python-exit-code", "1")


@dataclasses.dataclass(frozen=True)
class Blender:
    """command: what to put before a script's path, "--" and its arguments."""

    command: tuple[str, ...]
    label: str


def module_recipe(version: str = MODULE_VERSION) -> environment.Recipe:
    """Blender as a Python module; its wheels are for one Python version each."""
    return environment.Recipe((f"bpy=={version}.*",), ("bpy", "numpy"), ("3.11",), 1.5)


def module_folder(version: str = MODULE_VERSION) -> Path:
    return environment.default_folder().parent / ".envs" / f"bpy-{version}"


def find(program: str, report: Callable[[str], None]) -> Blender:
    """The Blender program given, else the one on PATH, else Blender's module, made when missing.

    Raises UserError when the given program does not run, or when there is none and none can be made.
    """
    if program:
        return probe(program)
    if on_path := shutil.which("blender"):
        try:
            return probe(on_path)
        except UserError as error:
            report(f"{error} Blender's Python module is used instead.")
    folder, recipe = module_folder(), module_recipe()
    if not environment.is_ready(folder, recipe):
        if not environment.find_python(recipe.pythons):
            raise UserError(
                "blender",
                "There is no Blender here, and its Python module needs Python 3.11.",
                fix="Install Blender (name it with --blender if it is not on PATH), or Python 3.11.",
            )
        report(
            f"No Blender program found; installing its Python module {MODULE_VERSION} (0.4 GB to download)"
        )
        make_module(MODULE_VERSION, install.Source(), report)
    return Blender((str(environment.python_of(folder)),), f"bpy {MODULE_VERSION}")


def make_module(version: str, source: install.Source, report: Callable[[str], None]) -> None:
    """Make the environment that holds Blender's module; raises UserError."""
    system.provide(system.missing_blender_packages(), "Blender", report, source.system_packages)
    install.set_up(module_folder(version), module_recipe(version), source, report)


def locate(program: str) -> str:
    """The program's path; raises UserError when it is not there."""
    path = shutil.which(os.path.expanduser(program))
    if not path:
        fix = "Correct --blender, or omit it."
        raise UserError("missing", f"There is no Blender program {program}.", fix=fix)
    return path


def probe(program: str) -> Blender:
    """Start the program once; raises UserError when it is not there, is no Blender, or lacks numpy."""
    path = locate(program)
    command = (path, *OPTIONS)
    try:
        ran = subprocess.run(
            [*command, "--python-expr", "import numpy; print('found', numpy.__name__)"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PROBE_SECONDS,
            env=variables(path),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise UserError("blender", f"{path} does not run as Blender.", f"{error}.") from error
    version = re.search(r"^Blender (\d+\.\d+\S*)", ran.stdout, re.MULTILINE)
    if version is None:
        raise UserError(
            "blender", f"{path} does not answer as Blender does.", fix="Correct --blender, or omit it."
        )
    if not re.search(r"^found numpy$", ran.stdout, re.MULTILINE):
        raise UserError(
            "blender",
            f"{path} has no numpy, which reading an avatar needs.",
            fix="On Debian and Ubuntu: sudo apt-get install python3-numpy.",
        )
    return Blender((*command, "--python"), f"Blender {version.group(1)}")


def run_script(blender: Blender, script: Path, arguments: list[str], cancelled: Callable[[], None]) -> str:
    """Run a script to its end and return what it printed; raises UserError with its last words.

    cancelled is called every now and then; what it raises ends Blender and is passed on.
    """
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output,
        tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors,
    ):
        process = subprocess.Popen(
            [*blender.command, str(script), "--", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env=variables(blender.command[0]),
        )
        try:
            while process.poll() is None:
                cancelled()
                time.sleep(0.1)
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        output.seek(0)
        errors.seek(0)
        printed, complaint = output.read(), errors.read().strip()
    if process.returncode:
        last = (complaint or printed.strip() or "It said nothing").splitlines()[-1]
        raise UserError(
            "blender", f"{blender.label} failed with status {process.returncode}.", last,
            "Run the same command again to repeat only this stage.",
        )  # fmt: skip
    return printed


def batch_script() -> Path:
    """The add-on's batch.py: beside backend/ inside the zip, in the add-on's folder in a checkout."""
    inside = environment.ROOT / "batch.py"
    return inside if inside.is_file() else environment.ROOT / "avatarclip_addon" / "batch.py"


def variables(program: str) -> dict[str, str]:
    """The environment variables to start a Blender with: no paths of this process' Python.

    Debian's Blender takes for its own the packages of the python3 that it meets first on PATH, which
    a virtual environment or pyenv may have put there: the one beside Blender has to come first.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept["PATH"] = os.pathsep.join([os.path.dirname(program), kept.get("PATH", "")])
    return {**kept, "PYTHONUTF8": "1"} if sys.platform == "win32" else kept
