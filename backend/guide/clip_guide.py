"""A CLIP model as a guide: text and images to unit vectors of one space (Radford et al. 2021)."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path

import clip
import numpy as np
import torch
import torch.nn.functional as functional
from clip.model import CLIP, build_model
from clip.simple_tokenizer import SimpleTokenizer

from .clip_text import encode_tokens
from .download import digest
from .pictures import ImageTower, Preprocessing, prepared
from .vocabulary import read_vocabulary, warning

# CLIP's own normalisation of images (Radford et al. 2021, the released preprocessing).
MEAN = (0.48145466, 0.4578275, 0.40821073)
STD = (0.26862954, 0.26130258, 0.27577711)
CONTEXT = 77


class ClipGuide:
    """What sculpting, the codebooks and motion ask of a guide; nothing else knows which model it is.

    name: for the report; fingerprint: changes with the weights; image_size: pixels along a side;
    vocabulary: the words that training used, None where it is taken to know all; towers: see `Guide`.
    """

    def __init__(
        self,
        model: CLIP,
        name: str,
        fingerprint: str,
        device: torch.device,
        vocabulary: frozenset[str] | None = None,
        bfloat16: bool = False,
        companions: Sequence[torch.nn.Module] = (),
    ):
        """bfloat16: look at pictures in that precision; texts are always read in float32.

        companions: other image towers into the same space, as model.visual.
        """
        self.model = prepared(model, device)
        self.name, self.fingerprint, self.vocabulary = name, fingerprint, vocabulary
        self.image_size: int = model.visual.input_resolution
        self.device = device
        preprocessing = Preprocessing(self.image_size, MEAN, STD)
        visuals = [self.model.visual, *(prepared(companion, device) for companion in companions)]
        self.towers: Sequence[Callable[[torch.Tensor], torch.Tensor]] = [
            ImageTower(visual, preprocessing, device, bfloat16) for visual in visuals
        ]

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, D) float32, of length 1; what exceeds 77 tokens is cut off."""
        tokens = clip.tokenize(texts, truncate=True).to(self.device)
        return functional.normalize(encode_tokens(self.model, tokens).float(), dim=1)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1; differentiable in the images."""
        return self.towers[0](images)

    def warnings(self, prompt: str) -> list[str]:
        """What the user should know of a prompt: words that the guide cannot read or never saw."""
        found = []
        if (clip.tokenize([prompt], truncate=True)[0, -1] != 0).item():
            found.append(
                f"The prompt is longer than the {CONTEXT} tokens that a guide reads; its end is ignored."
            )
        if self.vocabulary is not None and (text := warning(self.name, prompt, self.vocabulary)):
            found.append(text)
        return found


def from_arrays(
    path: Path,
    name: str,
    device: torch.device,
    bfloat16: bool = False,
    companions: Path | None = None,
) -> ClipGuide:
    """A guide from an .npz file of half-precision arrays named as in CLIP's state dict.

    It knows the words in the file of words beside it, or those whose tokens training has moved from zero.
    companions: an .npz file of image towers into its space, arrays named NUMBER/NAME as in CLIP's state dict.
    """
    with np.load(path, allow_pickle=False) as file:
        state = {key: torch.from_numpy(file[key]) for key in file.files}
    vocabulary = read_vocabulary(path) or _words_with_tokens(state["token_embedding.weight"])
    fingerprint, towers = digest(path)[:16], []
    if companions:
        fingerprint = fingerprint[:8] + digest(companions)[:8]
        towers = [build_model(text_of(state) | one).visual for one in read_towers(companions)]
    return ClipGuide(build_model(state), name, fingerprint, device, vocabulary, bfloat16, towers)


def text_of(state: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    """The part of CLIP's state dict that is not the image tower's."""
    return {name: value for name, value in state.items() if not name.startswith("visual.")}


def read_towers(path: Path) -> list[dict[str, torch.Tensor]]:
    """Each image tower of an .npz file, under its names in CLIP's state dict."""
    towers: dict[str, dict[str, torch.Tensor]] = {}
    with np.load(path, allow_pickle=False) as file:
        for key in file.files:
            number, _, name = key.partition("/")
            towers.setdefault(number, {})[name] = torch.from_numpy(file[key])
    return list(towers.values())


def from_archive(path: Path, name: str, device: torch.device, bfloat16: bool) -> ClipGuide:
    """A guide from one of OpenAI's archives (TorchScript), or a file with a CLIP state dict."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "`torch.jit.load` is deprecated", FutureWarning)
        model, _ = clip.load(str(path), device="cpu", jit=False)
    return ClipGuide(model, name, digest(path)[:16], device, bfloat16=bfloat16)


def _words_with_tokens(embedding: torch.Tensor) -> frozenset[str]:
    """The words that are one token whose embedding (49408, D) is not zero."""
    decoder = SimpleTokenizer().decoder
    tokens = [decoder[number] for number in embedding.abs().sum(dim=1).nonzero()[:, 0].tolist()]
    return frozenset(token.removesuffix("</w>") for token in tokens if token.endswith("</w>"))
