"""Makes environments and repairs them: venv and pip, or uv where it is installed; standard library only.

A set-up may be run twice, at the same time too, and may be interrupted anywhere.
"""

from __future__ import annotations

import contextlib
import dataclasses
import getpass
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from . import system
from .environment import MARKER, Recipe, find_python, is_ready, python_of, read_marker
from .protocol import UserError

Report = Callable[[str], None]
# What pip and uv say where no index answers; what they say last is that they found no such package.
NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ProxyError|error sending request|dns error"
)
# Gigabytes to download, and on disk, of an environment with PyTorch.
WITH_CUDA, WITHOUT_CUDA = (3.0, 6.0), (0.4, 1.5)
UNPACKING = 1.2  # times the disk that it takes in the end: packages are there packed and unpacked for a while


@dataclasses.dataclass(frozen=True)
class Source:
    """Where packages come from: pip's own settings, unless told otherwise here."""

    torch: str = "auto"  # "auto", "cpu" or "cuda"
    index_url: str = ""  # a package index besides the configured one
    wheels: str = ""  # a folder of wheels instead of any index
    system_packages: bool = True  # whether missing system packages may be installed


def set_up(folder: Path, recipe: Recipe, source: Source, report: Report) -> None:
    """Make the environment, or repair it, or find it whole; raises UserError when that fails."""
    with _alone(folder, report):
        _refuse_strangers(folder)
        if is_ready(folder, recipe) and source.torch in ("auto", read_marker(folder).get("torch")):
            report(f"Checking {folder}")
            if not _failure(folder, recipe, source):
                report(f"Ready: {folder}")
                return
        _check_disk(folder, recipe, source)
        (folder / MARKER).unlink(missing_ok=True)
        repairing = _has_pip(folder)
        if not repairing:
            _make_empty(folder, recipe, source, report)
        _install(folder, recipe, source, report)
        failure = _failure(folder, recipe, source)
        if failure and repairing:
            report("What was there is damaged; starting anew")
            _make_empty(folder, recipe, source, report)
            _install(folder, recipe, source, report)
            failure = _failure(folder, recipe, source)
        if failure:
            raise UserError("environment", f"The environment {folder} does not work:", failure)
        _write_marker(folder, {"requirements": recipe.digest(), "torch": source.torch})
        report(f"Ready: {folder}")


@contextlib.contextmanager
def _alone(folder: Path, report: Report) -> Iterator[None]:
    """Wait until nobody else sets this folder up; the system frees the lock of a process that dies."""
    name = hashlib.sha256(f"{getpass.getuser()} {folder.resolve()}".encode()).hexdigest()[:16]
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        file = open(Path(tempfile.gettempdir(), f"avatarclip-{name}.lock"), "a+")
    except OSError as error:
        fix = "Name another folder with --env."
        raise UserError(
            "environment", f"Cannot write {error.filename}: {error.strerror}.", fix=fix
        ) from error
    with file:
        if sys.platform == "win32":
            import msvcrt

            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError as error:
                raise UserError("environment", f"{folder} is being set up by another process.") from error
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                report("Waiting for another set-up of the same environment")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _refuse_strangers(folder: Path) -> None:
    """An interrupted venv may lack its pyvenv.cfg, but holds nothing beside these folders."""
    ours = {"bin", "include", "lib", "lib64", "Include", "Lib", "Scripts"}
    if not folder.exists() or (folder / "pyvenv.cfg").is_file():
        return
    if not folder.is_dir() or {path.name for path in folder.iterdir()} - ours:
        fix = "Name another folder with --env."
        raise UserError("environment", f"{folder} is there and is no Python environment.", fix=fix)


def _check_disk(folder: Path, recipe: Recipe, source: Source) -> None:
    if folder.exists():
        return
    free, needed = shutil.disk_usage(folder.parent).free / 1e9, UNPACKING * sizes(recipe, source)[1]
    if free < needed:
        what = f"Setting up takes up to {needed:.1f} GB; {folder.parent} has {free:.1f} GB free."
        raise UserError("disk", what, fix="Free some disk, or name another folder with --env.")


def _has_pip(folder: Path) -> bool:
    """Without pyvenv.cfg, the folder's Python takes itself, and its pip, for the one it was made from."""
    command = [str(python_of(folder)), "-m", "pip", "--version"]
    whole = python_of(folder).is_file() and (folder / "pyvenv.cfg").is_file()
    return whole and not subprocess.run(command, capture_output=True).returncode


def _make_empty(folder: Path, recipe: Recipe, source: Source, report: Report) -> None:
    python = find_python(recipe.pythons)
    report(f"Making {folder}")
    if uv := _uv():
        _run([uv, "venv", "--clear", "--seed", "--python", python or recipe.pythons[0], str(folder)], report)
        return
    if python is None:
        running = "{}.{}".format(*sys.version_info)
        raise UserError(
            "environment",
            f"Python {' or '.join(recipe.pythons)} is needed, and this is Python {running}.",
            fix=f"Install python{recipe.pythons[0]}; it only has to be on PATH.",
        )
    if subprocess.run([python, "-c", "import ensurepip, venv"], capture_output=True).returncode:
        query = "import sys; print('python%d.%d-venv' % sys.version_info[:2])"
        package = subprocess.run([python, "-c", query], capture_output=True, text=True, check=True).stdout
        system.provide([package.strip()], "Python's venv module", report, source.system_packages)
    _run([python, "-m", "venv", "--clear", str(folder)], report)


def _install(folder: Path, recipe: Recipe, source: Source, report: Report) -> None:
    lines = recipe.requirements
    options = ["--no-index", "--find-links", source.wheels] if source.wheels else []
    options += ["--extra-index-url", source.index_url] if source.index_url else []
    uv = _uv()
    with_torch = _has_torch(recipe)
    if with_torch:
        report(_told(*sizes(recipe, source)))
    if uv:
        command = [uv, "pip", "install", "--python", str(python_of(folder)), *options]
        if with_torch and not source.wheels:
            command += ["--torch-backend", "cpu" if source.torch == "cpu" else "auto"]
    else:
        command = [str(python_of(folder)), "-m", "pip", "install", "--no-input", *options]
        if source.torch == "cpu" and sys.platform == "linux":
            lines = tuple(re.sub(r"^(torch|torchvision)==([\d.]+)", r"\1==\2+cpu", line) for line in lines)
    _run([*command, *lines], report)


def sizes(recipe: Recipe, source: Source) -> tuple[float, float]:
    """Gigabytes to download, and on disk in the end."""
    if not _has_torch(recipe):
        return recipe.gigabytes, recipe.gigabytes
    if sys.platform != "linux" or source.torch == "cpu":
        return WITHOUT_CUDA
    if source.torch == "auto" and not source.wheels and not shutil.which("nvidia-smi") and _uv():
        return WITHOUT_CUDA  # uv looks for a card
    return WITH_CUDA


def most() -> tuple[float, float]:
    """The most gigabytes that the backend's environment takes here: to download, and on disk."""
    return WITH_CUDA if sys.platform == "linux" else WITHOUT_CUDA


def _told(download: float, disk: float) -> str:
    cuda = " (with CUDA; runs without a GPU too)" if (download, disk) == WITH_CUDA else ""
    return f"Installing packages: {download:g} GB to download, {disk:g} GB on disk{cuda}"


def _has_torch(recipe: Recipe) -> bool:
    return any(line.startswith("torch==") for line in recipe.requirements)


def _uv() -> str | None:
    """uv, unless pip is configured: uv would pass over the index and the wheels that pip is to use."""
    uv = shutil.which("uv")
    if not uv:
        return None
    command = [sys.executable, "-m", "pip", "config", "list"]
    settings = subprocess.run(command, capture_output=True, text=True).stdout
    return None if re.search(r"index|find.links|constraint", settings) else uv


def _failure(folder: Path, recipe: Recipe, source: Source) -> str:
    """Import everything in the environment; the last line of what went wrong, or nothing."""
    code = f"import {', '.join(recipe.imports)}"
    if source.torch == "cuda":
        code += "\nif not torch.version.cuda: raise SystemExit('PyTorch came without CUDA')"
    # -I: neither the caller's PYTHONPATH nor the current folder may stand in for a missing package
    command = [str(python_of(folder)), "-I", "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, errors="replace")
    lines = ran.stderr.strip().splitlines() or [f"it ended with status {ran.returncode}"]
    return lines[-1] if ran.returncode else ""


def _write_marker(folder: Path, content: dict[str, str]) -> None:
    part = folder / (MARKER + ".part")
    part.write_text(json.dumps(content), encoding="utf-8")
    os.replace(part, folder / MARKER)


def _run(command: list[str], report: Report) -> None:
    """Run an installer, reporting what it fetches; raises UserError with its last words."""
    tail: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        try:
            assert process.stdout
            for line in process.stdout:
                tail = [*tail[-30:], line.strip()]
                if re.match(r"\s*(Processing|Downloading|Installing collected)", line):
                    report(_short(line))
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        if any(map(NO_NETWORK.search, tail)):
            raise UserError(
                "environment",
                "The package index cannot be reached.",
                fix="Connect to the network, or name a folder of wheels, and run setup again.",
            )
        full = any("No space left" in line for line in tail)
        errors = [line for line in tail if line.lower().startswith("error")] or tail or [""]
        raise UserError(
            "disk" if full else "environment",
            "The packages could not be installed.",
            errors[-1],
            "Free some disk and run setup again." if full else "Mend that and run setup again.",
        )


def _short(line: str) -> str:
    """pip's line without addresses, folders and long lists."""
    if line.startswith("Installing collected"):
        return f"Unpacking {line.count(',') + 1} packages (the longest step)"
    verb, what, *rest = line.split()
    return " ".join([verb, re.split(r"[/\\]", what)[-1], *rest[:2]])
