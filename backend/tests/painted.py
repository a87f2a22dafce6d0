"""Bodies painted triangle by triangle: avatars of which every colour is known."""

from collections.abc import Sequence

import numpy as np

from backend.avatar import Avatar
from backend.body import Body
from backend.wardrobe.figure import Dresser
from backend.wardrobe.outfit import Outfit
from backend.wardrobe.paint import paint


def worn(
    body: Body, extra: tuple[np.ndarray, np.ndarray] | None = None, betas: Sequence[float] = (0.0,)
) -> tuple[Avatar, np.ndarray]:
    """The body at rest, lifted as avatars are, with more geometry (vertices, faces), and which triangles are
    the body's."""
    (vertices,), (joints,) = body.rest(np.array([betas]))
    faces = body.faces
    if extra is not None:
        faces = np.concatenate([faces, extra[1] + len(vertices)])
        vertices = np.concatenate([vertices, extra[0]])
    floor = np.array([0, vertices[:, 1].min(), 0], np.float32)
    count, joint_count = len(vertices), len(body.parents)
    values = np.zeros((count, joint_count), np.float32)
    values[: len(body.weights)] = body.weights
    values[len(body.weights) :, 0] = 1
    indices = np.tile(np.arange(joint_count, dtype=np.uint8), (count, 1))
    avatar = Avatar(
        vertices=(vertices - floor).astype(np.float32),
        faces=faces.astype(np.int32),
        uv=np.zeros((len(faces), 3, 2), np.float32),
        colors=np.zeros((count, 3), np.uint8),
        joints=(joints - floor).astype(np.float32),
        parents=np.asarray(body.parents, np.int32),
        joint_names=body.joint_names,
        weight_indices=indices,
        weight_values=values,
        metadata={"betas": [float(value) for value in betas]},
    )
    return avatar, np.arange(len(faces)) < len(body.faces)


def painted(avatar: Avatar, colors: np.ndarray) -> tuple[Avatar, np.ndarray]:
    """The avatar with a texel of its own for each triangle, of colours (F, 3) in 0..1, and the texture."""
    side = int(np.ceil(np.sqrt(len(colors))))
    texture = np.zeros((side * side, 3), np.uint8)
    texture[: len(colors)] = np.rint(colors * 255)
    row, column = np.divmod(np.arange(len(colors)), side)
    uv = np.stack([(column + 0.5) / side, 1 - (row + 0.5) / side], axis=1)
    values = dict(vars(avatar)) | {"uv": uv[:, None].repeat(3, axis=1).astype(np.float32)}
    return Avatar(**values), texture.reshape(side, side, 3)


def dressed(dresser: Dresser, outfit: Outfit) -> tuple[Avatar, np.ndarray]:
    """The dresser's body in an outfit, patterns left out, and the texture."""
    figure, paints = dresser.figure(np.zeros(1), outfit.worn), paint(outfit, dresser.cells)
    count = len(dresser.body.v_template)
    extra = figure.vertices[count:], figure.faces[len(dresser.body.faces) :] - count
    avatar, _ = worn(dresser.body, extra if len(extra[1]) else None)
    return painted(avatar, paints.colors[figure.cell[figure.faces[:, 0]]])
