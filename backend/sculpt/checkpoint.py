"""The state of an unfinished optimisation."""

from __future__ import annotations

import os
from pathlib import Path

import torch
from torch import nn

from ..protocol import UserError


def save(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer, step: int) -> None:
    """Write parameters, the optimiser's state and the number of steps done, in one step."""
    parameters = {name: value.detach() for name, value in model.named_parameters()}
    part = path.with_name(path.name + ".part")
    torch.save({"parameters": parameters, "optimizer": optimizer.state_dict(), "step": step}, part)
    os.replace(part, path)


def load(path: Path, model: nn.Module, optimizer: torch.optim.Optimizer) -> int:
    """Read what save wrote into both and return the steps done, 0 where there is no checkpoint.

    Raises UserError for a file that is none, or one of another model.
    """
    if not path.exists():
        return 0
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        model.load_state_dict(state["parameters"])
        optimizer.load_state_dict(state["optimizer"])
    except Exception as error:  # zipfile, pickle and torch each raise their own for a damaged file
        what = f"{path} is no checkpoint of this avatar."
        raise UserError("input", what, f"{str(error).splitlines()[0]}.", "Delete it.") from error
    return int(state["step"])
