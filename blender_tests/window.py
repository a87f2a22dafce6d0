r"""Run inside a Blender with a window: open the panel, generate with a stand-in backend, take pictures.

    blender --factory-startup --enable-event-simulate -p 0 0 1280 800 --python blender_tests/window.py -- \
        --zip ZIP --out FOLDER

Writes PNG files and, last, ``seen.json`` with what was seen into FOLDER, then quits.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import bpy

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 100  # steps of a tenth of a second


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
    for cls in (panel.AVATARCLIP_PT_options, panel.AVATARCLIP_PT_files):
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
