"""The published commands: train, train_clip, validate_mesh, on a configuration file.

python3 -m backend sculpt --mode train|train_clip|validate_mesh --conf FILE [--is-continue]
        [--appearance TEXT] [--steps N] [--guide NAME] [--body NAME] [--device NAME]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from ..coarse.folder import claim
from ..coarse.render import TRANSFORMS, write_views
from ..console import Console
from ..guide import find_guide, load_guide
from ..machine import choose_device, peak_memory
from ..progress import Progress
from ..protocol import UserError
from . import checkpoints
from .cameras import head_height_warning
from .configuration import Configuration, load
from .fit import fit
from .guidance import Guidance, check_prompts
from .loop import Experiment, Objective
from .reconstruction import Reconstruction
from .template import Template, load_template
from .views import View, read_views

MODES = ("train", "train_clip", "validate_mesh")
CLIP_STEPS = 30_000  # after which the published results were taken, whatever end_iter is
FINAL_NODES = 512  # along a side of the box, of validate_mesh
PUBLISHED_GUIDE, OUR_GUIDE = "ViT-B/32", "builtin"
FITTING = "fit to the body"


def main(arguments: list[str]) -> int:
    """Run one mode; raises UserError."""
    options = parser().parse_args(arguments)
    configuration = load(Path(options.conf).expanduser(), options.appearance)
    progress = Progress(Console(), lambda: None, (FITTING, options.mode))
    progress.warn(configuration.warnings)
    made = {"train": train, "train_clip": train_clip, "validate_mesh": validate_mesh}[options.mode](
        configuration, options, progress
    )
    sys.stdout.write(f"Done: {made} (at most {peak_memory()} MB of memory)\n")
    return 0


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python3 -m backend sculpt", description="The published method, on a configuration file."
    )
    top.add_argument("--mode", required=True, choices=MODES)
    top.add_argument("--conf", required=True, help="configuration file of the published format")
    top.add_argument(
        "--is-continue", "--is_continue", action="store_true", help="go on from the newest checkpoint"
    )
    top.add_argument("--appearance", default="", help="what {TOREPLACE} in the file stands for")
    top.add_argument(
        "--steps", type=int, default=0, help=f"stop after so many (train: end_iter, train_clip: {CLIP_STEPS})"
    )
    top.add_argument(
        "--guide", default="", help=f"default: {PUBLISHED_GUIDE} where its weights are, else {OUR_GUIDE}"
    )
    top.add_argument("--body", default="", help="body that dataset.template_obj is made from, if not obvious")
    top.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    return top


def train(configuration: Configuration, options: argparse.Namespace, progress: Progress) -> Path:
    """Fit the networks to rendered views; returns the last checkpoint."""
    settings = configuration.settings
    template = find_template(configuration, options, progress)
    views = find_views(configuration, template, progress)
    experiment = begin(configuration, template, options, progress)
    objective = Reconstruction(experiment.networks, views, template.radius, settings)
    progress.stage("train")
    return go_on(experiment, objective, options.steps or settings.train.end_iter, progress)


def train_clip(configuration: Configuration, options: argparse.Namespace, progress: Progress) -> Path:
    """Let the guide pull the networks towards the prompts; returns the last checkpoint."""
    settings = configuration.settings
    check_prompts(settings)
    guide = load_guide(options.guide or usual_guide(progress), choose_device(options.device))
    progress.warn(guide.warnings(settings.clip.prompt))
    template = find_template(configuration, options, progress)
    experiment = begin(configuration, template, options, progress)
    experiment.follow()
    progress.warn(head_height_warning(experiment.template, settings.train))
    objective = Guidance(experiment.networks, experiment.template, guide, settings)
    progress.stage("train_clip")
    return go_on(experiment, objective, options.steps or CLIP_STEPS, progress)


def go_on(experiment: Experiment, objective: Objective, steps: int, progress: Progress) -> Path:
    """Optimise until `steps` are done, else raise UserError; returns the last checkpoint."""
    if experiment.step >= steps:
        what = f"{experiment.out} has {experiment.step} steps already, and this run ends at {steps}."
        fix = "Add --steps with a larger number: it is counted over all runs, of both modes."
        raise UserError("input", what, fix=fix)
    experiment.optimise(objective, steps, progress)
    return checkpoints.path_of(experiment.out, experiment.step)


def validate_mesh(configuration: Configuration, options: argparse.Namespace, progress: Progress) -> Path:
    """Mesh the newest checkpoint; returns the mesh."""
    if checkpoints.newest(configuration.out) is None:
        fix = "Run --mode train_clip first, or correct general.base_exp_dir."
        raise UserError("missing", f"There is no checkpoint in {configuration.out / 'checkpoints'}.", fix=fix)
    options.is_continue = True
    template = find_template(configuration, options, progress)
    experiment = begin(configuration, template, options, progress)
    experiment.follow()
    progress.stage("validate_mesh")
    return experiment.save_mesh(FINAL_NODES)


def find_template(configuration: Configuration, options: argparse.Namespace, progress: Progress) -> Template:
    """The body; raises UserError also for what is wrong with the options and the experiment's folder."""
    if options.steps < 0:
        raise UserError("input", f"--steps {options.steps} is below 0.")
    if checkpoints.newest(configuration.out) and not options.is_continue:
        what = f"{configuration.out} holds checkpoints of an earlier run."
        raise UserError(
            "input", what, fix="Go on from them with --is-continue, or choose another base_exp_dir."
        )
    template, said = load_template(configuration, options.body)
    progress.warn(said)
    return template


def begin(
    configuration: Configuration, template: Template, options: argparse.Namespace, progress: Progress
) -> Experiment:
    """The experiment as its newest checkpoint has it, else as the pretrained one, else fitted to the body."""
    settings = configuration.settings
    experiment = Experiment.begin(configuration.out, settings, template, choose_device(options.device))
    if path := checkpoints.newest(configuration.out):
        progress.warn(experiment.resume(path))
        return experiment
    if options.is_continue:
        progress.warn([f"There is no checkpoint in {configuration.out}: a new run begins."])
    pretrained = configuration.find(settings.train.pretrain) if settings.train.pretrain else None
    if pretrained:
        progress.warn(checkpoints.load(pretrained, experiment.networks, None).said)
        return experiment
    if settings.train.pretrain:
        progress.warn([f"There is no train.pretrain {settings.train.pretrain}: fitting the body instead."])
    progress.stage(FITTING)
    fit(experiment.networks, template, np.random.default_rng(settings.train.seed), progress.step)
    return experiment


def find_views(configuration: Configuration, template: Template, progress: Progress) -> list[View]:
    """The views of dataset.data_dir, rendered first where there are none."""
    name = configuration.settings.dataset.data_dir or "views"
    folder = configuration.find(name) or configuration.place(name)
    if not (folder / TRANSFORMS).is_file():
        progress.warn([f"There are no views in dataset.data_dir {name}: rendering them into {folder}."])
        claim(folder, TRANSFORMS)
        write_views(folder, template.vertices, template.faces)
    return read_views(folder)


def usual_guide(progress: Progress) -> str:
    """The published guide where its weights are, else ours."""
    try:
        find_guide(PUBLISHED_GUIDE)
    except UserError:
        progress.warn([f"{PUBLISHED_GUIDE} is not installed: the built-in guide, which knows less, is used."])
        return OUR_GUIDE
    return PUBLISHED_GUIDE
