"""Outfits: what they are made of exists, colours bear their names, and a cut keeps its shape when dyed."""

from __future__ import annotations

import numpy as np
import pytest

from backend.body import load_body
from backend.patterns import PATTERNS, bits
from backend.wardrobe.dyes import Dyer, plain
from backend.wardrobe.garments import FLAT_HAIR, GARMENTS, GROUPS, HIDES_HAIR, OPEN_HATS, TRIMS
from backend.wardrobe.outfit import draw_outfit, recolored, redyed, varied
from backend.wardrobe.paint import cells, paint
from backend.wardrobe.palette import CLOTH
from backend.wardrobe.pieces import PIECES
from backend.wardrobe.roles import LOOKS, ROLES


@pytest.fixture(scope="module")
def parts():
    return cells(load_body("free"))


def outfits(count, role_share=0.3):
    rng = np.random.default_rng(5)
    return [draw_outfit(rng, role_share=role_share) for _ in range(count)]


def test_everything_that_a_garment_colours_exists(parts):
    for name, garment in GARMENTS.items():
        assert garment.slot in GROUPS and garment.nouns, name
        for layer in garment.layers:
            if layer.startswith("on "):
                assert parts.members[layer.removeprefix("on ")].any(), (name, layer)
            else:
                assert layer.removeprefix("+") in PIECES, (name, layer)
            assert not layer.startswith("+") or layer[1:] in TRIMS, (name, layer)


def test_roles_wear_garments_in_colours_that_can_be_read():
    dyer = Dyer(np.random.default_rng(0))
    names = [name for role in ROLES for name in role.names]
    assert len(ROLES) >= 100 and len(set(names)) == len(names)
    for role in ROLES:
        for item in role.look:
            for look in item.looks:
                color = dyer.named(look, GARMENTS[item.garment].dye).color
                assert all(0 <= value <= 1 for value in color)


def test_layers_are_grouped_from_the_skin_outward():
    order = ["skin", "hair", "clothes", "feet", "extras"]
    for outfit in outfits(200):
        places = [order.index(layer.group) for layer in outfit.layers]
        assert places == sorted(places)
        for mention in outfit.mentions:
            assert {outfit.layers[k].group for k in mention.layers} <= {GROUPS[mention.slot]}


def test_the_same_seed_draws_the_same_outfits():
    assert outfits(30) == outfits(30)


def test_hair_leaves_room_for_hats():
    for outfit in outfits(400, role_share=0.0):
        worn = {mention.garment for mention in outfit.mentions}
        hats = {garment for garment in worn if GARMENTS[garment].slot == "hat"}
        hair = {garment for garment in worn if GARMENTS[garment].slot == "hair"}
        assert not (hats & HIDES_HAIR and hair)
        assert not hats or hats <= OPEN_HATS or hair <= FLAT_HAIR


def test_dyeing_keeps_the_cut():
    rng = np.random.default_rng(1)
    for outfit in outfits(100):
        other = redyed(outfit, rng)
        assert other.cut == outfit.cut and other.worn == outfit.worn
        assert [layer.region for layer in other.layers] == [layer.region for layer in outfit.layers]


def test_a_role_keeps_its_colours_when_dyed():
    rng = np.random.default_rng(2)
    for outfit in outfits(300, role_share=1.0):
        for mention in redyed(outfit, rng).mentions:
            looks = LOOKS[outfit.role].get(mention.garment, ("",))
            if "" not in looks and mention.layers and not mention.kind:
                assert mention.color in looks, (outfit.role, mention)


def test_recoloring_changes_one_garment(parts):
    outfit = next(o for o in outfits(100, 0.0) if any(m.slot == "top" and m.layers for m in o.mentions))
    index = next(k for k, mention in enumerate(outfit.mentions) if mention.slot == "top")
    before, after = paint(outfit, parts), paint(recolored(outfit, index, "cyan"), parts)
    changed = (before.colors != after.colors).any(axis=1)
    assert changed.any() and np.isin(before.top[changed], outfit.mentions[index].layers).all()
    assert np.allclose(after.colors[changed], CLOTH["cyan"])


def test_a_variation_differs_in_one_garment_or_two():
    rng = np.random.default_rng(3)
    for outfit in outfits(200):
        other = varied(outfit, rng)
        assert other.worn == outfit.worn
        if any(mention.color in CLOTH and mention.layers for mention in outfit.mentions):
            pairs = zip(outfit.mentions, other.mentions, strict=True)
            assert sum(a != b for a, b in pairs) <= 2


def test_basic_colours_stay_nearest_to_their_names():
    rng = np.random.default_rng(4)
    basic = ["red", "green", "blue", "yellow", "orange", "purple", "pink", "brown", "black", "white", "gray"]
    table = np.array([CLOTH[name] for name in basic])
    for name in basic:
        drawn = np.array([plain(rng, name).color for _ in range(100)])
        nearest = np.linalg.norm(drawn[:, None] - table, axis=2).argmin(axis=1)
        assert (nearest == basic.index(name)).mean() > 0.95, name


def test_a_pattern_of_two_colours_has_two():
    dyer = Dyer(np.random.default_rng(6))
    for _ in range(100):
        dye = dyer.patterned()
        assert dye.name != dye.second and dye.pattern in PATTERNS
        assert np.abs(np.subtract(dye.color, dye.accent)).max() > 0.1


def test_patterns_show_both_colours_everywhere():
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (20000, 3)).astype(np.float32)
    found = bits(points)
    for k, name in enumerate(PATTERNS):
        assert 0.1 < (found >> k & 1).mean() < 0.6, name


def test_stripes_run_around_and_vertical_ones_run_down():
    rng = np.random.default_rng(0)
    points = rng.uniform(-0.4, 0.4, (500, 3)).astype(np.float32)
    level, aside = points.copy(), points.copy()
    level[:, [0, 2]] = rng.uniform(-0.4, 0.4, (500, 2))
    aside[:, 1] = rng.uniform(-0.4, 0.4, 500)
    stripes, vertical = (1 << PATTERNS.index(name) for name in ("stripes", "vertical stripes"))
    assert ((bits(points) & stripes) == (bits(level) & stripes)).all()
    assert ((bits(points) & vertical) == (bits(aside) & vertical)).all()
