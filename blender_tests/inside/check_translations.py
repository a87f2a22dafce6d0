"""Every language says everything that the sidebar says."""

from __future__ import annotations

import string

import bpy

from . import support

UNTRANSLATED = {"AvatarCLIP", "AvatarCLIP Presets", "CLIP ViT-B/32", "CLIP ViT-L/14", "CPU", "CUDA", "Metal"}
UNTRANSLATED |= {"SMPL Neutral", "SMPL Male", "SMPL Female", "Python"}
UNTRANSLATED |= {"Presets"}  # in Blender's own dictionary


class Translations(support.Case):
    def labels(self) -> set[str]:
        """What buttons, panels, fields and choices are called; names of what is never drawn left out."""
        found = set()
        for cls in support.ADDON.CLASSES:
            if "INTERNAL" not in getattr(cls, "bl_options", ()):
                found.add(getattr(cls, "bl_label", ""))
            if issubclass(cls, (bpy.types.PropertyGroup, bpy.types.AddonPreferences)):
                for name in cls.__annotations__:
                    field = cls.bl_rna.properties[name]
                    found |= {field.name} - {name}
                    found |= {item.name for item in getattr(field, "enum_items", ())}
        return found - UNTRANSLATED - {"", "Add AvatarCLIP Preset"}

    def test_nothing_is_left_out(self):
        known = set(support.part("translations").GERMAN)
        self.assertGreater(len(self.labels()), 40)
        self.assertLessEqual(self.labels(), known)

    def test_numbers_stay_in_their_places(self):
        for text, said in support.part("translations").GERMAN.items():
            places = [
                [part[1:] for part in string.Formatter().parse(one) if part[1] is not None]
                for one in (text, said)
            ]
            self.assertEqual(*places)

    def test_blender_uses_them(self):
        view = bpy.context.preferences.view
        locale = next(iter({"de", "de_DE"} & set(bpy.app.translations.locales)), "")
        if not locale:
            self.skipTest("this Blender has no German")
        before = view.language
        self.addCleanup(setattr, view, "language", before)
        view.language = locale
        view.use_translate_interface = view.use_translate_tooltips = True
        said = support.part("translations").said
        self.assertEqual(said("{} in the Queue", 3), "3 in der Schlange")
        self.assertEqual(bpy.app.translations.pgettext_iface("Generate", "Operator"), "Erzeugen")
        self.assertEqual(support.part("job").duration(90), "noch 2 min")
