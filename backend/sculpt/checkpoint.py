"""The state of an unfinished optimisation."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import torch
from torch import nn

from ..protocol import UserError


def save(
    path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, step: int, best: dict[str, Any]
) -> None:
    """Write parameters, the optimiser's state, the number of steps done, and what `load` gives back as it
    is, in one step."""
    state = {
        "parameters": {name: value.detach() for name, value in model.named_parameters()},
        "optimizer": optimizer.state_dict(),
        "step": step,
        "best": best,
    }
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    os.replace(part, path)


def load(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> tuple[int, dict[str, Any]]:
    """Read what save wrote into both and return the steps done and the best so far; 0 and an empty
    dictionary where there is no checkpoint.

    Raises UserError for a file that is none, or one of another model.
    """
    if not path.exists():
        return 0, {}
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        model.load_state_dict(state["parameters"])
        optimizer.load_state_dict(state["optimizer"])
        step, best = int(state["step"]), dict(state["best"])
    except Exception as error:  # zipfile, pickle and torch each raise their own for a damaged file
        what = f"{path} is no checkpoint of this avatar."
        raise UserError("input", what, f"{str(error).splitlines()[0]}.", "Delete it.") from error
    return step, best
