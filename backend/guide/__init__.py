"""Guides: text and images as vectors to compare. The built-in one, or OpenAI's CLIP where its weights are."""

from __future__ import annotations

import pickle
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..protocol import UserError

if TYPE_CHECKING:
    import torch

SHIPPED = {  # "judge": trained apart from "builtin", for `evaluate` alone
    "builtin": Path(__file__).parent / "builtin_guide.npz",
    "judge": Path(__file__).parent / "judge_guide.npz",
}
BUILTIN = SHIPPED["builtin"]
CLIP_CACHE = Path("~/.cache/clip")  # where OpenAI's package keeps the weights that it downloads
CLIP_MODELS = (
    "RN50",
    "RN101",
    "RN50x4",
    "RN50x16",
    "RN50x64",
    "ViT-B/32",
    "ViT-B/16",
    "ViT-L/14",
    "ViT-L/14@336px",
)


class Guide(Protocol):
    """name: for the report; fingerprint: changes with the weights; image_size: pixels along a side;
    device: where it computes, and where it wants its images."""

    name: str
    fingerprint: str
    image_size: int
    device: torch.device

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, D) float32, of length 1."""

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1; differentiable in the images."""

    def warnings(self, prompt: str) -> list[str]:
        """What the user should know of a prompt: words that the guide cannot read or never saw."""


def find_guide(name: str) -> Path:
    """The weights of one of SHIPPED or CLIP_MODELS, or a file; raises UserError when they are not there.

    Nothing is downloaded.
    """
    if name in SHIPPED:
        path = SHIPPED[name]
    elif name in CLIP_MODELS:
        path = CLIP_CACHE.expanduser() / f"{name.replace('/', '-')}.pt"
    else:
        path = Path(name).expanduser()
    if path.is_file():
        return path
    if name in CLIP_MODELS:
        fix = f"Download {path.name} from OpenAI's CLIP project and put it there, or use the built-in guide."
    else:
        fix = f"Give a weights file, builtin, or one of {', '.join(CLIP_MODELS)}."
    raise UserError("missing", f"There are no weights of the guide {name} at {path}.", fix=fix)


def load_guide(name: str, device: torch.device | str) -> Guide:
    """Load a guide by the name or path that `find_guide` takes, onto a torch device.

    Raises UserError for weights that are missing, damaged or not CLIP's.
    """
    import torch

    from .clip_guide import from_archive, from_arrays

    path = find_guide(name)
    read = from_arrays if path.suffix == ".npz" else from_archive
    try:
        return read(path, path.stem if path == Path(name) else name, torch.device(device))
    except (
        OSError, EOFError, KeyError, ValueError, RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise UserError(
            "input",
            f"{path} does not hold the weights of a CLIP model.",
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}.",
            "Download it again, or use the built-in guide.",
        ) from error
