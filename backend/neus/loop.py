"""An experiment: networks, their optimiser and the steps done, optimised step by step."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import numpy as np
import torch

from ..machine import free_memory, is_full
from ..progress import Progress
from ..protocol import UserError
from ..sculpt.loop import due
from ..surface.texture import save_png
from . import checkpoints, mesh, schedule
from .fit import displacement
from .networks import Networks
from .pictures import preview
from .settings import Settings
from .template import Template

FEWER = 4  # what rays at once are divided by when the memory is full
MESH_NODES = 256  # along a side of the box, of the meshes saved meanwhile


class Objective(Protocol):
    at_once: int  # rays whose gradient is held in memory

    def backward(self, step: int, rng: np.random.Generator) -> dict[str, float]:
        """Add a step's gradient to that of the networks' parameters; returns the terms without weights."""
        ...


@dataclasses.dataclass
class Experiment:
    """out: folder for checkpoints, previews, meshes and the losses' record; step: those done; losses: of the
    last one in this run; shift (3,): by which `follow` moved the template, None where it has not yet."""

    out: Path
    settings: Settings
    template: Template
    networks: Networks
    optimizer: torch.optim.Optimizer
    step: int = 0
    losses: dict[str, float] = dataclasses.field(default_factory=dict)
    shift: np.ndarray | None = None

    @classmethod
    def begin(cls, out: Path, settings: Settings, template: Template, device: str) -> Experiment:
        """Untrained networks, drawn with the configuration's seed."""
        networks = Networks(settings.model, torch.Generator().manual_seed(settings.train.seed)).to(device)
        return cls(out, settings, template, networks, torch.optim.Adam(networks.parameters()))

    def resume(self, path: Path) -> list[str]:
        """Go back to a checkpoint of this experiment; returns what the user should know. Raises UserError."""
        loaded = checkpoints.load(path, self.networks, self.optimizer)
        self.step = loaded.step
        if loaded.shift is not None:
            self._move(loaded.shift)
        return loaded.said

    def follow(self) -> None:
        """Move the template to where the networks have it, once: what they learn later moves it no more."""
        if self.shift is None:
            self._move(displacement(self.networks, self.template))

    def _move(self, shift: np.ndarray) -> None:
        self.shift, self.template = shift, self.template.moved(shift)

    def optimise(self, objective: Objective, steps: int, progress: Progress) -> None:
        """Go on until `steps` are done, over all runs.

        A step's randomness depends on the seed and the step alone: on the same processor and number of
        threads, a resumed run ends with the bits of an undisturbed one. What interrupts a run leaves a
        checkpoint of the last whole step.
        """
        train = self.settings.train
        while self.step < steps:
            for group in self.optimizer.param_groups:
                group["lr"] = schedule.learning_rate(train, self.step)
            with self._kept():
                self.losses = self._gradient(objective, progress)
            self.optimizer.step()
            self.step += 1
            with self._kept():
                self._show(steps, progress)

    @contextlib.contextmanager
    def _kept(self) -> Iterator[None]:
        """Leaves a checkpoint where it is interrupted."""
        try:
            yield
        except KeyboardInterrupt:
            self.save()
            raise

    def _show(self, steps: int, progress: Progress) -> None:
        """Write what is due after a step."""
        train = self.settings.train
        if due(train.save_freq, self.step) or self.step == steps:
            self.save()
        if due(train.report_freq, self.step):
            self.record(self.losses)
        if due(train.val_freq, self.step) or self.step == steps:
            progress.preview(self.save_preview())
        if due(train.val_mesh_freq, self.step):
            try:
                self.save_mesh(MESH_NODES)
            except UserError as error:  # there may be a surface again later
                progress.warn([f"No mesh of step {self.step}: {error.what}"])
        progress.step(self.step, steps, self.losses)

    def _gradient(self, objective: Objective, progress: Progress) -> dict[str, float]:
        """Set the parameters' gradient for the next step, with fewer rays at once where the memory is full.

        Raises UserError where it still is, and for losses that are no numbers.
        """
        for may_retry in (True, False):
            if not may_retry:
                free_memory()
            self.optimizer.zero_grad(set_to_none=True)
            try:
                rng = np.random.default_rng([self.settings.train.seed, self.step])
                losses = objective.backward(self.step, rng)
                break
            except (RuntimeError, MemoryError) as error:
                if not is_full(error):
                    raise
                if not may_retry:
                    what = f"The memory is full with {objective.at_once} rays at once."
                    fix = "Use smaller networks or fewer samples (model.* in the configuration)."
                    raise UserError("memory", what, fix=fix) from error
                objective.at_once = max(objective.at_once // FEWER, 1)
                progress.warn([f"The memory is full: going on with {objective.at_once} rays at once."])
        wrong = [name for name, value in losses.items() if not math.isfinite(value)]
        if wrong:
            what = f"Step {self.step + 1} has diverged: {', '.join(wrong)} is no number."
            fix = "Lower train.learning_rate, and go on from the last checkpoint with --is-continue."
            raise UserError("internal", what, fix=fix)
        return losses

    def save(self) -> None:
        path = checkpoints.path_of(self.out, self.step)
        checkpoints.save(path, self.networks, self.optimizer, self.step, self.shift)

    def save_preview(self) -> Path:
        path = self._path("previews", "png")
        save_png(preview(self.networks, self.template, self.settings), path)
        return path

    def save_mesh(self, nodes: int) -> Path:
        """Write meshes/<step>.ply with `nodes` along each side of the box around the scene."""
        path = self._path("meshes", "ply")
        field = mesh.NeusField(self.networks, self.settings, self.template.radius)
        surface = mesh.extract(field, nodes)
        mesh.write_ply(path, surface, mesh.vertex_colors(surface, field))
        return path

    def record(self, losses: dict[str, float]) -> None:
        """Append the losses to losses.jsonl."""
        self.out.mkdir(parents=True, exist_ok=True)
        line = {"step": self.step, **{name: round(value, 5) for name, value in losses.items()}}
        with open(self.out / "losses.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _path(self, kind: str, ending: str) -> Path:
        path = self.out / kind / f"{self.step:08d}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path
