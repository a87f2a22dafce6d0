"""Outfits: layers of paint and pieces, drawn at random, and what can be said of them."""

from __future__ import annotations

import dataclasses

import numpy as np

from .dyes import Dye, Dyer, plain
from .garments import FLAT_HAIR, GARMENTS, GROUPS, HIDES_HAIR, OPEN_HATS, THICKNESS, TRIMS, WIDE
from .palette import CLOTH, HAIR, IRIS, PUPIL, SCLERA, Color, flesh
from .pieces import PIECES
from .roles import LOOKS, ROLES, Role

SLOTS = list(GROUPS)
# How often everyday clothes come with an accessory.
EXTRAS = {"socks": 0.05, "hands": 0.12, "hat": 0.24, "belt": 0.1, "mask": 0.05, "glasses": 0.09, "cape": 0.04,
          "tie": 0.05, "scarf": 0.07, "bag": 0.04, "apron": 0.03, "jewels": 0.05, "lips": 0.05, "wings": 0.02,
          "pads": 0.015}  # fmt: skip
OPEN_FRONT = ("jacket", "leather jacket", "coat", "long coat", "lab coat")
FORMAL = ("suit", "tuxedo")


@dataclasses.dataclass(frozen=True)
class Layer:
    """Colour on a region of the body, as paint of some thickness in metres, or on a piece (thickness 0), over
    what is already there.

    group: "skin", "hair", "clothes", "feet" or "extras"; outfits can trade whole groups. Where pattern (one
    of `patterns.PATTERNS`, or "") shows, the colour is accent.
    """

    region: str
    color: Color
    thickness: float
    group: str
    pattern: str = ""
    accent: Color = (0.0, 0.0, 0.0)


@dataclasses.dataclass(frozen=True)
class Mention:
    """What a caption may say of a garment: its key in GARMENTS and slot; the name of its colour, may be "";
    what it is called; the layers that it colours; kind and second as in Dye."""

    slot: str
    color: str
    noun: str
    layers: tuple[int, ...] = ()
    kind: str = ""
    second: str = ""
    garment: str = ""


@dataclasses.dataclass(frozen=True)
class Cut:
    """Which garments are worn, keys of GARMENTS in the order of their slots; role is "" for plain clothes."""

    garments: tuple[str, ...]
    role: str = ""


@dataclasses.dataclass(frozen=True)
class Outfit:
    """Layers from the skin outward, and what can be said of them; role is "" for plain clothes."""

    layers: tuple[Layer, ...]
    mentions: tuple[Mention, ...] = ()
    role: str = ""

    @property
    def worn(self) -> frozenset[str]:
        """The names of the pieces."""
        return frozenset(layer.region for layer in self.layers if layer.thickness == 0) & PIECES.keys()

    @property
    def cut(self) -> Cut:
        return Cut(tuple(mention.garment for mention in self.mentions), self.role)


def draw_outfit(rng: np.random.Generator, sex: str = "", role_share: float = 0.3) -> Outfit:
    """One outfit; with probability role_share a role's look, otherwise everyday clothes."""
    return dyed(draw_cut(rng, sex, role_share), rng)


def redyed(outfit: Outfit, rng: np.random.Generator) -> Outfit:
    """The same garments in other colours; a role's in the colours that it may have."""
    return dyed(outfit.cut, rng)


def draw_cut(rng: np.random.Generator, sex: str = "", role_share: float = 0.3) -> Cut:
    """Choose garments. sex: "m", "f" or "" for either."""
    sex = sex or str(rng.choice(["m", "f"]))
    if rng.random() < role_share:
        fitting = [role for role in ROLES if role.sex in ("", sex)]
        role = fitting[rng.integers(len(fitting))]
        chosen, name = _role_garments(rng, role), role.name
    else:
        chosen, name = _everyday(rng, sex), ""
    taken = {GARMENTS[garment].slot for garment in chosen}
    if "hair" not in taken:
        chosen += _hair(rng, sex, [garment for garment in chosen if GARMENTS[garment].slot == "hat"])
    if sex == "m" and "beard" not in taken and not taken & {"mask"} and rng.random() < 0.2:
        chosen.append(draw_garment(rng, "beard", sex))
    if "skin" not in taken:
        chosen.append("skin")
    return Cut(in_order(chosen), name)


def in_order(garments: list[str]) -> tuple[str, ...]:
    """Garments in the order of their slots, with the belt that fits over them."""
    belt, other = ("coat belt", "belt") if WIDE & set(garments) else ("belt", "coat belt")
    worn = (belt if garment == other else garment for garment in garments)
    return tuple(sorted(worn, key=lambda garment: SLOTS.index(GARMENTS[garment].slot)))


def draw_garment(
    rng: np.random.Generator, slot: str, sex: str, among: frozenset[str] | None = None, even: bool = False
) -> str:
    """A garment of a slot, by weight or, even, each as often as any other."""
    options = {
        name: garment.weight
        for name, garment in GARMENTS.items()
        if garment.slot == slot
        and garment.sex in ("", sex)
        and garment.weight
        and name in (among or GARMENTS)
    }
    weights = np.array(list(options.values())) ** (0 if even else 1)
    return str(rng.choice(list(options), p=weights / weights.sum()))


def _hair(rng: np.random.Generator, sex: str, hats: list[str]) -> list[str]:
    """A hair style that leaves room for the hats."""
    if HIDES_HAIR & set(hats):
        return []
    return [draw_garment(rng, "hair", sex, None if OPEN_HATS.issuperset(hats) else FLAT_HAIR)]


def beneath(rng: np.random.Generator, sex: str, outer: str) -> list[str]:
    """What shows where a garment is open, and the tie that goes with it."""
    if outer in OPEN_FRONT:
        return [str(rng.choice(["inner shirt", "white shirt"]))]
    if outer in FORMAL:
        return ["white shirt"] + (["tie" if rng.random() < 0.85 else "bow tie"] if sex == "m" else [])
    return [draw_garment(rng, "under", sex)] if outer in ("vest", "overalls", "armour") else []


def _everyday(rng: np.random.Generator, sex: str) -> list[str]:
    chosen = []
    whole = rng.random() < (0.42 if sex == "f" else 0.16)
    if whole:
        chosen.append(draw_garment(rng, "dress", sex))
    else:
        chosen += [draw_garment(rng, "bottom", sex), draw_garment(rng, "top", sex)]
    chosen += beneath(rng, sex, chosen[-1])
    if rng.random() < 0.95:
        chosen.append(draw_garment(rng, "feet", sex))
    for slot, share in EXTRAS.items():
        sexes = {garment.sex for garment in GARMENTS.values() if garment.slot == slot}
        if rng.random() < share and sexes & {"", sex} and slot not in {GARMENTS[g].slot for g in chosen}:
            chosen.append(draw_garment(rng, slot, sex))
    return chosen


def _role_garments(rng: np.random.Generator, role: Role) -> list[str]:
    chosen = [item.garment for item in role.look if rng.random() < item.share]
    slots = {GARMENTS[garment].slot for garment in chosen}
    free = [slot for slot in ("hands", "belt", "cape", "scarf", "glasses") if slot not in slots]
    if rng.random() < 0.2 and free:
        chosen.append(draw_garment(rng, str(rng.choice(free)), role.sex))
    return chosen


def dyed(cut: Cut, rng: np.random.Generator) -> Outfit:
    """Draw the colours of a cut's garments."""
    dyer = Dyer(rng)
    return assembled(_dyes(cut, dyer), dyer, cut.role)


def assembled(dyes: dict[str, Dye], dyer: Dyer, role: str = "") -> Outfit:
    """Put on garments, keys of GARMENTS, in their dyes; the dyer draws the colours of trims."""
    dyes = dict(sorted(dyes.items(), key=lambda worn: SLOTS.index(GARMENTS[worn[0]].slot)))
    layers: list[Layer] = []
    mentions: list[Mention] = []
    browless = True
    for name, dye in dyes.items():
        garment = GARMENTS[name]
        group = GROUPS[garment.slot]
        if browless and group != "skin":
            layers.append(_brows(dyes))
            browless = False
        own = []
        for region in garment.layers:
            if region.startswith("+"):
                layers.append(
                    Layer(region[1:], plain(dyer.rng, dyer.pick(TRIMS[region[1:]])).color, 0.0, group)
                )
            else:
                own.append(len(layers))
                layers.append(_layer(region, dye, group))
        if name == "skin":
            layers += _face(dye, dyer)
        noun = dyer.pick(garment.nouns)
        mentions.append(Mention(garment.slot, dye.name, noun, tuple(own), dye.kind, dye.second, name))
    return Outfit(tuple(layers), tuple(mentions), role)


def dyes_of(outfit: Outfit) -> dict[str, Dye]:
    """What `assembled` puts together: an outfit's garments and their dyes."""
    return {
        mention.garment: _dye_of(outfit, number) if mention.layers else Dye("", (0.0, 0.0, 0.0))
        for number, mention in enumerate(outfit.mentions)
    }


def _dyes(cut: Cut, dyer: Dyer) -> dict[str, Dye]:
    """A dye for each garment; a role's where it has one; beards mostly follow the hair."""
    look = LOOKS.get(cut.role, {})
    dyes: dict[str, Dye] = {}
    for name in cut.garments:
        garment = GARMENTS[name]
        dyes[name] = dyer.named(dyer.pick(look.get(name, ("",))), garment.dye)
        if garment.slot == "beard" and name not in look and dyer.chance(0.8):
            hairs = (dye for other, dye in dyes.items() if GARMENTS[other].slot == "hair")
            dyes[name] = next((dye for dye in hairs if dye.name in HAIR), dyes[name])
    return dyes


def _layer(region: str, dye: Dye, group: str) -> Layer:
    """A layer of a garment: see Garment.layers."""
    painted = region.startswith("on ")
    name = region.removeprefix("on ")
    thickness = THICKNESS.get(name, 0.003) if painted else 0.0
    return Layer(name, dye.color, thickness, group, dye.pattern, dye.accent)


def _face(dye: Dye, dyer: Dyer) -> list[Layer]:
    """Lips, mouth and eyes, which captions do not speak of."""
    colors = {region: flesh(region, dye.color) for region in ("lips", "cavity")}
    colors |= {"sclera": SCLERA, "iris": dyer.pick(list(IRIS.values())), "pupil": PUPIL}
    return [Layer(region, color, 0.0, "skin") for region, color in colors.items()]


def _brows(dyes: dict[str, Dye]) -> Layer:
    """Eyebrows like natural hair, else brown."""
    hairs = [dye.color for name, dye in dyes.items() if GARMENTS[name].slot == "hair" and dye.name in HAIR]
    return Layer("brows", tuple((np.array(hairs[0] if hairs else HAIR["brown"]) * 0.6).tolist()), 0.0, "hair")


def recolored(outfit: Outfit, mention: int, name: str) -> Outfit:
    """The same outfit with one of its mentions in a plain cloth colour."""
    return _changed(outfit, {mention: Dye(name, CLOTH[name])})


def varied(outfit: Outfit, rng: np.random.Generator, among: frozenset[int] | None = None) -> Outfit:
    """Swap the colours of two garments, or draw one anew: what is hard to tell from the outfit. among: the
    numbers of the mentions that may change, where not all may."""
    free = [
        k
        for k, mention in enumerate(outfit.mentions)
        if mention.color in CLOTH and mention.layers and (among is None or k in among)
    ]
    if not free:
        return redyed(outfit, rng)
    if len(free) > 1 and rng.random() < 0.6:
        a, b = (int(k) for k in rng.choice(free, 2, replace=False))
        if all(fits(outfit.mentions[k], outfit.mentions[j]) for k, j in ((a, b), (b, a))):
            return _changed(outfit, {a: _dye_of(outfit, b), b: _dye_of(outfit, a)})
    k = int(rng.choice(free))
    return _changed(outfit, {k: Dyer(rng).draw(GARMENTS[outfit.mentions[k].garment].dye)})


def fits(mention: Mention, other: Mention) -> bool:
    """Whether a thing may have the other's dye: skin and hair come in no patterns and materials."""
    return GROUPS[mention.slot] not in ("skin", "hair") or not other.kind


def _dye_of(outfit: Outfit, number: int) -> Dye:
    mention = outfit.mentions[number]
    layer = outfit.layers[mention.layers[0]]
    return Dye(mention.color, layer.color, mention.kind, mention.second, layer.accent, layer.pattern)


def _changed(outfit: Outfit, dyes: dict[int, Dye]) -> Outfit:
    """The outfit with some mentions dyed anew; lips and mouth follow the skin."""
    layers, mentions = list(outfit.layers), list(outfit.mentions)
    for number, dye in dyes.items():
        mention = mentions[number]
        mentions[number] = dataclasses.replace(mention, color=dye.name, kind=dye.kind, second=dye.second)
        for k in mention.layers:
            layers[k] = dataclasses.replace(
                layers[k], color=dye.color, pattern=dye.pattern, accent=dye.accent
            )
        if mention.slot == "skin":
            for k, layer in enumerate(layers):
                if layer.group == "skin" and layer.region in ("lips", "cavity") and layer.color != dye.color:
                    layers[k] = dataclasses.replace(layer, color=flesh(layer.region, dye.color))
    return Outfit(tuple(layers), tuple(mentions), outfit.role)
