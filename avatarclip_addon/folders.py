"""The avatars in a folder on the disk: found, read, and deleted again."""

import dataclasses
import json
import os
import queue
import shutil
import threading
import time
from pathlib import Path

from .backend import checks, protocol

AVATAR, REQUEST = "avatar.npz", "request.json"


@dataclasses.dataclass(frozen=True)
class Entry:
    """A folder with a request; made: seconds since 1970; finished: whether its avatar is there."""

    folder: Path
    request: protocol.Request | protocol.RigRequest
    made: float
    finished: bool

    @property
    def date(self) -> str:
        """The day and the time, as "2024-05-31 18:20"."""
        return time.strftime("%Y-%m-%d %H:%M", time.localtime(self.made))


class Folder:
    """What the output folder holds, newest first; only what has changed on the disk is read again.

    A folder's time of change tells of what came and went in it, not of what happens in the folders
    inside, so that those without an avatar are looked at too.
    """

    def __init__(self) -> None:
        self._path = ""
        self._seen: dict[str, int] = {}
        self._known: dict[str, tuple[int, Entry | None]] = {}
        self.entries: list[Entry] = []

    def look(self, path: Path) -> list[Entry]:
        folder = str(path)
        if folder != self._path or any(changed(path) != when for path, when in self._seen.items()):
            known, self._path = self._known, folder
            self._seen = {folder: changed(folder)}
            self._known = {}
            for child in children(folder):
                when = changed(child)
                before, entry = known.get(child, (0, None))
                self._known[child] = (when, entry if before == when else read(Path(child)))
                if self._known[child][1] is None or not self._known[child][1].finished:
                    self._seen[child] = when
            found = [entry for _, entry in self._known.values() if entry]
            self.entries = sorted(found, key=lambda entry: entry.made, reverse=True)
        return self.entries


class Watch:
    """A :class:`Folder` that is looked at from a thread, so that a slow disk holds nobody up."""

    def __init__(self) -> None:
        self._folder = Folder()
        self._lock = threading.Lock()
        self._asked: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._found: tuple[Path, list[Entry]] = (Path(), [])
        self.looking = False

    def look(self, path: Path) -> list[Entry]:
        """What is in the folder now."""
        with self._lock:
            entries = self._folder.look(path)
            self._found = (path, entries)
            return entries

    def glance(self, path: Path) -> list[Entry]:
        """What the last look at the folder has found; another look begins."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, daemon=True)
            self._thread.start()
        if not self.looking:
            self.looking = True
            self._asked.put(path)
        seen, entries = self._found
        return entries if seen == path else []

    def stop(self) -> None:
        """End the thread; the next glance begins another."""
        if self._thread:
            self._asked.put(None)
            self._thread = None

    @property
    def entries(self) -> list[Entry]:
        """What the last look has found."""
        return self._found[1]

    def _work(self) -> None:
        while path := self._asked.get():
            try:
                self.look(path)
            finally:
                self.looking = False


def changed(path: str) -> int:
    """When the path was changed, in nanoseconds; 0 for what is not there."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0


def children(folder: str) -> list[str]:
    """The folders inside, links left out; none for a folder that is not there or closed to us."""
    try:
        with os.scandir(folder) as found:
            return [item.path for item in found if item.is_dir(follow_symlinks=False)]
    except OSError:
        return []


def read(folder: Path) -> Entry | None:
    """The folder's entry; None for a folder of something else."""
    file, avatar = folder / REQUEST, folder / AVATAR
    try:
        finished = avatar.is_file()
        made = (avatar if finished else file).stat().st_mtime
        choices = {**json.loads(file.read_bytes()), "out": str(folder), "version": protocol.VERSION}
        return Entry(folder, protocol.request_of(json.dumps(choices)), made, finished)
    except (OSError, ValueError, TypeError, protocol.UserError):
        return None  # no request, another program's, or another version's


def delete(folder: Path) -> list[str]:
    """Delete what the backend wrote into an avatar's folder; other files keep the folder, and are named.

    Raises OSError for what cannot be deleted.
    """
    for path in (folder / name for name in checks.OURS):
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    others = [path.name for path in folder.iterdir()]
    if not others:
        folder.rmdir()
    return others
