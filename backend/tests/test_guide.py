"""Guides: CLIP's own numbers, whatever file the weights come from."""

from __future__ import annotations

import sys

import clip
import numpy as np
import pytest
import torch
from clip.model import CLIP
from PIL import Image

from backend.guide import BUILTIN, COMPANIONS, SHIPPED, load_guide
from backend.guide.clip_guide import ClipGuide
from backend.guide.clip_text import encode_tokens
from backend.guide.recorded import RecordedGuide
from backend.guide.vocabulary import alike, of_its_kind, unknown_words, warning
from backend.protocol import UserError

TEXTS = ["a man in a red shirt and blue trousers", "ninja", "a 3d rendering of an old woman in unreal engine"]


@pytest.fixture(scope="module")
def model():
    """CLIP's architecture, a vision transformer, small and random."""
    torch.manual_seed(0)
    return CLIP(64, 64, 2, 64, 16, 77, 49408, 64, 2, 2).float().eval()


@pytest.fixture(scope="module")
def builtin():
    return load_guide("builtin", "cpu")


def test_short_texts_are_encoded_as_long_ones(model):
    tokens = clip.tokenize(TEXTS)
    assert torch.allclose(encode_tokens(model, tokens), model.encode_text(tokens), atol=1e-5)


def test_text_and_images_equal_the_packages_own(model, tmp_path):
    path = tmp_path / "small.pt"
    torch.save(model.half().state_dict(), path)
    model.float()
    guide = load_guide(str(path), "cpu", "float32")
    loaded, preprocess = clip.load(str(path), device="cpu")
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    expected = loaded.encode_image(preprocess(Image.fromarray(pixels))[None]).detach()
    found = guide.encode_image(torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255)
    assert torch.allclose(found, expected / expected.norm(), atol=1e-4)
    expected = loaded.encode_text(clip.tokenize(TEXTS)).detach()
    assert torch.allclose(guide.encode_text(TEXTS), expected / expected.norm(dim=1, keepdim=True), atol=1e-4)


def test_embeddings_have_length_one_and_images_a_gradient(builtin):
    images = torch.rand(2, 3, builtin.image_size, builtin.image_size, requires_grad=True)
    features = builtin.encode_image(images)
    assert torch.allclose(features.norm(dim=1), torch.ones(2), atol=1e-5)
    (features @ builtin.encode_text(TEXTS[:1]).T).sum().backward()
    assert images.grad is not None and images.grad.abs().sum() > 0


def test_other_sizes_are_resampled(builtin):
    image = torch.rand(1, 3, 8, 8).repeat_interleave(32, 2).repeat_interleave(32, 3)
    small = torch.nn.functional.interpolate(image, (builtin.image_size,) * 2, mode="bicubic", antialias=True)
    assert torch.allclose(builtin.encode_image(image), builtin.encode_image(small), atol=1e-5)


VOCABULARY = frozenset(
    "man woman person old red green blue dark striped shirt sneakers trousers jacket wizard".split()
)


def test_words_that_were_never_taught_are_named(builtin):
    assert builtin.warnings("a man in a red shirt and the blue trousers") == []
    (text,) = builtin.warnings("a man in a schopenhauer")
    assert "schopenhauer" in text and "builtin" in text and "Real CLIP" in text and "shirt" in text


def test_the_file_of_words_beside_the_weights_decides(tmp_path, builtin):
    path = tmp_path / "other.npz"
    path.write_bytes(BUILTIN.read_bytes())
    (tmp_path / "vocabulary.txt").write_text("man\nbottle green\nt-shirt\n")
    guide = load_guide(str(path), "cpu")
    assert guide.vocabulary == {"man", "bottle", "green", "shirt"}
    assert guide.warnings("a man in a bottle green t-shirt") == []
    assert ["red" in text for text in guide.warnings("a man in a red t-shirt")] == [True]


def test_each_unknown_word_comes_once_and_words_without_a_look_never():
    assert unknown_words("The man and the crimson, crimson cloak of a wizard's", VOCABULARY) == [
        "crimson",
        "cloak",
    ]


def test_what_is_spelt_alike_is_offered():
    assert alike("sneekers", VOCABULARY) == ["sneakers"]
    assert alike("shirts", VOCABULARY) == ["shirt"]
    assert "sneakers?" in warning("g", "a man in red sneekers", VOCABULARY)


def test_else_known_words_of_its_kind_are_named():
    describing = of_its_kind("crimson", "a man in a crimson shirt", VOCABULARY)
    naming = of_its_kind("crimson", "a man in a red crimson", VOCABULARY)
    assert "red" in describing and "shirt" in naming and not set(describing) & set(naming)
    assert set(describing) | set(naming) <= VOCABULARY
    text = warning("g", "a crimson man in a cloak and a gugel", VOCABULARY)
    assert text.count("jacket") == 1 and all(word in text for word in ("crimson", "cloak", "gugel"))


def test_a_guide_that_knows_everything_warns_of_nothing(model):
    assert ClipGuide(model, "real", "0", torch.device("cpu")).warnings("a man in a schopenhauer") == []


def test_a_prompt_that_is_cut_off_is_named(model):
    guide = ClipGuide(model, "small", "0", torch.device("cpu"))
    assert guide.warnings("a man") == []
    assert len(guide.warnings("a man " * 60)) == 1


def test_the_shipped_weights_are_small():
    assert BUILTIN.stat().st_size + COMPANIONS.stat().st_size < 30e6
    assert SHIPPED["judge"].stat().st_size < 10e6


def test_missing_weights_say_where_they_belong(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(UserError, match="ViT-B-32.pt"):
        load_guide("ViT-B/32", "cpu")


def test_openclip_that_is_not_installed_is_told_with_its_command(monkeypatch):
    monkeypatch.setitem(sys.modules, "open_clip", None)
    with pytest.raises(
        UserError, match="open_clip:ViT-B-32/openai.*-m pip install open_clip_torch=="
    ) as told:
        load_guide("open_clip:ViT-B-32/openai", "cpu")
    assert told.value.kind == "missing"


def test_what_a_guide_was_asked_is_remembered_and_its_answers_are_the_guides(builtin):
    asked = []
    recorded = RecordedGuide(builtin, asked.extend)
    assert torch.equal(recorded.encode_text(TEXTS), builtin.encode_text(TEXTS)) and asked == TEXTS
    image = torch.rand(1, 3, 64, 64)
    assert torch.equal(recorded.encode_image(image), builtin.encode_image(image))
    assert recorded.warnings("a schopenhauer") == builtin.warnings("a schopenhauer")


@pytest.mark.parametrize("name", ["broken.npz", "broken.pt"])
def test_damaged_weights_are_named(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(BUILTIN.read_bytes()[:5000])
    with pytest.raises(UserError, match=name):
        load_guide(str(path), "cpu")
