"""Of thousands of outfits drawn blindly, find the one that the guide likes best for a prompt.

No word is looked up anywhere: outfits are drawn without the prompt, and the guide compares pictures of
them with it. The best ones then trade garments and try other colours for a few rounds. What is out of the
ordinary has its price: a prompt that does not ask for green hair shall not end with it for a whim of the
guide's.
"""

from __future__ import annotations

import dataclasses
import functools
import hashlib

import numpy as np

from ..body import Body, Posed, stand_pose
from ..cache import cached
from ..guide import Guide
from .dyes import Dye, Dyer, hair, plain
from .figure import Dresser
from .fitting import FittingRoom
from .garments import GARMENTS, GROUPS, HIDES_HAIR
from .outfit import Outfit, assembled, draw_outfit, dyes_of, in_order
from .palette import CLOTH, DARK_HAIR, HAIR, HAIR_WEIGHT, PLAIN, SKIN
from .polish import polished
from .recut import worn_together

SEXES = ("m", "f")
ENTRIES = 8000  # outfits in the codebook
SHORTLIST = 200  # of them, looked at from every side
PARENTS = 16
CHILDREN = 240  # outfits tried in a round
ROUNDS = 3
OTHER_GAIN = 0.009  # another natural colour of hair than the one that the seed drew
GAIN = 0.016  # what is out of the ordinary must raise the score by this much
# and what many wear, and the guide sees closely, by less
SLOT_GAIN = {"hands": 0.006, "glasses": 0.01, "hat": 0.012, "tie": 0.012, "beard": 0.008}
SHOES_GAIN, UNDER_GAIN = 0.006, 0.005  # colours that few shoes, or shirts under a jacket, have
HAIRLESS_GAIN = 0.009  # and a bald head
SKIN_GAIN = 0.05  # and skin of no human colour by this much: it would do for clothes of that colour
RARE_GAIN = 0.008  # a pattern, or what few people wear or do with their hair
RARE, UNUSUAL = 0.8, 0.3  # garments drawn less often than this, as weights in GARMENTS go; twice the price
COMMON = 2  # and at least as often as this: what many wear


def choose_outfit(
    prompt: str,
    dresser: Dresser,
    betas: np.ndarray,
    posed: Posed,
    guide: Guide,
    seed: int,
    prices: bool = True,
) -> Outfit:
    """Search the codebook coarse to fine, then let the best outfits trade garments.

    posed: the dresser's body with shape coefficients betas in the pose to look at; prices: whether what is
    out of the ordinary costs anything.
    """
    book = codebook(ENTRIES)
    rng = np.random.default_rng([seed, 1])
    sex = sex_of(betas, dresser.body)
    plainly = draw_plain(sex, rng)
    judge = Judge(FittingRoom(dresser, betas, posed, guide), prompt, plainly if prices else None)
    features = cached(
        f"outfits-{dresser.body.fingerprint}-{guide.fingerprint}-{digest(book)}",
        lambda: mean_room(dresser, guide).features(book, 0).cpu().numpy().astype(np.float16),
    )
    if sex:
        ours = slice(SEXES.index(sex), None, len(SEXES))
        book, features = book[ours], features[ours]
    coarse = features.astype(np.float32) @ judge.texts[0].cpu().numpy()
    best = [book[k] for k in np.argsort(-coarse)[:SHORTLIST]]
    scores = judge(best)
    for _ in range(ROUNDS):
        order = np.argsort(-scores)[:PARENTS]
        best, scores = [best[k] for k in order], scores[order]
        children = [bred(best, book, rng) for _ in range(CHILDREN)]
        best += children
        scores = np.concatenate([scores, judge(children)])
    found = best[int(scores.argmax())]
    # Hats and masks that came by chance stand in for what was asked: without them it is found.
    starts = [found, bare(found, rng)] if extras(found) else [found]
    candidates = [polished(each, judge, rng, sex) for each in starts]
    return candidates[int(judge(candidates).argmax())]


def extras(outfit: Outfit) -> set[str]:
    """The extras that are worn: hats, gloves, masks and the like."""
    return {mention.garment for mention in outfit.mentions if GROUPS[mention.slot] == "extras"}


def bare(outfit: Outfit, rng: np.random.Generator) -> Outfit:
    """An outfit without its extras."""
    left = extras(outfit)
    return assembled({name: dye for name, dye in dyes_of(outfit).items() if name not in left}, Dyer(rng))


@dataclasses.dataclass(frozen=True)
class Plain:
    """What costs nothing: things for one of SEXES ("": all), one of SKIN's tones, one of HAIR's colours."""

    sex: str
    skin: str
    hair: str


def draw_plain(sex: str, rng: np.random.Generator) -> Plain:
    """A skin, and a hair that goes with it, for one of SEXES or "" for all."""
    skin, hair = str(rng.choice(list(SKIN))), str(rng.choice(list(HAIR), p=HAIR_WEIGHT))
    return Plain(sex, skin, str(rng.choice(DARK_HAIR[skin])) if skin in DARK_HAIR else hair)


class Judge:
    """The guide's scores of outfits for a prompt, less what their oddities cost."""

    def __init__(self, room: FittingRoom, prompt: str, plainly: Plain | None):
        """plainly: what costs nothing; None where nothing costs anything."""
        self.room, self.plainly, self.texts = room, plainly, room.texts(prompt)

    def __call__(self, outfits: list[Outfit]) -> np.ndarray:
        scores = self.room.score(outfits, self.texts)
        return scores - [price(outfit, self.plainly) for outfit in outfits] if self.plainly else scores


def price(outfit: Outfit, plainly: Plain) -> float:
    """What the oddities of an outfit cost; to have no hair, and no hat that hides it, is one."""
    dyes = dyes_of(outfit)
    hairless = not any(
        name in HIDES_HAIR or (GARMENTS[name].slot == "hair" and GARMENTS[name].layers) for name in dyes
    )
    return HAIRLESS_GAIN * hairless + sum(oddity(name, dye, plainly) for name, dye in dyes.items())


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
        plain_hair = dye.name == plainly.hair
        return rare + (0.0 if plain_hair else OTHER_GAIN if dye.name in HAIR else GAIN)
    if garment.slot == "under" and garment.layers:
        rare += 0.0 if dye.name in PLAIN else UNDER_GAIN
    if GROUPS[garment.slot] == "clothes" and garment.slot != "socks":
        return rare + (RARE_GAIN if dye.second or dye.kind == "camouflage" else 0.0)
    if garment.slot == "feet":
        return 0.0 if dye.name in PLAIN else SHOES_GAIN
    if garment.slot in SLOT_GAIN and garment.weight >= COMMON:
        return SLOT_GAIN[garment.slot]
    return GAIN


def mean_room(dresser: Dresser, guide: Guide) -> FittingRoom:
    """The room of the neutral body: what is cached must not depend on the request."""
    betas = np.zeros(1, np.float32)
    return FittingRoom(dresser, betas, dresser.body.pose(betas, stand_pose()), guide)


@functools.cache
def codebook(entries: int) -> list[Outfit]:
    """The outfits that every request chooses from, in turns for each of SEXES."""
    rng = np.random.default_rng(0)
    return [draw_outfit(rng, SEXES[k % len(SEXES)]) for k in range(entries)]


def sex_of(betas: np.ndarray, body: Body) -> str:
    """Which of SEXES a body with shape coefficients betas (up to B,) is nearer to; "" where nothing tells."""
    if body.phenotypes is None or body.samples is None:
        return ""
    known = np.column_stack([body.samples, np.ones(len(body.samples))]).astype(np.float64)
    slope, *_ = np.linalg.lstsq(known, body.phenotypes["gender"].astype(np.float64), rcond=None)
    return "f" if slope[: len(betas)] @ betas + slope[-1] > 0.5 else "m"


def digest(outfits: list[Outfit]) -> str:
    """Changes with any of the outfits."""
    return hashlib.sha256(repr(outfits).encode()).hexdigest()[:16]


def bred(best: list[Outfit], book: list[Outfit], rng: np.random.Generator) -> Outfit:
    """One of the best outfits with another's things of one kind, or with one thing in another colour."""
    first = dyes_of(best[min(rng.integers(PARENTS), rng.integers(PARENTS))])
    if rng.random() < 0.5:
        others = best if rng.random() < 0.5 else book
        return assembled(fitting(traded(first, dyes_of(others[rng.integers(len(others))]), rng)), Dyer(rng))
    name = str(rng.choice([name for name in first if GARMENTS[name].slot != "skin"]))
    return assembled(first | {name: dyed_anew(name, first[name], rng)}, Dyer(rng))


def traded(first: dict[str, Dye], other: dict[str, Dye], rng: np.random.Generator) -> dict[str, Dye]:
    """`first` with the other's garments of one group; of the extras, of one slot."""
    group = str(rng.choice(["skin", "hair", "clothes", "clothes", "feet", "extras", "extras"]))
    slots = [slot for slot, its in GROUPS.items() if its == group]
    if group == "extras":
        known = sorted({GARMENTS[name].slot for name in (*first, *other)} & set(slots))
        slots = [str(rng.choice(known))] if known else []
    kept = {name: dye for name, dye in first.items() if GARMENTS[name].slot not in slots}
    return kept | {name: dye for name, dye in other.items() if GARMENTS[name].slot in slots}


def fitting(dyes: dict[str, Dye]) -> dict[str, Dye]:
    """What of it can be worn together, with the belt that fits over the rest."""
    belts = [dye for name, dye in dyes.items() if GARMENTS[name].slot == "belt"]
    order = in_order(list(worn_together(tuple(dyes))))
    return {name: dyes[name] if name in dyes else belts[0] for name in order}


def dyed_anew(name: str, dye: Dye, rng: np.random.Generator) -> Dye:
    """Another colour for a garment, mostly a plain one."""
    if GARMENTS[name].dye == "hair":
        return hair(rng, str(rng.choice(list(HAIR if rng.random() < 0.7 else CLOTH))))
    if rng.random() < 0.25:
        return Dyer(rng).draw(GARMENTS[name].dye)
    return plain(rng, str(rng.choice(list(CLOTH))))
