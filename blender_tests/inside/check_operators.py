"""The buttons do what the functions behind them do; the backend is a stand-in process."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import bpy
import numpy as np

from .. import sample
from . import support
from .check_import import coordinates, weights


def described(path: Path) -> dict:
    """The JSON part of a GLB file; its binary part holds normals that vary in their last digit."""
    data = path.read_bytes()
    return json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])


class Files(support.Case):
    def test_importing_gives_what_the_function_gives(self):
        _, expected = self.import_sample()
        points, table = coordinates(expected.data), weights(expected)
        self.clear_scene()
        self.assertEqual(bpy.ops.avatarclip.import_avatar(filepath=str(self.avatar_file)), {"FINISHED"})
        (obj,) = (obj for obj in bpy.data.objects if obj.type == "MESH")
        np.testing.assert_array_equal(coordinates(obj.data), points)
        np.testing.assert_array_equal(weights(obj), table)

    def test_exporting_writes_what_the_function_writes(self):
        armature, mesh = self.import_sample()
        bpy.context.view_layer.objects.active = mesh
        for units in ("CENTIMETRES", "METRES"):
            options = support.ADDON.export.Options(colors=True, units=units)
            support.ADDON.export.export_fbx(armature, self.folder / "expected.fbx", options)
            found = str(self.folder / "found.fbx")
            bpy.ops.avatarclip.export_fbx(filepath=found, units=units, overwrite=True)
            sizes = {(self.folder / name).stat().st_size for name in ("expected.fbx", "found.fbx")}
            self.assertLess(max(sizes) - min(sizes), 200)  # identifiers and times differ
        support.ADDON.export.export_glb(armature, self.folder / "expected.glb")
        bpy.ops.avatarclip.export_glb(filepath=str(self.folder / "found.glb"))
        expected, found = (described(self.folder / name) for name in ("expected.glb", "found.glb"))
        for part in ("nodes", "skins", "materials", "images"):
            self.assertEqual(found[part], expected[part])

    def test_an_export_replaces_no_file_unless_it_is_told_to(self):
        self.import_sample()
        for name, suffix, choices in (
            ("export_fbx", ".fbx", {}),
            ("export_glb", ".glb", {}),
            ("export", ".fbx", {"target": "UNITY"}),
        ):
            taken, export = self.folder / f"{name}{suffix}", getattr(bpy.ops.avatarclip, name)
            taken.write_text("mine", encoding="utf-8")
            with self.assertRaisesRegex(RuntimeError, "is there already"):
                export(filepath=str(taken), **choices)
            self.assertEqual(taken.read_text(encoding="utf-8"), "mine")
            self.assertEqual(export(filepath=str(taken), overwrite=True, **choices), {"FINISHED"})
            self.assertGreater(taken.stat().st_size, 10_000)

    def test_errors_are_reported_in_words(self):
        self.avatar_file.write_bytes(b"")
        with self.assertRaisesRegex(RuntimeError, "not a whole avatar file"):
            bpy.ops.avatarclip.import_avatar(filepath=str(self.avatar_file))
        with self.assertRaisesRegex(RuntimeError, "No avatar is selected"):
            bpy.ops.avatarclip.export_glb(filepath=str(self.folder / "a.glb"))


class Backend(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.settings = bpy.context.scene.avatarclip
        self.settings.folder = str(self.folder / "out")
        self.job = bpy.context.window_manager.avatarclip_job
        support.part("job").clear()

    def play(self, *steps: dict) -> None:
        """Make the backend do these steps from now on."""
        folder = support.stand_in_environment(self.folder / "environment", *steps)
        self.preferences.environment = str(folder)
        self.addCleanup(setattr, self.preferences, "environment", "")

    def test_generating_sends_the_choices_and_imports_the_avatar(self):
        done = {"type": "done", "out": str(self.folder), "avatar": str(self.avatar_file), "report": {}}
        self.play(
            {"save": str(self.folder / "request.json")},
            {"environment": str(self.folder / "variables.json")},
            {"message": {"type": "stage", "name": "sculpt", "index": 1, "of": 6}},
            {"print": "a library says hello"},
            {
                "message": {
                    "type": "progress",
                    "step": 3,
                    "of": 4,
                    "seconds_left": 90,
                    "losses": {"clip": 0.5},
                }
            },
            {"message": {"type": "warning", "text": "The word 'frobnicated' is not known."}},
            {"message": {"type": "preview", "path": str(self.folder / "texture.png")}},
            {"message": done},
        )
        self.settings.shape, self.settings.appearance = "a strong man", "an élf in a red dress"
        self.settings.motion, self.settings.seed = f"{sample.MOTION};", 7
        self.assertEqual(bpy.ops.avatarclip.generate(), {"FINISHED"})
        (armature,) = (obj for obj in bpy.context.selected_objects if obj.type == "ARMATURE")
        self.assertEqual(armature.animation_data.action.name, sample.MOTION)
        self.assertEqual(self.job.stage, "Sculpt (2 of 6)")
        self.assertAlmostEqual(self.job.percent, 75)
        self.assertEqual(self.job.remaining, "2 min left")
        self.assertIn("frobnicated", self.job.warnings)
        self.assertEqual(self.job.preview, str(self.folder / "texture.png"))
        self.assertEqual(self.job.what, "")
        self.assertEqual(self.job.guide, "builtin")
        protocol = support.part("backend.protocol")
        request = protocol.Request.from_json((self.folder / "request.json").read_text(encoding="utf-8"))
        self.assertEqual(request, support.part("properties").to_request(bpy.context))
        self.assertEqual((request.shape, request.motion, request.seed), ("a strong man", sample.MOTION, 7))
        self.assertTrue(request.out.startswith(str(self.folder / "out")))
        variables = json.loads((self.folder / "variables.json").read_text(encoding="utf-8"))
        self.assertEqual(variables["AVATARCLIP_ENV"], self.preferences.environment)

    def test_an_error_of_the_backend_is_shown_with_its_reason_and_its_cure(self):
        error = {"kind": "memory", "what": "The memory is full.", "why": "It has 1 GB.", "fix": "Use draft."}
        self.play({"message": {"type": "error", **error}})
        with self.assertRaisesRegex(RuntimeError, "The memory is full. It has 1 GB. Use draft."):
            bpy.ops.avatarclip.generate()
        self.assertEqual((self.job.what, self.job.why, self.job.fix), tuple(error.values())[1:])
        self.assertFalse(support.part("job").running())

    def test_a_crash_shows_the_last_words(self):
        self.play({"stderr": "Segmentation fault, really"}, {"exit": 3})
        with self.assertRaisesRegex(RuntimeError, "Segmentation fault, really"):
            bpy.ops.avatarclip.generate()

    def test_cancelling_ends_the_run_and_leaves_the_scene_alone(self):
        self.play(
            {"save": str(self.folder / "request.json")}, {"listen": True}, {"message": {"type": "cancelled"}}
        )
        job, request = support.part("job"), support.part("properties").to_request(bpy.context)
        client = support.part("client")
        job.start(client.serve_command(self.folder / "environment"), request.to_json())
        self.assertTrue(bpy.ops.avatarclip.cancel.poll())
        with self.assertRaises(support.part("backend.protocol").UserError):
            job.start(client.serve_command(self.folder / "environment"))
        bpy.ops.avatarclip.cancel()
        while (message := job.poll()) is None:
            pass
        self.assertEqual(message["type"], "cancelled")
        self.assertFalse(bpy.ops.avatarclip.cancel.poll())
        self.assertFalse(bpy.data.objects)

    def works(self, *steps: dict, seeds: int) -> list:
        """What Generate would start, for as many seeds; the backend does the steps."""
        self.play(*steps)
        found = []
        for self.settings.seed in range(seeds):
            request = support.part("properties").to_request(bpy.context).to_json()
            command = support.part("client").serve_command(self.folder / "environment")
            found.append(support.part("job").Work(command, request))
        return found

    def test_what_waits_starts_in_turn_and_is_imported(self):
        job, seeds = support.part("job"), self.folder / "seeds"
        done = {"type": "done", "out": "", "avatar": str(self.avatar_file), "report": {}}
        first, *others = self.works({"save": str(seeds)}, {"message": done}, seeds=3)
        job.start(*first)
        for work in others:
            job.append(work)
        self.assertFalse(bpy.ops.avatarclip.generate_next.poll())
        while job.poll() is None:
            pass
        for left, seed in ((1, 1), (0, 2)):
            self.assertEqual(bpy.ops.avatarclip.generate_next(), {"FINISHED"})
            self.assertEqual((job.waiting(), job.request()["seed"]), (left, seed))
            self.assertEqual(json.loads(seeds.read_text(encoding="utf-8"))["seed"], seed)
        self.assertEqual([obj.type for obj in bpy.data.objects].count("ARMATURE"), 2)
        self.assertFalse(bpy.ops.avatarclip.generate_next.poll())

    def test_the_same_does_not_wait_for_itself(self):
        job = support.part("job")
        self.addCleanup(job.stop)
        first, second = self.works({"deaf": True}, seeds=2)
        job.start(*first)
        job.append(second)
        for work in (first, second):
            with self.assertRaisesRegex(support.part("backend.protocol").UserError, "being made already"):
                job.append(work)
        self.assertEqual(job.waiting(), 1)

    def test_a_failure_is_not_forgotten_when_the_next_starts(self):
        job = support.part("job")
        self.addCleanup(job.stop)
        error = {"type": "error", "kind": "memory", "what": "The memory is full.", "why": "", "fix": ""}
        first, second = self.works({"message": error}, seeds=2)
        job.start(*first)
        job.append(second)
        while job.poll() is None:
            pass
        job.start_next()
        self.assertIn("The memory is full.", self.job.warnings)
        self.assertEqual(self.job.what, "")

    def test_clearing_the_queue_and_ending_leave_nothing_waiting(self):
        job = support.part("job")
        self.addCleanup(job.stop)
        for empty in (bpy.ops.avatarclip.clear_queue, job.stop):
            shutil.rmtree(self.folder / "environment", ignore_errors=True)
            first, second = self.works({"deaf": True}, seeds=2)
            job.start(*first)
            job.append(second)
            empty()
            self.assertEqual(job.waiting(), 0)
            self.assertEqual(job.running(), empty is not job.stop)
            job.stop()

    def test_where_the_next_cannot_start_nothing_waits_any_more(self):
        job = support.part("job")
        for work in self.works({"deaf": True}, seeds=2):
            job.append(work._replace(command=[str(self.folder / "nowhere")]))
        with self.assertRaisesRegex(RuntimeError, "Press Set Up"):
            bpy.ops.avatarclip.generate_next()
        self.assertEqual((job.waiting(), job.running()), (0, False))
        self.assertIn("Set Up", self.job.fix)

    def test_what_another_file_asked_for_is_not_put_into_this_one(self):
        job, follow = support.part("job"), support.part("follow")
        done = {"type": "done", "out": "over there", "avatar": str(self.avatar_file), "report": ""}
        release = self.folder / "release"
        stage = {"message": {"type": "stage", "name": "sculpture", "index": 2, "of": 6}}
        first, second = self.works(stage, {"until": str(release)}, {"message": done}, seeds=2)
        job.start(*first)
        job.append(second)
        while self.job.stage != "Sculpture (3 of 6)":
            self.assertIsNone(job.poll())
        self.clear_scene()
        self.assertTrue(job.running())
        self.job = bpy.context.window_manager.avatarclip_job
        self.assertEqual((self.job.stage, self.job.guide), ("Sculpture (3 of 6)", "builtin"))
        release.touch()
        self.assertEqual(bpy.ops.avatarclip.follow(), {"FINISHED"})
        self.assertIn("over there", self.job.warnings)
        self.assertEqual(bpy.ops.avatarclip.generate_next(), {"FINISHED"})
        self.assertFalse(bpy.data.objects)
        job.start(*first)
        self.assertEqual(bpy.ops.avatarclip.follow(), {"FINISHED"})
        self.assertEqual([obj.type for obj in bpy.data.objects].count("ARMATURE"), 1)
        handlers = bpy.app.handlers
        self.assertEqual(handlers.load_pre.count(follow.before_opening), 1)
        self.assertEqual(handlers.load_post.count(follow.after_opening), 1)

    def test_without_an_environment_the_error_names_the_button(self):
        self.preferences.environment = str(self.folder / "nowhere")
        self.addCleanup(setattr, self.preferences, "environment", "")
        with self.assertRaisesRegex(RuntimeError, "Press Set Up"):
            bpy.ops.avatarclip.generate()
        self.assertIn("Set Up", self.job.fix)

    def test_an_empty_prompt_starts_nothing(self):
        self.settings.appearance = "  "
        with self.assertRaisesRegex(RuntimeError, "Looks is empty"):
            bpy.ops.avatarclip.generate()

    def test_other_choices_go_to_another_folder_and_the_same_to_the_same(self):
        to_request = support.part("properties").to_request
        first = to_request(bpy.context)
        self.assertEqual(to_request(bpy.context), first)
        self.settings.shape = "somebody else"
        self.assertNotEqual(to_request(bpy.context).out, first.out)

    def test_another_motion_is_for_the_same_avatar(self):
        to_request = support.part("properties").to_request
        self.settings.seed = 7  # which locks it
        first = to_request(bpy.context)
        self.settings.motion = "waving"
        second = to_request(bpy.context)
        self.assertEqual((second.motion, second.out, second.seed), ("waving", first.out, first.seed))
