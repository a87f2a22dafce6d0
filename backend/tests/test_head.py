"""Hair, hats and extras: closed, and where they belong, on many bodies."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np
import pytest

from backend.body import load_body
from backend.raster import Camera, rasterise
from backend.wardrobe import extras, hair, hats
from backend.wardrobe.face import Face
from backend.wardrobe.fit import Tape

PIECES = {**hair.PIECES, **hats.PIECES, **extras.PIECES}
FULL_HEADS = (
    "short hair", "tousled hair", "side parting", "afro", "curly hair", "spiky hair", "bob", "shoulder hair",
    "long hair", "very long hair", "ponytail", "bun", "pigtails", "braids",
)  # fmt: skip
HATS = (
    "cap", "beanie", "top hat", "cowboy hat", "brimmed hat", "sun hat", "witch hat", "wizard hat", "sombrero",
    "santa hat", "jester hat", "chef hat", "police hat", "pirate hat", "turban", "sailor hat",
    "graduation cap", "fez", "beret", "hard hat", "helmet", "viking helmet", "hood", "nun veil",
)  # fmt: skip
ON_THE_FACE = {
    "glasses", "sunglasses", "goggles", "eye patch", "clown nose", "surgical mask", "ninja mask",
    "knight helmet", "space helmet", "space visor", "robot head", "robot eyes",
}  # fmt: skip


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def fits(body):
    rows = np.concatenate([np.zeros((1, body.betas), np.float32), body.samples[:40]])
    tape, unlabelled = Tape(body), Tape(dataclasses.replace(body, parts=None))
    return [tape.measure(row) for row in rows[::5]] + [unlabelled.measure(rows[3])]


@pytest.fixture(scope="module")
def built(fits):
    return {name: [piece.build(fit) for fit in fits] for name, piece in PIECES.items()}


def within(solid, points):
    """Which points (N, 3) are in a solid, (N,)."""
    winding = igl.fast_winding_number(
        solid.vertices.astype(float), solid.faces.astype(np.int64), points.astype(float)
    )
    return winding > 0.5


@pytest.mark.parametrize("name", PIECES)
def test_pieces_are_closed_and_hold_a_volume(built, name):
    for solid in built[name]:
        assert np.isfinite(solid.vertices).all()
        assert solid.vertices.dtype == np.float32 and solid.faces.dtype == np.int32
        edges = np.concatenate([solid.faces[:, [k, (k + 1) % 3]] for k in range(3)])
        assert len(np.unique(edges, axis=0)) == len(edges)
        assert len(np.unique(np.sort(edges, axis=1), axis=0)) * 2 == len(edges)
        a, b, c = (solid.vertices[solid.faces[:, k]].astype(float) for k in range(3))
        assert (a * np.cross(b, c)).sum() / 6 > 1e-7


@pytest.mark.parametrize("name", [name for name in (*hair.PIECES, *hats.PIECES) if name not in ON_THE_FACE])
def test_the_face_stays_free(body, fits, built, name):
    for fit, solid in list(zip(fits, built[name], strict=True))[:4]:
        face = Face(fit)
        spots = [(face.eye, 0.0), (-face.eye, 0.0), (0.0, face.nose + 0.012)]
        if "beard" not in name and name not in ("goatee", "moustache"):
            spots += [(0.0, face.mouth), (0.02, face.mouth - 0.02)]
        points = np.array([face.at(x, up, face.front(x, up, 0.006)) for x, up in spots])
        assert not within(solid, points).any()
        view = Camera.orbit(fit.face, 0.0, 0.0, 2.0, 0.2)
        vertices = np.concatenate([fit.vertices, solid.vertices])
        faces = np.concatenate([body.faces, solid.faces + np.int32(len(fit.vertices))])
        triangle, _, _ = rasterise(vertices, faces, view, 200)
        x, y = view.project(points, 200)[:, :2].astype(int).T
        assert (triangle[y, x] < len(body.faces)).all()


@pytest.mark.parametrize("name", FULL_HEADS)
def test_hair_covers_the_scalp_above_the_nape(fits, built, name):
    for fit, solid in zip(fits, built[name], strict=True):
        scalp = fit.points("scalp")
        assert within(solid, scalp[scalp[:, 1] > fit.face[1] - 0.035 * fit.scale]).mean() >= 0.9


@pytest.mark.parametrize("name", HATS)
def test_no_skull_shows_through_a_hat(fits, built, name):
    for fit, solid in zip(fits, built[name], strict=True):
        points = fit.points("head")
        skull = points[points[:, 1] > fit.face[1] + 0.068 * fit.scale]
        assert within(solid, skull).mean() >= 0.98
        assert not within(solid, fit.points("brows")).any()


@pytest.mark.parametrize("name", ["long hair", "very long hair", "shoulder hair", "braids"])
def test_long_hair_passes_the_neck_and_leaves_the_arms_free(fits, built, name):
    for fit, solid in zip(fits, built[name], strict=True):
        assert np.abs(solid.vertices[:, 0]).max() < 0.85 * fit.joint("left_shoulder")[0]
        assert solid.vertices[:, 1].min() < fit.joint("neck")[1]


def test_lengths_are_ordered(built):
    names = ["short hair", "bob", "shoulder hair", "long hair", "very long hair"]
    lowest = np.array([[solid.vertices[:, 1].min() for solid in built[name]] for name in names])
    assert (np.diff(lowest, axis=0) < -0.02).all()


@pytest.mark.parametrize(
    "name", ["cap", "beanie", "bob", "crown", "knight helmet", "glasses", "beard", "wings"]
)
def test_pairs_are_mirror_images(fits, built, name):
    for solid in built[name]:
        low, high = solid.vertices[:, 0].min(), solid.vertices[:, 0].max()
        assert abs(low + high) < 0.12 * (high - low)
