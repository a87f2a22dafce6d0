"""Say in English what a rendered person looks like."""

from __future__ import annotations

import dataclasses

from ..guide.views import TEMPLATES
from ..wardrobe.dyes import Chooser
from ..wardrobe.outfit import Mention, Outfit
from ..wardrobe.palette import CLOTH, HAIR, PATTERN_WORDS, SKIN
from ..wardrobe.roles import NAMES

SYNONYMS = {
    "gray": ("gray", "gray", "grey"),
    "dark gray": ("dark gray", "charcoal", "dark grey"),
    "light gray": ("light gray", "light grey"),
    "purple": ("purple", "purple", "violet"),
    "cyan": ("cyan", "turquoise", "aqua"),
    "navy blue": ("navy blue", "dark blue", "navy"),
    "light blue": ("light blue", "sky blue", "pale blue", "baby blue"),
    "royal blue": ("royal blue", "bright blue"),
    "gold": ("golden", "gold"),
    "dark red": ("dark red", "maroon", "burgundy", "crimson"),
    "beige": ("beige", "cream"),
    "tan": ("tan", "khaki"),
    "olive": ("olive", "olive green", "army green"),
    "lime": ("lime", "lime green", "neon green"),
    "light green": ("light green", "pale green"),
    "magenta": ("magenta", "hot pink", "fuchsia"),
    "lavender": ("lavender", "lilac", "light purple"),
    "light pink": ("light pink", "pale pink", "rose"),
    "coral": ("coral", "salmon"),
    "mint": ("mint", "mint green"),
    "mustard": ("mustard", "mustard yellow"),
    "copper": ("copper", "bronze", "rust"),
    "indigo": ("indigo", "dark purple"),
    "blonde": ("blonde", "blonde", "blond"),
}
HAIR_SYNONYMS = {
    "red": ("red", "red", "ginger"),
    "gray": ("gray", "grey", "silver"),
    "brown": ("brown", "brown", "brunette"),
}
SKIN_SYNONYMS = {"dark": ("dark", "dark brown"), "tan": ("tan", "tanned"), "light": ("light", "fair"),
                 "pale": ("pale",)}  # fmt: skip
MATERIAL_WORDS = {
    "denim": ("denim",),
    "leather": ("leather",),
    "fur": ("fur", "furry"),
    "metal": ("metal", "steel", "shiny"),
    "wool": ("wool", "woolen", "knitted"),
    "camouflage": ("camouflage", "camouflage", "camo"),
}
BUILDS = {
    "fat": ("fat", "overweight", "chubby", "obese", "very fat"),
    "skinny": ("skinny", "thin", "slim", "slender", "very skinny"),
    "muscular": ("muscular", "strong", "buff", "athletic"),
    "tall": ("tall", "very tall"),
    "short": ("short", "small", "very short"),
    "old": ("old", "elderly"),
    "young": ("young",),
    "curvy": ("curvy", "curvy", "voluptuous"),
    "broad-shouldered": ("broad-shouldered", "broad"),
}
PEOPLE = {
    "m": ("man", "man", "man", "guy", "person", "male"),
    "f": ("woman", "woman", "woman", "lady", "person", "female"),
    "": ("person", "character"),
}
# Nouns that take no article.
BARE = frozenset(
    "trousers pants slacks jeans leggings shorts trunks shoes boots sneakers trainers loafers sandals "
    "flops gloves mittens gauntlets sunglasses shades glasses spectacles eyeglasses goggles earrings "
    "headphones socks stockings tights overalls dungarees coveralls pyjamas pajamas joggers sweatpants "
    "hair skin curls bangs braids plaits pigtails armor armour ears horns antennae wings pads bandages "
    "rags underpants briefs robes eyes feet paint lips lipstick".split()
)
# Before these words a colour may stand, or after them: "long red hair".
ADJECTIVES = frozenset(
    "long short messy tousled curly spiky spiked wide baggy loose tall high neat thinning receding tight "
    "full bobbed".split()
)
# What people are called for what they have.
EPITHETS = {"bald": "bald", "beard": "bearded", "long beard": "bearded", "barefoot": "barefoot",
            "moustache": "moustached", "mask": "masked", "bare chest": "shirtless"}  # fmt: skip
HAD = {"hair", "beard", "skin", "lips", "eyes", "nose", "face", "wings"}
VISIBLE = {
    "face": set("hair hat skin mask glasses beard lips face eyes nose jewels scarf plume".split()),
    "upper": set("top under dress hands cape tie skin belt scarf jewels bag wings pads badge apron".split()),
    "lower": set("bottom dress feet socks apron".split()),
    "chest": set("top under dress tie scarf jewels pads badge".split()),
    "waist": set("top bottom dress belt apron".split()),
    "hands": set("hands top dress skin".split()),
    "feet": set("feet socks bottom dress skin".split()),
}
HIDDEN_FROM_BEHIND = set("glasses beard mask tie under lips eyes nose face jewels apron badge".split())
MAJOR = {"top", "bottom", "dress"}
# How often a slot is spoken of; 0.8 where it is not named.
SPOKEN = {"hair": 0.5, "skin": 0.12, "under": 0.6, "socks": 0.5}


@dataclasses.dataclass(frozen=True)
class Person:
    """What is known of a body: sex "m", "f" or "", and its builds, keys of BUILDS."""

    sex: str
    builds: tuple[str, ...]


class Writer(Chooser):
    """Composes captions."""

    def person(
        self, person: Person, name: str = "", certain: bool = False, epithets: tuple[str, ...] = ()
    ) -> str:
        """ "a tall skinny man"; builds are sometimes left out unless `certain`, epithets never."""
        words = [self.pick(BUILDS[build]) for build in person.builds if certain or self.chance(0.3)]
        words += epithets
        self.rng.shuffle(words)
        glue = " and " if len(words) == 2 and self.chance(0.3) else " "
        return with_article(" ".join(filter(None, [glue.join(words), name or self.pick(PEOPLE[person.sex])])))

    def mentioned(self, outfit: Outfit, view: str, stressed: tuple[int, ...] = ()) -> list[Mention]:
        """What a caption of this view names: what it shows, at times what it does not, and mostly what is
        stressed."""
        shown = VISIBLE.get(view) if self.chance(0.5) else None
        chosen, pressing = [], []
        for number, mention in enumerate(outfit.mentions):
            if view == "back" and mention.slot in HIDDEN_FROM_BEHIND:
                continue
            if number in stressed and self.chance(0.85):
                pressing.append(mention)
            elif (not shown or mention.slot in shown) and self.chance(spoken(mention)):
                chosen.append(mention)
        if outfit.role:
            self.rng.shuffle(chosen)
            chosen = chosen[: max(0, self.rng.integers(5) - 2)]
        else:
            major = [mention for mention in chosen if mention.slot in MAJOR]
            minor = [mention for mention in chosen if mention not in major]
            self.rng.shuffle(minor)
            room = 2 + self.rng.integers(4) - len(major) - len(pressing)
            chosen = major + minor[: max(room, 1 if self.chance(0.5) else 0)]
        chosen += pressing
        self.rng.shuffle(chosen)
        return chosen

    def caption(
        self, person: Person, outfit: Outfit, view: str, stressed: tuple[int, ...] = ()
    ) -> tuple[str, list[Mention]]:
        """A caption, and what it names; stressed: numbers of mentions that it should name."""
        mentions = self.mentioned(outfit, view, stressed)
        names = NAMES.get(outfit.role, ())
        epithets, mentions = self.epithets(mentions)
        told = [mention for word, mention in epithets.items() if word not in EPITHETS.values()]
        text = self.person(person, self.pick(names[:1] + names) if names else "", epithets=tuple(epithets))
        color = whole_color(outfit)
        if color and not stressed and self.chance(0.25):
            mentions = [mention for mention in mentions if mention.slot not in MAJOR]
            said = self.pick(SYNONYMS.get(color, (color,)))
            text += self.pick((" in ", " in ", " dressed in ", " wearing ")) + said
            mentions_told = [mention for mention in outfit.mentions if mention.slot in MAJOR]
        else:
            mentions_told = []
        worn = self.worn([mention for mention in mentions if mention.slot not in HAD])
        had = [self.noun_phrase(mention) for mention in mentions if mention.slot in HAD]
        clauses = []
        if worn:
            clauses.append(self.pick((" in ", " wearing ", " in ", " with ")) + joined(worn))
        if had:
            clauses.append(" with " + joined(had))
        if self.chance(0.5):
            clauses.reverse()
        return self.pick(TEMPLATES[view]).format(text + "".join(clauses)), mentions + mentions_told + told

    def epithets(self, mentions: list[Mention]) -> tuple[dict[str, Mention], list[Mention]]:
        """At times one mention as an adjective, "bald", "bearded", "blonde", and the mentions left."""
        for mention in mentions:
            word = EPITHETS.get(mention.garment, "")
            if mention.slot == "hair" and mention.layers and mention.color in HAIR:
                color = self.color(mention, mention.color)
                word = color if color in ("blonde", "blond", "brunette") else f"{color}-haired"
            if word and self.chance(0.3):
                return {word: mention}, [other for other in mentions if other is not mention]
        return {}, mentions

    def worn(self, mentions: list[Mention]) -> list[str]:
        """Phrases of what is worn; a jacket may be said to be worn over a shirt."""
        under = [mention for mention in mentions if mention.slot == "under"]
        over = [mention for mention in mentions if mention.slot in ("top", "dress")]
        if not under or not over or self.chance(0.5):
            return [self.noun_phrase(mention) for mention in mentions]
        both = f"{self.noun_phrase(over[-1])} over {self.noun_phrase(under[0])}"
        return [both] + [
            self.noun_phrase(mention) for mention in mentions if mention not in (under[0], over[-1])
        ]

    def color(self, mention: Mention, name: str) -> str:
        special = SKIN_SYNONYMS if mention.slot == "skin" else HAIR_SYNONYMS
        own = special if mention.slot in ("skin", "hair", "beard") else {}
        return self.pick(own.get(name) or SYNONYMS.get(name, (name,)))

    def noun_phrase(self, mention: Mention) -> str:
        """ "a red and white striped shirt", "denim shorts", "long blonde hair"."""
        noun = mention.noun
        if noun.startswith(("a ", "no ")):
            return noun
        color = self.color(mention, mention.color)
        if mention.second:
            words = self.patterned(mention, color, self.color(mention, mention.second))
        elif mention.kind:
            words = self.made_of(mention, color)
        else:
            first, _, rest = noun.partition(" ")
            behind = first in ADJECTIVES and self.chance(0.75)
            words = f"{first} {color} {rest}" if behind else f"{color} {noun}"
        words = " ".join(words.split())
        return words if BARE & set(noun.split(" with ")[0].split()) else with_article(words)

    def patterned(self, mention: Mention, color: str, second: str) -> str:
        if self.chance(0.5):
            color, second = second, color
        adjective = self.pick(PATTERN_WORDS[mention.kind])
        if mention.kind == "vertical stripes" and mention.noun.split()[-1] in ("suit", "jacket", "trousers"):
            adjective = "pinstriped"
        if self.chance(0.22):
            ground, figure = self.color(mention, mention.color), self.color(mention, mention.second)
            return f"{ground} {mention.noun} with {figure} {mention.kind}"
        return self.pick(
            (
                f"{color} and {second} {adjective} {mention.noun}",
                f"{color} and {second} {adjective} {mention.noun}",
                f"{adjective} {color} and {second} {mention.noun}",
                f"{adjective} {mention.noun}",
            )
        )

    def made_of(self, mention: Mention, color: str) -> str:
        material = self.pick(MATERIAL_WORDS[mention.kind])
        if material in mention.noun or "wool" in mention.noun:
            return f"{color} {mention.noun}"
        if "jeans" in mention.noun or "denim" in mention.noun:
            return mention.noun if mention.color == "blue" and self.chance(0.3) else f"{color} {mention.noun}"
        draw = self.rng.random()
        if mention.kind == "camouflage" and mention.color == "olive":
            draw = max(draw, 0.3)
        if mention.kind == "wool" or mention.color not in ("brown", "blue", "", "olive"):
            draw = min(draw, 0.5) if mention.kind != "metal" else draw
        if draw < 0.25 and color:
            return f"{color} {mention.noun}"
        return f"{color} {material} {mention.noun}" if draw < 0.65 else f"{material} {mention.noun}"


def spoken(mention: Mention) -> float:
    """How often a caption speaks of a garment that it could speak of."""
    if mention.slot == "skin" and mention.color in CLOTH and mention.color not in SKIN:
        return 0.85
    if mention.slot == "hair" and (
        not mention.layers or mention.color in ("pink", "blue", "green", "purple")
    ):
        return 0.75
    return SPOKEN.get(mention.slot, 0.35 if not mention.layers else 0.8)


def whole_color(outfit: Outfit) -> str:
    """The one plain colour of everything that covers the body, or ""."""
    colors = {(mention.color, mention.kind) for mention in outfit.mentions if mention.slot in MAJOR}
    return next(iter(colors))[0] if len(colors) == 1 and not next(iter(colors))[1] else ""


def with_article(words: str) -> str:
    return ("an " if words[0] in "aeiou" else "a ") + words


def joined(items: list[str]) -> str:
    return items[0] if len(items) == 1 else ", ".join(items[:-1]) + " and " + items[-1]
