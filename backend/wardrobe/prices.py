"""What is out of the ordinary has its price: a prompt that does not ask for green hair shall not end with it
for a whim of the guide's."""

from __future__ import annotations

import dataclasses
import functools

import numpy as np

from .dyes import Dye, Dyer
from .garments import GARMENTS, GROUPS, HIDES_HAIR
from .outfit import Outfit, dyes_of
from .palette import COMMON, DARK_HAIR, HAIR, HAIR_WEIGHT, PLAIN, SKIN
from .roles import ROLES

OTHER_GAIN = 0.019  # another natural colour of hair than the one that the seed drew
OLD_GAIN = 0.022  # and that of old people
OLD_HAIR = ("gray", "white")
ROLE_GAIN = 0.02  # a role's whole look, whose parts go together: no price for each
GAIN = 0.02  # what is out of the ordinary must raise the score by this much
# and what many wear, and the guide sees closely, by less
SLOT_GAIN = {"hands": 0.012, "belt": 0.006, "glasses": 0.01, "hat": 0.016, "tie": 0.013, "beard": 0.008,
             "scarf": 0.015, "mask": 0.012}  # fmt: skip
HAT_GAIN = 0.026  # hats, hoods and helmets that few wear: they change more of a picture than anything else
SHOES_GAIN, UNDER_GAIN = 0.007, 0.005  # colours that few shoes, or shirts under a jacket, have
HAIRLESS_GAIN = 0.013  # and a bald head
SKIN_GAIN = 0.05  # and skin of no human colour by this much: it would do for clothes of that colour
SHADE_GAIN = 0.0015  # clothes in silver, where white was asked and is as good
RARE_GAIN = 0.0115  # a pattern, or what few people wear or do with their hair
RARE, UNUSUAL = 0.8, 0.3  # garments drawn less often than this, as weights in GARMENTS go; twice the price
WIDESPREAD = 2  # and at least as often as this: what many wear
# The keys of the dyes, "" for any, that each garment of a role has.
Look = dict[str, frozenset[str]]


@dataclasses.dataclass(frozen=True)
class Plain:
    """What costs nothing: things for one of SEXES ("": all), one of SKIN's tones, one of HAIR's colours."""

    sex: str
    skin: str
    hair: str


def draw_plain(sex: str, old: bool, rng: np.random.Generator) -> Plain:
    """A skin, and a hair that goes with it and with being old, for one of SEXES or "" for all."""
    skin, gray = str(rng.choice(list(SKIN))), str(rng.choice(OLD_HAIR))
    weight = np.where(np.isin(list(HAIR), OLD_HAIR), 0, HAIR_WEIGHT)
    hair = str(rng.choice(list(HAIR), p=weight / weight.sum()))
    dark = str(rng.choice(DARK_HAIR[skin])) if skin in DARK_HAIR else hair
    return Plain(sex, skin, gray if old else dark)


def price(outfit: Outfit, plainly: Plain) -> float:
    """What the oddities of an outfit cost, each by itself or, for less, as the look of a role; to have no
    hair, and no hat that hides it, is one."""
    dyes = dyes_of(outfit)
    hairless = not any(
        name in HIDES_HAIR or (GARMENTS[name].slot == "hair" and GARMENTS[name].layers) for name in dyes
    )
    each = {name: oddity(name, dye, plainly) for name, dye in dyes.items()}
    least = sum(each.values())
    if least > ROLE_GAIN:
        looks = [look for sex, look in role_looks() if plainly.sex in ("", sex or plainly.sex)]
        least = min(least, *(ROLE_GAIN + unlike(look, dyes, each) for look in looks))
    return HAIRLESS_GAIN * hairless + least


def unlike(look: Look, dyes: dict[str, Dye], each: dict[str, float]) -> float:
    """What each costs of the garments that are no part of a look."""
    return sum(
        cost
        for name, cost in each.items()
        if cost and not (name in look and ("" in look[name] or key(dyes[name]) in look[name]))
    )


def key(dye: Dye) -> str:
    """By what name, kind and second colour dyes are alike; never empty."""
    return f"{dye.name}/{dye.kind}/{dye.second}"


@functools.cache
def role_looks() -> list[tuple[str, Look]]:
    """Each role's sex and look."""
    dyer = Dyer(np.random.default_rng(0))
    return [
        (
            role.sex,
            {
                item.garment: frozenset(
                    look and key(dyer.named(look, GARMENTS[item.garment].dye)) for look in item.looks
                )
                for item in role.look
            },
        )
        for role in ROLES
    ]


def oddity(name: str, dye: Dye, plainly: Plain) -> float:
    """What a garment costs: things that few wear, and colours that few things have."""
    garment = GARMENTS[name]
    if garment.slot == "skin":
        return 0.0 if dye.name == plainly.skin else GAIN if dye.name in SKIN else SKIN_GAIN
    rare = 0.0 if not plainly.sex or garment.sex in ("", plainly.sex) else 2 * GAIN
    if garment.weight < RARE and garment.slot != "under":
        rare += RARE_GAIN * (2 if garment.weight < UNUSUAL else 1)
    if garment.slot == "hair" and not garment.layers:
        return 0.0  # the head without hair has its price already
    if garment.slot == "hair":
        if dye.name == plainly.hair:
            return rare
        return rare + (OLD_GAIN if dye.name in OLD_HAIR else OTHER_GAIN if dye.name in HAIR else GAIN)
    if garment.slot == "under" and garment.layers:
        rare += 0.0 if dye.name in PLAIN else UNDER_GAIN
    if GROUPS[garment.slot] == "clothes" and garment.slot != "socks":
        shade = 0.0 if dye.name in COMMON else SHADE_GAIN
        return rare + (RARE_GAIN if dye.second or dye.kind == "camouflage" else shade)
    if garment.slot == "feet":
        return 0.0 if dye.name in PLAIN else SHOES_GAIN
    if garment.slot in SLOT_GAIN and garment.weight >= WIDESPREAD:
        return SLOT_GAIN[garment.slot]
    gain = HAT_GAIN if garment.slot == "hat" else GAIN
    return gain + (rare if garment.weight else 0.0)  # what others bring with them is never drawn
