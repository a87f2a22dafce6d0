"""A graphics card checked and timed in one call: does it agree with the processor, how long is an avatar?

`python3 -m backend bench device` runs the three parts after one another and prints a line of JSON for each;
--keep FILE adds them to a file. A part that fails is a line too, and the next one runs. CLIP is ViT-B/32 with
random weights: as fast and as large as the real one.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from clip.model import CLIP

from .. import __version__, pipeline
from ..body import load_body, stand_pose
from ..config import load_preset
from ..console import Console
from ..guide import load_guide
from ..guide.pictures import multiplies_bfloat16
from ..machine import choose_device, explain, forget_peak_gpu_memory, peak_gpu_memory, peak_memory
from ..neus import configuration
from ..neus.guidance import Guidance
from ..neus.networks import Networks
from ..neus.template import posed
from ..protocol import Request, UserError
from ..sculpt.loop import Objective, make_field
from ..sculpt.settings import SculptSettings
from ..sculpt.start import Start
from ..wardrobe.choose import choose_start
from .rows import Row, write_row

VIT_B_32 = (512, 224, 12, 768, 32, 77, 49408, 512, 8, 12)
APPEARANCE = "a man in a red shirt and blue trousers"
PAPER = Path(configuration.__file__).with_name("paper.conf")
COARSE = 64  # nodes of the grid that parity is judged on
TERM_ERROR, GRADIENT_COSINE = 1e-3, 0.999  # what single precision in another order may do
STEPS_ON_A_PROCESSOR = 3


def random_clip(folder: Path) -> str:
    """The file of a ViT-B/32 whose weights are random numbers."""
    torch.manual_seed(0)
    path = folder / "vit_b_32_random.pt"
    torch.save(CLIP(*VIT_B_32).half().state_dict(), path)
    return str(path)


def parity(options: argparse.Namespace, device: str) -> Row:
    """One step of sculpting on the processor and on the device: its terms and their gradient."""
    body = load_body("free")
    betas = np.zeros(body.betas, np.float32)
    guide = load_guide("builtin", "cpu")
    start = choose_start("body", APPEARANCE, body, betas, body.pose(betas, stand_pose()), guide, 0)
    settings = load_preset("standard", resolution=COARSE, views=2).sculpt
    settings = dataclasses.replace(settings, picture_noise=0.0)  # each device draws its own
    (terms, gradient), (others, other) = (step(start, settings, each) for each in ("cpu", device))
    cosine = float(torch.nn.functional.cosine_similarity(gradient, other, dim=0))
    error = max(abs(terms[name] - others[name]) for name in terms)
    agrees = error < TERM_ERROR and cosine > GRADIENT_COSINE
    return {"agrees": agrees, "term_error": error, "gradient_cosine": round(cosine, 6)}


def step(start: Start, settings: SculptSettings, device: str) -> tuple[dict[str, float], torch.Tensor]:
    """The terms of the first step, and the gradient of their sum by all parameters, one after the other."""
    field = make_field(start, settings).to(device)
    objective = Objective(field, load_guide("builtin", device, "float32"), APPEARANCE, settings)
    terms = objective.terms(objective.fixed.at(field), 0, np.random.default_rng(0))
    torch.stack([getattr(settings, f"weight_{name}") * term for name, term in terms.items()]).sum().backward()
    gradient = torch.cat(
        [value.grad.cpu().flatten() for value in field.parameters() if value.grad is not None]
    )
    return {name: float(term.detach()) for name, term in terms.items()}, gradient


def avatar(options: argparse.Namespace, device: str) -> Row:
    """A whole avatar with the standard preset."""
    few = device == "cpu"
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "avatar")
        request = Request(
            shape="a tall man",
            appearance=APPEARANCE,
            out=str(out),
            preset=options.preset,
            guide=random_clip(Path(folder)),
            start=options.start or ("body" if few else "codebook"),
            device=device,
            steps=options.steps or (STEPS_ON_A_PROCESSOR if few else 0),
            resolution=options.resolution,
        )
        pipeline.run(request, Console(), lambda: None)
        report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    kept = ("seconds", "warnings", "peak_memory_mb", "peak_gpu_memory_mb")
    sculpted = {name: report["settings"]["sculpt"][name] for name in ("steps", "views", "resolution")}
    whole = {"total_seconds": round(sum(report["seconds"].values()), 1), "start": request.start}
    return whole | sculpted | {name: report[name] for name in kept}


def iteration(options: argparse.Namespace, device: str) -> Row:
    """One step of train_clip at the paper's size."""
    settings = configuration.load(PAPER, APPEARANCE).settings
    networks = Networks(settings.model, torch.Generator().manual_seed(0)).to(device)
    with tempfile.TemporaryDirectory() as folder:
        guide = load_guide(random_clip(Path(folder)), device)
    template = posed(load_body("free"), settings.general.pose_type)
    objective = Guidance(networks, template, guide, settings)
    begun = time.perf_counter()
    objective.backward(0, np.random.default_rng(0))
    if device == "cuda":
        torch.cuda.synchronize()
    return {
        "rays": settings.train.max_ray_num,
        "rays_at_once": objective.at_once,
        "seconds": round(time.perf_counter() - begun, 2),
        "peak_memory_mb": peak_memory(),
        "peak_gpu_memory_mb": peak_gpu_memory(device),
    }


PARTS: dict[str, Callable[[argparse.Namespace, str], Row]] = {
    "parity": parity,
    "iteration": iteration,
    "avatar": avatar,
}


def main(argv: list[str]) -> int:
    """Run the parts; returns 1 where device and processor disagree, or a part failed."""
    parser = argparse.ArgumentParser(prog="backend bench device", description=__doc__)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    parser.add_argument("--only", choices=PARTS, help="one part")
    parser.add_argument("--preset", default="standard")
    parser.add_argument("--start", default="", help="default: codebook, on a processor body")
    parser.add_argument("--steps", type=int, default=0, help="default: the preset's, on a processor 3")
    parser.add_argument("--resolution", type=int, default=0, help="default: the preset's")
    parser.add_argument("--keep", type=Path, help="file that the lines are added to")
    options = parser.parse_args(argv)
    device = choose_device(options.device)
    if options.keep is not None and not options.keep.parent.is_dir():
        raise UserError("input", f"There is no folder {options.keep.parent}.", fix="Correct --keep.")
    well = True
    for part in [options.only] if options.only else PARTS:
        row = {"part": part} | about(device)
        forget_peak_gpu_memory(device)
        try:
            row |= PARTS[part](options, device)
        except Exception as error:  # a borrowed card is to tell all that it can
            row |= {"error": str(explain(error))}
        write_row(row, options.keep)
        well = well and row.get("agrees", True) and "error" not in row
    return 0 if well else 1


def about(device: str) -> Row:
    """What a measurement depends on."""
    row = {"device": device, "version": __version__, "torch": torch.__version__}
    if device == "cuda":
        card = torch.cuda.get_device_properties(0)
        row |= {"device": card.name, "gpu_memory_mb": round(card.total_memory / 1e6)}
    return row | {"bfloat16": multiplies_bfloat16(torch.device(device))}
