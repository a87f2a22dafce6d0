r"""An avatar's vertices as Blender poses them: what other readers of the exported files are held to.

    blender --background --factory-startup --python poses.py -- ADDON_FOLDER AVATAR POSES.json
    python poses.py -- ...        where ``import bpy`` works

POSES.json receives {"rest": [[x, y, z], ...], "poses": {"CLIP@SECONDS": [[x, y, z], ...]}, "clips": {CLIP:
SECONDS}, "version": [4, 2, 0]} in metres, y up, facing +z, in the avatar file's order; version is Blender's.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path

import bpy
import numpy as np

SHARES = (0.0, 0.3, 0.7)  # of a clip's length


def positions(mesh: bpy.types.Mesh) -> list[list[float]]:
    values = np.empty(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", values)
    return (values.reshape(-1, 3)[:, [0, 2, 1]] * (1, 1, -1)).round(6).tolist()


def main(folder: Path, source: str, target: Path) -> None:
    spec = importlib.util.spec_from_file_location("batch", folder / "batch.py")
    assert spec and spec.loader
    batch = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(batch)
    addon = batch.load_addon()
    bpy.data.batch_remove(list(bpy.data.objects))
    scene = bpy.context.scene
    scene.render.fps = 30
    armature = addon.armature.import_avatar(source)
    (mesh,) = armature.children
    poses, clips = {}, {}
    for track in armature.animation_data.nla_tracks:
        (strip,) = track.strips
        addon.action.assign(armature.animation_data, strip.action)
        clips[strip.name] = float(strip.frame_end) / 30
        for share in SHARES:
            frame = round(share * strip.frame_end)
            scene.frame_set(frame)
            posed = mesh.evaluated_get(bpy.context.evaluated_depsgraph_get()).data
            poses[f"{strip.name}@{frame / 30}"] = positions(posed)
    found = {"rest": positions(mesh.data), "poses": poses, "clips": clips, "version": list(bpy.app.version)}
    target.write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    folder, source, target = sys.argv[sys.argv.index("--") + 1 :]
    main(Path(folder), source, Path(target))
    sys.stdout.flush()
    if not bpy.app.binary_path:
        os._exit(0)  # bpy 4.2 as a module crashes while it shuts down
