"""Bones and motions: how they lie, what they are called, how they move the avatar."""

from __future__ import annotations

import bpy
import numpy as np

from .. import sample
from . import support
from .check_import import deformed

MIRROR = np.array([-1, 1, 1])
LEFT = {  # what a few of the finer joints of the left side are called
    "MIXAMO": ("mixamorig:LeftHandThumb1", "mixamorig:LeftHandIndex1", "mixamorig:LeftHandPinky3"),
    "UNITY": ("LeftThumbProximal", "LeftIndexProximal", "LeftLittleDistal"),
    "GODOT": ("LeftThumbMetacarpal", "LeftIndexProximal", "LeftLittleDistal"),
    "UNREAL": ("thumb_01_l", "index_01_l", "pinky_03_l"),
    "VRM": ("leftThumbMetacarpal", "leftIndexProximal", "leftLittleDistal"),
}
EYES = {"MIXAMO": "mixamorig:RightEye", "UNITY": "RightEye", "GODOT": "RightEye", "UNREAL": "eye_r",
        "VRM": "rightEye"}  # fmt: skip


def rotations(vectors: np.ndarray) -> np.ndarray:
    """Axis-angle (N, 3) -> matrices (N, 3, 3), by Rodrigues' formula."""
    found = []
    for vector in vectors.astype(float):
        angle = np.linalg.norm(vector)
        x, y, z = vector / max(angle, 1e-12)
        cross = np.array([[0, -z, y], [z, 0, -x], [-y, x, 0]])
        found.append(np.eye(3) + np.sin(angle) * cross + (1 - np.cos(angle)) * cross @ cross)
    return np.array(found)


def skinned(source, pose: np.ndarray, translation: np.ndarray) -> np.ndarray:
    """The file's vertices in a pose by linear blend skinning, in Blender's axes."""
    turns, worlds = rotations(pose), []
    for joint, parent in enumerate(source.parents):
        local = np.eye(4)
        local[:3, :3] = turns[joint]
        local[:3, 3] = source.joints[joint] - (source.joints[parent] if parent >= 0 else -translation)
        worlds.append(local if parent < 0 else worlds[parent] @ local)
    moved = np.zeros((len(source.vertices), 3))
    for slot in range(source.weight_indices.shape[1]):
        joint = source.weight_indices[:, slot]
        world = np.array(worlds)[joint]
        points = np.einsum("nij,nj->ni", world[:, :3, :3], source.vertices - source.joints[joint])
        moved += source.weight_values[:, slot, None] * (points + world[:, :3, 3])
    return moved[:, [0, 2, 1]] * (1, -1, 1)


class Bones(support.Case):
    def test_left_and_right_mirror_each_other(self):
        armature, _ = self.import_sample()
        for name in (name for name in sample.JOINT_NAMES if name.startswith("left")):
            left, right = (
                np.array(armature.data.bones[one].matrix_local.to_3x3())
                for one in (name, name.replace("left", "right"))
            )
            for axis in (1, 2):  # where it points, and its z; x is then turned round
                np.testing.assert_allclose(left[:, axis] * MIRROR, right[:, axis], atol=1e-4)

    def test_a_positive_turn_about_x_bends_forward_or_lifts_the_foot(self):
        armature, _ = self.import_sample()
        for bone in armature.data.bones:
            z = bone.matrix_local.to_3x3().col[2]
            foot = bone.name.endswith(("ankle", "foot"))
            self.assertGreater(z.z if foot else -z.y, 0.7, bone.name)

    def test_every_bone_belongs_to_its_limb(self):
        armature, _ = self.import_sample()
        if bpy.app.version >= (4, 0):
            limbs = {bone.name: [one.name for one in bone.collections] for bone in armature.data.bones}
        else:
            limbs = {bone.name: [bone.bone_group.name] for bone in armature.pose.bones}
        self.assertEqual(limbs["left_knee"], ["Left Leg"])
        self.assertEqual(limbs["right_wrist"], ["Right Arm"])
        self.assertEqual(limbs["spine2"], ["Trunk"])
        self.assertEqual({len(names) for names in limbs.values()}, {1})
        self.assertEqual(len({name for (name,) in limbs.values()}), 5)

    def test_no_two_joints_share_a_name_and_every_style_knows_all(self):
        skeleton = support.part("skeleton")
        for style in skeleton.STYLES:
            for joints in (sample.JOINT_NAMES, sample.with_fingers(self.avatar).joint_names):
                names = [skeleton.bone_name(joint, style) for joint in joints]
                self.assertEqual(len(set(names)), len(joints), style)
                if style != skeleton.SMPL:
                    own = {"pelvis", "neck", "head", "jaw"} if style != skeleton.MIXAMO else set()
                    self.assertLessEqual(set(names) & set(joints), own, style)
        for style, names in LEFT.items():
            joints = ("left_thumb1", "left_index1", "left_pinky3")
            self.assertEqual(tuple(skeleton.bone_name(joint, style) for joint in joints), names)
            self.assertEqual(skeleton.bone_name("right_eye_smplhf", style), EYES[style])
        self.assertEqual(skeleton.bone_name("tail", skeleton.UNITY), "tail")


class Finer(support.Case):
    """An avatar with SMPL-X's joints."""

    def setUp(self):
        super().setUp()
        sample.write(self.folder, fingers=True)

    def test_fingers_curl_down_about_x_mirrored_and_the_face_looks_forward(self):
        armature, _ = self.import_sample()
        self.assertEqual(len(armature.data.bones), 55)
        for bone in armature.data.bones:
            matrix = np.array(bone.matrix_local.to_3x3())
            if bone.name[-1] in "123" and not bone.name.startswith("spine"):
                self.assertLess(matrix[2, 2], -0.7, bone.name)  # z, to which a turn about x leads y
                other = armature.data.bones[bone.name.replace("left", "right")]
                mirrored = np.array(other.matrix_local.to_3x3())
                flip = MIRROR if other != bone else np.ones(3)
                np.testing.assert_allclose(matrix[:, 1:], mirrored[:, 1:] * flip[:, None], atol=1e-4)
            if bone.name == "jaw" or "eye" in bone.name:
                self.assertLess(matrix[1, 1], -0.99, bone.name)

    def test_motions_move_the_mesh_as_linear_blend_skinning_does(self):
        bpy.context.scene.render.fps = 30
        armature, mesh = self.import_sample()
        source = support.part("backend.avatar").load(self.avatar_file)
        (motion,) = source.motions
        bpy.context.scene.frame_set(7)
        expected = skinned(source, motion.poses[7], motion.translations[7])
        np.testing.assert_allclose(deformed(mesh), expected, atol=1e-4)


class Motions(support.Case):
    def test_the_stand_pose_comes_first_and_the_first_motion_is_active(self):
        sample.write(self.folder, motions=("waving", "raising both arms"))
        armature, _ = self.import_sample()
        data = armature.animation_data
        self.assertEqual([track.name for track in data.nla_tracks], ["Stand", "waving", "raising both arms"])
        self.assertTrue(all(track.mute for track in data.nla_tracks))
        self.assertEqual(data.action, data.nla_tracks[1].strips[0].action)
        for strip in support.part("action").strips_of(armature):
            self.assertEqual(strip.action.name, strip.name)
            self.assertTrue(strip.action.use_fake_user)

    def test_without_a_motion_it_stands(self):
        sample.write(self.folder, motions=())
        armature, _ = self.import_sample()
        data = armature.animation_data
        self.assertEqual(data.action, data.nla_tracks[0].strips[0].action)
        bpy.context.scene.frame_set(0)
        wrist = armature.pose.bones["left_wrist"].head
        self.assertLess(wrist.z, armature.data.bones["left_wrist"].head_local.z - 0.2)

    def test_they_move_the_mesh_as_linear_blend_skinning_does(self):
        bpy.context.scene.render.fps = 30
        armature, mesh = self.import_sample()
        strip = armature.animation_data.nla_tracks[sample.MOTION].strips[0]
        support.part("action").assign(armature.animation_data, strip.action)
        (motion,) = self.avatar.motions
        for frame in (0, 7, 30):
            bpy.context.scene.frame_set(frame)
            expected = skinned(self.avatar, motion.poses[frame], motion.translations[frame])
            np.testing.assert_allclose(deformed(mesh), expected, atol=1e-4)

    def test_they_last_as_long_at_any_frame_rate(self):
        for rate in (24, 60):
            self.clear_scene()
            bpy.context.scene.render.fps = rate
            armature, _ = self.import_sample()
            for track in armature.animation_data.nla_tracks:
                self.assertAlmostEqual(track.strips[0].frame_end / rate, 1, places=3)

    def test_two_avatars_have_motions_of_their_own(self):
        first, _ = self.import_sample()
        second, _ = self.import_sample()
        for track, other in zip(
            first.animation_data.nla_tracks, second.animation_data.nla_tracks, strict=True
        ):
            self.assertEqual(track.name, other.name)
            self.assertNotEqual(track.strips[0].action, other.strips[0].action)
