"""Poses and sentences as vectors to compare, without pictures: a small network of CLIP's kind.

CLIP's text transformer beside a perceptron that takes the rotations of a pose, trained by `train
pose_guide` on poses of described movements. It stands in for pictures where the built-in guide is used, which
knows clothes.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import cast

import clip
import numpy as np
import torch
import torch.nn.functional as functional
from clip.model import CLIP, LayerNorm, Transformer
from torch import nn

from ..body import JOINT_NAMES
from ..body.lbs import rotation_matrices
from ..guide.clip_text import encode_tokens
from ..guide.vocabulary import alike, read_vocabulary, unknown_words
from .rotations import to_six

SHIPPED = Path(__file__).with_name("pose_guide.npz")
TOKENS, CONTEXT = 49408, 77  # of CLIP's tokenizer
WIDTH, LAYERS, HIDDEN, EMBEDDING = 128, 2, 384, 128


class Towers(nn.Module):
    """Tokens (N, 77) and rotations (N, 24, 3, 3) -> (N, EMBEDDING) each, of length 1."""

    def __init__(self, width: int = WIDTH, layers: int = LAYERS, hidden: int = HIDDEN):
        super().__init__()
        self.token_embedding = nn.Embedding(TOKENS, width)
        self.positional_embedding = nn.Parameter(0.01 * torch.randn(CONTEXT, width))
        mask = torch.full((CONTEXT, CONTEXT), -torch.inf).triu_(1)
        self.transformer = Transformer(width, layers, max(width // 64, 1), mask)
        self.ln_final = LayerNorm(width)
        self.text_projection = nn.Parameter(width**-0.5 * torch.randn(width, EMBEDDING))
        self.pose = nn.Sequential(
            nn.Linear(6 * len(JOINT_NAMES), hidden), nn.GELU(), nn.LayerNorm(hidden),
            nn.Linear(hidden, hidden), nn.GELU(), nn.LayerNorm(hidden), nn.Linear(hidden, EMBEDDING),
        )  # fmt: skip
        self.logit_scale = nn.Parameter(torch.tensor(np.log(1 / 0.07), dtype=torch.float32))
        nn.init.normal_(self.token_embedding.weight, std=0.02)

    @property
    def dtype(self) -> torch.dtype:
        return self.text_projection.dtype

    def read(self, tokens: torch.Tensor) -> torch.Tensor:
        return functional.normalize(encode_tokens(cast(CLIP, self), tokens), dim=1)

    def look(self, rotations: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.pose(to_six(rotations).flatten(1)), dim=1)


class PoseGuide:
    """A trained pair of towers' opinion of poses; see `opinion.Opinion`."""

    def __init__(self, towers: Towers, vocabulary: frozenset[str] | None, poses: np.ndarray):
        """vocabulary: the words that training used; poses: the codebook's, (N, 24, 3)."""
        self.towers, self.vocabulary, self._poses = towers, vocabulary, poses

    @classmethod
    def load(cls, poses: np.ndarray, path: Path = SHIPPED) -> PoseGuide:
        """From half-precision arrays named as in the towers' state, the words taught in a file beside."""
        with np.load(path, allow_pickle=False) as file:
            state = {name: torch.from_numpy(file[name]).float() for name in file.files}
        layers = len({name.split(".")[2] for name in state if name.startswith("transformer.resblocks.")})
        towers = Towers(state["token_embedding.weight"].shape[1], layers, state["pose.0.weight"].shape[0])
        towers.load_state_dict(state)
        return cls(towers.eval().requires_grad_(False), read_vocabulary(path), poses)

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, EMBEDDING) float32, of length 1; what exceeds 77 tokens is cut off."""
        return self.towers.read(clip.tokenize(texts, truncate=True))

    def encode_poses(self, rotations: torch.Tensor) -> torch.Tensor:
        """Rotations (N, 24, 3, 3) -> (N, EMBEDDING), of length 1; differentiable."""
        return self.towers.look(rotations)

    def features(self, told: Callable[[int, int], None] = lambda *_: None) -> np.ndarray:
        """The vectors (N, EMBEDDING) of the codebook's poses."""
        return self.encode_poses(rotation_matrices(torch.from_numpy(self._poses))).numpy()

    def warnings(self, prompt: str) -> list[str]:
        """The words of a prompt that training never had."""
        words = self.vocabulary
        if words is None:
            return []
        named = [
            f'"{word}" (did you mean {" or ".join(known)}?)' if (known := alike(word, words)) else f'"{word}"'
            for word in unknown_words(prompt, words)
        ]
        if not named:
            return []
        return [
            f"The guide of motions was never taught {', '.join(named)}. Say in plain words what the body "
            'does, such as "raising the left arm". Real CLIP weights know far more: see the README, "Adding '
            'SMPL and CLIP".'
        ]
