r"""Run inside a Blender with a window: use the add-on by mouse and keyboard, with a stand-in backend.

    blender --factory-startup -p 0 0 900 1600 --python blender_tests/window.py -- --zip ZIP --out FOLDER

Writes PNG files and, last, ``seen.json`` with what was seen into FOLDER, then quits.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import bpy

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT))
from blender_tests import hands  # noqa: E402
from blender_tests.visit import MOTIONS, Visit, earlier_avatars, open_all, open_tab, settings  # noqa: E402

WORDS = {"shape": "a strong man", "appearance": "a pirate in a red coat", "motion": "; ".join(MOTIONS)}
STAGE = {"message": {"type": "stage", "name": "sculpture", "index": 2, "of": 6}}
EARLY = {"message": {"type": "progress", "step": 18, "of": 100, "seconds_left": 205, "losses": {}}}
PROGRESS = {"message": {"type": "progress", "step": 62, "of": 100, "seconds_left": 95, "losses": {}}}
WARNING = {"message": {"type": "warning", "text": "The guide does not know the word 'frobnicated'."}}


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
    words = dict(WORDS)
    if visit.gallery:
        request = json.loads((visit.gallery[0] / "request.json").read_text(encoding="utf-8"))
        words |= {name: request[name] for name in ("shape", "appearance")}
    found: dict[str, tuple[int, int]] = {}
    yield from hands.look_for([f".{name}" for name in words], found)
    for name, text in words.items():
        yield from hands.write(found[f".{name}"], text)
    visit.seen["typed"] = {name: getattr(settings(), name) for name in words}
    yield from visit.picture("typed")


def generate(visit: Visit) -> Iterator[float]:
    """One avatar is cancelled with another behind it, which is made; the first is resumed, and undone."""
    settings().folder = str(visit.out / "generated")
    picture = next(
        (folder / "preview.png" for folder in visit.gallery), visit.avatar.with_name("texture.png")
    )
    preview, release = {"message": {"type": "preview", "path": str(picture)}}, visit.out / "further"
    cancelled = [{"listen": True}, {"message": {"type": "cancelled"}}]
    steps = [{"begin": ""}, STAGE, EARLY, {"until": str(release)}, PROGRESS, WARNING, preview, *cancelled]
    visit.play(*steps)
    yield from visit.press("avatarclip.generate(")
    yield from visit.until(lambda: visit.job.state().percent)
    visit.seen["percent"] = [visit.job.state().percent]
    yield from visit.picture("begun")
    release.touch()
    yield from visit.until(lambda: visit.job.state().preview)
    visit.seen["percent"] += [visit.job.state().percent]
    yield from visit.picture("running")
    visit.play({"obey": str(visit.avatar)})
    yield from visit.press("avatarclip.generate(")
    visit.seen["waiting"] = visit.job.waiting()
    yield from visit.picture("queue")
    yield from visit.press("avatarclip.cancel(")
    yield from visit.until(lambda: visit.armatures() == 1 and not visit.job.running())
    yield from visit.picture("cancelled")
    bpy.context.scene.cursor.location.x = 1.2
    yield from visit.press("avatarclip.history_resume(")
    yield from visit.until(lambda: visit.armatures() == 2 and not visit.job.running())
    visit.seen["made"] = sorted(path.name for path in (visit.out / "generated").glob("*/report.json"))
    yield from visit.picture("finished")
    area, _ = hands.view()
    hands.point(area.x + area.width // 3, area.y + area.height // 2)
    yield from hands.press("ctrl+z")
    visit.seen["after one undo"] = [visit.armatures(), len(bpy.data.collections) - visit.collections]


def motions(visit: Visit) -> Iterator[float]:
    """One of the avatar's motions plays and stops; another is added."""
    armature, scene = bpy.context.object, bpy.context.scene
    button: dict[str, tuple[int, int]] = {}
    play = f'play_motion(motion="{MOTIONS[1]}")'
    yield from hands.look_for([play], button)
    yield from hands.click(button[play])
    action = armature.animation_data.action.name
    frames = [scene.frame_start, scene.frame_end]
    visit.seen["plays"] = [action, hands.window().screen.is_animation_playing, *frames]
    yield from visit.picture("plays")
    yield from hands.click(button[play])  # which stops it now
    visit.seen["stopped"] = not hands.window().screen.is_animation_playing
    file = Path(armature["avatarclip_file"])
    avatar = visit.support.part("backend.avatar")
    before = avatar.load(file)
    avatar.save(dataclasses.replace(before, motions=(*before.motions, visit.further)), file)
    visit.play(STAGE, PROGRESS, {"message": {"type": "done", "out": "", "avatar": str(file), "report": ""}})
    found: dict[str, tuple[int, int]] = {}
    yield from hands.look_for([".motion"], found)
    yield from hands.write(found[".motion"], visit.further.name)
    count, names = visit.armatures(), [track.name for track in armature.animation_data.nla_tracks]
    yield from visit.press("avatarclip.add_motion(")
    yield from visit.until(lambda: not visit.job.running())
    data = armature.animation_data
    more = [track.name for track in data.nla_tracks]
    visit.seen["added"] = [*more[len(names) :], data.action.name, visit.armatures() - count]
    yield from visit.picture("motions")


def files(visit: Visit) -> Iterator[float]:
    """The avatar is exported, and one imported from its file."""
    exported, before = visit.out / "exporting.glb", visit.armatures()
    bpy.context.scene.cursor.location.x = -1.2
    yield from visit.browse("avatarclip.export_glb(")
    visit.seen["offered"] = visit.browser()[1].params.filename
    yield from visit.choose(exported)
    yield from visit.until(exported.is_file)
    visit.seen["exported"] = exported.stat().st_size
    replaced = visit.out / "replacing.glb"
    replaced.write_text("mine", encoding="utf-8")
    visit.seen["replaced"] = []
    for key in ("Escape", "Return"):
        yield from visit.browse("avatarclip.export_glb(")
        yield from visit.choose(replaced)
        yield 1.0
        yield from visit.picture(f"asked-{key}")
        yield from hands.press(key)
        yield 3.0
        visit.seen["replaced"].append(replaced.stat().st_size > 10_000)
    yield from visit.browse("avatarclip.import_avatar(")
    yield from visit.choose(visit.avatar)
    yield from visit.until(lambda: visit.armatures() > before)
    yield from visit.picture("imported")


def rigging(visit: Visit) -> Iterator[float]:
    """A selected mesh is rigged, then one from a file, which one undo takes away."""
    mesh = bpy.data.meshes.new("Statue")
    mesh.from_pydata([(0, 0, 0), (1, 0, 0), (0, 0, 1)], [], [(0, 1, 2)])
    statue, scene = bpy.data.objects.new("Statue", mesh), bpy.context.scene
    scene.collection.objects.link(statue)
    for obj in scene.objects:
        obj.select_set(obj == statue)
    bpy.context.view_layer.objects.active = statue
    scene.cursor.location.x = 2.4
    visit.play({"save": str(visit.out / "sent")}, STAGE, {"obey": str(visit.avatar)})
    before, file = visit.armatures(), visit.out / "stranger.ply"
    yield from visit.press("avatarclip.rig_mesh(")
    yield from visit.until(lambda: visit.armatures() > before and not visit.job.running())
    visit.seen["rigged"] = [json.loads((visit.out / "sent").read_text(encoding="utf-8"))["appearance"]]
    yield from visit.picture("rigged")
    file.write_bytes(b"the stand-in reads nothing")
    yield from visit.browse("avatarclip.rig_file(")
    yield from visit.choose(file)
    yield from visit.until(lambda: visit.armatures() > before + 1 and not visit.job.running())
    visit.seen["rigged"] += [json.loads((visit.out / "sent").read_text(encoding="utf-8"))["appearance"]]
    area, _ = hands.view()
    hands.point(area.x + area.width // 3, area.y + area.height // 2)
    yield from hands.press("ctrl+z")
    visit.seen["rigged"] += [visit.armatures() - before]


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
    yield from visit.browse("avatarclip.choose_folder(")
    operator = visit.browser()[1].active_operator
    visit.seen["chooses"] = operator.bl_idname if operator else ""
    yield from hands.press("Escape")
    visit.job.clear()


def history(visit: Visit) -> Iterator[float]:
    """The avatars of an output folder, and every button of one."""
    folders = earlier_avatars(visit, visit.out / "earlier")
    newest = json.loads((folders[-1] / "request.json").read_text(encoding="utf-8"))
    looks, seed = newest["appearance"], newest["seed"]
    settings().folder = str(visit.out / "earlier")
    kept = visit.support.part("thumbnails")._pictures["all"]
    hands.view()[0].tag_redraw()
    yield from visit.until(lambda: len(kept) == len(folders))
    yield from visit.picture("history")
    yield from visit.press("avatarclip.history_open(")
    yield from visit.picture("history_open")
    visit.seen["open"] = bpy.context.window_manager.avatarclip_history.open == str(folders[-1])
    yield from visit.press("avatarclip.history_use(")
    visit.seen["used"] = (settings().appearance, settings().seed) == (looks, seed)
    yield from visit.press("avatarclip.history_vary(")
    visit.seen["varied"] = settings().seed != seed and settings().appearance == looks
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


PARTS = (open_tab, first_use, generate, motions, files, rigging)
PARTS += (queue, error, history, menus, another_file, close)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--zip", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--gallery", type=Path, help="finished avatars to be shown instead of plain dolls")
    arguments = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :])
    installer = importlib.import_module("blender_tests.run_inside")
    addon = importlib.import_module(installer.install(arguments.zip))
    support = importlib.import_module("blender_tests.inside.support")
    support.prepare(addon.__name__, arguments.zip, None)
    visit = Visit(addon, support, arguments.out, arguments.gallery)
    open_all(visit.panel)

    def steps() -> Iterator[float]:
        for part in PARTS:
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
