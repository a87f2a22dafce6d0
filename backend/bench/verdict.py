"""Whether an avatar has the colours that a prompt asks for, and natural ones elsewhere."""

from __future__ import annotations

import collections

import numpy as np

from .areas import Samples
from .color_terms import EXAMPLES, ciede2000, distance_to, lab, terms
from .natural import natural
from .prompts import TERMS, Asked, Prompt
from .rows import Row


def judged(piece: Asked, area: np.ndarray, color: np.ndarray) -> Row:
    """How an area's samples, area (M,) and color (M, 3), agree with a piece.

    found: the basic term that covers most of the area; share: how much of it the asked terms cover; right:
    whether that is more than half. error: CIEDE2000 from the mean colour to the nearest shade of the term
    asked for, focal: to its focal colour. A pattern's samples are told apart by the asked colour that they
    are nearest to, and each of its colours has its mean.
    """
    row: Row = {"slot": piece.slot, "area": piece.area, "asked": "/".join(piece.terms)}
    if not len(area):
        return row | {"found": "", "right": False, "share": 0.0}
    called = terms(color)
    found = max(TERMS, key=lambda name: area[called == name].sum())
    share = area[np.isin(called, piece.terms)].sum() / area.sum()
    nearest = np.argmin([distance_to(color, name) for name in piece.terms], axis=0)
    error = focal = 0.0
    for number, name in enumerate(piece.terms):
        weight = area * (nearest == number) / area.sum()
        if part := float(weight.sum()):
            mean = np.average(color, axis=0, weights=weight)
            error += part * float(distance_to(mean, name))
            focal += part * float(ciede2000(lab(mean), lab(np.array(EXAMPLES[name][0]))))
    mean = np.average(color, axis=0, weights=area)
    return row | {
        "found": found,
        "right": bool(share > 0.5),
        "share": round(float(share), 2),
        "error": round(error, 1),
        "focal": round(focal, 1),
        "color": mean.round(3).tolist(),
    }


def measured(prompt: Prompt, samples: Samples, masks: dict[str, np.ndarray]) -> Row:
    """What of one avatar is right, and what is natural: most of an area, that is."""
    pieces = [judged(piece, *samples.within(masks[piece.area])) for piece in prompt.asked + prompt.implied]
    ordinary = {}
    for name in prompt.natural:
        area, color = samples.within(masks[name])
        if len(area):
            ordinary[name] = bool(area[natural(name, color)].sum() > area.sum() / 2)
    return {"pieces": pieces, "natural": ordinary}


def summary(rows: list[Row]) -> list[Row]:
    """For each label and stage: how many avatars, and the shares and means over all of their areas."""
    groups = collections.defaultdict(list)
    for row in rows:
        groups[row["label"], row["stage"]].append(row)
    lines = []
    for (label, stage), members in groups.items():
        pieces = [piece for row in members for piece in row["pieces"]]
        natural = [value for row in members for value in row["natural"].values()]
        line = {"label": label, "stage": stage, "avatars": len(members), "asked": len(pieces)}
        line["right"] = round(float(np.mean([piece["right"] for piece in pieces])), 3)
        for name in ("error", "focal"):
            line[name] = round(float(np.mean([piece[name] for piece in pieces if name in piece])), 1)
        if natural:
            line |= {"unasked": len(natural), "natural": round(float(np.mean(natural)), 3)}
        lines.append(line)
    return lines
