"""Earlier avatars are found again, used again and deleted alone."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import bpy

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
