"""A Blender of its own with the add-on in it, for tests of what happens when one ends; see check_rough.py.

    blender --background --python session.py -- MODULE ENVIRONMENT OUT HOW

Starts an avatar with the environment's stand-in backend. HOW: "stay" follows it and never ends; "quit" ends
Blender while it is made; "disable" the add-on; "finish" makes it to the end and imports it.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

import bpy


def main(module: str, environment: str, out: str, how: str) -> None:
    addon_utils = importlib.import_module("addon_utils")  # to be found once bpy is there
    if module not in sys.modules:
        addon_utils.enable(module, default_set=True)
    job = importlib.import_module(f"{module}.job")
    bpy.context.preferences.addons[module].preferences.environment = environment
    settings = bpy.context.scene.avatarclip
    settings.folder, settings.seed = out, 7
    if how == "finish":
        assert bpy.ops.avatarclip.generate() == {"FINISHED"}
        assert [obj.type for obj in bpy.context.selected_objects].count("ARMATURE") == 1
        if not bpy.app.binary_path:
            os._exit(0)  # bpy 4.2 as a module crashes while it shuts down
        return
    client, properties = (importlib.import_module(f"{module}.{name}") for name in ("client", "properties"))
    job.start(client.serve_command(Path(environment)), properties.to_request(bpy.context).to_json())
    while how == "stay" or job.state().stage != "Sculpture":
        job.poll()
        time.sleep(0.05)
    if how == "disable":
        addon_utils.disable(module, default_set=True)
        time.sleep(1000)


main(*sys.argv[sys.argv.index("--") + 1 :])
