"""The guide's training pictures: captions tell the truth, and the evaluation's combinations stay unseen."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from backend.body import load_body
from backend.train.captions import SYNONYMS, Person, Writer
from backend.train.examples import HELD_OUT, SIBLINGS, Studio, held_out, siblings, vary
from backend.train.people import draw_views
from backend.wardrobe.outfit import draw_outfit


@pytest.fixture(scope="module")
def studio():
    views, parts = draw_views(load_body("free"), 80, 64, seed=3)
    return Studio(views, parts, seed=3)


def test_a_step_is_drawn_from_its_number(studio):
    first, again, other = studio.batch(7, 24), studio.batch(7, 24), studio.batch(8, 24)
    assert first.captions == again.captions and torch.equal(first.images, again.images)
    assert first.captions != other.captions
    assert first.images.shape == (24, 3, 32, 32)
    assert 0 <= first.images.min() and first.images.max() <= 1


def test_pictures_show_the_colours_they_claim(studio):
    """A picture's own colours explain it better than another picture's."""
    rng = np.random.default_rng(0)
    cells, normals = studio.cells[:16].long(), studio.normals[:16]
    red = torch.tensor([0.9, 0.1, 0.1]).expand(16, studio.parts.count, 3)
    images = studio.shoot(cells, normals, red, rng)
    inside = torch.nn.functional.avg_pool2d((cells > 0).float()[:, None], 2)[:, 0] == 1
    for image, mask in zip(images, inside, strict=True):
        assert image[0][mask].mean() > 2 * image[1][mask].mean()


def test_captions_name_colours_that_are_worn():
    rng = np.random.default_rng(1)
    writer = Writer(rng)
    for _ in range(300):
        outfit = draw_outfit(rng, "f")
        caption, pieces = writer.caption(Person("f", ()), outfit, "whole")
        for piece in pieces:
            assert any(word in caption for word in SYNONYMS.get(piece.color, (piece.color,)))
            assert piece.noun in caption


def test_what_is_held_out_never_appears():
    rng = np.random.default_rng(2)
    assert not any(held_out(outfit) for _ in range(400) for outfit in siblings(rng, "m"))
    drawn = [draw_outfit(rng, "") for _ in range(6000)]
    assert any(held_out(outfit) for outfit in drawn), "the filter has something to keep away"
    assert len(HELD_OUT) > 5


def test_siblings_are_hard_to_tell_apart():
    rng = np.random.default_rng(3)
    family = siblings(rng, "m")
    assert len(family) == SIBLINGS
    outfit = next(o for o in (draw_outfit(rng, "m") for _ in range(100)) if len(o.pieces) > 2 and not o.role)
    other = vary(outfit, rng)
    assert [layer.region for layer in other.layers] == [layer.region for layer in outfit.layers]
    changed = sum(a.color != b.color for a, b in zip(outfit.layers, other.layers, strict=True))
    assert 1 <= changed <= 2
