"""A folder in which one process at a time makes an avatar, whichever Blender has started it; no bpy."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from .backend import checks, protocol


class Claim:
    """Holds the folder until :meth:`release`, and as long as a process lives that got ``descriptors``.

    The system frees what a killed process held, so that nothing is left to be cleared away. A folder
    that cannot be made is not claimed: the backend says what is wrong with it. Raises UserError where
    somebody else holds the folder.
    """

    def __init__(self, folder: Path):
        self.descriptors: tuple[int, ...] = ()
        self._made: list[Path] = []
        try:
            self._made = checks.make_folders(folder)
            self.descriptors = (hold(folder),)
        except (BlockingIOError, FileExistsError) as error:
            fix = "Wait until it is done there, or change the words or the seed."
            raise protocol.UserError("input", "Another Blender is making this avatar.", fix=fix) from error
        except OSError:
            self._clear()

    def release(self) -> None:
        """Give the folder free; one that was made here and is still empty goes."""
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors = ()
        self._clear()

    def _clear(self) -> None:
        with contextlib.suppress(OSError):  # it holds something by now
            for folder in self._made:
                folder.rmdir()
        self._made = []


def hold(folder: Path) -> int:
    """A descriptor that holds the folder while it is open; BlockingIOError or FileExistsError: it is held."""
    if sys.platform == "win32":  # which locks no folders, but deletes a file with its last holder
        name = hashlib.sha256(str(folder.resolve()).lower().encode()).hexdigest()[:16]
        path = Path(tempfile.gettempdir(), f"avatarclip-{name}.lock")
        return os.open(path, os.O_CREAT | os.O_EXCL | os.O_TEMPORARY)
    import fcntl

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
