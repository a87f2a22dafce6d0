"""What can be worn: the regions and pieces that each garment colours, and what people call it."""

from __future__ import annotations

import dataclasses

# Thickness in metres of what is painted on the body; 3 mm where it is not named.
THICKNESS = {"shirt": 0.006, "t-shirt": 0.006, "tank top": 0.005, "arms": 0.006, "trousers": 0.006,
             "shorts": 0.006, "suit": 0.006, "gown": 0.006, "skin": 0.0, "face": 0.0, "lips": 0.0,
             "eyes": 0.0, "mask": 0.004, "brows": 0.0, "cavity": 0.0, "sclera": 0.0, "iris": 0.0,
             "pupil": 0.0}  # fmt: skip
TRIMS = {
    "soles": ("white", "white", "black", "beige"),
    "buckle": ("gold", "silver"),
    "coat buckle": ("gold", "silver"),
    "hat band": ("black", "dark brown", "red", "white"),
    "santa trim": ("white",),
    "horns": ("beige", "white"),
    "space visor": ("gold", "black"),
    "visor": ("black",),
    "robot eyes": ("red", "cyan", "yellow", "black"),
}
# Slots in the order in which they are put on, and the group that outfits trade them in.
GROUPS = {
    slot: group
    for group, slots in (
        ("skin", "skin face eyes lips nose"),
        ("hair", "hair beard"),
        ("clothes", "socks under top bottom dress"),
        ("feet", "feet"),
        ("extras", "hands pads badge belt apron tie jewels cape wings bag tail scarf mask glasses hat plume"),
    )
    for slot in slots.split()
}


@dataclasses.dataclass(frozen=True)
class Garment:
    """layers: what it colours, from the skin outward: "on shirt" paints that region of the body, "top" is a
    piece, "+soles" a piece in a colour of TRIMS; nouns: what captions call it; dye: how its colour is
    drawn (see dyes.py); sex: "m", "f" or "" for either; weight: how often it is drawn in its slot."""

    slot: str
    layers: tuple[str, ...]
    nouns: tuple[str, ...]
    dye: str
    sex: str
    weight: float


# name | slot | layers | nouns | dye | sex | weight; in roles only where the weight is 0.
_TABLE = """
skin | skin | on skin | skin | skin | | 0
face paint | face | on face | face paint, face | cloth | | 0
eyes | eyes | on eyes | eyes | cloth | | 0
lips | lips | on lips | lips, lipstick | lips | f | 1
clown nose | nose | clown nose | clown nose, nose | red | | 0
bald | hair | | a bald head, a shaved head | none | m | 1.6
short hair | hair | on scalp, short hair | hair, hair, short hair | hair | m | 5
tousled hair | hair | on scalp, tousled hair | hair, tousled hair, messy hair, short hair | hair | m | 0.7
side parting | hair | on scalp, side parting | hair, side parted hair, neat hair, short hair | hair | m | 2.4
short cut | hair | on scalp, short hair | short hair, hair, pixie cut | hair | f | 1
bob | hair | on scalp, bob | hair, bob, bobbed hair, chin length hair | hair | f | 2.4
shoulder hair | hair | on scalp, shoulder hair | hair, shoulder length hair, medium hair | hair | f | 3
long hair | hair | on scalp, long hair | hair, long hair, long hair | hair | f | 5
very long hair | hair | on scalp, very long hair | very long hair, long hair, waist length hair | hair | f | 1.2
fringed hair | hair | on scalp, long hair, fringe | long hair with bangs, hair with a fringe, long hair | hair | f | 1
fringed bob | hair | on scalp, bob, fringe | bob with bangs, short hair with bangs, bob | hair | f | 0.7
braids | hair | on scalp, braids | braids, hair in braids, braids, plaits | hair | f | 1
long mane | hair | on scalp, long hair | long hair, hair | hair | m | 0.6
ponytail | hair | on scalp, ponytail | ponytail, hair in a ponytail, ponytail | hair | f | 1.6
bun | hair | on scalp, bun | bun, hair in a bun, bun | hair | f | 1.2
pigtails | hair | on scalp, pigtails | pigtails, hair in pigtails, pigtails | hair | f | 1
afro | hair | on scalp, afro | afro, afro, afro hair | hair | | 0.7
curly hair | hair | on scalp, curly hair | curly hair, curly hair, hair, curls | hair | | 1.2
mohawk | hair | mohawk | mohawk, mohawk, mohawk hair | hair | | 0.4
spiky hair | hair | on scalp, spiky hair | spiky hair, spiky hair, spiked hair | hair | m | 0.8
balding | hair | balding | receding hair, thinning hair, hair | hair | m | 0.6
beard | beard | on beard, beard | beard, beard, full beard | hair | m | 3
long beard | beard | on beard, long beard | long beard, beard | hair | m | 0.9
goatee | beard | goatee | goatee, chin beard | hair | m | 0.7
moustache | beard | moustache | moustache, mustache | hair | m | 1.4
shirt | top | on shirt, top, sleeves | shirt, shirt, long sleeve shirt, top | cloth | | 3
collared shirt | top | on shirt, top, sleeves, collar | shirt, button up shirt, dress shirt | cloth | m | 1.2
flannel shirt | top | on shirt, top, sleeves, collar | flannel shirt, lumberjack shirt, shirt | checks | m | 0.3
blouse | top | on shirt, top, sleeves, collar | blouse | cloth | f | 2.2
puffed blouse | top | on t-shirt, top, puff sleeves | blouse, top | cloth | f | 0.6
sweater | top | on shirt, loose top, sleeves | sweater, pullover, jumper, sweatshirt | wool | | 2.2
hoodie | top | on shirt, loose top, sleeves, hood down | hoodie, hooded sweatshirt, hoody | cloth | | 2
t-shirt | top | on t-shirt, top, short sleeves | t-shirt, t-shirt, tee shirt, tshirt, tee | cloth | | 3
polo shirt | top | on t-shirt, top, short sleeves, collar | polo shirt, polo | cloth | | 0.5
tank top | top | on tank top, top | tank top, tank top, sleeveless shirt, sleeveless top, singlet | cloth | | 1.3
crop top | top | on vest, crop top | crop top, cropped top | cloth | f | 0.8
tunic | top | on shirt, loose top, wide sleeves | tunic, loose shirt | cloth | | 0.4
jacket | top | on arms, jacket, sleeves, collar | jacket, jacket, jacket, blazer, cardigan | coat | | 3
leather jacket | top | on arms, jacket, sleeves, collar | jacket, biker jacket | leather | | 0.4
coat | top | on arms, jacket, sleeves, collar, coat skirt | coat, coat, overcoat, raincoat | coat | | 1.4
long coat | top | on arms, jacket, sleeves, collar, long coat skirt | long coat, coat, trench coat | coat | | 1
lab coat | top | on arms, jacket, sleeves, collar, coat skirt | lab coat, doctor coat | white | | 0.1
vest | top | vest | vest, vest, waistcoat | coat | | 1.1
armour | top | on shirt, armour chest, shoulder pads | armor, breastplate, armour | metal | | 0.12
kimono top | top | on shirt, loose top, wide sleeves, collar | kimono jacket, gi | cloth | | 0.1
bare chest | top | | a bare chest, a naked torso, no shirt | none | m | 0.5
trousers | bottom | on trousers, trousers | trousers, pants, trousers, pants, slacks | cloth | | 3.5
jeans | bottom | on trousers, trousers | jeans, jeans, jeans, denim trousers | jeans | | 2.2
slim jeans | bottom | on trousers, slim trousers | jeans, slim jeans, skinny jeans | jeans | | 0.8
wide trousers | bottom | on trousers, wide trousers | wide trousers, baggy pants, loose trousers | cloth | | 0.7
sweatpants | bottom | on trousers, trousers | sweatpants, joggers, track pants | cloth | | 0.4
slim trousers | bottom | on trousers, slim trousers | trousers, pants, slim trousers | cloth | | 1
leggings | bottom | on trousers | leggings, tights, leggings | cloth | f | 2
shorts | bottom | on shorts, shorts | shorts | cloth | | 2.2
long shorts | bottom | on shorts, long shorts | shorts, long shorts, bermuda shorts, swim trunks | cloth | | 1
mini skirt | bottom | on briefs, mini skirt | mini skirt, short skirt, miniskirt | cloth | f | 1.2
skirt | bottom | on briefs, skirt | skirt, skirt, knee length skirt | cloth | f | 1.8
pencil skirt | bottom | on briefs, pencil skirt | pencil skirt, skirt, tight skirt | cloth | f | 0.7
long skirt | bottom | on briefs, long skirt | long skirt, long skirt, maxi skirt, skirt | cloth | f | 1.1
kilt | bottom | on briefs, kilt | kilt | checks | m | 0.1
tutu | bottom | on briefs, tutu | tutu | cloth | f | 0.12
briefs | bottom | on briefs | swimming trunks, briefs, underpants | cloth | m | 0.15
dress | dress | on tank top, on briefs, top, skirt | dress, dress, sleeveless dress, summer dress | cloth | f | 3
short dress | dress | on tank top, on briefs, top, mini skirt | short dress, mini dress, dress | cloth | f | 1.2
sleeved dress | dress | on t-shirt, on briefs, top, short sleeves, skirt | dress, dress, frock | cloth | f | 2
puffed dress | dress | on t-shirt, on briefs, top, puff sleeves, skirt | dress, dress with puff sleeves | cloth | f | 0.6
long sleeve dress | dress | on shirt, on briefs, top, sleeves, skirt | dress, long sleeve dress | cloth | f | 1.2
long dress | dress | on tank top, on briefs, top, long skirt | long dress, gown, evening gown, maxi dress | cloth | f | 1.6
long gown | dress | on shirt, on briefs, top, sleeves, long skirt | long gown, gown, long dress | cloth | f | 1.2
ball gown | dress | on tank top, on briefs, top, ball skirt | ball gown, gown, ball dress | cloth | f | 0.6
robe | dress | on gown, robe, wide sleeves | robe, robe, long robe, robes | cloth | | 0.7
kimono | dress | on gown, robe, wide sleeves, collar | kimono | cloth | f | 0.25
tutu dress | dress | on tank top, on briefs, top, tutu | ballet dress, tutu dress | cloth | f | 0.15
jumpsuit | dress | on suit, top, sleeves, trousers | jumpsuit, jumpsuit, boiler suit, coveralls | cloth | | 1.8
bodysuit | dress | on suit | bodysuit, catsuit, tight suit | cloth | | 0.1
suit | dress | on arms, on trousers, jacket, sleeves, trousers | suit, suit, business suit | suit | | 1.2
tuxedo | dress | on arms, on trousers, jacket, sleeves, trousers | tuxedo | suit | m | 0.1
tracksuit | dress | on suit, loose top, sleeves, trousers | tracksuit, track suit, sweat suit | cloth | | 0.5
pyjamas | dress | on suit, loose top, sleeves, wide trousers | pyjamas, pajamas | cloth | | 0.3
overalls | dress | on trousers, trousers, bib | overalls, dungarees, bib overalls | overalls | | 0.5
swimsuit | dress | on tank top, on briefs | swimsuit, swimming suit, one piece swimsuit | cloth | f | 0.25
bandages | dress | on suit, top, sleeves, slim trousers | bandages, rags | cloth | | 0
under tee | under | on t-shirt, top, short sleeves | t-shirt, shirt, tee shirt, t-shirt | cloth | | 2
under shirt | under | on shirt, top, sleeves | shirt, shirt, long sleeve shirt | cloth | | 2
white shirt | under | on tank top, top, collar | shirt, dress shirt | shirt | | 0
inner shirt | under | on tank top, top | shirt, t-shirt, top | cloth | | 0
socks | socks | on boots | socks, long socks | cloth | | 1
stockings | socks | on trousers | stockings, tights | cloth | f | 1
barefoot | feet | | bare feet | none | | 0.5
shoes | feet | shoes | shoes | plain | | 3
sneakers | feet | sneakers, +soles | sneakers, trainers, running shoes, sneakers | sport | | 2.4
dress shoes | feet | shoes, +soles | dress shoes, shoes, loafers | plain | | 0.6
boots | feet | boots, +soles | boots, boots, ankle boots | plain | | 2
high boots | feet | high boots, +soles | high boots, knee high boots, boots, tall boots | plain | | 0.9
sandals | feet | sandals | sandals, sandals, flip flops | plain | | 0.7
gloves | hands | on hands | gloves, gloves, mittens | cloth | | 3
long gloves | hands | on hands, glove cuffs | gloves, long gloves, gauntlets | cloth | | 1
cap | hat | cap, visor | cap, baseball cap, cap | cloth | | 3
beanie | hat | beanie | beanie, beanie, knit hat, wool hat | wool | | 2.6
top hat | hat | top hat, +hat band | top hat | hat | m | 0.5
fedora | hat | brimmed hat, +hat band | hat, fedora, hat, brimmed hat, trilby | hat | | 2
cowboy hat | hat | cowboy hat, +hat band | cowboy hat, stetson | hat | | 0.8
sun hat | hat | sun hat, +hat band | sun hat, straw hat, wide brimmed hat, floppy hat | hat | f | 1
witch hat | hat | witch hat, +hat band | witch hat, pointed hat | hat | f | 0.25
wizard hat | hat | wizard hat | wizard hat, pointy hat, cone hat | hat | | 0.25
santa hat | hat | santa hat, +santa trim | santa hat, christmas hat | red | | 0.2
chef hat | hat | chef hat | chef hat, toque | white | | 0.1
crown | hat | crown | crown | gold | | 0.3
tiara | hat | tiara | tiara | gold | f | 0.25
hard hat | hat | hard hat | hard hat, safety helmet | hat | | 0.4
helmet | hat | helmet | helmet, helmet, bike helmet, motorcycle helmet | hat | | 1
knight helmet | hat | knight helmet | knight helmet, steel helmet | metal | | 0.12
viking helmet | hat | viking helmet, +horns | viking helmet, horned helmet | metal | | 0.1
robot head | hat | robot head, +robot eyes | robot head, metal head | metal | | 0
space helmet | hat | space helmet, +space visor | space helmet | white | | 0.1
hood | hat | hood | hood | cloth | | 0.5
police hat | hat | police hat, +visor | peaked cap, police hat, captain's hat | hat | | 0.3
pirate hat | hat | pirate hat | pirate hat, tricorn hat | hat | | 0.2
turban | hat | turban | turban | cloth | | 0.5
headband | hat | headband | headband, bandana | cloth | | 0.9
nurse cap | hat | nurse cap | nurse cap | white | f | 0.08
veil | hat | nun veil | veil, headscarf, hijab | cloth | f | 0.6
jester hat | hat | jester hat | jester hat, fool's cap | cloth | | 0.1
halo | hat | halo | halo | gold | | 0.15
flower wreath | hat | flower wreath | flower wreath, flower crown | cloth | f | 0.2
headphones | hat | headphones | headphones | cloth | | 0.4
cat ears | hat | cat ears | cat ears | cloth | f | 0.2
rabbit ears | hat | rabbit ears | bunny ears, rabbit ears | cloth | f | 0.2
devil horns | hat | devil horns | horns, devil horns | hat | | 0.12
antennae | hat | antennae | antennae | cloth | | 0.08
sombrero | hat | sombrero, +hat band | sombrero | hat | | 0.25
sailor hat | hat | sailor hat | sailor hat | white | | 0.15
graduation cap | hat | graduation cap | graduation cap, mortarboard | hat | | 0.15
beret | hat | beret | beret | cloth | | 0.9
fez | hat | fez | fez | hat | | 0.15
plume | plume | plume | plume, feather | cloth | | 0
belt | belt | belt, +buckle | belt, belt, leather belt | belt | | 3
coat belt | belt | coat belt, +coat buckle | belt, belt, leather belt | belt | | 0
rope belt | belt | robe belt | rope belt, belt, cord | cloth | | 0.3
sash | belt | sash | sash, waistband | cloth | | 1
cape | cape | cape | cape, cape, cloak | cloth | | 2
short cape | cape | short cape | short cape, cape | cloth | | 0.6
cloak | cape | cloak | cloak, long cape | cloth | | 1
tie | tie | tie | tie, tie, necktie | cloth | | 2
bow tie | tie | bow tie | bow tie | cloth | | 1
scarf | scarf | scarf | scarf, scarf, neckerchief | wool | | 2
sunglasses | glasses | sunglasses | sunglasses, shades, dark glasses, sunglasses | shades | | 2.4
glasses | glasses | glasses | glasses, eyeglasses, spectacles | shades | | 2
goggles | glasses | goggles | goggles | cloth | | 0.5
eye patch | glasses | eye patch | eye patch | black | | 0.15
ninja mask | mask | ninja mask | mask, face mask, ninja mask | cloth | | 0.7
mask | mask | on mask | mask, face mask | cloth | | 2
surgical mask | mask | surgical mask | surgical mask, face mask, mask | medical | | 1
necklace | jewels | necklace | necklace, chain | jewels | | 1
earrings | jewels | earrings | earrings | jewels | f | 0.7
backpack | bag | backpack | backpack, rucksack, bag | cloth | | 1
tail | tail | tail | tail | cloth | | 0
apron | apron | apron | apron | cloth | | 1
wings | wings | wings | wings | cloth | | 1
badge | badge | badge | badge, star badge | gold | | 1
shoulder pads | pads | shoulder pads | shoulder pads | cloth | | 1
chest plate | pads | armour chest | breastplate, chest armor | metal | | 0
"""  # noqa: E501


def _listed(cell: str) -> tuple[str, ...]:
    return tuple(filter(None, (word.strip() for word in cell.split(","))))


def _garments() -> dict[str, Garment]:
    found = {}
    for line in _TABLE.strip().splitlines():
        name, slot, layers, nouns, dye, sex, weight = (cell.strip() for cell in line.split("|"))
        found[name] = Garment(slot, _listed(layers), _listed(nouns), dye, sex, float(weight))
    return found


GARMENTS = _garments()
# What a belt goes over as a coat's belt does, further out.
WIDE = frozenset(
    {"coat", "long coat", "lab coat", "robe", "kimono", "tunic", "sweater", "hoodie", "kimono top", "jacket",
     "leather jacket", "suit", "tuxedo"}
)  # fmt: skip
# Headgear that hides the hair, and that which leaves room for any; hair under other hats must lie flat.
HIDES_HAIR = frozenset({"hood", "veil", "knight helmet", "space helmet", "turban", "helmet", "robot head"})
OPEN_HATS = frozenset(
    {"crown", "tiara", "headband", "cat ears", "rabbit ears", "devil horns", "antennae", "nurse cap", "halo",
     "flower wreath", "headphones"}
)  # fmt: skip
FLAT_HAIR = frozenset(
    {"short hair", "short cut", "side parting", "bob", "shoulder hair", "long hair", "long mane", "ponytail",
     "pigtails", "balding", "very long hair", "braids"}
)  # fmt: skip
