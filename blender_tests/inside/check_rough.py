"""Blender ends amid an avatar, or is not the only one; it cannot write to a disk, or reach a network."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from unittest import mock

import bpy

from ..processes import PATIENCE, all_gone, numbers, wait_until
from . import support
from .check_panel import Notes

SESSION = Path(__file__).with_name("session.py")
SCULPTURE = {"message": {"type": "stage", "name": "sculpture", "index": 0, "of": 1}}


class Session(support.Case):
    """Another Blender with the add-on, whose stand-in backend writes its number into ``pids``."""

    def setUp(self) -> None:
        super().setUp()
        self.environment, self.pids = self.folder / "environment", self.folder / "pids"
        self.out, self.ended = self.folder / "avatars 人", self.folder / "ended"

    def start(self, how: str, *steps: dict, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
        begin = [{"save": str(self.folder / "request")}, {"pid": str(self.pids)}, SCULPTURE]
        support.stand_in_environment(self.environment, *begin, *steps)
        words = (support.ADDON.__name__, self.environment, self.out, how)
        command = [*before, *support.blender_command(SESSION, *words)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def backend(self, process: subprocess.Popen[str]) -> list[int]:
        """The processes that work for the other Blender, once they do."""
        wait_until(lambda: self.pids.exists() or process.poll() is not None)
        self.assertTrue(self.pids.exists(), process.returncode is not None and process.communicate()[0])
        return numbers(self.pids)

    def assert_nothing_is_left(self) -> None:
        all_gone(numbers(self.pids))
        wait_until(lambda: not self.out.exists())


class Ends(Session):
    def test_killed_the_backend_sees_the_end_of_its_input(self):
        process = self.start("stay", {"listen": True}, {"pid": str(self.ended)})
        backend = self.backend(process)
        process.kill()
        wait_until(self.ended.exists)
        all_gone(backend)

    def test_closed_it_ends_a_backend_that_does_not_listen(self):
        process = self.start("quit", {"child": True}, {"pid": str(self.pids)}, {"deaf": True})
        process.communicate(timeout=PATIENCE)
        self.assert_nothing_is_left()

    def test_without_the_addon_it_ends_a_backend_that_does_not_listen(self):
        process = self.start("disable", {"child": True}, {"pid": str(self.pids)}, {"deaf": True})
        self.backend(process)
        self.assert_nothing_is_left()


class Two(Session):
    def test_do_not_make_the_same_avatar(self):
        process = self.start("stay", {"until": str(self.ended)}, {"message": {"type": "cancelled"}})
        backend = self.backend(process)
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        preferences.environment = str(self.environment)
        self.addCleanup(setattr, preferences, "environment", "")
        settings = bpy.context.scene.avatarclip
        settings.folder, settings.seed = str(self.out), 7
        with self.assertRaisesRegex(RuntimeError, "Another Blender is making this avatar. Wait"):
            bpy.ops.avatarclip.generate()
        self.assertFalse(support.part("job").running())
        self.ended.touch()
        all_gone(backend)
        wait_until(lambda: not self.out.exists())  # its Blender has noticed
        self.assertEqual(bpy.ops.avatarclip.generate(), {"CANCELLED"})  # as the stand-in says


class Hung(support.Case):
    def test_the_panel_says_that_nothing_comes_any_more(self):
        job = support.part("job")
        folder = support.stand_in_environment(self.folder / "environment", {"deaf": True})
        job.start(support.part("client").serve_command(folder))
        self.addCleanup(job.stop)
        self.assertNotIn("No news", self.shown())
        with mock.patch.object(job._client, "_heard", time.monotonic() - 185):
            self.assertIn("No news for 3 min.", self.shown())

    def shown(self) -> str:
        notes = Notes()
        support.part("panel").draw_job(notes, bpy.context)
        return " ".join(notes.of("label"))


class Flood(support.Case):
    def test_the_panel_keeps_a_few_warnings(self):
        job = support.part("job")
        job.clear()
        self.addCleanup(job.clear)
        for number in range(1000):
            job.show({"type": "warning", "text": f"number {number}\nand more"})
        self.assertLessEqual(len(job.state().warnings.splitlines()), 5)
        self.assertIn("number 999", job.state().warnings)


class Disk(support.Case):
    def test_a_full_one_is_mended_by_another_folder(self):
        job = support.part("job")
        job.clear()
        self.addCleanup(job.clear)
        job.show({"type": "error", "kind": "disk", "what": "The disk is full.", "why": "", "fix": ""})
        notes = Notes()
        support.part("panel").draw_job(notes, bpy.context)
        self.assertIn("avatarclip.choose_folder", notes.of("operator"))


class ReadOnly(Session):
    def test_an_addon_that_cannot_be_written_works(self):
        addon = Path(support.ADDON.__file__).parent
        before = self.listing(addon)
        paths = [addon, *addon.rglob("*")]
        modes = {path: path.stat().st_mode for path in paths}
        self.addCleanup(lambda: [path.chmod(mode) for path, mode in modes.items()])
        for path in reversed(paths):
            path.chmod(modes[path] & ~0o222)
        as_others: tuple[str, ...] = ()
        if os.geteuid() == 0:  # root may write everywhere, unless it gives that up
            as_others = ("setpriv", "--bounding-set", "-dac_override,-dac_read_search")
        refused = subprocess.run([*as_others, "touch", addon / "file"], capture_output=True)
        self.assertNotEqual(refused.returncode, 0, "the folder could be written")
        done = {"type": "done", "out": str(self.out), "avatar": str(self.avatar_file), "report": ""}
        process = self.start("finish", {"message": done}, before=as_others)
        printed, _ = process.communicate(timeout=PATIENCE)
        self.assertEqual(process.returncode, 0, printed)
        self.assertNotRegex(printed, "Traceback|Permission")
        self.assertEqual(self.listing(addon), before)

    def listing(self, folder: Path) -> dict[Path, int]:
        files: Callable[[Path], bool] = Path.is_file
        return {path: path.stat().st_mtime_ns for path in folder.rglob("*") if files(path)}


class NoNetwork(support.Case):
    def test_setting_up_says_so_and_can_be_done_again(self):
        self.go_online()
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        folder = self.folder / "environment"
        folder.mkdir()  # as if begun before: a new one is refused first where the disk is nearly full
        preferences.environment = str(folder)
        self.addCleanup(setattr, preferences, "environment", "")
        nowhere = {
            "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
            "PIP_RETRIES": "1",
            "PIP_CONFIG_FILE": os.devnull,
        }
        with mock.patch.dict(os.environ, nowhere):
            with self.assertRaisesRegex(
                RuntimeError, "package index cannot be reached. Connect to the network"
            ):
                bpy.ops.avatarclip.setup()
        self.assertFalse(support.part("job").running())
        environment = support.part("backend.environment")
        self.assertFalse(environment.is_ready(folder, environment.backend_recipe()))
        notes = Notes()
        support.part("panel").draw_job(notes, bpy.context)
        self.assertIn("avatarclip.setup", notes.of("operator"))


class Paths(Session):
    def test_a_project_with_any_name_keeps_its_avatars_beside_it(self):
        project = self.folder / "Größe 計画 1"
        project.mkdir()
        bpy.ops.wm.save_as_mainfile(filepath=str(project / "scène.blend"))
        support.stand_in_environment(self.environment, {"obey": str(self.avatar_file)})
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        preferences.environment = str(self.environment)
        self.addCleanup(setattr, preferences, "environment", "")
        settings = bpy.context.scene.avatarclip
        settings.folder, settings.appearance = "//avatars", "a man in a rød シャツ"
        self.assertEqual(bpy.ops.avatarclip.generate(), {"FINISHED"})
        (made,) = (project / "avatars").iterdir()
        self.assertIn("シャツ", made.name)
        self.assertTrue((made / "request.json").is_file())
