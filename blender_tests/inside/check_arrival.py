"""An avatar is imported into a collection of its own at the cursor, and exported from the origin."""

from __future__ import annotations

import json
from pathlib import Path

import bpy
import numpy as np

from . import support

PLACE = (3.0, -2.0, 0.5)


class Arrival(support.Case):
    def setUp(self) -> None:
        super().setUp()
        bpy.context.scene.cursor.location = PLACE

    def bring(self) -> bpy.types.Object:
        bpy.ops.avatarclip.import_avatar(filepath=str(self.avatar_file))
        (armature,) = (obj for obj in bpy.context.selected_objects if obj.type == "ARMATURE")
        return armature

    def test_all_of_it_is_in_one_new_collection_and_in_nothing_else(self):
        before = {*bpy.data.collections}
        armature = self.bring()
        (collection,) = {*bpy.data.collections} - before
        self.assertEqual({*collection.all_objects}, {*bpy.data.objects})
        self.assertIn(collection, {*bpy.context.scene.collection.children})
        for obj in bpy.data.objects:
            self.assertEqual(list(obj.users_collection), [collection])
        self.assertEqual(bpy.context.view_layer.objects.active, armature)

    def test_it_stands_at_the_cursor(self):
        armature = self.bring()
        bpy.context.view_layer.update()
        for obj in (armature, *armature.children):
            np.testing.assert_allclose(obj.matrix_world.translation, PLACE, atol=1e-6)

    def test_two_do_not_share_a_collection(self):
        first, second = self.bring(), self.bring()
        self.assertNotEqual(first.users_collection[0], second.users_collection[0])
        self.assertEqual(len(bpy.data.collections), 2)

    def test_its_looks_name_the_collection(self):
        request = support.part("backend.protocol").Request("a man", "a knight in silver armour", "out")
        Path(self.folder, "request.json").write_text(request.to_json(), encoding="utf-8")
        self.assertEqual(self.bring().users_collection[0].name, "a knight in silver armour")

    def test_a_damaged_file_leaves_no_collection(self):
        self.avatar_file.write_bytes(b"")
        with self.assertRaises(RuntimeError):
            self.bring()
        self.assertEqual((len(bpy.data.collections), len(bpy.data.objects)), (0, 0))

    def test_an_export_has_its_root_at_the_origin_and_moves_nothing(self):
        armature = self.bring()
        file = self.folder / "moved.glb"
        bpy.ops.avatarclip.export_glb(filepath=str(file))
        np.testing.assert_allclose(armature.location, PLACE)
        data = file.read_bytes()
        described = json.loads(data[20 : 20 + int.from_bytes(data[12:16], "little")])
        (root,) = (node for node in described["nodes"] if node.get("name") == armature.name)
        np.testing.assert_allclose(root.get("translation", (0, 0, 0)), (0, 0, 0), atol=1e-6)
