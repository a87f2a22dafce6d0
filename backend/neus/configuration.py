"""Configuration files of the published format (HOCON), and where the files that they name are."""

from __future__ import annotations

import dataclasses
import re
import typing
from pathlib import Path
from typing import Any, NoReturn

from .. import config
from ..protocol import UserError
from .settings import Clip, Dataset, General, Model, Settings, Train

GAP, FILLER = "{TOREPLACE}", "TOREPLACE"  # as in the file, and for the parser, to which braces mean more
SECTIONS = {"general": General, "dataset": Dataset, "train": Train, "clip": Clip}
NOT_IN_NAMES = r'[\\/:*?"<>|]'  # characters that some system does not take in a file's name
UNUSED = "nerf"  # a part of the model that every published file has and no avatar uses
POSES = ("stand_pose", "t_pose")
ABOVE = 2  # folders between a published file and the one that its paths start from
POSITIVE = "learning_rate batch_size max_ray_num end_iter validate_resolution_level".split()


@dataclasses.dataclass(frozen=True)
class Configuration:
    """The settings of one file; warnings: what in it was left out of account."""

    path: Path
    settings: Settings
    warnings: tuple[str, ...]

    @property
    def out(self) -> Path:
        """Folder for checkpoints, previews and meshes."""
        return self.place(self.settings.general.base_exp_dir)

    @property
    def root(self) -> Path:
        """Where relative paths begin: the file's folder, unless what it names is in one above it."""
        places = [self.path.parent, *self.path.parent.parents[:ABOVE]]
        dataset, train = self.settings.dataset, self.settings.train
        named = [
            Path(name).expanduser()
            for name in (dataset.data_dir, dataset.template_obj, train.pretrain)
            if name
        ]
        inputs = [path for path in named if not path.is_absolute()]
        return next((place for place in places if any((place / path).exists() for path in inputs)), places[0])

    def place(self, name: str) -> Path:
        """The absolute path of a file or folder, there or not."""
        return self.root / Path(name).expanduser()

    def find(self, name: str) -> Path | None:
        """The path of a file or folder that may lie in data_dir as well; None where there is none."""
        places = [self.place(name), self.place(self.settings.dataset.data_dir) / Path(name).expanduser()]
        return next((place for place in places if place.exists()), None)


def load(path: Path, appearance: str = "") -> Configuration:
    """Read a file, with `{TOREPLACE}` filled from the appearance.

    Keys that nothing is known of become warnings. Raises UserError naming the file and the key for values
    that are missing, mistyped or ask for what there is not.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        what = f"The configuration {path} cannot be read."
        raise UserError("input", what, f"{error}.", "Correct --conf.") from error
    if (GAP in text) != bool(appearance):
        _ask_for_appearance(path, appearance)
    tree = config.parse(text.replace(GAP, FILLER), path)
    in_paths = re.sub(NOT_IN_NAMES, "_", appearance)
    tree = {name: _filled(one, appearance if name == "clip" else in_paths) for name, one in tree.items()}
    unknown: list[str] = []
    sections = {
        name: config.fill_known(kind, tree.pop(name, {}), path, name, unknown)
        for name, kind in SECTIONS.items()
    }
    model = tree.pop("model", {})
    parts = {
        name: config.fill_known(kind, model.pop(name, {}), path, f"model.{name}", unknown)
        for name, kind in typing.get_type_hints(Model).items()
    }
    unknown += [f"model.{name}" for name in model if name != UNUSED] + list(tree)
    settings = Settings(**sections, model=Model(**parts))
    _check(settings, path)
    warnings = [f"{path.name} has a key {key} that is not known; it is left out." for key in unknown]
    return Configuration(path.absolute(), settings, tuple(warnings))


def _ask_for_appearance(path: Path, appearance: str) -> NoReturn:
    if appearance:
        what, fix = f"has no {GAP} to put --appearance into", "Write it there, or omit --appearance."
    else:
        what, fix = f"has a {GAP} to be filled", 'Add --appearance "a man in a red shirt".'
    raise UserError("input", f"The configuration {path} {what}.", fix=fix)


def _filled(value: Any, appearance: str) -> Any:
    """A tree of dicts and lists with the placeholder in its texts replaced."""
    if isinstance(value, dict):
        return {key: _filled(one, appearance) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, appearance) for one in value]
    return value.replace(FILLER, appearance) if appearance and isinstance(value, str) else value


def _check(settings: Settings, path: Path) -> None:
    """Raise UserError for what is understood and cannot be done."""
    model, color = settings.model, settings.model.rendering_network
    wrong = {
        f"general.pose_type must be one of {', '.join(POSES)}": settings.general.pose_type not in POSES,
        "model.sdf_network.d_in must be 3": model.sdf_network.d_in != 3,
        "model.rendering_network.mode must be no_view_dir, with d_in 6 and d_out 3": (
            (color.mode, color.d_in, color.d_out) != ("no_view_dir", 6, 3)
        ),
        "model.rendering_network.d_feature must be model.sdf_network.d_out less 1": (
            color.d_feature != model.sdf_network.d_out - 1
        ),
        "model.neus_renderer.extra_color needs model.rendering_network.extra_color": (
            model.neus_renderer.extra_color and not color.extra_color
        ),
        "model.neus_renderer.n_outside must be 0: avatars have no surroundings": (
            model.neus_renderer.n_outside != 0
        ),
        "model.neus_renderer.n_importance must be a multiple of up_sample_steps": (
            model.neus_renderer.n_importance % max(model.neus_renderer.up_sample_steps, 1) != 0
        ),
    }
    wrong |= {f"train.{name} must be above 0": getattr(settings.train, name) <= 0 for name in POSITIVE}
    for what, is_so in wrong.items():
        if is_so:
            raise UserError("input", f"In the configuration {path}, {what}.")
