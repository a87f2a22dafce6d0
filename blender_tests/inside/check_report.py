"""What is left of a run: its log as a text, a report without secrets, and a button for what went wrong."""

from __future__ import annotations

import os
from pathlib import Path
from unittest import mock

import bpy

from . import support
from .check_panel import Notes

ERROR = {"type": "error", "kind": "memory", "what": "The memory is full.", "why": "", "fix": ""}


class Case(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, self.preferences, "environment", "")
        self.settings = bpy.context.scene.avatarclip
        self.settings.folder = str(self.folder / "out")
        self.job, self.report = support.part("job"), support.part("report")
        self.job.clear()

    def generate(self, *steps: dict) -> None:
        """Run a backend that does these steps and fails."""
        folder = self.folder / f"environment {len(list(self.folder.iterdir()))}"
        self.preferences.environment = str(support.stand_in_environment(folder, *steps))
        with self.assertRaises(RuntimeError):
            bpy.ops.avatarclip.generate()


class Log(Case):
    def test_keeps_messages_and_errors_in_a_text(self):
        self.assertFalse(bpy.ops.avatarclip.open_log.poll())
        self.generate(
            {"message": {"type": "stage", "name": "sculpt", "index": 1, "of": 6}},
            {"print": "a library says hello"},
            {"stderr": "Traceback: something broke"},
            {"message": ERROR},
        )
        self.assertEqual(bpy.ops.avatarclip.open_log(), {"FINISHED"})
        text = bpy.data.texts[self.report.TEXT].as_string()
        for part in ("sculpt", "a library says hello", "something broke", ERROR["what"]):
            self.assertIn(part, text)

    def test_shows_the_last_run_alone(self):
        for word in ("first", "second"):
            self.generate({"stderr": f"the {word} run"}, {"exit": 1})
            bpy.ops.avatarclip.open_log()
        text = bpy.data.texts[self.report.TEXT].as_string()
        self.assertIn("the second run", text)
        self.assertNotIn("the first run", text)
        self.assertEqual([name for name in bpy.data.texts.keys() if "Log" in name], [self.report.TEXT])

    def test_can_be_opened_while_the_backend_works(self):
        folder = support.stand_in_environment(self.folder / "e", {"stderr": "busy"}, {"deaf": True})
        self.addCleanup(self.job.stop)
        self.job.start(support.part("client").serve_command(folder))
        while not self.job.log():
            self.assertIsNone(self.job.poll())
        bpy.ops.avatarclip.open_log()
        self.assertIn("busy", bpy.data.texts[self.report.TEXT].as_string())


class Report(Case):
    def test_has_what_a_developer_asks_for(self):
        self.settings.shape, self.settings.seed = "a strong man", 7
        self.generate(*({"stderr": f"line {number}"} for number in range(300)), {"message": ERROR})
        report = self.report.report(bpy.context)
        device = f"Device: {self.preferences.device}"
        for part in (
            bpy.app.version_string,
            "AvatarCLIP 0.",
            "a strong man",
            "seed: 7",
            device,
            ERROR["what"],
        ):
            self.assertIn(part, report)
        log = report.partition("\nLog:\n")[2].splitlines()
        self.assertEqual(len(log), 100)
        self.assertIn("line 299", log[-1] + log[-2])

    def test_names_neither_the_user_nor_the_home_nor_variables(self):
        home = self.folder / "Zoë Müller"
        variables = {
            "HOME": str(home),
            "USERPROFILE": str(home),
            "USER": "zmuller",
            "MY_KEY": "not-for-others",
        }
        with mock.patch.dict(os.environ, variables):
            self.settings.folder = str(home / "avatars")
            self.settings.appearance = "somebody that zmuller knows"
            lines = (f'File "{home}/x.py"', "/media/zmuller/disk", "ZMULLER_PC")
            self.generate(*({"stderr": line} for line in lines), {"exit": 3})
            report = self.report.report(bpy.context)
        self.assertIn("out: ~" + os.sep + "avatars", report)
        self.assertIn('File "~/x.py"', report)
        self.assertNotRegex(report.lower(), "zmuller|müller|not-for-others")

    def test_hides_others_homes_and_passwords(self):
        given = (
            "/home/alice/x C:\\Users\\bob\\y https://alice:s3cret@pypi.example/simple HF_TOKEN=abcde "
            '{"password": "abcde"} Authorization: Bearer abcde ghp_abcdefghijklmnop1234'
        )
        report = self.report.without_secrets(given)
        self.assertNotRegex(report, "alice|bob|s3cret|abcde")
        self.assertIn("https://pypi.example/simple", report)
        self.assertEqual(report.split()[:2], ["~/x", "~\\y"])

    def test_says_so_where_nothing_was_sent_or_went_wrong(self):
        report = self.report.report(bpy.context)
        self.assertIn("none was sent", report)
        self.assertIn("Error: none", report)
        self.assertEqual(bpy.ops.avatarclip.copy_report(), {"FINISHED"})

    def test_an_error_before_the_run_does_not_tell_of_the_last_one(self):
        self.generate({"stderr": "the first run"}, {"exit": 1})
        self.settings.shape = " "
        with self.assertRaises(RuntimeError):
            bpy.ops.avatarclip.generate()
        report = self.report.report(bpy.context)
        self.assertNotIn("the first run", report)
        self.assertIn("Body is empty", report)


class Mending(Case):
    def buttons(self) -> list[str]:
        notes = Notes()
        support.part("panel").draw_job(notes, bpy.context)
        return [name for name in notes.of("operator") if name != "avatarclip.generate"]

    def goes_wrong(self, kind: str, what: str) -> None:
        self.generate({"message": {**ERROR, "kind": kind, "what": what}})

    def test_every_error_offers_its_log_and_a_report(self):
        self.goes_wrong("internal", "Something unforeseen went wrong:")
        self.assertEqual(self.buttons(), ["avatarclip.open_log", "avatarclip.copy_report"])

    def test_a_damaged_environment_is_set_up(self):
        self.go_online()
        self.goes_wrong("environment", "There is no finished environment.")
        self.assertEqual(self.buttons()[0], "avatarclip.setup")

    def test_what_names_the_requests_choice_is_mended_by_another_choice(self):
        out = support.part("properties").to_request(bpy.context).out
        self.goes_wrong("input", f"The folder {out} holds other files.")
        self.assertIn("avatarclip.choose_folder", self.buttons())
        bpy.ops.avatarclip.choose_folder(directory=str(self.folder / "elsewhere"))
        self.assertEqual(Path(self.settings.folder), self.folder / "elsewhere")

    def test_missing_weights_are_replaced_by_what_comes_along(self):
        self.settings.guide, self.settings.body = "ViT-B/32", "female"
        self.goes_wrong("missing", "There are no weights of the guide ViT-B/32 at x.pt.")
        self.assertEqual(self.buttons()[0], "avatarclip.use_builtin_guide")
        bpy.ops.avatarclip.use_builtin_guide()
        self.goes_wrong("missing", "There is no body file SMPL_FEMALE.pkl.")
        self.assertEqual(self.buttons()[0], "avatarclip.use_free_body")
        bpy.ops.avatarclip.use_free_body()
        request = support.part("properties").to_request(bpy.context)
        self.assertEqual((request.guide, request.body), ("builtin", "free"))

    def test_weights_that_can_be_had_can_be_downloaded(self):
        self.settings.guide, self.settings.guide_name = "NAME", "RN50"
        self.goes_wrong("missing", "There are no weights of the guide RN50 at x.pt.")
        self.assertEqual(self.buttons()[:2], ["avatarclip.use_builtin_guide", "avatarclip.download_guide"])
        self.settings.guide, self.settings.guide_file = "FILE", str(self.folder / "mine.pt")
        self.goes_wrong("missing", f"There are no weights of the guide {self.folder / 'mine.pt'}.")
        self.assertNotIn("avatarclip.download_guide", self.buttons())

    def test_where_blender_is_offline_the_switch_comes_first(self):
        if not hasattr(bpy.app, "online_access"):
            self.skipTest("this Blender has no such switch")
        with self.assertRaises(RuntimeError):
            bpy.ops.avatarclip.setup()
        self.assertEqual(self.buttons()[0], "avatarclip.allow_online")
