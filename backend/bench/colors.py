"""Do the clothes have the colours that were asked for, in the right places?

Each prompt of prompts.py is made with each seed on the neutral body. A region's colour is the mean of
the field's unlit colour at the surface above the body's vertices of that region; it counts when its
nearest basic colour term is the one asked for. The untrained control shows what chance gives.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from ..body import Body, load_body, stand_pose
from ..body.regions import regions
from ..body.subdivide import subdivide
from ..config import load_preset
from ..guide import Guide, load_guide
from ..raster import vertex_normals
from ..sculpt import sculpt
from ..sculpt.start import Start
from ..wardrobe.choose import choose_start
from .color_terms import term
from .control import untrained
from .prompts import PROMPTS, Asked


def found(colors: np.ndarray, masks: dict[str, np.ndarray], asked: Asked) -> str:
    """The basic term of a region's mean colour; colors (V, 3) in 0..1."""
    mask = masks[asked.region].copy()
    for name in asked.without:
        mask &= ~masks[name]
    return term(colors[mask].mean(axis=0))


def sculpted_colors(start: Start, prompt: str, guide: Guide, seed: int) -> np.ndarray:
    """The colours (V, 3) of the sculpted field above the start's vertices."""
    normals = vertex_normals(start.vertices, start.faces)
    surface = start.vertices + normals * start.thickness[:, None]
    with tempfile.TemporaryDirectory() as folder:
        field = sculpt(
            start,
            guide,
            prompt,
            load_preset("draft").sculpt,
            seed,
            "cpu",
            Path(folder, "c.pt"),
            lambda *_: None,
        )
    return field.color(surface.astype(np.float32))


def measure(guide: Guide, body: Body, seeds: int, sculpting: bool) -> dict[str, float]:
    """Shares of the asked regions in the right colour: at the start, and after sculpting if wanted."""
    posed = body.pose(np.zeros(1), stand_pose())
    masks = regions(subdivide(body, posed)[0])
    hits: dict[str, list[bool]] = {"start": [], "sculpted": []}
    for prompt, asked in PROMPTS.items():
        for seed in range(seeds):
            start = choose_start("codebook", prompt, body, posed, guide, seed)
            colors = {"start": start.colors}
            if sculpting:
                colors["sculpted"] = sculpted_colors(start, prompt, guide, seed)
            row = {}
            for stage, values in colors.items():
                row[stage] = {one.region: found(values, masks, one) for one in asked}
                hits[stage] += [row[stage][one.region] == one.term for one in asked]
            wanted = {one.region: one.term for one in asked}
            sys.stdout.write(json.dumps({"prompt": prompt, "seed": seed, "asked": wanted} | row) + "\n")
            sys.stdout.flush()
    return {stage: float(np.mean(values)) for stage, values in hits.items() if values}


def main(argv: list[str]) -> None:
    """Print a line of JSON an avatar, then the shares."""
    parser = argparse.ArgumentParser(prog="backend bench colors", description=__doc__)
    parser.add_argument("--guide", default="builtin")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--start-only", action="store_true", help="do not sculpt")
    parser.add_argument("--control", action="store_true", help="an untrained guide instead")
    arguments = parser.parse_args(argv)
    guide = untrained() if arguments.control else load_guide(arguments.guide, "cpu")
    shares = measure(guide, load_body("free"), arguments.seeds, not arguments.start_only)
    regions_asked = sum(len(asked) for asked in PROMPTS.values())
    summary = {"guide": guide.name, "seeds": arguments.seeds, "regions": regions_asked, "right_color": shares}
    sys.stdout.write(json.dumps(summary) + "\n")
