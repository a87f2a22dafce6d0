"""A body from words, and the cache that makes the second time quick."""

from __future__ import annotations

import numpy as np
import pytest

from backend import cache
from backend.body import load_body
from backend.body.codebook import choose_betas, score
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


def test_the_body_follows_the_words(folder, monkeypatch):
    monkeypatch.setattr("backend.body.codebook.ENTRIES", 150)
    body, guide = load_body("free"), load_guide("builtin", "cpu")
    fat, again, skinny = (
        choose_betas(text, body, guide) for text in ("a fat man", "a fat man", "a skinny man")
    )
    assert (fat == again).all() and fat.shape == (body.betas,)

    def volume(betas):
        corner = body.rest(betas[None])[0][0][body.faces].astype(np.float64)
        return (corner[:, 0] * np.cross(corner[:, 1], corner[:, 2])).sum() / 6

    assert volume(fat) > 1.1 * volume(skinny)


def test_scores_are_relative_to_the_codebook():
    guide = load_guide("builtin", "cpu")
    features = np.random.default_rng(0).normal(size=(20, 3, 256)).astype(np.float32)
    shifted = features + np.random.default_rng(1).normal(size=256).astype(np.float32)
    assert np.allclose(score("a tall man", features, guide), score("a tall man", shifted, guide), atol=1e-4)
