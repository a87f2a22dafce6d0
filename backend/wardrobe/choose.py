"""What sculpting starts from: a body, dressed for the prompt or plain."""

from __future__ import annotations

import numpy as np

from ..body import Body, Posed
from ..body.subdivide import subdivide
from ..guide import Guide
from ..sculpt.start import Start
from .borders import painted_skin
from .figure import Dresser
from .outfit import Layer, Outfit
from .paint import paint
from .search import choose_outfit

GREY = Outfit((Layer("skin", (0.6, 0.6, 0.6), 0.0, "skin"),), ())


def choose_start(
    start: str,
    prompt: str,
    body: Body,
    betas: np.ndarray,
    posed: Posed,
    guide: Guide,
    seed: int,
    prices: bool = True,
) -> Start:
    """Start "body" is plain and grey, "codebook" wears what `choose_outfit` picks; prices as there.

    posed is the body with shape coefficients betas in the pose to sculpt in.
    """
    outfit = GREY
    if start == "codebook":
        outfit = choose_outfit(prompt, Dresser(body), betas, posed, guide, seed, prices)
    return dressed(outfit, body, betas, posed)


def dressed(outfit: Outfit, body: Body, betas: np.ndarray, posed: Posed) -> Start:
    """The body with shape coefficients betas, posed as it is sculpted, in an outfit."""
    finer, finer_posed = subdivide(body, posed)
    dresser = Dresser(finer)
    figure, painted = dresser.figure(betas, outfit.worn), paint(outfit, dresser.cells)
    vertices, count = figure.posed(finer_posed), len(finer_posed.vertices)
    values = [vertices, figure.coordinates, figure.weights, painted.thickness[figure.cell][:, None]]
    values.append(np.pad(finer_posed.pose_offsets, ((0, len(vertices) - count), (0, 0))))
    joined = np.concatenate(values, axis=1).astype(np.float32)
    skin = painted_skin(outfit, dresser.cells, finer.v_template, finer.faces, joined[:count])
    joined, cell = np.concatenate([skin.values, joined[count:]]), figure.cell[count:]
    pieces = figure.faces[len(finer.faces) :] + np.int32(len(skin.values) - count)
    ends = np.cumsum([value.shape[1] for value in values])[:-1]
    vertices, coordinates, weights, thickness, pose_offsets = np.split(joined, ends, axis=1)
    return Start(
        vertices=vertices,
        skin=np.arange(len(vertices)) < len(skin.values),
        faces=np.concatenate([skin.faces, pieces]),
        colors=np.concatenate([skin.colors, painted.colors[cell]]),
        accents=np.concatenate([skin.accents, painted.accents[cell]]),
        pattern=np.concatenate([skin.pattern, painted.pattern[cell]]),
        coordinates=coordinates,
        thickness=thickness[:, 0],
        weights=weights,
        pose_offsets=pose_offsets,
        head=finer_posed.vertices[dresser.tape.around_face].mean(axis=0).astype(np.float32),
    )
