"""The check asks the real backend's doctor, and the sidebar tells what it found and how to get the rest."""

from __future__ import annotations

import bpy

from . import support
from .check_panel import Notes


class Findings(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.preferences.environment, self.preferences.python = str(self.folder / "none"), support.python()
        for name in ("environment", "python"):
            self.addCleanup(setattr, self.preferences, name, "")
        self.addCleanup(support.part("findings").forget)

    def drawn(self) -> str:
        notes = Notes()
        support.part("findings").draw(notes, bpy.context)
        return " ".join(notes.of("label"))

    def test_tells_of_memory_guide_bodies_and_the_environment(self):
        self.assertEqual(bpy.ops.avatarclip.check(), {"FINISHED"})
        for part in ("Memory: ", "Guide: built-in", "Free body: ", "SMPL bodies: ", "Environment: "):
            self.assertIn(part, self.drawn())

    def test_what_is_no_list_of_rows_is_passed_over(self):
        findings = support.part("findings")
        row = {"what": "PyTorch", "found": "-", "fix": "Run: something", "needed": True}
        for rows in (None, 3, "rows", [1, None], [{"what": "x"}], [{**row, "found": 3}]):
            findings.keep(rows)
            self.assertEqual(self.drawn(), "")
        findings.keep([row])
        self.assertIn("Press Set Up.", self.drawn())

    def test_downloading_asks_for_online_access_and_then_the_real_backend(self):
        bpy.context.scene.avatarclip.guide = "builtin"  # which nobody has to download
        if hasattr(bpy.app, "online_access"):
            with self.assertRaisesRegex(RuntimeError, "online access"):
                bpy.ops.avatarclip.download_guide()
            system = bpy.context.preferences.system
            system.use_online_access = True
            self.addCleanup(setattr, system, "use_online_access", False)
        with self.assertRaisesRegex(RuntimeError, "There are no weights builtin to download"):
            bpy.ops.avatarclip.download_guide()


class Picture(support.Case):
    def test_the_image_follows_the_work(self):
        job, name = support.part("job"), support.part("editors").PREVIEW
        job.clear()
        self.assertFalse(bpy.ops.avatarclip.show_preview.poll())
        for side in (2, 4):
            file = self.folder / f"{side}.png"
            file.write_bytes(support.sample.png(support.sample.np.zeros((side, side, 3), "uint8")))
            job.show({"type": "preview", "path": str(file)})
            if side == 2:
                self.assertNotIn(name, bpy.data.images)
                self.assertEqual(bpy.ops.avatarclip.show_preview(), {"FINISHED"})
            self.assertEqual(tuple(bpy.data.images[name].size), (side, side))
        job.clear()

    def test_a_picture_that_is_gone_is_told(self):
        job = support.part("job")
        job.show({"type": "preview", "path": str(self.folder / "gone.png")})
        self.addCleanup(job.clear)
        with self.assertRaises(RuntimeError):
            bpy.ops.avatarclip.show_preview()
