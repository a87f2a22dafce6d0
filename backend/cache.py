"""Arrays that cost time to make and depend on nothing but a key, kept between runs."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np


def folder() -> Path:
    """$AVATARCLIP_CACHE, else the system's folder for caches."""
    if chosen := os.environ.get("AVATARCLIP_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA", "~/AppData/Local")
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME", "~/.cache")
    return Path(base).expanduser() / "avatarclip"


def cached(key: str, make: Callable[[], np.ndarray]) -> np.ndarray:
    """The array stored under `key`, a file name without its ending; made and stored when it is not there."""
    path = folder() / f"{key}.npy"
    try:
        return np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        array = make()  # not there, or cut short
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f"{path.name}.{os.getpid()}.part")
        with open(part, "wb") as file:
            np.save(file, array)
        os.replace(part, path)
    except OSError as error:
        sys.stderr.write(f"The next run makes {key} again: {folder()} cannot be written: {error}\n")
    return array
