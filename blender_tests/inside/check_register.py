"""The add-on comes and goes without leaving anything behind."""

from __future__ import annotations

import sys
import unittest

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
        support.prepare(addon_utils.enable(module, default_set=True).__name__, support.KEEP)
        self.assertEqual(self.names(), enabled)

    def test_takes_nothing_from_torch(self):
        self.assertNotIn("torch", sys.modules)


class Operators(unittest.TestCase):
    def test_names_follow_the_platform(self):
        for cls in (*support.part("operators").CLASSES, *support.part("panel").CLASSES):
            self.assertRegex(cls.__name__, r"^AVATARCLIP_(OT|PT)_\w+$")
        for cls in support.part("operators").CLASSES:
            self.assertRegex(cls.bl_idname, r"^avatarclip\.\w+$")
            self.assertTrue(cls.__doc__)
