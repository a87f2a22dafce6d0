"""Of thousands of outfits drawn blindly, find the one that the guide likes best for a prompt.

No word is looked up anywhere: outfits are drawn without the prompt, and the guide compares pictures of
them with it, less the prices of what is out of the ordinary. The best ones then trade garments and try other
colours for a few rounds.
"""

from __future__ import annotations

import numpy as np

from ..body import Body, Posed, stand_pose
from ..cache import cached
from ..guide import Guide
from .codebook import entry, numbers, version
from .dyes import Dye, Dyer, hair, plain
from .figure import Dresser
from .fitting import FittingRoom
from .garments import GARMENTS, GROUPS
from .outfit import Outfit, assembled, dyes_of, in_order
from .palette import CLOTH, HAIR
from .polish import polished
from .prices import Plain, draw_plain, price
from .recut import worn_together

ENTRIES = 8000  # outfits in the codebook
SHORTLIST = 200  # of them, looked at from every side
PARENTS = 16
CHILDREN = 240  # outfits tried in a round
ROUNDS = 3
MEASURE, SPREAD = "a person in a red shirt", 0.09  # of the built-in guide, in whose cosines prices are
OLD = 0.8  # the phenotype age from which hair is gray, as long as nobody asks for another


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
    rng = np.random.default_rng([seed, 1])
    sex = sex_of(betas, dresser.body)
    plainly = draw_plain(sex, (phenotype_of("age", betas, dresser.body) or 0) > OLD, rng)
    features = cached(
        f"outfits-{dresser.body.fingerprint}-{guide.fingerprint}-{ENTRIES}-{version()}",
        lambda: codebook_features(dresser, guide),
    )
    unit = spread(guide, features) / SPREAD if prices else 0.0
    judge = Judge(FittingRoom(dresser, betas, posed, guide), prompt, plainly, unit)
    book = numbers(ENTRIES, sex)
    coarse = features[book].astype(np.float32) @ judge.texts[0].cpu().numpy()
    best = [entry(book[k]) for k in np.argsort(-coarse)[:SHORTLIST]]
    scores = judge(best)
    for _ in range(ROUNDS):
        order = np.argsort(-scores)[:PARENTS]
        best, scores = [best[k] for k in order], scores[order]
        children = [bred(best, entry(book[rng.integers(len(book))]), rng) for _ in range(CHILDREN)]
        best += children
        scores = np.concatenate([scores, judge(children)])
    found = best[int(scores.argmax())]
    # Red hair or a mask that came by chance stands in for a red hat that was asked: without, it is found.
    starts = (found, bare(found, plainly.hair, rng))
    candidates = [polished(each, judge, rng, sex) for each in dict.fromkeys(starts)]
    return candidates[int(judge(candidates).argmax())]


def bare(outfit: Outfit, color: str, rng: np.random.Generator) -> Outfit:
    """An outfit without its hats, gloves, masks and the like, and with hair of a color, one of HAIR; itself
    where nothing would change."""
    dyes = {name: dye for name, dye in dyes_of(outfit).items() if GROUPS[GARMENTS[name].slot] != "extras"}
    other = {
        name: hair(rng, color)
        for name, dye in dyes.items()
        if GARMENTS[name].slot == "hair" and GARMENTS[name].layers and dye.name != color
    }
    if not other and len(dyes) == len(outfit.mentions):
        return outfit
    return assembled(dyes | other, Dyer(rng))


class Judge:
    """The guide's scores of outfits for a prompt, less what their oddities cost."""

    def __init__(self, room: FittingRoom, prompt: str, plainly: Plain, unit: float):
        """plainly: what costs nothing; unit: what prices are multiplied by."""
        self.room, self.plainly, self.unit, self.texts = room, plainly, unit, room.texts(prompt)

    def __call__(self, outfits: list[Outfit]) -> np.ndarray:
        scores = self.room.score(outfits, self.texts)
        return scores - self.unit * np.array([price(outfit, self.plainly) for outfit in outfits])


def codebook_features(dresser: Dresser, guide: Guide) -> np.ndarray:
    """What the guide sees in the codebook's outfits, (ENTRIES, D) float16; on the neutral body, since what is
    kept must not depend on the request."""
    betas = np.zeros(1, np.float32)
    room = FittingRoom(dresser, betas, dresser.body.pose(betas, stand_pose()), guide)
    return room.features([entry(k) for k in range(ENTRIES)], 0).cpu().numpy().astype(np.float16)


def spread(guide: Guide, features: np.ndarray) -> float:
    """How far apart a guide has pictures: the standard deviation of the cosines of the codebook's features
    (N, D) with MEASURE. Another guide's lie closer or further apart than those that prices were found for."""
    text = guide.encode_text([MEASURE])[0].cpu().numpy()
    return float((features.astype(np.float32) @ text).std())


def sex_of(betas: np.ndarray, body: Body) -> str:
    """Which of SEXES a body with shape coefficients betas (up to B,) is nearer to; "" where nothing tells."""
    gender = phenotype_of("gender", betas, body)
    return "" if gender is None else "f" if gender > 0.5 else "m"


def phenotype_of(name: str, betas: np.ndarray, body: Body) -> float | None:
    """A phenotype of a body with shape coefficients betas (up to B,), by linear regression over the body's
    samples; None where nothing tells."""
    if body.phenotypes is None or body.samples is None:
        return None
    known = np.column_stack([body.samples, np.ones(len(body.samples))]).astype(np.float64)
    slope, *_ = np.linalg.lstsq(known, body.phenotypes[name].astype(np.float64), rcond=None)
    return float(slope[: len(betas)] @ betas + slope[-1])


def bred(best: list[Outfit], stranger: Outfit, rng: np.random.Generator) -> Outfit:
    """One of the best outfits with things of one kind that another of them or the stranger wears, or with one
    thing in another colour."""
    first = dyes_of(best[min(rng.integers(PARENTS), rng.integers(PARENTS))])
    if rng.random() < 0.5:
        other = best[rng.integers(len(best))] if rng.random() < 0.5 else stranger
        return assembled(fitting(traded(first, dyes_of(other), rng)), Dyer(rng))
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
