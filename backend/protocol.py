"""What the add-on and the backend say to each other; standard library only, imported by both sides.

The add-on starts ``python -m backend serve`` and writes one :class:`Request` or :class:`RigRequest` as one
JSON line to its standard input. The backend answers with JSON lines on standard output, one message a
line, each flushed. Large data go by file, never through the pipe. End of file on standard input means cancel.
"""

from __future__ import annotations

import dataclasses
import json
from typing import Any, NoReturn, TextIO, TypeVar

VERSION = 1
MAX_PROMPT_LENGTH = 500

# Backend -> add-on; the comment says how the artist sees it.
STAGE = "stage"  # {"name", "index", "of"}: the line above the progress bar
PROGRESS = "progress"  # {"step", "of", "seconds_left", "losses": {name: value}}: the bar
PREVIEW = "preview"  # {"path"}: the picture in the panel
WARNING = "warning"  # {"text"}: a yellow line; the work goes on
DONE = "done"  # {"out", "avatar", "report"}: the avatar is imported; last message
ERROR = "error"  # {"kind", "what", "why", "fix"}: a red box; last message
CANCELLED = "cancelled"  # {}: the panel is ready again; last message
LAST = (DONE, ERROR, CANCELLED)

A = TypeVar("A", bound="Asked")


class UserError(Exception):
    """Something the user can mend, in words.

    kind: one of "input", "missing", "memory", "disk", "blender", "environment", "internal".
    what: what was wrong and where; why: the reason, may be empty; fix: what to do, may be empty.
    """

    def __init__(self, kind: str, what: str, why: str = "", fix: str = ""):
        super().__init__(" ".join(part for part in (what, why, fix) if part))
        self.kind, self.what, self.why, self.fix = kind, what, why, fix

    def fields(self) -> dict[str, str]:
        return {"kind": self.kind, "what": self.what, "why": self.why, "fix": self.fix}


class Asked:
    """A dataclass of strings, numbers and switches that goes through the pipe as one line."""

    def to_json(self) -> str:
        fields: Any = self
        return json.dumps({"version": VERSION, **dataclasses.asdict(fields)}, ensure_ascii=False)

    @classmethod
    def from_json(cls: type[A], line: str) -> A:
        """Parse one line; raises UserError for what is not a request of this kind and version."""
        return cls.of(_object(line))

    @classmethod
    def of(cls: type[A], data: dict[str, Any]) -> A:
        """The request of these fields and a "version"; raises UserError."""
        if data.pop("version", None) != VERSION:
            _refuse(f"The request is not of protocol version {VERSION}.")
        kind: Any = cls
        fields = {field.name: field for field in dataclasses.fields(kind)}
        for name, value in data.items():
            if name not in fields:
                _refuse(f"The request has an unknown field {name!r}.")
            if type(value).__name__ != fields[name].type:
                _refuse(f"The request's field {name!r} must be of type {fields[name].type}.")
        missing = [
            field.name
            for field in fields.values()
            if field.default is dataclasses.MISSING and field.name not in data
        ]
        if missing:
            _refuse(f"The request lacks {', '.join(missing)}.")
        return cls(**data)


@dataclasses.dataclass(frozen=True)
class Request(Asked):
    """Everything that decides what an avatar looks like, and where it goes."""

    shape: str  # prompt for the body, "a tall and skinny man"
    appearance: str  # prompt for the looks, "a man in a red shirt"
    out: str  # folder that receives the avatar
    motion: str = ""  # prompts for what it does, "raising both arms", with ; between several; none: it stands
    preset: str = "draft"  # name of a file in backend/config
    guide: str = "builtin"  # "builtin", a CLIP model's name, or a weights file
    body: str = "free"  # "free", "neutral", "male", "female", or a body file
    fingers: bool = False  # SMPL-H's joints of fingers in place of SMPL's of hands
    influences: int = 4  # joints that move a vertex at most: 4 or 8
    start: str = "codebook"  # "codebook": clothes that the guide picks; "body": plain grey
    seed: int = 0
    device: str = "auto"  # "auto", "cpu", "cuda", "mps"
    steps: int = 0  # of sculpting; 0: the preset's
    views: int = 0  # that each step looks at; 0: the preset's
    resolution: int = 0  # nodes of the sculpted grid along its longest side; 0: the preset's
    triangles: int = 0  # of the finished surface at most; 0: the preset's
    max_error: float = (
        0.0  # millimetres that triangles may be saved for; 0: the preset's, which may have none
    )
    texture_size: int = 0  # pixels on each side of the texture; 0: the preset's
    normal_size: int = 0  # and of the normal map; 0: the preset's, which may have none
    blender: str = ""  # Blender program for the export; empty: PATH, else the bpy module


@dataclasses.dataclass(frozen=True)
class RigRequest(Asked):
    """Everything that decides what becomes of a mesh made elsewhere, and where it goes."""

    mesh: str  # file: PLY, OBJ, GLB, glTF, STL or OFF
    out: str  # folder that receives the avatar
    appearance: str = ""  # what it is called, or its looks in words; empty: the file's name
    digest: str = ""  # SHA-256 of the files named here, which may then be gone; empty: to be taken
    motion: str = ""  # as Request has it
    guide: str = "builtin"  # of the motions
    body: str = "free"  # as Request has it
    fingers: bool = False
    pose: str = ""  # that the mesh is in: "stand", "t", or a file of radians (J, 3); empty: it is found
    betas: str = ""  # a file of shape coefficients; empty: they are found
    influences: int = 4  # joints that move a vertex: 4 or 8
    texture_size: int = 2048  # pixels on each side, where the mesh has no texture of its own
    seed: int = 0  # of the motions
    device: str = "auto"  # of the motions
    blender: str = ""  # as Request has it; "none": no FBX, GLB and preview


def request_of(line: str) -> Request | RigRequest:
    """Parse one line of either kind; raises UserError for what is neither, or of another version."""
    data = _object(line)
    return RigRequest.of(data) if "mesh" in data else Request.of(data)


def _object(line: str) -> dict[str, Any]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        _refuse(f"The request is not JSON: {error}.")
    if not isinstance(data, dict):
        _refuse("The request is not a JSON object.")
    return data


def _refuse(what: str) -> NoReturn:
    raise UserError("input", what, fix="Use the add-on and the backend of one release.")


def write(stream: TextIO, kind: str, /, **fields: Any) -> None:
    """Write one message and flush it."""
    stream.write(json.dumps({"type": kind, **fields}, ensure_ascii=False) + "\n")
    stream.flush()


def read(line: str) -> dict[str, Any] | None:
    """Parse one message; None for a line that is none (a library's print, say)."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):  # the latter for thousands of brackets
        return None
    return message if isinstance(message, dict) and "type" in message else None
