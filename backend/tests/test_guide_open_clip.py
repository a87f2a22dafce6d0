"""OpenCLIP's models as guides: true architectures with random weights, against the package's own numbers."""

from __future__ import annotations

import hashlib
import http.server
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import torch
import torch.nn.functional as functional

if importlib.util.find_spec("open_clip") is None:
    pytest.skip("open_clip_torch, an optional package, is not installed", allow_module_level=True)

from backend.guide import OPEN_CLIP_CONFIG, Guide, load_guide
from backend.guide.open_clip_guide import OpenClipGuide, import_package
from backend.protocol import UserError
from backend.tests.test_guide_clip import CLOSE, TEXTS, picture, tensor, unit

open_clip = import_package("tests")  # before what else imports the hub's client, which is to be offline
import huggingface_hub.constants  # noqa: E402
from open_clip.push_to_hf_hub import save_for_hf  # noqa: E402
from open_clip.tokenizer import canonicalize_text  # noqa: E402
from open_clip.transform import PreprocessCfg, image_transform_v2  # noqa: E402
from tokenizers import Tokenizer, models, pre_tokenizers, processors, trainers  # noqa: E402
from transformers import PreTrainedTokenizerFast  # noqa: E402

ROOT = Path(__file__).parents[2]
SMALL = {
    "embed_dim": 32,
    "vision_cfg": {"image_size": 32, "layers": 2, "width": 64, "patch_size": 8},
    "text_cfg": {"context_length": 16, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2},
}


def random_model(name: str, tag: str = ""):
    """A model of the package's, its normalisation and activation a checkpoint's."""
    torch.manual_seed(0)
    entry = open_clip.get_pretrained_cfg(name, tag)
    wanted = {key: entry[key] for key in ("mean", "std", "interpolation", "resize_mode")} if entry else None
    model = open_clip.create_model(
        name, force_preprocess_cfg=wanted, force_quick_gelu=bool(entry.get("quick_gelu"))
    )
    for parameter in model.parameters():  # else pictures hardly differ
        if parameter.ndim > 1:
            parameter.data *= 2
    return model.eval().requires_grad_(False)


def put_into_cache(repository: str, folder: Path, files: dict[str, Path]) -> None:
    """Files where the hub's client keeps what it has downloaded."""
    base = folder / f"models--{repository.replace('/', '--')}"
    snapshot = base / "snapshots" / ("0" * 40)
    snapshot.mkdir(parents=True)
    (base / "refs").mkdir()
    (base / "refs" / "main").write_text("0" * 40)
    for name, path in files.items():
        path.rename(snapshot / name)


def sentence_pieces() -> PreTrainedTokenizerFast:
    """A tokenizer of SigLIP's kind, of fewer pieces: padded with the end of text, number 1."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    special = ["<unk>", "</s>"]
    trainer = trainers.UnigramTrainer(vocab_size=120, special_tokens=special, unk_token="<unk>")
    tokenizer.train_from_iterator([*TEXTS, "a woman as a wizard, photographed from behind"] * 9, trainer)
    tokenizer.post_processor = processors.TemplateProcessing("$A </s>", special_tokens=[("</s>", 1)])
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, unk_token="<unk>", eos_token="</s>", pad_token="</s>"
    )


@pytest.fixture(scope="module")
def by_name(tmp_path_factory):
    """ViT-B-32 as LAION trained it, in the hub's cache: the model, its preprocessing, the guide."""
    folder, model = tmp_path_factory.mktemp("hub"), random_model("ViT-B-32", "laion2b_s34b_b79k")
    torch.save(model.state_dict(), folder / "weights")
    put_into_cache(
        "laion/CLIP-ViT-B-32-laion2B-s34B-b79K", folder, {"open_clip_pytorch_model.bin": folder / "weights"}
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(folder))
        guide = load_guide("open_clip:ViT-B-32/laion2b_s34b_b79k", "cpu", "float32")
    shutil.rmtree(folder)
    return model, guide, open_clip.get_tokenizer("ViT-B-32")(TEXTS)


@pytest.fixture(scope="module")
def siglip(tmp_path_factory):
    """SigLIP's ViT-B-16 in a folder, as its publishers save it; and the tokens of TEXTS."""
    folder, name = tmp_path_factory.mktemp("siglip"), "ViT-B-16-SigLIP"
    model, tokenizer = random_model(name, "webli"), sentence_pieces()
    save_for_hf(model, tokenizer, open_clip.get_model_config(name), str(folder), safe_serialization=True)
    guide = load_guide(str(folder), "cpu", "float32")
    shutil.rmtree(folder)
    plain = [canonicalize_text(text) for text in TEXTS]
    return model, guide, torch.tensor(tokenizer(plain, padding="max_length", max_length=64)["input_ids"])


@pytest.fixture(params=["by_name", "siglip"])
def loaded(request):
    return request.getfixturevalue(request.param)


def preprocess_of(model):
    return image_transform_v2(PreprocessCfg(**model.visual.preprocess_cfg), is_train=False)


def test_pictures_embed_as_with_the_package(loaded):
    model, guide, _ = loaded
    images = [picture(224, 224, seed) for seed in range(2)]
    expected = unit(model.encode_image(torch.stack([preprocess_of(model)(image) for image in images])))
    found = guide.encode_image(torch.cat([tensor(image) for image in images]))
    assert guide.image_size == 224
    assert torch.allclose(found, expected, atol=CLOSE)
    assert not torch.allclose(found[0], found[1], atol=100 * CLOSE)


def test_texts_embed_as_with_the_package(loaded):
    model, guide, tokens = loaded
    found = guide.encode_text(TEXTS)
    assert torch.allclose(found, unit(model.encode_text(tokens)), atol=CLOSE)
    assert not torch.allclose(found[0], found[1], atol=100 * CLOSE)


def test_gradients_reach_the_pictures_as_through_the_package(loaded):
    model, guide, _ = loaded
    text = guide.encode_text(TEXTS[:1])
    ours, theirs = (tensor(picture(224, 224)).requires_grad_() for _ in range(2))
    (guide.encode_image(ours) @ text.T).sum().backward()
    normalised = preprocess_of(model).transforms[-1](theirs)
    (functional.normalize(model.encode_image(normalised), dim=1) @ text.T).sum().backward()
    assert theirs.grad.abs().max() > 0
    assert (ours.grad - theirs.grad).norm() < 1e-4 * theirs.grad.norm()


def test_siglip_takes_pictures_and_texts_in_its_own_way(siglip):
    _, guide, tokens = siglip
    assert guide.towers[0].preprocessing.mean == (0.5, 0.5, 0.5)
    assert tokens.shape == (2, 64) and tokens[0, -1] == 1
    assert guide.warnings(TEXTS[0]) == []
    assert ["64 tokens" in text for text in guide.warnings("wizard " * 40)] == [True]


@pytest.fixture
def small(tmp_path):
    """A small model that the package knows by name, in a file."""
    (tmp_path / "small.json").write_text(json.dumps(SMALL))
    open_clip.add_model_config(tmp_path / "small.json")
    torch.save(random_model("small").state_dict(), tmp_path / "small.pt")
    return tmp_path / "small.pt"


def same(one: Guide, other: Guide) -> bool:
    image = tensor(picture(32, 32))
    return torch.equal(one.encode_image(image), other.encode_image(image))


def test_a_file_is_loaded_by_its_models_name(small):
    guide = load_guide(f"open_clip:small/{small}", "cpu", "float32")
    assert isinstance(guide, OpenClipGuide) and guide.image_size == 32
    expected = unit(random_model("small").encode_text(open_clip.get_tokenizer("small")(TEXTS)))
    assert torch.allclose(guide.encode_text(TEXTS), expected, atol=CLOSE)
    again = load_guide(f"open_clip:small/{small}", "cpu", "float32")
    assert same(guide, again) and guide.fingerprint == again.fingerprint


def test_the_fingerprint_changes_with_weights_normalisation_and_activation(small):
    found = []
    for options in ({}, {"force_quick_gelu": True}, {"image_mean": (0.1, 0.2, 0.3)}, {"weights": 1.01}):
        factor = options.pop("weights", 1.0)
        model, *_ = open_clip.create_model_and_transforms("small", pretrained=str(small), **options)
        model.text_projection.data *= factor
        found.append(OpenClipGuide(model, None, "small", torch.device("cpu")).fingerprint)
    assert len(set(found)) == 4


def test_a_prompt_that_is_cut_off_is_named(small):
    guide = load_guide(f"open_clip:small/{small}", "cpu")
    assert guide.warnings(" ".join(["man"] * 14)) == []  # with start and end, just the 16 that it reads
    assert ["16 tokens" in text for text in guide.warnings(" ".join(["man"] * 15))] == [True]


def test_checkpoints_get_the_activation_that_they_were_trained_with(small, tmp_path, monkeypatch):
    """OpenCLIP itself only warns: models by OpenAI's weights and others want QuickGELU."""
    entry = {**open_clip.get_pretrained_cfg("ViT-B-32", "openai"), "file": str(small)}
    monkeypatch.setitem(open_clip.pretrained._PRETRAINED, "small", {"quick": entry})
    quick = load_guide("open_clip:small/quick", "cpu", "float32")
    assert not same(quick, load_guide(f"open_clip:small/{small}", "cpu", "float32"))
    assert "QuickGELU" in repr(quick.model)


def test_a_file_of_a_model_with_two_normalisations_is_refused(tmp_path):
    (tmp_path / "weights.bin").write_bytes(b"")
    with pytest.raises(UserError, match=OPEN_CLIP_CONFIG):
        load_guide(f"open_clip:ViT-L-14/{tmp_path / 'weights.bin'}", "cpu")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("open_clip:ViT-B-33/openai", "ViT-B-32"),
        ("open_clip:ViT-B-32/nowhere", "laion2b_s34b_b79k"),
        ("open_clip:ViT-B-32/datacomp_s_s13m_b4k", "backend weights open_clip:ViT-B-32/datacomp_s_s13m_b4k"),
        ("open_clip:ViT-B-32", "open_clip:MODEL/WEIGHTS"),
        ("open_clip:ViT-B-32/weights.bin", "no weights"),
    ],
)
def test_what_is_not_there_is_told_without_a_download(tmp_path, monkeypatch, name, words):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UserError, match=words):
        load_guide(name, "cpu")
    assert huggingface_hub.constants.HF_HUB_OFFLINE


def test_a_missing_tokenizer_is_told(small, tmp_path, monkeypatch):
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    name = f"open_clip:ViT-B-16-SigLIP/{small}"
    with pytest.raises(UserError, match="tokenizer"):
        load_guide(name, "cpu")


@pytest.mark.parametrize("ending", [".bin", ".safetensors"])
def test_damaged_weights_are_named(small, tmp_path, ending):
    damaged = tmp_path / f"damaged{ending}"
    damaged.write_bytes(small.read_bytes()[:5000])
    with pytest.raises(UserError, match="damaged"):
        load_guide(f"open_clip:small/{damaged}", "cpu")


@pytest.mark.parametrize("name", ["open_clip_pytorch_model.bin", "model.safetensors"])
def test_a_file_without_its_models_name_is_not_taken_for_openais(small, name):
    with pytest.raises(UserError, match="open_clip:MODEL"):
        load_guide(str(small.rename(small.with_name(name))), "cpu")


class Hub(http.server.BaseHTTPRequestHandler):
    """One file of one repository, as the hub answers: with a commit, and the SHA-256 that it promises."""

    content = b"weights" * 1000
    promised = ""

    def do_HEAD(self):
        there = self.path.endswith("laion2B-s34B-b79K/resolve/main/open_clip_model.safetensors")
        self.send_response(200 if there else 404)
        self.send_header("X-Repo-Commit", "0" * 40)
        self.send_header("ETag", f'"{self.promised}"')
        self.send_header("Content-Length", str(len(self.content) if there else 0))
        self.end_headers()

    def do_GET(self):
        self.do_HEAD()
        self.wfile.write(self.content)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize("whole", [True, False])
def test_weights_come_from_the_hub_on_request_and_are_verified(tmp_path, whole):
    class Own(Hub):
        promised = hashlib.sha256(Hub.content if whole else b"others").hexdigest()

    variables = {key: value for key, value in os.environ.items() if key != "HF_HUB_OFFLINE"}
    command = [sys.executable, "-m", "backend", "weights", "open_clip:ViT-B-32/laion2b_s34b_b79k"]
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Own) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        variables |= {"HF_ENDPOINT": f"http://127.0.0.1:{running.server_port}", "HF_HOME": str(tmp_path)}
        ran = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True)
        running.shutdown()
    blobs = [path for path in (tmp_path / "hub").glob("*/blobs/*") if path.read_bytes() == Hub.content]
    assert ran.returncode == (0 if whole else 2), ran.stderr
    assert ("Ready: " in ran.stdout and len(blobs) == 1) if whole else ("damaged" in ran.stderr and not blobs)
