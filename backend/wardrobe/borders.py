"""Soft, even borders between what is painted on the skin, and brows finer than the body's triangles."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np

from ..patterns import PATTERNS
from .head import rise
from .outfit import Layer, Outfit
from .paint import Cells, paint

ROUNDS = 3  # of averaging with the neighbours, which straightens borders that run along triangles
SPLITS = 2  # times that the triangles at borders are split
SHARPNESS = 12  # how fast one layer gives way to the next
SURE = 0.98  # the share of one layer from which on there is no border nearby
OPAQUE = 0.9  # of a brow


@dataclasses.dataclass(frozen=True)
class Skin:
    """A finer skin: values (V, K) float32 between those that it was made of; faces (F, 3) int32; colors,
    accents (V, 3) float32 and pattern (V,) uint8 as in `Paint`."""

    values: np.ndarray
    faces: np.ndarray
    colors: np.ndarray
    accents: np.ndarray
    pattern: np.ndarray


def painted_skin(
    outfit: Outfit, cells: Cells, template: np.ndarray, faces: np.ndarray, values: np.ndarray
) -> Skin:
    """Paint an outfit on a body with split triangles where its layers meet.

    template (V, 3) is the unshaped body of the cells, faces (F, 3) its triangles, values (V, K) what else
    its vertices have.
    """
    eyes = cells.members["eyes"][cells.index]
    layers = [layer for layer in outfit.layers if layer.region != "brows"]
    top = paint(Outfit(tuple(layers)), cells).top[cells.index]
    face = (template - template[eyes].mean(axis=0)) * (1.83 / np.ptp(template[:, 1])) if eyes.any() else None
    brow = visible_brow(outfit, cells) if face is not None else None
    local = face if brow else np.full_like(template, -1.0)
    shares = straightened(top, faces, eyes, len(layers))
    columns = np.concatenate([local, shares, values], axis=1).astype(np.float32)
    ends = np.cumsum([3, len(layers)])
    for _ in range(SPLITS):
        near = brow_share(columns[:, :3], 2.0) > 0
        columns, faces = split(columns, faces, (columns[:, 3 : ends[1]].max(axis=1) < SURE) | near)
    local, shares, values = np.split(columns, ends, axis=1)
    colors, accents, pattern = mixed(layers, shares)
    if brow:
        covered = OPAQUE * brow_share(local)[:, None]
        colors, accents = (
            under + covered * (np.array(brow.color, np.float32) - under) for under in (colors, accents)
        )
    return Skin(values, faces, colors.clip(0, 1), accents.clip(0, 1), pattern)


def visible_brow(outfit: Outfit, cells: Cells) -> Layer | None:
    """The layer of the brows, where nothing covers them."""
    top = paint(outfit, cells).top[cells.index[cells.members["brows"][cells.index]]]
    return next((outfit.layers[k] for k in np.unique(top) if outfit.layers[k].region == "brows"), None)


def brow_share(local: np.ndarray, wide: float = 1.0) -> np.ndarray:
    """How much (N,) of a brow is seen at points (N, 3) from the eyes' middle, in metres on a body of 1.83 m:
    an arch that thins and fades outwards; `wide` times as thick."""
    side, up, forward = np.abs(local[:, 0]), local[:, 1], local[:, 2]
    along = np.clip((side - 0.0125) / 0.037, -0.2, 1.2)
    middle = 0.0205 + 0.005 * np.sin(2.4 * along)
    half = wide * 0.0049 * (1 - 0.7 * np.clip(along, 0, 1) ** 2)
    ends = rise(along, -0.04, 0.22) * (1 - 0.5 * rise(along, 0.5, 1.0)) * rise(along, 1.08, 0.9)
    return rise(np.abs(up - middle), half * 1.15, half * 0.35) * ends * (forward > -0.03)


def straightened(labels: np.ndarray, faces: np.ndarray, held: np.ndarray, count: int) -> np.ndarray:
    """How much (V, count) of each label is around vertices with labels (V,); held (V,) ones keep theirs."""
    own = np.eye(count, dtype=np.float32)[labels]
    linked = igl.adjacency_matrix(faces.astype(np.int64)).astype(np.float32)
    degree = np.maximum(np.asarray(linked.sum(axis=1)), 1).reshape(-1, 1)
    shares = own
    for _ in range(ROUNDS):
        shares = (shares + (linked @ shares) / degree) / 2
    return np.where(held[:, None], own, shares)


def mixed(layers: list[Layer], shares: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Colours and accents (V, 3) and pattern bits (V,) of layers that have shares (V, L)."""
    weights = shares**SHARPNESS
    weights /= weights.sum(axis=1, keepdims=True)
    colors = weights @ np.array([layer.color for layer in layers], np.float32)
    # The accent of a plain layer is never seen, but where it meets a pattern.
    accents = weights @ np.array(
        [layer.accent if layer.pattern else layer.color for layer in layers], np.float32
    )
    bits = np.array(
        [1 << PATTERNS.index(layer.pattern) if layer.pattern else 0 for layer in layers], np.uint8
    )
    return colors, accents, bits[shares.argmax(axis=1)]


def split(columns: np.ndarray, faces: np.ndarray, near: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Halve the edges between vertices that are `near` (V,), and split the triangles that they bound, leaving
    no vertex on another triangle's edge: what the vertices have (V, K) and faces (F, 3) int32."""
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=-1)
    halved = near[edges].all(axis=-1)
    ends, place = np.unique(np.sort(edges[halved], axis=1), axis=0, return_inverse=True)
    middle = np.full(faces.shape, -1, np.int64)
    middle[halved] = len(columns) + place.reshape(-1)
    columns = np.concatenate([columns, columns[ends].mean(axis=1)])
    # Turn each triangle so that its halved edges come first.
    count = halved.sum(axis=1)
    turn = np.where(
        count == 1, halved.argmax(axis=1), np.where(count == 2, ((~halved).argmax(axis=1) + 1) % 3, 0)
    )
    order = (turn[:, None] + np.arange(3)) % 3
    corners = np.concatenate([np.take_along_axis(part, order, 1) for part in (faces, middle)], axis=1)
    parts = [faces[count == 0]]
    for number, triangles in HALVES.items():
        parts += [corners[count == number][:, list(triangle)] for triangle in triangles]
    return columns, np.concatenate(parts).astype(np.int32)


# The triangles that one with corners 0, 1, 2 falls into, 3 halving its first edge, 4 the second, 5 the third.
HALVES = {
    1: ((0, 3, 2), (3, 1, 2)),
    2: ((0, 3, 4), (3, 1, 4), (0, 4, 2)),
    3: ((0, 3, 5), (3, 1, 4), (5, 4, 2), (3, 4, 5)),
}
