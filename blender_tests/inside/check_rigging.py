"""Meshes made elsewhere: written as they stand, sent to the backend, imported, listed and given motions."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import bpy
import numpy as np

from .. import sample
from . import support
from .check_operators import described
from .check_panel import Notes

TURN = 0.5  # radians
PLACE = (3.0, 1.0, 0.5)


def triangle(name: str, *places: tuple[float, float, float]) -> bpy.types.Object:
    """A selected and active object of one triangle."""
    mesh = bpy.data.meshes.new(name)
    mesh.from_pydata(places or [(0, 0, 0), (1, 0, 0), (0, 0, 2)], [], [(0, 1, 2)])
    obj = bpy.data.objects.new(name, mesh)
    bpy.context.scene.collection.objects.link(obj)
    obj.select_set(True)
    bpy.context.view_layer.objects.active = obj
    return obj


def painted(color: tuple[float, float, float], picture: bool = False) -> bpy.types.Material:
    """A material of a colour, or with a picture of it."""
    material = bpy.data.materials.new("paint")
    material.use_nodes = True
    nodes, links = material.node_tree.nodes, material.node_tree.links
    shader = next(node for node in nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*color, 1)
    if picture:
        image = bpy.data.images.new("picture", 8, 8)
        image.pixels.foreach_set(np.tile(np.float32([*color, 1]), 64))
        image.pack()
        node = nodes.new("ShaderNodeTexImage")
        node.image = image
        links.new(node.outputs["Color"], shader.inputs["Base Color"])
    return material


def read_ply(path: Path) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Places (V, 3), colours (V, 3) and triangles (F, 3) of a binary PLY as we write it."""
    header, _, data = path.read_bytes().partition(b"end_header\n")
    words = header.decode().split()
    count, faces = (int(words[words.index(kind) + 1]) for kind in ("vertex", "face"))
    rows = np.frombuffer(data, [("place", "<f4", 3), ("color", "u1", 3)], count)
    sides = np.frombuffer(data, [("count", "u1"), ("corners", "<i4", 3)], faces, rows.nbytes)
    assert rows.nbytes + sides.nbytes == len(data)
    return rows["place"], rows["color"], sides["corners"]


def read_glb(path: Path, name: str, width: int) -> list[np.ndarray]:
    """An attribute (V, width) float32 of every mesh; Debian's Blender 3.4 imports no GLB with its numpy."""
    told, data = described(path), path.read_bytes()
    binary = data[20 + int.from_bytes(data[12:16], "little") + 8 :]
    found = []
    for mesh in told["meshes"]:
        accessor = told["accessors"][mesh["primitives"][0]["attributes"][name]]
        start = told["bufferViews"][accessor["bufferView"]].get("byteOffset", 0)
        found.append(np.frombuffer(binary, "<f4", accessor["count"] * width, start).reshape(-1, width))
    return found


class Written(support.Case):
    def write(self) -> Path:
        path, self.name = support.part("selected").write_selected(bpy.context, self.folder)
        return path

    def test_nothing_selected_or_nothing_to_rig_is_an_error_in_words(self):
        UserError = support.part("backend.protocol").UserError
        with self.assertRaisesRegex(UserError, "No mesh is selected"):
            self.write()
        bpy.ops.object.armature_add()
        with self.assertRaisesRegex(UserError, "No mesh is selected"):
            self.write()
        triangle("points").data.clear_geometry()
        with self.assertRaisesRegex(UserError, "points has no faces"):
            self.write()

    def test_modifiers_a_pose_and_transforms_are_applied_and_nothing_changes(self):
        armature, mesh = self.import_sample()
        armature.animation_data.action = None
        for track in armature.animation_data.nla_tracks:
            track.mute = True
        armature.location, armature.scale = PLACE, (2, 2, 2)
        bone = armature.pose.bones["left_shoulder"]
        bone.rotation_mode, bone.rotation_euler = "XYZ", (0, 0, TURN)
        armature.select_set(False)
        mesh.select_set(True)
        mesh.modifiers.new("Mirror", "MIRROR")
        bpy.context.view_layer.update()
        evaluated = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get())
        places = np.array([mesh.matrix_world @ vertex.co for vertex in evaluated.data.vertices])
        selected = {*bpy.context.selected_objects}
        before = {kind: len(getattr(bpy.data, kind)) for kind in ("objects", "meshes", "materials", "images")}
        path = self.write()
        self.assertEqual(path.suffix, ".glb")
        after = {kind: len(getattr(bpy.data, kind)) for kind in before}
        self.assertEqual((after, {*bpy.context.selected_objects}), (before, selected))
        self.assertEqual(bpy.context.view_layer.objects.active, armature)
        (found,) = read_glb(path, "POSITION", 3)
        there = found[:, [0, 2, 1]] * (1, -1, 1)  # z up again
        for some, others in ((there, places), (places, there)):
            away = max(np.linalg.norm(others - place, axis=1).min() for place in some)
            self.assertLess(away, 1e-4)
        self.assertEqual([image["mimeType"] for image in described(path)["images"]], ["image/png"])

    def test_texture_coordinates_and_pictures_come_along_from_several_objects(self):
        for number in range(2):
            obj = triangle(f"part {number}", (number, 0, 0), (number + 1, 0, 0), (number, 0, 2))
            obj.data.uv_layers.new().data.foreach_set("uv", [0.1, 0.1, 0.9, 0.1, 0.1, 0.9])
            obj.data.materials.append(painted((0.2, 0.4, 0.1 * number), picture=True))
        triangle("bare")
        path = self.write()
        self.assertTrue(self.name == "bare" and path.name.startswith("bare-"))
        told = described(path)
        self.assertEqual((len(told["meshes"]), len(told["images"]), len(told["materials"])), (3, 2, 3))
        self.assertTrue(all("material" in one["primitives"][0] for one in told["meshes"]))
        for obj in bpy.data.objects:
            obj.select_set(obj.name != "bare")
        for uv in read_glb(self.write(), "TEXCOORD_0", 2):  # whose v goes down
            np.testing.assert_allclose(
                sorted(map(tuple, uv)), [(0.1, 0.1), (0.1, 0.9), (0.9, 0.9)], atol=1e-6
            )

    def test_vertex_colours_come_along_whatever_their_kind(self):
        for kind in ("BYTE_COLOR", "FLOAT_COLOR"):
            for domain in ("POINT", "CORNER"):
                obj = triangle(f"{kind} {domain}")
                colors = obj.data.color_attributes.new("Col", kind, domain)
                colors.data.foreach_set(
                    "color_srgb", np.float32([[1, 0, 0, 1], [0, 0.5, 0, 1], [0, 0, 1, 1]]).ravel()
                )
                obj.data.color_attributes.active_color = colors
                places, found, triangles = read_ply(self.write())
                np.testing.assert_allclose(found, [[255, 0, 0], [0, 128, 0], [0, 0, 255]], atol=1)
                np.testing.assert_allclose(places, [[0, 0, 0], [1, 0, 0], [0, 2, 0]], atol=1e-6)
                self.assertEqual(triangles.tolist(), [[0, 1, 2]])
                bpy.data.objects.remove(obj)

    def test_beside_vertex_colours_plain_materials_keep_theirs(self):
        colored = triangle("colored")
        colored.data.color_attributes.new("Col", "BYTE_COLOR", "POINT")
        triangle("plain").data.materials.append(painted((0.5, 0.0, 0.0)))
        _, found, triangles = read_ply(self.write())
        self.assertEqual(len(triangles), 2)
        np.testing.assert_allclose(found[:3], [[188, 0, 0]] * 3, atol=1)  # 0.5 as sRGB; the active one first

    def test_mirroring_turns_no_face_inside_out(self):
        obj = triangle("mirrored")
        obj.data.color_attributes.new("Col", "BYTE_COLOR", "POINT")
        normals = []
        for obj.scale in ((1, 1, 1), (-1, 1, 1)):
            places, _, ((a, b, c),) = read_ply(self.write())
            normals.append(np.cross(places[b] - places[a], places[c] - places[a]))
        np.testing.assert_allclose(normals[0], normals[1], atol=1e-6)

    def test_what_is_edited_is_written_and_the_same_gets_the_same_name(self):
        obj = triangle("Größe ⅓/x")
        names = [self.write() for _ in range(2)]
        bpy.ops.object.mode_set(mode="EDIT")
        bpy.ops.mesh.select_all(action="SELECT")
        bpy.ops.transform.translate(value=(0, 0, 1))
        names.append(self.write())
        self.assertTrue(names[0] == names[1] != names[2])
        self.assertTrue(all(path.is_file() and path.parent == self.folder for path in names))
        self.assertEqual((self.name, obj.mode), ("Größe ⅓/x", "OBJECT"))


class Rigged(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.settings, self.job = bpy.context.scene.avatarclip, support.part("job")
        self.settings.folder = str(self.folder / "out")
        self.preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, self.preferences, "environment", "")
        self.addCleanup(self.job.stop)
        self.job.clear()
        self.environments = 0
        self.mesh = self.folder / "Eine Ritterin.ply"
        self.mesh.write_bytes(b"ply, or so the stand-in believes")
        self.play({"save": str(self.folder / "sent")}, {"obey": str(self.avatar_file)})

    def play(self, *steps: dict) -> None:
        self.environments += 1
        folder = support.stand_in_environment(self.folder / f"environment {self.environments}", *steps)
        self.preferences.environment = str(folder)

    def sent(self):
        return support.part("backend.protocol").request_of((self.folder / "sent").read_text(encoding="utf-8"))

    def entries(self) -> list:
        return support.part("history").avatars(bpy.context, now=True)

    def draw(self, name: str) -> Notes:
        notes = Notes()
        getattr(support.part("panel"), name).draw(SimpleNamespace(layout=notes), bpy.context)
        return notes

    def test_a_file_is_sent_with_the_choices_and_its_avatar_imported_at_the_cursor(self):
        bpy.context.scene.cursor.location = PLACE
        self.settings.pose, self.settings.fingers, self.settings.motion = "t", True, "waving;"
        self.assertEqual(bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh)), {"FINISHED"})
        sent = self.sent()
        self.assertEqual(type(sent).__name__, "RigRequest")
        self.assertEqual((sent.mesh, sent.appearance), (str(self.mesh), "Eine Ritterin"))
        self.assertEqual((sent.pose, sent.fingers, sent.motion), ("t", True, "waving"))
        self.assertEqual(Path(sent.out).parent, self.folder / "out")
        armature = bpy.context.object
        np.testing.assert_allclose(armature.location, PLACE)
        (collection,) = bpy.context.scene.collection.children
        self.assertEqual(collection.name, "Eine Ritterin")
        self.assertEqual(Path(armature["avatarclip_file"]).parent, Path(sent.out))

    def test_selected_meshes_are_written_for_it(self):
        obj = triangle("Statue")
        self.assertEqual(bpy.ops.avatarclip.rig_mesh(), {"FINISHED"})
        sent = self.sent()
        self.assertEqual((sent.appearance, sent.pose, sent.body), ("Statue", "", "free"))
        self.assertTrue(Path(sent.mesh).is_file() and Path(sent.mesh).parent == Path(bpy.app.tempdir))
        self.assertIn(obj, {*bpy.data.objects})

    def test_another_time_gives_another_avatar_and_what_was_cancelled_goes_on(self):
        outs = []
        for _ in range(2):
            bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
            outs.append(self.sent().out)
        self.assertNotEqual(*outs)
        to_request = support.part("rigging").to_rig_request
        third = to_request(bpy.context, self.mesh, "Eine Ritterin")
        Path(third.out).mkdir()
        self.assertEqual(to_request(bpy.context, self.mesh, "Eine Ritterin"), third)
        self.mesh.write_bytes(b"another")
        self.assertNotEqual(to_request(bpy.context, self.mesh, "Eine Ritterin").out, third.out)

    def test_what_is_missing_or_refused_is_shown(self):
        with self.assertRaisesRegex(RuntimeError, "cannot be read"):
            bpy.ops.avatarclip.rig_mesh(filepath=str(self.folder / "nowhere.ply"))
        with self.assertRaisesRegex(RuntimeError, "No mesh is selected"):
            bpy.ops.avatarclip.rig_mesh()
        error = {"kind": "input", "what": "It is no person.", "why": "So far away.", "fix": "Check."}
        self.play({"message": {"type": "error", **error}})
        with self.assertRaisesRegex(RuntimeError, "It is no person. So far away. Check."):
            bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
        labels = " ".join(self.draw("AVATARCLIP_PT_main").of("label"))
        self.assertIn("It is no person.", labels)
        self.assertFalse(self.job.running())
        self.assertFalse(bpy.data.objects)

    def test_no_guide_is_named_unless_motions_need_one(self):
        for motion, guide in (("", ""), ("waving", "builtin")):
            self.settings.motion = motion
            bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
            self.assertEqual(self.job.state().guide, guide)

    def test_it_waits_its_turn_and_the_same_does_not_wait_for_itself(self):
        rigging, work_for = support.part("rigging"), support.part("operators").work_for
        work = work_for(bpy.context, rigging.to_rig_request(bpy.context, self.mesh, "a"))
        self.job.append(work)
        with self.assertRaisesRegex(support.part("backend.protocol").UserError, "being made already"):
            self.job.append(work)
        self.assertEqual(bpy.ops.avatarclip.generate_next(), {"FINISHED"})
        self.assertEqual([obj.type for obj in bpy.data.objects].count("ARMATURE"), 1)

    def test_the_history_lists_it_without_words_and_seed(self):
        bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
        (entry,) = self.entries()
        self.assertTrue(entry.finished)
        bpy.context.window_manager.avatarclip_history.open = str(entry.folder)
        notes = self.draw("AVATARCLIP_PT_history")
        for operator in ("history_use", "history_vary"):
            self.assertNotIn(f"avatarclip.{operator}", notes.of("operator"))
            with self.assertRaisesRegex(RuntimeError, "Eine Ritterin was made from a mesh"):
                getattr(bpy.ops.avatarclip, operator)(folder=str(entry.folder))
        for operator in ("avatarclip.import_avatar", "wm.path_open", "avatarclip.history_delete"):
            self.assertIn(operator, notes.of("operator"))
        self.assertIn("Eine Ritterin", notes.of("label"))
        self.assertEqual(support.part("history").prompts(bpy.context, "appearance"), [])
        bpy.ops.avatarclip.history_delete(folder=str(entry.folder))
        self.assertFalse(entry.folder.exists() or self.entries())

    def test_what_was_cut_off_is_resumed_as_it_was_asked_for(self):
        self.settings.pose = "stand"
        self.play({"save": str(self.folder / "sent")}, {"begin": ""}, {"exit": 3})
        with self.assertRaisesRegex(RuntimeError, "stopped with status 3"):
            bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
        first = self.sent()
        (entry,) = self.entries()
        self.assertFalse(entry.finished)
        self.assertIn("avatarclip.history_resume", self.draw("AVATARCLIP_PT_history").of("operator"))
        self.play({"save": str(self.folder / "sent")}, {"obey": str(self.avatar_file)})
        self.settings.pose = "t"
        self.assertEqual(bpy.ops.avatarclip.history_resume(folder=str(entry.folder)), {"FINISHED"})
        self.assertEqual(self.sent(), first)

    def test_it_gets_motions_as_others_do(self):
        bpy.ops.avatarclip.rig_mesh(filepath=str(self.mesh))
        armature, first = bpy.context.object, self.sent()
        file = Path(armature["avatarclip_file"])
        sample.write(file.parent, motions=("running",))
        done = {"type": "done", "out": str(file.parent), "avatar": str(file), "report": ""}
        self.play({"save": str(self.folder / "sent")}, {"print": ""}, {"message": done})
        self.settings.motion = "running"
        self.assertEqual(bpy.ops.avatarclip.add_motion(), {"FINISHED"})
        strips = [strip.name for strip in support.part("action").strips_of(armature)]
        self.assertEqual(strips[-1], "running")
        sent = json.loads((self.folder / "sent").read_text(encoding="utf-8"))
        self.assertEqual((sent["mesh"], sent["out"], sent["motion"]), (first.mesh, first.out, "running"))

    def test_the_panel_offers_both_ways(self):
        notes = self.draw("AVATARCLIP_PT_rig")
        self.assertEqual(notes.of("operator"), ["avatarclip.rig_mesh", "avatarclip.rig_file"])
        self.assertEqual(notes.of("prop"), ["pose", "body", "fingers"])
        self.assertEqual(bpy.ops.avatarclip.rig_file(filepath=str(self.mesh)), {"FINISHED"})
        self.assertEqual(self.sent().appearance, "Eine Ritterin")
