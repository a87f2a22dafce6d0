"""Avatar file -> mesh and armature: everything in the file arrives, turned to Blender's axes."""

from __future__ import annotations

import bpy
import numpy as np

from .. import sample
from . import support


def coordinates(mesh: bpy.types.Mesh) -> np.ndarray:
    values = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", values)
    return values.reshape(-1, 3)


def weights(obj: bpy.types.Object) -> np.ndarray:
    """(V, J), columns in the order of the vertex groups."""
    table = np.zeros((len(obj.data.vertices), len(obj.vertex_groups)), np.float32)
    for vertex in obj.data.vertices:
        for group in vertex.groups:
            table[vertex.index, group.group] = group.weight
    return table


class Mesh(support.Case):
    def test_has_the_files_vertices_and_faces_in_order(self):
        _, obj = self.import_sample()
        source = self.avatar
        self.assertEqual(len(obj.data.polygons), len(source.faces))
        corners = np.empty(3 * len(source.faces), np.int32)
        obj.data.loops.foreach_get("vertex_index", corners)
        np.testing.assert_array_equal(corners.reshape(-1, 3), source.faces)
        found = coordinates(obj.data)
        np.testing.assert_array_equal(found[:, 0], source.vertices[:, 0])
        np.testing.assert_array_equal(found[:, 1], -source.vertices[:, 2])
        np.testing.assert_array_equal(found[:, 2], source.vertices[:, 1])

    def test_stands_upright_faces_minus_y_and_has_its_left_at_plus_x(self):
        armature, obj = self.import_sample()
        found = coordinates(obj.data)
        self.assertAlmostEqual(found[:, 2].max() - found[:, 2].min(), sample.HEIGHT, delta=0.01)
        bones = armature.data.bones
        self.assertLess(bones["left_foot"].head_local.y, bones["left_ankle"].head_local.y)
        self.assertGreater(bones["left_hand"].head_local.x, 0.5)

    def test_faces_point_outwards(self):
        _, obj = self.import_sample()
        triangles = coordinates(obj.data)[self.avatar.faces]
        volume = np.einsum("ij,ij->", triangles[:, 0], np.cross(triangles[:, 1], triangles[:, 2])) / 6
        self.assertGreater(volume, 0)

    def test_has_the_files_uvs_and_colours(self):
        _, obj = self.import_sample()
        uv = np.empty(6 * len(self.avatar.faces), np.float32)
        obj.data.uv_layers.active.data.foreach_get("uv", uv)
        np.testing.assert_array_equal(uv.reshape(-1, 3, 2), self.avatar.uv)
        attribute = obj.data.color_attributes["Col"]
        colors = np.empty(4 * len(attribute.data), np.float32)
        attribute.data.foreach_get("color_srgb", colors)
        expected = self.avatar.colors[self.avatar.faces.ravel()]
        np.testing.assert_array_equal(np.round(255 * colors.reshape(-1, 4)[:, :3]), expected)

    def test_is_painted_with_the_packed_texture(self):
        _, obj = self.import_sample()
        (material,) = obj.data.materials
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        image = shader.inputs["Base Color"].links[0].from_node.image
        self.assertIsNotNone(image.packed_file)
        pixels = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)[::-1, :, :3]
        _, texture = sample.build()
        np.testing.assert_allclose(pixels, texture / 255, atol=1 / 255)

    def test_its_normal_map_bends_its_normals(self):
        sample.write(self.folder, normals=True)
        _, obj = self.import_sample()
        (material,) = obj.data.materials
        shader = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
        bent = shader.inputs["Normal"].links[0].from_node
        image = bent.inputs["Color"].links[0].from_node.image
        self.assertEqual((bent.type, bent.space), ("NORMAL_MAP", "TANGENT"))
        self.assertEqual(image.colorspace_settings.name, "Non-Color")
        self.assertIsNotNone(image.packed_file)
        (self.folder / "normals.png").unlink()
        with self.assertRaises(support.part("backend.protocol").UserError) as caught:
            self.import_sample()
        self.assertIn("normal map normals.png is missing", caught.exception.what)


class Armature(support.Case):
    def test_has_a_bone_a_joint_under_its_name_at_its_place(self):
        armature, _ = self.import_sample()
        bones = armature.data.bones
        self.assertEqual(set(bones.keys()), set(sample.JOINT_NAMES))
        for name, parent, (x, y, z) in zip(
            sample.JOINT_NAMES, sample.PARENTS, sample.joints().tolist(), strict=True
        ):
            bone = bones[name]
            self.assertEqual(bone.parent.name if bone.parent else None, parent_name(parent))
            np.testing.assert_allclose(bone.head_local, (x, -z, y), atol=1e-6)

    def test_bones_point_along_the_body(self):
        armature, _ = self.import_sample()
        bones = armature.data.bones
        for name, child in (
            ("pelvis", "spine1"),
            ("spine3", "neck"),
            ("left_hip", "left_knee"),
            ("right_elbow", "right_wrist"),
        ):
            np.testing.assert_allclose(bones[name].tail_local, bones[child].head_local, atol=1e-6)
        self.assertGreater(bones["left_hand"].tail_local.x, bones["left_hand"].head_local.x)
        self.assertGreater(bones["head"].tail_local.z, bones["head"].head_local.z)
        self.assertLess(bones["right_foot"].tail_local.y, bones["right_foot"].head_local.y)

    def test_weights_are_exactly_the_files(self):
        _, obj = self.import_sample()
        self.assertEqual(tuple(group.name for group in obj.vertex_groups), sample.JOINT_NAMES)
        found = weights(obj)
        expected = np.zeros_like(found)
        for slot in range(self.avatar.weight_indices.shape[1]):
            rows = np.arange(len(expected))
            np.add.at(
                expected, (rows, self.avatar.weight_indices[:, slot]), self.avatar.weight_values[:, slot]
            )
        np.testing.assert_array_equal(found, expected)
        np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-6)
        smallest = min(group.weight for vertex in obj.data.vertices for group in vertex.groups)
        self.assertGreater(smallest, 0)

    def test_raising_an_arm_moves_its_hand_and_nothing_else(self):
        armature, obj = self.import_sample()
        before = deformed(obj)
        armature.pose.bones["left_shoulder"].rotation_mode = "XYZ"
        armature.pose.bones["left_shoulder"].rotation_euler = (0.5, 0.3, 0.2)
        moved = np.linalg.norm(deformed(obj) - before, axis=1)
        arm = [sample.JOINT_NAMES.index(f"left_{name}") for name in ("shoulder", "elbow", "wrist", "hand")]
        follows = weights(obj)[:, arm].sum(axis=1)
        np.testing.assert_array_less(moved[follows == 0], 1e-6)
        hand = weights(obj)[:, arm[-1]] == 1
        self.assertTrue(hand.any())
        np.testing.assert_array_less(0.05, moved[hand])


class Files(support.Case):
    def test_a_missing_texture_is_one_sentence_and_leaves_the_scene_alone(self):
        (self.folder / "texture.png").unlink()
        with self.assertRaises(support.part("backend.protocol").UserError) as caught:
            support.ADDON.armature.import_avatar(self.avatar_file)
        self.assertIn("texture.png", caught.exception.what)
        self.assertFalse(bpy.data.objects or bpy.data.meshes or bpy.data.armatures)

    def test_a_cut_short_file_is_refused(self):
        whole = self.avatar_file.read_bytes()
        self.avatar_file.write_bytes(whole[: len(whole) // 2])
        with self.assertRaises(support.part("backend.protocol").UserError):
            support.ADDON.armature.import_avatar(self.avatar_file)
        self.assertFalse(bpy.data.objects)

    def test_a_second_avatar_stands_beside_the_first(self):
        first, _ = self.import_sample()
        second, mesh = self.import_sample()
        self.assertNotEqual(first, second)
        self.assertEqual(mesh.modifiers["Armature"].object, second)
        self.assertEqual(bpy.context.view_layer.objects.active, second)
        self.assertFalse(first.select_get())

    def test_importing_from_edit_mode_works(self):
        self.import_sample()
        bpy.ops.object.mode_set(mode="EDIT")
        self.import_sample()
        self.assertEqual(bpy.context.mode, "OBJECT")


def deformed(obj: bpy.types.Object) -> np.ndarray:
    bpy.context.view_layer.update()
    return coordinates(obj.evaluated_get(bpy.context.evaluated_depsgraph_get()).data)


def parent_name(index: int) -> str | None:
    return None if index < 0 else sample.JOINT_NAMES[index]
