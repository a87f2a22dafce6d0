"""Exports for other programs, brought into Blender again: they deform as the avatar does in its scene."""

from __future__ import annotations

import dataclasses
import itertools
import json
import subprocess
from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .. import provided, sample
from . import support
from .check_export import read_fbx, read_glb
from .check_import import coordinates, weights

FRAMES = (9, 26)
# Of the backend's own avatars, the targets that they are taken through; UNREAL's A-pose is the sample's.
TAKEN = dict(
    zip(
        provided.NAMES,
        (("UNITY", "GODOT"), ("MIXAMO", "VRM"), ("FBX", "WEB"), ("METRES", "WEB")),
        strict=True,
    )
)


def placed(mesh: bpy.types.Object) -> np.ndarray:
    """The mesh's vertices in the world as they are bent now, (V, 3)."""
    bpy.context.view_layer.update()
    points = coordinates(mesh.evaluated_get(bpy.context.evaluated_depsgraph_get()).data)
    matrix = np.array(mesh.matrix_world)
    return points @ matrix[:3, :3].T + matrix[:3, 3]


def play(armature: Any, clip: str, frame: int = FRAMES[0]) -> None:
    """Stand at a frame of a clip, whatever an importer has called it; "" is the rest pose."""
    data = armature.animation_data
    for track in data.nla_tracks if data else ():
        track.mute = True
    armature.data.pose_position = "POSE" if clip else "REST"
    for action in bpy.data.actions if clip else ():
        if clip in action.name:
            support.part("action").assign(data, action)
    bpy.context.scene.frame_set(frame)


def disconnect(armature: bpy.types.Object) -> None:
    """Undo what some of Blender's importers do: a bone connected to its parent's tail stays there."""
    bpy.context.view_layer.objects.active = armature
    bpy.ops.object.mode_set(mode="EDIT")
    for bone in armature.data.edit_bones:
        bone.use_connect = False
    bpy.ops.object.mode_set(mode="OBJECT")


def nearest(points: np.ndarray, others: np.ndarray) -> np.ndarray:
    """For each of points (N, 3) the index of the nearest of others (M, 3)."""
    return ((others**2).sum(1) - 2 * points @ others.T).argmin(1)


def chunk(path: Path) -> dict[str, Any]:
    """The JSON of a GLB file."""
    data = path.read_bytes()
    return json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])


class RoundTrip(support.Case):
    """What is exported and imported again deforms as before."""

    def check_round_trip(self, name: str, read: Any, target: str) -> bpy.types.Object:
        bpy.context.scene.render.fps = 30
        armature, mesh = self.import_sample()
        path = self.folder / name
        support.ADDON.export.export_avatar(armature, path, target)
        expected = {}
        for moment in [("", 0), *itertools.product(("Stand", self.avatar.motions[0].name), FRAMES)]:
            play(armature, *moment)
            expected[moment] = placed(mesh)
        self.clear_scene()
        bpy.context.scene.render.fps = 30
        read(path)
        (armature,) = (obj for obj in bpy.data.objects if obj.type == "ARMATURE")
        disconnect(armature)
        (mesh,) = (obj for obj in bpy.data.objects if obj.type == "MESH" and obj.vertex_groups)
        # glTF splits vertices where texture coordinates part: each finds the one it came from.
        play(armature, "")
        rest = placed(mesh)
        order = np.arange(len(rest)) if path.suffix == ".fbx" else nearest(rest, expected["", 0])
        # Bent twice, by the A-pose and back, what hangs on two joints gets no second chance.
        compared = np.ones(len(rest), bool)
        if target == "UNREAL":
            compared = (self.avatar.weight_values.max(axis=1) > 0.999)[order]
            del expected["", 0]
        for moment in expected:
            play(armature, *moment)
            distances = np.linalg.norm(placed(mesh) - expected[moment][order], axis=1)
            self.assertLess(distances[compared].max(), 1e-3, moment)
            self.assertLess(distances.max(), 0.02, moment)
        return armature

    def test_of_fbx(self):
        self.check_round_trip("avatar.fbx", read_fbx, "UNITY")

    def test_of_glb(self):
        self.check_round_trip("avatar.glb", read_glb, "WEB")

    def test_of_the_backends_avatars(self):
        for name, targets in TAKEN.items():
            for target in targets:
                with self.subTest(name=name, target=target):
                    self.clear_scene()
                    self.take(provided.people() / name / "avatar.npz")
                    suffix = support.part("targets").TARGETS[target].suffix
                    read = read_fbx if suffix == ".fbx" else read_glb
                    armature = self.check_round_trip(f"{name}{suffix}", read, target)
                    self.assertEqual(len(armature.data.bones), len(self.avatar.joints))

    def test_of_usd(self):
        if bpy.app.version < (4, 2):
            armature, _ = self.import_sample()
            with self.assertRaises(support.part("backend.protocol").UserError):
                support.ADDON.export.export_avatar(armature, self.folder / "avatar.usdz", "USD")
            return
        bpy.context.scene.render.fps = 30
        armature, mesh = self.import_sample()
        support.ADDON.export.export_avatar(armature, self.folder / "avatar.usdz", "USD")
        play(armature, sample.MOTION)
        expected = placed(mesh)
        self.clear_scene()
        bpy.ops.wm.usd_import(filepath=str(self.folder / "avatar.usdz"), set_frame_range=False)
        bpy.context.scene.frame_set(FRAMES[0])
        (mesh,) = (obj for obj in bpy.data.objects if obj.type == "MESH" and obj.vertex_groups)
        np.testing.assert_allclose(placed(mesh), expected, atol=1e-3)

    def test_of_every_style_with_fingers_and_a_face(self):
        sample.write(self.folder, fingers=True)
        for target, name, read, tip in (
            ("MIXAMO", "avatar.fbx", read_fbx, "mixamorig:LeftHandPinky3"),
            ("GODOT", "avatar.glb", read_glb, "LeftThumbMetacarpal"),
        ):
            self.clear_scene()
            armature = self.check_round_trip(name, read, target)
            self.assertEqual(len(armature.data.bones), 55)
            self.assertIn(tip, armature.data.bones)

    def test_of_the_a_pose(self):
        armature = self.check_round_trip("avatar.fbx", read_fbx, "UNREAL")
        bones = armature.data.bones
        arm = bones["hand_l"].head_local - bones["upperarm_l"].head_local
        upright = armature.matrix_world.to_3x3() @ arm
        self.assertAlmostEqual(upright.z / upright.length, -(0.5**0.5), delta=0.02)


class Choices(support.Case):
    def export(self, name: str, **choices: Any) -> Path:
        armature, _ = self.import_sample()
        path = self.folder / name
        options = dataclasses.replace(support.ADDON.export.Options(), **choices)
        support.ADDON.export.WRITERS[path.suffix](armature, path, options)
        return path

    def test_levels_of_detail_are_coarser_and_skinned(self):
        path = self.export("avatar.fbx", lods=2)
        self.clear_scene()
        read_fbx(path)
        meshes = sorted((obj for obj in bpy.data.objects if obj.type == "MESH"), key=lambda obj: obj.name)
        self.assertEqual([obj.name[-5:] for obj in meshes], ["_LOD0", "_LOD1", "_LOD2"])
        counts = [len(obj.data.polygons) for obj in meshes]
        self.assertEqual(counts[0], len(self.avatar.faces))
        for fine, coarse in zip(counts, counts[1:], strict=False):
            self.assertAlmostEqual(coarse / fine, 0.5, delta=0.1)
        for obj in meshes:
            table = weights(obj)
            np.testing.assert_allclose(table.sum(axis=1), 1, atol=1e-3)
            self.assertLessEqual((table > 0).sum(axis=1).max(), 4)
            size = np.ptp(coordinates(obj.data), axis=0)
            np.testing.assert_allclose(size, np.ptp(coordinates(meshes[0].data), axis=0), rtol=0.1)

    def test_vertex_colours_stand_in_for_the_texture(self):
        found = chunk(self.export("avatar.glb", texture=False, colors=True))
        self.assertIn("COLOR_0", found["meshes"][0]["primitives"][0]["attributes"])
        self.assertNotIn("images", found)
        self.assertIn("images", chunk(self.export("other.glb")))

    def test_texture_and_vertex_colours_are_refused_in_glb(self):
        with self.assertRaises(support.part("backend.protocol").UserError):
            self.export("avatar.glb", colors=True)
        self.assertFalse((self.folder / "avatar.glb").exists())

    def test_every_motion_is_written_once(self):
        found = chunk(self.export("avatar.glb"))
        self.assertEqual([motion["name"] for motion in found["animations"]], ["Stand", sample.MOTION])

    def test_without_animation_there_is_none(self):
        self.assertNotIn("animations", chunk(self.export("avatar.glb", animation=False)))

    def test_mixamos_auto_rigger_gets_the_mesh_alone(self):
        armature, mesh = self.import_sample()
        expected = np.ptp(coordinates(mesh.data), axis=0)
        path = self.folder / "upload.fbx"
        support.ADDON.export.export_avatar(armature, path, "MIXAMO_UPLOAD")
        self.clear_scene()
        read_fbx(path)
        (found,) = bpy.data.objects
        self.assertEqual((found.type, len(found.vertex_groups)), ("MESH", 0))
        np.testing.assert_allclose(np.ptp(placed(found), axis=0), expected, atol=1e-3)


class Button(support.Case):
    def test_writes_what_the_program_wants(self):
        self.import_sample()
        for target in ("UNITY", "GODOT"):
            suffix = support.part("targets").TARGETS[target].suffix
            path = self.folder / f"{target}{suffix}"
            self.assertEqual(bpy.ops.avatarclip.export(filepath=str(path), target=target), {"FINISHED"})
        names = {node["name"] for node in chunk(self.folder / "GODOT.glb")["nodes"]}
        self.assertLessEqual({"Hips", "LeftUpperLeg", "UpperChest"}, names)

    def test_a_choice_goes_before_the_preset(self):
        self.import_sample()
        path = self.folder / "still.glb"
        bpy.ops.avatarclip.export(filepath=str(path), target="WEB", animation=False)
        self.assertNotIn("animations", chunk(path))

    def test_names_come_from_the_prompt(self):
        armature, _ = self.import_sample()
        self.assertEqual(support.ADDON.export.file_name(armature, "UNITY"), "a-sample-größer-unity.fbx")


class Batch(support.Case):
    def run_batch(self, *more: str) -> subprocess.CompletedProcess[str]:
        script = Path(support.ADDON.__file__).with_name("batch.py")
        words = ("--avatar", self.avatar_file, "--for", "godot,web", "--out", self.folder / "out", *more)
        command = support.blender_command(script, *words)
        return subprocess.run(command, capture_output=True, text=True, errors="replace")

    def test_replaces_nothing_without_being_told(self):
        taken = self.folder / "out" / "a-sample-größer-web.glb"
        taken.parent.mkdir()
        taken.write_text("mine", encoding="utf-8")
        ran = self.run_batch()
        self.assertEqual(ran.returncode, 1)
        self.assertIn("is there already", ran.stderr.strip().splitlines()[-1])
        self.assertEqual(taken.read_text(encoding="utf-8"), "mine")
        self.assertEqual(self.run_batch("--overwrite").returncode, 0)
        self.assertTrue(taken.read_bytes().startswith(b"glTF"))
        self.assertIn("animations", chunk(taken))
        self.assertTrue(taken.with_name("a-sample-größer-godot.glb").is_file())

    def test_is_told_what_to_leave_out_and_what_to_add(self):
        ran = self.run_batch("--no-animation", "--no-texture", "--colors", "--lods", "1")
        self.assertEqual(ran.returncode, 0, ran.stderr)
        found = chunk(self.folder / "out" / "a-sample-größer-web.glb")
        self.assertFalse({"animations", "images"} & set(found))
        self.assertEqual(len(found["meshes"]), 2)
