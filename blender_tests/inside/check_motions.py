"""The avatar's motions: listed, played, renamed, exported, and others added."""

from __future__ import annotations

import dataclasses
import json
from types import SimpleNamespace

import bpy

from .. import sample
from . import support
from .check_operators import described
from .check_panel import Notes

NAMES = ("waving", "raising both arms")


class Motions(support.Case):
    def setUp(self) -> None:
        super().setUp()
        sample.write(self.folder, motions=NAMES)
        self.scene, self.action = bpy.context.scene, support.part("action")
        self.scene.render.fps = 30

    def draw(self) -> Notes:
        notes = Notes()
        support.part("panel").AVATARCLIP_PT_motions.draw(SimpleNamespace(layout=notes), bpy.context)
        return notes

    def range(self) -> tuple[int, int]:
        return self.scene.frame_start, self.scene.frame_end


class Arrived(Motions):
    def test_the_scene_is_made_long_enough_and_never_shorter(self):
        for frames in ((1, 20), (10, 400)):
            self.scene.frame_start, self.scene.frame_end = frames
            self.import_sample()
            self.assertEqual(self.range(), (frames[0], max(frames[1], 30)))

    def test_bones_under_other_names_are_refused_and_nothing_is_added(self):
        armature, _ = self.import_sample()
        armature.data.bones["left_knee"].name = "LeftLeg"
        actions = len(bpy.data.actions)
        with self.assertRaisesRegex(support.part("backend.protocol").UserError, "no bone left_knee"):
            self.action.add_some(armature, self.avatar, self.avatar.motions)
        self.assertEqual(len(bpy.data.actions), actions)

    def test_names_of_any_length_and_alphabet_stay_apart(self):
        long = "a person who waves with both arms while walking slowly round in circles, "
        names = (f"{long}twice", f"{long}three times", "舞う 👋 tänzeln", "Stand")
        sample.write(self.folder, motions=names)
        armature, _ = self.import_sample()
        strips = self.action.strips_of(armature)
        self.assertEqual(len({strip.name for strip in strips}), 5)
        self.assertEqual(len({strip.action for strip in strips}), 5)
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        clips = [clip["name"] for clip in described(self.folder / "avatar.glb")["animations"]]
        self.assertEqual(sorted(clips), sorted(strip.name for strip in strips))


class Played(Motions):
    def test_each_is_listed_and_its_button_makes_it_the_one_that_plays(self):
        armature, mesh = self.import_sample()
        bpy.context.view_layer.objects.active = mesh
        notes = self.draw()
        buttons = [given for name, given in notes.buttons if name == "avatarclip.play_motion"]
        self.assertEqual([button.motion for button in buttons], ["Stand", *NAMES])
        self.assertEqual(notes.of("prop"), ["name"] * 3)
        strips = self.action.strips_of(armature)
        for button, strip in zip(buttons, strips, strict=True):
            self.scene.frame_current = 9
            self.assertEqual(bpy.ops.avatarclip.play_motion(**vars(button)), {"FINISHED"})
            self.assertEqual(armature.animation_data.action, strip.action)
            self.assertEqual((*self.range(), self.scene.frame_current), (0, 30, 0))

    def test_all_keys_are_played_at_any_frame_rate(self):
        self.scene.render.fps = 25
        armature, _ = self.import_sample()
        for name in NAMES:
            bpy.ops.avatarclip.play_motion(motion=name)
            end = armature.animation_data.action.frame_range[1]
            self.assertTrue(end <= self.scene.frame_end < end + 1)

    def test_it_moves_the_avatar(self):
        armature, _ = self.import_sample()
        places = []
        for name in ("Stand", *NAMES):
            bpy.ops.avatarclip.play_motion(motion=name)
            self.scene.frame_set(8)
            places.append(armature.pose.bones["left_hand"].head.copy())
        for place, other in ((0, 1), (0, 2), (1, 2)):
            self.assertGreater((places[place] - places[other]).length, 0.01)

    def test_a_strip_that_is_being_tweaked_is_left(self):
        armature, _ = self.import_sample()
        data = armature.animation_data
        data.action = None
        data.nla_tracks.active, self.action.strips_of(armature)[1].select = data.nla_tracks[1], True
        data.nla_tracks[1].mute = False
        data.use_tweak_mode = True
        self.assertTrue(data.use_tweak_mode)
        bpy.ops.avatarclip.play_motion(motion=NAMES[1])
        self.assertEqual(data.action.name, NAMES[1])

    def test_a_preview_range_changes_instead_of_the_scenes_length(self):
        self.import_sample()
        self.scene.frame_start, self.scene.frame_end = 5, 99
        self.scene.use_preview_range = True
        bpy.ops.avatarclip.play_motion(motion="waving")
        self.assertEqual(self.range(), (5, 99))
        self.assertEqual((self.scene.frame_preview_start, self.scene.frame_preview_end), (0, 30))

    def test_a_name_that_is_none_is_an_error_in_words(self):
        self.import_sample()
        with self.assertRaisesRegex(RuntimeError, "no motion 'flying'"):
            bpy.ops.avatarclip.play_motion(motion="flying")

    def test_without_an_avatar_the_panel_says_what_to_do(self):
        self.assertIn("Select", " ".join(self.draw().of("label")))
        bpy.ops.mesh.primitive_cube_add()
        self.assertIn("Select", " ".join(self.draw().of("label")))
        bpy.ops.object.armature_add()
        self.assertEqual(self.draw().of("operator"), ["avatarclip.add_motion"])


class Renamed(Motions):
    def test_the_new_name_is_the_exported_clips(self):
        armature, _ = self.import_sample()
        self.action.strips_of(armature)[1].name = "greeting"
        bpy.ops.avatarclip.play_motion(motion="greeting")
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        clips = [clip["name"] for clip in described(self.folder / "avatar.glb")["animations"]]
        self.assertEqual(sorted(clips), sorted(["Stand", "greeting", "raising both arms"]))


class Added(Motions):
    def setUp(self) -> None:
        super().setUp()
        self.settings, self.job = self.scene.avatarclip, support.part("job")
        self.preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, self.preferences, "environment", "")
        self.addCleanup(self.job.stop)
        self.job.clear()
        self.request = support.part("backend.protocol").Request
        looks = {"seed": 7, "guide": "ViT-B/32", "motion": "; ".join(NAMES)}
        self.made = self.request("a strong man", "a knight", str(self.folder), **looks)
        (self.folder / "request.json").write_text(json.dumps(dataclasses.asdict(self.made)), encoding="utf-8")
        (self.folder / "report.json").write_text("{}", encoding="utf-8")

    def play(self, *steps: dict) -> None:
        folder = support.stand_in_environment(self.folder / f"environment {len(steps)}", *steps)
        self.preferences.environment = str(folder)

    def makes(self, *names: str) -> None:
        """The backend puts motions of these names into the avatar's file."""
        sample.write(self.folder, motions=names)
        done = {"type": "done", "out": str(self.folder), "avatar": str(self.avatar_file), "report": ""}
        self.play({"save": str(self.folder / "sent")}, {"message": done})

    def names(self, armature: bpy.types.Object) -> list[str]:
        return [strip.name for strip in self.action.strips_of(armature)]

    def test_only_the_new_ones_come_onto_the_avatar_as_it_is(self):
        armature, mesh = self.import_sample()
        self.action.strips_of(armature)[1].name = "greeting"
        objects, meshes = {*bpy.data.objects}, {*bpy.data.meshes}
        bpy.context.view_layer.objects.active = mesh
        self.settings.motion = " running;jumping "
        self.makes(*NAMES, "running", "jumping")
        self.assertEqual(bpy.ops.avatarclip.add_motion(), {"FINISHED"})
        self.assertEqual(self.names(armature), ["Stand", "greeting", NAMES[1], "running", "jumping"])
        self.assertEqual(armature.animation_data.action.name, "running")
        self.assertEqual(({*bpy.data.objects}, {*bpy.data.meshes}), (objects, meshes))
        sent = self.request.from_json((self.folder / "sent").read_text(encoding="utf-8"))
        expected = dataclasses.replace(self.made, motion="waving; raising both arms; running; jumping")
        self.assertEqual(dataclasses.replace(sent, blender=""), expected)
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        clips = [clip["name"] for clip in described(self.folder / "avatar.glb")["animations"]]
        self.assertEqual(sorted(clips), sorted(self.names(armature)))

    def test_another_take_of_a_motion_stands_beside_the_first(self):
        armature, _ = self.import_sample()
        first = armature.animation_data.action
        self.settings.motion = "waving"
        self.makes("waving")
        bpy.ops.avatarclip.add_motion()
        self.assertEqual(self.names(armature), ["Stand", *NAMES, "waving.001"])
        self.assertNotEqual(armature.animation_data.action, first)

    def test_of_two_copies_the_selected_one_gets_it(self):
        first, _ = self.import_sample()
        second, _ = self.import_sample()
        self.settings.motion = "running"
        self.makes("running")
        for armature, other in ((first, second), (second, first)):
            before = self.names(other)
            bpy.context.view_layer.objects.active = armature
            bpy.ops.avatarclip.add_motion()
            self.assertIn("running", self.names(armature))
            self.assertEqual(self.names(other), before)

    def test_what_it_needs_is_looked_at_before(self):
        self.settings.motion = "running"
        self.assertFalse(bpy.ops.avatarclip.add_motion.poll())
        armature, _ = self.import_sample()
        self.assertTrue(bpy.ops.avatarclip.add_motion.poll())
        self.settings.motion = " ; "
        self.assertFalse(bpy.ops.avatarclip.add_motion.poll())
        self.settings.motion = "running"
        self.play({"deaf": True})
        armature.data.bones["head"].name = "skull"
        with self.assertRaisesRegex(RuntimeError, "no bone head"):
            bpy.ops.avatarclip.add_motion()
        armature.data.bones["skull"].name = "head"
        for name in ("report.json", "request.json"):
            (self.folder / name).unlink()
            with self.assertRaisesRegex(RuntimeError, "is not as it was made"):
                bpy.ops.avatarclip.add_motion()
        self.avatar_file.rename(self.folder / "elsewhere.npz")
        with self.assertRaisesRegex(RuntimeError, "avatar file is missing.*Import the avatar again"):
            bpy.ops.avatarclip.add_motion()
        bpy.ops.object.armature_add()
        with self.assertRaisesRegex(RuntimeError, "not imported"):
            bpy.ops.avatarclip.add_motion()
        self.assertFalse(self.job.running())

    def test_it_waits_its_turn_and_an_avatar_that_is_gone_by_then_is_an_error_in_words(self):
        armature, _ = self.import_sample()
        self.settings.motion = "running"
        self.makes("running")
        work = support.part("motions").AVATARCLIP_OT_add_motion.work(None, bpy.context)
        self.job.append(work)
        self.settings.motion = "jumping"
        next_one = support.part("motions").AVATARCLIP_OT_add_motion.work(None, bpy.context)
        self.assertIn("running; jumping", next_one.request)
        self.assertEqual(next_one.onto, (armature.name, "jumping"))
        self.assertEqual(bpy.ops.avatarclip.generate_next(), {"FINISHED"})
        self.assertIn("running", self.names(armature))
        self.job.append(work)
        bpy.data.objects.remove(armature)
        with self.assertRaisesRegex(RuntimeError, "is gone. Import it from"):
            bpy.ops.avatarclip.generate_next()

    def test_cancelling_leaves_the_avatar_as_it_was(self):
        armature, _ = self.import_sample()
        before = self.names(armature)
        self.settings.motion = "running"
        self.play({"listen": True}, {"message": {"type": "cancelled"}})
        self.job.start(*support.part("motions").AVATARCLIP_OT_add_motion.work(None, bpy.context))
        self.assertEqual(self.job.folders(), {str(self.folder)})
        bpy.ops.avatarclip.cancel()
        while (message := self.job.poll()) is None:
            pass
        self.assertEqual((message["type"], self.names(armature)), ("cancelled", before))
        self.assertIn(
            "motion: waving; raising both arms; running", support.part("report").report(bpy.context)
        )
