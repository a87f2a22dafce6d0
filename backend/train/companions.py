"""Train the built-in guide's companions: more image towers into its space, which sculpting asks as well.

    python -m backend train companions [--steps N] [--out FILE] [--work DIR]

Each is smaller than the guide's own tower and has learned from random weights, by a seed of its own. The text
tower is the guide's and stays as it is (LiT, Zhai et al. 2022).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

from ..guide import BUILTIN, COMPANIONS
from ..guide.clip_guide import text_of
from ..machine import choose_device
from .builtin_guide import Architecture, Run, options, studio_for, train

COMPANION = Architecture(256, (1, 1, 1, 1), 16, 4, 192)
SEEDS = (2, 3)


class CompanionRun(Run):
    """A run that learns the image tower, the readout and the scale, and takes the text tower from `guide`."""

    def __init__(self, cells: int, seed: int, work: Path, guide: Path = BUILTIN, device: str = "cpu"):
        super().__init__(COMPANION, cells, seed, work, device)
        with np.load(guide) as arrays:
            text = text_of({name: torch.from_numpy(arrays[name]) for name in arrays.files})
        self.model.load_state_dict(self.model.state_dict() | text)
        self.lock_text()


def save_towers(weights: list[Path], path: Path) -> None:
    """Put the image towers of what `save_weights` wrote into one file, as `read_towers` reads them."""
    arrays = {}
    for number, file in enumerate(weights):
        with np.load(file) as own:
            arrays |= {f"{number}/{name}": own[name] for name in own.files if name.startswith("visual.")}
    np.savez_compressed(path, **arrays)


def main(argv: list[str]) -> int:
    """Train, or go on training, one after the other, and write the weights of all."""
    arguments = options("companions", COMPANIONS, steps=1500, seed=SEEDS[0]).parse_args(argv)
    studio = studio_for(arguments.work, arguments.views, arguments.seed)
    written = []
    for seed in SEEDS:
        work = arguments.work / str(seed)
        work.mkdir(exist_ok=True)
        written.append(work / "weights.npz")
        run = CompanionRun(studio.parts.count, seed, work, device=choose_device(arguments.device))
        train(run, studio, arguments.steps, written[-1])
    save_towers(written, arguments.out)
    return 0
