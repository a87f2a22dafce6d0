"""A second opinion: pictures and wordings that the optimisation never uses decide which field is kept.

Past some point a guide's score rises by what only its own pictures show. Judged from other sides, on
another background and in other words, it then falls: the field that scores highest there is the result,
and the optimisation ends when none has surpassed it for a while.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import torch

from ..guide import Guide
from ..guide.views import TEMPLATES, camera
from .field import Field
from .images import render_image, silhouettes
from .rendering import over
from .settings import SculptSettings
from .shading import Light, lit
from .tables import FixedTables, Tables

# The view, and its azimuth and elevation in radians.
VIEWS = (("whole", -0.45, 0.1), ("whole", 0.9, 0.0), ("back", np.pi - 0.35, 0.1), ("face", -0.3, 0.05))
GREY = 0.5
AMBIENT = 0.6


class SecondOpinion:
    """Remembers the best field so far; `considered` is how many have been looked at since."""

    def __init__(self, field: Field, fixed: FixedTables, guide: Guide, prompt: str, settings: SculptSettings):
        settings = settings.of(field.start.plain)
        self.field, self.fixed, self.guide, self.settings = field, fixed, guide, settings
        self.best: dict[str, Any] = {"score": -1.0, "considered": 0, "parameters": {}}
        start, size = field.start, guide.image_size
        self.cameras = [camera(view, start.body, start.head, *angles) for view, *angles in VIEWS]
        self.near = [each.near for each in silhouettes(fixed, self.cameras, size, settings)]
        with torch.no_grad():
            texts = [
                guide.encode_text([text.format(prompt) for text in TEMPLATES[view][1:3]])
                for view, *_ in VIEWS
            ]
        self.texts = torch.stack([text.mean(dim=0) for text in texts])

    @torch.no_grad()
    def consider(self, tables: Tables) -> bool:
        """Keep the field if it is the best so far; returns whether it is worth going on."""
        pictures, towers = self._pictures(tables), self.guide.towers
        score = float(sum((look(pictures) * self.texts).sum(dim=1).mean() for look in towers)) / len(towers)
        if score > self.best["score"]:
            parameters = {name: value.detach().clone() for name, value in self.field.named_parameters()}
            self.best = {"score": score, "considered": 0, "parameters": parameters}
        self.best["considered"] += 1
        return self.best["considered"] <= self.settings.opinion_patience

    def restore(self) -> None:
        """Make the field the best that was considered."""
        if self.best["parameters"]:
            self.field.load_state_dict(self.best["parameters"])

    def _pictures(self, tables: Tables) -> torch.Tensor:
        size, settings = self.guide.image_size, self.settings
        pictures = []
        for view, near in zip(self.cameras, self.near, strict=True):
            rendered = render_image(
                tables,
                view,
                size,
                near,
                settings.supersampling,
                settings.sharpness_end,
                settings.samples,
                None,
            )
            color = lit(rendered, Light(-view.rotation[2], AMBIENT))[0]
            pictures.append(over(color, rendered.opacity, torch.full_like(rendered.color, GREY)))
        return torch.stack(pictures).view(-1, size, size, 3).permute(0, 3, 1, 2).clamp(0, 1)
