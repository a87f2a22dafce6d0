"""The output folder while an avatar is made: what a killed run had finished, and what is left to do."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .checks import FINISHED, OURS, make_folders, remove_folders
from .protocol import UserError

T = TypeVar("T")
# Fields of a request that may change when the avatar is finished; each has a stage of its name, after rig.
LATE = ("motion",)
# Of requests that were written before there were such fields.
ABSENT = {"motion": "", "fingers": False, "influences": 4, "max_error": 0.0}


class Work:
    """<out>/work holds one file a finished stage; it belongs to one fingerprint and goes when all is done.
    Where only LATE fields of the request have changed since, what does not depend on them is taken over.

    seconds: stage -> seconds over all runs, but for what a kill cut off. resumed: what this run took
    over from earlier ones: {"stage": the stage it went on with, "step": the step within it}, or None.
    outdated: whether there was work that could not be taken over: another version, preset or body made it.
    losses: of the last step of sculpting. prompts: stage -> the texts that the guide was given in it.
    """

    def __init__(self, out: Path, request: dict[str, Any], fingerprint: str, overwrite: bool = False):
        """Raises UserError when the folder holds another request's avatar and overwrite is not set."""
        self.out, self.folder = out, out / "work"
        if overwrite:
            clear(out)
        former = _former(out)
        if former is not None and early(former) != early(request):
            state = "an avatar" if (out / FINISHED).is_file() else "the unfinished work"
            raise UserError(
                "input",
                f"{out} holds {state} of another request.",
                fix="Name another folder with --out, or allow --overwrite.",
            )
        for name in LATE:
            if former is not None and former[name] != request.get(name, ""):
                self.path(f"{name}.npz").unlink(missing_ok=True)
        self._made = make_folders(out)
        write_json(out / "request.json", request)
        self.seconds: dict[str, float] = {}
        self.resumed: dict[str, Any] | None = None
        self.outdated = False
        self.losses: dict[str, float] = {}
        self.prompts: dict[str, list[str]] = {}
        self._now = ""
        state = _read_json(self.folder / "state.json")
        if state and state["fingerprint"] == fingerprint:
            self.seconds, self.losses = state["seconds"], state["losses"]
            self.prompts = state.get("prompts", {})
            self.resumed = {"stage": "", "step": 0}
        elif self.folder.exists():
            self.outdated = any(self.folder.glob("*.npz"))
            shutil.rmtree(self.folder)
        self.folder.mkdir(exist_ok=True)
        self._fingerprint = fingerprint
        self._save_state()

    def path(self, name: str) -> Path:
        return self.folder / name

    def stage(
        self,
        name: str,
        make: Callable[[], T],
        save: Callable[[T, Path], None],
        load: Callable[[Path], T],
    ) -> T:
        """The stage's result: read from its file, after making it where no earlier run finished it.

        A result just made is read back as well, so that a resumed run and an undisturbed one go on
        with the very same numbers. save must write its file in one step.
        """
        path = self.path(f"{name}.npz")
        if not path.is_file():
            with self.timed(name):
                save(make(), path)
        return load(path)

    @contextlib.contextmanager
    def timed(self, name: str) -> Iterator[None]:
        """Count the time of the block as the stage's, also when it is interrupted."""
        if self.resumed and not self.resumed["stage"]:
            self.resumed["stage"] = name
        self._now = name
        begun = time.monotonic()
        try:
            yield
        finally:
            self.seconds[name] = round(self.seconds.get(name, 0.0) + time.monotonic() - begun, 2)
            self._save_state()

    def prompted(self, texts: list[str]) -> None:
        """Note texts that the guide is given in the stage at hand, each once."""
        noted = self.prompts.setdefault(self._now, [])
        noted.extend(text for text in texts if text not in noted)

    def finish(self, report: dict[str, Any]) -> None:
        """Write the report, the sign of a finished avatar, and remove the intermediate files."""
        write_json(self.out / FINISHED, report)
        shutil.rmtree(self.folder)

    def abandon(self, error: BaseException) -> None:
        """After a failure: keep what another run can use, and leave no trace where there is nothing, or where
        what was asked for is wrong."""
        wrong = isinstance(error, UserError) and error.kind == "input"
        if not wrong and any(path.suffix == ".npz" for path in self.folder.glob("*")):
            return
        clear(self.out)
        remove_folders(self._made)

    def _save_state(self) -> None:
        kept = {"seconds": self.seconds, "losses": self.losses, "prompts": self.prompts}
        write_json(self.path("state.json"), {"fingerprint": self._fingerprint} | kept)


def finished(out: Path, request: dict[str, Any]) -> bool:
    """Whether the folder holds the finished avatar of this very request."""
    return (out / FINISHED).is_file() and _former(out) == ABSENT | request


def finished_early(out: Path, request: dict[str, Any]) -> bool:
    """Whether the folder holds a finished avatar, of a request that differs in LATE fields at most."""
    former = _former(out)
    return (out / FINISHED).is_file() and former is not None and early(former) == early(request)


def early(request: dict[str, Any]) -> dict[str, Any]:
    """A request without its LATE fields."""
    return {name: value for name, value in (ABSENT | request).items() if name not in LATE}


def _former(out: Path) -> dict[str, Any] | None:
    """The request that a folder was made for; of ABSENT what it was written without."""
    found = _read_json(out / "request.json")
    return None if found is None else ABSENT | found


def clear(out: Path) -> None:
    """Remove what we write, and nothing else."""
    for name in OURS:
        if (out / name).is_dir():
            shutil.rmtree(out / name)
        else:
            (out / name).unlink(missing_ok=True)


def save_arrays(arrays: dict[str, np.ndarray], path: Path) -> None:
    """Write named arrays as .npz in one step."""
    part = path.with_name(path.name + ".part")
    with open(part, "wb") as file:
        np.savez(file, **arrays)
    os.replace(part, path)


def load_arrays(path: Path) -> dict[str, np.ndarray]:
    with np.load(path, allow_pickle=False) as data:
        return dict(data)


def write_json(path: Path, content: Any) -> None:
    """Write JSON in one step."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(part, path)


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise UserError("input", f"{path} is damaged.", f"{error}.", "Delete it.") from error
