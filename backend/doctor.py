"""What is there, what is missing, and how to get it; standard library only."""

from __future__ import annotations

import dataclasses
import json
import os
import platform
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

from . import blender, environment, system
from .guide import CLIP_CACHE, CLIP_MODELS, OPEN_CLIP_PACKAGES
from .protocol import UserError

QUESTION = """
import importlib.util, json, torch
devices = ["cpu"]
if torch.cuda.is_available():
    memory = torch.cuda.get_device_properties(0).total_memory / 1e9
    devices.append(f"cuda ({torch.cuda.get_device_name()}, {memory:.0f} GB)")
if torch.backends.mps.is_available():
    devices.append("mps")
print(json.dumps({"version": torch.__version__, "devices": devices,
    "open_clip": importlib.util.find_spec("open_clip") is not None}))
"""


@dataclasses.dataclass(frozen=True)
class Row:
    what: str
    found: str
    fix: str = ""  # how to get it; empty when all is well
    needed: bool = True


def main() -> int:
    """Print the table; 1 when something is missing without which no avatar can be made."""
    rows = examine()
    for row in rows:
        mark = "ok" if not row.fix else "MISSING" if row.needed else "-"
        sys.stdout.write(f"{row.what:<13}{mark:<9}{row.found}\n")
        if row.fix:
            sys.stdout.writelines(f"{'':<22}{line}\n" for line in textwrap.wrap("-> " + row.fix, 88))
    return int(any(row.fix and row.needed for row in rows))


def examine(blender_too: bool = True) -> list[Row]:
    rows = [_python(), *_environment(), *_memory(), _free_body(), _licensed_bodies(), *_guides(), _motions()]
    return [*rows, _blender()] if blender_too else rows


def _python() -> Row:
    found = f"{platform.python_version()}, {sys.executable}"
    if environment.find_python(environment.PYTHONS):
        return Row("Python", found)
    return Row("Python", found, f"Install Python {environment.PYTHONS[0]}; it only has to be on PATH.")


def _environment() -> list[Row]:
    fix = "Run: python3 -m backend setup"
    folder = environment.default_folder()
    if not environment.missing_packages():
        python, found = Path(sys.executable), f"this interpreter, {sys.prefix}"
    elif environment.is_ready(folder, environment.backend_recipe()):
        python, found = environment.python_of(folder), str(folder)
    else:
        state = "unfinished" if folder.exists() else "nothing"
        return [Row("Environment", f"{state} in {folder}", fix), Row("PyTorch", "-", fix)]
    ran = subprocess.run([python, "-c", QUESTION], capture_output=True, text=True, errors="replace")
    if ran.returncode:
        return [Row("Environment", found), Row("PyTorch", ran.stderr.strip().splitlines()[-1], fix)]
    torch = json.loads(ran.stdout.splitlines()[-1])
    installing = f"Optional: {python} -m pip install {' '.join(OPEN_CLIP_PACKAGES)}"
    return [
        Row("Environment", found),
        Row("PyTorch", f"{torch['version']}; devices: {', '.join(torch['devices'])}"),
        Row("OpenCLIP", "installed")
        if torch["open_clip"]
        else Row("OpenCLIP", "not installed", installing, needed=False),
    ]


def _memory() -> list[Row]:
    try:
        whole = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, ValueError, OSError):  # Windows, and systems that do not say
        return []
    return [Row("Memory", f"{whole / 1e9:.0f} GB")]


def _free_body() -> Row:
    return _file("Free body", environment.ROOT / "smpl_models" / "free_body.npz")


def _licensed_bodies() -> Row:
    folder = environment.ROOT / "smpl_models" / "smpl"
    found = sorted(path.name for path in folder.glob("*") if path.suffix in (".pkl", ".npz"))
    if found:
        return Row("SMPL bodies", ", ".join(found))
    return Row("SMPL bodies", "none", f"Optional: put SMPL's own files into {folder}.", needed=False)


def _guides() -> list[Row]:
    builtin = sorted((environment.ROOT / "backend" / "guide").glob("*.npz"))
    clip = [name for name, file in CLIP_MODELS.items() if (CLIP_CACHE.expanduser() / file).is_file()]
    first = (
        Row("Guide", f"built-in, {builtin[0].stat().st_size / 1e6:.1f} MB")
        if builtin
        else Row("Guide", "-", "The built-in guide's weights are not in this copy; get the whole release.")
    )
    optional = "Optional: python3 -m backend weights ViT-B/32; or name a file with --guide."
    second = (
        Row("CLIP weights", ", ".join(clip))
        if clip
        else Row("CLIP weights", f"none in {CLIP_CACHE}", optional, needed=False)
    )
    return [first, second]


def _motions() -> Row:
    folder = environment.ROOT / "backend" / "motion"
    files = [folder / f"{name}.npz" for name in ("pose_codebook", "pose_guide", "motion_vae")]
    if all(path.is_file() for path in files):
        return Row("Motions", f"built-in, {sum(path.stat().st_size for path in files) / 1e6:.1f} MB")
    fix = "The files of motions are not in this copy; get the whole release."
    return Row("Motions", "-", fix, needed=False)


def _file(what: str, path: Path) -> Row:
    if path.is_file():
        return Row(what, f"{path}, {path.stat().st_size / 1e6:.1f} MB")
    return Row(what, "-", f"{path} is not in this copy; get the whole release.")


def _blender() -> Row:
    failure = "no program on PATH"
    if on_path := shutil.which("blender"):
        try:
            return Row("Blender", f"{blender.probe(on_path).label}, {on_path}")
        except UserError as error:
            failure = str(error)
    if environment.is_ready(blender.module_folder(), blender.module_recipe()):
        return Row("Blender", f"module {blender.MODULE_VERSION}, {blender.module_folder()}")
    if environment.find_python(blender.module_recipe().pythons):
        libraries = system.missing_blender_packages()
        needs = f" (system libraries to be installed: {' '.join(libraries)})" if libraries else ""
        return Row("Blender", f"{failure}; its Python module will be installed when needed{needs}")
    return Row("Blender", failure, "Install Blender, or Python 3.11 for its module.")
