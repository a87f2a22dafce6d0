"""Sculpting as published, for `generate`: networks fitted to the start, then pulled towards the prompts."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np
import torch

from ..coarse.render import placed
from ..guide import Guide
from ..guide.views import TEMPLATES
from ..progress import Progress
from ..sculpt.settings import SculptSettings
from ..sculpt.start import Start
from ..surface import mesh as surfaces
from ..surface.settings import SurfaceSettings
from . import checkpoints
from .fit import fit
from .guidance import Guidance
from .loop import Experiment
from .mesh import BOX, COARSE, NeusField
from .networks import Networks
from .settings import Clip, Dataset, General, Model, Settings, Train
from .template import Template

PROMPTS = {"prompt": "whole", "face_prompt": "face", "back_prompt": "back"}  # and the views of guide/views.py


@dataclasses.dataclass(frozen=True)
class Published:
    """The published networks, losses and cameras, in place of the field anchored to the body; steps,
    checkpoints and previews are counted by the preset's section sculpt."""

    train: Train = Train()
    model: Model = Model()

    def settings(self, sculpt: SculptSettings, appearance: str, seed: int) -> Settings:
        """What backend/neus reads, for one avatar."""
        train = dataclasses.replace(
            self.train,
            seed=seed,
            save_freq=sculpt.checkpoint_every,
            val_freq=sculpt.preview_every,
            val_mesh_freq=0,
        )
        texts = {name: TEMPLATES[view][0].format(appearance) for name, view in PROMPTS.items()}
        return Settings(General(""), Dataset(), train, Clip(**texts), self.model)


def template_of(start: Start, neck: np.ndarray) -> Template:
    """The start as a body for the published method, its box around the origin; neck (3,): its joint.

    It has its own colours, but for patterns, which are left to the guide; plain, it is shaded.
    """
    painted = None if start.plain else start.colors
    return Template(start.vertices, start.faces, start.head, neck, painted).moved(shift_of(start))


def shift_of(start: Start) -> np.ndarray:
    """From the start's place to that around the origin, (3,)."""
    return (placed(start.vertices) - start.vertices)[0]


def begin(
    start: Start, neck: np.ndarray, settings: Settings, device: str, folder: Path, progress: Progress
) -> Experiment:
    """The experiment in a folder as its last checkpoint has it, else fitted to the start."""
    template = template_of(start, neck)
    experiment = Experiment.begin(folder, settings, template, device)
    if path := checkpoints.newest(folder):
        experiment.resume(path)
    else:
        fit(experiment.networks, template, np.random.default_rng(settings.train.seed), progress.step)
        experiment.save()
        progress.first_step = None  # the time left is that of the steps to come
    return experiment


def sculpt(experiment: Experiment, guide: Guide, steps: int, progress: Progress) -> None:
    """Go on until `steps` are done, over all runs."""
    objective = Guidance(experiment.networks, experiment.template, guide, experiment.settings)
    experiment.optimise(objective, steps, progress)


class PaperField(NeusField):
    """The networks where the start stands: what backend/surface meshes."""

    def __init__(self, networks: Networks, settings: Settings, radius: float, shift: np.ndarray):
        """shift (3,): from there to where the networks have it."""
        super().__init__(networks, settings, radius)
        self.shift = np.asarray(shift, np.float32)
        side = 2 * BOX * radius
        self.corners = self.corners[0] - self.shift, self.corners[1] - self.shift
        seen = surfaces.extract(self, SurfaceSettings(side / COARSE, triangles=10**6)).vertices
        margin = side / COARSE
        self.corners = seen.min(axis=0) - margin, seen.max(axis=0) + margin

    def sdf(self, points: np.ndarray) -> np.ndarray:
        return super().sdf(points + self.shift)

    estimate = sdf

    def color(self, points: np.ndarray) -> np.ndarray:
        return super().color(points + self.shift)

    def save(self, path: Path) -> None:
        """Write the networks as .npz in one step."""
        arrays = {name: value.cpu().numpy() for name, value in self.networks.state_dict().items()}
        part = path.with_name(path.name + ".part")
        with open(part, "wb") as file:
            np.savez(file, **arrays)
        os.replace(part, path)


def load(path: Path, start: Start, settings: Settings, device: str) -> PaperField:
    """Read what `PaperField.save` wrote, of the same start and settings."""
    networks = Networks(settings.model, torch.Generator())
    with np.load(path, allow_pickle=False) as arrays:
        networks.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
    radius = template_of(start, start.head).radius
    return PaperField(networks.to(device), settings, radius, shift_of(start))
