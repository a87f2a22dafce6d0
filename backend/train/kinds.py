"""Which garment of a slot somebody wears: what a picture shows of it, and what a caption says."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
import torch.nn.functional as functional

from ..wardrobe.garments import GARMENTS
from ..wardrobe.outfit import Mention, Outfit
from .captions import HIDDEN_FROM_BEHIND, VISIBLE

SLOTS = tuple(
    "hair beard hat glasses mask top bottom dress feet hands belt tie scarf cape bag apron wings".split()
)
# The first of a slot is nothing.
CLASSES = {slot: ("", *(name for name, one in GARMENTS.items() if one.slot == slot)) for slot in SLOTS}
SIZES = [len(names) for names in CLASSES.values()]
UNKNOWN = -1
NOTHING = 0.25  # the weight of having nothing in a slot, beside that of a garment


def worn(outfit: Outfit, view: str) -> np.ndarray:
    """The numbers in CLASSES (len(SLOTS),) int64 of what is worn, UNKNOWN where a kind of view hides it."""
    visible = VISIBLE.get(view, SLOTS)
    hidden = HIDDEN_FROM_BEHIND if view == "back" else set()
    garments = {mention.slot: mention.garment for mention in outfit.mentions}
    return np.array(
        [
            CLASSES[slot].index(garments.get(slot, "")) if slot in visible and slot not in hidden else UNKNOWN
            for slot in SLOTS
        ]
    )


def said(mentions: Iterable[Mention]) -> np.ndarray:
    """The numbers in CLASSES (len(SLOTS),) int64 of what is mentioned, UNKNOWN for other slots."""
    garments = {mention.slot: mention.garment for mention in mentions}
    return np.array([CLASSES[slot].index(garments[slot]) if slot in garments else UNKNOWN for slot in SLOTS])


def kind_loss(logits: torch.Tensor, numbers: torch.Tensor) -> torch.Tensor:
    """Cross-entropy of logits (B, sum(SIZES)) with the numbers (B, len(SLOTS)) of what is right, over what is
    known of them."""
    total = logits.new_zeros(())
    for part, right in zip(logits.split(SIZES, dim=1), numbers.t(), strict=True):
        weight = part.new_ones(part.shape[1])
        weight[0] = NOTHING
        total = total + functional.cross_entropy(part, right, weight, ignore_index=UNKNOWN, reduction="sum")
    return total / (numbers != UNKNOWN).sum().clamp(min=1)
