"""The last touches to an outfit: each thing in other cuts and colours, or left off."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from .dyes import Dye, Dyer, hair, plain, skin
from .garments import GARMENTS, GROUPS
from .outfit import Outfit, assembled, dyes_of
from .palette import CLOTH, COMMON, HAIR, SKIN
from .recut import exchanged, twin_of, worn_together

Score = Callable[[list[Outfit]], np.ndarray]
PASSES = 2
FREE = 2  # colours tried of what replaces nothing
FIXED = ("skin", "face", "eyes", "nose", "lips", "under", "plume", "tail", "pads")


def polished(outfit: Outfit, score: Score, rng: np.random.Generator, sex: str) -> Outfit:
    """Slot by slot take the best cut, then the best colour of each thing; sex: "m", "f", "" for either.

    score gives the worth of outfits (N,); what is returned is worth no less than the outfit.
    """
    best = float(score([outfit])[0])
    tried: dict[str, Outfit] = {}
    for slot in [*GROUPS] * PASSES:
        if tried.get(slot) is outfit:
            continue  # nothing has changed since
        for options in (exchanges, recolored):
            others = options(outfit, slot, sex, rng)
            scores = score(others) if others else np.zeros(0)
            if others and GROUPS[slot] == "extras" and slot not in slots_of(outfit):
                # A cap of the wrong colour is worse than none: the likeliest thing is judged in each.
                likeliest = others[int(scores.argmax())]
                if dyed := recolored(likeliest, slot, sex, rng, COMMON):
                    others, scores = others + dyed, np.concatenate([scores, score(dyed)])
            if len(scores) and scores.max() > best:
                outfit, best = others[int(scores.argmax())], float(scores.max())
        tried[slot] = outfit
    return outfit


def exchanges(outfit: Outfit, slot: str, sex: str, rng: np.random.Generator) -> list[Outfit]:
    """The outfit with each other garment of a slot, and without any if it may be empty."""
    worn = {mention.slot: mention.garment for mention in outfit.mentions}
    if slot in FIXED or slot in ("top", "bottom") and "dress" in worn:
        return []
    names = [
        name
        for name, garment in GARMENTS.items()
        if garment.slot == slot and garment.sex in ("", sex or garment.sex) and name != worn.get(slot)
    ]
    cuts = [exchanged(outfit.cut, slot, name, rng, sex or "m") for name in names]
    cuts = [cut for cut in cuts if worn_together(cut.garments) == cut.garments]
    found = [twin_of(outfit, cut, rng) for cut in cuts for _ in range(1 if slot in worn else FREE)]
    if slot in worn and (slot == "beard" or GROUPS[slot] == "extras"):
        found.append(twin_of(outfit, exchanged(outfit.cut, slot, "", rng, sex), rng))
    return found


def slots_of(outfit: Outfit) -> set[str]:
    return {mention.slot for mention in outfit.mentions}


def recolored(
    outfit: Outfit,
    slot: str,
    sex: str,
    rng: np.random.Generator,
    among: Collection[str] = (*CLOTH, *HAIR, *SKIN),
) -> list[Outfit]:
    """The outfit with what is worn in a slot in the plain colours of its kind that are `among` these."""
    trims = int(rng.integers(2**32))  # the same soles and buttons for all, lest these decide
    return [
        assembled(dyes_of(outfit) | {name: dye}, Dyer(np.random.default_rng(trims)))
        for name in outfit.cut.garments
        if GARMENTS[name].slot == slot
        for dye in plain_dyes(name, rng)
        if dye.name in among
    ]


def plain_dyes(name: str, rng: np.random.Generator) -> list[Dye]:
    """The plain colours that a garment comes in."""
    if GARMENTS[name].slot == "skin":
        return [skin(rng, color) for color in SKIN]
    if GARMENTS[name].dye == "hair":
        return [hair(rng, color) for color in HAIR]
    return [] if GARMENTS[name].dye == "none" else [plain(rng, color) for color in CLOTH]
