r"""Without a window: a table of prompts, or a mesh -> avatars; an avatar file -> files for other programs.

    blender --background --python batch.py -- --csv prompts.csv --out DIR
    blender --background --python batch.py -- --rig MESH --out DIR
    blender --background --factory-startup --python batch.py -- \
        --avatar avatar.npz --fbx avatar.fbx --glb avatar.glb --preview preview.png
    blender --background --python batch.py -- --avatar avatar.npz --for unity,unreal --out DIR
    python batch.py -- ...        where ``import bpy`` works

--for takes names of targets.py in small letters; its files are named after the prompt. No file is replaced
without --overwrite.

The table's columns are shape, appearance, and, if wanted, motion (several with ; between them), seed (0)
and name (of the avatar's folder in DIR). It is checked whole before any work. Given again, the command skips
what is finished and goes on with what is not; a row that failed stops no other. DIR/summary.csv tells of
every row. The environment is $AVATARCLIP_ENV, else the enabled add-on's, else .venv beside a checkout.

Exit status: 0 all done, 1 something failed, 2 a mistake in the options or the table, 130 interrupted.
"""

from __future__ import annotations

import argparse
import functools
import importlib.util
import os
import signal
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy

PACKAGE = "avatarclip_batch"
HERE = Path(__file__).resolve().parent
POLL_SECONDS = 0.1
# Options that all avatars share, with the defaults of protocol.Request.
CHOICES = {"preset": "draft", "guide": "builtin", "body": "free", "start": "codebook", "device": "auto"}
RIGGED = ("pose", "fingers", "motion")  # fields of protocol.RigRequest
# What --for may be told beside its targets; without a word it is as the target wants it.
SWITCHES = {
    "a_pose": "rest with the arms lowered",
    "texture": "the picture",
    "colors": "vertex colours",
    "animation": "the motions",
}


def load_addon() -> ModuleType:
    """Import the add-on around this file under a name of its own, so that its relative imports hold.

    An installed add-on holds ``backend``; in a checkout it lies beside the add-on, so that the folder
    above is searched too.
    """
    spec = importlib.util.spec_from_file_location(
        PACKAGE, HERE / "__init__.py", submodule_search_locations=[str(HERE), str(HERE.parent)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{HERE} holds no add-on.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)
    return module


def convert(arguments: argparse.Namespace) -> None:
    """Import the avatar into an empty scene and write what was asked for. Raises UserError."""
    addon = load_addon()
    for path in filter(None, (arguments.fbx, arguments.glb, arguments.preview)):
        addon.export.refuse_overwriting(path, arguments.overwrite)
    bpy.data.batch_remove(list(bpy.data.objects))
    # Where nothing else moves, the scene takes the motions' frame rate, so that no frame falls between two.
    bpy.context.scene.render.fps = round(addon.armature.avatar.load(arguments.avatar).motion_fps)
    seconds = {}

    def timed(name, function, *parameters):
        start = time.perf_counter()
        result = function(*parameters)
        seconds[name] = time.perf_counter() - start
        return result

    armature = timed("import", addon.armature.import_avatar, arguments.avatar)
    if arguments.fbx:
        timed("fbx", addon.export.export_fbx, armature, arguments.fbx)
    if arguments.glb:
        timed("glb", addon.export.export_glb, armature, arguments.glb)
    targets = {name: addon.export.file_name(armature, name) for name in read_targets(addon, arguments)}
    for name in targets.values():
        addon.export.refuse_overwriting(arguments.out / name, arguments.overwrite)
    chosen = {name: getattr(arguments, name) for name in (*SWITCHES, "lods")}
    changes = {name: value for name, value in chosen.items() if value is not None}
    for target, name in targets.items():
        path = arguments.out / name
        timed(target, functools.partial(addon.export.export_avatar, **changes), armature, path, target)
    if arguments.preview:
        timed("preview", addon.preview.render_contact_sheet, armature, arguments.preview)
    sys.stdout.write(", ".join(f"{name} {value:.1f} s" for name, value in seconds.items()) + "\n")


def read_targets(addon: ModuleType, arguments: argparse.Namespace) -> list[str]:
    """The names behind --for; raises UserError for one that is none."""
    names = [name.strip().upper() for name in arguments.targets.split(",") if name.strip()]
    for name in names:
        if name not in addon.export.TARGETS:
            known = ", ".join(addon.export.TARGETS).lower()
            fix = f"Choose from: {known}."
            raise addon.client.protocol.UserError("input", f"Nothing is known of {name.lower()}.", fix=fix)
    return names


def environment_folder(addon: ModuleType) -> Path:
    """The backend's environment; raises UserError where there is none."""
    environment, protocol = addon.client.backend_environment, addon.client.protocol
    folder = environment.default_folder()
    for name in [] if "AVATARCLIP_ENV" in os.environ else bpy.context.preferences.addons.keys():
        file = getattr(sys.modules.get(name), "__file__", None)
        if file and Path(file).resolve().parent == HERE:
            folder = sys.modules[name].preferences.environment_folder(bpy.context)
    if not environment.python_of(folder).is_file():
        fix = "Press Set Up in Blender, or name the environment's folder in the variable AVATARCLIP_ENV."
        raise protocol.UserError("environment", f"There is no environment in {folder}.", fix=fix)
    return folder


def generate(arguments: argparse.Namespace) -> int:
    """Make the table's avatars, one after another; the exit status. Raises UserError before any work."""
    addon = load_addon()
    table = importlib.import_module(f"{PACKAGE}.table")
    out = arguments.out.expanduser().absolute()
    rows = table.read(arguments.csv, out, shared_choices(arguments, *CHOICES))
    folder = environment_folder(addon)
    out.mkdir(parents=True, exist_ok=True)
    listen_to_signals()
    try:
        for place, row in enumerate(rows, 1):
            say(f"[{place}/{len(rows)}] {row.name}" + (" was there" if row.state == table.THERE else ""))
            if row.state == table.WAITING:
                make(addon, row, folder)
                say(f"    {row.state} after {row.seconds:.0f} s {row.error}".rstrip())
                table.write_summary(rows, out)
    except KeyboardInterrupt:
        return 130
    finally:
        table.write_summary(rows, out)
        say("\n" + table.summary(rows))
    return int(any(row.state == table.FAILED for row in rows))


def shared_choices(arguments: argparse.Namespace, *names: str) -> dict[str, str]:
    """Of the options those that are fields of requests, whole paths in them: the backend runs elsewhere."""
    choices = {name: getattr(arguments, name) for name in names} | {"blender": bpy.app.binary_path or ""}
    for name in ("preset", "guide", "body"):
        if name in choices and (path := Path(choices[name]).expanduser()).suffix and path.is_file():
            choices[name] = str(path.absolute())
    return choices


def listen_to_signals() -> None:
    """Be interrupted by them: Blender's own handlers would go on with the next row."""
    for caught in (signal.SIGINT, signal.SIGTERM):
        signal.signal(caught, signal.default_int_handler)


def make(addon: ModuleType, row: Any, folder: Path) -> None:
    """One row through the backend, as the Generate button does; writes the outcome into the row."""
    protocol, begun = addon.client.protocol, time.monotonic()
    try:
        last = answer(addon, row.request, folder)
    except protocol.UserError as error:
        last = {"type": protocol.ERROR, **error.fields()}
    finally:
        row.seconds = time.monotonic() - begun
    words = " ".join(last.get(name, "") for name in ("what", "why", "fix"))
    row.end(last["type"] == protocol.DONE, " ".join(words.split()))


def rig(arguments: argparse.Namespace) -> int:
    """A mesh's file through the backend, as the Rig Mesh button does; the exit status. Raises UserError."""
    addon = load_addon()
    protocol, folder = addon.client.protocol, environment_folder(addon)
    mesh, out = (path.expanduser().absolute() for path in (arguments.rig, arguments.out))
    choices = shared_choices(arguments, "guide", "body", "device", *RIGGED)
    listen_to_signals()
    try:
        last = answer(addon, protocol.RigRequest(str(mesh), str(out), **choices), folder)
    except KeyboardInterrupt:
        return 130
    if last["type"] != protocol.DONE:
        raise protocol.UserError(*(last.get(name, "") for name in ("kind", "what", "why", "fix")))
    say(f"Done: {last['avatar']}")
    return 0


def answer(addon: ModuleType, request: Any, folder: Path) -> dict[str, Any]:
    """The backend's last message to a request; raises UserError where it cannot be started."""
    command, variables = addon.client.serve_command(folder), {"AVATARCLIP_ENV": str(folder)}
    run = addon.client.Client(command, request.to_json(), variables, Path(request.out))
    return follow(run, addon.client.protocol)


def follow(run: Any, protocol: ModuleType) -> dict[str, Any]:
    """The run's last message, after saying the others; an interruption ends the backend."""
    last: dict[str, Any] = {}
    try:
        while run.running:
            for last in run.poll():
                if last["type"] == protocol.STAGE:
                    say(f"    {last['name']}")
                elif last["type"] == protocol.WARNING:
                    say(f"    {last['text']}")
            time.sleep(POLL_SECONDS)
    finally:
        run.cancel()
        while run.running:  # until it has stopped or been killed
            run.poll()
            time.sleep(POLL_SECONDS)
    return last


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def read_options(words: list[str]) -> argparse.Namespace:
    """What stands behind "--"; ends the program with status 2 where it makes no sense."""
    parser = argparse.ArgumentParser(prog="batch.py")
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--avatar", type=Path, help="avatar.npz to convert")
    what.add_argument(
        "--csv", type=Path, help="table with the columns shape, appearance, motion, seed and name"
    )
    what.add_argument("--rig", type=Path, metavar="MESH", help="mesh of a person to make an avatar of")
    parser.add_argument("--fbx", type=Path)
    parser.add_argument("--glb", type=Path)
    parser.add_argument("--preview", type=Path, help="contact sheet, PNG")
    parser.add_argument("--out", type=Path, metavar="DIR", help="receives a folder for each row, or files")
    parser.add_argument("--pose", default="", choices=("stand", "t"), help="with --rig; without it, found")
    parser.add_argument("--fingers", action="store_true", help="with --rig: joints for each finger")
    parser.add_argument("--motion", default="", help='with --rig: "waving; walking"')
    parser.add_argument("--for", dest="targets", default="", help="programs to export for, with commas")
    for name, told in SWITCHES.items():
        switch = f"--{name.replace('_', '-')}"
        parser.add_argument(switch, action=argparse.BooleanOptionalAction, help=f"with --for: {told}")
    parser.add_argument("--lods", type=int, choices=range(4), help="with --for: coarser meshes beside it")
    parser.add_argument("--overwrite", action="store_true", help="with --avatar: files may be replaced")
    for name, default in CHOICES.items():
        parser.add_argument(f"--{name}", default=default, help=f"of every avatar; without it {default}")
    arguments = parser.parse_args(words)
    if bool(arguments.csv or arguments.rig or arguments.targets) != (arguments.out is not None):
        parser.error("--csv and --out, --rig and --out, or --for and --out, belong together")
    if not arguments.avatar and arguments.targets:
        parser.error("--for goes with --avatar")
    return arguments


def main(words: list[str]) -> int:
    arguments = read_options(words)
    try:
        if arguments.csv:
            return generate(arguments)
        if arguments.rig:
            return rig(arguments)
        convert(arguments)
    except Exception as error:
        # The caller shows this line to a person; only what we did not foresee needs its traceback.
        if not hasattr(error, "fields"):
            sys.excepthook(*sys.exc_info())
        sys.stderr.write(f"{error}\n")
        return 2 if arguments.csv and hasattr(error, "fields") else 1
    return 0


if __name__ == "__main__":
    words = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    try:
        status = main(words)
    except SystemExit as left:  # argparse
        status = int(left.code or 0)
    sys.stdout.flush()
    sys.stderr.flush()
    if not bpy.app.binary_path:
        os._exit(status)  # bpy 4.2 as a module crashes while it shuts down
    sys.exit(status)
