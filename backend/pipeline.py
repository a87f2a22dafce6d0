"""From a request to an avatar: the stages in order, each taken over from its file where a run was cut off."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from . import __version__, blender
from .avatar import Avatar
from .avatar import load as load_avatar
from .avatar import save as save_avatar
from .body import Body, load_body, stand_pose
from .body.codebook import choose_betas
from .body.codebook import warnings as unread
from .checks import FINISHED, NUMBERS, check, motions
from .config import Settings, load_preset
from .export import export
from .guide import Guide, load_guide
from .guide.recorded import RecordedGuide
from .guide.views import bare
from .machine import choose_device, peak_gpu_memory, peak_memory
from .motion.film import FILE as FILM
from .motion.film import write_film
from .motion.remake import rewrite
from .motion.stage import Choreographer
from .progress import Progress
from .protocol import Request, RigRequest
from .rig import rig, rig_check, skin_report
from .sculpt.start import Start
from .sculpture import sculpture, source_of, textured
from .surface import mesh, texture
from .wardrobe.choose import choose_start
from .work import Work, early, finished, finished_early, load_arrays, save_arrays

STAGES = ("body", "clothes", "sculpture", "surface", "rig", "files")


def stages_of(request: Request) -> tuple[str, ...]:
    """The stages that a request goes through, in order."""
    return (*STAGES[:-1], *late_stages(request))


def late_stages(request: Request | RigRequest) -> tuple[str, ...]:
    """Those of them that are left where an avatar is finished but for its motions."""
    return ("motion", "files") if motions(request.motion) else ("files",)


@dataclasses.dataclass(frozen=True)
class Tools:
    """What a request names, loaded; raises UserError for what is not there, before any long work."""

    settings: Settings
    device: str
    body: Body
    guide: Guide
    choreographer: Choreographer | None  # None where no motion is asked for
    blender: blender.Blender

    @classmethod
    def load(cls, request: Request, report: Callable[[str], None]) -> Tools:
        settings = load_preset(request.preset, **{name: getattr(request, name) for name in NUMBERS})
        device = choose_device(request.device)
        body, guide = load_body(request.body, request.fingers), load_guide(request.guide, device)
        choreographer = Choreographer.load(guide) if motions(request.motion) else None
        return cls(settings, device, body, guide, choreographer, blender.find(request.blender, report))

    def fingerprint(self, request: dict[str, Any]) -> str:
        """Changes with everything that intermediate results depend on."""
        parts = [
            __version__,
            request,
            dataclasses.asdict(self.settings),
            self.device,
            self.body.fingerprint,
            self.guide.fingerprint,
        ]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Way(NamedTuple):
    """How requests of one kind are answered: refused, by which stages, with what, and made."""

    check: Callable[[Any], None]
    stages: Callable[[Any], tuple[str, ...]]
    load: Callable[[Any, Callable[[str], None]], Any]  # tools: a choreographer, a blender, a fingerprint
    make: Callable[[Any, Any, Work, Progress], None]


def run(
    request: Request, emit: Callable[..., None], check_cancelled: Callable[[], None], overwrite: bool = False
) -> dict[str, str]:
    """Make an avatar from sentences, as :func:`follow` does."""
    return follow(Way(check, stages_of, Tools.load, make), request, emit, check_cancelled, overwrite)


def follow(
    way: Way,
    request: Request | RigRequest,
    emit: Callable[..., None],
    check_cancelled: Callable[[], None],
    overwrite: bool = False,
) -> dict[str, str]:
    """Make the avatar, or go on making it; returns the fields of protocol.DONE.

    emit(kind, **fields) takes the messages of protocol.py. check_cancelled is called in every step;
    what it raises ends the run, and the same request goes on from there. Raises UserError.
    """
    way.check(request)
    out = Path(request.out).expanduser().absolute()
    wanted = identity(request)
    if not overwrite and finished_early(out, wanted):
        progress = Progress(emit, check_cancelled, late_stages(request))
        if not finished(out, wanted):
            move(request, way.load(request, progress.preparing), out, progress)
    else:
        progress = Progress(emit, check_cancelled, way.stages(request))
        tools = way.load(request, progress.preparing)
        work = Work(out, wanted, tools.fingerprint(early(wanted)), overwrite)
        if work.outdated:
            progress.warn(
                ["What an earlier run left was made with other settings or versions: starting anew."]
            )
        try:
            way.make(request, tools, work, progress)
        except BaseException as error:
            work.abandon(error)
            raise
    if (out / "preview.png").is_file():
        progress.preview(out / "preview.png")
    return {"out": str(out), "avatar": str(out / "avatar.npz"), "report": str(out / "report.json")}


def identity(request: Request | RigRequest) -> dict[str, Any]:
    """What tells one avatar from another: all of the request but where it goes and who writes its files."""
    return {key: value for key, value in dataclasses.asdict(request).items() if key not in ("out", "blender")}


def make(request: Request, tools: Tools, work: Work, progress: Progress) -> None:
    """The stages."""
    body, settings = tools.body, tools.settings
    guide = RecordedGuide(tools.guide, work.prompted)
    shape, appearance = bare(request.shape), bare(request.appearance)

    progress.stage("body")
    if tools.choreographer:
        progress.warn(tools.choreographer.warnings(motions(request.motion)))
    progress.warn(unread(shape, body, guide))
    betas = work.stage(
        "body",
        lambda: {"betas": choose_betas(shape, body, guide)},
        save_arrays,
        load_arrays,
    )["betas"]
    posed = body.pose(betas, stand_pose())

    progress.stage("clothes")
    start = work.stage(
        "clothes",
        lambda: choose_start(request.start, appearance, body, betas, posed, guide, request.seed),
        Start.save,
        Start.load,
    )

    progress.stage("sculpture")
    progress.warn(guide.warnings(appearance))
    field = sculpture(start, posed, guide, appearance, request.seed, settings, tools.device, work, progress)

    progress.stage("surface")
    surface = work.stage("surface", lambda: textured(field, start, settings), save_arrays, load_arrays)
    progress.warn(mesh.too_few(surface["deviation"], settings.surface))

    progress.stage("rig")
    metadata = {
        "texture": "texture.png",
        **({"normals": "normals.png"} if "normals" in surface else {}),
        "request": early(identity(request)),
        "betas": betas.tolist(),
        "version": __version__,
    }
    source = source_of(start)
    skin = mesh.Surface(surface["vertices"], surface["faces"])
    avatar = work.stage(
        "rig",
        lambda: rig(
            skin, source, posed, body, surface["uv"], surface["colors"], metadata, request.influences
        ),
        save_avatar,
        load_avatar,
    )

    if tools.choreographer:
        progress.stage("motion")
        avatar = work.stage(
            "motion", lambda: moved(avatar, request, tools.choreographer, progress), save_avatar, load_avatar
        )

    progress.stage("files")
    avatar = asked_for(avatar, request)
    with work.timed("files"):
        texture.save_png(surface["texture"], work.out / "texture.png")
        if "normals" in surface:
            texture.save_png(surface["normals"], work.out / "normals.png")
        save_avatar(avatar, work.out / "avatar.npz")
        rig_check(avatar).save(work.out / "rig_check.png", format="PNG")
        write_film(avatar, work.out / FILM)
        export(tools.blender, work.out / "avatar.npz", work.folder, progress.check_cancelled)
        skin_figures = skin_report(avatar, body, betas)
    shape = mesh.surface_report(surface["faces"], surface["deviation"])
    work.finish(report(tools, work, progress) | {"surface": shape, "skin": skin_figures})


def move(request: Request | RigRequest, tools: Any, out: Path, progress: Progress) -> None:
    """The stages of an avatar that is finished but for its motions; tools: what its Way has loaded."""
    begun = time.monotonic()
    avatar = dataclasses.replace(load_avatar(out / "avatar.npz"), motions=())
    if tools.choreographer:
        progress.stage("motion")
        progress.warn(tools.choreographer.warnings(motions(request.motion)))
        avatar = moved(avatar, request, tools.choreographer, progress)
    progress.stage("files")
    report = json.loads((out / FINISHED).read_text(encoding="utf-8"))
    report["seconds"]["motion"] = round(time.monotonic() - begun, 2)
    report["warnings"] += [text for text in progress.warnings if text not in report["warnings"]]
    told = {"request.json": identity(request), FINISHED: report}
    rewrite(asked_for(avatar, request), out, out, told, tools.blender, progress)


def moved(
    avatar: Avatar, request: Request | RigRequest, choreographer: Choreographer, progress: Progress
) -> Avatar:
    """The avatar with the request's motions."""
    return choreographer.moved(avatar, motions(request.motion), request.seed, progress)


def asked_for(avatar: Avatar, request: Request | RigRequest) -> Avatar:
    """The avatar with the request in its metadata, motions and all, but not where a mesh lay."""
    told = {name: value for name, value in identity(request).items() if name != "mesh"}
    return dataclasses.replace(avatar, metadata=avatar.metadata | {"request": told})


def report(tools: Tools, work: Work, progress: Progress) -> dict[str, Any]:
    """What report.json holds."""
    import torch

    return {
        "seconds": work.seconds,
        "resumed_from": work.resumed,
        "losses": work.losses,
        "warnings": progress.warnings,
        "prompts": work.prompts,
        "body": {"name": tools.body.name, "fingerprint": tools.body.fingerprint},
        "guide": {"name": tools.guide.name, "fingerprint": tools.guide.fingerprint},
        "blender": tools.blender.label,
        "device": tools.device,
        "threads": torch.get_num_threads(),
        "versions": {"avatarclip": __version__, "torch": torch.__version__, "numpy": np.__version__},
        "peak_memory_mb": peak_memory(),
        "peak_gpu_memory_mb": peak_gpu_memory(tools.device),
        "settings": dataclasses.asdict(tools.settings),
    }
