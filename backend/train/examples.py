"""Batches of pictures with captions, painted anew for every step from views rendered once."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
import torch.nn.functional as functional

from ..wardrobe.outfit import Outfit, draw_outfit, recolored
from ..wardrobe.paint import Cells, paint
from ..wardrobe.palette import CLOTH, CLOTH_WEIGHT
from .captions import Person, Writer
from .people import View

SIBLINGS = 4  # pictures of one body in one view, told apart by their clothes alone
# What the guide's evaluation asks for, so that training never shows it: pieces worn together.
HELD_OUT = (
    {("top", "red"), ("bottom", "blue")},
    {("dress", "green")},
    {("top", "yellow"), ("bottom", "black")},
    {("top", "purple"), ("bottom", "white")},
    {("skin", "green"), ("bottom", "purple")},
    {("top", "orange"), ("bottom", "gray")},
    {("top", "white"), ("bottom", "green")},
    {("top", "blue"), ("bottom", "red")},
)


@dataclasses.dataclass(frozen=True)
class Batch:
    """images (B, 3, S, S) in 0..1; captions; colors (B, C, 3) of the cells; seen (B, C), the cells that
    the picture shows; told (B, C), the cells whose colour the caption names."""

    images: torch.Tensor
    captions: list[str]
    colors: torch.Tensor
    seen: torch.Tensor
    told: torch.Tensor


def held_out(outfit: Outfit) -> bool:
    worn = {(piece.slot, piece.color) for piece in outfit.pieces}
    return any(combination <= worn for combination in HELD_OUT)


def siblings(rng: np.random.Generator, sex: str) -> list[Outfit]:
    """An outfit, two with its colours swapped or redrawn (hard negatives), and another one."""
    outfits: list[Outfit] = []
    while len(outfits) < SIBLINGS:
        outfit = draw_outfit(rng, sex)
        if 0 < len(outfits) < SIBLINGS - 1:
            outfit = vary(outfits[0], rng)
        if not held_out(outfit):
            outfits.append(outfit)
    return outfits


def vary(outfit: Outfit, rng: np.random.Generator) -> Outfit:
    """Swap the colours of two named pieces, or redraw one; another outfit where nothing can change."""
    dyed = [k for k, piece in enumerate(outfit.pieces) if piece.color in CLOTH and piece.layer >= 0]
    if not dyed:
        return draw_outfit(rng)
    if len(dyed) > 1 and rng.random() < 0.6:
        a, b = rng.choice(dyed, 2, replace=False)
        first, second = outfit.pieces[a].color, outfit.pieces[b].color
        return recolored(recolored(outfit, a, second), b, first)
    return recolored(outfit, rng.choice(dyed), str(rng.choice(list(CLOTH), p=CLOTH_WEIGHT)))


class Studio:
    """Makes the batch of a step from rendered views."""

    def __init__(self, views: list[View], parts: Cells, seed: int):
        self.parts, self.seed = parts, seed
        self.people = [view.person for view in views]
        self.kinds = np.array([view.kind for view in views])
        self.cells = torch.from_numpy(np.stack([view.cell for view in views]))
        self.normals = torch.from_numpy(np.stack([view.normal for view in views]))
        areas = [np.bincount(view.cell.reshape(-1), minlength=parts.count + 1)[1:] for view in views]
        self.seen = torch.from_numpy(np.stack(areas) > 24)
        self.figures = np.flatnonzero(self.kinds == "figure")
        self.dressed = np.flatnonzero(self.kinds != "figure")

    def batch(self, step: int, size: int) -> Batch:
        """`size` pictures, a multiple of SIBLINGS; a tenth of them plain figures of different bodies."""
        rng = np.random.default_rng([self.seed, step])
        groups = size // SIBLINGS
        plain = max(1, groups // 10)
        chosen = np.concatenate(
            [
                rng.choice(self.figures, plain * SIBLINGS, replace=False),
                np.repeat(rng.choice(self.dressed, groups - plain, replace=False), SIBLINGS),
            ]
        )
        writer = Writer(rng)
        captions, tables, told = [], [], np.zeros((size, self.parts.count), bool)
        outfits: list[Outfit] = []
        for row, index in enumerate(chosen):
            person: Person = self.people[index]
            if self.kinds[index] == "figure":
                text = writer.person(person, certain=True)
                captions.append(f"a 3d rendering of {text} in unreal engine" if writer.chance(0.6) else text)
                shade = rng.uniform(0.4, 0.85)
                tables.append(np.full((self.parts.count, 3), shade, np.float32))
                continue
            if not outfits:
                outfits = siblings(rng, person.sex)
            outfit = outfits.pop()
            colors, _, top = paint(outfit, self.parts)
            caption, pieces = writer.caption(person, outfit, str(self.kinds[index]))
            captions.append(caption)
            tables.append(colors)
            named = [piece.layer for piece in pieces if piece.layer >= 0]
            # A role's name tells everything but what lies under it.
            told[row] = np.isin(top, named) | (bool(outfit.role) & (top >= min(6, len(outfit.layers))))
        cells = self.cells[chosen].long()
        colors = torch.from_numpy(np.stack(tables))
        images = self.shoot(cells, self.normals[chosen], off_manifold(colors, rng), rng)
        return Batch(images, captions, colors, self.seen[chosen], torch.from_numpy(told))

    def shoot(
        self, cells: torch.Tensor, normals: torch.Tensor, colors: torch.Tensor, rng: np.random.Generator
    ) -> torch.Tensor:
        """Light the painted views, put backgrounds behind them, and halve the size: (B, 3, S/2, S/2)."""
        count, size = len(cells), cells.shape[-1]
        table = torch.cat([torch.zeros(count, 1, 3), colors], dim=1)
        flat = torch.gather(table, 1, cells.flatten(1)[..., None].expand(-1, -1, 3))
        light = rng.normal(size=(count, 3)) * [0.6, 0.4, 0] + [0, 0.3, -1.0]
        light /= np.linalg.norm(light, axis=1, keepdims=True)
        ambient = torch.from_numpy(rng.uniform(0.3, 0.95, (count, 1))).float()
        facing = torch.einsum(
            "bpc,bc->bp", normals.flatten(1, 2).float() / 127, torch.from_numpy(light).float()
        )
        shade = ambient + (1.05 - ambient) * facing.clamp(0, 1)
        pictures = (flat * shade[..., None]).view(count, size, size, 3).permute(0, 3, 1, 2)
        alpha = functional.avg_pool2d((cells > 0).float()[:, None], 2)
        background = torch.from_numpy(np.stack([backdrop(rng, size // 2) for _ in range(count)]))
        pictures = functional.avg_pool2d(pictures, 2) + background * (1 - alpha)
        for row in np.flatnonzero(rng.random(count) < 0.3):
            noise = rng.standard_normal(pictures.shape[1:], np.float32) * np.float32(rng.uniform(0, 0.07))
            pictures[row] += torch.from_numpy(noise)
        return pictures.clamp(0, 1)


def off_manifold(colors: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Fade cells of a third of the pictures towards grey or another colour, as half-sculpted ones are."""
    count, cells, _ = colors.shape
    target = np.where(rng.random((count, 1, 1)) < 0.5, 0.5, rng.random((count, 1, 3)))
    amount = rng.random((count, cells, 1)) * rng.uniform(0, 0.6, (count, 1, 1))
    amount *= rng.random((count, 1, 1)) < 0.35
    return colors + (torch.from_numpy(target).float() - colors) * torch.from_numpy(amount).float()


def backdrop(rng: np.random.Generator, size: int) -> np.ndarray:
    """A background (3, size, size) float32: plain, chessboard, noise or a gradient, grey or coloured."""
    kind, gray = rng.integers(5), rng.random() < 0.4
    a, b = (np.full((3, 1, 1), rng.random()) if gray else rng.random((3, 1, 1)) for _ in range(2))
    if kind == 0:
        image = np.full((3, 1, 1), rng.choice([0.0, 0.5, 1.0]))
    elif kind == 1:
        image = a
    elif kind == 2:
        cell = rng.integers(3, 12)
        index = np.arange(size) // cell
        image = np.where((index[:, None] + index) % 2, a, b)
    elif kind == 3:
        image = (a + rng.normal(size=(1 if gray else 3, size, size)) * rng.uniform(0, 0.25)).clip(0, 1)
    else:
        ramp = np.linspace(0, 1, size)[:, None]
        image = a * ramp + b * (1 - ramp)
    return np.broadcast_to(image, (3, size, size)).astype(np.float32)
