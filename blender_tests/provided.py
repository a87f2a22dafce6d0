"""The backend's own avatars, made when a test first asks for them; standard library only.

AVATARCLIP_PEOPLE names a folder in which they are kept from one process of a run to the next.
"""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from backend import environment

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("free-tall", "free-fat", "smpl-strong", "smpl-curvy")  # of people.PEOPLE
EIGHT = "smpl-curvy"  # eight joints move a vertex


@functools.cache
def people() -> Path:
    """A folder with `NAME/avatar.npz` and `NAME/texture.png` for each of NAMES."""
    folder = Path(os.environ.get("AVATARCLIP_PEOPLE") or _scratch())
    if not (folder / NAMES[-1] / "avatar.npz").is_file():  # written last
        python = environment.python_of(environment.default_folder())
        assert python.is_file(), "The backend makes these avatars: python3 -m backend setup"
        shutil.rmtree(folder, ignore_errors=True)
        ran = subprocess.run([python, "-m", "blender_tests.people", folder], cwd=ROOT)
        assert ran.returncode == 0, "The backend could not make the avatars."
    return folder


def _scratch() -> str:
    folder = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
