"""A body from words, and the cache that makes the second time quick."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from scipy.spatial import cKDTree

from backend import cache
from backend.body import load_body
from backend.body.codebook import (
    DRAWN,
    ENTRIES,
    LEADING,
    choose_betas,
    codebook,
    draw_bodies,
    score,
    warnings,
)
from backend.guide import load_guide


@pytest.fixture
def folder(monkeypatch, tmp_path):
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_an_array_is_made_once(folder):
    made = []

    def make():
        made.append(1)
        return np.arange(5.0)

    assert (cache.cached("numbers", make) == cache.cached("numbers", make)).all()
    assert len(made) == 1 and [path.name for path in folder.iterdir()] == ["numbers.npy"]


def test_a_damaged_file_is_made_again(folder):
    cache.cached("numbers", lambda: np.arange(50.0))
    path = folder / "numbers.npy"
    path.write_bytes(path.read_bytes()[:200])
    assert (cache.cached("numbers", lambda: np.ones(3)) == 1).all()
    assert (np.load(path) == 1).all()


def test_a_folder_that_cannot_be_written_is_said_and_done_without(monkeypatch, tmp_path, capsys):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path / "file" / "cache"))
    assert (cache.cached("numbers", lambda: np.ones(3)) == 1).all()
    assert "cannot be written" in capsys.readouterr().err


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture
def guide():
    return load_guide("builtin", "cpu")


def without_phenotypes(body):
    return dataclasses.replace(body, phenotypes=None)


def test_retrieval_follows_the_words(folder, monkeypatch, body, guide):
    monkeypatch.setattr("backend.body.codebook.ENTRIES", 80)
    fat, again, skinny = (
        choose_betas(text, without_phenotypes(body), guide)
        for text in ("a fat man", "a fat man", "a skinny man")
    )
    assert (fat == again).all() and fat.shape == (body.betas,)

    def volume(betas):
        corner = body.rest(betas[None])[0][0][body.faces].astype(np.float64)
        return (corner[:, 0] * np.cross(corner[:, 1], corner[:, 2])).sum() / 6

    assert volume(fat) > 1.1 * volume(skinny)


def test_known_words_need_no_pictures(folder, body, guide):
    assert choose_betas("a very tall, slightly fat old woman", body, guide).shape == (body.betas,)
    assert not folder.exists()


def test_other_guides_do_without_the_table(folder, monkeypatch, body, guide):
    monkeypatch.setattr("backend.body.codebook.ENTRIES", 12)
    retrieved = choose_betas("a tall man", without_phenotypes(body), guide)
    assert (choose_betas("a tall man", body, guide) != retrieved).any()
    guide.name = "ViT-B/32"
    assert (choose_betas("a tall man", body, guide) == retrieved).all()


def test_the_rest_is_left_to_the_guide_where_it_is_sure(folder, monkeypatch, body, guide):
    monkeypatch.setattr("backend.body.codebook.FOR_THE_REST", 12)
    plain = choose_betas("someone tall", body, guide)
    for sure, follows in ((2.0, False), (-1.0, True)):
        monkeypatch.setattr("backend.body.codebook.SURE", sure)
        assert (choose_betas("a tall ninja", body, guide) != plain).any() == follows
    assert folder.exists()


def test_words_that_nobody_knows_change_nothing_and_are_named(folder, body, guide):
    plain, odd = (choose_betas(text, body, guide) for text in ("a tall man", "a tall glorbish man"))
    assert (plain == odd).all() and not folder.exists()
    assert "glorbish" in " ".join(warnings("a tall glorbish man", body, guide))
    assert not warnings("a tall man", body, guide)


@pytest.mark.parametrize("prompt", ["", "a person", " A Person "])
def test_nothing_said_is_the_average_body(folder, body, guide, prompt):
    assert (choose_betas(prompt, without_phenotypes(body), guide) == 0).all()
    assert (choose_betas(prompt, body, guide) == choose_betas("someone", body, guide)).all()


def test_scores_are_relative_to_the_neutral_body():
    guide = load_guide("builtin", "cpu")
    pictures = np.random.default_rng(0).normal(size=(20, 256)).astype(np.float32)
    shift = np.random.default_rng(1).normal(size=256).astype(np.float32)
    scores = score("a tall man", pictures, pictures[3], guide)
    assert np.allclose(scores, score("a tall man", pictures + shift, pictures[3] + shift, guide), atol=1e-4)
    assert scores[3] == 0 and np.abs(scores).max() <= 1


@pytest.mark.parametrize("nobody", ["a person", "a short man"])
def test_the_picture_that_differs_as_the_words_do_scores_one(nobody):
    guide = load_guide("builtin", "cpu")
    target, neither = guide.encode_text(
        [f"a 3d rendering of {text} in unreal engine" for text in ("a tall man", nobody)]
    ).numpy()
    neutral = np.random.default_rng(2).normal(size=256).astype(np.float32)
    pictures = neutral + np.stack([target - neither, neither - target, 0.2 * (target - neither)])
    assert np.allclose(score("a tall man", pictures, neutral, guide, nobody), [1, -1, 1], atol=1e-4)


def test_the_codebook_is_spread_over_the_shape_space(body, monkeypatch):
    entries = codebook(body)
    assert 0.9 * ENTRIES < len(entries) <= ENTRIES and len(np.unique(entries, axis=0)) == len(entries)
    assert (entries == codebook(body)).all()
    scale = np.linalg.norm(body.shapedirs, axis=(0, 1))
    others = draw_bodies(body)[:: DRAWN // 200] * scale

    def farthest(some):
        return cKDTree(some * scale).query(others)[0].max()

    assert farthest(entries) < farthest(body.samples[: len(entries)])


def test_smpl_s_prior_is_wide_in_its_first_betas_alone(body):
    drawn = draw_bodies(dataclasses.replace(body, samples=None, phenotypes=None))
    assert drawn.shape == (DRAWN, body.betas) and drawn.dtype == np.float32
    assert (drawn[:, LEADING:] == 0).all() and (drawn[:, :LEADING].std(axis=0) > 1).all()
