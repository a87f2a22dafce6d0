"""Whether an avatar has the colours that a prompt asks for, and natural ones elsewhere."""

from __future__ import annotations

import collections

import numpy as np

from .areas import Samples
from .color_terms import EXAMPLES, ciede2000, distance_to, lab, term
from .natural import is_natural
from .prompts import Asked, Prompt
from .rows import Row

LEAST = 0.1  # of an area; less of one of a pattern's colours says nothing


def judged(piece: Asked, area: np.ndarray, color: np.ndarray) -> Row:
    """How an area's samples, area (M,) and color (M, 3), agree with a piece.

    found: the term of the mean colour; right: whether it is the one asked for; error: CIEDE2000 from the
    mean to the nearest shade of the term asked for, focal: to its focal colour. A pattern's samples are
    told apart by the asked colour that they are nearest to, and each of its colours must be right.
    """
    row = {"slot": piece.slot, "area": piece.area, "asked": "/".join(piece.terms)}
    if not len(area):
        return row | {"found": "", "right": False}
    nearest = np.argmin([distance_to(color, name) for name in piece.terms], axis=0)
    found, right, errors, shares = [], [], [], []
    for number, name in enumerate(piece.terms):
        weight = area * (nearest == number)
        if weight.sum() < LEAST * area.sum():
            continue
        mean = np.average(color, axis=0, weights=weight)
        focal = ciede2000(lab(mean), lab(np.array(EXAMPLES[name][0])))
        found.append(term(mean))
        right.append(found[-1] == name)
        errors.append((float(distance_to(mean, name)), float(focal)))
        shares.append(weight.sum())
    error, focal = np.average(errors, axis=0, weights=shares)
    mean = np.average(color, axis=0, weights=area).round(3).tolist()
    return row | {
        "found": "/".join(found),
        "right": all(right),
        "error": round(float(error), 1),
        "focal": round(float(focal), 1),
        "color": mean,
    }


def measured(prompt: Prompt, samples: Samples, masks: dict[str, np.ndarray]) -> Row:
    """What is right, and what is natural, of one avatar."""
    pieces = [judged(piece, *samples.within(masks[piece.area])) for piece in prompt.asked + prompt.implied]
    natural = {}
    for name in prompt.natural:
        area, color = samples.within(masks[name])
        if len(area):
            natural[name] = is_natural(name, np.average(color, axis=0, weights=area))
    return {"pieces": pieces, "natural": natural}


def summary(rows: list[Row]) -> list[Row]:
    """For each guide and stage: how many avatars, and the shares and means over all of their areas."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["guide"], row["stage"]].append(row)
    lines = []
    for (guide, stage), members in groups.items():
        pieces = [piece for row in members for piece in row["pieces"]]
        natural = [value for row in members for value in row["natural"].values()]
        line = {"guide": guide, "stage": stage, "avatars": len(members), "asked": len(pieces)}
        line["right"] = round(float(np.mean([piece["right"] for piece in pieces])), 3)
        for name in ("error", "focal"):
            line[name] = round(float(np.mean([piece[name] for piece in pieces if name in piece])), 1)
        lines.append(line | {"unasked": len(natural), "natural": round(float(np.mean(natural)), 3)})
    return lines
