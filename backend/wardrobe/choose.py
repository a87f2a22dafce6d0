"""What sculpting starts from: a body, dressed for the prompt or plain."""

from __future__ import annotations

import numpy as np

from ..body import Body, Posed
from ..body.subdivide import subdivide
from ..guide import Guide
from ..sculpt.start import Start
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
    finer, finer_posed = subdivide(body, posed)
    dresser = Dresser(finer)
    outfit = GREY
    if start == "codebook":
        outfit = choose_outfit(prompt, Dresser(body), betas, posed, guide, seed, prices)
    figure, painted = dresser.figure(betas, outfit.worn), paint(outfit, dresser.cells)
    vertices = figure.posed(finer_posed)
    skin = np.arange(len(vertices)) < len(finer_posed.vertices)
    return Start(
        vertices=vertices,
        skin=skin,
        faces=figure.faces,
        colors=painted.colors[figure.cell],
        accents=painted.accents[figure.cell],
        pattern=painted.pattern[figure.cell],
        coordinates=figure.coordinates,
        thickness=painted.thickness[figure.cell],
        weights=figure.weights,
        pose_offsets=np.pad(finer_posed.pose_offsets, ((0, int((~skin).sum())), (0, 0))),
        head=finer_posed.vertices[dresser.tape.around_face].mean(axis=0).astype(np.float32),
    )
