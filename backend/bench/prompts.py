"""What the colour measurement asks for, kept apart from the guide's training (train.examples.HELD_OUT)."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Asked:
    """`term` is the basic colour that `region`, less the regions of `without`, should have."""

    region: str
    term: str
    without: tuple[str, ...] = ()


PROMPTS: dict[str, tuple[Asked, ...]] = {
    "a man in a red shirt and blue trousers": (
        Asked("shirt", "red", ("belt",)),
        Asked("trousers", "blue", ("boots", "belt")),
    ),
    "a woman in a green dress": (Asked("dress", "green", ("belt",)),),
    "a ninja in black": (
        Asked("torso", "black", ("belt",)),
        Asked("legs", "black", ("shoes",)),
        Asked("scalp", "black"),
    ),
    "a fat man in a yellow t-shirt and black shorts": (
        Asked("tank top", "yellow", ("belt",)),
        Asked("shorts", "black", ("belt",)),
    ),
    "a woman with blonde hair in a purple jacket and white trousers": (
        Asked("scalp", "yellow"),
        Asked("shirt", "purple", ("chest", "belt")),
        Asked("trousers", "white", ("boots", "belt")),
    ),
    "a muscular man with green skin and purple shorts": (
        Asked("face", "green", ("scalp", "lips", "brows", "beard")),
        Asked("arms", "green"),
        Asked("shorts", "purple", ("belt",)),
    ),
    "a person in an orange sweater, a gray skirt and brown boots": (
        Asked("shirt", "orange", ("belt",)),
        Asked("skirt", "gray", ("belt",)),
        Asked("boots", "brown", ("skirt",)),
    ),
    "santa claus with green gloves": (
        Asked("torso", "red", ("belt", "tie")),
        Asked("hands", "green"),
        Asked("legs", "red", ("boots",)),
    ),
}
