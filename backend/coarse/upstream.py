"""AvatarCLIP's published shape data: a codebook of ViT-B/32 features, and the VAE that decodes its entries.

The VAE's decoder has no non-linearity: it is a linear shape space around SMPL's template, as betas are.
"""

from __future__ import annotations

import dataclasses
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..body import Body
from ..body.codebook import score
from ..guide import Guide
from ..guide.clip_guide import ClipGuide
from ..protocol import UserError

GUIDE = "ViT-B/32"
VAE, CODEBOOK = "model_VAE_16.pth", "codebook.pth"
VERTICES = 6890
FIRST_LAYER = (768, 3, 32, 32)  # of ViT-B/32's picture tower
WITHOUT = "or leave out --upstream-data"
Arrays = tuple[np.ndarray, np.ndarray]


@dataclasses.dataclass(frozen=True)
class Shapes:
    """body: its betas are the VAE's latents; latents (N, L) float32: the codebook's entries; pictures
    (N, 512) float32: their features, of length 1; neutral: the entry nearest SMPL's template."""

    body: Body
    latents: np.ndarray
    pictures: np.ndarray
    neutral: int

    def choose(self, prompt: str, guide: Guide, neutral: str) -> np.ndarray:
        """The latents (L,) of the entry whose picture differs from the neutral one's as the prompt does from
        the neutral text (Hong et al. 2022, section 3.2).

        The neutral picture is an entry's too, not one of ours: all are drawn in the same manner.
        """
        scores = score(prompt, self.pictures, self.pictures[self.neutral], guide, neutral)
        return self.latents[int(np.argmax(scores))]


def load_shapes(folder: Path, body: Body, guide: Guide) -> Shapes:
    """The published VAE and codebook in a folder, for one of SMPL's bodies and ViT-B/32.

    Raises UserError where they are missing or not what they should be, and for other bodies and guides.
    """
    if len(body.v_template) != VERTICES:
        raise UserError(
            "input",
            f"The shape VAE in {folder} decodes SMPL's {VERTICES} vertices, and the body {body.name} has "
            f"{len(body.v_template)}.",
            fix=f"Use --body neutral, male or female, {WITHOUT}.",
        )
    if not _is_vit_b_32(guide):
        raise UserError(
            "input",
            f"The codebook in {folder} holds features of OpenAI's {GUIDE}, and the guide is {guide.name}.",
            fix=f"Use --guide {GUIDE}, {WITHOUT}.",
        )
    basis, offset = _read(folder / VAE, _decoder)
    latents, pictures = _read(folder / CODEBOOK, _codebook)
    if latents.shape[1] != basis.shape[1]:
        raise UserError(
            "input",
            f"The codebook in {folder} has {latents.shape[1]} latents an entry, its VAE {basis.shape[1]}.",
            fix=f"Use files that were published together, {WITHOUT}.",
        )
    moved = [float(np.linalg.norm(basis @ latent + offset)) for latent in latents]
    shaped = dataclasses.replace(
        body,
        v_template=body.v_template + offset.reshape(-1, 3),
        shapedirs=basis.reshape(VERTICES, 3, -1),
        samples=None,
        phenotypes=None,
        finer=None,
    )
    return Shapes(shaped, latents, pictures, int(np.argmin(moved)))


def _is_vit_b_32(guide: Guide) -> bool:
    if not isinstance(guide, ClipGuide):
        return False
    first = getattr(guide.model.visual, "conv1", None)
    return first is not None and tuple(first.weight.shape) == FIRST_LAYER


def _read(path: Path, take: Callable[[Any], Arrays]) -> Arrays:
    """What `take` finds in a file of tensors; a pickle that asks for anything else is refused."""
    if not path.is_file():
        raise UserError("missing", f"There is no {path}.", fix=f"Put AvatarCLIP's file there, {WITHOUT}.")
    try:
        return take(torch.load(path, map_location="cpu", weights_only=True))
    except (
        OSError, EOFError, KeyError, ValueError, TypeError, AttributeError, RuntimeError,
        pickle.UnpicklingError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise UserError(
            "input",
            f"{path} is not AvatarCLIP's file.",
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}.",
            f"Restore it from its source, {WITHOUT}.",
        ) from error


def _decoder(state: dict[str, torch.Tensor]) -> Arrays:
    """The decoder of a state dict as one map: basis (3 V, L) and offset (3 V,), float32, metres.

    Its two layers are known by their shapes, whatever they are called: L -> H -> 3 V.
    """
    layers = {
        name.removesuffix("weight"): tensor.float()
        for name, tensor in state.items()
        if name.endswith("weight") and tensor.ndim == 2
    }
    pairs = [
        (first, last)
        for last, wide in layers.items()
        for first, narrow in layers.items()
        if len(wide) == 3 * VERTICES and len(narrow) == wide.shape[1] and narrow.shape[1] < len(narrow)
        and narrow.shape[1] != 3 * VERTICES
    ]  # fmt: skip
    if len(pairs) != 1:
        raise ValueError(f"it holds {len(pairs)} decoders to {3 * VERTICES} coordinates, not one")
    first, last = pairs[0]
    basis = layers[last] @ layers[first]
    offset = layers[last] @ state[f"{first}bias"].float() + state[f"{last}bias"].float()
    return basis.numpy(), offset.numpy()


def _codebook(entries: dict[torch.Tensor, torch.Tensor]) -> Arrays:
    """Latents (N, L) and features (N, D) of length 1, both float32."""
    ((latents, features),) = entries.items()
    if latents.ndim != 2 or features.ndim != 2 or len(latents) != len(features):
        raise ValueError(f"latents {tuple(latents.shape)} and features {tuple(features.shape)} do not fit")
    unit = torch.nn.functional.normalize(features.float(), dim=1)
    return latents.detach().float().numpy(), unit.detach().numpy()
