r"""Run inside a Blender with a window: open the panel, generate with a stand-in backend, take pictures.

    blender --factory-startup --enable-event-simulate -p 0 0 1280 1200 --python blender_tests/window.py -- \
        --zip ZIP --out FOLDER

Writes PNG files and, last, ``seen.json`` with what was seen into FOLDER, then quits.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import bpy
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 100  # steps of a tenth of a second
EARLIER = [
    ("a tall and skinny man", "a man in a red shirt and blue trousers", (200, 40, 40)),
    ("a strong man", "a firefighter", (220, 140, 30)),
    (
        "a short woman",
        "a woman with blonde hair in a purple jacket, white trousers, boots",
        (120, 60, 170),
    ),
]


def window() -> bpy.types.Window:
    return bpy.context.window_manager.windows[0]


def view() -> tuple[bpy.types.Area, bpy.types.Region]:
    """The 3D viewport and its sidebar."""
    area = next(area for area in window().screen.areas if area.type == "VIEW_3D")
    return area, next(region for region in area.regions if region.type == "UI")


def click(x: int, y: int) -> None:
    window().event_simulate("MOUSEMOVE", "NOTHING", x=x, y=y)
    window().event_simulate("LEFTMOUSE", "PRESS", x=x, y=y)
    window().event_simulate("LEFTMOUSE", "RELEASE", x=x, y=y)


def photograph(path: Path) -> Iterator[float]:
    """A picture of the window, after it had the time to draw itself anew."""
    view()[0].tag_redraw()
    yield 1.5
    with bpy.context.temp_override(window=window()):
        bpy.ops.screen.screenshot(filepath=str(path))


def open_tab(addon, drawn: list[str]) -> Iterator[float]:
    """Click down the sidebar's tabs until ours draws: Blender 3.4 has no other way to choose one."""
    bpy.context.preferences.view.show_splash = False
    area, _ = view()
    area.spaces.active.show_region_ui = True
    yield 1.0
    _, region = view()
    for y in range(region.y + region.height - 15, region.y, -25):
        click(region.x + region.width - 8, y)
        yield 0.3
        if drawn:
            return


def play(addon, support, out: Path, seen: dict) -> Iterator[float]:
    """The whole visit; yields how many seconds to wait."""
    panel, job = (importlib.import_module(f"{addon.__name__}.{name}") for name in ("panel", "job"))
    for cls in (panel.AVATARCLIP_PT_options, panel.AVATARCLIP_PT_files, panel.AVATARCLIP_PT_history):
        bpy.utils.unregister_class(cls)
        cls.bl_options = set()  # open from the start, for the pictures
        bpy.utils.register_class(cls)
    drawn: list[str] = []
    draw = panel.draw_job
    panel.draw_job = lambda layout, context: (drawn.append("main"), draw(layout, context))
    yield from open_tab(addon, drawn)
    yield from photograph(out / "panel.png")
    seen["drawn"] = bool(drawn)
    avatar_file = support.sample.write(out / "avatar")
    settings = bpy.context.scene.avatarclip
    settings.folder = str(out / "generated")
    support.stand_in_environment(
        out / "environment",
        {"message": {"type": "stage", "name": "sculpt", "index": 2, "of": 7}},
        {"message": {"type": "progress", "step": 62, "of": 100, "seconds_left": 95, "losses": {}}},
        {"message": {"type": "warning", "text": "The guide does not know the word 'frobnicated'."}},
        {"message": {"type": "preview", "path": str(out / "avatar" / "texture.png")}},
        {"until": str(out / "running.png")},
        {"message": {"type": "done", "out": str(out), "avatar": str(avatar_file), "report": {}}},
    )
    preferences = bpy.context.preferences.addons[addon.__name__].preferences
    preferences.environment = str(out / "environment")
    area, region = view()
    with bpy.context.temp_override(window=window(), area=area, region=region):
        seen["invoked"] = sorted(bpy.ops.avatarclip.generate("INVOKE_DEFAULT"))
    for _ in range(PATIENCE):
        if job.state().preview:
            break
        yield 0.1
    seen["running"], seen["percent"] = job.running(), job.state().percent
    yield from photograph(out / "running.png")
    for _ in range(PATIENCE):
        if not job.running():
            break
        yield 0.1
    yield from photograph(out / "done.png")
    seen["imported"] = sorted(obj.type for obj in bpy.context.selected_objects)
    job.clear()
    job.show(
        {
            "type": "error",
            "what": "There is no room left on the disk.",
            "why": "The output folder needs 300 MB and has 12 MB.",
            "fix": "Free some room or choose another folder under Options.",
        }
    )
    yield from photograph(out / "error.png")
    job.clear()
    settings.guide = settings.body = "FILE"
    yield from photograph(out / "options.png")
    settings.guide, settings.body, settings.folder = "builtin", "free", str(out / "earlier")
    yield from show_history(support, out, seen)


def show_history(support, out: Path, seen: dict) -> Iterator[float]:
    """The avatars of an output folder, the menus, and Delete, which is not answered with a yes."""
    folders = earlier_avatars(support, out / "earlier")
    history, kept = bpy.context.window_manager.avatarclip_history, support.part("thumbnails")._pictures["all"]
    view()[0].tag_redraw()
    for _ in range(PATIENCE):
        if len(kept) == len(folders):
            break
        yield 0.1
    seen["pictures"] = len(kept)
    yield from photograph(out / "history.png")
    history.open = str(folders[-1])
    yield from photograph(out / "history_open.png")
    history.open = ""
    area, region = view()
    x, y = region.x + 20, region.y + region.height - 150
    for name, call in (
        ("recent", lambda: bpy.ops.wm.call_menu(name="AVATARCLIP_MT_recent_appearance")),
        ("presets", lambda: bpy.ops.wm.call_panel(name="AVATARCLIP_PT_presets")),
        ("delete", lambda: bpy.ops.avatarclip.history_delete("INVOKE_DEFAULT", folder=str(folders[0]))),
    ):
        window().event_simulate("MOUSEMOVE", "NOTHING", x=x, y=y)
        yield 0.3
        with bpy.context.temp_override(window=window(), area=area, region=region):
            call()
        yield from photograph(out / f"{name}.png")
        window().event_simulate("ESC", "PRESS", x=x, y=y)
        window().event_simulate("ESC", "RELEASE", x=x, y=y)
        yield 0.5
    seen["kept"] = (folders[0] / "avatar.npz").is_file()


def earlier_avatars(support, parent: Path) -> list[Path]:
    """Folders as the backend leaves them, oldest first, their pictures in plain colours."""
    folders = []
    for number, (shape, looks, color) in enumerate(EARLIER):
        folder = parent / f"avatar-{number}"
        support.sample.write(folder)
        choices = {"shape": shape, "appearance": looks, "seed": 48_213 * number}
        (folder / "request.json").write_text(json.dumps(choices), encoding="utf-8")
        sheet = np.full((512, 1568, 3), color, np.uint8)
        sheet[:, 480:] = 90  # the views that the history leaves out
        (folder / "preview.png").write_bytes(support.sample.png(sheet))
        when = (1e9 + number, 1e9 + number)
        os.utime(folder / "avatar.npz", when)
        folders.append(folder)
    return folders


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :])
    sys.path.append(str(ROOT))
    installer = importlib.import_module("blender_tests.run_inside")
    addon = importlib.import_module(installer.install(arguments.zip))
    support = importlib.import_module("blender_tests.inside.support")
    support.prepare(addon.__name__, arguments.zip, None)
    seen: dict = {}
    steps = play(addon, support, arguments.out, seen)

    def step() -> float | None:
        try:
            return next(steps)
        except StopIteration:
            (arguments.out / "seen.json").write_text(json.dumps(seen), encoding="utf-8")
        except Exception:
            traceback.print_exc()
        bpy.ops.wm.quit_blender()
        return None

    bpy.app.timers.register(step, first_interval=1.0)


try:
    main()
except Exception:
    traceback.print_exc()
    bpy.ops.wm.quit_blender()
