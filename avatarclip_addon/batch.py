r"""Avatar file -> FBX, GLB and contact sheet without a window.

    blender --background --factory-startup --python batch.py -- \
        --avatar avatar.npz --fbx avatar.fbx --glb avatar.glb --preview preview.png
    python batch.py -- ...        where ``import bpy`` works

Exits with 0, or with 1 and one sentence on standard error.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
import time
from pathlib import Path
from types import ModuleType

import bpy

PACKAGE = "avatarclip_batch"


def load_addon() -> ModuleType:
    """Import the add-on around this file under a name of its own, so that its relative imports hold.

    An installed add-on holds ``backend``; in a checkout it lies beside the add-on, so that the folder
    above is searched too.
    """
    here = Path(__file__).resolve().parent
    spec = importlib.util.spec_from_file_location(
        PACKAGE, here / "__init__.py", submodule_search_locations=[str(here), str(here.parent)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"{here} holds no add-on.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[PACKAGE] = module
    spec.loader.exec_module(module)
    return module


def convert(arguments: argparse.Namespace) -> None:
    """Import the avatar into an empty scene and write what was asked for."""
    addon = load_addon()
    bpy.data.batch_remove(list(bpy.data.objects))
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
    if arguments.preview:
        timed("preview", addon.preview.render_contact_sheet, armature, arguments.preview)
    sys.stdout.write(", ".join(f"{name} {value:.1f} s" for name, value in seconds.items()) + "\n")


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="batch.py")
    parser.add_argument("--avatar", type=Path, required=True, help="avatar.npz")
    parser.add_argument("--fbx", type=Path)
    parser.add_argument("--glb", type=Path)
    parser.add_argument("--preview", type=Path, help="contact sheet, PNG")
    arguments = parser.parse_args(words)
    try:
        convert(arguments)
    except Exception as error:
        # The caller shows this line to a person; only what we did not foresee needs its traceback.
        if not hasattr(error, "fields"):
            sys.excepthook(*sys.exc_info())
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    words = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    status = main(words)
    sys.stdout.flush()
    sys.stderr.flush()
    if not bpy.app.binary_path:
        os._exit(status)  # bpy 4.2 as a module crashes while it shuts down
    sys.exit(status)
