"""The backend's own Python environment: what it holds, where it is, going on inside it.

Standard library only. install.py makes the environments; blender.py describes Blender's.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from .protocol import UserError

ROOT = Path(__file__).resolve().parents[1]
MARKER = "avatarclip.json"  # written last by a set-up, and so the sign of a finished one
PYTHONS = ("3.11", "3.12", "3.10")  # for which every pinned package has a wheel
IMPORTS = "torch torchvision numpy scipy numba igl xatlas trimesh PIL pyhocon pkg_resources regex ftfy"


@dataclasses.dataclass(frozen=True)
class Recipe:
    """What an environment holds: requirement lines, modules that prove it whole, its Python versions."""

    requirements: tuple[str, ...]
    imports: tuple[str, ...]
    pythons: tuple[str, ...]
    gigabytes: float = 0.0  # of disk that it takes; with PyTorch, its build decides (install.sizes)

    def digest(self) -> str:
        return hashlib.sha256("\n".join(self.requirements).encode()).hexdigest()


def default_folder() -> Path:
    """$AVATARCLIP_ENV, else .venv beside backend/."""
    return Path(os.environ.get("AVATARCLIP_ENV") or ROOT / ".venv").absolute()


def python_of(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def requirements() -> tuple[str, ...]:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if line and not line.startswith("#"))


def backend_recipe() -> Recipe:
    return Recipe(requirements(), tuple(IMPORTS.split()), PYTHONS)


def find_python(versions: tuple[str, ...]) -> str | None:
    """A Python of one of these versions: the running one, else one on PATH."""
    if "{}.{}".format(*sys.version_info) in versions:
        return sys.executable
    return next((path for version in versions if (path := shutil.which(f"python{version}"))), None)


def read_marker(folder: Path) -> dict[str, str]:
    """What the last finished set-up wrote down; empty when none finished."""
    try:
        return json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def is_ready(folder: Path, recipe: Recipe) -> bool:
    """Whether a set-up of this very recipe was finished here."""
    return python_of(folder).is_file() and read_marker(folder).get("requirements") == recipe.digest()


def missing_packages() -> list[str]:
    """The pinned packages that the running interpreter lacks or has in another version."""
    missing = []
    for line in requirements():
        pin = re.fullmatch(r'([\w-]+)==([\w.]+)(?:; python_version (<|>=) "3\.11")?', line)
        if pin is None:
            raise ValueError(f"requirements.txt has a line that is no pin: {line}")
        name, version, sign = pin.groups()
        if sign and (sys.version_info >= (3, 11)) != (sign == ">="):
            continue
        try:
            found = importlib.metadata.version(name).split("+")[0]
        except importlib.metadata.PackageNotFoundError:
            found = ""
        if found != version:
            missing.append(name)
    return missing


def enter(folder: Path) -> None:
    """Return where the running interpreter has every package; otherwise go on as the environment's.

    Raises UserError when there is no finished environment.
    """
    missing = missing_packages()
    if not missing:
        return
    fix = "Run: python3 -m backend setup"
    if os.environ.get("AVATARCLIP_ENTERED") == str(folder):
        raise UserError("environment", f"The environment {folder} lacks {', '.join(missing)}.", fix=fix)
    if not is_ready(folder, backend_recipe()):
        raise UserError("environment", f"There is no finished environment in {folder}.", fix=fix)
    variables = {**os.environ, "AVATARCLIP_ENTERED": str(folder), "PYTHONPATH": str(ROOT)}
    variables.pop("PYTHONHOME", None)
    command = [str(python_of(folder)), "-m", "backend", *sys.argv[1:]]
    sys.stdout.flush()
    if os.name == "nt":  # exec would give the prompt back before the work is done
        raise SystemExit(subprocess.run(command, env=variables).returncode)
    os.execve(command[0], command, variables)
