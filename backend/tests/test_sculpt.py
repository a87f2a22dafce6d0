"""The loop: it follows the guide, keeps to its limits, and goes on after an end as if there had been none."""

import dataclasses
import functools

import numpy as np
import pytest
import torch
from sculpt_fixtures import UntrainedGuide, ball_start

from backend.config import load_preset
from backend.protocol import UserError
from backend.sculpt import sculpt
from backend.sculpt.cameras import PARTS, draw_shot
from backend.sculpt.loop import Objective, make_field, make_optimizer, set_rates, sharpness
from backend.sculpt.losses import mask_loss
from backend.sculpt.opinion import SecondOpinion
from backend.sculpt.rendering import Rendered
from backend.sculpt.shading import BACKGROUNDS, Light, draw_background, draw_light, lit

SETTINGS = dataclasses.replace(
    load_preset("draft").sculpt,
    resolution=20,
    band=0.08,
    steps=8,
    supersampling=1,
    zoom=(0.4, 0.5),
    opinion_every=2,
    opinion_patience=4,
    checkpoint_every=3,
    preview_every=5,
    preview_size=48,
)


@pytest.fixture(scope="module")
def guide():
    return UntrainedGuide()


def run(guide, folder, on_step=lambda *_: None, cancelled=lambda: False, start=None, **changes):
    settings = dataclasses.replace(SETTINGS, **changes)
    start = start or ball_start()
    return sculpt(start, guide, "a red ball", settings, 7, "cpu", folder / "checkpoint", on_step, cancelled)


def same(first, second) -> bool:
    pairs = zip(first.parameters(), second.parameters(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def test_steps_previews_and_losses_are_told(guide, tmp_path):
    told = []
    run(guide, tmp_path, lambda *arguments: told.append(arguments))
    assert [step for step, *_ in told] == list(range(1, 9)) and {of for _, of, *_ in told} == {8}
    assert [step for step, _, _, image in told if image is not None] == [5, 8]
    assert told[4][3].shape == (48, 48, 3) and told[4][3].dtype == np.uint8
    names = {name.removeprefix("weight_") for name in vars(SETTINGS) if name.startswith("weight_")}
    assert all(set(losses) == names and np.isfinite(list(losses.values())).all() for *_, losses, _ in told)


def test_without_a_second_opinion_the_last_field_is_the_result(guide, tmp_path):
    field = run(guide, tmp_path, opinion_every=0)
    assert all(parameter.abs().max() > 0 for parameter in field.parameters())


class Panel(UntrainedGuide):
    """Two towers, which note that they were asked."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def look(self, number, images):
        self.asked.append(number)
        return self.encode_image(images)

    @property
    def towers(self):
        return [functools.partial(self.look, number) for number in (0, 1)]


def test_each_step_asks_one_tower_and_the_second_opinion_all(tmp_path):
    guide = Panel()
    run(guide, tmp_path, steps=8, opinion_every=0)
    assert len(guide.asked) == 8 and set(guide.asked) == {0, 1}
    guide.asked.clear()
    (tmp_path / "other").mkdir()
    run(guide, tmp_path / "other", steps=4, opinion_every=4)
    assert len(guide.asked) == 8 and guide.asked[:2] == guide.asked[-2:] == [0, 1]


class Stubborn(UntrainedGuide):
    """Sees no picture better than any other."""

    def encode_image(self, images):
        return super().encode_image(images) * 0 + images.mean() * 0


def test_what_no_opinion_prefers_ends_early_and_changes_nothing(tmp_path):
    told = []
    field = run(Stubborn(), tmp_path, lambda step, *_: told.append(step), opinion_every=1, opinion_patience=3)
    assert told[-1] == 3
    assert all(parameter.abs().max() == 0 for parameter in field.parameters())


def test_the_kept_field_is_the_one_with_the_best_opinion(guide, tmp_path, monkeypatch):
    seen = []
    consider = SecondOpinion.consider

    def watched(self, tables):
        going = consider(self, tables)
        seen.append((self.best["score"], [p.detach().clone() for p in self.field.parameters()]))
        return going

    monkeypatch.setattr(SecondOpinion, "consider", watched)
    field = run(guide, tmp_path, opinion_every=1, opinion_patience=100)
    scores = [score for score, _ in seen]
    assert len(seen) == 9 and scores == sorted(scores)
    first = scores.index(scores[-1])
    assert all(torch.equal(a, b) for a, b in zip(field.parameters(), seen[first][1], strict=True))


@pytest.fixture(scope="module")
def whole(guide, tmp_path_factory):
    """The field of an undisturbed run."""
    return run(guide, tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("stop", [2, 5])
def test_a_cancelled_run_goes_on_to_the_same_bits(guide, whole, tmp_path, stop):
    steps = []
    run(guide, tmp_path, lambda step, *_: steps.append(step), lambda: len(steps) == stop)
    assert steps == list(range(1, stop + 1))
    again = run(guide, tmp_path, lambda step, *_: steps.append(step))
    assert steps == list(range(1, 9)) and same(again, whole)


def test_a_killed_run_loses_at_most_a_checkpoints_steps(guide, whole, tmp_path):
    class Killed(Exception):
        pass

    def die(step, *_):
        if step == 5:
            raise Killed

    with pytest.raises(Killed):
        run(guide, tmp_path, die)
    steps = []
    field = run(guide, tmp_path, lambda step, *_: steps.append(step))
    assert steps == [4, 5, 6, 7, 8] and same(field, whole)
    steps.clear()
    assert same(run(guide, tmp_path, lambda step, *_: steps.append(step)), field) and not steps


def test_another_seed_is_another_avatar(guide, whole, tmp_path):
    other = sculpt(
        ball_start(), guide, "a red ball", SETTINGS, 8, "cpu", tmp_path / "checkpoint", lambda *_: None
    )
    assert not same(other, whole)


@pytest.mark.parametrize("damage", [lambda data: data[: len(data) // 2], lambda data: b"nonsense"])
def test_a_damaged_checkpoint_is_reported(guide, tmp_path, damage):
    run(guide, tmp_path, steps=3)
    path = tmp_path / "checkpoint"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(UserError, match="is no checkpoint"):
        run(guide, tmp_path)


def test_the_global_random_numbers_are_left_alone(guide, tmp_path):
    torch.manual_seed(3)
    np.random.seed(3)
    run(guide, tmp_path, steps=2)
    drawn = torch.rand(4), np.random.rand(4)
    torch.manual_seed(3)
    np.random.seed(3)
    assert torch.equal(drawn[0], torch.rand(4)) and np.array_equal(drawn[1], np.random.rand(4))


def terms(field, guide, step):
    objective = Objective(field, guide, "a red ball", SETTINGS)
    with torch.no_grad():
        tables = objective.fixed.at(field)
        return objective.terms(tables, step, np.random.default_rng([7, step]))


def test_the_start_itself_costs_nothing_but_the_guides_disagreement(guide):
    losses = terms(make_field(ball_start(), SETTINGS), guide, 0)
    assert losses["eikonal"] < 0.005 and losses["mask"] < 0.05
    assert all(losses[name] == 0 for name in ("offset", "variation", "anchor"))


def test_pictures_come_to_agree_with_the_text(guide, tmp_path):
    start = ball_start(plain=True)
    changes = {"steps": 25, "learning_rate_color": 0.1, "weight_anchor": 0.0, "weight_variation": 0.0}
    field = run(guide, tmp_path, start=start, **changes)
    before = np.mean([float(terms(make_field(start, SETTINGS), guide, k)["textured"]) for k in range(3)])
    after = np.mean([float(terms(field, guide, k)["textured"]) for k in range(3)])
    assert after < before


def test_a_guide_that_pulls_hard_leaves_colours_and_surface_within_their_limits(guide, tmp_path):
    field = run(guide, tmp_path, learning_rate_color=3.0, learning_rate_offset=1.0, steps=4, opinion_every=0)
    offset, tint = field.offset().detach(), field.tint().detach()
    assert -SETTINGS.largest_growth <= offset.min() and offset.max() <= SETTINGS.largest_shrinkage
    assert 0.9 * SETTINGS.largest_tint < tint.abs().max() <= SETTINGS.largest_tint
    assert make_field(ball_start(plain=True), SETTINGS).limits.tint == SETTINGS.largest_tint_plain


def test_each_loss_rises_with_what_it_forbids(guide):
    field = make_field(ball_start(), SETTINGS)
    before = terms(field, guide, 0)
    generator = torch.Generator().manual_seed(0)
    with torch.no_grad():
        field.offsets[0].copy_(0.002 * torch.randn(field.offsets[0].shape, generator=generator))
        field.tints[0].copy_(0.1 * torch.randn(field.tints[0].shape, generator=generator))
    after = terms(field, guide, 0)
    assert all(after[name] > before[name] for name in ("eikonal", "offset", "variation", "anchor"))
    with torch.no_grad():
        field.tints[0].fill_(0.1)
    even = terms(field, guide, 0)
    assert even["variation"] < 0.1 * after["variation"] and even["anchor"] > 0


def test_the_mask_loss_objects_only_where_the_start_is_sure():
    inside, outside = torch.tensor([True, False, False]), torch.tensor([False, True, False])
    right = mask_loss(torch.tensor([1.0, 0.0, 0.5]), inside, outside)
    wrong = mask_loss(torch.tensor([0.1, 0.9, 0.5]), inside, outside)
    assert right < 0.01 and wrong > 1
    assert mask_loss(torch.tensor([0.3]), inside[2:], outside[2:]) == 0


def test_views_by_angle_and_turn():
    start = ball_start()
    settings = dataclasses.replace(SETTINGS, face_every=4, part_every=5, azimuth_sigma=90.0)
    shots = [draw_shot(start, settings, step, np.random.default_rng([0, step])) for step in range(200)]
    assert all((shot.view == "face") == (step % 4 == 3) for step, shot in enumerate(shots))
    parts = {shot.view for step, shot in enumerate(shots) if step % 5 == 4} - {"face"}
    assert parts == set(PARTS)
    bodies = [shot for shot in shots if shot.view in ("whole", "back")]
    assert {shot.view for shot in shots} == {"face", "whole", "back"} | parts
    for shot in bodies:
        forward = shot.camera.rotation[2]
        assert (shot.view == "back") == (forward[2] > 0)
    again = draw_shot(start, settings, 5, np.random.default_rng([0, 5]))
    assert np.array_equal(again.camera.eye, shots[5].camera.eye)
    never = dataclasses.replace(settings, face_every=0, part_every=0)
    views = {draw_shot(start, never, step, np.random.default_rng(step)).view for step in range(20)}
    assert views == {"whole", "back"}


def test_lights_come_from_the_cameras_side():
    towards, rng = np.array([1.2, 0.0, 1.6]), np.random.default_rng(0)
    lights = [draw_light(towards, 45.0, (0.1, 0.3), rng) for _ in range(200)]
    assert np.allclose([np.linalg.norm(light.direction) for light in lights], 1)
    angles = np.degrees(np.arccos([light.direction @ towards / 2 for light in lights]))
    assert angles.max() <= 45.001 and angles.max() > 40 and angles.min() < 5
    assert all(0.1 <= light.ambient <= 0.3 for light in lights)


def test_shading_is_lamberts():
    light = Light(np.array([0.0, 0, 1.0]), 0.3)
    normals = torch.tensor([[0.0, 0, 2], [0, 1, 0], [0, 0, -1]])
    rendered = Rendered(torch.full((3, 3), 0.5), normals, torch.ones(3), torch.tensor([1.0, 1, 0.5]))
    textured, textureless = lit(rendered, light)
    assert torch.allclose(textured[:, 0], torch.tensor([0.5, 0.15, 0.15]))
    assert torch.allclose(textureless[:, 0], torch.tensor([1.0, 0.3, 0.15]))


@pytest.mark.parametrize("kind", BACKGROUNDS)
def test_backgrounds_are_grey_pictures(kind):
    image = draw_background((kind,), 33, np.random.default_rng(0))
    assert image.shape == (33, 33, 3) and image.min() >= 0 and image.max() <= 1
    assert (image == image[..., :1]).all()
    assert (np.ptp(image) > 0.1) == (kind in ("noise", "chessboard"))


def test_an_unknown_background_is_an_error_with_its_fix():
    with pytest.raises(UserError, match="white, black, noise, chessboard"):
        draw_background(("plaid",), 8, np.random.default_rng(0))


def test_rates_fall_and_sharpness_rises():
    optimizer = make_optimizer(make_field(ball_start(), SETTINGS), SETTINGS)
    rates = []
    for step in (0, 4, 8):
        set_rates(optimizer, SETTINGS, step)
        rates.append([group["lr"] for group in optimizer.param_groups])
    coarse_to_fine = np.array(rates)[:, 3:]
    assert np.allclose(coarse_to_fine[0, 0], SETTINGS.learning_rate_color)
    assert np.allclose(coarse_to_fine[2], SETTINGS.learning_rate_final * coarse_to_fine[0])
    assert (np.diff(coarse_to_fine, axis=0) < 0).all() and (np.diff(coarse_to_fine, axis=1) < 0).all()
    values = [sharpness(SETTINGS, step) for step in range(SETTINGS.steps)]
    assert values[0] == SETTINGS.sharpness_start and values[-1] == pytest.approx(SETTINGS.sharpness_end)
    assert (np.diff(values) >= 0).all()
