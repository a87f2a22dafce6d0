"""Guides: text and images as vectors to compare. The built-in one, or CLIP where its weights are."""

from __future__ import annotations

import pickle
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from ..protocol import UserError

if TYPE_CHECKING:
    import torch

SHIPPED = {  # "judge": trained apart from "builtin", for `evaluate` alone
    "builtin": Path(__file__).parent / "builtin_guide.npz",
    "judge": Path(__file__).parent / "judge_guide.npz",
}
BUILTIN = SHIPPED["builtin"]
COMPANIONS = BUILTIN.with_name("companions.npz")  # more image towers into its space
CLIP_CACHE = Path("~/.cache/clip")  # where OpenAI's package keeps the weights that it downloads
CLIP_MODELS = {  # name: file
    "RN50": "RN50.pt",
    "RN101": "RN101.pt",
    "RN50x4": "RN50x4.pt",
    "RN50x16": "RN50x16.pt",
    "RN50x64": "RN50x64.pt",
    "ViT-B/32": "ViT-B-32.pt",
    "ViT-B/16": "ViT-B-16.pt",
    "ViT-L/14": "ViT-L-14.pt",
    "ViT-L/14@336px": "ViT-L-14-336px.pt",
}
OPEN_CLIP = "open_clip:"  # open_clip:MODEL/WEIGHTS, weights by OpenCLIP's name or a file
OPEN_CLIP_CONFIG = "open_clip_config.json"  # in a folder with a whole model of OpenCLIP's
OPEN_CLIP_PACKAGES = ("open_clip_torch==3.3.0", "timm==1.0.31", "transformers==5.23.0")
WEIGHTS = (".pt", ".pth", ".bin", ".safetensors", ".npz")
Precision = Literal["auto", "float32", "bfloat16"]


class Guide(Protocol):
    """name: for the report; fingerprint: changes with the weights; image_size: pixels along a side;
    device: where it computes, and where it wants its images; towers: ways of looking at images, each as
    encode_image, which is the first. A step of sculpting asks one of them at random: what several
    networks see is in the picture, and not one's quirk (Liu et al. 2017, Delving into Transferable
    Adversarial Examples)."""

    name: str
    fingerprint: str
    image_size: int
    device: torch.device
    towers: Sequence[Callable[[torch.Tensor], torch.Tensor]]

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """texts (N) -> (N, D) float32, of length 1."""

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """images (B, 3, H, W) in 0..1 -> (B, D) float32, of length 1; differentiable in the images."""

    def warnings(self, prompt: str) -> list[str]:
        """What the user should know of a prompt: words that the guide cannot read or never saw."""


def find_guide(name: str) -> Path | None:
    """The weights of one of SHIPPED or CLIP_MODELS, a file, a folder of OpenCLIP's, or the file in
    "open_clip:MODEL/FILE"; None for "open_clip:MODEL/NAME", which only OpenCLIP can find.

    Raises UserError when they are not there. Nothing is downloaded.
    """
    if name in SHIPPED:
        path = SHIPPED[name]
    elif name in CLIP_MODELS:
        path = CLIP_CACHE.expanduser() / CLIP_MODELS[name]
    elif name.startswith(OPEN_CLIP):
        path = Path(split_open_clip(name)[1]).expanduser()
        if not path.is_file() and path.suffix not in WEIGHTS:
            return None
    else:
        path = Path(name).expanduser()
    if path.is_file() or (path / OPEN_CLIP_CONFIG).is_file():
        return path
    if name in CLIP_MODELS:
        fix = f"Run: python3 -m backend weights {name}; or use the built-in guide."
    else:
        fix = f"Give a weights file, builtin, one of {', '.join(CLIP_MODELS)}, or {OPEN_CLIP}MODEL/WEIGHTS."
    raise UserError("missing", f"There are no weights of the guide {name} at {path}.", fix=fix)


def split_open_clip(name: str) -> tuple[str, str]:
    """Model and weights of "open_clip:MODEL/WEIGHTS"; raises UserError where one is missing."""
    model, _, weights = name.removeprefix(OPEN_CLIP).partition("/")
    if not model or not weights:
        fix = f"Such as {OPEN_CLIP}ViT-B-32/laion2b_s34b_b79k, or {OPEN_CLIP}ViT-B-32/FILE."
        raise UserError("input", f"{name} is not {OPEN_CLIP}MODEL/WEIGHTS.", fix=fix)
    return model, weights


def install_open_clip(why: str) -> UserError:
    """What to tell where OpenCLIP's packages are wanted and not installed."""
    packages = " ".join(OPEN_CLIP_PACKAGES)
    return UserError("missing", why, fix=f"Run: {sys.executable} -m pip install {packages}")


def load_guide(name: str, device: torch.device | str, precision: Precision = "auto") -> Guide:
    """Load a guide by the name or path that `find_guide` takes, onto a torch device.

    precision: that of looking at pictures, "auto" is bfloat16 (autocast) where the device
    multiplies it, but float32 for the small guides in .npz files. Raises UserError for weights that are
    missing, damaged or not CLIP's, and for OpenCLIP where it is not installed.
    """
    import torch

    from . import clip_guide, open_clip_guide
    from .pictures import multiplies_bfloat16

    path, place = find_guide(name), torch.device(device)
    wanted = {"auto": multiplies_bfloat16(place), "float32": False, "bfloat16": True}[precision]
    try:
        if name.startswith(OPEN_CLIP) or path is None or path.is_dir():
            return open_clip_guide.load(name, path, place, wanted)
        own = path.stem if path == Path(name) else name
        if path.suffix == ".npz":
            companions = COMPANIONS if path == BUILTIN else None
            return clip_guide.from_arrays(path, own, place, precision == "bfloat16", companions)
        _refuse_open_clip(path)
        return clip_guide.from_archive(path, own, place, wanted)
    except (
        OSError, EOFError, KeyError, ValueError, RuntimeError, pickle.UnpicklingError, zipfile.BadZipFile,
    ) as error:  # fmt: skip
        raise UserError(
            "input",
            f"{path or name} does not hold the weights of a CLIP model.",
            f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}.",
            "Download it again, or use the built-in guide.",
        ) from error


def _refuse_open_clip(path: Path) -> None:
    """A file of OpenCLIP's would load as OpenAI's, and see everything through the wrong activation."""
    if path.suffix == ".safetensors" or path.name.startswith("open_clip_"):
        raise UserError(
            "input",
            f"{path} is a file of OpenCLIP's, whose model it does not name.",
            fix=f"Give {OPEN_CLIP}MODEL/{path}, or the folder with its {OPEN_CLIP_CONFIG}.",
        )
