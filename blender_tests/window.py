r"""Run inside a Blender with a window: use the add-on by mouse and keyboard, with a stand-in backend.

    blender --factory-startup -p 0 0 900 1300 --python blender_tests/window.py -- --zip ZIP --out FOLDER

Writes PNG files and, last, ``seen.json`` with what was seen into FOLDER, then quits.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import bpy
import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))
hands = importlib.import_module("blender_tests.hands")
PATIENCE = 300  # steps of a tenth of a second
WORDS = "a pirate in a red coat"
EARLIER = [
    ("a tall and skinny man", "a man in a red shirt and blue trousers", (200, 40, 40)),
    ("a strong man", "a firefighter", (220, 140, 30)),
    (
        "a short woman",
        "a woman with blonde hair in a purple jacket, white trousers, boots",
        (120, 60, 170),
    ),
]
STAGE = {"message": {"type": "stage", "name": "sculpture", "index": 2, "of": 6}}
PROGRESS = {"message": {"type": "progress", "step": 62, "of": 100, "seconds_left": 95, "losses": {}}}
WARNING = {"message": {"type": "warning", "text": "The guide does not know the word 'frobnicated'."}}


class Visit:
    """What the visit shares: the add-on, its folders, what was seen."""

    def __init__(self, addon: ModuleType, support: ModuleType, out: Path):
        self.support, self.out, self.seen = support, out, dict[str, object]()
        self.panel, self.job = (
            importlib.import_module(f"{addon.__name__}.{name}") for name in ("panel", "job")
        )
        self.preferences = bpy.context.preferences.addons[addon.__name__].preferences
        self.avatar = support.sample.write(out / "avatar")
        self.environment = out / "environment"
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

    def picture(self, name: str) -> Iterator[float]:
        yield from hands.photograph(self.out / f"{name}.png")

    def armatures(self) -> int:
        return [obj.type for obj in bpy.data.objects].count("ARMATURE")


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
    area.spaces.active.show_region_ui = True
    area.spaces.active.overlay.show_overlays = False
    yield 1.0
    _, region = hands.view()
    for y in range(region.y + region.height - 15, region.y, -25):
        yield from hands.click((region.x + region.width - 8, y))
        if drawn:
            break
    visit.panel.draw_job = draw
    visit.seen["drawn"] = bool(drawn)


def first_use(visit: Visit) -> Iterator[float]:
    """The button that sets up, and the words."""
    yield from visit.picture("first_use")
    release = visit.out / "release"
    unpacking = {"type": "stage", "name": "Unpacking 32 packages (the longest step)", "index": 0, "of": 1}
    done = {"type": "done", "out": "", "avatar": "", "report": ""}
    visit.play({"message": unpacking}, {"until": str(release)}, {"message": done})
    visit.preferences.python = str(visit.support.part("backend.environment").python_of(visit.environment))
    yield from visit.press("avatarclip.setup")
    yield from visit.until(lambda: visit.job.state().stage.startswith("Unpacking"))
    yield from visit.picture("set_up")
    release.touch()
    yield from visit.until(lambda: not visit.job.running())
    visit.preferences.environment = str(visit.environment)
    environment = visit.support.part("backend.environment")
    marker = {"requirements": environment.backend_recipe().digest(), "torch": "auto"}
    (visit.environment / environment.MARKER).write_text(json.dumps(marker), encoding="utf-8")
    found: dict[str, tuple[int, int]] = {}
    yield from hands.look_for([".appearance"], found)
    yield from hands.write(found[".appearance"], WORDS)
    visit.seen["typed"] = settings().appearance


def generate(visit: Visit) -> Iterator[float]:
    """One avatar is cancelled with another behind it, which is made; the first is resumed, and undone."""
    settings().folder = str(visit.out / "generated")
    preview = {"message": {"type": "preview", "path": str(visit.avatar.with_name("texture.png"))}}
    cancelled = [{"listen": True}, {"message": {"type": "cancelled"}}]
    visit.play({"begin": ""}, STAGE, PROGRESS, WARNING, preview, *cancelled)
    yield from visit.press("avatarclip.generate(")
    yield from visit.until(lambda: visit.job.state().preview)
    visit.seen["percent"] = visit.job.state().percent
    yield from visit.picture("running")
    visit.play({"obey": str(visit.avatar)})
    yield from visit.press("avatarclip.generate(")
    visit.seen["waiting"] = visit.job.waiting()
    yield from visit.picture("queue")
    yield from visit.press("avatarclip.cancel(")
    yield from visit.until(lambda: visit.armatures() == 1 and not visit.job.running())
    yield from visit.picture("unfinished")
    yield from visit.press("avatarclip.history_resume(")
    yield from visit.until(lambda: visit.armatures() == 2 and not visit.job.running())
    visit.seen["made"] = sorted(path.name for path in (visit.out / "generated").glob("*/report.json"))
    yield from visit.picture("done")
    area, _ = hands.view()
    hands.point(area.x + area.width // 3, area.y + area.height // 2)
    yield from hands.press("ctrl+z")
    visit.seen["after one undo"] = visit.armatures()


def queue(visit: Visit) -> Iterator[float]:
    """Two wait, and are forgotten by one click; the run itself is cancelled."""
    visit.play(STAGE, PROGRESS, {"listen": True}, {"message": {"type": "cancelled"}})
    yield from visit.press("avatarclip.generate(")
    yield from visit.until(lambda: visit.job.state().percent)
    for _ in range(2):
        yield from visit.press("avatarclip.generate(")
    visit.seen["queue"] = [visit.job.waiting()]
    yield from visit.press("avatarclip.clear_queue(")
    visit.seen["queue"] += [visit.job.waiting()]
    yield from visit.press("avatarclip.cancel(")
    yield from visit.until(lambda: not visit.job.running())


def error(visit: Visit) -> Iterator[float]:
    """What went wrong, and the button that opens the choice of another folder."""
    visit.job.clear()
    words = {
        "kind": "disk",
        "what": "There is no room left on the disk.",
        "why": "The output folder needs 300 MB and has 12 MB.",
        "fix": "Free some room or choose another folder under Options.",
    }
    visit.job.show({"type": "error", **words})
    yield from visit.picture("error")
    yield from visit.press("avatarclip.choose_folder(")
    windows = bpy.context.window_manager.windows
    browsers = [a for w in windows for a in w.screen.areas if a.type == "FILE_BROWSER"]
    visit.seen["browsers"] = len(browsers)
    operator = browsers[0].spaces.active.active_operator
    visit.seen["chooses"] = operator.bl_idname if operator else ""
    yield from hands.press("Escape")
    visit.job.clear()


def history(visit: Visit) -> Iterator[float]:
    """The avatars of an output folder, and every button of one."""
    folders = earlier_avatars(visit.support, visit.out / "earlier")
    settings().folder = str(visit.out / "earlier")
    kept = visit.support.part("thumbnails")._pictures["all"]
    hands.view()[0].tag_redraw()
    yield from visit.until(lambda: len(kept) == len(folders))
    yield from visit.picture("history")
    yield from visit.press("avatarclip.history_open(")
    yield from visit.picture("history_open")
    visit.seen["open"] = bpy.context.window_manager.avatarclip_history.open == str(folders[-1])
    yield from visit.press("avatarclip.history_use(")
    visit.seen["used"] = (settings().appearance, settings().seed) == (EARLIER[-1][1], 48_213 * 2)
    yield from visit.press("avatarclip.history_vary(")
    visit.seen["varied"] = settings().seed != 48_213 * 2 and settings().appearance == EARLIER[-1][1]
    before = visit.armatures()
    yield from visit.press("avatarclip.import_avatar(filepath")
    visit.seen["imported again"] = visit.armatures() - before
    yield from visit.press("avatarclip.history_delete(")
    yield from visit.picture("delete")
    visit.seen["asks"] = (folders[-1] / "avatar.npz").is_file()
    yield from hands.press("Return")
    visit.seen["deleted"] = not folders[-1].exists() and folders[0].exists()


def menus(visit: Visit) -> Iterator[float]:
    found: dict[str, tuple[int, int]] = {}
    yield from hands.look_for([".appearance"], found)
    x, y = found[".appearance"]
    _, region = hands.view()
    for name, place in (
        ("recent", (region.x + int(region.width * hands.COLUMNS[1]), y)),
        ("presets", (region.x + int(region.width * 0.68), region.y + region.height - 15)),
    ):
        yield from hands.click(place)
        yield from visit.picture(name)
        yield from hands.press("Escape")
    settings().guide = settings().body = "FILE"
    yield from visit.picture("options")
    settings().guide, settings().body = "builtin", "free"


def another_file(visit: Visit) -> Iterator[float]:
    """A run goes on when another file is opened, which does not get its avatar."""
    release, words = visit.out / "go on", settings().appearance
    visit.play(STAGE, {"until": str(release)}, PROGRESS, {"obey": str(visit.avatar)})
    settings().folder = str(visit.out / "generated")
    yield from visit.press("avatarclip.generate(")
    yield from visit.until(lambda: visit.job.state().stage.startswith("Sculpture"))
    bpy.ops.wm.read_homefile(use_factory_startup=True)
    yield 1.0
    visit.seen["runs on"] = visit.job.running() and settings().appearance != words
    release.touch()
    yield from visit.until(lambda: not visit.job.running())
    visit.seen["told"] = "another file" in visit.job.state().warnings
    visit.seen["put into another file"] = visit.armatures()


def close(visit: Visit) -> Iterator[float]:
    """Leave a backend that does not listen to a Blender that closes."""
    visit.play({"child": True}, {"pid": str(visit.out / "pids")}, STAGE, {"deaf": True})
    area, region = hands.view()
    with bpy.context.temp_override(window=hands.window(), area=area, region=region):
        bpy.ops.avatarclip.generate("INVOKE_DEFAULT")
    yield from visit.until((visit.out / "pids").exists)


def earlier_avatars(support: ModuleType, parent: Path) -> list[Path]:
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


def open_all(panel: ModuleType) -> None:
    """Let every panel be open from the start."""
    for cls in (panel.AVATARCLIP_PT_history, panel.AVATARCLIP_PT_options, panel.AVATARCLIP_PT_files):
        bpy.utils.unregister_class(cls)
    for cls in (panel.AVATARCLIP_PT_options, panel.AVATARCLIP_PT_files, panel.AVATARCLIP_PT_history):
        cls.bl_options = set()
        bpy.utils.register_class(cls)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :])
    installer = importlib.import_module("blender_tests.run_inside")
    addon = importlib.import_module(installer.install(arguments.zip))
    support = importlib.import_module("blender_tests.inside.support")
    support.prepare(addon.__name__, arguments.zip, None)
    visit = Visit(addon, support, arguments.out)
    open_all(visit.panel)

    def steps() -> Iterator[float]:
        for part in (open_tab, first_use, generate, queue, error, history, menus, another_file, close):
            sys.stdout.write(f"{part.__name__}\n")
            sys.stdout.flush()
            yield from part(visit)

    running = steps()

    def step() -> float | None:
        try:
            return next(running)
        except StopIteration:
            (arguments.out / "seen.json").write_text(json.dumps(visit.seen), encoding="utf-8")
        except Exception:
            traceback.print_exc()
            sys.stdout.write(f"seen so far: {visit.seen}\n")
        bpy.ops.wm.quit_blender()
        return None

    bpy.app.timers.register(step, first_interval=1.0, persistent=True)


try:
    main()
except Exception:
    traceback.print_exc()
    bpy.ops.wm.quit_blender()
