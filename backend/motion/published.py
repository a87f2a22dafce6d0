"""AvatarCLIP's configuration files of motions: the sentence in them, under the keys that they have."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from .. import config
from ..protocol import UserError
from .opinion import TEMPLATES

# Their ways of finding poses and motions; ours is the last of each.
CHOICES = {
    "general.mode": ("pose", "motion"),
    "pose_generator.type": ("PoseOptimizer", "VPoserOptimizer", "VPoserRealNVP", "VPoserCodebook"),
    "motion_generator.type": ("MotionInterpolation", "MotionOptimizer"),
}


@dataclasses.dataclass(frozen=True)
class General:
    text: str  # "a rendered 3d man is waving"
    mode: str = "motion"
    base_exp_dir: str = ""
    recording: tuple[str, ...] = ()
    smpl_model_path: str = ""


@dataclasses.dataclass(frozen=True)
class PoseGenerator:
    type: str = "VPoserCodebook"
    topk: int = 5


@dataclasses.dataclass(frozen=True)
class MotionGenerator:
    type: str = "MotionOptimizer"
    recon_coef: tuple[float, ...] = (1, 0.8, 0.6, 0.4, 0.2)
    delta_coef: float = 0.01
    clip_coef: float = 0.001


SECTIONS = {"general": General, "pose_generator": PoseGenerator, "motion_generator": MotionGenerator}


def read_prompt(path: Path) -> tuple[str, list[str]]:
    """The prompt that a file asks a motion for, and what of the file is left out of account.

    Raises UserError naming the file and the key.
    """
    tree, unknown = config.read(path), list[str]()
    sections = {
        name: config.fill_known(kind, tree.pop(name, {}), path, name, unknown)
        for name, kind in SECTIONS.items()
    }
    said = [f"{path.name} has a key {key} that is not known; it is left out." for key in [*unknown, *tree]]
    for key, known in CHOICES.items():
        section, name = key.split(".")
        value = getattr(sections[section], name)
        if value not in known:
            what = f"The configuration {path} has {value!r} for {key}."
            raise UserError("input", what, fix=f"Choose from: {', '.join(known)}.")
        if value != known[-1]:
            said.append(f"{path.name} has {value} for {key}; what is done here is {known[-1]}.")
    return sections["general"].text.strip().removeprefix(TEMPLATES[0].format("")), said
