"""Sculpting: the field changes until pictures of it agree with the text (Hong et al. 2022, AvatarCLIP)."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from ..guide import Guide
from ..guide.views import TEMPLATES
from . import checkpoint as checkpoints
from .cameras import VIEWS, Shot, draw_shot
from .field import Field, Limits
from .images import preview, render_images, silhouettes
from .losses import Smoothness, mask_loss
from .opinion import SecondOpinion
from .rendering import Rendered, over
from .settings import SculptSettings
from .shading import Light, draw_background, draw_grain, draw_light, lit
from .start import Start
from .tables import FixedTables, Tables

ADAM_BETAS = (0.9, 0.99)
NO_SAMPLES_LOST = 1e-12  # Adam's epsilon: gradients of far-off nodes are that small and count

OnStep = Callable[[int, int, dict[str, float], "np.ndarray | None"], None]


def sculpt(
    start: Start,
    guide: Guide,
    prompt: str,
    settings: SculptSettings,
    seed: int,
    device: torch.device | str,
    checkpoint: Path,
    on_step: OnStep,
    cancelled: Callable[[], bool] = lambda: False,
) -> Field:
    """Optimise a field from its start, or from the checkpoint where there is one.

    on_step(done, of, losses, preview) is called after each step, preview a (H, W, 3) uint8 image every
    `preview_every` steps, else None; what it raises ends the run. Once cancelled() is true, a checkpoint
    is written and the field returned as it stands. A step's randomness depends on seed and step alone:
    on the same CPU with as many threads, a resumed run ends with the bits of an undisturbed one. The
    result is the field that the second opinion prefers, the start if it prefers that.
    Raises UserError for a checkpoint that does not fit.
    """
    field = make_field(start, settings).to(device)
    optimizer = make_optimizer(field, settings)
    done, best = checkpoints.load(checkpoint, field, optimizer)
    if done == settings.steps:
        return field
    objective = Objective(field, guide, prompt, settings)
    opinion = SecondOpinion(field, objective.fixed, guide, prompt, settings)
    opinion.best |= best
    for step in range(done, settings.steps):
        if cancelled():
            checkpoints.save(checkpoint, field, optimizer, step, opinion.best)
            return field
        set_rates(optimizer, settings, step)
        tables = objective.fixed.at(field)
        if due(settings.opinion_every, step) and not opinion.consider(tables):
            break
        terms = objective.terms(tables, step, np.random.default_rng([seed, step]))
        loss = sum(getattr(settings, f"weight_{name}") * term for name, term in terms.items())
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if due(settings.checkpoint_every, step + 1):
            checkpoints.save(checkpoint, field, optimizer, step + 1, opinion.best)
        losses = {name: float(term.detach()) for name, term in terms.items()}
        on_step(step + 1, settings.steps, losses, objective.preview(field, step + 1))
    if settings.opinion_every:
        opinion.consider(objective.fixed.at(field))
        opinion.restore()
    checkpoints.save(checkpoint, field, optimizer, settings.steps, opinion.best)
    return field


def due(every: int, step: int) -> bool:
    """Whether what happens every so many steps, 0 for never, happens at this one."""
    return every > 0 and step % every == 0


def make_field(start: Start, settings: SculptSettings) -> Field:
    """The untrained field."""
    settings = settings.of(start.plain)
    limits = Limits(settings.largest_growth, settings.largest_shrinkage, settings.largest_tint, settings.hues)
    return Field(start, settings.resolution, settings.band, limits)


@dataclasses.dataclass(frozen=True)
class Scene:
    """One picture's camera, light and background (S, S, 3) float32."""

    shot: Shot
    light: Light
    background: np.ndarray


class Objective:
    """What a step minimises; `fixed` is the part of the field's tables that does not learn."""

    def __init__(self, field: Field, guide: Guide, prompt: str, settings: SculptSettings):
        self.start, self.guide, self.settings = field.start, guide, settings.of(field.start.plain)
        self.fixed = FixedTables(field).to(field.lattice.lo.device)
        self.smoothness = Smoothness(field, self.fixed)
        texts = [TEMPLATES[view][0].format(prompt) for view in VIEWS]
        with torch.no_grad():
            self.texts = dict(zip(VIEWS, guide.encode_text(texts), strict=True))

    def terms(self, tables: Tables, step: int, rng: np.random.Generator) -> dict[str, Tensor]:
        """The loss' terms, named as the settings' weights, for `views` cameras, lights and backgrounds."""
        settings, size = self.settings, self.guide.image_size
        scenes = [self._scene(settings.views * step + number, rng) for number in range(settings.views)]
        cameras = [scene.shot.camera for scene in scenes]
        outlines = silhouettes(self.fixed, cameras, size, settings)
        inside, outside, near = (
            torch.cat([getattr(outline, name) for outline in outlines])
            for name in ("inside", "outside", "near")
        )
        fine = settings.supersampling
        if int(near.sum()) * fine**2 > settings.max_rays:
            fine = 1
        rendered = render_images(
            tables, cameras, size, near, fine, sharpness(settings, step), settings.samples, rng
        )
        pictures = [
            self._pictures(part, scene, rng)
            for part, scene in zip(split(rendered, size), scenes, strict=True)
        ]
        look = self.guide.towers[int(rng.integers(len(self.guide.towers)))]
        seen = look(torch.cat(pictures)).unflatten(0, (-1, 2))
        wrong = [1 - pair @ self.texts[scene.shot.view] for pair, scene in zip(seen, scenes, strict=True)]
        textured, textureless = torch.stack(wrong).mean(dim=0)
        return {
            "textured": textured,
            "textureless": textureless,
            "mask": mask_loss(rendered.opacity, inside, outside & near),
            "eikonal": self.smoothness.eikonal(tables),
            "offset": self.smoothness.bending(tables),
            "variation": self.smoothness.variation(tables),
            "anchor": self.smoothness.anchor(tables),
        }

    def _scene(self, number: int, rng: np.random.Generator) -> Scene:
        """What the picture of this number, counted over all steps, is drawn with."""
        settings, size = self.settings, self.guide.image_size
        shot = draw_shot(self.start, settings, number, rng)
        light = draw_light(-shot.camera.rotation[2], settings.light_spread, settings.ambient, rng)
        return Scene(shot, light, draw_background(settings.backgrounds, size, rng))

    def _pictures(self, rendered: Rendered, scene: Scene, rng: np.random.Generator) -> Tensor:
        """What the guide sees of a scene, textured and textureless, (2, 3, S, S)."""
        size = len(scene.background)
        behind = torch.from_numpy(scene.background).to(rendered.color.device).view(-1, 3)
        pictures = torch.stack(
            [over(color, rendered.opacity, behind) for color in lit(rendered, scene.light)]
        )
        pictures = pictures.view(2, size, size, 3).permute(0, 3, 1, 2).clamp(0, 1)
        # What is seen in the mirror and through grain as well is what guides share: input diversity (Xie et
        # al. 2019), SmoothGrad (Smilkov et al. 2017).
        pictures = pictures.flip(3) if rng.random() < 0.5 else pictures
        return pictures + draw_grain(pictures.shape, self.settings.picture_noise, pictures.device, rng)

    def preview(self, field: Field, done: int) -> np.ndarray | None:
        """A picture of the field after `done` steps, where one is due."""
        settings = self.settings
        if not due(settings.preview_every, done) and not (settings.preview_every and done == settings.steps):
            return None
        with torch.no_grad():
            tables = self.fixed.at(field)
        return preview(tables, self.start, settings.preview_size, settings.sharpness_end, settings.samples)


def make_optimizer(field: Field, settings: SculptSettings) -> torch.optim.Optimizer:
    """Adam with a rate for each kind and level of grid, the coarsest learning fastest."""
    groups = []
    kinds = ((field.offsets, settings.learning_rate_offset), (field.tints, settings.learning_rate_color))
    for levels, rate in kinds:
        for level, parameter in enumerate(reversed(levels)):
            peak = rate * settings.fine_rate**level
            awake = settings.finest_from * level / (len(levels) - 1)
            groups.append({"params": [parameter], "lr": 0.0, "peak": peak, "awake": awake})
    return torch.optim.Adam(groups, betas=ADAM_BETAS, eps=NO_SAMPLES_LOST, fused=True)


def set_rates(optimizer: torch.optim.Optimizer, settings: SculptSettings, step: int) -> None:
    """Let the rates fall along a half cosine to `learning_rate_final` of their peaks; fine grids wake up."""
    fall = 0.5 + 0.5 * math.cos(math.pi * step / settings.steps)
    for group in optimizer.param_groups:
        awake = min(1.0, step / settings.steps / group["awake"]) if group["awake"] else 1.0
        whole = settings.learning_rate_final + (1 - settings.learning_rate_final) * fall
        group["lr"] = awake * group["peak"] * whole


def split(rendered: Rendered, size: int) -> list[Rendered]:
    """Pictures of size * size pixels, rendered together, one by one."""
    if len(rendered.color) == size * size:
        return [rendered]  # its gradients are summed in another order else, and differ in the last bits
    parts = (getattr(rendered, field.name).split(size * size) for field in dataclasses.fields(rendered))
    return [Rendered(*part) for part in zip(*parts, strict=True)]


def sharpness(settings: SculptSettings, step: int) -> float:
    """NeuS' s at a step, in 1/m: log-linear from start to end over the first part of the run."""
    share = min(1.0, step / max(settings.sharpness_until * settings.steps, 1))
    return settings.sharpness_start * (settings.sharpness_end / settings.sharpness_start) ** share
