"""Do shape prompts move height and girth the way their words say?

Each pair asks for more and for less of one attribute of the free body; the answer counts when the
measured bodies are in that order.
"""

from __future__ import annotations

import json
import sys

import numpy as np

from ..body import JOINT, Body, load_body
from ..body.codebook import choose_betas
from ..guide import load_guide

# attribute: (more, less)
PAIRS = (
    ("height", "a tall man", "a short man"),
    ("height", "a tall woman", "a short woman"),
    ("height", "a tall and skinny man", "a short fat woman"),
    ("height", "a very tall person", "a small person"),
    ("girth", "a fat man", "a skinny man"),
    ("girth", "a fat woman", "a skinny woman"),
    ("girth", "a short fat woman", "a tall and skinny man"),
    ("girth", "an overweight old man", "a slim man"),
    ("shoulders", "a muscular man", "a skinny man"),
    ("shoulders", "a strong man", "a slim woman"),
)


def attributes(body: Body, betas: np.ndarray) -> dict[str, float]:
    """Height, the waist's girth over height, and the shoulders' width over height, of the rest pose."""
    (vertices,), (joints,) = body.rest(betas[None])
    height = float(np.ptp(vertices[:, 1]))
    trunk = body.weights[:, [JOINT["pelvis"], JOINT["spine1"], JOINT["spine2"]]].sum(axis=1) > 0.6
    level = np.abs(vertices[:, 1] - joints[JOINT["spine1"], 1]) < 0.03
    width, depth = np.ptp(vertices[trunk & level][:, [0, 2]], axis=0)
    arms = body.weights[:, [JOINT["left_collar"], JOINT["right_collar"]]].sum(axis=1) > 0.3
    return {
        "height": height,
        "girth": float(np.pi * (width + depth) / 2) / height,
        "shoulders": float(np.ptp(vertices[arms, 0])) / height,
    }


def main(argv: list[str]) -> None:
    """Print a line of JSON a pair, then the share in the right order; argv may name a guide."""
    guide, body = load_guide(argv[0] if argv else "builtin", "cpu"), load_body("free")
    right = []
    for attribute, more, less in PAIRS:
        values = [attributes(body, choose_betas(prompt, body, guide))[attribute] for prompt in (more, less)]
        right.append(values[0] > values[1])
        pair = {"attribute": attribute, more: round(values[0], 3), less: round(values[1], 3)}
        sys.stdout.write(json.dumps(pair | {"right": right[-1]}) + "\n")
    sys.stdout.write(
        json.dumps({"guide": guide.name, "pairs": len(right), "right_order": np.mean(right)}) + "\n"
    )
