"""Set up what the tests need, run every test there is, and count them: python3 -m blender_tests.

Standard library only; made for a bare Debian or Ubuntu, where it installs packages when run as root.
A check that cannot be run counts as failed.
"""

from __future__ import annotations

import argparse
import dataclasses
import functools
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path

from backend import blender, environment, install, system
from backend.guide import OPEN_CLIP_PACKAGES
from backend.protocol import UserError

ROOT = Path(__file__).resolve().parents[1]
MODULES = ("4.2", "4.5", "5.0")
ENVIRONMENTS = environment.default_folder().parent / ".envs"
# Two, because mypy reads the types of an older numpy than the backend runs with.
ADDON_FOLDER, BACKEND_FOLDER = ENVIRONMENTS / "addon-tests", ENVIRONMENTS / "backend-tests"
BACKEND_TOOLS = environment.Recipe(
    ("pytest==9.2.0", "pytest-timeout==2.4.0", "pytest-xdist==3.8.0", "ruff==0.17.6", "trimesh==5.2.0"),
    ("pytest", "xdist", "trimesh"),
    environment.PYTHONS,
    0.1,
)
SOURCE = install.Source()
WORKERS = min(os.cpu_count() or 1, 4)  # a process of the backend's tests takes up to 2 GB
# Debian's; its Blender runs with Debian's Python and needs numpy there. The others are for a window.
BROWSER = ("chromium-headless-shell",)  # Debian's; Ubuntu has it as a snap only
PACKAGES = ("blender", "python3-numpy", "xvfb", "xauth", "xdotool", "libgl1-mesa-dri", "libegl1")


@dataclasses.dataclass(frozen=True)
class Result:
    where: str
    passed: int
    failed: int
    skipped: int
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m blender_tests", description=__doc__)
    parser.add_argument("--only", default="", help="run only the checks whose name holds this text")
    only = parser.parse_args().only
    os.chdir(ROOT)
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # as the backend's own command line does
    os.environ.update(blender.variables(shutil.which("blender") or "/usr/bin/blender"))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("AVATARCLIP_PEOPLE", folder)  # see provided.py
        return summary([run(where, check) for where, check in checks().items() if only in where])


def run(where: str, check: Callable[[], tuple[int, int, int]]) -> Result:
    """One check, and how it went; what keeps it from running is a failure."""
    say(f"\n=== {where}")
    begun = time.monotonic()
    try:
        passed, failed, skipped = check()
    except (UserError, OSError) as error:
        say(str(error))
        passed, failed, skipped = 0, 1, 0
    return Result(where, passed, failed, skipped, time.monotonic() - begun)


def checks() -> dict[str, Callable[[], tuple[int, int, int]]]:
    """Name -> what to run; each returns how many tests passed, failed and were skipped."""
    ruff = str(environment.python_of(BACKEND_FOLDER).with_name("ruff"))
    found: dict[str, Callable[[], tuple[int, int, int]]] = {
        "set-up": set_up,
        "lint": lambda: command([ruff, "check", "."]),
        "format": lambda: command([ruff, "format", "--check", "."]),
        "backend": lambda: pytest(BACKEND_FOLDER, "backend/tests", workers=WORKERS),
        "add-on, Blender program": lambda: pytest(ADDON_FOLDER, "blender_tests"),
        "inside the Blender program": lambda: inside([*blender.probe("blender").command]),
    }
    readers = "blender_tests/test_readers.py"
    for version in MODULES:
        python = str(environment.python_of(blender.module_folder(version)))
        found[f"inside bpy {version}"] = functools.partial(inside, [python])
        found[f"readers, bpy {version}"] = functools.partial(pytest, ADDON_FOLDER, readers, python)
    return found


def set_up() -> tuple[int, int, int]:
    """Everything that the checks need. What cannot be had is a failure here and in the checks it is for."""
    steps: list[Callable[[], None]] = [
        functools.partial(provide_packages, (*PACKAGES, *system.missing_blender_packages())),
        functools.partial(provide_packages, BROWSER),
        lambda: install.set_up(environment.default_folder(), environment.backend_recipe(), SOURCE, say),
        lambda: install.set_up(BACKEND_FOLDER, BACKEND_TOOLS, SOURCE, say),
        share_backend_packages,
        add_open_clip,
        lambda: install.set_up(ADDON_FOLDER, addon_tools(), SOURCE, say),
        *(functools.partial(blender.make_module, version, SOURCE, say) for version in MODULES),
        build_zip,
    ]
    failed = 0
    for step in steps:
        try:
            step()
        except (UserError, OSError) as error:
            say(f"FAILED: {error}")
            failed += 1
    return 0, failed, 0


def provide_packages(packages: tuple[str, ...]) -> None:
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\\n"]
    present = subprocess.run(query, capture_output=True, text=True).stdout.splitlines()
    missing = [package for package in packages if f"{package} installed" not in present]
    system.provide(missing, "the tests", say, True)


def addon_tools() -> environment.Recipe:
    lines = (ROOT / "blender_tests" / "requirements.txt").read_text(encoding="utf-8").split()
    return environment.Recipe(tuple(lines), ("pytest", "mypy"), environment.PYTHONS, 0.5)


def share_backend_packages() -> None:
    """Let the backend tests' Python see the backend's packages, without installing gigabytes twice.

    They come first: venv itself installs a setuptools, of another version.
    """
    line = f"import sys; sys.path.insert(0, {str(packages_of(environment.default_folder()))!r})\n"
    (packages_of(BACKEND_FOLDER) / "backend.pth").write_text(line, encoding="utf-8")


def add_open_clip() -> None:
    """OpenCLIP, whose tests are else skipped; pip sees the backend's torch and leaves it."""
    command = [environment.python_of(BACKEND_FOLDER), "-m", "pip", "install", "--no-input", "--quiet"]
    if subprocess.run([*command, *OPEN_CLIP_PACKAGES]).returncode:
        raise UserError("environment", "OpenCLIP's packages could not be installed.")


def packages_of(folder: Path) -> Path:
    query = "import sysconfig; print(sysconfig.get_path('purelib'))"
    command = [environment.python_of(folder), "-c", query]
    return Path(subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip())


def build_zip() -> None:
    if subprocess.run([sys.executable, "build_addon.py"]).returncode:
        raise UserError("internal", "The add-on's zip could not be built.")


def command(words: list[str]) -> tuple[int, int, int]:
    """A tool that is one test: its exit status."""
    failed = subprocess.run(words).returncode != 0
    return int(not failed), int(failed), 0


def pytest(tools: Path, folder: str, program: str = "blender", workers: int = 1) -> tuple[int, int, int]:
    """The tests in a folder, with a tools environment's Python; program: the Blender that they use; workers:
    processes side by side, on a core each."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch, "report.xml")
        start = [str(environment.python_of(tools)), "-m", "pytest", folder]
        command = [*start, "-q", "--durations=8", f"--junitxml={report}"]
        variables = {**os.environ, "AVATARCLIP_BLENDER": shutil.which(program) or program}
        if workers > 1:
            command += [f"--numprocesses={workers}", "--dist=loadfile"]
            variables["OMP_NUM_THREADS"] = "1"
        status = subprocess.run(command, env=variables).returncode
        if not report.is_file():
            return 0, 1, 0
        suite = next(ElementTree.parse(report).iter("testsuite"))
    ran, skipped = int(suite.get("tests", 0)), int(suite.get("skipped", 0))
    failed = int(suite.get("failures", 0)) + int(suite.get("errors", 0))
    return ran - skipped - failed, failed or int(status != 0), skipped


def inside(start: list[str]) -> tuple[int, int, int]:
    """The tests that need bpy, in the Blender that ``start`` starts, with the built add-on installed."""
    package = max((ROOT / "dist").glob("*.zip"), key=os.path.getmtime)
    script = str(ROOT / "blender_tests" / "run_inside.py")
    with subprocess.Popen(
        [*start, script, "--", "--zip", str(package)], stdout=subprocess.PIPE, text=True, errors="replace"
    ) as process:
        counts = None
        assert process.stdout
        for line in process.stdout:
            sys.stdout.write(line)
            counts = re.fullmatch(r"(\d+) passed, (\d+) failed\s*", line) or counts
    if counts is None:
        return 0, 1, 0
    passed, failed = map(int, counts.groups())
    return passed, failed or int(process.returncode != 0), 0


def summary(results: list[Result]) -> int:
    """Print the table and the closing line; the exit status."""
    say(f"\n{'where':<26}{'passed':>8}{'failed':>8}{'skipped':>9}{'seconds':>9}")
    for one in results:
        say(f"{one.where:<26}{one.passed:>8}{one.failed:>8}{one.skipped:>9}{one.seconds:>9.0f}")
    passed, failed, skipped = (
        sum(getattr(one, name) for one in results) for name in ("passed", "failed", "skipped")
    )
    say(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return int(failed > 0 or passed == 0)


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
