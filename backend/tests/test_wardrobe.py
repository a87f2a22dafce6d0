"""Outfits: every vertex is painted, and what is chosen is what scores best."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from backend.body import load_body, stand_pose
from backend.body.regions import regions
from backend.body.subdivide import subdivide
from backend.guide import load_guide
from backend.raster import Camera, draw
from backend.wardrobe.choose import choose_start, traded
from backend.wardrobe.fitting import VIEWS, FittingRoom, painting, posed_face
from backend.wardrobe.outfit import draw_outfit, recolored
from backend.wardrobe.paint import cells, paint
from backend.wardrobe.palette import CLOTH


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
        colors, thickness, top = paint(outfit, parts)
        assert ((colors >= 0) & (colors <= 1)).all() and ((thickness >= 0) & (thickness <= 0.03)).all()
        for number, layer in enumerate(outfit.layers):
            uncovered = parts.members[layer.region] & (top == number)
            assert np.allclose(colors[uncovered], layer.color)
            assert (top[parts.members[layer.region]] >= number).all()


def test_the_same_seed_draws_the_same_outfits():
    assert outfits(30) == outfits(30)


def test_recoloring_changes_one_piece(parts):
    outfit = next(o for o in outfits(100) if any(p.slot == "top" and p.layer >= 0 for p in o.pieces))
    index = next(k for k, piece in enumerate(outfit.pieces) if piece.slot == "top")
    other = recolored(outfit, index, "cyan")
    changed = (paint(outfit, parts)[0] != paint(other, parts)[0]).any(axis=1)
    assert changed.any()
    assert (paint(outfit, parts)[2][changed] == outfit.pieces[index].layer).all()
    assert np.allclose(paint(other, parts)[0][changed], CLOTH["cyan"])


def test_trading_a_group_takes_it_whole():
    first, other = outfits(2)
    for group in ("skin", "hair", "clothes", "feet", "extras"):
        layers = traded(first, other, group).layers
        assert [x for x in layers if x.group == group] == [x for x in other.layers if x.group == group]
        assert [x for x in layers if x.group != group] == [x for x in first.layers if x.group != group]


def test_the_painting_matrix_draws_what_the_rasteriser_draws(body, parts):
    class Small:
        image_size = 48

    posed = body.pose(np.zeros(1), stand_pose())
    view = Camera.orbit(np.zeros(3), 0.0, 0.05, 4.0, 1.05)
    matrix, alpha = painting(posed.vertices, body.faces, parts, view, Small())
    colors = paint(outfits(1)[0], parts)[0]
    drawn = draw(posed.vertices, body.faces, colors[parts.index], view, 48, ambient=1.0, background=0.0)
    drawn_alpha = draw(
        posed.vertices, body.faces, np.ones((len(parts.index), 3)), view, 48, ambient=1.0, background=0.0
    )
    # Lit by 0.7 to 1.05 of the paint, so the ratio of the two pictures is that light everywhere.
    assert np.allclose(alpha.view(48, 48), drawn_alpha[..., 0], atol=1e-4)
    bright = drawn.max(axis=2) > 0.1
    ratio = (matrix @ torch.from_numpy(colors)).view(48, 48, 3).numpy()[bright] / drawn[bright].clip(1e-3)
    assert 0.69 < ratio[drawn[bright] > 0.1].min() and ratio[drawn[bright] > 0.1].max() < 1.06


def test_a_start_is_reproducible_and_beats_chance(body, parts, monkeypatch, tmp_path):
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path))
    for name, value in {"ENTRIES": 120, "SHORTLIST": 30, "CHILDREN": 20, "ROUNDS": 1}.items():
        monkeypatch.setattr(f"backend.wardrobe.choose.{name}", value)
    guide, posed = load_guide("builtin", "cpu"), body.pose(np.zeros(1), stand_pose())
    prompt = "a man in a red shirt and blue trousers"
    first, again = (choose_start("codebook", prompt, body, posed, guide, 1) for _ in range(2))
    first.check()
    assert (first.colors == again.colors).all() and (first.thickness == again.thickness).all()
    finer, posed = subdivide(body, posed)
    parts = cells(finer)
    room = FittingRoom(finer, posed, parts, guide)
    texts = room.texts(prompt)
    assert len(texts) == len(VIEWS)
    table = np.zeros((parts.count, 3), np.float32)
    table[parts.index] = first.colors
    others = np.stack([paint(outfit, parts)[0] for outfit in outfits(20)])
    assert room.score(table[None], texts)[0] > room.score(others, texts).max() - 1e-6


def test_the_plain_start_is_grey_and_bare(body):
    posed = body.pose(np.zeros(1), stand_pose())
    start = choose_start("body", "anything", body, posed, None, 0)
    assert np.ptp(start.colors) == 0 and not start.thickness.any()
    assert np.linalg.norm(start.head - posed_face(body, posed)) < 1e-3


def test_subdivision_keeps_the_body(body):
    posed = body.pose(np.zeros(1), stand_pose())
    finer, finer_posed = subdivide(body, posed)
    assert len(finer.faces) == 4 * len(body.faces)
    count = len(body.v_template)
    assert np.linalg.norm(finer_posed.vertices[:count] - posed.vertices, axis=1).mean() < 1e-3
    assert np.allclose(finer.weights.sum(axis=1), 1, atol=1e-5)
    moved = finer.J_regressor @ finer.v_template - body.J_regressor @ body.v_template
    assert np.linalg.norm(moved, axis=1).max() < 5e-3
    old, new = regions(body), regions(finer)
    assert all(abs(new[name].mean() - old[name].mean()) < 0.02 for name in old)
