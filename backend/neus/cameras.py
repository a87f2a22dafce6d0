"""The published cameras: around the body, mostly in front, and every fourth step at the face."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..raster import Camera
from .settings import Train
from .template import Template

TANGENT = np.tan(np.radians(30))  # a field of view of 60 degrees
DISTANCE, FACE_DISTANCE = (1.0, 2.0), 0.4
ANGLE, FACE_ANGLE = 60.0, 15.0  # degrees: spread of the angle to the front
JITTER, LARGEST_JITTER = 0.1, 0.3  # metres: spread of the point looked at, and where it is cut off
FACE_EVERY = 4
STEEPEST = 85.0  # degrees of elevation; straight above, a camera has no upright


@dataclasses.dataclass(frozen=True)
class Shot:
    """A camera, and which prompt its picture is compared with: "prompt", "face_prompt" or "back_prompt"."""

    prompt: str
    camera: Camera


def draw_shot(template: Template, settings: Train, step: int, rng: np.random.Generator) -> Shot:
    """The camera of a step.

    The angle to the front is normal with a spread of 60 degrees, in any direction around it, so that the
    back is seen in one of eight steps or so; face cameras stay within some 15 degrees.
    """
    face = settings.use_face_prompt and step % FACE_EVERY == FACE_EVERY - 1
    angle, around = np.radians(rng.normal() * (FACE_ANGLE if face else ANGLE)), rng.uniform(0, 2 * np.pi)
    sideways, height = np.sin(angle) * np.cos(around), np.sin(angle) * np.sin(around)
    steepest = np.radians(STEEPEST)
    elevation = np.clip(np.arcsin(height), -steepest, steepest)
    azimuth = np.arctan2(sideways, np.cos(angle))
    if face:
        target, distance = face_point(template, settings), FACE_DISTANCE
    else:
        target = (template.vertices.min(axis=0) + template.vertices.max(axis=0)) / 2
        target = target + (JITTER * rng.normal(size=3)).clip(-LARGEST_JITTER, LARGEST_JITTER)
        distance = rng.uniform(*DISTANCE)
    back = settings.use_back_prompt and np.cos(angle) < 0
    prompt = "face_prompt" if face else "back_prompt" if back else "prompt"
    return Shot(prompt, Camera.orbit(target, azimuth, elevation, distance, TANGENT * distance))


def face_point(template: Template, settings: Train) -> np.ndarray:
    """The point (3,) in the head that face cameras look at: at head_height, above the neck's joint."""
    height = settings.head_height or float(template.face[1])
    return np.array([template.neck[0], height, template.neck[2]])


def head_height_warning(template: Template, settings: Train) -> list[str]:
    """What is wrong with a head_height that misses the head."""
    low, high = float(template.neck[1]), float(template.vertices[:, 1].max())
    if not settings.head_height or low <= settings.head_height <= high:
        return []
    return [f"train.head_height {settings.head_height} is not in the head, {low:.2f} to {high:.2f} m."]
