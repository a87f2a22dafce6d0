"""OpenCLIP's models as guides, SigLIP among them: size, normalisation and tokens are the model's own.

The package, open_clip_torch, is optional: `OPEN_CLIP_PACKAGES` says what to install.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch.nn.functional as functional

from ..protocol import UserError
from . import OPEN_CLIP, install_open_clip, split_open_clip
from .pictures import ImageTower, Preprocessing, prepared

TEXTS_TOGETHER = 64
PREPROCESSING = ("mean", "std", "interpolation", "resize_mode")  # what OpenCLIP's table says of a checkpoint


class OpenClipGuide:
    """A guide from any model of OpenCLIP's that has both towers; see `Guide`."""

    def __init__(self, model: Any, tokenizer: Any, name: str, device: torch.device, bfloat16: bool = False):
        """model and tokenizer as the package's `create_model` and `get_tokenizer` return them.

        bfloat16: look at pictures in that precision; texts are always read in float32. Raises ValueError
        for a model whose pictures are not square.
        """
        self.fingerprint = fingerprint(model)
        self.model = prepared(model, device)
        self.name, self.device, self._tokenize = name, device, tokenizer
        preprocessing = preprocessing_of(model)
        self.image_size = preprocessing.size
        self.towers: Sequence[Callable[[torch.Tensor], torch.Tensor]] = [
            ImageTower(self.model.encode_image, preprocessing, device, bfloat16)
        ]

    @torch.no_grad()
    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, D) float32, of length 1; what exceeds the model's context is cut off."""
        chunks = self._tokenize(texts).split(TEXTS_TOGETHER)
        features = torch.cat([self.model.encode_text(tokens.to(self.device)) for tokens in chunks])
        return functional.normalize(features.float(), dim=1)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1; differentiable in the images."""
        return self.towers[0](images)

    def warnings(self, prompt: str) -> list[str]:
        """What the user should know of a prompt: that its end is cut off."""
        tokens = self._tokenize([prompt])
        read = tokens.shape[1]
        if torch.equal(tokens, self._tokenize([prompt], context_length=2 * read)[:, :read]):
            return []
        return [f"The prompt is longer than the {read} tokens that {self.name} reads; its end is ignored."]


def load(name: str, path: Path | None, device: torch.device, bfloat16: bool) -> OpenClipGuide:
    """A guide from a folder with open_clip_config.json, or by `open_clip:MODEL/WEIGHTS`.

    path: the folder or the file with the weights, None where WEIGHTS is one of OpenCLIP's own names, which
    are looked for in the hub's cache. Raises UserError for what is not there, and what the package raises
    for what does not load.
    """
    package = import_package(name)
    if path is not None and path.is_dir():
        architecture, options = f"local-dir:{path}", {}
    else:
        architecture, weights = split_open_clip(name)
        options = _from_file(package, architecture, path) if path else _by_tag(package, architecture, weights)
    try:
        tokenizer = package.get_tokenizer(architecture)
    except ImportError as error:
        raise install_open_clip(f"The guide {name} needs another package: {error.msg}.") from error
    except OSError as error:
        raise UserError("missing", f"The tokenizer of {name} is not there.", fix=_how_to_get(name)) from error
    from safetensors import SafetensorError  # comes with the package

    try:
        model = package.create_model(architecture, require_pretrained=True, **options)
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    return OpenClipGuide(model, tokenizer, path.stem if path == Path(name) else name, device, bfloat16)


def import_package(name: str, offline: bool = True) -> ModuleType:
    """open_clip, for the guide of that name; offline: it then downloads nothing, whatever it is asked.

    Raises UserError where it is not installed.
    """
    if offline:
        os.environ["HF_HUB_OFFLINE"] = "1"  # the hub's client reads it once, when first imported
    try:
        import open_clip
    except ImportError as error:
        raise install_open_clip(f"The guide {name} needs OpenCLIP: {error.msg}.") from error
    return open_clip


def tagged(package: ModuleType, architecture: str, weights: str) -> dict[str, Any]:
    """OpenCLIP's entry of its own checkpoint; raises UserError with the like where there is none."""
    name = f"{OPEN_CLIP}{architecture}/{weights}"
    _refuse_unknown(package, architecture, name)
    found = package.get_pretrained_cfg(architecture, weights)
    if not found:
        tags = ", ".join(package.list_pretrained_tags_by_model(architecture)) or "none; name a file"
        raise UserError("input", f"OpenCLIP has no weights {name}.", fix=f"Of this model it has: {tags}.")
    return found


def _refuse_unknown(package: ModuleType, architecture: str, name: str) -> None:
    models = package.list_models()
    if architecture not in models:
        near = ", ".join(difflib.get_close_matches(architecture, models, 5, 0.4)) or models[0]
        raise UserError("input", f"OpenCLIP has no such model: {name}.", fix=f"It has {near} and others.")


def _by_tag(package: ModuleType, architecture: str, tag: str) -> dict[str, Any]:
    """How `create_model` finds one of its own checkpoints."""
    entry = tagged(package, architecture, tag)
    try:
        package.download_pretrained(entry)  # from the cache alone; see import_package
    except OSError as error:
        name = f"{OPEN_CLIP}{architecture}/{tag}"
        raise UserError("missing", f"The weights {name} are not there.", fix=_how_to_get(name)) from error
    # The package only warns where a checkpoint was trained with another activation than the model has.
    return {"pretrained": tag, "force_quick_gelu": bool(entry.get("quick_gelu"))}


def _from_file(package: ModuleType, architecture: str, path: Path) -> dict[str, Any]:
    """How `create_model` loads a file. A file does not tell its normalisation: it is what all checkpoints of
    that model have in OpenCLIP's table; raises UserError where they differ."""
    name = f"{OPEN_CLIP}{architecture}/{path}"
    _refuse_unknown(package, architecture, name)
    options: dict[str, Any] = {"pretrained": str(path)}
    entries = [
        package.get_pretrained_cfg(architecture, tag)
        for tag in package.list_pretrained_tags_by_model(architecture)
    ]
    used = [{key: entry[key] for key in PREPROCESSING} for entry in entries]
    if any(other != used[0] for other in used):
        raise UserError(
            "input",
            f"{name} does not say in which of two ways it takes pictures.",
            f"Models {architecture} were trained in both.",
            fix="Give the folder that holds it and its open_clip_config.json.",
        )
    return options | ({"force_preprocess_cfg": used[0]} if used else {})


def _how_to_get(name: str) -> str:
    if name.startswith(OPEN_CLIP):
        return f"Run: python3 -m backend weights {name}"
    return "Put its files beside the weights."


def preprocessing_of(model: Any) -> Preprocessing:
    """What `create_model` noted of a model's pictures; raises ValueError where they are not square."""
    noted = model.visual.preprocess_cfg
    size = noted["size"]
    height, width = size if isinstance(size, (tuple, list)) else (size, size)
    if height != width:
        raise ValueError(f"it takes pictures of {width} x {height} pixels, and only square ones are made")
    interpolation = "bilinear" if noted["interpolation"] == "bilinear" else "bicubic"
    return Preprocessing(int(width), tuple(noted["mean"]), tuple(noted["std"]), interpolation)


def fingerprint(model: Any) -> str:
    """Changes with the weights, the architecture and the preprocessing."""
    digest = hashlib.sha256(repr(model).encode())
    digest.update(json.dumps(model.visual.preprocess_cfg, sort_keys=True).encode())
    for key, values in model.state_dict().items():
        digest.update(key.encode())
        digest.update(values.detach().cpu().contiguous().flatten().view(torch.uint8).numpy())
    return digest.hexdigest()[:16]
