"""OpenAI's CLIP as a guide: models of the true sizes with random weights, against the package's numbers."""

from __future__ import annotations

import clip
import numpy as np
import pytest
import torch
import torch.nn.functional as functional
from clip.clip import _transform
from clip.model import CLIP
from PIL import Image

from backend.guide import Guide, load_guide
from backend.guide.clip_guide import MEAN, STD, ClipGuide
from backend.guide.pictures import ImageTower, Preprocessing

TEXTS = ["a man in a red shirt and blue trousers", "a 3d rendering of the back of a knight in unreal engine"]
ARCHITECTURES = {
    "ViT-B/32": (512, 224, 12, 768, 32, 77, 49408, 512, 8, 12),
    "ViT-B/16": (512, 224, 12, 768, 16, 77, 49408, 512, 8, 12),
    "ViT-L/14, 3 of its layers": (768, 224, 3, 1024, 14, 77, 49408, 768, 12, 3),  # all 24: 5 GB of memory
    "RN50": (1024, 224, (3, 4, 6, 3), 64, None, 77, 49408, 512, 8, 12),
}
NEAREST = Image.Resampling.NEAREST
CLOSE = 1e-5  # float32 sums in another order


def picture(width: int, height: int, seed: int = 0) -> Image.Image:
    """Smooth shapes with edges and grain, as renders have."""
    rng = np.random.default_rng(seed)
    coarse = Image.fromarray(rng.integers(0, 256, (7, 7, 3), np.uint8)).resize((width, height), NEAREST)
    grain = rng.normal(0, 8, (height, width, 3))
    return Image.fromarray((np.asarray(coarse) + grain).clip(0, 255).astype(np.uint8))


def tensor(image: Image.Image) -> torch.Tensor:
    return torch.from_numpy(np.array(image)).permute(2, 0, 1)[None].float() / 255


def random_model(name: str) -> CLIP:
    """The true architecture in OpenAI's precision: weights that half floats hold."""
    torch.manual_seed(0)
    model = CLIP(*ARCHITECTURES[name]).eval().requires_grad_(False)
    if name == "RN50":
        give_statistics(model)
    return model.half().float().to(memory_format=torch.channels_last)


def give_statistics(model: CLIP) -> None:
    """Batch normalisation as after training, where it is not the identity: from two pictures' statistics.

    What each block adds is kept small, else a random network answers to a picture's last bits.
    """
    for name, layer in model.named_modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.momentum = 1.0
            layer.weight.uniform_(0.8, 1.2).mul_(0.2 if name.endswith("bn3") else 1)
    model.train().encode_image(torch.cat([tensor(picture(224, 224, seed)) for seed in (8, 9)]) * 4 - 2)
    model.eval()


@pytest.fixture(scope="module", params=ARCHITECTURES)
def loaded(request, tmp_path_factory) -> tuple[CLIP, Guide]:
    """A model, and the guide from a file with its state dict."""
    model = random_model(request.param)
    path = tmp_path_factory.mktemp("weights") / "weights.pt"
    torch.save({key: value.half() for key, value in model.state_dict().items()}, path)
    guide = load_guide(str(path), "cpu", "float32")
    path.unlink()
    return model, guide


def small_model() -> CLIP:
    """CLIP's architecture, a vision transformer, small and random."""
    torch.manual_seed(0)
    return CLIP(64, 64, 2, 64, 16, 77, 49408, 64, 1, 2).eval().requires_grad_(False).half().float()


def unit(features: torch.Tensor) -> torch.Tensor:
    return functional.normalize(features.detach(), dim=1)


def test_pictures_embed_as_with_the_package(loaded):
    model, guide = loaded
    images = [picture(224, 224, seed) for seed in range(2)]
    preprocess = _transform(model.visual.input_resolution)
    expected = unit(model.encode_image(torch.stack([preprocess(image) for image in images])))
    found = guide.encode_image(torch.cat([tensor(image) for image in images]))
    assert guide.image_size == 224
    assert torch.allclose(found, expected, atol=CLOSE)
    assert not torch.allclose(found[0], found[1], atol=100 * CLOSE)


def test_texts_embed_as_with_the_package(loaded):
    model, guide = loaded
    found = guide.encode_text(TEXTS)
    assert torch.allclose(found, unit(model.encode_text(clip.tokenize(TEXTS))), atol=CLOSE)
    assert not torch.allclose(found[0], found[1], atol=100 * CLOSE)


def test_gradients_reach_the_pictures_as_through_the_package(loaded):
    model, guide = loaded
    text = guide.encode_text(TEXTS[:1])
    ours, theirs = (tensor(picture(224, 224)).requires_grad_() for _ in range(2))
    (guide.encode_image(ours) @ text.T).sum().backward()
    normalise = _transform(224).transforms[-1]
    (functional.normalize(model.encode_image(normalise(theirs)), dim=1) @ text.T).sum().backward()
    assert theirs.grad.abs().max() > 0
    assert (ours.grad - theirs.grad).norm() < 1e-4 * theirs.grad.norm()


def test_bfloat16_looks_almost_alike_and_reads_exactly(loaded):
    model, exact = loaded
    rough = ClipGuide(model, "rough", "0", torch.device("cpu"), bfloat16=True)
    assert torch.equal(rough.encode_text(TEXTS), exact.encode_text(TEXTS))
    gradients, features = [], []
    for guide in (exact, rough):
        image = tensor(picture(224, 224)).requires_grad_()
        features.append(guide.encode_image(image))
        (features[-1] @ guide.encode_text(TEXTS[:1]).T).sum().backward()
        gradients.append(image.grad.flatten())
    assert features[1].dtype == torch.float32 and not torch.equal(*features)
    assert functional.cosine_similarity(*features) > 0.999
    assert functional.cosine_similarity(*gradients, dim=0) > 0.9


@pytest.mark.parametrize("size", [512, 100])
def test_other_sizes_are_resampled_as_by_the_package(size):
    """Up to its rounding to 256 levels, which it does twice, for columns and rows."""
    soft = (
        picture(size, size)
        .resize((size // 8,) * 2, Image.Resampling.BOX)
        .resize((size,) * 2, Image.Resampling.BICUBIC)
    )
    soft = soft.point([64 + level // 2 for level in range(256)] * 3)  # nothing overshoots black or white
    look = ImageTower(torch.nn.Identity(), Preprocessing(224, MEAN, STD), torch.device("cpu"), False)
    difference = (look.prepare(tensor(soft)) - _transform(224)(soft)[None]).abs()
    assert (difference * torch.tensor(STD).view(3, 1, 1) * 255).max() < 1.5


def test_sharp_pictures_of_another_size_are_seen_almost_as_by_the_package(loaded):
    """It cuts off what overshoots black and white, which has no gradient, and we do not."""
    model, guide = loaded
    image = picture(512, 512)
    expected = unit(model.encode_image(_transform(224)(image)[None]))
    assert functional.cosine_similarity(guide.encode_image(tensor(image)), expected) > 0.999


@pytest.mark.filterwarnings("ignore")  # of tracing
def test_a_torchscript_archive_is_the_model_that_it_was_made_of(tmp_path):
    """As OpenAI's: traced, in half precision, with three numbers among its buffers."""
    model, archived = small_model(), small_model()
    for name, number in {"input_resolution": 64, "context_length": 77, "vocab_size": 49408}.items():
        archived.__dict__.pop(name, None)
        archived.register_buffer(name, torch.tensor(number))
    inputs = {"encode_image": torch.rand(1, 3, 64, 64), "encode_text": clip.tokenize("a")}
    torch.jit.trace_module(archived, inputs).half().save(str(tmp_path / "archive.pt"))
    guide, image = load_guide(str(tmp_path / "archive.pt"), "cpu", "float32"), picture(64, 64)
    expected = unit(model.encode_image(_transform(64)(image)[None]))
    assert torch.allclose(guide.encode_image(tensor(image)), expected, atol=CLOSE)
    assert torch.allclose(guide.encode_text(TEXTS), unit(model.encode_text(clip.tokenize(TEXTS))), atol=CLOSE)


def test_the_built_in_guide_looks_in_float32_unless_told_otherwise():
    """It is small, and what it sees is cached and compared over machines."""
    image = tensor(picture(64, 64))
    usual, exact, rough = (
        load_guide("builtin", "cpu", precision).encode_image(image)
        for precision in ("auto", "float32", "bfloat16")
    )
    assert torch.equal(usual, exact) and not torch.equal(rough, exact)


def test_a_callers_autocast_reaches_a_guide_in_float32():
    guide, image = ClipGuide(small_model(), "small", "0", torch.device("cpu")), tensor(picture(64, 64))
    with torch.autocast("cpu", torch.bfloat16):
        rough = guide.encode_image(image)
    assert rough.dtype == torch.float32 and not torch.equal(rough, guide.encode_image(image))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no CUDA device")
@pytest.mark.parametrize(("bfloat16", "close"), [(False, 1e-5), (True, 1e-3)])
def test_a_guide_on_cuda_agrees_with_one_on_the_processor(bfloat16, close):
    found = []
    for device, rough in (("cpu", False), ("cuda", bfloat16)):
        guide = ClipGuide(small_model(), "small", "0", torch.device(device), bfloat16=rough)
        image = tensor(picture(64, 64)).to(device).requires_grad_()
        features, text = guide.encode_image(image), guide.encode_text(TEXTS[:1])
        (features @ text.T).sum().backward()
        found.append([each.detach().cpu().flatten() for each in (features, text, image.grad)])
    for ours, theirs in zip(*found, strict=True):
        assert functional.cosine_similarity(ours, theirs, dim=0) > 1 - close
