"""Bodies seen through cameras, ready to be painted: what the guide's training draws its pictures from."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..body import JOINT, Body, stand_pose
from ..body.regions import EYE
from ..guide.views import camera
from ..raster import rasterise, vertex_normals
from ..wardrobe.outfit import draw_outfit
from ..wardrobe.paint import Cells, cells, paint
from .captions import Person

# "figure": a plain body for the shape codebook's captions; framed as "whole".
VIEW_SHARES = {"whole": 0.33, "back": 0.12, "face": 0.14, "upper": 0.17, "lower": 0.14, "figure": 0.10}


@dataclasses.dataclass(frozen=True)
class View:
    """One picture before paint: cell (S, S) uint8, 0 where the background shows and a cell's number plus
    one elsewhere; normal (S, S, 3) int8 in camera axes (right, up, forward), times 127."""

    kind: str
    person: Person
    cell: np.ndarray
    normal: np.ndarray


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


def draw_view(body: Body, parts: Cells, rng: np.random.Generator, size: int) -> View:
    """One random body, pose, thickness of clothes and camera, drawn into size x size pixels."""
    assert body.samples is not None
    index = int(rng.integers(len(body.samples)))
    kind = str(rng.choice(list(VIEW_SHARES), p=list(VIEW_SHARES.values())))
    figure = kind == "figure"
    posed = body.pose(body.samples[index], stand_pose() if figure else draw_pose(rng))
    person = describe(body, index, float(np.ptp(posed.rest_vertices[:, 1])))
    normals = vertex_normals(posed.vertices, body.faces)
    thickness = paint(draw_outfit(rng, person.sex), parts)[1][parts.index] * rng.uniform(0, 1.2)
    vertices = posed.vertices + normals * (0 if figure else thickness[:, None])
    azimuth = {
        "back": np.pi + rng.normal() * 0.5,
        "face": rng.normal() * 0.5,
        "whole": rng.normal() * 0.7 if rng.random() < 0.6 else rng.uniform(-2.2, 2.2),
    }.get(kind, rng.uniform(-np.pi, np.pi))
    face = posed.vertices[body.parts == EYE].mean(axis=0)
    view = camera(
        "whole" if figure else kind,
        posed.vertices,
        face + rng.normal(size=3) * 0.012,
        azimuth,
        0.05 + rng.normal() * 0.12,
        rng.uniform(1.7, 5.0),
    )
    zoom = 1.0 if figure else float(np.exp(rng.normal() * 0.09)) * (0.7 if rng.random() < 0.08 else 1.0)
    view = dataclasses.replace(view, tangent=view.tangent * zoom)
    triangle, barycentric, _ = rasterise(vertices, body.faces, view, size)
    seen = triangle >= 0
    nearest = body.faces[triangle[seen], barycentric[seen].argmax(axis=1)]
    cell = np.zeros((size, size), np.uint8)
    cell[seen] = parts.index[nearest] + 1
    normal = np.zeros((size, size, 3), np.int8)
    normal[seen] = (vertex_normals(vertices, body.faces)[nearest] @ view.rotation.T * 127).astype(np.int8)
    return View(kind, person, cell, normal)


def draw_views(body: Body, count: int, size: int, seed: int) -> tuple[list[View], Cells]:
    """`count` views and the cells they are numbered by; the same seed gives the same views."""
    parts = cells(body)
    return [draw_view(body, parts, np.random.default_rng([seed, k]), size) for k in range(count)], parts
