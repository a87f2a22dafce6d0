"""motion.gif: an avatar's motions, one after another."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..avatar import Avatar, Motion
from ..raster import Camera, draw
from ..rig.trials import Skin

FILE = "motion.gif"
SIDE, LABEL = 256, 22  # pixels
PICTURES = 20  # of a motion
AZIMUTH, ELEVATION, DISTANCE, MARGIN = 0.4, 0.12, 6.0, 1.12
FLOOR, FLOOR_COLOR, SKY = 1.3, 0.9, 1.0  # half a side of the floor, in metres; brightness


def write_film(avatar: Avatar, path: Path) -> None:
    """Write the avatar's motions, in its vertices' colours and at their own speed, as one GIF that repeats.

    Written in one step; where there are no motions, a GIF of former ones is removed.
    """
    if not avatar.motions:
        path.unlink(missing_ok=True)
        return
    pictures = [picture for motion in avatar.motions for picture in filmed(avatar, motion)]
    length = 1000 * len(avatar.motions[0].poses) / avatar.motion_fps / PICTURES
    part = path.with_name(path.name + ".part")
    pictures[0].save(
        part, "GIF", save_all=True, append_images=pictures[1:], duration=round(length), loop=0, optimize=False
    )
    os.replace(part, path)


def filmed(avatar: Avatar, motion: Motion) -> list[Image.Image]:
    """PICTURES of a motion, evenly spread over its time, on a floor, with its name above."""
    skin = Skin.of_avatar(avatar)
    chosen = (np.arange(PICTURES) * len(motion.poses) / PICTURES).astype(int)
    shapes = [skin.posed(motion.poses[i]) + motion.translations[i] for i in chosen]
    low, high = np.min(shapes, axis=(0, 1)), np.max(shapes, axis=(0, 1))
    low[1] = 0
    half = MARGIN * (high - low).max() / 2
    camera = Camera.orbit((low + high) / 2, AZIMUTH, ELEVATION, DISTANCE, half)
    corners = FLOOR * np.array([[-1, 0, -1], [-1, 0, 1], [1, 0, 1], [1, 0, -1]], np.float32)
    faces = np.concatenate([avatar.faces, len(skin.vertices) + np.array([[0, 1, 2], [0, 2, 3]], np.int32)])
    colors = np.concatenate([avatar.colors / np.float32(255), np.full((4, 3), FLOOR_COLOR, np.float32)])
    result = []
    for shape in shapes:
        picture = draw(np.concatenate([shape, corners]), faces, colors, camera, SIDE, background=SKY)
        result.append(_titled(np.rint(picture * 255).astype(np.uint8), motion.name))
    return result


def _titled(picture: np.ndarray, title: str) -> Image.Image:
    page = Image.new("RGB", (SIDE, SIDE + LABEL), "white")
    page.paste(Image.fromarray(picture), (0, LABEL))
    font = ImageFont.load_default(13)
    while font.getlength(title) > SIDE - 8:
        title = title.rstrip(".")[:-1] + "..." if len(title) > 4 else ""
    ImageDraw.Draw(page).text((SIDE // 2, LABEL // 2), title, "black", font, anchor="mm")
    return page
