"""The contact sheet: front, back, side and face of an avatar, side by side in one picture."""

from __future__ import annotations

import contextlib
import math
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bpy
import numpy as np
from mathutils import Matrix, Vector

from .export import written_whole

HEIGHT = 512  # pixels
VIEWS = (  # name, turn about the vertical in degrees from the front, width in pixels
    ("front", 0, 480),
    ("back", 180, 480),
    ("side", 90, 224),
    ("face", 20, 384),
)
BACKGROUND = (0.80, 0.80, 0.80)
SAMPLES = 32
MARGIN = 1.06


def render_contact_sheet(armature: bpy.types.Object, path: str | Path) -> None:
    """Render an avatar's meshes with Cycles on the CPU and write one PNG.

    The three whole-body views share one scale. Raises UserError when the file cannot be written.
    """
    with tempfile.TemporaryDirectory() as folder, studio(armature) as scene:
        pictures = []
        for name, turn, width in VIEWS:
            centre, visible = framing(armature, name)
            aim(scene, centre, visible, turn, width)
            scene.render.filepath = str(Path(folder) / f"{name}.png")
            bpy.ops.render.render(write_still=True, scene=scene.name)
            pictures.append(read_picture(scene.render.filepath))
        with written_whole(path) as part:
            write_picture(np.concatenate(pictures, axis=1), part)


def framing(armature: bpy.types.Object, view: str) -> tuple[Vector, float]:
    """The point to look at and how many metres of height to show around it."""
    low, high = bounds(armature)
    if view != "face":
        width = max(pixels for _, _, pixels in VIEWS)
        return (low + high) / 2, MARGIN * max(high.z - low.z, (high.x - low.x) * HEIGHT / width)
    head = armature.matrix_world @ armature.data.bones["head"].head_local
    top = max(high.z, head.z + 0.1)
    return Vector((head.x, head.y, (head.z + top) / 2 - 0.03)), 2.2 * (top - head.z)


def bounds(armature: bpy.types.Object) -> tuple[Vector, Vector]:
    """The lowest and the highest corner of the box around an avatar's meshes at rest, metres, z up."""
    lows, highs = [], []
    for mesh in armature.children:
        if mesh.type == "MESH":  # its bound_box is that of the pose which was last evaluated
            points = np.empty(len(mesh.data.vertices) * 3, np.float32)
            mesh.data.vertices.foreach_get("co", points)
            world = np.array(mesh.matrix_world)
            points = points.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]
            lows.append(points.min(axis=0))
            highs.append(points.max(axis=0))
    return Vector(np.min(lows, axis=0)), Vector(np.max(highs, axis=0))


@contextlib.contextmanager
def studio(armature: bpy.types.Object) -> Iterator[bpy.types.Scene]:
    """Yield a scene with the avatar's meshes at rest, a camera, a soft key light and a pale sky."""
    scene = bpy.data.scenes.new("Preview")
    made: list[bpy.types.ID] = [scene]
    position = armature.data.pose_position
    armature.data.pose_position = "REST"
    try:
        for mesh in armature.children:
            if mesh.type == "MESH":
                scene.collection.objects.link(mesh)
        camera = bpy.data.cameras.new("Preview")
        camera.type = "ORTHO"
        light: Any = bpy.data.lights.new("Preview", "SUN")
        light.energy, light.angle = 1.7, math.radians(25)
        world = bpy.data.worlds.new("Preview")
        world.use_nodes = True
        sky: Any = world.node_tree.nodes["Background"].inputs["Color"]
        sky.default_value = (0.55, 0.55, 0.57, 1)
        made += [camera, light, world]
        scene.world = world
        scene.camera = bpy.data.objects.new("Camera", camera)
        scene.collection.objects.link(scene.camera)
        scene.collection.objects.link(bpy.data.objects.new("Light", light))
        set_rendering(scene)
        yield scene
    finally:
        armature.data.pose_position = position
        bpy.data.batch_remove(made)


def set_rendering(scene: Any) -> None:
    """Cycles on the CPU, no denoiser (not in every build), colours as the texture has them."""
    scene.render.engine = "CYCLES"
    scene.cycles.device = "CPU"
    scene.cycles.samples = SAMPLES
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 0  # else a red shirt reddens the chin above it
    scene.render.use_persistent_data = True  # the views differ in their camera only
    scene.render.film_transparent = True
    scene.render.image_settings.file_format = "PNG"
    scene.render.image_settings.color_mode = "RGBA"
    scene.render.resolution_percentage = 100
    scene.view_settings.view_transform = "Standard"


def aim(scene: bpy.types.Scene, centre: Vector, visible: float, turn: float, width: int) -> None:
    """Look at ``centre`` horizontally; ``visible`` metres fill the picture's height; the light follows."""
    scene.render.resolution_x, scene.render.resolution_y = width, HEIGHT
    around = Matrix.Rotation(math.radians(turn), 4, "Z")
    upright = Matrix.Rotation(math.radians(90), 4, "X")
    camera = scene.camera
    camera.data.sensor_fit = "VERTICAL"
    camera.data.ortho_scale = visible
    camera.matrix_world = Matrix.Translation(centre) @ around @ upright @ Matrix.Translation((0, 0, 10))
    light = next(obj for obj in scene.objects if obj.type == "LIGHT")
    light.matrix_world = (
        around @ Matrix.Rotation(math.radians(-30), 4, "Z") @ Matrix.Rotation(math.radians(50), 4, "X")
    )


def read_picture(path: str) -> np.ndarray:
    """A rendered PNG over the background, (H, W, 3) float32 in 0..1 sRGB, bottom row first."""
    image: Any = bpy.data.images.load(path)
    width, height = image.size
    pixels = np.empty(width * height * 4, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    colors, alpha = np.split(pixels.reshape(height, width, 4), [3], axis=2)
    return colors * alpha + np.array(BACKGROUND, np.float32) * (1 - alpha)


def write_picture(pixels: np.ndarray, path: Path) -> None:
    """Write (H, W, 3) in 0..1 sRGB, bottom row first, as PNG."""
    height, width, _ = pixels.shape
    image: Any = bpy.data.images.new("Preview", width, height)
    opaque = np.concatenate([pixels, np.ones((height, width, 1), np.float32)], axis=2)
    image.pixels.foreach_set(opaque.astype(np.float32).ravel())
    image.filepath_raw, image.file_format = str(path), "PNG"
    image.save()
    bpy.data.images.remove(image)
