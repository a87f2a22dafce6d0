"""Earlier avatars are found again, used again and deleted alone."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import bpy
import numpy as np

from .. import sample
from . import support
from .check_panel import Notes


class History(support.Case):
    """Three avatars of the sample in an output folder, "old", "middle" and "new", and an unfinished one."""

    def setUp(self) -> None:
        super().setUp()
        self.module = support.part("history")
        self.settings = bpy.context.scene.avatarclip
        self.out = self.folder / "out"
        self.settings.folder = str(self.out)
        self.state = bpy.context.window_manager.avatarclip_history
        self.state.page, self.state.open = 1, ""
        for seed, name in enumerate(("old", "middle", "new")):
            self.make(name, seed)
        self.make("cancelled", 3)
        (self.out / "cancelled" / "avatar.npz").unlink()

    def make(self, name: str, seed: int) -> Path:
        """A folder as the backend leaves it, ``seed`` hours old after the first."""
        folder = self.out / name
        folder.mkdir(parents=True)
        for file in ("avatar.npz", "texture.png"):
            shutil.copy(self.folder / file, folder)
        motion = "waving; running" if name == "middle" else ""
        request = support.part("backend.protocol").Request(
            f"a {name} body", f"{name} looks", "", motion, seed=seed
        )
        choices = {key: value for key, value in dataclasses.asdict(request).items() if key != "out"}
        (folder / "request.json").write_text(json.dumps(choices), encoding="utf-8")
        for file in folder.iterdir():
            os.utime(file, (1e9 + 3600 * seed,) * 2)
        return folder

    def names(self) -> list[str]:
        return [entry.folder.name for entry in self.module.avatars(bpy.context) if entry.finished]

    def touch(self, folder: Path) -> None:
        """Let a folder's time of change move on, however coarse the disk's clock."""
        os.utime(folder, ns=(0, folder.stat().st_mtime_ns + 10**9))


class Found(History):
    def test_the_finished_ones_newest_first(self):
        self.assertEqual(self.names(), ["new", "middle", "old"])
        newest = self.module.avatars(bpy.context)[1]
        self.assertEqual((newest.request.appearance, newest.request.seed), ("new looks", 2))

    def test_what_is_not_ours_is_left_out(self):
        for name, text in (("list", "[1]"), ("other", '{"a": 1}'), ("broken", "{"), ("latin", "\udcff")):
            (self.out / name).mkdir()
            file = self.out / name / "request.json"
            file.write_text(text, encoding="utf-8", errors="surrogateescape")
            shutil.copy(self.avatar_file, self.out / name)
        (self.out / "empty").mkdir()
        (self.out / "file.txt").touch()
        self.assertEqual(self.names(), ["new", "middle", "old"])
        self.settings.folder = str(self.folder / "nowhere")
        self.assertEqual(self.names(), [])

    def test_what_comes_is_finished_or_goes_is_noticed(self):
        self.names()
        self.make("newest", 4)
        self.touch(self.out)
        self.assertEqual(self.names(), ["newest", "new", "middle", "old"])
        shutil.copy(self.avatar_file, self.out / "cancelled")
        self.touch(self.out / "cancelled")
        self.assertIn("cancelled", self.names())
        shutil.rmtree(self.out / "newest")
        self.touch(self.out)
        self.assertNotIn("newest", self.names())

    def test_nothing_is_read_again_while_nothing_changes(self):
        self.names()
        folders, count = support.part("folders"), []
        read = folders.read
        folders.read = lambda folder: (count.append(folder), read(folder))[1]
        self.addCleanup(setattr, folders, "read", read)
        self.names()
        self.assertEqual(count, [])
        self.make("newest", 4)
        self.touch(self.out)
        self.names()
        self.assertEqual([folder.name for folder in count], ["newest"])

    def test_prompts_are_the_last_different_ones(self):
        for number in range(12):
            self.make(f"more{number % 11}-{number}", 10 + number)
        found = self.module.prompts(bpy.context, "appearance")
        self.assertEqual(len(found), 10)
        self.assertEqual(found[0], "more0-11 looks")
        self.settings.appearance = "x"
        bpy.ops.avatarclip.use_prompt(field="appearance", prompt=found[3])
        self.assertEqual(self.settings.appearance, found[3])
        self.assertEqual(self.module.prompts(bpy.context, "motion"), ["waving; running"])
        bpy.ops.avatarclip.use_prompt(field="motion", prompt="waving; running")
        self.assertEqual(self.settings.motion, "waving; running")


class Used(History):
    def test_its_settings_fill_the_panel(self):
        bpy.ops.avatarclip.history_use(folder=str(self.out / "middle"))
        request = support.part("properties").to_request(bpy.context)
        self.assertEqual(
            (request.shape, request.appearance, request.motion, request.seed),
            ("a middle body", "middle looks", "waving; running", 1),
        )
        bpy.ops.avatarclip.history_use(folder=str(self.out / "new"))
        self.assertEqual(self.settings.motion, "")

    def test_its_triangles_normal_map_and_fingers_come_back(self):
        properties = support.part("properties")

        def shown() -> tuple:
            return self.settings.triangles, self.settings.normal_map, self.settings.fingers

        plain = properties.to_request(bpy.context)
        self.settings.triangles, self.settings.normal_map, self.settings.fingers = 8000, True, True
        request = properties.to_request(bpy.context)
        self.assertEqual((plain.triangles, plain.normal_size, plain.fingers), (0, 0, False))
        self.assertEqual((request.triangles, request.normal_size, request.fingers), (8000, 1024, True))
        self.assertNotEqual(Path(request.out).name, Path(plain.out).name)
        properties.use_request(self.settings, plain)
        self.assertEqual(shown(), (0, False, False))
        properties.use_request(self.settings, request)
        self.assertEqual(shown(), (8000, True, True))

    def test_varying_changes_the_seed_alone_and_generating_keeps_it(self):
        bpy.ops.avatarclip.history_vary(folder=str(self.out / "middle"))
        shown = self.settings.seed
        self.assertNotEqual(shown, 1)
        request = support.part("properties").to_request(bpy.context)
        self.assertEqual(
            (request.appearance, request.motion, request.seed), ("middle looks", "waving; running", shown)
        )

    def test_deleting_takes_its_folder_alone(self):
        bpy.ops.avatarclip.history_delete(folder=str(self.out / "middle"))
        self.assertEqual({path.name for path in self.out.iterdir()}, {"old", "new", "cancelled"})
        self.assertEqual(self.names(), ["new", "old"])

    def test_deleting_keeps_the_artists_own_files(self):
        (self.out / "new" / "scene.blend").write_bytes(b"mine")
        bpy.ops.avatarclip.history_delete(folder=str(self.out / "new"))
        self.assertEqual([path.name for path in (self.out / "new").iterdir()], ["scene.blend"])

    def test_only_avatars_of_the_output_folder_are_deleted(self):
        elsewhere = self.folder / "elsewhere"
        shutil.copytree(self.out / "new", elsewhere)
        os.symlink(elsewhere, self.out / "link", target_is_directory=True)
        for folder in (elsewhere, self.out, self.out / "link", ""):
            with self.assertRaisesRegex(RuntimeError, "has no avatar"):
                bpy.ops.avatarclip.history_delete(folder=str(folder))
        self.assertTrue((elsewhere / "avatar.npz").is_file())

    def test_a_deleted_avatar_is_not_made_again(self):
        to_request = support.part("properties").to_request
        request = to_request(bpy.context)
        (self.out / "new").rename(request.out)
        self.assertEqual(to_request(bpy.context), request)  # without a report, it is not finished
        bpy.ops.avatarclip.history_delete(folder=request.out)
        self.assertNotEqual(to_request(bpy.context).seed, request.seed)

    def test_what_another_blender_is_making_is_not_deleted(self):
        claim = support.part("claim").Claim(self.out / "cancelled")
        self.addCleanup(claim.release)
        with self.assertRaisesRegex(RuntimeError, "Another Blender is making this avatar"):
            bpy.ops.avatarclip.history_delete(folder=str(self.out / "cancelled"))
        claim.release()
        self.assertEqual(bpy.ops.avatarclip.history_delete(folder=str(self.out / "cancelled")), {"FINISHED"})
        self.assertFalse((self.out / "cancelled").exists())

    def test_deleting_waits_for_the_backend(self):
        job = support.part("job")
        self.assertTrue(bpy.ops.avatarclip.history_delete.poll())
        folder = support.stand_in_environment(self.folder / "environment", {"deaf": True})
        job.start(support.part("client").serve_command(folder))
        self.addCleanup(job.stop)
        self.assertFalse(bpy.ops.avatarclip.history_delete.poll())
        self.assertTrue(bpy.ops.avatarclip.history_vary.poll())


class Resumed(History):
    """The one that was cancelled, and others in the queue behind it."""

    def setUp(self) -> None:
        super().setUp()
        self.job, self.unfinished = support.part("job"), self.out / "cancelled"
        self.addCleanup(self.job.stop)
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, preferences, "environment", "")
        done = {"type": "done", "out": "", "avatar": str(self.avatar_file), "report": ""}
        sent = self.folder / "sent"
        folder = support.stand_in_environment(self.folder / "env", {"save": str(sent)}, {"message": done})
        preferences.environment, self.sent = str(folder), sent

    def shown(self) -> list[str]:
        return [entry.folder.name for entry in self.module.avatars(bpy.context) if not entry.finished]

    def test_goes_on_in_its_folder_with_its_words_and_seed(self):
        self.settings.appearance = "somebody else"
        self.assertEqual(bpy.ops.avatarclip.history_resume(folder=str(self.unfinished)), {"FINISHED"})
        sent = support.part("backend.protocol").Request.from_json(self.sent.read_text(encoding="utf-8"))
        self.assertEqual((sent.appearance, sent.seed), ("cancelled looks", 3))
        self.assertEqual(Path(sent.out), self.unfinished)
        self.assertEqual(self.settings.appearance, "somebody else")

    def test_has_its_button_until_it_is_made_or_waits(self):
        notes = Notes()
        support.part("panel").AVATARCLIP_PT_history.draw(SimpleNamespace(layout=notes), bpy.context)
        (button,) = (given for name, given in notes.buttons if name == "avatarclip.history_resume")
        self.assertEqual(button.folder, str(self.unfinished))
        self.assertEqual(self.shown(), ["cancelled"])
        request = {"out": str(self.unfinished)}
        self.job.append(self.job.Work(["python"], json.dumps(request)))
        self.assertEqual(self.shown(), [])
        self.job.clear_queue()
        self.assertEqual(self.shown(), ["cancelled"])


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
