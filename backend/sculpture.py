"""The stages that make an avatar's surface: a field is sculpted, and meshed with its colours."""

from __future__ import annotations

import dataclasses
import functools
import os

import numpy as np

from .body import JOINT, Posed
from .config import Settings
from .guide import Guide
from .machine import free_memory, is_full
from .neus import paper
from .neus.settings import Settings as PaperSettings
from .progress import Progress
from .rig import Source, part, parts_of
from .sculpt import sculpt
from .sculpt.field import Field
from .sculpt.settings import SculptSettings
from .sculpt.start import Start
from .surface import field as surfaces
from .surface import mesh, normals, texture, uv
from .surface.focus import Focus
from .work import Work

HAND = 2.0, 0.11  # magnification and radius, in metres, of a hand's focus


def sculpture(
    start: Start,
    posed: Posed,
    guide: Guide,
    appearance: str,
    seed: int,
    settings: Settings,
    device: str,
    work: Work,
    progress: Progress,
) -> surfaces.Field:
    """The sculpted field, of the kind that the preset says; posed: the start's body in its pose."""
    if settings.published is None:
        return work.stage(
            "sculpture",
            lambda: anchored(start, guide, appearance, seed, settings.sculpt, device, work, progress),
            Field.save,
            lambda path: Field.load(path, start),
        )
    steps = settings.sculpt.steps
    published = settings.published.settings(settings.sculpt, appearance, seed)
    neck = posed.joints[JOINT["neck"]]
    return work.stage(
        "sculpture",
        lambda: networks(start, neck, guide, published, steps, device, work, progress),
        paper.PaperField.save,
        lambda path: paper.load(path, start, published, device),
    )


def networks(
    start: Start,
    neck: np.ndarray,
    guide: Guide,
    settings: PaperSettings,
    steps: int,
    device: str,
    work: Work,
    progress: Progress,
) -> paper.PaperField:
    """The published networks; neck (3,): its joint."""
    experiment = paper.begin(start, neck, settings, device, work.path("published"), progress)
    if work.resumed and work.resumed["stage"] == "sculpture":
        work.resumed["step"] = experiment.step
    paper.sculpt(experiment, guide, steps, progress)
    work.losses = experiment.losses
    return paper.PaperField(experiment.networks, settings, experiment.template.radius, paper.shift_of(start))


def anchored(
    start: Start,
    guide: Guide,
    appearance: str,
    seed: int,
    settings: SculptSettings,
    device: str,
    work: Work,
    progress: Progress,
) -> Field:
    """The field anchored to the start; where the memory is full it goes on once more, with fewer rays at a
    time."""

    def attempt(settings: SculptSettings) -> Field:
        checkpoint, told = work.path("checkpoint.pt"), functools.partial(on_step, work, progress)
        return sculpt(start, guide, appearance, settings, seed, device, checkpoint, told)

    smaller = dataclasses.replace(settings, views=1, supersampling=1)
    try:
        return attempt(settings)
    except (RuntimeError, MemoryError) as error:
        if not is_full(error) or smaller == settings:
            raise
    free_memory()  # out here, where nothing holds on to it any more
    progress.warn(["The memory is full: going on with one view a step and one ray a pixel."])
    return attempt(smaller)


def on_step(
    work: Work, progress: Progress, done: int, of: int, losses: dict[str, float], picture: np.ndarray | None
) -> None:
    """After each step of sculpting; picture (H, W, 3) uint8 where one is due."""
    if progress.first_step is None and work.resumed and work.resumed["stage"] == "sculpture":
        work.resumed["step"] = done - 1
    if picture is not None:
        part = work.path("preview.png.part")
        texture.save_png(picture, part)
        os.replace(part, work.path("preview.png"))
        progress.preview(work.path("preview.png"))
    work.losses = losses
    progress.step(done, of, losses)


def textured(field: surfaces.Field, start: Start, settings: Settings) -> dict[str, np.ndarray]:
    """The field's surface with texture coordinates, texture, vertex colours, a normal map if wanted, and how
    far what was sculpted is from it (`mesh.deviation`)."""
    wanted, focus = settings.surface, Focus(start.head, settings.surface.head_magnification)
    detail = mesh.full(field, wanted.spacing, focus)
    colors = field.color(detail.vertices)
    decimated = mesh.decimated(detail, wanted, (focus, *hands(start)), colors)
    surface = part(decimated, source_of(start))
    coordinates = uv.unwrap(surface, wanted.texture_size, focus, parts_of(surface, source_of(start)))
    result = {
        "vertices": surface.vertices,
        "faces": surface.faces,
        "uv": coordinates,
        "colors": texture.vertex_colors(surface, field),
        "texture": texture.bake(surface, coordinates, field, wanted.texture_size),
        "deviation": mesh.deviation(decimated, detail),
    }
    if wanted.normal_size:
        result["normals"] = normals.bake_normals(surface, coordinates, detail, wanted.normal_size)
    return result


def hands(start: Start) -> list[Focus]:
    """What counts more in decimation, besides the head."""
    moved = [start.weights[:, JOINT[name]] for name in ("left_hand", "right_hand")]
    return [Focus(weights @ start.vertices / weights.sum(), *HAND) for weights in moved]


def source_of(start: Start) -> Source:
    """Where the skinning weights of what was sculpted from a start come from."""
    return Source(start.vertices, start.faces, start.weights, start.pose_offsets, start.skin)
