"""A Blender of its own in which the add-on is upgraded; see check_upgrade.py.

blender --background --python upgrade.py -- OLDER_ZIP ZIP BLEND_FILE
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import bpy

sys.path.append(str(Path(__file__).resolve().parents[2]))
install = importlib.import_module("blender_tests.run_inside").install


def names() -> list[str]:
    return sorted(name for name in dir(bpy.types) if name.startswith(("AVATARCLIP_", "AvatarClip")))


def main(older: str, newer: str, file: str) -> None:
    module = install(Path(older))
    assert f"{module}.bygone" in sys.modules
    before, handlers = names(), len(bpy.app.handlers.load_post)
    preferences = bpy.context.preferences.addons[module].preferences
    preferences.environment, preferences.device = "/somewhere/äöü", "cpu"
    settings = bpy.context.scene.avatarclip
    settings.shape, settings.seed = "a strong man", 7
    bpy.ops.wm.save_as_mainfile(filepath=file)
    folder = Path(sys.modules[module].__file__).parent
    assert install(Path(newer)) == module

    assert names() == before and len(bpy.app.handlers.load_post) == handlers
    assert not (folder / "bygone.py").exists() and f"{module}.bygone" not in sys.modules
    assert not hasattr(sys.modules[module], "bygone")
    assert not hasattr(sys.modules[f"{module}.mend"], "BYGONE"), "a module of the older version is in use"
    assert sys.modules[module].mend is sys.modules[f"{module}.mend"]
    preferences = bpy.context.preferences.addons[module].preferences
    assert (preferences.environment, preferences.device) == ("/somewhere/äöü", "cpu")
    for opened in (False, True):
        if opened:
            bpy.ops.wm.open_mainfile(filepath=file)
        settings = bpy.context.scene.avatarclip
        assert (settings.shape, settings.seed, settings.seed_locked) == ("a strong man", 7, True)
    addon_utils = importlib.import_module("addon_utils")
    addon_utils.disable(module, default_set=False)
    assert not names()
    addon_utils.enable(module, default_set=False)
    assert names() == before
    sys.stdout.write("upgraded\n")
    sys.stdout.flush()
    if not bpy.app.binary_path:
        os._exit(0)  # bpy 4.2 as a module crashes while it shuts down


main(*sys.argv[sys.argv.index("--") + 1 :])
