"""What the sidebar shows, drawn into a layout that takes notes."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from types import SimpleNamespace

import bpy

from . import support


class Notes:
    """Stands where Blender puts a layout, and remembers what is drawn; checks that it exists."""

    def __init__(self, above: Notes | None = None):
        self.drawn: list[tuple[str, str]] = above.drawn if above else []
        self.buttons: list[tuple[str, SimpleNamespace]] = above.buttons if above else []

    def column(self, **_):
        return Notes(self)

    row = box = split = column

    def separator(self):
        pass

    def label(self, text: str = "", icon: str = "NONE"):
        self.drawn.append(("label", text))

    def prop(self, data, name: str, **_):
        if name not in data.bl_rna.properties:
            raise AttributeError(f"{data} has no property {name}")
        self.drawn.append(("prop", name))

    def operator(self, name: str, **_):
        group, _, action = name.partition(".")
        getattr(getattr(bpy.ops, group), action).get_rna_type()  # raises where there is none
        self.drawn.append(("operator", name))
        self.buttons.append((name, SimpleNamespace()))
        return self.buttons[-1][1]

    def operator_menu_enum(self, name: str, field: str, **_):
        group, _, action = name.partition(".")
        assert field in getattr(getattr(bpy.ops, group), action).get_rna_type().properties
        self.drawn.append(("choice", name))

    def menu(self, name: str, **_):
        getattr(bpy.types, name)  # raises where there is none
        self.drawn.append(("menu", name))

    def template_icon(self, icon_value: int, scale: float):
        self.drawn.append(("icon", str(icon_value)))

    def progress(self, factor: float, text: str):
        self.drawn.append(("progress", text))

    def of(self, kind: str) -> list[str]:
        return [text for found, text in self.drawn if found == kind]


class Seed(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.settings = bpy.context.scene.avatarclip
        self.settings.folder = str(self.folder)

    def request(self):
        return support.part("properties").to_request(bpy.context)

    def finish(self, request) -> None:
        Path(request.out).mkdir()
        Path(request.out, "report.json").write_text("{}", encoding="utf-8")

    def test_a_new_one_is_drawn_and_shown_for_every_avatar(self):
        seeds = []
        for _ in range(4):
            request = self.request()
            self.assertEqual(self.settings.seed, request.seed)
            self.finish(request)
            seeds.append(request.seed)
        self.assertEqual(len(set(seeds)), 4)

    def test_what_was_cancelled_goes_on_with_its_seed(self):
        first = self.request()
        Path(first.out).mkdir()
        self.assertEqual(self.request(), first)
        self.settings.appearance = "somebody else"
        self.assertNotEqual(self.request().seed, first.seed)

    def test_a_locked_one_stays(self):
        first = self.request()
        self.settings.seed_locked = True
        self.finish(first)
        self.assertEqual(self.request(), first)
        self.settings.shape = "somebody else"
        self.assertEqual(self.request().seed, first.seed)

    def test_a_typed_one_is_used(self):
        self.finish(self.request())
        self.settings.seed = 7
        self.assertTrue(self.settings.seed_locked)
        self.assertEqual(self.request().seed, 7)

    def test_an_earlier_request_is_taken_over_whole(self):
        protocol, properties = support.part("backend.protocol"), support.part("properties")
        request = protocol.Request(
            "a strong man",
            "an elf",
            "out",
            "waving; running",
            guide="/clip.pt",
            body="male",
            start="body",
            seed=5,
        )
        for guide in ("/clip.pt", "RN50", "open_clip:ViT-B-32/laion2b_s34b_b79k", "ViT-B/32", "builtin"):
            request = dataclasses.replace(request, guide=guide)
            properties.use_request(self.settings, request)
            again = self.request()
            for name in ("shape", "appearance", "motion", "preset", "guide", "body", "start", "seed"):
                self.assertEqual(getattr(again, name), getattr(request, name), name)
        with self.assertRaises(protocol.UserError):
            properties.use_request(
                self.settings, protocol.Request("b", "c", "out", preset="/my.conf", seed=8)
            )
        self.assertEqual(self.request(), again)

    def test_a_guides_name_that_is_none_is_refused_in_words(self):
        self.settings.guide = "NAME"
        for name, words in (
            ("", "There is no guide"),
            ("ViT", "It is one of"),
            ("open_clip:ViT-B-32", "is not"),
        ):
            self.settings.guide_name = name
            with self.assertRaisesRegex(support.part("backend.protocol").UserError, words):
                self.request()
        for name in support.part("properties").GUIDE_NAMES:
            self.settings.guide_name = name
            self.assertEqual(self.request().guide, name)


class Panel(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.job = bpy.context.window_manager.avatarclip_job
        support.part("job").clear()

    def draw(self, name: str = "AVATARCLIP_PT_main") -> Notes:
        notes = Notes()
        getattr(support.part("panel"), name).draw(SimpleNamespace(layout=notes), bpy.context)
        return notes

    def test_shows_the_prompts_and_generate(self):
        notes = self.draw()
        for name in ("shape", "appearance", "motion", "preset", "seed"):
            self.assertIn(name, notes.of("prop"))
        self.assertEqual(len(notes.of("menu")), 3)
        self.assertIn("avatarclip.generate", notes.of("operator"))
        self.assertNotIn("avatarclip.cancel", notes.of("operator"))

    def test_offers_to_set_up_where_nothing_is_and_says_what_it_costs_and_where_it_goes(self):
        self.assertIn("avatarclip.setup", self.draw().of("operator"))
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        self.addCleanup(setattr, preferences, "environment", "")
        preferences.environment = "/somewhere/else"
        download, disk = support.part("backend.install").most()
        text = " ".join(self.draw().of("label"))
        for part in (f"downloads up to {download:g} GB", f"{disk:g} GB", "/somewhere/else"):
            self.assertIn(part, text)
        self.addCleanup(setattr, preferences, "wheels", "")
        preferences.wheels = "/wheels"
        self.assertNotIn("downloads", " ".join(self.draw().of("label")))

    def test_every_choice_of_a_request_has_a_control(self):
        shown = {*self.draw().of("prop"), *self.draw("AVATARCLIP_PT_options").of("prop")}
        shown |= {*self.draw("AVATARCLIP_PT_rig").of("prop")}
        settings = bpy.context.scene.avatarclip
        for settings.guide, settings.body in (("FILE", "FILE"), ("NAME", "free")):
            shown |= set(self.draw("AVATARCLIP_PT_options").of("prop"))
        own = {name for name, found in settings.bl_rna.properties.items() if not found.is_hidden}
        own -= {"rna_type", "name"}
        self.assertEqual(shown, own)

    def test_files_are_imported_and_exported_from_here(self):
        operators = self.draw("AVATARCLIP_PT_files").of("operator")
        self.assertEqual(
            operators, ["avatarclip.import_avatar", "avatarclip.export_fbx", "avatarclip.export_glb"]
        )
        self.assertEqual(self.draw("AVATARCLIP_PT_files").of("choice"), ["avatarclip.export"])

    def test_long_errors_are_wrapped_to_the_sidebar(self):
        self.job.what, self.job.why, self.job.fix = "It broke. " * 8, "Because. " * 9, "Mend it."
        notes = self.draw()
        text = " ".join(notes.of("label"))
        for part in (self.job.what, self.job.why, self.job.fix):
            self.assertIn(part.strip(), text)
        self.assertLess(max(map(len, notes.of("label"))), 40)

    def test_paths_are_wrapped_where_folders_end(self):
        self.job.what = "~/.config/blender/4.5/datafiles/avatarclip/environment is there already."
        labels = self.draw().of("label")
        start = next(number for number, text in enumerate(labels) if text.startswith("~/.config"))
        self.assertEqual("".join(labels[start:]).replace(" ", ""), self.job.what.replace(" ", ""))
        self.assertTrue(labels[start].endswith("/") and labels[start + 1].endswith("/"), labels)

    def test_shows_progress_and_cancel_while_the_backend_works(self):
        job = support.part("job")
        folder = support.stand_in_environment(self.folder / "environment", {"deaf": True})
        job.start(support.part("client").serve_command(folder))
        try:
            job.show({"type": "stage", "name": "Installing PyTorch", "index": 1, "of": 1})
            self.assertEqual(self.draw().of("label").count("Installing PyTorch"), 1)
            job.show({"type": "stage", "name": "sculpt", "index": 0, "of": 3})
            job.show({"type": "progress", "step": 1, "of": 2, "seconds_left": 30.0, "losses": {}})
            notes = self.draw()
            job.append(job.Work(["python"], "{}"))
            waiting = self.draw()
        finally:
            job.stop()
        self.assertIn("Sculpt (1 of 3)", notes.of("label"))
        self.assertTrue("30 s left" in notes.of("progress") or "percent" in notes.of("prop"))
        self.assertIn("avatarclip.cancel", notes.of("operator"))
        self.assertNotIn("avatarclip.clear_queue", notes.of("operator"))
        self.assertIn("1 in the Queue", waiting.of("label"))
        self.assertIn("avatarclip.clear_queue", waiting.of("operator"))
        self.assertIn("avatarclip.generate", self.draw().of("operator"))

    def test_says_which_guide_made_the_last_avatar_and_what_it_did_not_know(self):
        self.assertNotIn("Guide", " ".join(self.draw().of("label")))
        self.job.guide, self.job.warnings = "ViT-B/32", 'It was never taught "crimson".'
        text = " ".join(self.draw().of("label"))
        self.assertIn("Guide: ViT-B/32", text)
        self.assertIn("crimson", text)

    def test_shows_the_picture_or_its_path(self):
        self.job.preview = str(self.folder / "missing.png")
        self.assertIn("missing.png", "".join(self.draw().of("label")))
        self.job.preview = str(self.folder / "texture.png")
        self.assertEqual(len(self.draw().of("icon")), 1)

    def test_preferences(self):
        preferences = bpy.context.preferences.addons[support.ADDON.__name__].preferences
        notes = Notes()
        stand_in = SimpleNamespace(layout=notes, bl_rna=preferences.bl_rna)
        support.part("preferences").AvatarClipPreferences.draw(stand_in, bpy.context)
        self.assertEqual(notes.of("prop"), ["environment", "python", "wheels", "device"])
