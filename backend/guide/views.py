"""The cameras through which a guide sees a body: one vocabulary for training, codebooks and sculpting."""

from __future__ import annotations

import re

import numpy as np

from ..raster import Camera

# What a caption or prompt calls each view; "{}" is the person. Several wordings each, for training.
TEMPLATES = {
    "whole": (
        "a 3d rendering of {} in unreal engine",
        "{}",
        "a rendering of {}",
        "a photo of {}",
        "a full body render of {}",
    ),
    "back": (
        "a 3d rendering of the back of {} in unreal engine",
        "the back of {}",
        "{} seen from behind",
    ),
    "face": (
        "a 3d rendering of the face of {} in unreal engine",
        "the face of {}",
        "a portrait of {}",
        "the head of {}",
    ),
    "upper": (
        "a 3d rendering of the upper body of {} in unreal engine",
        "the upper body of {}",
        "the torso of {}",
    ),
    "lower": (
        "a 3d rendering of the lower body of {} in unreal engine",
        "the lower body of {}",
        "the legs of {}",
    ),
    "chest": (
        "a 3d rendering of the chest of {} in unreal engine",
        "the chest of {}",
    ),
    "waist": (
        "a 3d rendering of the waist of {} in unreal engine",
        "the waist of {}",
        "the hips of {}",
    ),
    "hands": (
        "a 3d rendering of the hands of {} in unreal engine",
        "the hands of {}",
        "a hand of {}",
    ),
    "feet": (
        "a 3d rendering of the feet of {} in unreal engine",
        "the feet of {}",
        "a close-up of the feet of {}",
    ),
}
PUBLISHED = TEMPLATES["whole"][0]  # how AvatarCLIP's own prompts are worded
HAND = 0.08  # metres from the outermost vertex, within which a hand's are
DISTANCE = 4.0  # of a camera from its target, in multiples of half the picture's height


def bare(prompt: str, template: str = PUBLISHED) -> str:
    """What a prompt is about: X of one that has the template's words around it already, as AvatarCLIP's have;
    any other prompt as it is."""
    before, after = (re.escape(part) for part in template.split("{}"))
    worded = re.fullmatch(rf"\s*{before}(.+?){after}\s*[.]?\s*", prompt, re.IGNORECASE)
    return worded[1] if worded else prompt


def camera(
    view: str,
    vertices: np.ndarray,
    face: np.ndarray,
    azimuth: float,
    elevation: float,
    distance: float = DISTANCE,
) -> Camera:
    """The camera of a view on a posed body, framed by `framing`; azimuth and elevation in radians."""
    target, half = framing(view, vertices, face)
    return Camera.orbit(target, azimuth, elevation, half * distance, half)


def framing(view: str, vertices: np.ndarray, face: np.ndarray) -> tuple[np.ndarray, float]:
    """What a view of a posed body looks at (3,), and half the height of what it shows there, in metres.

    vertices (V, 3), face (3,) the point between the eyes. Whole-body views show a fixed 2.1 m, so that
    tall people look tall; of the hands, the left one is shown.
    """
    top, height = vertices[:, 1].max(), np.ptp(vertices[:, 1])
    left = vertices[:, 0].max()
    hand = vertices[vertices[:, 0] > left - HAND].mean(axis=0)
    feet = vertices[vertices[:, 1] < top - 0.92 * height].mean(axis=0)
    middle = np.array([0.0, (top + vertices[:, 1].min()) * 0.25 - 0.03, 0.0])
    framed: dict[str, tuple[np.ndarray, float]] = {
        "whole": (middle, 1.05),
        "back": (middle, 1.05),
        "face": (face + [0.0, -0.01, -0.06], 0.17),
        "upper": (np.array([0.0, top - 0.30 * height, 0.0]), 0.27 * height),
        "lower": (np.array([0.0, top - 0.74 * height, 0.0]), 0.27 * height),
        "chest": (np.array([0.0, top - 0.26 * height, 0.0]), 0.12 * height),
        "waist": (np.array([0.0, top - 0.44 * height, 0.0]), 0.12 * height),
        "hands": (hand, 0.08 * height),
        "feet": (feet + [0.0, 0.05 * height, 0.0], 0.15 * height),
    }
    return framed[view]
