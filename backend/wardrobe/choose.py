"""Dress a body for a prompt: of thousands of outfits drawn blindly, the one that the guide likes best.

No word is looked up anywhere: outfits are drawn without the prompt, and the guide compares pictures of
them with it. The best ones then trade garments and try other colours for a few rounds.
"""

from __future__ import annotations

import dataclasses
import hashlib

import numpy as np

from ..body import Body, Posed, stand_pose
from ..body.subdivide import subdivide
from ..cache import cached
from ..guide import Guide
from ..sculpt.start import Start
from .figure import Dresser
from .fitting import FittingRoom
from .outfit import Color, Layer, Outfit, draw_outfit, flesh
from .paint import paint
from .palette import CLOTH, HAIR, SKIN

ENTRIES = 6000  # outfits in the codebook
SHORTLIST = 200  # of them, looked at from every side
PARENTS = 16
CHILDREN = 280  # outfits tried in a round
ROUNDS = 6
GAIN = 0.012  # what is out of the ordinary must raise the score by this much
SKIN_GAIN = 0.05  # and skin of no human colour by this much: it would do for clothes of that colour
COMMON = 0.2  # a colour this near, in each channel, to an ordinary one is ordinary
GREY = Outfit((Layer("skin", (0.6, 0.6, 0.6), 0.0, "skin"),), ())


def choose_start(
    start: str, prompt: str, body: Body, betas: np.ndarray, posed: Posed, guide: Guide, seed: int
) -> Start:
    """What sculpting starts from: start "body" is plain and grey, "codebook" what `choose_outfit` picks.

    posed is the body with shape coefficients betas in the pose to sculpt in.
    """
    finer, finer_posed = subdivide(body, posed)
    dresser = Dresser(finer)
    outfit = choose_outfit(prompt, Dresser(body), betas, posed, guide, seed) if start == "codebook" else GREY
    figure, painted = dresser.figure(betas, outfit.worn), paint(outfit, dresser.cells)
    vertices = figure.posed(finer_posed)
    skin = np.arange(len(vertices)) < len(finer_posed.vertices)
    return Start(
        vertices=vertices,
        skin=skin,
        faces=figure.faces,
        colors=painted.colors[figure.cell],
        accents=painted.accents[figure.cell],
        pattern=painted.pattern[figure.cell],
        coordinates=figure.coordinates,
        thickness=painted.thickness[figure.cell],
        weights=figure.weights,
        pose_offsets=np.pad(finer_posed.pose_offsets, ((0, int((~skin).sum())), (0, 0))),
        head=finer_posed.vertices[dresser.tape.around_face].mean(axis=0).astype(np.float32),
    )


def choose_outfit(
    prompt: str, dresser: Dresser, betas: np.ndarray, posed: Posed, guide: Guide, seed: int
) -> Outfit:
    """Search the codebook coarse to fine, then let the best outfits trade garments."""
    outfits = codebook()
    room = FittingRoom(dresser, betas, posed, guide)
    texts = room.texts(prompt)
    features = cached(
        f"outfits-{dresser.body.fingerprint}-{guide.fingerprint}-{digest(outfits)}",
        lambda: mean_room(dresser, guide).features(outfits, 0).cpu().numpy().astype(np.float16),
    )
    coarse = features.astype(np.float32) @ texts[0].cpu().numpy()
    best = [outfits[k] for k in np.argsort(-coarse)[:SHORTLIST]]
    rng = np.random.default_rng([seed, 1])
    scores = judge(best, room, texts)
    for _ in range(ROUNDS):
        order = np.argsort(-scores)[:PARENTS]
        best, scores = [best[k] for k in order], scores[order]
        children = [breed(best, outfits, rng) for _ in range(CHILDREN)]
        best += children
        scores = np.concatenate([scores, judge(children, room, texts)])
    return plain(best[int(scores.argmax())], room, texts)


def judge(outfits: list[Outfit], room: FittingRoom, texts: list) -> np.ndarray:
    """The guide's scores (N,) less what each outfit's oddities cost."""
    return room.score(outfits, texts) - [oddity(outfit) for outfit in outfits]


def oddity(outfit: Outfit) -> float:
    """The price of everything that `ordinary` could replace."""
    odd = [layer for layer in outfit.layers if layer.group != "clothes" and ordinary(outfit, layer)]
    return sum(SKIN_GAIN if layer.region == "skin" else GAIN for layer in odd)


def mean_room(dresser: Dresser, guide: Guide) -> FittingRoom:
    """The room of the neutral body: what is cached must not depend on the request."""
    betas = np.zeros(1, np.float32)
    return FittingRoom(dresser, betas, dresser.body.pose(betas, stand_pose()), guide)


def codebook() -> list[Outfit]:
    """The outfits that every request chooses from."""
    rng = np.random.default_rng(0)
    return [draw_outfit(rng) for _ in range(ENTRIES)]


def digest(outfits: list[Outfit]) -> str:
    """Changes with any of the outfits."""
    return hashlib.sha256(repr(outfits).encode()).hexdigest()[:16]


def breed(best: list[Outfit], codebook: list[Outfit], rng: np.random.Generator) -> Outfit:
    """One of the best outfits with a group of another's layers, or with one layer in another colour."""
    first = best[min(rng.integers(PARENTS), rng.integers(PARENTS))]
    if rng.random() < 0.5:
        other = best[rng.integers(PARENTS)] if rng.random() < 0.5 else codebook[rng.integers(len(codebook))]
        group = str(rng.choice(["skin", "hair", "clothes", "feet", "extras"]))
        return traded(first, other, group)
    dyed = [k for k, layer in enumerate(first.layers) if layer.group != "skin" and layer.region != "brows"]
    if not dyed:
        return first
    choice = int(rng.choice(dyed))
    palette = list((HAIR if first.layers[choice].group == "hair" else CLOTH).values())
    layers = list(first.layers)
    layers[choice] = dataclasses.replace(layers[choice], color=palette[rng.integers(len(palette))])
    return Outfit(tuple(layers), ())


def traded(first: Outfit, other: Outfit, group: str) -> Outfit:
    """`first` with the layers of one group taken from `other`, in the order in which they are put on."""
    order = ("skin", "hair", "clothes", "feet", "extras")
    return Outfit(
        tuple(
            layer
            for name in order
            for layer in (other if name == group else first).layers
            if layer.group == name
        ),
        (),
    )


def plain(outfit: Outfit, room: FittingRoom, texts: list) -> Outfit:
    """Try without each oddity once more: what the prompt does not ask for must not stand out."""
    score = judge([outfit], room, texts)[0]
    for layer in outfit.layers:
        others = ordinary(outfit, layer) if layer in outfit.layers and layer.group != "clothes" else []
        if others:
            scores = judge(others, room, texts)
            if scores.max() > score:
                outfit, score = others[int(scores.argmax())], float(scores.max())
    return outfit


def ordinary(outfit: Outfit, layer: Layer) -> list[Outfit]:
    """The outfit without an extra or a beard; with shoes, hair or skin of common colours if they are not."""
    if layer.group == "extras" or layer.region == "beard":
        return [Outfit(tuple(kept for kept in outfit.layers if kept is not layer), ())]
    if layer.group == "feet":
        common = [CLOTH[name] for name in ("black", "brown", "white", "gray")]
    elif layer.region in ("scalp", "long hair"):
        common = list(HAIR.values())
    elif layer.region == "skin":
        common = list(SKIN.values())
    else:
        return []
    if min(np.abs(np.subtract(color, layer.color)).max() for color in common) < COMMON:
        return []
    return [Outfit(tuple(tinted(each, layer, color) for each in outfit.layers), ()) for color in common]


def tinted(layer: Layer, changed: Layer, color: Color) -> Layer:
    """`layer` in a new colour if it is the changed one, or follows it: lips and mouth follow the skin."""
    if layer is changed and changed.region != "skin":
        return dataclasses.replace(layer, color=color)
    if changed.region == "skin" and layer.group == "skin" and layer.region in ("skin", "lips", "cavity"):
        return dataclasses.replace(layer, color=flesh(layer.region, color))
    return layer
