"""The guide's training pictures: captions tell the truth, and the evaluation's combinations stay unseen."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from backend.guide import BUILTIN, COMPANIONS, load_guide
from backend.guide.clip_guide import from_arrays, read_towers
from backend.train import kinds
from backend.train.builtin_guide import Architecture, Run, rate_at, save_weights
from backend.train.captions import HAIR_SYNONYMS, SKIN_SYNONYMS, SYNONYMS, Person, Writer
from backend.train.companions import CompanionRun, save_towers
from backend.train.examples import HELD_OUT, SIBLINGS, TWIN, Studio, changed, held_out, siblings
from backend.train.people import draw_views, dresser
from backend.train.studio import develop
from backend.train.text_tower import TextRun
from backend.wardrobe.garments import GARMENTS
from backend.wardrobe.outfit import draw_outfit, dyes_of, varied
from backend.wardrobe.palette import CLOTH
from backend.wardrobe.recut import recut, told_apart


@pytest.fixture(scope="module")
def studio():
    views = draw_views(36, 128, seed=3)
    return Studio(views, dresser().cells, seed=3)


def test_a_step_is_drawn_from_its_number(studio):
    first, again, other = studio.batch(7, 16), studio.batch(7, 16), studio.batch(8, 16)
    assert first.captions == again.captions and torch.equal(first.images, again.images)
    assert first.captions != other.captions
    assert first.images.shape == (16, 3, 64, 64)
    assert 0 <= first.images.min() and first.images.max() <= 1


def test_pictures_show_the_colours_they_claim(studio):
    rng = np.random.default_rng(0)
    cells, normals = studio.cells[:12], studio.normals[:12]
    red = np.tile(np.array([0.9, 0.1, 0.1], np.float32), (12, studio.parts.count, 1))
    plain = np.zeros((12, studio.parts.count), np.uint8)
    images = develop(cells, studio.bits[:12], normals, red, 1 - red, plain, rng)
    inside = (cells > 0).reshape(12, 64, 2, 64, 2).all(axis=(2, 4))
    for image, mask in zip(images, inside, strict=True):
        assert image[0][mask].mean() > 2 * image[1][mask].mean()


def test_patterns_show_the_accent_where_their_bits_are(studio):
    rng = np.random.default_rng(0)
    cells = studio.cells[:12]
    black = np.zeros((12, studio.parts.count, 3), np.float32)
    marked = np.full_like(studio.bits[:12], 4)
    for pattern, bright in ((4, True), (2, False)):
        table = np.full((12, studio.parts.count), pattern, np.uint8)
        images = develop(cells, marked, studio.normals[:12], black, black + 1, table, rng)
        inside = (cells > 0).reshape(12, 64, 2, 64, 2).all(axis=(2, 4))
        assert (np.moveaxis(images, 1, -1)[inside].mean() > 0.3) == bright


def test_captions_name_what_is_worn():
    rng = np.random.default_rng(1)
    writer = Writer(rng)
    for _ in range(400):
        outfit = draw_outfit(rng, "f", role_share=0.0)
        caption, mentions = writer.caption(Person("f", ()), outfit, "whole")
        for mention in mentions:
            said = all(word in caption for word in mention.noun.split())
            tables = (SYNONYMS, SKIN_SYNONYMS if mention.slot == "skin" else HAIR_SYNONYMS)
            words = [mention.color, *(word for table in tables for word in table.get(mention.color, ()))]
            colored = any(word and word in caption for word in words)
            assert said or colored, (caption, mention)
            assert colored or mention.kind or not mention.layers, (caption, mention)


def test_what_is_held_out_never_appears():
    rng = np.random.default_rng(2)
    drawn = [draw_outfit(rng, "") for _ in range(2000)]
    assert any(held_out(outfit) for outfit in drawn), "the filter has something to keep away"
    assert not any(held_out(outfit) for cut in drawn[:100] for outfit in siblings(cut, None, rng))
    assert len(HELD_OUT) > 40


def test_siblings_are_hard_to_tell_apart():
    rng = np.random.default_rng(3)
    for _ in range(50):
        outfit = draw_outfit(rng, "m")
        family = siblings(outfit, None, rng)
        assert len(family) == SIBLINGS and all(each.worn == outfit.worn for each in family)
        assert all(len(changed(family[0], each)) <= len(outfit.mentions) for each in family)
    assert any(0 < len(changed(family[0], each)) <= 2 for each in family[1:3])


def test_siblings_differ_where_the_picture_shows_it(studio):
    for index in studio.dressed:
        mentions = studio.outfits[index].mentions
        shown = {mentions[number].slot for number in studio.shown(index)}
        assert shown and not ("feet" in shown and studio.kinds[index] in ("face", "chest"))
        assert not ("hat" in shown and studio.kinds[index] in ("waist", "feet"))
    rng = np.random.default_rng(5)
    for _ in range(40):
        outfit = draw_outfit(rng, "f", role_share=0.0)
        family = siblings(outfit, None, rng)
        plain = [
            k for k, mention in enumerate(family[0].mentions) if mention.color in CLOTH and mention.layers
        ]
        for shown in map(frozenset, ([number] for number in plain)):
            assert set(changed(family[0], varied(family[0], rng, shown))) <= shown


def test_a_twin_differs_in_a_garment_and_its_caption_says_so():
    rng = np.random.default_rng(4)
    for slot in ("top", "bottom", "hair", "feet", "hat", "beard", "cape"):
        for _ in range(12):
            outfit = draw_outfit(rng, "m", role_share=0.0)
            if slot in ("top", "bottom") and slot not in {mention.slot for mention in outfit.mentions}:
                continue
            cut = recut(outfit.cut, slot, rng, "m")
            family = siblings(outfit, cut, rng)
            base, twin = family[0], family[TWIN]
            shared = dyes_of(base).keys() & dyes_of(twin).keys()
            assert twin.cut == cut
            assert all(dyes_of(base)[name] == dyes_of(twin)[name] for name in shared)
            others = set(base.cut.garments) ^ set(cut.garments)
            allowed = {slot, "under", "tie"} if slot == "top" else {slot, "hair"}
            assert {GARMENTS[name].slot for name in others} <= allowed
            named, own = told_apart(twin, base)
            assert {named.mentions[k].garment for k in own} == set(cut.garments) - set(base.cut.garments)


def test_views_and_their_twins_are_taken_alike(studio):
    has = np.flatnonzero(studio.twin_row != np.arange(len(studio.people)))
    assert len(has), "some views have twins"
    for row in has:
        ours, theirs = studio.cells[row], studio.cells[studio.twin_row[row]]
        assert ((ours > 0) == (theirs > 0)).mean() > 0.7, "the same body before the same camera"


def test_what_is_said_of_garments_is_worn(studio):
    batch = studio.batch(0, 48)
    both = (batch.worn != kinds.UNKNOWN) & (batch.said != kinds.UNKNOWN)
    assert both.any() and torch.equal(batch.worn[both], batch.said[both])


def test_garments_are_learned_from_what_is_known_alone():
    numbers = torch.full((2, len(kinds.SLOTS)), kinds.UNKNOWN)
    numbers[0, 0] = 1
    logits = torch.zeros(2, sum(kinds.SIZES), requires_grad=True)
    loss = kinds.kind_loss(logits, numbers)
    torch.testing.assert_close(loss.item(), np.log(kinds.SIZES[0]), rtol=1e-6, atol=0)
    loss.backward()
    assert not logits.grad[1].any() and not logits.grad[0, kinds.SIZES[0] :].any()


def test_the_rate_rises_stays_and_falls_to_nothing():
    rates = [rate_at(step, 2000) for step in range(2000)]
    peak = max(rates)
    assert rates[0] < 0.02 * peak and rates[-1] < 0.02 * peak
    assert rates[400] == rates[1400] == peak
    assert rate_at(700, 1000) == rate_at(700, 3000), "until the rate falls, the plan does not matter"


def test_a_resumed_run_is_the_undisturbed_one(studio, tmp_path):
    small = Architecture(64, (1, 1, 1, 1), 4, 1, 64)

    def begun():
        return Run(small, studio.parts.count, 0, tmp_path)

    def advance(run, steps):
        for _ in range(steps):
            run.advance(studio.batch(run.step, 12), rate_at(run.step, 100))
        return run

    straight = advance(begun(), 3)
    advance(begun(), 2).save(100)
    resumed = begun()
    resumed.resume(100)
    assert resumed.step == 2
    advance(resumed, 1)
    assert resumed.words == straight.words and resumed.words
    ours, theirs = resumed.model.state_dict(), straight.model.state_dict()
    assert all(torch.equal(ours[name], theirs[name]) for name in ours)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
def test_a_step_on_cuda_learns_what_one_on_the_processor_does(studio, tmp_path):
    small = Architecture(64, (1, 1, 1, 1), 4, 1, 64)
    runs = [Run(small, studio.parts.count, 0, tmp_path, device) for device in ("cpu", "cuda")]
    losses = [[run.advance(studio.batch(step, 12), 1e-3)[0] for step in range(2)] for run in runs]
    np.testing.assert_allclose(losses[0], losses[1], rtol=0.05)
    runs[1].save(100)
    runs[0].resume(100)
    ours, theirs = (run.model.visual.conv1.weight.detach().cpu() for run in runs)
    assert torch.equal(ours, theirs)


def test_a_run_goes_on_from_saved_weights(studio, tmp_path):
    small = Architecture(64, (1, 1, 1, 1), 4, 1, 64)
    first = Run(small, studio.parts.count, 0, tmp_path)
    first.advance(studio.batch(0, 12), 1e-3)
    save_weights(first.model, first.seen, tmp_path / "small.npz")
    (tmp_path / "vocabulary.txt").write_text("\n".join(first.words), encoding="utf-8")
    second = Run(small, studio.parts.count, 1, tmp_path / "second")
    second.begin_with(tmp_path / "small.npz")
    assert second.words == first.words and torch.equal(second.seen, first.seen)
    for name, value in first.model.visual.state_dict().items():
        torch.testing.assert_close(
            second.model.visual.state_dict()[name], value, rtol=1e-3, atol=1e-6, check_dtype=False
        )


def test_an_image_tower_learns_alone(studio, tmp_path):
    run = Run(Architecture(64, (1, 1, 1, 1), 4, 1, 64), studio.parts.count, 0, tmp_path)
    run.lock_text()
    before = {name: value.clone() for name, value in run.model.named_parameters()}
    run.advance(studio.batch(0, 12), 1e-3)
    changed = {name for name, value in run.model.named_parameters() if not torch.equal(value, before[name])}
    assert "visual.conv1.weight" in changed
    assert all(name.startswith("visual.") or name == "logit_scale" for name in changed)


def test_a_text_tower_learns_alone(studio, tmp_path):
    small = Architecture(64, (1, 1, 1, 1), 4, 1, 64)
    joint = Run(small, studio.parts.count, 0, tmp_path)
    joint.advance(studio.batch(0, 12), 1e-3)
    joint.save(100)
    larger = dataclasses.replace(small, text_layers=2, text_width=128)
    run = TextRun(larger, studio.parts.count, 0, tmp_path / "text", tmp_path / "checkpoint.pt")
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    run.advance(studio.batch(1, 12), 1e-3)
    for name, value in run.model.state_dict().items():
        if name.startswith("visual."):
            assert torch.equal(value, before[name]) and torch.equal(value, joint.model.state_dict()[name])
    assert not torch.equal(run.model.text_projection, before["text_projection"])
    assert torch.equal(run.readout.weight, joint.readout.weight)


def test_a_companion_learns_pictures_in_the_guides_space(studio, tmp_path):
    run = CompanionRun(studio.parts.count, 2, tmp_path)
    before = {name: value.clone() for name, value in run.model.state_dict().items()}
    run.advance(studio.batch(0, 12), 1e-3)
    changed = {name for name, value in run.model.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and all(name.startswith("visual.") or name == "logit_scale" for name in changed)
    save_weights(run.model.eval(), run.seen, tmp_path / "one.npz")
    save_towers([tmp_path / "one.npz"] * 2, tmp_path / "towers.npz")
    first, second = read_towers(tmp_path / "towers.npz")
    assert first.keys() == second.keys() and all(name.startswith("visual.") for name in first)
    plain, guide = (
        from_arrays(BUILTIN, "g", torch.device("cpu"), False, path)
        for path in (None, tmp_path / "towers.npz")
    )
    assert len(plain.towers) == 1 and len(guide.towers) == 3 and plain.fingerprint != guide.fingerprint
    images = studio.batch(1, 4).images
    assert torch.equal(guide.encode_image(images), plain.encode_image(images))
    assert torch.equal(guide.towers[1](images), guide.towers[2](images))
    assert torch.equal(guide.encode_text(["a man"]), plain.encode_text(["a man"]))


def test_every_shipped_tower_finds_captions(studio):
    guide, batch = load_guide("builtin", "cpu"), studio.batch(3, 64)
    assert len(guide.towers) == 1 + len(read_towers(COMPANIONS))
    text = guide.encode_text(batch.captions)
    for look in guide.towers:
        found = (look(batch.images) @ text.t()).argmax(dim=1)
        own = [batch.captions[index] == caption for index, caption in zip(found, batch.captions, strict=True)]
        assert sum(own) > 16  # of 64, guessing finds one
