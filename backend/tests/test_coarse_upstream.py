"""AvatarCLIP's published shape data: read by what is in it, refused where it does not fit."""

from __future__ import annotations

import dataclasses
import json
import pickle
from pathlib import Path

import numpy as np
import pytest
import torch
from clip.model import CLIP
from torch import nn

from backend.body import load_body
from backend.coarse import shape
from backend.coarse.upstream import CODEBOOK, VAE, VERTICES, load_shapes
from backend.guide import load_guide
from backend.guide.clip_guide import ClipGuide
from backend.protocol import UserError

PROMPT = "a very fat man"
HIDDEN, LATENTS, ENTRIES, ANSWER, NEUTRAL = 24, 16, 40, 17, 5


@pytest.fixture(scope="module")
def body():
    """A body of SMPL's size: a part of the free body."""
    free = load_body("free")
    return dataclasses.replace(
        free,
        name="neutral",
        v_template=free.v_template[:VERTICES],
        shapedirs=free.shapedirs[:VERTICES, :, :10],
        J_regressor=free.J_regressor[:, :VERTICES],
        weights=free.weights[:VERTICES],
        faces=free.faces[(free.faces < VERTICES).all(axis=1)],
        samples=None,
        phenotypes=None,
    )


@pytest.fixture(scope="module")
def guide():
    """CLIP with ViT-B/32's first layer and width, otherwise small and random."""
    torch.manual_seed(0)
    model = CLIP(512, 32, 1, 768, 32, 77, 49408, 64, 1, 1)
    return ClipGuide(model, "ViT-B/32", "0", torch.device("cpu"))


class ShapeVAE(nn.Module):
    """The published layers: 20670 -> H -> 2 x L, and L -> H -> 20670, without non-linearities."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder = nn.Linear(3 * VERTICES, HIDDEN)
        self.mean, self.log_variance = nn.Linear(HIDDEN, LATENTS), nn.Linear(HIDDEN, LATENTS)
        self.decoder = nn.Sequential(nn.Linear(LATENTS, HIDDEN), nn.Linear(HIDDEN, 3 * VERTICES))


@pytest.fixture(scope="module")
def vae():
    torch.manual_seed(1)
    return ShapeVAE()


@pytest.fixture(scope="module")
def published(tmp_path_factory, vae, guide) -> tuple[Path, torch.Tensor]:
    """The files, and their latents. The picture of ANSWER differs from that of NEUTRAL, whose latents leave
    the template nearly as it is, as the prompt does from a person; the others differ at random."""
    folder = tmp_path_factory.mktemp("upstream")
    generator = torch.Generator().manual_seed(2)
    first, last = vae.decoder
    with torch.no_grad():
        basis, offset = last.weight @ first.weight, last.weight @ first.bias + last.bias
        latents = torch.randn(ENTRIES, LATENTS, generator=generator)
        latents[NEUTRAL] = torch.linalg.lstsq(basis, -offset[:, None]).solution[:, 0]
        texts = [f"a 3d rendering of {text} in unreal engine" for text in (PROMPT, "a person")]
        target, nobody = guide.encode_text(texts)
        neutral = nn.functional.normalize(torch.randn(512, generator=generator), dim=0)
        features = neutral + 0.05 * torch.randn(ENTRIES, 512, generator=generator)
        features[NEUTRAL] = neutral
        features[ANSWER] = neutral + 0.1 * nn.functional.normalize(target - nobody, dim=0)
        features *= torch.rand(ENTRIES, 1, generator=generator) + 5
    torch.save(vae.state_dict(), folder / VAE)
    torch.save({latents: features}, folder / CODEBOOK)
    return folder, latents


def test_the_entry_that_differs_as_the_prompt_does_is_decoded(published, body, guide, vae):
    folder, latents = published
    shapes = load_shapes(folder, body, guide)
    assert shapes.neutral == NEUTRAL
    vertices, betas = shape.coarse_shape(PROMPT, body, guide, shapes)
    offsets = vae.decoder(latents[ANSWER]).detach().numpy().reshape(-1, 3)
    assert betas is None and np.abs(vertices - body.v_template - offsets).max() < 1e-5


def test_other_bodies_and_guides_are_refused_with_the_reason(published, body, guide):
    folder, _ = published
    with pytest.raises(UserError, match="6890 vertices, and the body free has 13492"):
        load_shapes(folder, load_body("free"), guide)
    with pytest.raises(UserError, match="ViT-B/32, and the guide is builtin"):
        load_shapes(folder, body, load_guide("builtin", "cpu"))
    patches_of_16 = CLIP(512, 32, 1, 768, 16, 77, 49408, 64, 1, 1)
    with pytest.raises(UserError, match="ViT-B/32, and the guide is ViT-B/16"):
        load_shapes(folder, body, ClipGuide(patches_of_16, "ViT-B/16", "1", torch.device("cpu")))


class Attack:
    def __init__(self, path: Path):
        self.path = path

    def __reduce__(self):
        return (Path.touch, (self.path,))


def copy(folder: Path, to: Path, name: str, content: bytes | None) -> None:
    """Both files in another folder, one of them replaced, or left out."""
    for file in (VAE, CODEBOOK):
        if file != name:
            (to / file).write_bytes((folder / file).read_bytes())
        elif content is not None:
            (to / file).write_bytes(content)


@pytest.mark.parametrize("name", [VAE, CODEBOOK])
@pytest.mark.parametrize("damage", ["absent", "empty", "cut", "attack", "another"])
def test_what_is_not_the_published_file_is_named(published, body, guide, tmp_path, name, damage):
    folder, victim = published[0], tmp_path / "victim"
    whole, other = (folder / name).read_bytes(), CODEBOOK if name == VAE else VAE
    content = {
        "absent": None,
        "empty": b"",
        "cut": whole[: len(whole) // 2],
        "attack": pickle.dumps(Attack(victim)),
        "another": (folder / other).read_bytes(),
    }[damage]
    copy(folder, tmp_path, name, content)
    with pytest.raises(UserError, match=name) as caught:
        load_shapes(tmp_path, body, guide)
    assert "--upstream-data" in caught.value.fix and not victim.exists()


def test_a_codebook_of_another_vae_is_refused(published, body, guide, tmp_path):
    copy(published[0], tmp_path, CODEBOOK, None)
    torch.save({torch.zeros(3, LATENTS + 1): torch.ones(3, 512)}, tmp_path / CODEBOOK)
    with pytest.raises(UserError, match="17 latents an entry, its VAE 16"):
        load_shapes(tmp_path, body, guide)


def test_the_command_refuses_before_it_makes_anything(published, tmp_path):
    words = ["--prompt", PROMPT, "--out", str(tmp_path / "out"), "--upstream-data", str(published[0])]
    words += ["--body", "free", "--guide", "builtin"]
    with pytest.raises(UserError, match="6890 vertices"):
        shape.main(words)
    assert not (tmp_path / "out").exists()


def test_the_command_writes_no_betas_of_what_the_vae_decodes(published, body, guide, tmp_path, monkeypatch):
    monkeypatch.setattr(shape, "load_body", lambda _: body)
    monkeypatch.setattr(shape, "load_guide", lambda *_: guide)
    asked = []
    monkeypatch.setattr(shape, "find_guide", asked.append)
    monkeypatch.setattr(shape, "find_body", asked.append)
    shape.main(["--prompt", PROMPT, "--out", str(tmp_path), "--upstream-data", str(published[0])])
    facts = json.loads((tmp_path / "a_very_fat_man.json").read_text())
    assert asked == ["ViT-B/32", "neutral"]
    assert facts["betas"] is None and facts["guide"] == "ViT-B/32"
