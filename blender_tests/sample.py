"""A made-up avatar for the tests: capsules along SMPL's bones, weights, UVs, a texture; needs numpy only."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from backend import avatar

JOINT_NAMES = (
    *("pelvis", "left_hip", "right_hip", "spine1", "left_knee", "right_knee", "spine2"),
    *("left_ankle", "right_ankle", "spine3", "left_foot", "right_foot", "neck", "left_collar"),
    *("right_collar", "head", "left_shoulder", "right_shoulder", "left_elbow", "right_elbow"),
    *("left_wrist", "right_wrist", "left_hand", "right_hand"),
)
PARENTS = (-1, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 12, 13, 14, 16, 17, 18, 19, 20, 21)
FACE = {
    "jaw": (0, 1.58, 0.03),
    "left_eye_smplhf": (0.03, 1.68, 0.08),
    "right_eye_smplhf": (-0.03, 1.68, 0.08),
}
FINGERS = {  # of the left hand: the first joint; the next two follow along the arm
    "index": (0.76, 1.40, 0.0),
    "middle": (0.765, 1.40, -0.02),
    "pinky": (0.745, 1.40, -0.06),
    "ring": (0.76, 1.40, -0.04),
    "thumb": (0.71, 1.39, 0.0),
}
FINGER_STEP = 0.025  # metres

# Middle and left side of a T-pose, metres, y up, facing +z; the right side is mirrored.
MIDDLE = {
    "pelvis": (0, 0.95, 0),
    "spine1": (0, 1.06, -0.01),
    "spine2": (0, 1.19, -0.01),
    "spine3": (0, 1.26, 0),
    "neck": (0, 1.45, -0.01),
    "head": (0, 1.54, 0),
}
LEFT = {
    "hip": (0.08, 0.87, 0),
    "knee": (0.09, 0.48, 0),
    "ankle": (0.10, 0.09, -0.02),
    "foot": (0.11, 0.04, 0.10),
    "collar": (0.07, 1.38, -0.01),
    "shoulder": (0.17, 1.40, -0.02),
    "elbow": (0.43, 1.40, -0.03),
    "wrist": (0.68, 1.40, -0.03),
    "hand": (0.76, 1.40, -0.03),
}
RED, BLUE, SKIN, SHOE = (200, 40, 40), (40, 70, 190), (225, 175, 145), (60, 45, 35)
ENDS = {"head": (0, 0.12, 0), "hand": (0.08, 0, 0), "foot": (0, 0, 0.08)}  # beyond the last joint
LOOKS = {  # radius in metres and colour of the limb that ends at a joint
    **{name: (0.13, RED) for name in ("spine1", "spine2", "spine3", "neck", "collar")},
    "hip": (0.10, BLUE),
    "knee": (0.08, BLUE),
    "ankle": (0.06, BLUE),
    "foot": (0.04, SHOE),
    "head": (0.06, SKIN),
    "shoulder": (0.08, RED),
    "elbow": (0.055, RED),
    "wrist": (0.045, SKIN),
    "hand": (0.04, SKIN),
}
END_LOOKS = {"head": (0.10, SKIN), "hand": (0.035, SKIN), "foot": (0.035, SHOE)}
MOTION = "waving both arms"
SEGMENTS, RINGS, CELLS, CELL_PIXELS = 12, 9, 6, 32
HEIGHT = 1.76  # crown, 1.54 + 0.12 + 0.10, above the ground at 0


def joints() -> np.ndarray:
    """The rest joints, (24, 3) float32."""
    places = []
    for name in JOINT_NAMES:
        side, _, part = name.rpartition("_")
        x, y, z = LEFT[part] if side else MIDDLE[name]
        places.append((-x if side == "right" else x, y, z))
    return np.array(places, np.float32)


def limbs() -> list[tuple[int, int, np.ndarray, np.ndarray, float, tuple[int, int, int]]]:
    """Every capsule: joint at its start, joint at its end, the two points, radius, colour."""
    places, found = joints(), []
    for index, name in enumerate(JOINT_NAMES):
        side, _, part = name.rpartition("_")
        parent = PARENTS[index]
        if parent >= 0:
            found.append((parent, index, places[parent], places[index], *LOOKS[part]))
        if part in ENDS:
            beyond = np.array(ENDS[part], np.float32) * (-1 if side == "right" and part == "hand" else 1)
            found.append((index, index, places[index], places[index] + beyond, *END_LOOKS[part]))
    return found


def capsule(start: np.ndarray, end: np.ndarray, radius: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A closed capsule: vertices (R*S, 3), share of the way to its end (R*S,), quads as faces (F, 3).

    The end rings are tiny circles, closed by fans.
    """
    axis = (end - start) / np.linalg.norm(end - start)
    side = np.cross(axis, (0, 0, 1) if abs(axis[2]) < 0.9 else (1, 0, 0))
    side /= np.linalg.norm(side)
    other = np.cross(axis, side)
    bend = np.linspace(-np.pi / 2, np.pi / 2, RINGS)
    bend[0], bend[-1] = bend[0] + 0.05, bend[-1] - 0.05
    turn = np.linspace(0, 2 * np.pi, SEGMENTS, endpoint=False)
    share = np.clip((np.arange(RINGS) - RINGS // 2 + 1) / 2, 0, 1)
    centre = start + share[:, None] * (end - start) + radius * np.sin(bend)[:, None] * axis
    circle = np.cos(turn)[:, None] * side + np.sin(turn)[:, None] * other
    vertices = centre[:, None] + radius * np.cos(bend)[:, None, None] * circle[None]
    index = np.arange(RINGS * SEGMENTS).reshape(RINGS, SEGMENTS)
    a, b = index[:-1], np.roll(index, -1, 1)[:-1]
    d, c = index[1:], np.roll(index, -1, 1)[1:]
    tube = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    caps = [(ring[0], ring[i + d1], ring[i + d2]) for ring, d1, d2 in ((index[0], 1, 0), (index[-1], 0, 1))
            for i in range(1, SEGMENTS - 1)]  # fmt: skip
    return vertices.reshape(-1, 3), np.repeat(share, SEGMENTS), np.concatenate([tube, np.array(caps)])


def wave(name: str = MOTION, seed: int = 0, joints: int = len(JOINT_NAMES)) -> avatar.Motion:
    """A second of 31 frames in which every joint turns about an axis of its own and the root walks."""
    time = np.linspace(0, 1, 31)[:, None, None]
    axes = np.random.default_rng(seed).uniform(-0.5, 0.5, (1, joints, 3))
    walk = np.linspace(0, 1, 31)[:, None] * (0.1, 0.05, 0.4)
    return avatar.Motion(name, np.float32(np.sin(2 * np.pi * time) * axes), walk.astype(np.float32))


def build(stretch: float = 1.0, motions: Sequence[str] = (MOTION,)) -> tuple[avatar.Avatar, np.ndarray]:
    """The avatar, so many times as tall, with motions of these names, and its texture, (H, W, 3) uint8."""
    size = CELLS * CELL_PIXELS
    texture = np.full((size, size, 3), 128, np.uint8)
    vertices, faces, uv, colors, indices, values, count = [], [], [], [], [], [], 0
    for number, (first, last, start, end, radius, color) in enumerate(limbs()):
        # No two limbs share a sphere, so that a vertex can be told by its place.
        points, share, triangles = capsule(start, end, radius + 0.0002 * number)
        row, column = divmod(number, CELLS)
        texture[
            row * CELL_PIXELS : (row + 1) * CELL_PIXELS, column * CELL_PIXELS : (column + 1) * CELL_PIXELS
        ] = color
        place = np.stack(np.divmod(np.arange(len(points)), SEGMENTS)[::-1], -1) / (SEGMENTS, RINGS)
        uv.append((np.array((column, CELLS - 1 - row)) + 0.1 + 0.8 * place[triangles]) / CELLS)
        vertices.append(points)
        faces.append(triangles + count)
        colors.append(np.tile(np.array(color, np.uint8), (len(points), 1)))
        # The limb is handed over to its end's joint; an end limb names its joint twice; two slots stay empty.
        indices.append(np.tile(np.array([first, last, 0, 0], np.uint8), (len(points), 1)))
        hand_over = share / 2
        values.append(np.stack([1 - hand_over, hand_over, 0 * share, 0 * share], -1))
        count += len(points)
    made = avatar.Avatar(
        vertices=np.concatenate(vertices).astype(np.float32) * np.float32([1, stretch, 1]),
        faces=np.concatenate(faces).astype(np.int32),
        uv=np.concatenate(uv).astype(np.float32),
        colors=np.concatenate(colors),
        joints=joints() * np.float32([1, stretch, 1]),
        parents=np.array(PARENTS, np.int32),
        joint_names=JOINT_NAMES,
        weight_indices=np.concatenate(indices),
        weight_values=np.concatenate(values).astype(np.float32),
        metadata={"texture": "texture.png", "request": {"appearance": "A sample, größer!"}},
        motions=tuple(wave(name, seed) for seed, name in enumerate(motions)),
    )
    return made, texture


def with_fingers(made: avatar.Avatar) -> avatar.Avatar:
    """The avatar with SMPL-X's joints: what hands and head move goes to the nearest of the new ones, and all
    of them move in its motions."""
    new = {name: ("head", place) for name, place in FACE.items()}
    for side, sign in (("left", 1), ("right", -1)):
        for finger, (x, y, z) in FINGERS.items():
            for number in range(3):
                parent = f"{side}_{finger}{number}" if number else f"{side}_wrist"
                new[f"{side}_{finger}{number + 1}"] = parent, (sign * (x + number * FINGER_STEP), y, z)
    names = (*JOINT_NAMES[:22], *new)
    places = np.concatenate([made.joints[:22], np.array([place for _, place in new.values()], np.float32)])
    indices = made.weight_indices.copy()
    for joint in (JOINT_NAMES.index(name) for name in ("head", "left_hand", "right_hand")):
        ends = [joint] if joint < 22 else []
        own = JOINT_NAMES[joint].removesuffix("hand")
        ends += [
            index
            for index, name in enumerate(names[22:], 22)
            if (new[name][0] == "head" if own == "head" else name not in FACE and name.startswith(own))
        ]
        moved = made.weight_indices == joint
        away = np.linalg.norm(made.vertices[:, None] - places[ends], axis=2)
        nearest = np.array(ends, np.uint8)[away.argmin(axis=1)]
        indices[moved] = np.broadcast_to(nearest[:, None], indices.shape)[moved]
    parents = [*PARENTS[:22], *(names.index(parent) for parent, _ in new.values())]
    return dataclasses.replace(
        made,
        joints=places,
        parents=np.array(parents, np.int32),
        joint_names=names,
        weight_indices=indices,
        motions=tuple(wave(motion.name, seed, len(names)) for seed, motion in enumerate(made.motions)),
    )


def waves(size: int) -> np.ndarray:
    """A normal map (size, size, 3) uint8 of a surface in waves along u."""
    tilt = 0.5 * np.sin(np.arange(size) / size * 40 * np.pi)
    normals = np.stack([tilt, np.zeros(size), np.sqrt(1 - tilt**2)], axis=1)
    return np.tile(np.rint((normals / 2 + 0.5) * 255).astype(np.uint8), (size, 1, 1))


def png(pixels: np.ndarray) -> bytes:
    """(H, W, 3) uint8, top row first, as a PNG file."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width, _ = pixels.shape
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def write(
    folder: Path,
    stretch: float = 1.0,
    motions: Sequence[str] = (MOTION,),
    normals: bool = False,
    fingers: bool = False,
) -> Path:
    """Write ``avatar.npz``, ``texture.png`` and if wanted ``normals.png`` into ``folder``; return the avatar
    file's path. fingers: with SMPL-X's joints."""
    folder.mkdir(parents=True, exist_ok=True)
    made, texture = build(stretch, motions)
    made = with_fingers(made) if fingers else made
    (folder / "texture.png").write_bytes(png(texture))
    if normals:
        (folder / "normals.png").write_bytes(png(waves(len(texture) // 2)))
        made = dataclasses.replace(made, metadata=made.metadata | {"normals": "normals.png"})
    avatar.save(made, folder / "avatar.npz")
    return folder / "avatar.npz"
