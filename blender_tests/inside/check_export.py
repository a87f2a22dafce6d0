"""FBX and GLB, read back by Blender's own importers; the scene is as before."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import bpy
import numpy as np

from .. import sample
from . import support
from .check_import import coordinates, weights


def read_fbx(path: Path) -> None:
    if bpy.app.version >= (4, 5):
        bpy.ops.wm.fbx_import(filepath=str(path), anim_offset=0)
    else:
        bpy.ops.import_scene.fbx(filepath=str(path), anim_offset=0)


def read_glb(path: Path) -> None:
    # Blender 3.4's importer still asks numpy for a name that numpy 1.24 dropped.
    with mock.patch.object(np, "bool", bool, create=True):
        bpy.ops.import_scene.gltf(filepath=str(path))


def scene_state() -> dict:
    """What an export must leave as it was."""
    return {
        "objects": sorted((obj.name, obj.data.name, tuple(obj.location)) for obj in bpy.data.objects),
        "selected": sorted(obj.name for obj in bpy.context.selected_objects),
        "active": bpy.context.view_layer.objects.active.name,
        "meshes": sorted(bpy.data.meshes.keys()),
        "armatures": sorted(bpy.data.armatures.keys()),
        "actions": sorted(bpy.data.actions.keys()),
        "materials": sorted(bpy.data.materials.keys()),
        "frame": bpy.context.scene.frame_current,
        "hidden": sorted(obj.name for obj in bpy.data.objects if obj.hide_get()),
        "unit": bpy.context.scene.unit_settings.scale_length,
    }


class ReadBack(support.Case):
    """One armature with 24 bones, one skinned and textured mesh of the right height."""

    def check_read_back(self, read, path: Path) -> None:
        self.keep(path)
        self.clear_scene()
        read(path)
        bpy.context.view_layer.update()
        (armature,) = (obj for obj in bpy.data.objects if obj.type == "ARMATURE")
        (mesh,) = (obj for obj in bpy.data.objects if obj.type == "MESH" and obj.vertex_groups)
        self.assertEqual(set(armature.data.bones.keys()), set(sample.JOINT_NAMES))
        for name, parent in zip(sample.JOINT_NAMES, sample.PARENTS, strict=True):
            bone = armature.data.bones[name]
            self.assertEqual(
                bone.parent.name if bone.parent else "", sample.JOINT_NAMES[parent] if parent >= 0 else ""
            )
        heads = [armature.matrix_world @ armature.data.bones[name].head_local for name in sample.JOINT_NAMES]
        expected = sample.joints()[:, [0, 2, 1]] * (1, -1, 1)
        np.testing.assert_allclose(np.array(heads), expected, atol=1e-4)
        points = coordinates(mesh.data) @ np.array(mesh.matrix_world.to_3x3()).T
        self.assertAlmostEqual(points[:, 2].max() - points[:, 2].min(), sample.HEIGHT, delta=0.01)
        np.testing.assert_allclose(weights(mesh).sum(axis=1), 1, atol=1e-4)
        self.assertEqual(set(mesh.vertex_groups.keys()), set(sample.JOINT_NAMES))
        self.assertTrue(any(modifier.type == "ARMATURE" for modifier in mesh.modifiers))
        images = [image for image in bpy.data.images if image.size[0] == sample.CELLS * sample.CELL_PIXELS]
        self.assertTrue(images)

    def test_fbx_in_centimetres(self):
        armature, _ = self.import_sample()
        support.ADDON.export.export_fbx(armature, self.folder / "avatar.fbx")
        (self.folder / "texture.png").unlink()  # so that only the embedded one can be found
        self.check_read_back(read_fbx, self.folder / "avatar.fbx")

    def test_fbx_in_metres(self):
        armature, _ = self.import_sample()
        target = support.part("targets").TARGETS["METRES"]
        support.ADDON.export.export_fbx(armature, self.folder / "metres.fbx", target.options)
        self.check_read_back(read_fbx, self.folder / "metres.fbx")

    def test_glb(self):
        armature, _ = self.import_sample()
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        self.check_read_back(read_glb, self.folder / "avatar.glb")


class Scene(support.Case):
    def test_is_as_before(self):
        armature, mesh = self.import_sample()
        armature.location = (1, 2, 3)
        mesh.select_set(False)
        before = scene_state()
        support.ADDON.export.export_fbx(armature, self.folder / "avatar.fbx")
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        self.assertEqual(scene_state(), before)
        self.assertIn("Col", mesh.data.color_attributes)

    def test_only_the_avatar_is_written(self):
        armature, _ = self.import_sample()
        self.import_sample()
        bpy.ops.mesh.primitive_cube_add()
        support.ADDON.export.export_glb(armature, self.folder / "avatar.glb")
        self.clear_scene()
        read_glb(self.folder / "avatar.glb")
        self.assertEqual(len(bpy.data.armatures), 1)
        self.assertNotIn("Cube", bpy.data.objects)

    def test_a_moved_avatar_is_written_where_it_stands(self):
        armature, _ = self.import_sample()
        armature.location = (1, 2, 3)
        support.ADDON.export.export_fbx(armature, self.folder / "avatar.fbx")
        self.clear_scene()
        read_fbx(self.folder / "avatar.fbx")
        bpy.context.view_layer.update()
        (found,) = (obj for obj in bpy.data.objects if obj.type == "ARMATURE")
        np.testing.assert_allclose(found.matrix_world.translation, (1, 2, 3), atol=1e-3)


class Failing(support.Case):
    def test_an_unwritable_place_is_one_error_and_leaves_nothing(self):
        armature, _ = self.import_sample()
        before = scene_state()
        (self.folder / "taken").write_text("a file where a folder should be", encoding="utf-8")
        for write in (support.ADDON.export.export_fbx, support.ADDON.export.export_glb):
            with self.assertRaises(support.part("backend.protocol").UserError) as caught:
                write(armature, self.folder / "taken" / "avatar.fbx")
            self.assertEqual(caught.exception.kind, "disk")
        self.assertEqual(scene_state(), before)

    def test_a_failed_export_keeps_the_file_that_was_there(self):
        armature, _ = self.import_sample()
        target = self.folder / "avatar.glb"
        target.mkdir()  # a folder of that name cannot be replaced by the file
        with self.assertRaises(support.part("backend.protocol").UserError):
            support.ADDON.export.export_glb(armature, target)
        self.assertEqual(
            sorted(path.name for path in self.folder.iterdir()), ["avatar.glb", "avatar.npz", "texture.png"]
        )

    def test_what_is_no_avatar_is_refused(self):
        with self.assertRaises(support.part("backend.protocol").UserError):
            support.ADDON.export.find_armature(None)
