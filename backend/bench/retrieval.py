"""What does a guide know? Captions that differ in one thing, and a picture that one of them fits.

Pictures are painted as for training, with bodies, outfits, cameras and lights of a seed that training
does not use. Each question offers the right caption and others that replace one colour, garment, hair
style, role, pattern or build; "combinations held out" are those of prompts.py, "words never taught" are
synonyms that no caption of the training uses.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Iterator

import numpy as np
import torch

from ..guide import Guide, load_guide
from ..guide.views import TEMPLATES
from ..train.captions import BARE, BUILDS, PEOPLE, joined, with_article
from ..train.examples import held_out
from ..train.people import View, draw_views, dresser
from ..train.studio import develop
from ..wardrobe.garments import GARMENTS
from ..wardrobe.outfit import Mention, Outfit, recolored
from ..wardrobe.paint import paint
from ..wardrobe.palette import PATTERN_WORDS
from ..wardrobe.roles import ROLES
from .control import shuffled
from .prompts import TERMS, held_out_combinations

SEED = 40_000
CHOICES = 20  # captions a question, at most
WORN = ("top", "bottom", "dress")
# Synonyms that training leaves out, of words that it teaches.
SYNONYMS = {"red": "scarlet", "green": "emerald", "blue": "azure", "yellow": "lemon", "black": "ebony",
            "white": "ivory", "brown": "chocolate", "purple": "amethyst"}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Question:
    """A view painted with an outfit, or grey without one, and captions of which the first is right."""

    category: str
    view: View
    outfit: Outfit | None
    captions: tuple[str, ...]


def questions(view: View, rng: np.random.Generator) -> Iterator[Question]:
    """Everything that can be asked of a view."""
    outfit, person = view.outfit, with_article(PEOPLE[view.person.sex][0])
    wording = TEMPLATES.get(view.kind, TEMPLATES["whole"])[1]

    def asked(category: str, painted: Outfit | None, right: str, wrong: list[str]) -> Iterator[Question]:
        others = [text for text in dict.fromkeys(wrong) if text != right]
        if others:
            chosen = [others[k] for k in rng.permutation(len(others))[: CHOICES - 1]]
            captions = tuple(wording.format(text) for text in (right, *chosen))
            yield Question(category, view, painted, captions)

    if view.kind == "figure":
        who = person.split(" ", 1)[1]
        if builds := view.person.builds:
            wrong = [with_article(f"{build} {who}") for build in BUILDS if build not in builds]
            yield from asked("bodies", None, with_article(f"{builds[0]} {who}"), wrong)
        return
    if outfit.role:
        if view.kind in ("whole", "back"):
            wrong = [with_article(role.name) for role in ROLES if role.name != outfit.role]
            yield from asked("roles", outfit, with_article(outfit.role), wrong)
        return
    if held_out(outfit):
        return
    for mention in seen_in(view):
        known = {one.color for one in outfit.mentions}
        right = f"{person} in {phrase(mention.color, mention.noun)}"
        if mention.second:
            kinds = [patterned(mention, kind) for kind in PATTERN_WORDS]
            wrong = [f"{person} in {text}" for text in kinds]
            yield from asked("patterns", outfit, f"{person} in {patterned(mention, mention.kind)}", wrong)
        elif mention.slot == "hair":
            wrong = [f"{person} with {phrase(mention.color, noun)}" for noun in others_of(mention)]
            yield from asked("hair", outfit, f"{person} with {phrase(mention.color, mention.noun)}", wrong)
        elif not mention.kind and mention.color in TERMS:
            wrong = [f"{person} in {phrase(color, mention.noun)}" for color in TERMS if color not in known]
            yield from asked("colours", outfit, right, wrong)
            wrong = [f"{person} in {phrase(mention.color, noun)}" for noun in others_of(mention)]
            yield from asked("garments", outfit, right, wrong)
            if mention.color in SYNONYMS:
                words = [phrase(SYNONYMS[color], mention.noun) for color in SYNONYMS if color not in known]
                word = phrase(SYNONYMS[mention.color], mention.noun)
                wrong = [f"{person} in {text}" for text in words]
                yield from asked("words never taught", outfit, f"{person} in {word}", wrong)
    for category, painted, pair in pairs(view, rng):
        a, b = ((mention.color, mention.noun) for mention in pair)
        colors = [(first, second) for first in TERMS for second in TERMS if first != second]
        texts = [f"{person} in {joined([phrase(c, a[1]), phrase(d, b[1])])}" for c, d in colors]
        right = f"{person} in {joined([phrase(*a), phrase(*b)])}"
        swapped = f"{person} in {joined([phrase(b[0], a[1]), phrase(a[0], b[1])])}"
        yield from asked(f"{category}: colours swapped", painted, right, [swapped])
        yield from asked(category, painted, right, texts)


def pairs(view: View, rng: np.random.Generator) -> Iterator[tuple[str, Outfit, tuple[Mention, Mention]]]:
    """The outfit with its top and bottom in two basic colours that training shows together, and in two
    that it never does."""
    slots = [mention.slot for mention in view.outfit.mentions]
    if view.kind != "whole" or "top" not in slots or "bottom" not in slots:
        return
    top, bottom = slots.index("top"), slots.index("bottom")
    if not all(view.outfit.mentions[k].layers for k in (top, bottom)):
        return
    never = [
        (worn["top"], worn["bottom"])
        for worn in map(dict, held_out_combinations())
        if set(worn) == {"top", "bottom"} and worn["top"] != worn["bottom"]
    ]
    taught = [(a, b) for a in TERMS for b in TERMS if a != b and (a, b) not in never]
    for category, some in (("combinations", taught), ("combinations held out", never)):
        first, second = some[rng.integers(len(some))]
        outfit = recolored(recolored(view.outfit, top, first), bottom, second)
        yield category, outfit, (outfit.mentions[top], outfit.mentions[bottom])


def seen_in(view: View) -> list[Mention]:
    """The mentions that a picture of this kind is sure to show."""
    slots = {
        "whole": (*WORN, "feet"),
        "upper": ("top", "dress"),
        "lower": ("bottom", "feet"),
        "feet": ("feet",),
        "face": ("hair",),
    }
    wanted = slots.get(view.kind, ())
    return [mention for mention in view.outfit.mentions if mention.slot in wanted and mention.layers]


def others_of(mention: Mention) -> list[str]:
    """What garments of the same slot, which look otherwise, are called."""
    own = GARMENTS[mention.garment]
    rest = [each for each in GARMENTS.values() if each.slot == own.slot and each.weight and each.layers]
    return [each.nouns[0] for each in rest if each.layers != own.layers and mention.noun not in each.nouns]


def patterned(mention: Mention, kind: str) -> str:
    return with_article(f"{mention.color} and {mention.second} {PATTERN_WORDS[kind][0]} {mention.noun}")


def phrase(color: str, noun: str) -> str:
    """ "a red shirt", "blue trousers"."""
    words = f"{color} {noun}"
    return words if BARE & set(noun.split()) else with_article(words)


def pictures(asked: list[Question], rng: np.random.Generator) -> torch.Tensor:
    """The painted views (N, 3, S, S) in 0..1."""
    cells = dresser().cells
    looks = [paint(question.outfit, cells) if question.outfit else None for question in asked]
    grey = np.full((cells.count, 3), 0.65, np.float32)
    images = develop(
        np.stack([question.view.cell for question in asked]),
        np.stack([question.view.bits for question in asked]),
        np.stack([question.view.normal for question in asked]),
        np.stack([look.colors if look else grey for look in looks]),
        np.stack([look.accents if look else grey for look in looks]),
        np.stack([look.pattern if look else np.zeros(cells.count, np.uint8) for look in looks]),
        rng,
    )
    return torch.from_numpy(images)


@torch.no_grad()
def answered(guide: Guide, asked: list[Question], rng: np.random.Generator) -> list[bool]:
    """For each question whether the right caption has the largest cosine with the picture."""
    features = guide.encode_image(pictures(asked, rng).to(guide.device))
    words = sorted({caption for question in asked for caption in question.captions})
    texts = dict(zip(words, guide.encode_text(words), strict=True))
    found = []
    for feature, question in zip(features, asked, strict=True):
        scores = torch.stack([texts[caption] for caption in question.captions]) @ feature
        found.append(bool((scores[0] > scores[1:]).all()))
    return found


def main(argv: list[str]) -> None:
    """Print a line of JSON a category: how many questions, the share answered, and what guessing gives."""
    parser = argparse.ArgumentParser(prog="backend bench retrieval", description=__doc__)
    parser.add_argument("--guide", default="builtin")
    parser.add_argument("--views", type=int, default=1500)
    parser.add_argument("--most", type=int, default=300, help="questions a category")
    parser.add_argument("--control", action="store_true", help="the guide with its weights shuffled")
    parser.add_argument("--processes", type=int, default=1)
    arguments = parser.parse_args(argv)
    guide: Guide = load_guide(arguments.guide, "cpu")
    if arguments.control:
        guide = shuffled(guide)
    rng = np.random.default_rng(SEED)
    views = draw_views(arguments.views, guide.image_size * 2, SEED, arguments.processes)
    of_category: dict[str, list[Question]] = {}
    for view in views:
        for question in questions(view, rng):
            of_category.setdefault(question.category, []).append(question)
    for category, asked in sorted(of_category.items()):
        asked = asked[: arguments.most]
        right = answered(guide, asked, rng)
        chance = np.mean([1 / len(question.captions) for question in asked])
        line = {"guide": guide.name, "category": category, "questions": len(asked)}
        line |= {"right": round(float(np.mean(right)), 3), "guessing": round(float(chance), 3)}
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
