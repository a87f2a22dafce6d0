"""Train a text tower for the built-in guide's finished image tower.

    python -m backend train text_tower [--steps N] [--out FILE] [--work DIR]

Pictures are learned slowly and sentences fast: with the image tower locked (LiT, Zhai et al. 2022), a step
costs a third, and a larger text tower, which tells apart what several garments wear, comes cheap. DIR is
the work folder of `train builtin_guide`, whose last checkpoint has the image tower and the readout; the
checkpoints of the text tower go to its subfolder text.
"""

from __future__ import annotations

from pathlib import Path

import torch

from ..guide import SHIPPED
from ..machine import choose_device
from ..protocol import UserError
from .builtin_guide import BUILTIN, Architecture, Run, options, studio_for, train


class TextRun(Run):
    """A run that learns neither the image tower nor the readout, but takes them from another's state."""

    def __init__(
        self, architecture: Architecture, cells: int, seed: int, work: Path, other: Path, device: str = "cpu"
    ):
        super().__init__(architecture, cells, seed, work, device)
        if not other.is_file():
            raise UserError("missing", f"There is no {other}.", fix="Run `train builtin_guide` first.")
        state = torch.load(other, map_location="cpu", weights_only=True)
        prefix = "visual."
        visual = {
            name[len(prefix) :]: value for name, value in state["model"].items() if name.startswith(prefix)
        }
        self.model.visual.load_state_dict(visual)
        self.readout.load_state_dict(state["readout"])
        self.model.visual.eval().requires_grad_(False)
        self.readout.requires_grad_(False)


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the weights of both towers."""
    parser = options("text_tower", SHIPPED["builtin"], steps=3000, seed=0)
    parser.set_defaults(work=Path(".cache/builtin_guide"))
    arguments = parser.parse_args(argv)
    studio = studio_for(arguments.work, arguments.views, arguments.seed)
    own = arguments.work / "text"
    own.mkdir(exist_ok=True)
    device = choose_device(arguments.device)
    run = TextRun(BUILTIN, studio.parts.count, arguments.seed, own, arguments.work / "checkpoint.pt", device)
    train(run, studio, arguments.steps, arguments.out)
    return 0
