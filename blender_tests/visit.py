"""What a visit to the add-on in a Blender with a window shares: see window.py. Imported inside Blender."""

from __future__ import annotations

import dataclasses
import importlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import bpy
import numpy as np

from blender_tests import hands

FROM_THE_FRONT = (0.69, 0.69, 0.15, 0.15)  # and a little from the right
PATIENCE = 300  # steps of a tenth of a second
MOTIONS, FURTHER = ("waving", "running"), "jumping"  # which the gallery's first avatar has to have
EARLIER = [
    ("a tall and skinny man", "a man in a red shirt and blue trousers", (200, 40, 40)),
    ("a strong man", "a firefighter", (220, 140, 30)),
    (
        "a short woman",
        "a woman with blonde hair in a purple jacket, white trousers, boots",
        (120, 60, 170),
    ),
]


class Visit:
    """What the visit shares: the add-on, its folders, what was seen."""

    def __init__(self, addon: ModuleType, support: ModuleType, out: Path, gallery: Path | None):
        self.support, self.out, self.seen = support, out, dict[str, object]()
        self.gallery = sorted(gallery.iterdir()) if gallery else []
        self.panel, self.job = (
            importlib.import_module(f"{addon.__name__}.{name}") for name in ("panel", "job")
        )
        self.preferences = bpy.context.preferences.addons[addon.__name__].preferences
        if gallery:
            shutil.copytree(self.gallery[0], out / "avatar")
        else:
            support.sample.write(out / "avatar", motions=(*MOTIONS, FURTHER))
        self.avatar = out / "avatar" / "avatar.npz"
        avatar = support.part("backend.avatar")
        made = avatar.load(self.avatar)
        *motions, self.further = made.motions  # what will be added
        avatar.save(dataclasses.replace(made, motions=tuple(motions)), self.avatar)
        self.environment, self.collections = out / "environment", len(bpy.data.collections)
        support.stand_in_environment(self.environment)

    def play(self, *steps: dict) -> None:
        """What the next backend does."""
        (self.environment / "script.json").write_text(json.dumps(steps), encoding="utf-8")

    def until(self, condition: Callable[[], object]) -> Iterator[float]:
        for _ in range(PATIENCE):
            if condition():
                return
            yield 0.1
        raise TimeoutError("It did not happen.")

    def press(self, *names: str) -> Iterator[float]:
        """Click these buttons, in this order; the panel must not change in between."""
        found: dict[str, tuple[int, int]] = {}
        yield from hands.look_for(list(names), found)
        for name in names:
            yield from hands.click(found[name])

    def picture(self, name: str, of: bpy.types.Window | None = None) -> Iterator[float]:
        yield from hands.photograph(self.out / f"{name}.png", of)

    def armatures(self) -> int:
        return [obj.type for obj in bpy.data.objects].count("ARMATURE")

    def browser(self) -> tuple[bpy.types.Window, bpy.types.SpaceFileBrowser] | None:
        """The file browser that a button has opened, in a window of its own."""
        for window in bpy.context.window_manager.windows:
            for area in window.screen.areas:
                if area.type == "FILE_BROWSER":
                    return window, area.spaces.active
        return None

    def browse(self, name: str) -> Iterator[float]:
        """Click a button that opens a file browser, and again where a busy Blender has missed it."""
        for _ in range(3):
            yield from self.press(name)
            for _ in range(50):
                if self.browser():
                    return
                yield 0.1
        raise TimeoutError(f"{name} opens no file browser.")

    def choose(self, path: Path) -> Iterator[float]:
        """Take a file in the browser that is open, which is photographed under the file's name."""
        window, space = self.browser()
        space.params.directory, space.params.filename = os.fsencode(path.parent), path.name
        area = next(area for area in window.screen.areas if area.type == "FILE_BROWSER")
        with bpy.context.temp_override(window=window, area=area, region=area.regions[-1]):
            bpy.ops.file.refresh()
        yield from self.picture(path.stem, window)
        yield from hands.press("Return")


def settings():
    return bpy.context.scene.avatarclip


def open_tab(visit: Visit) -> Iterator[float]:
    """Click down the sidebar's tabs until ours draws: Blender 3.4 has no other way to choose one."""
    drawn: list[str] = []
    draw = visit.panel.draw_job
    visit.panel.draw_job = lambda layout, context: (drawn.append("main"), draw(layout, context))
    bpy.context.preferences.view.show_splash = False
    bpy.context.preferences.system.use_region_overlap = False  # so that the scene is seldom drawn
    area, _ = hands.view()
    space = area.spaces.active
    space.show_region_ui, space.overlay.show_overlays = True, False
    space.shading.color_type = "TEXTURE"
    space.region_3d.view_location, space.region_3d.view_distance = (0.3, 0, 0.15), 7.6
    space.region_3d.view_rotation = FROM_THE_FRONT
    bpy.data.objects.remove(bpy.data.objects["Cube"])
    yield 1.0
    _, region = hands.view()
    for y in range(region.y + region.height - 15, region.y, -25):
        yield from hands.click((region.x + region.width - 8, y))
        if drawn:
            break
    visit.panel.draw_job = draw
    visit.seen["drawn"] = bool(drawn)


def earlier_avatars(visit: Visit, parent: Path) -> list[Path]:
    """Folders as the backend leaves them, oldest first: the gallery's, else some in plain colours."""
    folders = [Path(shutil.copytree(folder, parent / folder.name)) for folder in reversed(visit.gallery)]
    for number, (shape, looks, color) in enumerate(() if folders else EARLIER):
        folder = parent / f"avatar-{number}"
        visit.support.sample.write(folder)
        choices = {"shape": shape, "appearance": looks, "seed": 48_213 * number}
        (folder / "request.json").write_text(json.dumps(choices), encoding="utf-8")
        sheet = np.full((512, 1568, 3), color, np.uint8)
        sheet[:, 480:] = 90  # the views that the history leaves out
        (folder / "preview.png").write_bytes(visit.support.sample.png(sheet))
        folders.append(folder)
    for number, folder in enumerate(folders):
        os.utime(folder / "avatar.npz", (1e9 + number, 1e9 + number))
    return folders


def open_all(panel: ModuleType) -> None:
    """Let every panel be open from the start."""
    for cls in reversed(panel.CLASSES[1:]):
        bpy.utils.unregister_class(cls)
    for cls in panel.CLASSES[1:]:
        cls.bl_options = set()
        bpy.utils.register_class(cls)
