"""The add-on comes and goes without leaving anything behind."""

from __future__ import annotations

import subprocess
import sys
import unittest
from pathlib import Path

import addon_utils
import bpy

from . import support


class Registration(unittest.TestCase):
    def names(self) -> set[str]:
        return {name for name in dir(bpy.types) if name.startswith(("AVATARCLIP_", "AvatarClip"))}

    def test_enabling_twice_and_disabling_twice(self):
        module = support.ADDON.__name__
        enabled = self.names()
        self.assertTrue(hasattr(bpy.types.Scene, "avatarclip"))
        self.assertIn(module, bpy.context.preferences.addons)
        addon_utils.disable(module, default_set=True)
        self.assertFalse(hasattr(bpy.types.Scene, "avatarclip"))
        self.assertFalse(hasattr(bpy.types.WindowManager, "avatarclip_job"))
        self.assertEqual(self.names(), set())
        support.prepare(addon_utils.enable(module, default_set=True).__name__, support.ZIP, support.KEEP)
        self.assertEqual(self.names(), enabled)

    def test_takes_nothing_from_torch(self):
        self.assertNotIn("torch", sys.modules)


class Zip(unittest.TestCase):
    @unittest.skipIf(bpy.app.version < (4, 2), "the first Blender with extensions is 4.2")
    def test_blenders_own_validator_accepts_it(self):
        tool = Path(addon_utils.__file__).parents[1] / "addons_core" / "bl_pkg" / "cli" / "blender_ext.py"
        command = [support.python(), str(tool), "validate", str(support.ZIP)]
        ran = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(ran.returncode, 0, ran.stdout + ran.stderr)
        self.assertNotIn("error", (ran.stdout + ran.stderr).lower())


class Operators(unittest.TestCase):
    def test_names_follow_the_platform(self):
        for cls in (
            *support.part("operators").CLASSES,
            *support.part("follow").CLASSES,
            *support.part("panel").CLASSES,
        ):
            self.assertRegex(cls.__name__, r"^AVATARCLIP_(OT|PT)_\w+$")
        for cls in support.part("operators").CLASSES:
            self.assertRegex(cls.bl_idname, r"^avatarclip\.\w+$")
            self.assertTrue(cls.__doc__)
