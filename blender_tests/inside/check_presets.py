"""The panel's presets hold what is set once and used for many avatars."""

from __future__ import annotations

from pathlib import Path

import bpy

from . import support


class Presets(support.Case):
    def test_kept_and_used_again(self):
        settings = bpy.context.scene.avatarclip
        settings.guide, settings.start, settings.shape = "ViT-B/32", "body", "a tall man"
        settings.motion = "walking; waving"
        self.assertEqual(bpy.ops.avatarclip.preset_add(name="with clip"), {"FINISHED"})
        (file,) = (Path(folder, "with_clip.py") for folder in bpy.utils.preset_paths("avatarclip"))
        settings.guide, settings.start, settings.shape = "builtin", "codebook", "somebody else"
        settings.motion = ""
        bpy.ops.script.execute_preset(filepath=str(file), menu_idname="AVATARCLIP_PT_presets")
        self.assertEqual((settings.guide, settings.start), ("ViT-B/32", "body"))
        self.assertEqual(settings.motion, "walking; waving")
        self.assertEqual(settings.shape, "somebody else")
        bpy.ops.avatarclip.preset_add(name="with clip", remove_name=True)
        self.assertFalse(file.exists())

    def test_nothing_but_the_avatars_words_seed_folder_and_a_meshs_pose_is_left_out(self):
        settings = bpy.context.scene.avatarclip.bl_rna.properties
        own = {name for name, found in settings.items() if not found.is_hidden} - {"rna_type", "name"}
        left_out = {"shape", "appearance", "seed", "seed_locked", "folder", "pose"}
        self.assertEqual(own - set(support.part("presets").KEPT), left_out)
