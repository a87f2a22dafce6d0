"""What the words of a shape prompt say about a body: the only table of words in the program.

A word shifts the phenotypes of an average person; shifts add up, so the order of the words is free.
The table serves the built-in guide, whose small eye tells builds poorly apart. With real CLIP it is off.
"""

from __future__ import annotations

import dataclasses
import re

import numpy as np

Shift = dict[str, float]

# MakeHuman's scales: 0..1 with 0.5 for the average, age 2/3 for 25 years and 1 for 90; shoulders and
# curves -1..1. A height of 0.1 is 11 cm.
AVERAGE = {
    "age": 0.69, "muscle": 0.6, "weight": 0.5, "height": 0.367, "proportions": 0.7, "cupsize": 0.5,
    "firmness": 0.6, "shoulders": 0.1, "curves": 0.0, "african": 0.2, "asian": 0.2, "caucasian": 0.6,
    "gender": 0.5,
}  # fmt: skip
# How far words can go, about as far as the samples reach.
RANGE = {
    "gender": (0.0, 1.0), "age": (0.58, 1.03), "muscle": (0.02, 1.12), "weight": (0.0, 1.55),
    "height": (0.05, 0.75), "cupsize": (0.0, 1.1), "shoulders": (-1.2, 1.4), "curves": (-1.2, 1.4),
}  # fmt: skip

TRAITS: dict[str, Shift] = {
    "tall": {"height": 0.14},
    "short": {"height": -0.13},
    "big": {"height": 0.07, "weight": 0.25, "muscle": 0.15, "shoulders": 0.4},
    "huge": {"height": 0.25, "weight": 0.32, "muscle": 0.2, "shoulders": 0.5},
    "petite": {"height": -0.1, "weight": -0.13, "muscle": -0.1, "shoulders": -0.3},
    "fat": {"weight": 0.65, "muscle": -0.28},
    "chubby": {"weight": 0.5, "muscle": -0.25},
    "obese": {"weight": 0.85, "muscle": -0.35},
    "pot-bellied": {"weight": 0.4, "muscle": -0.3},
    "skinny": {"weight": -0.37, "muscle": -0.4, "shoulders": -0.1},
    "slim": {"weight": -0.2, "muscle": -0.1},
    "gaunt": {"weight": -0.5, "muscle": -0.55, "shoulders": -0.1},
    "lanky": {"height": 0.13, "weight": -0.33, "muscle": -0.35},
    "muscular": {"muscle": 0.36, "weight": 0.25, "shoulders": 0.35},
    "strong": {"muscle": 0.28, "weight": 0.25, "shoulders": 0.3},
    "athletic": {"muscle": 0.24, "weight": 0.04, "shoulders": 0.25},
    "wiry": {"muscle": 0.2, "weight": -0.25},
    "weak": {"muscle": -0.3, "shoulders": -0.25},
    "stocky": {"height": -0.08, "weight": 0.25, "muscle": 0.15, "shoulders": 0.5},
    "broad-shouldered": {"shoulders": 0.75},
    "narrow-shouldered": {"shoulders": -0.75},
    "curvy": {"curves": 0.65, "cupsize": 0.2, "weight": 0.05},
    "wide-hipped": {"curves": 0.5},
    "narrow-hipped": {"curves": -0.5},
    "busty": {"cupsize": 0.4},
    "flat-chested": {"cupsize": -0.4},
    "old": {"age": 0.31, "muscle": -0.12},
    "middle-aged": {"age": 0.16, "weight": 0.05},
    "young": {"age": -0.05},
    "child": {"age": -0.1, "height": -0.2, "muscle": -0.15, "shoulders": -0.3},
    "feminine": {"gender": 0.25, "shoulders": -0.2, "curves": 0.2},
    "masculine": {"gender": -0.25, "shoulders": 0.2, "curves": -0.2},
    "average": {},
}
SEXES = {"man": 0.0, "woman": 1.0, "person": 0.5}

# What means the same: "entry, or entries: phrases". A hyphen stands for a space too.
SYNONYMS = """
tall: towering, long-limbed
short: small, little, a-little, tiny, diminutive, undersized, short-stature, small-stature
big: large, hefty, big-boned, large-frame
huge: gigantic, enormous, massive, colossal, hulking
petite: dainty, delicate, elfin
fat: overweight, corpulent, rotund, heavy, heavy-set, heavyset, heavy-build, round
chubby: plump, pudgy, portly, tubby, podgy, well-fed, stout, full-figured, plus-size, plus-sized
obese: morbidly-obese
pot-bellied: potbellied, pot-belly, big-belly, beer-belly, fat-belly, belly, paunchy
skinny: thin, scrawny, bony, underweight, skin-and-bones
slim: slender, lean, svelte, trim, slight, slim-build, thin-build
gaunt: emaciated, haggard, anorexic, skeletal
lanky: gangly, gangling, spindly
tall slim: willowy, statuesque, leggy
muscular: buff, ripped, jacked, brawny, beefy, muscled, muscles, big-muscles, well-built, burly, macho
strong: powerful, mighty, robust, sturdy, strapping, tough
athletic: fit, toned, sporty, athletic-build, in-shape
wiry: sinewy
weak: frail, feeble, puny, unfit
stocky: thickset, thick-set, squat, compact
broad-shouldered: broad, broad-shoulders, wide-shoulders, big-shoulders, wide-shouldered, v-shaped
narrow-shouldered: narrow-shoulders, small-shoulders, thin-shoulders
curvy: curvaceous, voluptuous, hourglass, shapely, curves, buxom
wide-hipped: wide-hips, broad-hips, big-hips, pear-shaped
narrow-hipped: narrow-hips, straight-hips
busty: big-breasts, large-breasts, big-breasted, full-breasted, bosomy
flat-chested: small-breasts, small-breasted, flat-chest
old: elderly, aged, aging, ageing, ancient, senior, wrinkled, retired
middle-aged: middle-age, mature
young: youthful, young-adult
child: kid, toddler, baby, infant, teen, teenager, teenage, adolescent
feminine: womanly, girly
masculine: manly, virile
average: normal, ordinary, regular, medium, typical, usual, average-sized, medium-sized, adult
man: men, male, males, guy, gentleman, lad, dude, bloke, fellow, he, his, him, father, husband, mr
woman: women, female, females, lady, gal, lass, she, her, hers, mother, wife, mrs
person: people, human, someone, individual, figure, character, human-being
man child: boy
woman young: girl, maiden
man old: grandfather, grandpa, granddad, old-timer
woman old: grandmother, grandma, granny, crone
person old: pensioner
person muscular strong: bodybuilder, body-builder, weightlifter, strongman
person obese: sumo-wrestler, sumo
person huge: giant, ogre
person short stocky: dwarf, gnome
person athletic broad-shouldered tall: superhero, super-hero
person athletic: athlete, gymnast, swimmer, sportsman
person tall athletic: basketball-player, volleyball-player
person tall slim: supermodel
person slim: dancer, ballerina, runner
person short slim: jockey
man old fat: santa, santa-claus, father-christmas
man old: wizard
"""
DEGREES = """
0.5: slightly, a-bit, a-little, a-little-bit, bit, little, mildly, a-touch, a-tad
0.75: somewhat, moderately, fairly, kind-of, sort-of, kinda
1: quite, rather, pretty
1.45: very, really, so, too, super, highly, much, seriously
1.75: extremely, incredibly, enormously, hugely, insanely, exceptionally, extraordinarily, unbelievably, ultra
-0.5: not, isnt, never, hardly, neither, nor, no, non, without
"""
# What says nothing about a build.
SILENT = frozenset(
    "a an the this that with and or but also who which is are was has have having of in on at its it their "
    "they looks looking like as body build built figure frame physique stature height weight size shape "
    "shaped sized render rendering rendered 3d photo picture image full whole standing one some beautiful "
    "handsome pretty cute nice attractive".split()
)
# A tall hat or short black hair is no tall or short person.
BELONGINGS = frozenset(
    "hair beard moustache mustache nose eyes ears lips hands feet head jaw hat coat jacket skirt dress shirt "
    "sleeves trousers pants jeans shorts boots shoes".split()
)
AGE = re.compile(r"\b(\d{1,3})[ -]?years?[ -]?olds?\b")


def _table(text: str) -> dict[str, str]:
    """From "entry: phrase, phrase" lines, the entry of each phrase."""
    lines = [line.split(": ") for line in text.strip().splitlines()]
    return {phrase: entry for entry, phrases in lines for phrase in phrases.split(", ")}


MEANINGS: dict[str, tuple[str, ...]] = {name: (name,) for name in (*TRAITS, *SEXES)}
MEANINGS |= {phrase: tuple(entry.split()) for phrase, entry in _table(SYNONYMS).items()}
DEGREE = {phrase: float(entry) for phrase, entry in _table(DEGREES).items()}


@dataclasses.dataclass(frozen=True)
class Said:
    """What a shape prompt says: sexes, keys of SEXES; strengths by key of TRAITS, 1 for the plain word and
    negative for its denial; years of age; the words that the table does not know, in their order."""

    sexes: frozenset[str]
    strengths: dict[str, float]
    years: int | None
    rest: str

    def remarks(self) -> list[str]:
        """What the user should know: whom the body cannot become."""
        if self.strengths.get("child", 0) > 0 or (self.years is not None and self.years < 18):
            return ["All bodies are adults: the nearest to a child is small and young."]
        return []


def read(prompt: str) -> Said:
    """Read a shape prompt such as "a very tall, slightly fat old man"."""
    text = prompt.lower().replace("'", "")
    years = AGE.search(text)
    tokens = re.findall(r"\w+", AGE.sub(" ", text))
    sexes, rest = set(), []
    strengths: dict[str, float] = {}
    degree, denied, at = 1.0, False, 0
    while at < len(tokens):
        phrase = _phrase_at(tokens, at)
        at += 1 + phrase.count("-")
        meanings = MEANINGS.get(phrase, ())
        if phrase in DEGREE and not (meanings and not _is_trait(tokens, at)):
            denied |= DEGREE[phrase] < 0
            degree *= abs(DEGREE[phrase])
            continue
        if not meanings:
            rest += [] if phrase in SILENT else [phrase]
            continue
        if not _is_belonging(tokens, at):
            sexes |= SEXES.keys() & set(meanings)
            strength = -0.5 if denied else min(degree, 2.0)
            for name in (meaning for meaning in meanings if meaning in TRAITS):
                strengths[name] = max(
                    strengths.get(name, 0.0), strength, key=lambda value: (abs(value), value)
                )
        degree, denied = 1.0, False
    return Said(frozenset(sexes), strengths, int(years[1]) if years else None, " ".join(rest))


def phenotypes(said: Said, average: dict[str, float]) -> dict[str, float]:
    """Phenotypes by name: `average`'s, shifted as the words ask."""
    wanted = dict(average)
    if definite := said.sexes - {"person"}:
        wanted["gender"] = float(np.mean([SEXES[sex] for sex in definite]))
    if said.years is not None:
        wanted["age"] = float(np.interp(said.years, (18, 25, 90), (0.6, 2 / 3, 1)))
    for name, shifts in TRAITS.items():
        for phenotype, shift in shifts.items():
            wanted[phenotype] += said.strengths.get(name, 0.0) * shift
    return wanted | {name: _within(wanted[name], AVERAGE[name], *RANGE[name]) for name in RANGE}


def _within(value: float, middle: float, low: float, high: float) -> float:
    """`value`, eased towards a limit from 70 % of the way on: more words are always a little more."""
    away, room = value - middle, high - middle if value > middle else middle - low
    excess = abs(away) / room - 0.7
    return value if excess <= 0 else float(middle + np.sign(away) * room * (1 - 0.3 * np.exp(-excess / 0.3)))


def _phrase_at(tokens: list[str], at: int) -> str:
    """The longest phrase of up to three words from `at` that the table knows, else the one word."""
    phrases = ["-".join(tokens[at : at + length]) for length in (3, 2, 1)]
    return next((phrase for phrase in phrases if phrase in MEANINGS or phrase in DEGREE), phrases[-1])


def _is_trait(tokens: list[str], at: int) -> bool:
    """Whether "a little", before `at`, says how much: "a little fat", not "a little man"."""
    return at < len(tokens) and not TRAITS.keys().isdisjoint(MEANINGS.get(_phrase_at(tokens, at), ()))


def _is_belonging(tokens: list[str], at: int) -> bool:
    """Whether the next noun from `at`, past words that the table does not know, is one of BELONGINGS."""
    for token in tokens[at:]:
        if token in BELONGINGS:
            return True
        if token in SILENT or token in MEANINGS or token in DEGREE:
            return False
    return False
