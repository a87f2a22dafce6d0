"""The one run of the backend that Blender has at a time, those that wait, and what the panel shows."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import bpy

from .backend import protocol
from .client import Client, Log
from .editors import refresh
from .translations import said

QUIET = 120.0  # seconds without a word after which the panel speaks of it
MOST_WARNINGS = 5

_client: Client | None = None
_log: Log | None = None  # of the present or the last run
_request = ""  # its request, as it was sent
_onto: tuple[str, ...] = ()  # what its motions are for; see Work


class Work(NamedTuple):
    """One run of the backend: its command, the request it is sent, and variables of its environment.

    onto: an armature's name and prompts, whose motions are for it; empty: the run makes an avatar.
    """

    command: list[str]
    request: str = ""
    variables: dict[str, str] | None = None
    onto: tuple[str, ...] = ()


_waiting: list[tuple[Work, int]] = []  # each with the file that it was asked for in
_file = _file_of_run = 0  # files opened so far, and how many it were when the present run was asked for


class AvatarClipJob(bpy.types.PropertyGroup):
    """What the artist sees of the present or the last run; lives on the window manager, never in a file."""

    guide: bpy.props.StringProperty()
    stage: bpy.props.StringProperty()
    percent: bpy.props.FloatProperty(name="Progress", min=0, max=100, precision=0, subtype="PERCENTAGE")
    remaining: bpy.props.StringProperty()
    warnings: bpy.props.StringProperty()
    preview: bpy.props.StringProperty()
    kind: bpy.props.StringProperty()
    what: bpy.props.StringProperty()
    why: bpy.props.StringProperty()
    fix: bpy.props.StringProperty()


def running() -> bool:
    return _client is not None


def start(
    command: list[str], sent: str = "", variables: dict[str, str] | None = None, onto: tuple[str, ...] = ()
) -> None:
    """Start the backend with a :class:`Work`; raises UserError when it runs already or cannot be started."""
    global _client, _log, _request, _onto, _file_of_run
    if running():
        raise protocol.UserError("input", "The backend is at work.", fix="Wait, or press Cancel.")
    clear()
    _request, _onto, _file_of_run = sent, onto, _file
    wanted = request()
    _client = Client(command, sent, variables, Path(wanted["out"]) if "out" in wanted else None)
    _log = _client.log
    state().stage = said("Starting")
    # a mesh is rigged without a guide, but for its motions
    state().guide = wanted.get("guide", "") if wanted.get("motion") or "mesh" not in wanted else ""


def append(work: Work) -> None:
    """Let work wait for its turn; raises UserError where the same is being made or waits already."""
    if is_known(work):
        fix = "Change the words or the seed."
        raise protocol.UserError("input", "This avatar is being made already.", fix=fix)
    _waiting.append((work, _file))


def is_known(work: Work) -> bool:
    """Whether the very same is being made or waits."""
    return (running() and work.request == _request) or work in [other for other, _ in _waiting]


def requests() -> list[dict[str, Any]]:
    """What the present run, and those that wait, are asked for."""
    sent = [other.request for other, _ in _waiting] + ([_request] if running() else [])
    return [json.loads(text) for text in sent if text]


def folders() -> set[str]:
    """Where they make their avatars."""
    return {request["out"] for request in requests()}


def waiting() -> int:
    """How many wait for their turn."""
    return len(_waiting)


def start_next() -> None:
    """Start what has waited longest; raises UserError, and nothing waits any more, where that fails."""
    global _file_of_run
    failed = state().what
    (work, file), *others = _waiting
    clear_queue()
    start(*work)
    _file_of_run = file
    _waiting.extend(others)
    if failed:
        show({"type": protocol.WARNING, "text": f"The one before failed: {failed}"})


def clear_queue() -> None:
    _waiting.clear()


def another_file() -> None:
    """Blender has opened another file."""
    global _file
    _file += 1


def asked_here() -> bool:
    """Whether the present or the last run was asked for in the file that is open."""
    return _file == _file_of_run


def poll() -> dict[str, Any] | None:
    """Take over what the backend has said; returns the last message once, when the run has ended."""
    global _client
    if _client is None:
        return None
    messages = _client.poll()
    if not _client.running:
        _client = None
    for message in messages:
        show(message)
    return messages[-1] if messages and messages[-1]["type"] in protocol.LAST else None


def quiet_minutes() -> int:
    """For how many minutes the backend has said nothing; 0 while that is nothing unusual."""
    silence = _client.silence if _client is not None else 0.0
    return int(silence / 60) if silence > QUIET else 0


def cancel() -> None:
    """Ask the backend to stop; :func:`poll` tells when it has."""
    if _client is not None:
        _client.cancel()
        state().stage = said("Cancelling")


def stop() -> None:
    """End the backend at once, and start nothing more: Blender closes or the add-on goes."""
    global _client
    clear_queue()
    if _client is not None:
        _client.kill()
        _client = None


def show(message: dict[str, Any]) -> None:
    """Turn one message into what the panel shows; a message of a kind not known here changes nothing."""
    job, kind = state(), message["type"]
    if kind == protocol.STAGE:
        name, of = message["name"][:1].upper() + message["name"][1:], message["of"]
        name = bpy.app.translations.pgettext_iface(name)
        job.stage = said("{} ({} of {})", name, message["index"] + 1, of) if of > 1 else name
        job.percent, job.remaining = 0, ""
    elif kind == protocol.PROGRESS:
        job.percent = 100 * message["step"] / max(message["of"], 1)
        job.remaining = duration(message["seconds_left"])
    elif kind == protocol.PREVIEW:
        job.preview = message["path"]
        refresh(job.preview)
    elif kind == protocol.WARNING:
        warnings = [*job.warnings.splitlines(), *message["text"].splitlines()]
        job.warnings = "\n".join(list(dict.fromkeys(warnings))[-MOST_WARNINGS:])
    elif kind == protocol.ERROR:
        job.kind = message.get("kind", "")
        job.what, job.why, job.fix = message["what"], message["why"], message["fix"]


def show_error(error: protocol.UserError) -> None:
    show({"type": protocol.ERROR, **error.fields()})


def log() -> list[str]:
    """The last lines of the present or the last run, oldest first."""
    return _log.lines() if _log else []


def request() -> dict[str, Any]:
    """The request of the present or the last run; empty where none was sent."""
    return json.loads(_request) if _request else {}


def onto() -> tuple[str, ...]:
    """The armature's name and the prompts that the present or the last run makes motions for, if it does."""
    return _onto


def clear() -> None:
    """Forget the last run."""
    global _log, _request, _onto
    _log, _request, _onto = None, "", ()
    for name in AvatarClipJob.__annotations__:
        state().property_unset(name)


def state() -> AvatarClipJob:
    return bpy.context.window_manager.avatarclip_job  # type: ignore[attr-defined]


def duration(seconds: float | None) -> str:
    """ "40 s", "3 min", "1 h 20 min"; empty when nobody knows."""
    if seconds is None:
        return ""
    if seconds < 60:
        return said("{:.0f} s left", seconds)
    minutes = round(seconds / 60)
    return said("{} min left", minutes) if minutes < 60 else said("{} h {} min left", *divmod(minutes, 60))
