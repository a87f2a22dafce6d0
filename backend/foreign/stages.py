"""A mesh's request spelt out, what it needs loaded, and what is kept of its stages for a run that goes on."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from .. import __version__, blender
from ..body import Body, load_body
from ..checks import NO_BLENDER, motions
from ..guide import load_guide
from ..machine import choose_device
from ..motion.stage import Choreographer
from ..pipeline import late_stages
from ..protocol import RigRequest, UserError
from ..work import load_arrays, save_arrays

CHUNK = 1 << 20  # bytes
T = TypeVar("T")


def stages_of(request: RigRequest) -> tuple[str, ...]:
    """The stages that a request goes through, in order."""
    return ("mesh", "body", "surface", "rig", *late_stages(request))


@dataclasses.dataclass(frozen=True)
class Tools:
    """What a request names, loaded; raises UserError for what is not there."""

    body: Body
    choreographer: Choreographer | None  # None where no motion is asked for
    blender: blender.Blender | None  # None: no FBX, GLB and preview

    @classmethod
    def load(cls, request: RigRequest, report: Callable[[str], None]) -> Tools:
        body, choreographer = load_body(request.body, request.fingers), None
        if motions(request.motion):
            choreographer = Choreographer.load(load_guide(request.guide, choose_device(request.device)))
        program = None if request.blender == NO_BLENDER else blender.find(request.blender, report)
        return cls(body, choreographer, program)

    def fingerprint(self, request: dict[str, Any]) -> str:
        """Changes with everything that intermediate results depend on."""
        parts = [__version__, request, self.body.fingerprint]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


def spelt_out(request: RigRequest, named: tuple[str, ...]) -> RigRequest:
    """The request with whole paths, a name and a digest; named: poses that are no files.

    Raises UserError where a file is missing.
    """
    pose = "" if request.pose in named else request.pose
    given = {"mesh": request.mesh, "pose": pose, "betas": request.betas}
    files = {field: Path(name).expanduser().absolute() for field, name in given.items() if name}
    digest = request.digest or digest_of(list(files.values()))
    appearance = request.appearance.strip() or files["mesh"].stem
    paths = {field: str(path) for field, path in files.items()}
    return dataclasses.replace(request, **paths, appearance=appearance, digest=digest)


def digest_of(files: list[Path]) -> str:
    """SHA-256 of files, one after another; raises UserError where one is missing."""
    found = hashlib.sha256()
    for path in files:
        if not path.is_file():
            raise UserError("missing", f"There is no file {path}.")
        with open(path, "rb") as stream:
            while part := stream.read(CHUNK):
                found.update(part)
    return found.hexdigest()


def keep(result: Any, path: Path) -> None:
    """Write a dataclass of arrays and numbers, some of them None, as .npz."""
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    save_arrays({name: np.asarray(value) for name, value in fields.items() if value is not None}, path)


def kept(kind: Callable[..., T]) -> Callable[[Path], T]:
    """What reads a dataclass of this kind back."""

    def read(path: Path) -> T:
        return kind(**{name: x if x.ndim else x.item() for name, x in load_arrays(path).items()})

    return read
