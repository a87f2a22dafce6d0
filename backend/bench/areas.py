"""Where a garment or a part of the body is measured, and which colour a finished avatar has there.

An area is a set of the body's vertices, found from joints and garment masks; what hangs over other
areas at times (belts, ties, long hair, boots, the hem of a top) is left out of it. A point of the
avatar belongs to the area of the nearest vertex of the bare body: so clothes that stand off count too.
"""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.spatial import cKDTree

from ..avatar import Avatar
from ..body import JOINT, Body
from ..body.regions import face_centre, regions
from ..raster import Camera, rasterise

# area: the mask of body.regions that it is, then those, of landmarks too, that it is not.
AREAS = {
    "top": "shirt, trousers, belt, tie, long hair",
    "t-shirt": "t-shirt, trousers, belt, tie, long hair",
    "tank top": "tank top, trousers, belt, tie, long hair",
    "vest": "vest, trousers, belt, tie, long hair",
    "jacket": "shirt, chest, trousers, belt, tie, long hair",
    "under": "tie, below the breast",
    "bottom": "trousers, shirt, belt, boots",
    "shorts": "shorts, shirt, belt",
    "skirt": "skirt, shirt, belt",
    "ankles": "trousers, under a coat",
    "dress": "dress, belt, long hair",
    "gown": "gown, belt, boots, long hair",
    "suit": "suit, belt, boots, long hair",
    "feet": "shoes, under a hem",
    "hair": "scalp",
    "face": "face, lips, brows, beard, eye band, cavity, rim of the face",
    "arms": "arms",
    "hands": "hands",
    "hat": "hat",
    "belt": "belt, off the waistline",
    "cape": "back, long hair, trousers",
    "tie": "tie, belt",
    "mask": "mask, rim of the face",
    "glasses": "eye band",
    "beard": "beard, lips",
    "scarf": "neck",
}
# Azimuth and elevation in radians: all round, level and from above, and from the top.
VIEWS = [(azimuth, elevation) for elevation in (0.0, 0.6) for azimuth in np.arange(8) * np.pi / 4]
VIEWS.append((0.0, 1.5))
PIXELS = 768
FARTHEST = 0.35  # metres from the bare body; what is farther off is no part of a garment worn there


@dataclasses.dataclass(frozen=True)
class Samples:
    """Visible triangles of an avatar: area (N,) in square metres, color (N, 3) sRGB in 0..1, and vertex
    (N,), the nearest of the bare body's, or -1 where none is near."""

    area: np.ndarray
    color: np.ndarray
    vertex: np.ndarray

    def within(self, mask: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Areas (M,) and colours (M, 3) of what belongs to the body's vertices in mask (B,) bool."""
        chosen = (self.vertex >= 0) & mask[self.vertex]
        return self.area[chosen], self.color[chosen]


def areas(body: Body) -> dict[str, np.ndarray]:
    """The masks (B,) bool of AREAS by name."""
    known = regions(body) | landmarks(body)
    masks = {}
    for name, words in AREAS.items():
        included, *excluded = words.split(", ")
        masks[name] = known[included].copy()
        for other in excluded:
            masks[name] &= ~known[other]
    return masks


def landmarks(body: Body) -> dict[str, np.ndarray]:
    """Masks (B,) of what the wardrobe needs no name for."""
    vertices = body.v_template
    joints = body.J_regressor @ vertices
    scale = np.ptp(vertices[:, 1]) / 1.83
    x, y, z = (vertices - face_centre(body)).T / scale
    height, ahead = vertices[:, 1] / scale, (vertices[:, 2] - joints[JOINT["left_ankle"], 2]) / scale
    knee, waist, breast = (joints[JOINT[name], 1] / scale for name in ("left_knee", "spine1", "spine3"))
    return {
        "rim of the face": (np.abs(x) > 0.055) | (z < -0.055) | (y > -0.016),  # under hair and hats
        "off the waistline": np.abs(height - waist - 0.005) > 0.015,
        "below the breast": height < breast + 0.03,  # where a jacket closes
        "under a coat": height > knee - 0.29,
        "under a hem": (ahead < 0.06) | (height < height.min() + 0.02),  # trousers' heels, and soles
    }


def sample(avatar: Avatar, texture: np.ndarray, body: Body) -> Samples:
    """The visible triangles of an avatar, in its rest pose, made on this body with the betas of its metadata.

    texture (H, W, 3) uint8, row 0 at v = 1; a triangle has the colour of the texture at its middle,
    which is not lit.
    """
    (rest,), (joints,) = body.rest(np.array([avatar.metadata["betas"]]))
    rest = rest + (avatar.joints[0] - joints[0])
    faces = visible(avatar.vertices, avatar.faces)
    corners = avatar.vertices[avatar.faces[faces]]
    middle = corners.mean(axis=1)
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    distance, vertex = cKDTree(rest).query(middle, distance_upper_bound=FARTHEST)
    return Samples(
        np.linalg.norm(across, axis=1) / 2,
        look_up(texture, avatar.uv[faces].mean(axis=1)),
        np.where(np.isfinite(distance), vertex, -1),
    )


def visible(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Numbers of the triangles (N,) that some camera of VIEWS sees: not the legs under a skirt, say."""
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    half = float(np.linalg.norm(high - low)) / 2
    seen = np.zeros(len(faces) + 1, bool)
    for azimuth, elevation in VIEWS:
        camera = Camera.orbit((low + high) / 2, azimuth, elevation, 20 * half, half)
        seen[rasterise(vertices, faces, camera, PIXELS)[0]] = True
    return np.flatnonzero(seen[:-1])


def look_up(texture: np.ndarray, uv: np.ndarray) -> np.ndarray:
    """The texels (N, 3), in 0..1, at coordinates (N, 2), v up."""
    height, width = texture.shape[:2]
    column = np.clip(uv[:, 0] * width, 0, width - 1).astype(int)
    row = np.clip((1 - uv[:, 1]) * height, 0, height - 1).astype(int)
    return texture[row, column] / 255.0
