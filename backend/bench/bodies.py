"""Are bodies from words taller, wider and broader where the words say so?

`python3 -m backend bench bodies [GUIDE]` prints the measures of every shape prompt, every pair of
`body_pairs` that came out in the wrong order, and the share in the right order for each attribute;
`--without-words` leaves the choice to the guide's retrieval alone, as it is with real CLIP.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys

import numpy as np
import scipy.spatial

from ..body import JOINT, Body, load_body
from ..body.codebook import choose_betas
from ..guide import load_guide
from .body_pairs import BY_TRADE, PAIRS


def girth(vertices: np.ndarray, faces: np.ndarray, level: float) -> float:
    """What a tape around a T-posed body (V, 3) measures at a height `level`: its section's convex hull."""
    above = vertices[:, 1] > level
    edges = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    start, end = vertices[edges[above[edges[:, 0]] != above[edges[:, 1]]]].transpose(1, 0, 2)
    share = (level - start[:, 1:2]) / (end[:, 1:2] - start[:, 1:2])
    section = (start + share * (end - start))[:, [0, 2]]
    return float(scipy.spatial.ConvexHull(section).area)  # of a polygon, scipy's area is the perimeter


def breadth_of_shoulders(body: Body, betas: np.ndarray) -> float:
    """From deltoid to deltoid with the arms hanging, in metres: anthropometry's bideltoid breadth."""
    pose = np.zeros((len(body.joint_names), 3), np.float32)
    pose[JOINT["left_shoulder"], 2], pose[JOINT["right_shoulder"], 2] = -1.4, 1.4
    posed = body.pose(betas, pose)
    height = np.ptp(posed.rest_vertices[:, 1])
    level = posed.joints[JOINT["left_shoulder"], 1] - 0.04 * height
    return float(np.ptp(posed.vertices[np.abs(posed.vertices[:, 1] - level) < 0.015 * height, 0]))


def measure(body: Body, betas: np.ndarray) -> dict[str, float]:
    """Height, girth of the waist and breadth of the shoulders in metres of betas (B,); the hips' girth
    (curves) and the shoulders' breadth (taper) as multiples of the waist's."""
    (vertices,), (joints,) = body.rest(betas[None])
    waist = girth(vertices, body.faces, joints[JOINT["spine2"], 1])
    hips = max(girth(vertices, body.faces, joints[JOINT["pelvis"], 1] - drop) for drop in (0.0, 0.04, 0.08))
    shoulders = breadth_of_shoulders(body, betas)
    return {
        "height": float(np.ptp(vertices[:, 1])),
        "waist": waist,
        "shoulders": shoulders,
        "curves": hips / waist,
        "taper": shoulders / waist,
    }


def main(argv: list[str]) -> None:
    """Print a line of JSON a prompt, a wrong pair, and an attribute."""
    parser = argparse.ArgumentParser(prog="backend bench bodies")
    parser.add_argument("guide", nargs="?", default="builtin")
    parser.add_argument("--without-words", action="store_true")
    options = parser.parse_args(argv)
    guide, body = load_guide(options.guide, "cpu"), load_body("free")
    chosen_for = dataclasses.replace(body, phenotypes=None) if options.without_words else body

    def say(**fields: object) -> None:
        sys.stdout.write(json.dumps(fields) + "\n")

    pairs = PAIRS | {f"{name}, by trade": pairs for name, pairs in BY_TRADE.items()}
    measured = {}
    for prompt in dict.fromkeys(prompt for group in pairs.values() for pair in group for prompt in pair):
        measured[prompt] = measure(body, choose_betas(prompt, chosen_for, guide))
        say(prompt=prompt, **{name: round(value, 3) for name, value in measured[prompt].items()})
    for name, group in pairs.items():
        attribute = name.split(",")[0]
        right = [measured[more][attribute] > measured[less][attribute] for more, less in group]
        for (more, less), holds in zip(group, right, strict=True):
            if not holds:
                say(wrong=name, more=more, less=less)
        say(attribute=name, pairs=len(group), right_order=round(float(np.mean(right)), 3))
    say(guide=guide.name, prompts=len(measured), words=not options.without_words)
