"""The history as it is watched and drawn: glances that never wait, rows, buttons, pages and pictures."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import bpy
import numpy as np

from .. import sample
from . import support
from .check_history import History
from .check_panel import Notes


class Watched(History):
    def test_a_glance_never_looks_itself_and_what_is_seen_comes_later(self):
        folders = support.part("folders")
        watch, begun, allowed = folders.Watch(), threading.Event(), threading.Event()
        self.addCleanup(watch.stop)
        children = folders.children
        folders.children = lambda folder: (begun.set(), allowed.wait(), children(folder))[-1]
        self.addCleanup(setattr, folders, "children", children)
        self.assertEqual(watch.glance(self.out), [])
        begun.wait()
        self.assertEqual(watch.glance(self.out), [])
        self.assertTrue(watch.looking)
        allowed.set()
        while watch.looking:
            time.sleep(0.01)
        self.assertEqual(len(watch.glance(self.out)), 4)
        self.assertEqual(watch.glance(self.folder), [])
        for _ in range(2):  # a folder that was seen inside another is still looked into
            self.assertEqual(watch.look(self.folder), [])
            self.assertEqual(len(watch.look(self.out)), 4)


class Drawn(History):
    def draw(self) -> Notes:
        notes = Notes()
        support.part("panel").AVATARCLIP_PT_history.draw(SimpleNamespace(layout=notes), bpy.context)
        return notes

    def test_rows_and_the_buttons_of_the_open_one(self):
        notes = self.draw()
        rows = ["avatarclip.history_open", "avatarclip.history_resume", *["avatarclip.history_open"] * 3]
        self.assertEqual(notes.of("operator"), rows)
        bpy.ops.avatarclip.history_open(folder=str(self.out / "middle"))
        notes = self.draw()
        self.assertEqual(len(notes.of("operator")), 5 + 5)
        self.assertIn("a middle body", notes.of("label"))
        self.assertIn("waving; running", notes.of("label"))
        bpy.ops.avatarclip.history_open(folder=str(self.out / "middle"))
        self.assertEqual(len(self.draw().of("operator")), 5)

    def test_every_button_of_the_open_one_does_its_work(self):
        self.state.open = str(self.out / "middle")
        buttons = dict(self.draw().buttons)
        for name in ("import_avatar", "history_use", "history_vary", "history_delete"):
            run, given = getattr(bpy.ops.avatarclip, name), vars(buttons[f"avatarclip.{name}"])
            self.assertEqual(run(**given), {"FINISHED"})
        self.assertEqual([obj.type for obj in bpy.data.objects].count("ARMATURE"), 1)
        self.assertEqual(self.settings.appearance, "middle looks")
        self.assertEqual(self.names(), ["new", "old"])
        self.assertEqual(buttons["wm.path_open"].filepath, self.state.open)

    def test_pages(self):
        self.assertNotIn("page", self.draw().of("prop"))
        for number in range(4):
            self.make(f"more{number}", 5 + number)
        self.assertIn("page", self.draw().of("prop"))
        first = [entry.folder.name for entry in self.module.page(bpy.context)[0]]
        self.assertEqual(first, ["more3", "more2", "more1", "more0", "cancelled"])
        self.state.page = 99
        self.assertEqual(self.state.page, 2)
        second = [entry.folder.name for entry in self.module.page(bpy.context)[0]]
        self.assertEqual(second, ["new", "middle", "old"])

    def test_pictures_show_the_front_and_only_a_page_is_kept(self):
        sheet = np.zeros((128, 392, 3), np.uint8)
        sheet[:, :120] = (255, 0, 0)  # a quarter of the size; 120 of 392 columns are the front
        entries = [entry for entry in self.module.avatars(bpy.context) if entry.finished]
        for entry in entries:
            (entry.folder / "preview.png").write_bytes(sample.png(sheet))
        thumbnails = support.part("thumbnails")
        kept, shown = thumbnails._pictures["all"], [entry.folder for entry in entries]
        for entry in entries:
            thumbnails.icon(entry.folder, shown)  # without a window, Blender gives every icon the number 0
        self.assertEqual(len(kept), 0)
        for count in (1, 2, 3):
            thumbnails.load_next()
            self.assertEqual(len(kept), count)
        for image in kept.values():
            width, height = image.image_size
            self.assertAlmostEqual(width / height, 120 / 128, delta=0.05)
            pixels = np.array(image.image_pixels_float).reshape(height, width, 4)
            self.assertGreater(np.mean(pixels[..., 0] > 0.9), 0.95)
        self.make("newest", 9)
        self.touch(self.out)
        (self.out / "newest" / "preview.png").write_bytes(sample.png(sheet))
        newest = self.module.avatars(bpy.context)[0].folder
        thumbnails.icon(newest, [newest])
        self.assertIsNone(thumbnails.load_next())
        self.assertEqual(len(kept), 1)
