"""Batches of pictures with captions, painted anew for every step from views rendered once."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch

from ..bench.prompts import held_out_combinations
from ..wardrobe.outfit import Cut, Mention, Outfit, redyed, varied
from ..wardrobe.paint import Cells, paint
from ..wardrobe.recut import told_apart, twin_of
from ..wardrobe.roles import LOOKS
from . import kinds
from .captions import Person, Writer
from .people import View
from .studio import develop

SIBLINGS = 4  # pictures from one view
TWIN = 2  # the number of the one whose cut differs
HELD_OUT = held_out_combinations()
PLAIN_SHARE = 0.08  # of a batch: undressed figures of different bodies
ROLELESS = 0.4  # of the pictures whose cut is a role's, these are dyed and captioned like everyday clothes


@dataclasses.dataclass(frozen=True)
class Batch:
    """images (B, 3, S, S) in 0..1; captions; colors (B, C, 3) of the cells; seen (B, C), the cells that
    the picture shows; told (B, C), the cells whose colour the caption names; worn, said (B, K), the garments
    that picture and caption tell of, as in kinds.py."""

    images: torch.Tensor
    captions: list[str]
    colors: torch.Tensor
    seen: torch.Tensor
    told: torch.Tensor
    worn: torch.Tensor
    said: torch.Tensor

    def to(self, device: str) -> Batch:
        """The same on a torch device."""
        tensors = {name: one.to(device) for name, one in vars(self).items() if isinstance(one, torch.Tensor)}
        return dataclasses.replace(self, **tensors)


def held_out(outfit: Outfit) -> bool:
    """Whether it contains what training must never show."""
    worn = {(mention.slot, name) for mention in outfit.mentions for name in (mention.color, mention.second)}
    worn.add(("role", outfit.role))
    return any(combination <= worn for combination in HELD_OUT)


def siblings(
    outfit: Outfit, twin: Cut | None, rng: np.random.Generator, shown: frozenset[int] | None = None
) -> list[Outfit]:
    """SIBLINGS outfits: one, hard negatives that differ from it in the colour of a garment or two or, the
    TWIN, in one garment's cut, and the same garments in other colours.

    shown: the numbers of the mentions that the picture shows, by which alone pictures can be told apart.
    """
    family: list[Outfit] = []
    while len(family) < SIBLINGS:
        roleless = bool(outfit.role) and rng.random() < ROLELESS
        base = dataclasses.replace(outfit, role="") if roleless else outfit
        drawn = redyed(base, rng)
        if len(family) == TWIN and twin:
            drawn = twin_of(family[0], twin, rng)
        elif 0 < len(family) < SIBLINGS - 1:
            drawn = varied(family[0], rng, shown)
        if not held_out(drawn):
            family.append(drawn)
        elif family and rng.random() < 0.1:
            family.clear()
    return family


def changed(outfit: Outfit, other: Outfit) -> tuple[int, ...]:
    """The numbers of the mentions in which two outfits of one cut differ."""
    pairs = zip(outfit.mentions, other.mentions, strict=True)
    return tuple(
        k for k, (a, b) in enumerate(pairs) if (a.color, a.kind, a.second) != (b.color, b.kind, b.second)
    )


def stresses(family: list[Outfit], twin: bool) -> list[tuple[Outfit, tuple[int, ...]]]:
    """Siblings, and the numbers of the mentions by which their captions should tell them apart."""
    first = family[0]
    found = [(outfit, changed(outfit, first)) for outfit in family[1:TWIN]]
    found = [(first, changed(first, family[1])), *found]
    if twin:
        named, own = told_apart(first, family[TWIN])
        found[0] = (named, found[0][1] + own)
        found.append(told_apart(family[TWIN], first))
    else:
        found.append((family[TWIN], changed(family[TWIN], first)))
    return [*found, (family[-1], ())]


class Studio:
    """Makes the batch of a step from rendered views."""

    def __init__(self, views: list[View], parts: Cells, seed: int):
        self.parts, self.seed = parts, seed
        self.people = [view.person for view in views]
        self.outfits = [view.outfit for view in views]
        self.kinds = np.array([view.kind for view in views])
        self.twins = [view.twin.outfit.cut if view.twin else None for view in views]
        has_twin = np.array([view.twin is not None for view in views])
        self.twin_row = np.where(has_twin, len(views) + np.cumsum(has_twin) - 1, np.arange(len(views)))
        views = views + [view.twin for view in views if view.twin]
        self.cells = np.stack([view.cell for view in views])
        self.bits = np.stack([view.bits for view in views])
        self.normals = np.stack([view.normal for view in views])
        areas = [np.bincount(view.cell.reshape(-1), minlength=parts.count + 1)[1:] for view in views]
        self.seen = np.stack(areas) > 24
        self.figures = np.flatnonzero(self.kinds == "figure")
        self.dressed = np.flatnonzero(self.kinds != "figure")

    def shown(self, index: int) -> frozenset[int]:
        """The numbers of the mentions of which a view shows something."""
        layers = set(paint(self.outfits[index], self.parts).top[self.seen[index]].tolist())
        mentions = enumerate(self.outfits[index].mentions)
        return frozenset(number for number, mention in mentions if layers & {*mention.layers})

    def batch(self, step: int, size: int) -> Batch:
        """`size` pictures, a multiple of SIBLINGS."""
        rng = np.random.default_rng([self.seed, step])
        groups = size // SIBLINGS
        plain = max(1, round(groups * PLAIN_SHARE))
        bare = rng.choice(self.figures, plain * SIBLINGS)
        dressed = rng.choice(self.dressed, groups - plain, replace=False)
        groups_of = np.repeat(dressed[:, None], SIBLINGS, axis=1)
        groups_of[:, TWIN] = self.twin_row[dressed]
        chosen = np.concatenate([bare, groups_of.reshape(-1)])
        count = self.parts.count
        writer = Writer(rng)
        captions, told = [], np.zeros((size, count), bool)
        worn, said = np.full((2, size, len(kinds.SLOTS)), kinds.UNKNOWN)
        colors, accents = np.zeros((size, count, 3), np.float32), np.zeros((size, count, 3), np.float32)
        pattern = np.zeros((size, count), np.uint8)
        for row, index in enumerate(bare):
            text = writer.person(self.people[index], certain=True)
            captions.append(f"a 3d rendering of {text} in unreal engine" if writer.chance(0.6) else text)
            colors[row] = accents[row] = rng.uniform(0.4, 0.85)
        for index in dressed:
            family = siblings(self.outfits[index], self.twins[index], rng, self.shown(index))
            person: Person = self.people[index]
            for outfit, stressed in stresses(family, self.twins[index] is not None):
                row = len(captions)
                look = paint(outfit, self.parts)
                colors[row], accents[row], pattern[row] = look.colors, look.accents, look.pattern
                kind = str(self.kinds[index])
                caption, mentions = writer.caption(person, outfit, kind, stressed)
                captions.append(caption)
                told[row], said[row] = told_by(mentions, outfit, look.top)
                worn[row] = kinds.worn(outfit, kind)
        shown, hidden = off_manifold(colors, accents, rng)
        images = develop(
            self.cells[chosen], self.bits[chosen], self.normals[chosen], shown, hidden, pattern, rng
        )
        return Batch(
            torch.from_numpy(images),
            captions,
            torch.from_numpy(colors),
            torch.from_numpy(self.seen[chosen]),
            torch.from_numpy(told),
            torch.from_numpy(worn),
            torch.from_numpy(said),
        )


def told_by(mentions: list[Mention], outfit: Outfit, top: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cells (C,) whose colour a caption tells by its mentions, and the garments as `kinds.said` has them;
    a role's name tells all that is worn. top (C,): the layer that colours each cell."""
    named = [layer for mention in mentions for layer in mention.layers]
    if outfit.role:
        named += [k for k, layer in enumerate(outfit.layers) if layer.group not in ("skin", "hair")]
    look = LOOKS.get(outfit.role, {})
    known = [mention for mention in outfit.mentions if mention.garment in look]
    return np.isin(top, named), kinds.said([*known, *mentions])


def off_manifold(
    colors: np.ndarray, accents: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Fade cells of a third of the pictures towards grey or another colour, as half-sculpted ones are, and
    the patterns of some."""
    count, cells, _ = colors.shape
    target = np.where(rng.random((count, 1, 1)) < 0.5, 0.5, rng.random((count, 1, 3)))
    amount = rng.random((count, cells, 1)) * rng.uniform(0, 0.6, (count, 1, 1))
    amount *= rng.random((count, 1, 1)) < 0.35
    faded = rng.random((count, 1, 1)) * (rng.random((count, 1, 1)) < 0.25)
    accents = accents + (colors - accents) * faded
    return tuple((table + (target - table) * amount).astype(np.float32) for table in (colors, accents))
