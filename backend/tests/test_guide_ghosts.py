"""Ghosts of a guide see what it sees, a little otherwise."""

import pytest
import torch
from sculpt_fixtures import UntrainedGuide

from backend.guide import load_guide
from backend.guide.pictures import Ghost, Sight


@pytest.fixture(scope="module")
def guide():
    return load_guide("builtin", "cpu")


@pytest.fixture
def pictures(guide):
    return torch.rand(3, 3, guide.image_size, guide.image_size, generator=torch.Generator().manual_seed(0))


def test_the_ghost_nearest_to_a_guide_is_the_guide(guide, pictures):
    assert torch.equal(guide.encode_image(pictures, Ghost(0.0, 1)), guide.encode_image(pictures))


def test_the_same_ghost_sees_the_same_and_others_differ(guide, pictures):
    one, again, other = (guide.encode_image(pictures, Ghost(0.2, seed)) for seed in (1, 1, 2))
    assert torch.equal(one, again) and not torch.equal(one, other)


def test_ghosts_further_away_agree_less(guide, pictures):
    own = guide.encode_image(pictures)
    agreement = [
        torch.stack(
            [(guide.encode_image(pictures, Ghost(spread, seed)) * own).sum(1) for seed in range(5)]
        ).mean()
        for spread in (0.02, 0.1, 0.5)
    ]
    assert agreement[0] > agreement[1] > agreement[2] and agreement[0] > 0.99


def test_a_ghost_leaves_the_guide_as_it_is_and_has_a_gradient(guide, pictures):
    before = guide.encode_image(pictures)
    image = pictures.clone().requires_grad_()
    guide.encode_image(image, Ghost(0.2, 1)).sum().backward()
    assert image.grad.abs().max() > 0
    assert torch.equal(guide.encode_image(pictures), before)


def test_of_a_model_only_the_network_that_sees_is_disturbed():
    model = UntrainedGuide().model
    changed = Ghost(0.2, 1).weights(Sight(model))
    assert {name.split(".")[1] for name in changed} == {"visual"}
    weights = dict(Sight(model).named_parameters())
    ratios = torch.cat([(changed[name] / weights[name]).flatten() for name in changed])
    assert abs(ratios.mean() - 1) < 0.01 and abs(ratios.std() - 0.2) < 0.01
