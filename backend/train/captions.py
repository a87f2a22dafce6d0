"""Say in English what a rendered person looks like."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..guide.views import TEMPLATES
from ..wardrobe.outfit import Outfit, Piece
from ..wardrobe.roles import ROLES

SYNONYMS = {
    "gray": ("gray", "grey"),
    "purple": ("purple", "violet"),
    "cyan": ("cyan", "turquoise", "teal"),
    "navy blue": ("navy blue", "dark blue", "navy"),
    "gold": ("golden", "gold"),
    "dark red": ("dark red", "maroon"),
    "beige": ("beige", "cream"),
    "blonde": ("blonde", "blond"),
}
BUILDS = {
    "fat": ("fat", "overweight", "chubby", "obese", "very fat"),
    "skinny": ("skinny", "thin", "slim", "slender", "very skinny"),
    "muscular": ("muscular", "strong", "buff", "athletic"),
    "tall": ("tall", "very tall"),
    "short": ("short", "small", "very short"),
    "old": ("old", "elderly"),
}
PEOPLE = {"m": ("man", "man", "man", "guy", "person"), "f": ("woman", "woman", "woman", "lady", "person"),
          "": ("person",)}  # fmt: skip
PLURAL = ("trousers", "pants", "jeans", "leggings", "shorts", "shoes", "boots", "gloves", "sunglasses",
          "sneakers", "overalls", "hair", "skin")  # fmt: skip
HAD = ("hair", "beard", "skin", "bald", "bare")
VISIBLE = {
    "face": {"hair", "hat", "helmet", "skin", "mask", "glasses", "beard", "bald"},
    "upper": {"top", "under", "dress", "hands", "cape", "tie", "bare", "skin", "belt"},
    "lower": {"bottom", "dress", "feet", "skin", "boots"},
}
HIDDEN_FROM_BEHIND = {"glasses", "beard", "mask", "tie", "under"}


@dataclasses.dataclass(frozen=True)
class Person:
    """What is known of a body: sex "m", "f" or "", and its builds, keys of BUILDS."""

    sex: str
    builds: tuple[str, ...]


class Writer:
    """Composes captions; every choice comes from `rng`."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng

    def pick(self, options):  # type: ignore[no-untyped-def]
        return options[self.rng.integers(len(options))]

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def person(self, person: Person, name: str = "", certain: bool = False) -> str:
        """ "a tall skinny man"; builds are sometimes left out unless `certain`."""
        words = [self.pick(BUILDS[build]) for build in person.builds if certain or self.chance(0.4)]
        self.rng.shuffle(words)
        glue = " and " if len(words) == 2 and self.chance(0.3) else " "
        return with_article(" ".join(filter(None, [glue.join(words), name or self.pick(PEOPLE[person.sex])])))

    def mentioned(self, outfit: Outfit, view: str) -> list[Piece]:
        """The pieces that a caption of this view names: what it shows, and at times what it does not."""
        pieces = [piece for piece in outfit.pieces if self.chance(0.8)] or list(outfit.pieces[:1])
        shown = VISIBLE.get(view)
        if shown and self.chance(0.5):
            pieces = [piece for piece in pieces if piece.slot in shown] or pieces
        if view == "back":
            pieces = [piece for piece in pieces if piece.slot not in HIDDEN_FROM_BEHIND] or pieces
        limit = 2 + self.rng.integers(4)
        major = [piece for piece in pieces if piece.slot in ("top", "bottom", "dress")]
        minor = [piece for piece in pieces if piece not in major]
        self.rng.shuffle(minor)
        chosen = major + minor[: max(limit - len(major), 1 if self.chance(0.5) else 0)]
        self.rng.shuffle(chosen)
        return chosen

    def caption(self, person: Person, outfit: Outfit, view: str) -> tuple[str, list[Piece]]:
        """A caption, and the pieces that it names."""
        pieces = self.mentioned(outfit, view)
        name = (
            self.pick(next(role.names for role in ROLES if role.name == outfit.role)) if outfit.role else ""
        )
        worn = [self.noun_phrase(piece) for piece in pieces if piece.slot not in HAD]
        had = [self.noun_phrase(piece) for piece in pieces if piece.slot in HAD]
        text = self.person(person, name)
        clauses = []
        if worn:
            clauses.append(self.pick((" in ", " wearing ", " in ", " with ")) + joined(worn))
        if had:
            clauses.append(" with " + joined(had))
        if self.chance(0.5):
            clauses.reverse()
        return self.pick(TEMPLATES[view]).format(text + "".join(clauses)), pieces

    def noun_phrase(self, piece: Piece) -> str:
        color = self.pick(SYNONYMS.get(piece.color, (piece.color,)))
        words = f"{color} {piece.noun}".strip()
        return (
            words if piece.noun.split()[-1] in PLURAL or piece.noun.startswith("a ") else with_article(words)
        )


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
