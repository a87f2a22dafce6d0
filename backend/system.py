"""Libraries and programs of the operating system; standard library only."""

from __future__ import annotations

import ctypes
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence

from .protocol import UserError

# What Blender's module links against and does not bring along, and the Debian package of each.
BLENDER_LIBRARIES = {
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libXfixes.so.3": "libxfixes3",
    "libXi.so.6": "libxi6",
    "libXxf86vm.so.1": "libxxf86vm1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libSM.so.6": "libsm6",
    "libICE.so.6": "libice6",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
}


def missing_blender_packages() -> list[str]:
    """Debian's names of the libraries that Blender's module would not find here."""
    if sys.platform != "linux":
        return []
    return [package for library, package in BLENDER_LIBRARIES.items() if not _loads(library)]


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def provide(packages: Sequence[str], purpose: str, report: Callable[[str], None], allowed: bool) -> None:
    """Install Debian packages where that is possible and allowed; else raise UserError with the command."""
    if not packages:
        return
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if not (allowed and shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0):
        raise UserError(
            "environment",
            f"System packages for {purpose} are missing: {', '.join(packages)}.",
            fix=f"Run: sudo {shlex.join(install)} (these are Debian's and Ubuntu's names)",
        )
    report(f"Installing system packages for {purpose}: {' '.join(packages)}")
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], install):
        ran = subprocess.run(
            command, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace"
        )
        if ran.returncode:
            lines = (ran.stderr or ran.stdout).strip().splitlines() or [""]
            raise UserError("environment", f"{shlex.join(command)} failed:", lines[-1])
