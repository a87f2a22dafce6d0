"""Put an outfit on a body: colours, patterns and thickness by cell. A cell is the vertices of the body that
share all regions, or one piece."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..body import Body
from ..body.regions import EYE, regions
from ..patterns import PATTERNS
from .outfit import Outfit
from .pieces import PIECES


@dataclasses.dataclass(frozen=True)
class Cells:
    """index (V,) is each body vertex's cell; members maps the name of a region or piece to a mask over
    cells (C,). The pieces' cells are the last ones, in the order of PIECES. A name that is both, such as
    "shoes", means both: the feet are painted under the shoes."""

    index: np.ndarray
    members: dict[str, np.ndarray]

    @property
    def count(self) -> int:
        return len(next(iter(self.members.values())))

    def of(self, piece: str) -> int:
        """The cell of a piece."""
        return self.count - len(PIECES) + list(PIECES).index(piece)


@dataclasses.dataclass(frozen=True)
class Paint:
    """What each cell looks like: colors and accents (C, 3) float32 sRGB in 0..1; pattern (C,) uint8, the
    bits of `patterns.bits` that show the accent, 0 for none; thickness (C,) float32 in metres; top (C,)
    int64, the number of the layer on top."""

    colors: np.ndarray
    accents: np.ndarray
    pattern: np.ndarray
    thickness: np.ndarray
    top: np.ndarray


def cells(body: Body) -> Cells:
    """Partition a body's vertices by the regions they belong to, the eyes by iris and pupil as well, and
    add the pieces."""
    masks = regions(body) | eye_parts(body)
    signatures = np.stack(list(masks.values()), axis=1)
    unique, index = np.unique(signatures, axis=0, return_inverse=True)
    count = len(unique) + len(PIECES)
    members = {name: np.append(unique[:, k], np.zeros(len(PIECES), bool)) for k, name in enumerate(masks)}
    for number, name in enumerate(PIECES, start=len(unique)):
        members.setdefault(name, np.zeros(count, bool))[number] = True
    return Cells(index.reshape(-1).astype(np.int64), members)


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


def paint(outfit: Outfit, parts: Cells) -> Paint:
    """Dress the cells; the layers are painted in their order."""
    top = np.zeros(parts.count, np.int64)
    thickness = np.zeros(parts.count, np.float32)
    for number, layer in enumerate(outfit.layers):
        mask = parts.members[layer.region]
        top[mask] = number
        thickness[mask] = np.maximum(thickness[mask], layer.thickness)
    thickness[parts.count - len(PIECES) :] = 0
    layers = outfit.layers
    pattern = [1 << PATTERNS.index(layer.pattern) if layer.pattern else 0 for layer in layers]
    return Paint(
        np.array([layer.color for layer in layers], np.float32)[top],
        np.array([layer.accent for layer in layers], np.float32)[top],
        np.array(pattern, np.uint8)[top],
        thickness,
        top,
    )
