"""Roles that people recognise by their look: regions and the colours each may have, in painting order."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class Role:
    """names: what captions call it, the first being the role's own; sex: "m", "f" or "" for either."""

    names: tuple[str, ...]
    layers: tuple[tuple[str, tuple[str, ...]], ...]
    sex: str = ""

    @property
    def name(self) -> str:
        return self.names[0]


def _role(names: str, look: str, sex: str = "") -> Role:
    """look: "region:colour|colour, region:colour", from the skin outward."""
    layers = [item.strip().split(":") for item in look.split(",")]
    return Role(
        tuple(name.strip() for name in names.split("/")),
        tuple((region, tuple(colors.split("|"))) for region, colors in layers),
        sex,
    )


ROLES = (
    _role("ninja / ninja warrior", "suit:black, hands:black, shoes:black, helmet:black, mask:black"),
    _role(
        "santa claus / santa",
        "suit:red, belt:black, boots:black, hands:white, hat:red, beard:white",
        "m",
    ),
    _role("soldier / army soldier", "suit:dark green, boots:black|brown, belt:brown, helmet:dark green"),
    _role(
        "police officer / policeman",
        "suit:navy blue, belt:black, shoes:black, hat:navy blue, tie:black",
    ),
    _role(
        "robot / metal robot / android",
        "skin:silver, scalp:silver, chest:gray, glasses:black, shoes:gray",
    ),
    _role("zombie", "skin:dark green|gray, shirt:brown|gray, trousers:gray|brown"),
    _role("doctor / physician", "shirt:white, chest:light blue, trousers:light blue|white, shoes:white"),
    _role("chef / cook", "shirt:white, trousers:black|gray, shoes:black, hat:white"),
    _role(
        "firefighter / fireman",
        "suit:yellow, belt:gray, boots:black, helmet:red|yellow, hands:black",
    ),
    _role("astronaut / spaceman", "suit:white, hands:white, boots:gray, helmet:white, face:black, belt:gray"),
    _role(
        "superhero in red and blue",
        "shirt:blue, trousers:blue, briefs:red, belt:yellow, boots:red, cape:red",
    ),
    _role("pirate", "shirt:white, vest:brown, trousers:black, boots:brown, belt:red, hat:black"),
    _role("king", "gown:red|purple, cape:red, belt:gold, hat:gold, beard:gray|white, shoes:gold", "m"),
    _role("queen", "gown:purple|red, belt:gold, hat:gold, shoes:gold", "f"),
    _role("wizard / sorcerer", "gown:purple|blue, hat:purple|blue, beard:white, belt:gold, shoes:brown", "m"),
    _role("witch", "gown:black, hat:black, shoes:black", "f"),
    _role("monk / buddhist monk", "dress:orange, skirt:orange, shoes:brown", "m"),
    _role("businessman / man in a suit", "suit:black|navy blue, chest:white, tie:red, shoes:black", "m"),
    _role("businesswoman", "suit:black|navy blue, chest:white, shoes:black", "f"),
    _role(
        "construction worker / builder",
        "shirt:blue, vest:orange, trousers:navy blue, boots:brown, helmet:yellow",
    ),
    _role("prisoner / convict", "suit:orange, shoes:white"),
    _role("ghost", "skin:white, scalp:white, gown:white"),
    _role("alien", "skin:green, scalp:green, suit:silver, eyes:black"),
    _role("devil / demon", "skin:red, scalp:black, trousers:black"),
    _role("karate fighter / karate master", "suit:white, belt:black"),
    _role("cowboy", "shirt:brown|red, vest:brown, trousers:navy blue, boots:brown, hat:brown", "m"),
    _role("knight / medieval knight", "suit:silver, hands:silver, boots:silver, helmet:silver, mask:silver"),
    _role("clown", "shirt:yellow, trousers:red, face:white, lips:red, scalp:orange, shoes:red, hands:white"),
    _role("nurse", "dress:white, shoes:white, hat:white", "f"),
    _role("basketball player", "tank top:red, shorts:red, shoes:white"),
    _role("soccer player / footballer", "t-shirt:blue, shorts:white, boots:blue, shoes:black"),
    _role("ballerina / ballet dancer", "dress:pink, shoes:pink", "f"),
    _role("mummy", "skin:beige, scalp:beige, suit:beige"),
    _role("nun", "gown:black, long hair:black, neck:white, shoes:black", "f"),
    _role("bride", "gown:white, shoes:white", "f"),
    _role("vampire", "suit:black, chest:white, cape:black, shoes:black, scalp:black, lips:red"),
    _role("farmer", "shirt:red, vest:blue, trousers:blue, boots:brown, hat:beige"),
    _role("pilot", "shirt:white, trousers:navy blue, tie:black, shoes:black, hat:navy blue"),
    _role("diver", "suit:black, hands:black, boots:yellow, glasses:yellow, helmet:black"),
    _role("bodybuilder", "briefs:red|blue|black", "m"),
)
