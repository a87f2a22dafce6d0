"""Fifty avatars in one Blender leave nothing behind: no process, thread, file, handler, timer or memory."""

from __future__ import annotations

import gc
import os
import threading
from pathlib import Path
from unittest import mock

import bpy

from ..processes import children
from . import support

MANY, FIRST = 50, 10  # the first ones fill caches
HANDLERS = [name for name in dir(bpy.app.handlers) if isinstance(getattr(bpy.app.handlers, name), list)]


class Many(support.Case):
    def test_fifty_leave_nothing_behind(self):
        settings = bpy.context.scene.avatarclip
        settings.folder, settings.seed = str(self.folder / "out"), 1
        folder = support.stand_in_environment(self.folder / "environment", {"obey": str(self.avatar_file)})
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        preferences.environment = str(folder)
        self.addCleanup(setattr, preferences, "environment", "")
        found = []
        with mock.patch.object(support.part("follow"), "POLL_SECONDS", 0.01):
            for settings.seed in range(MANY):
                self.assertEqual(bpy.ops.avatarclip.generate(), {"FINISHED"})
                self.empty()
                if settings.seed + 1 in (FIRST, MANY):
                    found.append((self.held(), self.objects(), memory()))
        (early, few, small), (late, many, large) = found
        self.assertEqual(late, early)
        self.assertLess(many - few, MANY - FIRST)  # one kept by each generation would be too many
        whole = sum(file.stat().st_size for file in self.folder.iterdir() if file.is_file())
        self.assertLess(large - small, (MANY - FIRST) * whole, "each generation keeps its avatar in memory")

    def empty(self) -> None:
        """As one undo would."""
        bpy.data.batch_remove([*bpy.data.objects, *bpy.data.collections, *bpy.data.actions])
        bpy.data.orphans_purge()

    def held(self) -> dict[str, object]:
        timers = [support.part("follow").follow, support.part("thumbnails").load_next]
        timers += [support.part("history").redraw_when_seen]
        return {
            "files": len(os.listdir("/proc/self/fd")),
            "threads": threading.active_count(),
            "processes": len(children(os.getpid())),
            "handlers": {name: len(getattr(bpy.app.handlers, name)) for name in HANDLERS},
            "timers": [bpy.app.timers.is_registered(timer) for timer in timers],
            "data": {name: len(getattr(bpy.data, name)) for name in ("meshes", "images", "actions", "texts")},
            "previews": len(support.part("panel")._pictures["all"]),
        }

    def objects(self) -> int:
        """How many of the add-on's own are alive."""
        gc.collect()
        return sum(str(type(one).__module__).startswith(support.ADDON.__name__) for one in gc.get_objects())


def memory() -> int:
    """The bytes that this process holds."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
