"""Paint on the skin: fine triangles where colours meet, and brows."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from backend.body import load_body
from backend.wardrobe.borders import brow_share, painted_skin, split, straightened
from backend.wardrobe.dyes import Dyer
from backend.wardrobe.garments import GARMENTS
from backend.wardrobe.outfit import assembled
from backend.wardrobe.paint import cells


@pytest.fixture(scope="module")
def body():
    return load_body("free")


def painted(body, **garments):
    dyer = Dyer(np.random.default_rng(0))
    outfit = assembled(
        {name: dyer.named(color, GARMENTS[name].dye) for name, color in garments.items()}, dyer
    )
    return painted_skin(outfit, cells(body), body.v_template, body.faces, body.v_template), outfit


def test_split_triangles_fill_the_same_surface_without_gaps(body):
    near = body.v_template[:, 1] > 0.5
    vertices, faces = split(body.v_template, body.faces, near)
    coarse = trimesh.Trimesh(body.v_template, body.faces, process=False)
    finer = trimesh.Trimesh(vertices, faces, process=False)
    assert np.isclose(coarse.area, finer.area, rtol=1e-5) and len(faces) > len(body.faces)
    assert finer.is_watertight and finer.is_winding_consistent
    assert (np.linalg.norm(finer.face_normals, axis=1) > 0.5).all()


def test_straightened_borders_give_way_slowly_and_stay_where_they_were(body):
    labels = (body.v_template[:, 1] > 0).astype(int)
    shares = straightened(labels, body.faces, np.zeros(len(labels), bool), 2)
    np.testing.assert_allclose(shares.sum(axis=1), 1, atol=1e-5)
    assert (shares.argmax(axis=1) == labels).mean() > 0.99
    assert ((shares > 0.1) & (shares < 0.9)).any()


def test_brows_are_on_both_sides_and_fade_towards_their_ends():
    grid = np.stack(np.meshgrid(np.linspace(-0.06, 0.06, 121), np.linspace(0, 0.05, 51), [0.02]), -1)
    share = brow_share(grid.reshape(-1, 3)).reshape(51, 121)
    np.testing.assert_allclose(share, share[:, ::-1], atol=1e-9)
    peaks = share.max(axis=0)[61:]
    assert peaks.max() > 0.9 and peaks[:10].max() == 0 and peaks[-8:].max() == 0
    assert (share > 0.5).sum(axis=0)[85] > (share > 0.25).sum(axis=0)[105]
    assert not brow_share(grid.reshape(-1, 3) - [0, 0, 0.1]).any()


def test_colours_stay_between_those_of_the_layers_and_brows_are_seen(body):
    skin, outfit = painted(body, skin="light", shorts="blue")
    palette = np.array([layer.color for layer in outfit.layers])
    assert (skin.colors >= palette.min(axis=0) - 1e-5).all()
    assert (skin.colors <= palette.max(axis=0) + 1e-5).all()
    brow = next(np.array(layer.color) for layer in outfit.layers if layer.region == "brows")
    like_brow = np.abs(skin.colors - brow).max(axis=1) < 0.1
    assert like_brow.any() and len(skin.values) > len(body.v_template)
    np.testing.assert_array_equal(skin.values[: len(body.v_template)], body.v_template)
