"""Regions, cells and paint: every vertex of a body has its place and its colour."""

from __future__ import annotations

import numpy as np
import pytest

from backend.body import load_body
from backend.body.regions import regions
from backend.wardrobe.outfit import draw_outfit
from backend.wardrobe.paint import cells, paint
from backend.wardrobe.pieces import PIECES


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def parts(body):
    return cells(body)


def outfits(count):
    rng = np.random.default_rng(5)
    return [draw_outfit(rng) for _ in range(count)]


def test_cells_partition_the_vertices_by_region(body, parts):
    assert parts.index.shape == (len(body.v_template),)
    for name, mask in regions(body).items():
        assert (parts.members[name][parts.index] == mask).all(), name
    for name in PIECES:
        assert parts.members[name][parts.of(name)] and parts.of(name) not in parts.index


def test_regions_are_mirror_images(body):
    left = body.v_template[:, 0] > 0.002
    right = body.v_template[:, 0] < -0.002
    for name, mask in regions(body).items():
        assert abs(mask[left].sum() - mask[right].sum()) <= 0.1 * mask.sum() + 6, name


def test_hands_feet_and_face_are_where_they_should_be(body):
    masks, height = regions(body), np.ptp(body.v_template[:, 1])
    floor = body.v_template[:, 1].min()
    assert body.v_template[masks["shoes"], 1].max() - floor < 0.12 * height
    assert body.v_template[masks["face"], 1].min() - floor > 0.8 * height
    assert np.abs(body.v_template[masks["hands"], 0]).min() > 0.3 * height
    assert not (masks["hands"] & masks["arms"]).any()


def test_paint_covers_every_cell_with_the_topmost_layer(parts):
    for outfit in outfits(50):
        painted = paint(outfit, parts)
        assert ((painted.colors >= 0) & (painted.colors <= 1)).all()
        assert ((painted.thickness >= 0) & (painted.thickness <= 0.03)).all()
        for number, layer in enumerate(outfit.layers):
            seen = parts.members[layer.region] & (painted.top == number)
            assert np.allclose(painted.colors[seen], layer.color)
            assert np.allclose(painted.accents[seen], layer.accent)
            assert ((painted.pattern[seen] > 0) == bool(layer.pattern)).all()
            assert (painted.top[parts.members[layer.region]] >= number).all()
