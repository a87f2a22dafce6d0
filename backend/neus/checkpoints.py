"""Checkpoints in the published format: a .pth file with a dict of state dicts and the step."""

from __future__ import annotations

import dataclasses
import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn

from ..protocol import UserError
from .networks import Networks

PARTS = ("sdf_network_fine", "variance_network_fine", "color_network_fine")
EXTRA = "extra_lin"  # how the layers of the second colour head begin
SHIFT = "body_shift"  # a key of ours beside the published ones
# What the pickle of a number of numpy's asks for; a schedule computed with numpy leaves one as the rate.
NUMBER = np.float64().__reduce__()[0]
NUMBERS = [
    np.dtype,
    np.dtypes.Float64DType,
    *[(NUMBER, f"numpy.{core}.multiarray.scalar") for core in ("core", "_core")],
]


@dataclasses.dataclass(frozen=True)
class Loaded:
    """step: those done; said: what the user should know; shift (3,): how far the body was moved to where the
    networks have it, in metres, None where nobody has looked yet."""

    step: int
    said: list[str]
    shift: np.ndarray | None


def path_of(folder: Path, step: int) -> Path:
    return folder / "checkpoints" / f"ckpt_{step:06d}.pth"


def newest(folder: Path) -> Path | None:
    """The checkpoint of the highest step in an experiment's folder; None where there is none."""
    numbered = {
        int(match[1]): path
        for path in (folder / "checkpoints").glob("ckpt_*.pth")
        if (match := re.fullmatch(r"ckpt_(\d+)\.pth", path.name))
    }
    return numbered[max(numbered)] if numbered else None


def save(
    path: Path,
    networks: Networks,
    optimizer: torch.optim.Optimizer,
    step: int,
    shift: np.ndarray | None = None,
) -> None:
    """Write a checkpoint in one step; `step` counts those done, shift is that of `Loaded`."""
    state = {name: getattr(networks, name).state_dict() for name in PARTS}
    state |= {"optimizer": optimizer.state_dict(), "iter_step": step}
    state |= {} if shift is None else {SHIFT: [float(value) for value in shift]}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    torch.save(state, part)
    os.replace(part, path)


def load(path: Path, networks: Networks, optimizer: torch.optim.Optimizer | None) -> Loaded:
    """Read a checkpoint into the networks and, where given, the optimiser.

    A second colour head that the file lacks stays as it is, and an optimiser's state that does not fit is
    left out. Raises UserError for a file that is no checkpoint, or of networks of other sizes.
    """
    try:
        with torch.serialization.safe_globals(NUMBERS):
            state = torch.load(path, map_location="cpu", weights_only=True)
        parts, step = {name: dict(state[name]) for name in PARTS}, int(state["iter_step"])
        shift = np.array(state[SHIFT], np.float32) if SHIFT in state else None
    except FileNotFoundError:
        raise UserError("missing", f"There is no checkpoint {path}.") from None
    except Exception as error:  # zipfile, pickle and torch each raise their own for a damaged file
        what, why = f"{path} is no checkpoint of the published format.", f"{type(error).__name__}: {error}"
        raise UserError("input", what, f"{why.splitlines()[0]}.") from error
    said = _reconcile_heads(path, parts["color_network_fine"], networks.color_network_fine)
    try:
        for name, part in parts.items():
            getattr(networks, name).load_state_dict(part)
    except (RuntimeError, AttributeError) as error:
        what = f"{path} holds networks of other sizes than model.* in the configuration says."
        raise UserError("input", what, f"{str(error).splitlines()[-1].strip()}") from error
    if optimizer is not None and not _load_optimizer(optimizer, state.get("optimizer")):
        said.append(f"{path.name} holds no state of an optimiser that fits: its averages start anew.")
    return Loaded(step, said, shift)


def _reconcile_heads(path: Path, stored: dict[str, Any], network: nn.Module) -> list[str]:
    """Let the second head's parameters in `stored` be those of the network, and say what that means."""
    own = {name: value for name, value in network.state_dict().items() if name.startswith(EXTRA)}
    there = [name for name in stored if name.startswith(EXTRA)]
    if own and not there:
        stored |= own
        return [f"{path.name} has no second colour head ({EXTRA}): it starts fresh."]
    if there and not own:
        for name in there:
            del stored[name]
        return [f"{path.name} has a second colour head that extra_color leaves out."]
    return []


def _load_optimizer(optimizer: torch.optim.Optimizer, state: Any) -> bool:
    """Load an optimiser's state if it belongs to parameters of these shapes, in this order."""
    parameters = [value for group in optimizer.param_groups for value in group["params"]]
    try:
        groups, averages = state["param_groups"], state["state"]
        if [len(group["params"]) for group in groups] != [len(g["params"]) for g in optimizer.param_groups]:
            return False
        numbers = [number for group in groups for number in group["params"]]
        for number, parameter in zip(numbers, parameters, strict=True):
            if number in averages and averages[number]["exp_avg"].shape != parameter.shape:
                return False
        optimizer.load_state_dict(state)
    except (KeyError, TypeError, ValueError):
        return False
    return True
