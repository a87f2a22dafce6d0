"""The contact sheet shows the avatar from all sides, in the colours of its texture."""

from __future__ import annotations

import bpy
import numpy as np

from .. import sample
from . import support


def read(path) -> np.ndarray:
    """(H, W, 3), 0..255, top row first."""
    image = bpy.data.images.load(str(path))
    pixels = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)
    return 255 * pixels[::-1, :, :3]


def near(pixels: np.ndarray, color: tuple[float, ...], reach: float) -> np.ndarray:
    return np.abs(pixels - np.array(color)).max(axis=-1) < reach


class ContactSheet(support.Case):
    def setUp(self) -> None:
        super().setUp()
        self.armature, self.mesh = self.import_sample()
        preview = support.ADDON.preview
        self.before = sorted(block.name for block in (*bpy.data.objects, *bpy.data.scenes, *bpy.data.cameras))
        preview.SAMPLES, samples = 4, preview.SAMPLES
        self.addCleanup(setattr, preview, "SAMPLES", samples)
        self.path = self.folder / "preview.png"
        preview.render_contact_sheet(self.armature, self.path)
        self.keep(self.path)
        self.background = 255 * np.array(preview.BACKGROUND)
        edges = np.cumsum([0, *(width for _, _, width in preview.VIEWS)])
        pixels = read(self.path)
        self.assertEqual(pixels.shape, (preview.HEIGHT, edges[-1], 3))
        self.views = {
            name: pixels[:, start:end]
            for (name, _, _), start, end in zip(preview.VIEWS, edges[:-1], edges[1:], strict=True)
        }

    def test_shows_the_avatar_and_leaves_the_scene_alone(self):
        after = sorted(block.name for block in (*bpy.data.objects, *bpy.data.scenes, *bpy.data.cameras))
        self.assertEqual(after, self.before)
        for name, view in self.views.items():
            with self.subTest(name):
                empty = near(view, self.background, 2)
                self.assertGreater(empty.mean(), 0.2)
                self.assertLess(empty.mean(), 0.97)
                whole = empty if name != "face" else empty[:1]  # the shoulders of the face view are cut
                self.assertTrue(whole[0].all() and whole[-1].all())
                self.assertTrue(name == "face" or whole[:, 0].all() and whole[:, -1].all())
        # Whole-body views fill most of the height; the face view is nearer.
        rows = ~near(self.views["front"], self.background, 2).all(axis=1)
        self.assertGreater(rows.mean(), 0.8)
        skin = {name: near(self.views[name], sample.SKIN, 40).mean() for name in ("front", "face")}
        self.assertGreater(skin["face"], 2 * skin["front"])

    def test_front_and_back_are_told_apart_by_the_shoes(self):
        shoes = {name: near(self.views[name], sample.SHOE, 40).sum() for name in ("front", "back", "side")}
        self.assertGreater(shoes["front"], 1.5 * shoes["back"])
        self.assertGreater(shoes["side"], 0)

    def test_colours_are_the_textures(self):
        front = self.views["front"]
        for color in (sample.RED, sample.BLUE, sample.SKIN):
            hue = np.array(color) / max(color)
            pixels = front[~near(front, self.background, 12)]
            alike = np.abs(pixels / pixels.max(axis=-1, keepdims=True) - hue).max(axis=-1) < 0.15
            self.assertGreater(alike.sum(), 200)
            brightness = np.median(pixels[alike].max(axis=-1)) / max(color)
            self.assertAlmostEqual(brightness, 1, delta=0.15)

    def test_views_frame_the_rest_pose_whatever_pose_the_avatar_is_in(self):
        preview = support.ADDON.preview
        rest = [tuple(corner) for corner in preview.bounds(self.armature)]
        box = [tuple(corner) for corner in self.mesh.bound_box]
        self.armature.pose.bones["pelvis"].location = (1, 0, 0)
        bpy.context.view_layer.update()
        self.assertNotEqual([tuple(corner) for corner in self.mesh.bound_box], box)
        self.assertEqual([tuple(corner) for corner in preview.bounds(self.armature)], rest)
