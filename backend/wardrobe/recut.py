"""Twins of outfits: one garment differs, and nothing else, not even its colour if it can be helped."""

from __future__ import annotations

import dataclasses

import numpy as np

from .dyes import Dye, Dyer
from .garments import FLAT_HAIR, GARMENTS, GROUPS, HIDES_HAIR, OPEN_HATS
from .outfit import Cut, Outfit, assembled, beneath, draw_garment, dyes_of, in_order

NEEDED = ("hair", "top", "bottom", "dress", "feet")  # slots that are rarely empty
OUTER = ("top", "dress")
# What has no place beside a garment of a slot, or goes with the one before.
GIVES_WAY = {
    "top": {"dress", "under", "tie"},
    "dress": {"top", "bottom", "under", "tie"},
    "bottom": {"dress"},
}
# Garments of these dyes come in any plain colour.
ANY_COLOR = frozenset({"cloth", "coat", "wool", "plain", "sport", "hat", "belt", "shirt"})


def recut(cut: Cut, slot: str, rng: np.random.Generator, sex: str) -> Cut:
    """The same garments but for one of a slot: exchanged, put on or taken off; of no role. sex: "m", "f".

    What is put on is drawn evenly: training shall see what few people wear, too.
    """
    worn = {GARMENTS[garment].slot for garment in cut.garments}
    if slot in worn and slot not in NEEDED and rng.random() < 0.4:
        return exchanged(cut, slot, "", rng, sex)
    hats = {garment for garment in cut.garments if GARMENTS[garment].slot == "hat"}
    flat = FLAT_HAIR if slot == "hair" and not hats <= OPEN_HATS else None
    return exchanged(cut, slot, draw_garment(rng, slot, sex, flat, even=True), rng, sex)


def exchanged(cut: Cut, slot: str, garment: str, rng: np.random.Generator, sex: str) -> Cut:
    """The same garments with this one, "" for none, alone in its slot, and what goes with it."""
    gone = {slot} | GIVES_WAY.get(slot, set())
    kept = [name for name in cut.garments if GARMENTS[name].slot not in gone]
    if slot in OUTER and garment:
        kept += beneath(rng, sex, garment)
    if slot == "hat" and garment:
        fit = [name for name in kept if worn_together((garment, name)) == (garment, name)]
        if garment not in HIDES_HAIR and any(GARMENTS[name].slot == "hair" for name in {*kept} - {*fit}):
            fit.append(draw_garment(rng, "hair", sex, FLAT_HAIR))
        kept = fit
    return Cut(in_order(kept + [garment] * bool(garment)))


def worn_together(garments: tuple[str, ...]) -> tuple[str, ...]:
    """Garments without the hair that a hat hides, or without the hat that does not fit over the hair."""
    hats = {name for name in garments if GARMENTS[name].slot == "hat"}
    styles = {name for name in garments if GARMENTS[name].slot == "hair" and GARMENTS[name].layers}
    if hats & HIDES_HAIR:
        unfit = styles
    else:
        unfit = set() if hats <= OPEN_HATS or styles <= FLAT_HAIR else hats
    return tuple(name for name in garments if name not in unfit)


def twin_of(outfit: Outfit, cut: Cut, rng: np.random.Generator) -> Outfit:
    """Another cut in an outfit's colours: what is new takes the colour of what it replaces."""
    dyer, dyes = Dyer(rng), dyes_of(outfit)
    left = {GARMENTS[name].slot: name for name in dyes if name not in cut.garments}
    return assembled(
        {name: dyes[name] if name in dyes else _replacing(left, name, dyes, dyer) for name in cut.garments},
        dyer,
    )


def _replacing(left: dict[str, str], name: str, dyes: dict[str, Dye], dyer: Dyer) -> Dye:
    """The dye of what was left off for a garment, if that comes in it."""
    garment, old = GARMENTS[name], left.get(GARMENTS[name].slot, "")
    if old and GARMENTS[old].layers:
        ours, theirs = garment.dye, GARMENTS[old].dye
        if ours == theirs or ({ours, theirs} <= ANY_COLOR and not dyes[old].kind):
            return dyes[old]
    return dyer.draw(garment.dye)


def told_apart(outfit: Outfit, other: Outfit) -> tuple[Outfit, tuple[int, ...]]:
    """The outfit, called by nouns that do not fit what the other wears instead, and the numbers of the
    mentions of what the other does not wear."""
    theirs = {mention.garment for mention in other.mentions}
    own = tuple(k for k, mention in enumerate(outfit.mentions) if mention.garment not in theirs)
    mentions = list(outfit.mentions)
    for k in own:
        garment = GARMENTS[mentions[k].garment]
        shared = {
            noun
            for name in theirs
            if GROUPS[GARMENTS[name].slot] == GROUPS[garment.slot]
            for noun in GARMENTS[name].nouns
        }
        fitting = [noun for noun in garment.nouns if noun not in shared]
        if fitting and mentions[k].noun in shared:
            mentions[k] = dataclasses.replace(mentions[k], noun=fitting[0])
    return dataclasses.replace(outfit, mentions=tuple(mentions)), own
