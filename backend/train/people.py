"""Dressed bodies seen through cameras, ready to be painted: where the training's pictures come from."""

from __future__ import annotations

import dataclasses
import functools
import multiprocessing

import numpy as np

from ..body import JOINT, Body, Posed, load_body, stand_pose
from ..body.regions import EYE
from ..guide.views import camera
from ..patterns import bits
from ..raster import Camera, rasterise, vertex_normals
from ..wardrobe.figure import Dresser, Figure
from ..wardrobe.outfit import Outfit, draw_outfit
from ..wardrobe.paint import paint
from ..wardrobe.recut import recut, twin_of
from .captions import Person

# "figure": a plain body for the shape codebook's captions; framed as "whole".
VIEW_SHARES = {"whole": 0.24, "back": 0.1, "face": 0.14, "upper": 0.1, "lower": 0.08, "chest": 0.06,
               "waist": 0.06, "hands": 0.06, "feet": 0.1, "figure": 0.06}  # fmt: skip
ROLE_SHARE = 0.4
CLOSE = ("face", "chest", "waist", "hands", "feet")  # views whose twins may come before roles
VIEWS_EACH = 3  # pictures of each body and outfit
# In what a twin differs, seen from where it shows.
TWIN_SLOTS = {
    "whole": "top top bottom feet hair hat cape".split(),
    "back": "top top bottom feet hair hat cape bag".split(),
    "face": "hair hair hat hat hat beard glasses glasses mask".split(),
    "upper": "top top top scarf belt tie hands".split(),
    "lower": "bottom feet feet socks".split(),
    "chest": "top scarf tie tie".split(),
    "waist": "belt belt top bottom".split(),
    "hands": "hands hands hands top".split(),
    "feet": "feet feet feet socks bottom".split(),
}


@dataclasses.dataclass(frozen=True)
class View:
    """One picture before paint: cell (S, S) uint8, 0 where the background shows and a cell's number plus one
    elsewhere; bits (S, S) uint8 of `patterns.bits`; normal (S, S, 3) int8 in camera axes (right, up,
    forward), times 127. The cells are those of the outfit's pieces; its colours may be changed. The twin, if
    there is one, is the same but for one garment."""

    kind: str
    person: Person
    outfit: Outfit
    cell: np.ndarray
    bits: np.ndarray
    normal: np.ndarray
    twin: View | None = None


def describe(body: Body, index: int, height: float) -> Person:
    """What the sampled phenotypes and the height in metres say of a body."""
    assert body.phenotypes is not None
    known = {name: float(values[index]) for name, values in body.phenotypes.items()}
    fat = known["weight"] > 0.85 and known["muscle"] < 0.45
    skinny = known["weight"] < 0.25 and known["muscle"] < 0.5
    traits = {
        "fat": fat,
        "skinny": skinny,
        "muscular": known["muscle"] > 0.75 and known["weight"] > 0.5,
        "tall": height > 1.77,
        "short": height < 1.58,
        "old": known["age"] > 0.86,
        "young": known["age"] < 0.68,
        "curvy": known["gender"] > 0.6 and known["curves"] > 0.4,
        "broad-shouldered": known["shoulders"] > 0.5,
    }
    sex = "f" if known["gender"] > 0.6 else "m" if known["gender"] < 0.4 else ""
    return Person(sex, tuple(name for name, holds in traits.items() if holds))


def draw_pose(rng: np.random.Generator) -> np.ndarray:
    """A pose (24, 3): mostly standing, sometimes moving."""
    pose = stand_pose()
    pose[1:] += rng.normal(size=(23, 3)) * 0.05
    if rng.random() < 0.25:
        stride = rng.uniform(-0.8, 0.8)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            pose[JOINT[f"{side}_hip"], 0] += sign * stride
            pose[JOINT[f"{side}_knee"], 0] += rng.uniform(0, 0.9)
            pose[JOINT[f"{side}_shoulder"]] += (rng.uniform(-0.5, 0.5), 0, sign * rng.uniform(-0.2, 1.6))
            pose[JOINT[f"{side}_elbow"], 1] -= sign * rng.uniform(0, 1.6)
    return pose


def draw_person(dresser: Dresser, rng: np.random.Generator, size: int) -> list[View]:
    """One random body and outfit in VIEWS_EACH poses before as many cameras."""
    body = dresser.body
    assert body.samples is not None
    index = int(rng.integers(len(body.samples)))
    betas = body.samples[index]
    person = describe(body, index, float(np.ptp(body.rest(betas[None])[0][0][:, 1])))
    sex = person.sex or str(rng.choice(["m", "f"]))
    outfit = draw_outfit(rng, sex, ROLE_SHARE)
    bare, dressed = dresser.figure(betas), Dressed(dresser, betas, outfit)
    views = []
    for kind in (
        str(kind) for kind in rng.choice(list(VIEW_SHARES), VIEWS_EACH, p=list(VIEW_SHARES.values()))
    ):
        plain = kind == "figure"
        posed = body.pose(betas, stand_pose() if plain else draw_pose(rng))
        face = posed.vertices[body.parts == EYE].mean(axis=0)
        view = draw_camera(kind, posed.vertices, face, rng)
        if plain:
            views.append(View(kind, person, outfit, *shoot(bare, bare.posed(posed), view, size)))
            continue
        slot = slot_for(str(rng.choice(TWIN_SLOTS[kind])), outfit, sex)
        twin = Dressed(dresser, betas, twin_of(outfit, recut(outfit.cut, slot, rng, sex), rng))
        # Of the first more pictures are painted, and twins wear what few outfits have.
        turned = rng.random() < 0.5 and (kind in CLOSE or not outfit.role)
        both = [twin, dressed] if turned else [dressed, twin]
        first, second = (
            View(kind, person, each.outfit, *shoot(each.figure, each.posed(posed), view, size))
            for each in both
        )
        views.append(dataclasses.replace(first, twin=second))
    return views


class Dressed:
    """A body with shape coefficients betas in an outfit."""

    def __init__(self, dresser: Dresser, betas: np.ndarray, outfit: Outfit):
        self.outfit, self.figure = outfit, dresser.figure(betas, outfit.worn)
        self.thickness = paint(outfit, dresser.cells).thickness[self.figure.cell, None]

    def posed(self, posed: Posed) -> np.ndarray:
        """Vertices (V, 3) with the thickness of what is painted on."""
        vertices = self.figure.posed(posed)
        return vertices + vertex_normals(vertices, self.figure.faces) * self.thickness


def slot_for(slot: str, outfit: Outfit, sex: str) -> str:
    """The slot itself, but the dress instead of tops and bottoms where a dress is worn, and women's hair
    instead of their beards."""
    if slot == "beard" and sex == "f":
        return "hair"
    worn = {mention.slot for mention in outfit.mentions}
    return "dress" if slot in ("top", "bottom") and slot not in worn and "dress" in worn else slot


def draw_camera(kind: str, vertices: np.ndarray, face: np.ndarray, rng: np.random.Generator) -> Camera:
    """A camera of a kind of view on a posed body, a little off every time."""
    azimuth = {
        "back": np.pi + rng.normal() * 0.5,
        "face": rng.normal() * 0.5 if rng.random() < 0.88 else rng.uniform(-2.2, 2.2),
        "whole": rng.normal() * 0.7 if rng.random() < 0.6 else rng.uniform(-2.2, 2.2),
    }.get(kind, rng.normal() * 0.9 if rng.random() < 0.6 else rng.uniform(-np.pi, np.pi))
    plain = kind == "figure"
    view = camera(
        "whole" if plain else kind,
        vertices,
        face + rng.normal(size=3) * 0.012,
        azimuth,
        0.05 + rng.normal() * 0.12,
        rng.uniform(1.7, 5.0),
    )
    zoom = 1.0 if plain else float(np.exp(rng.normal() * 0.09)) * (0.7 if rng.random() < 0.08 else 1.0)
    return dataclasses.replace(view, tangent=view.tangent * zoom)


def shoot(
    figure: Figure, vertices: np.ndarray, view: Camera, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A figure posed at vertices (V, 3), as the cell, bits and normal of View."""
    triangle, barycentric, _ = rasterise(vertices, figure.faces, view, size)
    seen = triangle >= 0
    corners, weights = figure.faces[triangle[seen]], barycentric[seen]
    nearest = corners[np.arange(len(corners)), weights.argmax(axis=1)]
    normals = (vertex_normals(vertices, figure.faces)[corners] * weights[..., None]).sum(axis=1)
    cell, shown = np.zeros((size, size), np.uint8), np.zeros((size, size), np.uint8)
    normal = np.zeros((size, size, 3), np.int8)
    cell[seen] = figure.cell[nearest] + 1
    shown[seen] = bits((figure.coordinates[corners] * weights[..., None]).sum(axis=1))
    normal[seen] = (normals @ view.rotation.T * 127).round()
    return cell, shown, normal


@functools.cache
def dresser() -> Dresser:
    """The free body's, one in each process."""
    return Dresser(load_body("free"))


def _numbered(number: int, size: int, seed: int) -> list[View]:
    return draw_person(dresser(), np.random.default_rng([seed, number]), size)


def draw_views(count: int, size: int, seed: int, processes: int = 1) -> list[View]:
    """`count` views of the free body; the same seed gives the same views."""
    draw = functools.partial(_numbered, size=size, seed=seed)
    people = range(-(-count // VIEWS_EACH))
    if processes == 1:
        return [view for number in people for view in draw(number)][:count]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return [view for views in pool.imap(draw, people, chunksize=10) for view in views][:count]
