"""The colour, pattern and material of a garment: drawn at random, or read from a role's look."""

from __future__ import annotations

import dataclasses

import numpy as np

from .palette import (
    CLOTH,
    CLOTH_WEIGHT,
    DYED_HAIR,
    FANTASY_SKIN,
    HAIR,
    HAIR_WEIGHT,
    MATERIALS,
    PATTERN_WORDS,
    PLAIN,
    SKIN,
    Color,
)

PATTERN_WEIGHT = {"stripes": 0.36, "vertical stripes": 0.1, "checks": 0.24, "dots": 0.18, "flowers": 0.12}
NAMES, CUMULATIVE = list(CLOTH), np.cumsum(CLOTH_WEIGHT) / CLOTH_WEIGHT.sum() - 1e-9
APART = 0.3  # two colours of a pattern differ by this much in some channel


@dataclasses.dataclass(frozen=True)
class Dye:
    """name: the colour's; kind: "", a pattern of two colours or a material, as captions say it; second: the
    name of the pattern's other colour. color, accent: sRGB; pattern: one of PATTERNS, or ""."""

    name: str
    color: Color
    kind: str = ""
    second: str = ""
    accent: Color = (0.0, 0.0, 0.0)
    pattern: str = ""


def vary(rng: np.random.Generator, *colors: Color, amount: float = 0.025) -> list[Color]:
    """Colours of the same names, lighter or darker and a little off, all by the same amount."""
    gain, shift = 1 + rng.normal() * 0.09, rng.normal(size=3) * amount
    return [tuple((np.array(color) * gain + shift).clip(0, 1).tolist()) for color in colors]


def plain(rng: np.random.Generator, name: str) -> Dye:
    """One of CLOTH's colours."""
    return Dye(name, vary(rng, CLOTH[name])[0])


def two_colors(rng: np.random.Generator, kind: str, name: str, second: str) -> Dye:
    """A pattern in two of CLOTH's colours."""
    (color,), (accent,) = vary(rng, CLOTH[name]), vary(rng, CLOTH[second])
    return Dye(name, color, kind, second, accent, kind)


def material(rng: np.random.Generator, kind: str, name: str = "") -> Dye:
    """One of MATERIALS, or wool, in its own colour or a named one."""
    if name and kind != "camouflage":
        color, accent = CLOTH[name], tuple((np.array(CLOTH[name]) * 0.88 + 0.015).tolist())
    else:
        color, accent = MATERIALS[kind]
        name = {
            "denim": "blue",
            "leather": "brown",
            "black leather": "black",
            "fur": "brown",
            "metal": "silver",
        }.get(kind, name)
    if kind == "camouflage" and name in ("tan", "gray"):
        color, accent = CLOTH[name], tuple((np.array(CLOTH[name]) * 0.5).tolist())
    color, accent = vary(rng, color, accent)
    pattern = "camouflage" if kind == "camouflage" else "grain"
    return Dye(name, color, kind.removeprefix("black "), "", accent, pattern)


def skin(rng: np.random.Generator, name: str) -> Dye:
    return Dye(name, vary(rng, SKIN.get(name) or CLOTH[name], amount=0.012)[0])


def hair(rng: np.random.Generator, name: str) -> Dye:
    """Strands in a hair colour, or in one of CLOTH's."""
    base = HAIR.get(name) or DYED_HAIR.get(name) or CLOTH[name]
    streak = np.array(base) * 0.88 if max(base) > 0.2 else np.array(base) * 1.15 + 0.03
    color, accent = vary(rng, base, tuple(streak.tolist()), amount=0.012)
    return Dye(name, color, "", "", accent, "strands")


class Chooser:
    """Choices that all come from `rng`."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng

    def pick(self, options):  # type: ignore[no-untyped-def]
        return options[self.rng.integers(len(options))]

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)


class Dyer(Chooser):
    """Draws dyes by a garment's `dye`."""

    def name(self) -> str:
        return NAMES[int(np.searchsorted(CUMULATIVE, self.rng.random()))]

    def draw(self, kind: str) -> Dye:
        """kind: a garment's `dye`."""
        return getattr(self, f"_{kind}")()

    def patterned(self, kind: str = "") -> Dye:
        kind = kind or str(self.rng.choice(list(PATTERN_WEIGHT), p=list(PATTERN_WEIGHT.values())))
        first = second = self.name()
        while np.abs(np.subtract(CLOTH[second], CLOTH[first])).max() <= APART:
            second = self.name()
        return two_colors(self.rng, kind, first, second)

    def _cloth(self) -> Dye:
        draw = self.rng.random()
        if draw < 0.16:
            return self.patterned()
        if draw < 0.19:
            return material(self.rng, "camouflage", self.pick(["olive", "olive", "tan", "gray"]))
        return plain(self.rng, self.name())

    def _checks(self) -> Dye:
        return self.patterned("checks") if self.chance(0.85) else self._cloth()

    def _wool(self) -> Dye:
        return material(self.rng, "wool", self.name()) if self.chance(0.25) else self._cloth()

    def _coat(self) -> Dye:
        draw = self.rng.random()
        if draw < 0.1:
            return self._leather()
        if draw < 0.16:
            return material(self.rng, "denim")
        if draw < 0.2:
            return material(self.rng, "fur", self.pick(["", "", "white", "gray", "black"]))
        return self._cloth()

    def _leather(self) -> Dye:
        if self.chance(0.2):
            return material(self.rng, "leather", self.name())
        return material(self.rng, self.pick(["leather", "black leather"]))

    def _jeans(self) -> Dye:
        if self.chance(0.5):
            return material(self.rng, "denim")
        names = ["blue", "light blue", "black", "gray", "white", "navy blue", self.name()]
        return material(self.rng, "denim", self.pick(names))

    def _overalls(self) -> Dye:
        return self._jeans() if self.chance(0.5) else self._cloth()

    def _suit(self) -> Dye:
        if self.chance(0.3):
            return plain(self.rng, self.name())
        if self.chance(0.12):
            return two_colors(
                self.rng, "vertical stripes", self.pick(["navy blue", "black", "gray"]), "white"
            )
        names = ["black", "navy blue", "gray", "dark gray", "beige", "white", "brown", "blue"]
        return plain(self.rng, self.pick(names))

    def _plain(self) -> Dye:
        if self.chance(0.12):
            return self._leather()
        return plain(self.rng, self.pick(PLAIN) if self.chance(0.4) else self.name())

    def _belt(self) -> Dye:
        return plain(self.rng, self.pick(PLAIN) if self.chance(0.4) else self.name())

    def _sport(self) -> Dye:
        return plain(self.rng, self.pick(["white", "black", "gray"]) if self.chance(0.35) else self.name())

    def _hat(self) -> Dye:
        names = ["black", "brown", "beige", "gray", "white", "tan"]
        return plain(self.rng, self.pick(names)) if self.chance(0.3) else self._cloth()

    def _shirt(self) -> Dye:
        return plain(self.rng, self.pick(["white", "white", "white", "light blue", "black", self.name()]))

    def _shades(self) -> Dye:
        return plain(self.rng, "black" if self.chance(0.5) else self.name())

    def _lips(self) -> Dye:
        return plain(self.rng, self.pick(["red", "red", "dark red", "pink", "purple", "black"]))

    def _jewels(self) -> Dye:
        return plain(self.rng, self.pick(["gold", "gold", "silver", "white", "red", "green", "blue"]))

    def _medical(self) -> Dye:
        return plain(self.rng, self.pick(["white", "light blue", "light green", self.name()]))

    def _metal(self) -> Dye:
        if self.chance(0.3):
            return material(self.rng, "metal", self.pick(["gold", "black", "copper", "dark gray"]))
        return material(self.rng, "metal")

    def _gold(self) -> Dye:
        return plain(self.rng, self.pick(["gold", "gold", "silver"]))

    def _white(self) -> Dye:
        return plain(self.rng, "white")

    def _black(self) -> Dye:
        return plain(self.rng, "black")

    def _red(self) -> Dye:
        return plain(self.rng, "red")

    def _none(self) -> Dye:
        return Dye("", (0.0, 0.0, 0.0))

    def _skin(self) -> Dye:
        return skin(self.rng, self.pick(FANTASY_SKIN) if self.chance(0.07) else self.pick(list(SKIN)))

    def _hair(self) -> Dye:
        if self.chance(0.14):
            return hair(self.rng, self.pick(list(DYED_HAIR)))
        return hair(self.rng, str(self.rng.choice(list(HAIR), p=HAIR_WEIGHT)))

    def named(self, look: str, kind: str) -> Dye:
        """A role's dye: "red", "denim", "red leather" or "red+white stripes"; "" draws by kind."""
        if not look:
            return self.draw(kind)
        if kind == "skin":
            return skin(self.rng, look)
        if kind == "hair":
            return hair(self.rng, look)
        if "+" in look:
            pattern = max((kind for kind in PATTERN_WORDS if look.endswith(kind)), key=len)
            first, second = look.removesuffix(pattern).strip().split("+")
            return two_colors(self.rng, pattern, first, second)
        if look in CLOTH:
            return plain(self.rng, look)
        if look in MATERIALS:
            return material(self.rng, look, "olive" if look == "camouflage" else "")
        name, made_of = look.rsplit(" ", 1)
        return material(self.rng, made_of, name)


assert set(PATTERN_WEIGHT) == set(PATTERN_WORDS)
