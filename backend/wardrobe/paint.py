"""Put an outfit on a body: colour and thickness by cell, a cell being vertices that share all regions."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..body import Body
from ..body.regions import EYE, regions
from .outfit import Outfit


@dataclasses.dataclass(frozen=True)
class Cells:
    """index (V,) is each vertex's cell; members maps a region's name to a mask over cells (C,)."""

    index: np.ndarray
    members: dict[str, np.ndarray]

    @property
    def count(self) -> int:
        return len(next(iter(self.members.values())))


def cells(body: Body) -> Cells:
    """Partition a body's vertices by the regions they belong to; the eyes by iris and pupil as well."""
    masks = regions(body) | eye_parts(body)
    signatures = np.stack(list(masks.values()), axis=1)
    unique, index = np.unique(signatures, axis=0, return_inverse=True)
    return Cells(index.reshape(-1).astype(np.int64), {name: unique[:, k] for k, name in enumerate(masks)})


def eye_parts(body: Body) -> dict[str, np.ndarray]:
    """Masks (V,) of the whites, irises and pupils; empty where the eyes are not labelled."""
    vertices = body.v_template
    eyes = body.parts == EYE if body.parts is not None else np.zeros(len(vertices), bool)
    off_axis = np.full(len(vertices), np.inf)
    for eye in (eyes & (vertices[:, 0] > 0), eyes & (vertices[:, 0] < 0)):
        if eye.any():
            offset = vertices[eye] - vertices[eye].mean(axis=0)
            off_axis[eye] = np.where(offset[:, 2] > 0, np.hypot(offset[:, 0], offset[:, 1]), np.inf)
    return {
        "pupil": off_axis < 0.0028,
        "iris": (off_axis >= 0.0028) & (off_axis < 0.0068),
        "sclera": eyes & (off_axis >= 0.0068),
    }


def paint(outfit: Outfit, parts: Cells) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Dress the cells: colours (C, 3) float32 in 0..1, thickness (C,) float32 in metres, and which layer
    is on top, (C,) int64."""
    top = np.zeros(parts.count, np.int64)
    thickness = np.zeros(parts.count, np.float32)
    for number, layer in enumerate(outfit.layers):
        mask = parts.members[layer.region]
        top[mask] = number
        thickness[mask] = np.maximum(thickness[mask], layer.thickness)
    colors = np.array([layer.color for layer in outfit.layers], np.float32)[top]
    return colors, thickness, top
