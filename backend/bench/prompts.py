"""What the measurements ask for: combinations of garments, colours and roles that training must never show.

Training imports `held_out_combinations` and draws anew what contains one of them.
"""

from __future__ import annotations

import dataclasses

TERMS = ("red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "black", "white", "gray")
SLOTS = ("top", "bottom", "dress", "feet", "hair", "skin", "hat", "hands", "belt", "cape", "tie", "mask",
         "glasses", "beard", "scarf", "under")  # fmt: skip
TERM = {"blonde": "yellow"}  # the basic terms of colours that have a name of their own


@dataclasses.dataclass(frozen=True)
class Asked:
    """A piece of one of SLOTS, the names of its colour or of its pattern's colours, and the area (see
    areas.py) in which it is measured. Jumpsuits and robes are dresses; caps, beanies, helmets are hats."""

    slot: str
    colors: tuple[str, ...]
    area: str

    @property
    def terms(self) -> tuple[str, ...]:
        """The basic colour terms that are right."""
        return tuple(TERM.get(color, color) for color in self.colors)


@dataclasses.dataclass(frozen=True)
class Prompt:
    """asked: what the words name; implied: what everybody expects of the role, measured but not held out;
    natural: the areas, of which the words say nothing, that should look natural (see natural.py)."""

    text: str
    role: str
    asked: tuple[Asked, ...]
    implied: tuple[Asked, ...]
    natural: tuple[str, ...]

    @property
    def shape(self) -> str:
        """What the words say of the body: "a fat man"."""
        return self.text.split(" in ")[0].split(" with ")[0]

    @property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """("role", its name) and (slot, colour name) of the first pieces, at most three in all."""
        pairs = [("role", self.role)] if self.role else []
        for piece in self.asked:
            if len(pairs) < 3:
                pairs += [(piece.slot, color) for color in piece.colors]
        return frozenset(pairs)


def _pieces(words: str) -> tuple[Asked, ...]:
    """ "slot colour area, slot colour+colour": the area is left out where it is named as the slot is."""
    pieces = []
    for one in filter(None, words.split(", ")):
        slot, color, *area = one.split()
        pieces.append(Asked(slot, tuple(color.split("+")), " ".join(area) or slot))
    return tuple(pieces)


def _everyday(text: str, pieces: str, natural: str = "face hands hair beard feet") -> Prompt:
    asked = _pieces(pieces)
    taken = {piece.slot for piece in asked}
    covered = {
        "face": {"skin", "mask"},
        "beard": {"skin", "mask", "scarf"},
        "hair": {"hat"},
        "hands": {"skin"},
    }
    left = tuple(area for area in natural.split() if not taken & ({area} | covered.get(area, set())))
    return Prompt(text, "", asked, (), left)


def _role(text: str, role: str, pieces: str, implied: str = "", natural: str = "") -> Prompt:
    return Prompt(text, role, _pieces(pieces), _pieces(implied), tuple(natural.split()))


PROMPTS: tuple[Prompt, ...] = (
    _everyday("a man in a red shirt and blue trousers", "top red, bottom blue"),
    _everyday("a woman in a green dress", "dress green"),
    _role("a ninja in black", "ninja", "", "top black, bottom black, hair black"),
    _everyday("a fat man in a yellow t-shirt and black shorts", "top yellow t-shirt, bottom black shorts"),
    _everyday(
        "a woman with blonde hair in a purple jacket and white trousers",
        "top purple jacket, bottom white, hair blonde",
    ),
    _everyday(
        "a muscular man with green skin and purple shorts",
        "skin green face, bottom purple shorts, skin green hands",
    ),
    _everyday(
        "a person in an orange sweater, a gray skirt and brown boots",
        "top orange, bottom gray skirt, feet brown",
    ),
    _role("santa claus with green gloves", "santa claus", "hands green", "top red, bottom red", "face"),
    # tops and bottoms
    _everyday("a woman in a white blouse and a red skirt", "top white, bottom red skirt"),
    _everyday("a young man in a green hoodie and gray jeans", "top green, bottom gray"),
    _everyday("a tall woman in a pink t-shirt and green leggings", "top pink t-shirt, bottom green"),
    _everyday(
        "a slim man in a purple tank top and orange shorts", "top purple tank top, bottom orange shorts"
    ),
    _everyday(
        "a woman in a gray sweater and a long yellow skirt",
        "top gray, bottom yellow",
        "face hands hair beard",
    ),
    _everyday("a young woman in an orange blouse and pink shorts", "top orange, bottom pink shorts"),
    _everyday("a muscular man in a gray tank top and red shorts", "top gray tank top, bottom red shorts"),
    _everyday(
        "a man in a yellow hoodie, purple trousers and white sneakers",
        "top yellow, bottom purple, feet white",
    ),
    _everyday("a woman in a brown jacket and a pink mini skirt", "top brown jacket, bottom pink shorts"),
    _everyday("a person in a blue sweater and orange trousers", "top blue, bottom orange"),
    _everyday(
        "a man in a black t-shirt, yellow trousers and red shoes",
        "top black t-shirt, bottom yellow, feet red",
    ),
    _everyday("a bald man in a pink shirt and gray trousers", "top pink, bottom gray", "face hands feet"),
    _everyday("a woman in a yellow blouse, blue shorts and sandals", "top yellow, bottom blue shorts"),
    _everyday("a person in a white hoodie and purple leggings", "top white, bottom purple"),
    _everyday(
        "a strong man in an orange t-shirt and green shorts", "top orange t-shirt, bottom green shorts"
    ),
    _everyday("a skinny man in a brown sweater and red trousers", "top brown, bottom red"),
    _everyday("a man with an afro in an orange hoodie and blue jeans", "top orange, bottom blue"),
    _everyday("a young man in a purple sweater and yellow shorts", "top purple, bottom yellow shorts"),
    _everyday("a man in a white t-shirt and pink shorts", "top white t-shirt, bottom pink shorts"),
    _everyday("a woman in a black blouse and a green mini skirt", "top black, bottom green shorts"),
    _everyday(
        "a woman in a red sweater and a long brown skirt",
        "top red, bottom brown",
        "face hands hair beard",
    ),
    _everyday("an old man in a blue vest and brown trousers", "top blue vest, bottom brown"),
    # coats hide what is worn under them, long ones nearly down to the ankles
    _everyday("an old man in a brown coat and black trousers", "top brown jacket, bottom black ankles"),
    _everyday("a woman in a pink coat and white trousers", "top pink jacket, bottom white ankles"),
    _everyday("an elderly woman in a purple coat and brown boots", "top purple jacket, feet brown"),
    _everyday("a person in a green coat and pink boots", "top green jacket, feet pink"),
    _everyday(
        "a woman in a white coat, black trousers and red gloves",
        "top white jacket, bottom black ankles, hands red",
    ),
    # hair, beards and things worn
    _everyday("a woman with long red hair in a white dress", "dress white, hair red"),
    _everyday(
        "a woman with black hair in an orange dress and white boots", "dress orange, hair black, feet white"
    ),
    _everyday(
        "a man with a brown beard in a green sweater and orange trousers",
        "top green, bottom orange, beard brown",
    ),
    _everyday(
        "a young woman with a blonde ponytail in a red t-shirt and black leggings",
        "top red t-shirt, bottom black, hair blonde",
    ),
    _everyday("a woman with a gray bun in a brown dress", "dress brown, hair gray"),
    _everyday(
        "an old man with a white beard in a yellow coat and gray trousers",
        "top yellow jacket, bottom gray ankles, beard white",
    ),
    _everyday(
        "a man in a gray jacket, a red hat and brown trousers", "top gray jacket, bottom brown, hat red"
    ),
    _everyday(
        "a woman in a red beanie, a green jacket and black jeans", "top green jacket, bottom black, hat red"
    ),
    _everyday(
        "a tall man in a white shirt, a blue tie and gray trousers", "top white, bottom gray, tie blue"
    ),
    _everyday(
        "a man in a blue shirt, white trousers and a yellow belt",
        "top blue, bottom white, belt yellow",
    ),
    _everyday(
        "a man in black sunglasses, a pink shirt and white shorts",
        "top pink, bottom white shorts, glasses black",
    ),
    _everyday(
        "a woman in a gray jacket over a yellow shirt and blue jeans",
        "top gray jacket, bottom blue, under yellow",
    ),
    _everyday("a fat man in a black hoodie and a pink mask", "top black, mask pink"),
    # dresses
    _everyday(
        "a woman in a long black gown with a red belt", "dress black gown, belt red", "face hands hair beard"
    ),
    _everyday("a fat woman in a blue dress with a yellow scarf", "dress blue, scarf yellow"),
    _everyday("an old woman in a gray dress and a purple scarf", "dress gray, scarf purple"),
    _everyday("a woman in a yellow jumpsuit and black boots", "dress yellow suit, feet black"),
    _everyday("a man in a blue jumpsuit and an orange cap", "dress blue suit, hat orange"),
    _everyday("a curvy woman in a pink dress and red shoes", "dress pink, feet red"),
    # patterns: each of the colours is right
    _everyday("a man in a red and white striped shirt and green trousers", "top red+white, bottom green"),
    _everyday(
        "a woman in a blue and yellow checked shirt and a black skirt", "top blue+yellow, bottom black skirt"
    ),
    _everyday("a woman in a black and white polka dot dress and red shoes", "dress black+white, feet red"),
    # roles with a piece that is not theirs
    _role("a ninja with a red belt", "ninja", "belt red", "top black, bottom black"),
    _role(
        "a wizard in an orange robe with a black beard",
        "wizard",
        "dress orange gown, beard black",
        "",
        "face",
    ),
    _role("a knight with a purple cape", "knight", "cape purple"),
    _role("a pirate with a green hat", "pirate", "hat green", "", "face hands"),
    _role("an astronaut with orange boots", "astronaut", "feet orange", "top white, bottom white"),
    _role("a cowboy with a pink hat", "cowboy", "hat pink", "", "face hands"),
    _role("a firefighter with blue gloves", "firefighter", "hands blue", "", "face"),
    _role("a chef in red trousers", "chef", "bottom red", "top white", "face hands"),
    _role("a witch in a yellow dress", "witch", "dress yellow gown", "hat black", "hands"),
    _role("a king with a blue cape", "king", "cape blue", "", "face hands"),
    _role("a queen in a white gown", "queen", "dress white gown", "", "face hands"),
    _role("a clown with purple hair", "clown", "hair purple"),
    _role("a monk in a blue robe", "monk", "dress blue gown", "", "face hands"),
    _role("a businessman with a yellow tie", "businessman", "tie yellow", "", "face hands hair"),
    _role("a zombie in a blue shirt", "zombie", "top blue t-shirt"),
)


def held_out_combinations() -> tuple[frozenset[tuple[str, str]], ...]:
    """What no outfit in training may contain: sets of (slot, colour name) and ("role", role's name).

    A patterned piece counts with each of its colours. Two pieces or more each, but for a dress alone;
    a role by itself is no combination.
    """
    return tuple(prompt.pairs for prompt in PROMPTS if prompt.asked)
