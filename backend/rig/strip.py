"""A picture of how an avatar's skin moves: rig_check.png."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ..avatar import Avatar
from ..raster import Camera, draw
from .trials import ROTATIONS, Skin, pose

SIDE, COLUMNS, LABEL = 280, 6, 22
AZIMUTH, ELEVATION, DISTANCE = 0.45, 0.12, 6.0
MARGIN = 1.12  # of the height that the avatar needs at the most


def rig_check(avatar: Avatar) -> Image.Image:
    """The avatar in each of the poses it is measured in, in its vertices' colours, named."""
    skin, colors = Skin.of_avatar(avatar), avatar.colors / np.float32(255)
    shapes = {name: skin.bent(pose(rotations)) for name, rotations in ROTATIONS.items()}
    half = MARGIN * max(np.ptp(vertices, axis=0)[:2].max() for vertices in shapes.values()) / 2
    rows = -(-len(shapes) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * SIDE, rows * (SIDE + LABEL)), "white")
    text, font = ImageDraw.Draw(page), ImageFont.load_default(14)
    for number, (name, vertices) in enumerate(shapes.items()):
        middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        camera = Camera.orbit(middle, AZIMUTH, ELEVATION, DISTANCE, half)
        picture = np.rint(draw(vertices, avatar.faces, colors, camera, SIDE) * 255).astype(np.uint8)
        left, top = number % COLUMNS * SIDE, number // COLUMNS * (SIDE + LABEL)
        page.paste(Image.fromarray(picture), (left, top + LABEL))
        text.text((left + SIDE // 2, top + 12), name, "black", font, anchor="mm")
    return page
