"""What a guide thinks of outfits on one body: pictures from several sides, one score an outfit.

Everything that can be worn is drawn once a view; an outfit's picture is put together from these drawings by
depth and coloured, which takes a fraction of what the guide takes to look at it.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numba
import numpy as np
import torch

from ..body import Posed
from ..guide import Guide
from ..guide.pictures import multiplies_bfloat16
from ..guide.views import TEMPLATES, camera
from ..patterns import bits
from ..raster import Camera, rasterise, vertex_normals
from .figure import Dresser, Figure
from .outfit import Outfit
from .paint import Paint, paint
from .pieces import PIECES

# The view, its azimuth in radians, the grey behind it, and its weight: from afar a guide hardly sees a belt.
VIEWS = (
    ("whole", 0.0, 1.0, 3.0),
    ("whole", 0.7, 0.35, 1.5),
    ("back", 3.14, 0.7, 1.5),
    ("upper", 0.3, 0.8, 1.0),
    ("lower", -0.4, 0.6, 1.0),
    ("face", 0.2, 0.9, 2.0),
    ("chest", -0.2, 0.5, 1.0),
    ("waist", 0.1, 0.9, 2.0),
    ("hands", 0.5, 0.4, 2.5),
    ("feet", 0.5, 0.8, 4.0),
)
UNIT = 13.5  # of the weights: in it are the scores on which prices.py was measured
SUPERSAMPLE = 2
BATCH = 128


@dataclasses.dataclass(frozen=True)
class Drawings:
    """The bare body and every piece in one view of P pixels.

    cell (P,) int64, -1 where nothing is; depth and shade (P,) float32; shown (P,) uint8, pattern bits. The
    pieces' pixels are one after another: those of cell c from starts[c] to starts[c + 1] in pixel, depths,
    shades and showns.
    """

    cell: np.ndarray
    depth: np.ndarray
    shade: np.ndarray
    shown: np.ndarray
    starts: np.ndarray
    pixel: np.ndarray
    depths: np.ndarray
    shades: np.ndarray
    showns: np.ndarray


class FittingRoom:
    """One posed body seen from VIEWS, wearing one outfit after another."""

    def __init__(self, dresser: Dresser, betas: np.ndarray, posed: Posed, guide: Guide):
        """posed: the dresser's body with these betas in the pose to look at."""
        self.guide, self.cells = guide, dresser.cells
        figure = dresser.figure(betas, frozenset(PIECES))
        face = posed.vertices[dresser.tape.around_face].mean(axis=0)
        vertices, normals = figure.posed(posed), vertex_normals(figure.posed(posed), figure.faces)
        parts = separated(figure, vertices, normals, len(posed.vertices), self.cells.count)
        size = guide.image_size * SUPERSAMPLE
        self.drawings = [
            drawings(parts, camera(view, posed.vertices, face, azimuth, 0.05), size)
            for view, azimuth, _, _ in VIEWS
        ]

        self._known: dict[bytes, torch.Tensor] = {}
        self._rough = guide.device.type == "cpu" and multiplies_bfloat16(guide.device)

    def pictures(self, outfits: list[Outfit], view: int, paints: list[Paint] | None = None) -> torch.Tensor:
        """Outfits as one of VIEWS shows them, (N, 3, S, S) in 0..1; paints: theirs, where known."""
        size = self.guide.image_size
        paints = paints or [paint(outfit, self.cells) for outfit in outfits]
        worn = np.full((len(outfits), max(len(outfit.worn) for outfit in outfits) + 1), -1)
        for row, outfit in zip(worn, outfits, strict=True):
            row[: len(outfit.worn)] = [self.cells.of(name) for name in sorted(outfit.worn)]
        images = np.empty((len(outfits), 3, size, size), np.float32)
        compose(
            *dataclasses.astuple(self.drawings[view]),
            worn,
            np.stack([each.colors for each in paints]),
            np.stack([each.accents for each in paints]),
            np.stack([each.pattern for each in paints]),
            np.float32(VIEWS[view][2]),
            images,
        )
        return torch.from_numpy(images)

    def features(self, outfits: list[Outfit], view: int, paints: list[Paint] | None = None) -> torch.Tensor:
        """The guide's features (N, D) of outfits in one of VIEWS; paints: theirs, where known."""
        paints = paints or [paint(outfit, self.cells) for outfit in outfits]
        chunks = [slice(k, k + BATCH) for k in range(0, len(outfits), BATCH)]
        return torch.cat([self._seen(self.pictures(outfits[k], view, paints[k])) for k in chunks])

    @torch.no_grad()
    def _seen(self, pictures: torch.Tensor) -> torch.Tensor:
        """The guide's features (N, D) of pictures (N, 3, S, S), of which it looks at no two that are alike:
        new shoes are nothing to a view of the face. It looks in half the precision where the processor
        calculates that twice as fast; what this changes in a score is a tenth of any price."""
        keys = [hashlib.blake2b(picture, digest_size=16).digest() for picture in pictures.numpy()]
        new = {key: k for k, key in enumerate(keys) if key not in self._known}
        if new:
            images = pictures[list(new.values())].to(self.guide.device)
            with torch.autocast("cpu", torch.bfloat16, enabled=self._rough):
                features = self.guide.encode_image(images)
            self._known |= dict(zip(new, features, strict=True))
        return torch.stack([self._known[key] for key in keys])

    @torch.no_grad()
    def texts(self, prompt: str) -> list[torch.Tensor]:
        """What each of VIEWS should show, (D,) of length 1."""
        found = []
        for view, *_ in VIEWS:
            wordings = [template.format(prompt) for template in TEMPLATES[view][:2]]
            mean = self.guide.encode_text(wordings).mean(dim=0)
            found.append(mean / mean.norm())
        return found

    def score(self, outfits: list[Outfit], texts: list[torch.Tensor]) -> np.ndarray:
        """Cosines of outfits with a prompt's texts, weighted and summed over all views, (N,)."""
        weights = np.array([weight for *_, weight in VIEWS])
        paints = [paint(outfit, self.cells) for outfit in outfits]
        cosines = [(self.features(outfits, k, paints) @ text).cpu().numpy() for k, text in enumerate(texts)]
        return np.tensordot(weights / UNIT, np.stack(cosines), 1)


@dataclasses.dataclass(frozen=True)
class Part:
    """The bare body or one piece, posed: vertices, normals and pattern coordinates (V, 3), faces (F, 3)
    int32, cell (V,) int64."""

    vertices: np.ndarray
    normals: np.ndarray
    coordinates: np.ndarray
    faces: np.ndarray
    cell: np.ndarray

    def draw(self, view: Camera, size: int) -> tuple[np.ndarray, ...]:
        """The pixels (P,) that show it, and their cells, depths, shades and pattern bits."""
        triangle, barycentric, depth = rasterise(self.vertices, self.faces, view, size)
        pixel = np.flatnonzero(triangle >= 0)
        corners, weights = self.faces[triangle.flat[pixel]], barycentric.reshape(-1, 3)[pixel][..., None]
        light = view.rotation.T @ np.array([0.3, 0.4, -0.87])
        shade = 0.7 + 0.35 * np.clip((self.normals[corners] * weights).sum(axis=1) @ light, 0, 1)
        shown = bits((self.coordinates[corners] * weights).sum(axis=1).astype(np.float32))
        nearest = corners[np.arange(len(corners)), weights[..., 0].argmax(axis=1)]
        return pixel, self.cell[nearest], depth.flat[pixel], shade.astype(np.float32), shown


def separated(
    figure: Figure, vertices: np.ndarray, normals: np.ndarray, skin: int, cells: int
) -> list[Part | None]:
    """The body, the first `skin` of the figure's posed vertices (V, 3), then the piece of each cell, None for
    the body's own."""
    owner = np.where(np.arange(len(vertices)) < skin, -1, figure.cell)
    wearer = owner[figure.faces[:, 0]]
    its_vertices, its_faces = (
        np.split(order, np.searchsorted(key, np.arange(cells), sorter=order))
        for key, order in ((key, np.argsort(key, kind="stable")) for key in (owner, wearer))
    )
    place = np.empty(len(owner), np.int32)
    parts: list[Part | None] = []
    for own, faces in zip(its_vertices, its_faces, strict=True):
        place[own] = np.arange(len(own))
        arrays = (array[own] for array in (vertices, normals, figure.coordinates))
        parts.append(Part(*arrays, place[figure.faces[faces]], figure.cell[own]) if len(faces) else None)
    return parts


def drawings(parts: list[Part | None], view: Camera, size: int) -> Drawings:
    """Draw the body and each piece by itself into size x size pixels."""
    nothing = (np.zeros(0, int), np.zeros(0, int), *np.zeros((2, 0), np.float32), np.zeros(0, np.uint8))
    body, *pieces = (part.draw(view, size) if part else nothing for part in parts)
    bare = [
        np.full(size * size, fill, array.dtype)
        for array, fill in zip(body[1:], (-1, np.inf, 0, 0), strict=True)
    ]
    for whole, seen in zip(bare, body[1:], strict=True):
        whole[body[0]] = seen
    starts = np.cumsum([0, *(len(piece[0]) for piece in pieces)])
    return Drawings(*bare, starts, *(np.concatenate([piece[k] for piece in pieces]) for k in (0, 2, 3, 4)))


@numba.njit(parallel=True, cache=True)
def compose(  # type: ignore[no-untyped-def]
    cell, depth, shade, shown, starts, pixel, depths, shades, showns, worn, colors, accents, pattern,
    background, images,
):  # fmt: skip
    """Fill images (N, 3, S, S) with outfits: see Drawings and Paint; worn (N, K) cells, -1 for none."""
    fine = int(np.sqrt(len(cell)))
    size = images.shape[2]
    ratio = fine // size
    for n in numba.prange(len(images)):
        seen, nearest, light, accented = cell.copy(), depth.copy(), shade.copy(), shown.copy()
        for number in worn[n]:
            if number < 0:
                continue
            for k in range(starts[number], starts[number + 1]):
                p = pixel[k]
                if depths[k] < nearest[p]:
                    nearest[p], seen[p], light[p], accented[p] = depths[k], number, shades[k], showns[k]
        images[n] = 0
        for p in range(len(seen)):
            c = seen[p]
            y, x = p // fine // ratio, p % fine // ratio
            for channel in range(3):
                if c < 0:
                    value = background
                elif accented[p] & pattern[n, c]:
                    value = min(accents[n, c, channel] * light[p], np.float32(1))
                else:
                    value = min(colors[n, c, channel] * light[p], np.float32(1))
                images[n, channel, y, x] += value / (ratio * ratio)
