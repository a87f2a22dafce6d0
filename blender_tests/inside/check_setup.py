"""Setting up: asks first, runs what was chosen, can be cancelled and done again."""

from __future__ import annotations

from types import SimpleNamespace

import bpy

from . import support
from .check_panel import Notes


class SetUp(support.Case):
    def test_asks_for_online_access_first(self):
        if not hasattr(bpy.app, "online_access"):
            self.skipTest("this Blender has no such switch")
        self.assertFalse(bpy.app.online_access)
        with self.assertRaisesRegex(RuntimeError, "online access"):
            bpy.ops.avatarclip.setup()

    def test_command_runs_the_backends_set_up(self):
        command = support.part("client").setup_command(self.folder, "")
        self.assertTrue(command[0])
        self.assertEqual(command[1:], ["-m", "backend", "setup", "--env", str(self.folder), "--messages"])

    def test_needs_no_network_with_a_folder_of_wheels(self):
        command = support.part("client").setup_command(self.folder, "", str(self.folder / "wheels"))
        self.assertEqual(command[-2:], ["--offline-wheels", str(self.folder / "wheels")])
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        done = {"message": {"type": "done", "out": "", "avatar": "", "report": ""}}
        folder = support.stand_in_environment(self.folder / "python", done)
        preferences.python = str(support.part("backend.environment").python_of(folder))
        preferences.wheels = str(self.folder)
        for name in ("python", "wheels"):
            self.addCleanup(setattr, preferences, name, "")
        self.assertEqual(bpy.ops.avatarclip.setup(), {"FINISHED"})

    def test_runs_the_chosen_python_on_the_chosen_folder(self):
        self.go_online()
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        done = {"message": {"type": "done", "out": "", "avatar": "", "report": {}}}
        folder = support.stand_in_environment(self.folder / "python", done)
        preferences.python = str(support.part("backend.environment").python_of(folder))
        self.addCleanup(setattr, preferences, "python", "")
        self.assertEqual(bpy.ops.avatarclip.setup(), {"FINISHED"})

    def test_cancelled_it_is_offered_again(self):
        job = support.part("job")
        self.addCleanup(job.stop)
        steps = [{"listen": True}, {"message": {"type": "cancelled"}}]
        program = support.stand_in_environment(self.folder / "python", *steps)
        folder, python = self.folder / "environment", support.part("backend.environment").python_of(program)
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        preferences.environment = str(folder)
        self.addCleanup(setattr, preferences, "environment", "")
        for _ in range(2):
            self.assertIn("avatarclip.setup", self.buttons())
            job.start(support.part("client").setup_command(folder, str(python)))
            self.assertNotIn("avatarclip.setup", self.buttons())
            self.assertIn("avatarclip.cancel", self.buttons())
            bpy.ops.avatarclip.cancel()
            while (message := job.poll()) is None:
                pass
            self.assertEqual(message["type"], "cancelled")

    def buttons(self) -> list[str]:
        notes = Notes()
        panel = support.part("panel").AVATARCLIP_PT_main
        panel.draw(SimpleNamespace(layout=notes), bpy.context)
        return notes.of("operator")
