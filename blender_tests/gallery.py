r"""Finished avatars in a photographer's studio: a contact sheet with each one's prompt beneath it.

    blender --background --factory-startup --python-exit-code 1 --python blender_tests/gallery.py -- \
        [--faces] [--samples N] OUT.jpg AVATAR_DIR...
    python blender_tests/gallery.py OUT.jpg AVATAR_DIR...        where ``import bpy`` works

Renders with Cycles on the processor; where Blender was built without Open Image Denoise (as Debian's is),
more samples take its place. The words are Blender's own text objects. Prints the seconds of each avatar.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import runpy
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import bpy
import numpy as np
from mathutils import Color, Matrix, Vector

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 6  # pictures in a row
WIDTH, HEIGHT, LABEL, GAP = 360, 540, 48, 12  # pixels
PAGE, INK = (0.965, 0.96, 0.95), (0.2, 0.19, 0.18)  # sRGB
BACKDROP, SKY = (0.68, 0.66, 0.63), (1.0, 0.97, 0.93)  # linear
LIGHTS = (  # name, where it stands, what it looks at, sides in metres, watts, colour
    ("key", (-2.6, -3.2, 3.3), (0, 0, 1.0), (2.4, 2.4), 97, (1.0, 0.96, 0.9)),
    ("fill", (3.4, -3.0, 1.8), (0, 0, 1.0), (3.0, 3.0), 26, (0.93, 0.96, 1.0)),
    ("left rim", (-2.4, 1.7, 2.3), (0, 0, 1.1), (0.8, 2.2), 45, (1.0, 1.0, 1.0)),
    ("right rim", (2.4, 1.7, 2.3), (0, 0, 1.1), (0.8, 2.2), 60, (1.0, 1.0, 1.0)),
)
TURN = math.radians(-28)  # three-quarter view, towards the key light
# The pose that avatars are sculpted in: SMPL's axis-angle for the left arm, in Blender's axes.
ARMS_DOWN = {"shoulder": (0, 0.7, 0), "elbow": (0, 0, -0.15)}


def main(words: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="gallery.py")
    parser.add_argument("out", type=Path, metavar="OUT.jpg")
    parser.add_argument("avatars", type=Path, nargs="+", metavar="AVATAR_DIR")
    parser.add_argument("--faces", action="store_true", help="a close-up of the face beside each")
    parser.add_argument("--samples", type=int, help="light paths a pixel")
    arguments = parser.parse_args(words)
    addon = runpy.run_path(str(ROOT / "avatarclip_addon" / "batch.py"))["load_addon"]()
    make_gallery(addon, arguments.out, arguments.avatars, arguments.faces, arguments.samples)


def make_gallery(
    addon: ModuleType, out: Path, avatars: list[Path], faces: bool = False, samples: int | None = None
) -> None:
    """Render the avatars in these folders and write one JPEG; what the scene held is lost.

    Raises the add-on's UserError for a damaged avatar and FileNotFoundError without its request.json.
    """
    bpy.data.batch_remove(list(bpy.data.objects))
    scene = bpy.context.scene
    set_rendering(scene, samples or (12 if has_denoiser() else 24))
    furnish(scene)
    labels, text = label_scene()
    cells = []
    with tempfile.TemporaryDirectory() as folder:
        for avatar in avatars:
            begun = time.perf_counter()
            armature = addon.armature.import_avatar(avatar / "avatar.npz")
            stand(armature)
            pictures = []
            for points, margins in views(armature, faces):
                aim(scene.camera, points, margins)
                pictures.append(render(scene, folder, addon.preview.read_picture))
            write(labels, text, prompt(avatar), WIDTH * len(pictures))
            words = render(labels, folder, addon.preview.read_picture)
            cells.append(np.concatenate([words, np.concatenate(pictures, axis=1)]))
            bpy.data.batch_remove([*armature.children, armature])
            sys.stdout.write(f"{avatar.name}: {time.perf_counter() - begun:.1f} s\n")
    save(assemble(cells, COLUMNS // (1 + faces)), out, scene)


def has_denoiser() -> bool:
    import _cycles  # Blender's own; there only once bpy is

    return _cycles.with_openimagedenoise


def set_rendering(scene: Any, samples: int) -> None:
    """Cycles on the CPU with one seed; colours as the textures have them; no speckle from indirect light."""
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.seed = 0
    scene.cycles.samples = samples
    scene.cycles.use_adaptive_sampling = False
    scene.cycles.use_denoising = has_denoiser()
    if has_denoiser():  # as good here as the slow default
        scene.cycles.denoiser = "OPENIMAGEDENOISE"
        scene.cycles.denoising_quality, scene.cycles.denoising_prefilter = "BALANCED", "FAST"
    scene.cycles.max_bounces = 2
    scene.cycles.sample_clamp_indirect = 2
    scene.render.resolution_x, scene.render.resolution_y = WIDTH, HEIGHT
    scene.render.resolution_percentage = 100
    scene.render.image_settings.file_format = "PNG"
    scene.view_settings.view_transform = "Standard"
    scene.view_settings.look = "None"


def furnish(scene: Any) -> None:
    """A seamless backdrop, four soft lights that the camera does not see, a warm sky, a camera."""
    scene.collection.objects.link(backdrop())
    for name, place, target, size, watts, color in LIGHTS:
        light: Any = bpy.data.lights.new(name, "AREA")
        light.shape, light.size, light.size_y = "RECTANGLE", *size
        light.energy, light.color = watts, color
        lamp = bpy.data.objects.new(name, light)
        lamp.matrix_world = looking(Vector(place), Vector(target))
        lamp.visible_camera = False
        scene.collection.objects.link(lamp)
    scene.world = flat_world(SKY, 0.42)
    scene.camera = bpy.data.objects.new("Camera", bpy.data.cameras.new("Camera"))
    scene.collection.objects.link(scene.camera)


def backdrop() -> bpy.types.Object:
    """A sheet of paper: a floor that bends up into a wall behind the figure."""
    bend = np.linspace(0, math.pi / 2, 24)
    floor, radius, wall, side = 3.0, 2.0, 9.0, 14.0
    y = np.concatenate([[-12], floor + radius * np.sin(bend), [floor + radius]])
    z = np.concatenate([[0], radius * (1 - np.cos(bend)), [wall]])
    profile = np.stack([y, z], axis=1).tolist()
    corners = [(x, *point) for x in (-side, side) for point in profile]
    count = len(profile)
    quads = [(i, i + count, i + count + 1, i + 1) for i in range(count - 1)]
    mesh = bpy.data.meshes.new("Backdrop")
    mesh.from_pydata(corners, [], quads)
    mesh.polygons.foreach_set("use_smooth", [True] * len(quads))
    material = bpy.data.materials.new("Backdrop")
    material.use_nodes = True
    shader: Any = next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")
    shader.inputs["Base Color"].default_value = (*BACKDROP, 1)
    shader.inputs["Roughness"].default_value = 1
    mesh.materials.append(material)
    return bpy.data.objects.new("Backdrop", mesh)


def flat_world(color: tuple[float, ...], strength: float) -> bpy.types.World:
    world = bpy.data.worlds.new("Flat")
    world.use_nodes = True
    background: Any = world.node_tree.nodes["Background"]
    background.inputs["Color"].default_value = (*color, 1)
    background.inputs["Strength"].default_value = strength
    return world


def looking(place: Vector, target: Vector) -> Matrix:
    """Where a camera or a light stands that looks from one point at another, upright."""
    return Matrix.Translation(place) @ (target - place).to_track_quat("-Z", "Y").to_matrix().to_4x4()


def stand(armature: bpy.types.Object) -> None:
    """Let the arms down and turn the figure to the three-quarter view, through its own bones."""
    armature.animation_data_clear()
    armature.rotation_euler.z = TURN
    for part, axis_angle in ARMS_DOWN.items():
        for side, sign in (("left", 1), ("right", -1)):
            bone = armature.pose.bones[f"{side}_{part}"]
            rest = bone.bone.matrix_local.to_quaternion()
            turn = Vector(axis_angle) * sign
            bone.rotation_mode = "QUATERNION"
            around = Matrix.Rotation(turn.length, 3, turn).to_quaternion()
            bone.rotation_quaternion = rest.inverted() @ around @ rest
    bpy.context.view_layer.update()


def views(armature: bpy.types.Object, face: bool) -> Iterator[tuple[np.ndarray, tuple[float, float, float]]]:
    """For each picture the points (N, 3) to show, and the margins at the side, top and bottom as shares."""
    (child,) = armature.children
    posed = child.evaluated_get(bpy.context.evaluated_depsgraph_get())
    points = np.empty(3 * len(posed.data.vertices), np.float32)
    posed.data.vertices.foreach_get("co", points)
    matrix = np.array(posed.matrix_world)
    points = points.reshape(-1, 3) @ matrix[:3, :3].T + matrix[:3, 3]
    yield points, (0.05, 0.06, 0.075)
    if face:
        head = np.array(armature.matrix_world @ armature.pose.bones["head"].head)
        near = np.linalg.norm((points - head)[:, :2], axis=1) < 0.25
        yield points[near & (points[:, 2] > head[2])], (0.1, 0.2, 0.34)


def aim(camera: Any, points: np.ndarray, margins: tuple[float, float, float]) -> None:
    """Look at the points from the front, slightly from above, with a lens that just shows them all.

    They stand on the bottom margin, so that all figures have their feet at one height.
    """
    side, top, bottom = margins
    centre = Vector((points.min(axis=0) + points.max(axis=0)) / 2)
    camera.matrix_world = looking(centre + Vector((0, -7, 0.75)), centre)
    inverse = np.array(camera.matrix_world.inverted())
    seen = points @ inverse[:3, :3].T + inverse[:3, 3]
    (left, low), (right, high) = (pick(seen[:, :2] / -seen[:, 2:], axis=0) for pick in (np.min, np.max))
    tall = max((high - low) / (1 - top - bottom), (right - left) / (1 - 2 * side) * HEIGHT / WIDTH)
    camera.data.sensor_fit = "VERTICAL"
    camera.data.angle = 2 * math.atan(tall / 2)
    camera.data.shift_x = (left + right) / 2 / tall
    camera.data.shift_y = (low - bottom * tall) / tall + 0.5


def label_scene() -> tuple[Any, Any]:
    """A scene that shows nothing but words, a unit being a pixel, and the object that holds them."""
    scene: Any = bpy.data.scenes.new("Label")
    set_rendering(scene, 64)
    scene.cycles.use_denoising = False
    scene.render.resolution_y = LABEL
    scene.world = flat_world(Color(PAGE).from_srgb_to_scene_linear(), 1)
    camera: Any = bpy.data.cameras.new("Label")
    camera.type, camera.sensor_fit = "ORTHO", "HORIZONTAL"
    scene.camera = bpy.data.objects.new("Label", camera)
    scene.camera.location.z = 10
    text: Any = bpy.data.curves.new("Label", "FONT")
    text.size, text.align_x, text.overflow = 15, "CENTER", "SCALE"
    text.text_boxes[0].height = LABEL
    ink: Any = bpy.data.materials.new("Ink")
    ink.use_nodes = True
    nodes = ink.node_tree.nodes
    glow = nodes.new("ShaderNodeEmission")
    glow.inputs["Color"].default_value = (*Color(INK).from_srgb_to_scene_linear(), 1)
    output = next(node for node in nodes if node.type == "OUTPUT_MATERIAL")
    ink.node_tree.links.new(glow.outputs["Emission"], output.inputs["Surface"])
    text.materials.append(ink)
    words = bpy.data.objects.new("Words", text)
    for obj in (scene.camera, words):
        scene.collection.objects.link(obj)
    return scene, words


def write(scene: Any, words: Any, text: str, width: int) -> None:
    """Centre the text in a strip of this width in pixels, in lines that fit, smaller where it must."""
    scene.render.resolution_x = scene.camera.data.ortho_scale = width
    words.data.body = text
    words.data.text_boxes[0].width = width - 2 * GAP
    words.location = (0, 0, 0)
    scene.view_layers[0].update()
    corners = np.array(words.bound_box)
    words.location = -(corners.min(axis=0) + corners.max(axis=0)) / 2


def prompt(avatar: Path) -> str:
    """What was asked for: the looks, and the body's words before them unless they repeat them."""
    request = json.loads((avatar / "request.json").read_text(encoding="utf-8"))
    shape, looks = request.get("shape", ""), request["appearance"]
    return looks if not shape or looks.startswith(shape) else f"{shape} · {looks}"


def render(scene: Any, folder: str, read: Any) -> np.ndarray:
    """The scene as (H, W, 3) float32 in 0..1 sRGB, bottom row first."""
    scene.render.filepath = str(Path(folder) / "picture.png")
    bpy.ops.render.render(write_still=True, scene=scene.name)
    return read(scene.render.filepath)


def assemble(cells: list[np.ndarray], columns: int) -> np.ndarray:
    """Cells (H, W, 3) of one size, bottom row first, in reading order on a page with gaps between them."""
    height, width, _ = np.add(cells[0].shape, (GAP, GAP, 0))
    columns = min(columns, len(cells))
    rows = -(-len(cells) // columns)
    page = np.full((rows * height + GAP, columns * width + GAP, 3), PAGE, np.float32)
    for number, cell in enumerate(cells):
        row, column = divmod(number, columns)
        top, left = (rows - 1 - row) * height + GAP, column * width + GAP
        page[top : top + height - GAP, left : left + width - GAP] = cell
    return page


def save(page: np.ndarray, path: Path, scene: Any) -> None:
    """Write (H, W, 3) in 0..1 sRGB, bottom row first, as JPEG."""
    height, width, _ = page.shape
    image: Any = bpy.data.images.new("Gallery", width, height)
    image.pixels.foreach_set(np.concatenate([page, np.ones_like(page[..., :1])], axis=2).ravel())
    scene.render.image_settings.file_format = "JPEG"
    scene.render.image_settings.quality = 92
    image.save_render(str(path.resolve()), scene=scene)


if __name__ == "__main__":
    main(sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else sys.argv[1:])
    sys.stdout.flush()
    if not bpy.app.binary_path:
        os._exit(0)  # bpy 4.2 as a module crashes while it shuts down
