"""Draw outfits at random: everyday clothes, and roles known by their look."""

from __future__ import annotations

import dataclasses

import numpy as np

from .palette import CLOTH, CLOTH_WEIGHT, DENIM, DYED_HAIR, HAIR, IRIS, PUPIL, SCLERA, SKIN
from .roles import ROLES

Color = tuple[float, float, float]


@dataclasses.dataclass(frozen=True)
class Layer:
    """Paint on one region of the body, over what is already there; thickness in metres.

    group: "skin", "hair", "clothes", "feet" or "extras"; outfits can trade whole groups.
    """

    region: str
    color: Color
    thickness: float
    group: str


@dataclasses.dataclass(frozen=True)
class Piece:
    """What a caption may say of a layer: its slot, its colour's name (may be empty) and what it is."""

    slot: str
    color: str
    noun: str
    layer: int = -1


@dataclasses.dataclass(frozen=True)
class Outfit:
    """Layers from the skin outward and the pieces that can be named; role is "" for plain clothes."""

    layers: tuple[Layer, ...]
    pieces: tuple[Piece, ...]
    role: str = ""


TOPS = {
    "shirt": ("shirt", "sweater", "long sleeve shirt", "hoodie", "pullover", "blouse"),
    "t-shirt": ("t-shirt", "tee shirt", "polo shirt"),
    "tank top": ("tank top", "sleeveless top"),
    "jacket": ("jacket", "coat", "blazer"),
    "vest": ("vest", "waistcoat"),
}
BOTTOMS = {
    "trousers": ("trousers", "pants", "jeans", "leggings"),
    "shorts": ("shorts",),
    "skirt": ("skirt",),
}
ACCESSORIES = {
    "hands": ("gloves", 0.12),
    "hat": ("hat", 0.08),
    "helmet": ("helmet", 0.04),
    "belt": ("belt", 0.06),
    "mask": ("mask", 0.04),
    "glasses": ("sunglasses", 0.05),
    "cape": ("cape", 0.04),
    "tie": ("tie", 0.04),
}
THICKNESS = {
    "scalp": 0.014, "long hair": 0.016, "beard": 0.008, "hat": 0.022, "helmet": 0.024, "shoes": 0.009,
    "boots": 0.011, "hands": 0.003, "belt": 0.012, "mask": 0.004, "glasses": 0.004, "cape": 0.02,
    "tie": 0.011, "t-shirt": 0.008, "shirt": 0.009, "tank top": 0.006, "vest": 0.011, "chest": 0.008,
    "trousers": 0.007, "shorts": 0.009, "skirt": 0.011, "dress": 0.009, "gown": 0.011, "suit": 0.008,
    "briefs": 0.003,
}  # fmt: skip


class Tailor:
    """Draws one outfit; every choice comes from `rng`."""

    def __init__(self, rng: np.random.Generator, sex: str = ""):
        """sex: "m", "f" or "" for either; it shifts how often skirts, beards and long hair are drawn."""
        self.rng = rng
        self.woman = sex == "f" or (sex == "" and rng.random() < 0.5)
        self.group = "skin"
        self.layers: list[Layer] = []
        self.pieces: list[Piece] = []

    def pick(self, options):  # type: ignore[no-untyped-def]
        options = list(options)
        return options[self.rng.integers(len(options))]

    def chance(self, probability: float) -> bool:
        return bool(self.rng.random() < probability)

    def vary(self, color: Color, amount: float = 0.05) -> Color:
        """The colour of the same name, a little different each time."""
        value = np.array(color) * (1 + self.rng.normal() * 0.1) + self.rng.normal(size=3) * amount * 0.5
        return tuple(value.clip(0, 1).tolist())

    def cloth(self) -> str:
        return list(CLOTH)[self.rng.choice(len(CLOTH), p=CLOTH_WEIGHT)]

    def put(self, region: str, color: Color, slot: str = "", name: str = "", noun: str = "") -> None:
        """Add a layer, and the piece that names it when it has a noun."""
        if noun:
            self.pieces.append(Piece(slot, name, noun, len(self.layers)))
        self.layers.append(Layer(region, color, THICKNESS.get(region, 0.0), self.group))

    def wear(self, region: str, slot: str, noun: str, name: str = "") -> None:
        """Add a garment in a drawn, or the named, cloth colour."""
        name = name or self.cloth()
        self.put(region, self.vary(CLOTH[name]), slot, name, noun)

    def skin(self) -> None:
        """Skin, lips, brows and eyes."""
        if self.chance(0.06):
            name = self.pick(["green", "blue", "red", "purple", "gray", "gold", "white", "black"])
            tone = self.vary(CLOTH[name])
            self.put("skin", tone, "skin", name, "skin")
        else:
            name = self.pick(SKIN)
            tone = self.vary(SKIN[name], 0.03)
            self.put(
                "skin", tone, "skin", name if self.chance(0.3) else "", "skin" if self.chance(0.3) else ""
            )
        for region in ("lips", "cavity"):
            self.put(region, flesh(region, tone))
        self.put("sclera", SCLERA)
        self.put("iris", IRIS[self.pick(IRIS)])
        self.put("pupil", PUPIL)

    def hair(self) -> None:
        self.group = "hair"
        dyed = self.chance(0.12)
        name = self.pick(DYED_HAIR if dyed else HAIR)
        color = self.vary((DYED_HAIR if dyed else HAIR)[name], 0.03)
        bald = self.chance(0.12)
        brows = HAIR["brown"] if bald or dyed else color
        self.put("brows", tuple((np.array(brows) * 0.6).tolist()))
        if not bald:
            long = self.chance(0.75 if self.woman else 0.1)
            noun = self.pick(["hair", "long hair"] if long else ["hair", "short hair"])
            self.put("long hair" if long else "scalp", color, "hair", name, noun)
        elif self.chance(0.6):
            self.pieces.append(Piece("bald", "", "a bald head"))
        if not self.woman and self.chance(0.12):
            self.put("beard", color, "beard", name, "beard")

    def clothes(self) -> None:
        self.group = "clothes"
        draw = self.rng.random()
        if draw < (0.32 if self.woman else 0.03):
            region = self.pick(["dress", "gown"])
            self.wear(
                region, "dress", self.pick(["dress"] if region == "dress" else ["dress", "gown", "robe"])
            )
        elif draw < (0.38 if self.woman else 0.14):
            self.wear("suit", "dress", self.pick(["jumpsuit", "suit", "outfit", "overalls", "uniform"]))
        else:
            self.top()
            self.bottom()

    def top(self) -> None:
        if not self.woman and self.chance(0.05):
            self.pieces.append(Piece("bare", "", "a bare chest"))
            return
        kind = list(TOPS)[self.rng.choice(5, p=[0.36, 0.3, 0.1, 0.18, 0.06])]
        if kind == "vest":
            self.wear("t-shirt", "under", "t-shirt")
        self.wear("shirt" if kind == "jacket" else kind, "top", self.pick(TOPS[kind]))
        if kind == "jacket" and self.chance(0.5):
            self.wear("chest", "under", self.pick(["shirt", "t-shirt"]))

    def bottom(self) -> None:
        kind = list(BOTTOMS)[self.rng.choice(3, p=[0.55, 0.2, 0.25] if self.woman else [0.72, 0.27, 0.01])]
        noun = self.pick(BOTTOMS[kind])
        if noun == "jeans" and self.chance(0.6):
            self.put(kind, self.vary(DENIM), "bottom", "blue", noun)
        else:
            self.wear(kind, "bottom", noun)

    def shoes(self) -> None:
        self.group = "feet"
        noun = self.pick(["shoes", "shoes", "sneakers", "boots"])
        name = self.cloth() if self.chance(0.6) else self.pick(["black", "brown", "white", "gray"])
        self.wear("boots" if noun == "boots" else "shoes", "feet", noun, name)

    def accessories(self) -> None:
        self.group = "extras"
        for region, (noun, probability) in ACCESSORIES.items():
            if self.chance(probability):
                self.wear(region, region, noun)


def draw_outfit(rng: np.random.Generator, sex: str = "", role_share: float = 0.25) -> Outfit:
    """One outfit; with probability role_share a role's look, otherwise everyday clothes."""
    tailor = Tailor(rng, sex)
    tailor.skin()
    tailor.hair()
    if not tailor.chance(role_share):
        tailor.clothes()
        if tailor.chance(0.92):
            tailor.shoes()
        tailor.accessories()
        return Outfit(tuple(tailor.layers), tuple(tailor.pieces))
    fitting = [role for role in ROLES if role.sex in ("", "f" if tailor.woman else "m")]
    role = tailor.pick(fitting)
    tailor.pieces.clear()
    tailor.group = "clothes"
    for region, names in role.layers:
        tailor.put(region, tailor.vary(color_of(tailor.pick(names), tailor.layers[0].color)))
    tailor.group = "extras"
    if tailor.chance(0.25):
        region, noun = tailor.pick(
            [("hands", "gloves"), ("boots", "boots"), ("cape", "cape"), ("belt", "belt")]
        )
        tailor.wear(region, region if region != "boots" else "feet", noun)
    return Outfit(tuple(tailor.layers), tuple(tailor.pieces), role.name)


def flesh(region: str, tone: Color) -> Color:
    """The colour of "skin", "lips" or "cavity", the inside of mouth and eye sockets, of a skin tone."""
    factors = {"skin": (1, 1, 1), "lips": (0.88, 0.58, 0.58), "cavity": (0.45, 0.45, 0.45)}[region]
    return tuple((np.array(tone) * factors).tolist())


def color_of(name: str, skin: Color) -> Color:
    """A role's colour by name; "skin" is the tone that was drawn."""
    return skin if name == "skin" else CLOTH[name]


def recolored(outfit: Outfit, piece: int, name: str) -> Outfit:
    """The same outfit with one named piece in another cloth colour."""
    target = outfit.pieces[piece]
    layers, pieces = list(outfit.layers), list(outfit.pieces)
    layers[target.layer] = dataclasses.replace(layers[target.layer], color=CLOTH[name])
    pieces[piece] = dataclasses.replace(target, color=name)
    return Outfit(tuple(layers), tuple(pieces), outfit.role)
