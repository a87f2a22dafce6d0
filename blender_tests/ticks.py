r"""How long the add-on holds Blender's main thread, measured: milliseconds, as a table.

    blender --background --factory-startup --python blender_tests/ticks.py -- --zip ZIP
    python blender_tests/ticks.py -- --zip ZIP        where ``import bpy`` works

A tick is what happens four times a second while a job runs: the backend's messages are taken over and a panel
is drawn. The layout only takes notes, so that Blender's own drawing is not counted. Apart from that, and
allowed to take longer: loading a picture; importing an avatar of 180,000 vertices with its rig, two motions
and a texture of 2,112 pixels, and exporting it.
"""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import bpy
import numpy as np

sys.path.append(str(Path(__file__).resolve().parents[1]))
run_inside = importlib.import_module("blender_tests.run_inside")

TICKS, AVATARS, COPIES = 40, 1000, 60  # the sample has 3,132 vertices
ENLARGED = 11  # times 192 pixels
PROGRESS = {"type": "progress", "step": 1, "of": 2, "seconds_left": 60.5, "losses": {"clip": 0.5}}
TALKS = json.dumps(PROGRESS) + "\n"
LINES = "a line that a library prints\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="ticks.py")
    parser.add_argument("--zip", type=Path, required=True)
    package = parser.parse_args(sys.argv[sys.argv.index("--") + 1 :]).zip.resolve()
    module = run_inside.install(package)
    support = importlib.import_module("blender_tests.inside.support")
    support.prepare(module, package, None)
    say(f"Blender {bpy.app.version_string}, milliseconds: median, longest, longest of the processor's time")
    with tempfile.TemporaryDirectory() as folder:
        for name, seconds in measure(support, Path(folder)):
            wall, cpu = zip(*seconds, strict=True)
            parts = (statistics.median(wall), max(wall), max(cpu))
            say(f"{name:<42}" + "".join(f"{1000 * part:>9.1f}" for part in parts))


def measure(support, folder: Path) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """(what, seconds and seconds of processor time of each call)."""
    for name, steps in (
        ("tick, the backend hardly speaks", [{"message": PROGRESS}, {"deaf": True}]),
        ("tick, a flood of lines", [{"flood": LINES * 100}]),
        ("tick, a flood of messages", [{"flood": TALKS * 100}]),
    ):
        yield name, ticks(support, folder / name, steps)
    out = folder / "avatars"
    fill(support, out)
    yield from history(support, out)
    pictures = support.part("thumbnails")
    sheet = np.random.default_rng(0).integers(0, 255, (512, 1568, 3), np.uint8)
    (out / "0" / "preview.png").write_bytes(support.sample.png(sheet))
    pictures._waiting["one"] = out / "0" / "preview.png"
    yield "apart: a picture of the history", [timed(pictures.load_next)]
    yield from large_avatar(support, large(support, folder))


def large_avatar(support, file: Path) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Importing an avatar and writing its files, one by one and together."""
    armatures, export, spent = [], support.ADDON.export, []
    for name, work in (
        ("import and rig", lambda: armatures.append(support.ADDON.armature.import_avatar(file))),
        ("FBX", lambda: export.export_fbx(armatures[0], file.with_suffix(".fbx"))),
        ("GLB", lambda: export.export_glb(armatures[0], file.with_suffix(".glb"))),
    ):
        spent.append(timed(work))
        yield f"apart: 180,000 vertices, {name}", spent[-1:]
    yield "apart: 180,000 vertices, all of it", [tuple(map(sum, zip(*spent, strict=True)))]


def ticks(support, folder: Path, steps: list[dict]) -> list[tuple[float, float]]:
    job = support.part("job")
    job.start(support.part("client").serve_command(support.stand_in_environment(folder, *steps)))
    try:
        while len(job.log()) < 1:
            time.sleep(0.01)
        found = []
        for _ in range(TICKS):
            time.sleep(0.05)
            found.append(timed(lambda: (job.poll(), draw(support, "AVATARCLIP_PT_main"))))
    finally:
        job.stop()
        job.clear()
    return found


def history(support, out: Path) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """Drawing the history of a thousand avatars: while it is read for the first time, and later."""
    bpy.context.scene.avatarclip.folder = str(out)
    module = support.part("history")
    module.seen = lambda context: module._watch.glance(out)  # as with a window
    found = []
    while len(module._watch.entries) < AVATARS:
        found.append(timed(lambda: draw(support, "AVATARCLIP_PT_history")))
        time.sleep(0.005)
    yield f"tick, {AVATARS:,} avatars are read", found
    again = []
    for _ in range(TICKS):
        again.append(timed(lambda: draw(support, "AVATARCLIP_PT_history")))
        time.sleep(0.05)
    yield f"tick, {AVATARS:,} avatars are known", again


def draw(support, name: str) -> None:
    notes = importlib.import_module("blender_tests.inside.check_panel").Notes()
    getattr(support.part("panel"), name).draw(SimpleNamespace(layout=notes), bpy.context)


def timed(function: Callable[[], Any]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.thread_time()
    function()
    return time.perf_counter() - wall, time.thread_time() - cpu


def fill(support, out: Path) -> None:
    """Folders as the backend leaves them, but for the avatars, which are empty files."""
    request = dataclasses.asdict(support.part("backend.protocol").Request("a man", "a knight in armour", ""))
    for number in range(AVATARS):
        (out / str(number)).mkdir(parents=True)
        (out / str(number) / "avatar.npz").touch()
        (out / str(number) / "request.json").write_text(json.dumps({**request, "seed": number}))


def large(support, folder: Path) -> Path:
    """An avatar of many copies of the sample, each a little larger than the one before."""
    small, texture = support.sample.build(motions=("waving", "running"))
    count = len(small.vertices)
    faces = np.concatenate([small.faces + count * copy for copy in range(COPIES)])
    many = {
        name: np.concatenate([getattr(small, name)] * COPIES)
        for name in ("vertices", "uv", "colors", "weight_indices", "weight_values")
    }
    growth = np.repeat(1 + 0.001 * np.arange(COPIES, dtype=np.float32), count)
    many["vertices"] *= growth[:, None]
    texture = np.kron(texture, np.ones((ENLARGED, ENLARGED, 1), np.uint8))
    (folder / "texture.png").write_bytes(support.sample.png(texture))
    support.part("backend.avatar").save(
        dataclasses.replace(small, faces=faces, **many), folder / "avatar.npz"
    )
    return folder / "avatar.npz"


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if "BLENDER_USER_RESOURCES" not in os.environ:
        sys.exit(run_inside.run_isolated())
    main()
    if not bpy.app.binary_path:
        os._exit(0)  # bpy 4.2 as a module crashes while it shuts down
