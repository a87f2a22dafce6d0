"""The cameras through which a guide sees a body: one vocabulary for training, codebooks and sculpting."""

from __future__ import annotations

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
}


def camera(
    view: str, vertices: np.ndarray, face: np.ndarray, azimuth: float, elevation: float, distance: float = 4.0
) -> Camera:
    """The camera of a view on a posed body.

    vertices (V, 3), face (3,) the point between the eyes; azimuth and elevation in radians; distance
    in multiples of half the picture's height. Whole-body cameras frame a fixed 2.1 m, so that tall
    people look tall.
    """
    top, height = vertices[:, 1].max(), np.ptp(vertices[:, 1])
    middle = np.array([0.0, (top + vertices[:, 1].min()) * 0.25 - 0.03, 0.0])
    target, half = {
        "whole": (middle, 1.05),
        "back": (middle, 1.05),
        "face": (face + [0.0, -0.01, -0.06], 0.17),
        "upper": (np.array([0.0, top - 0.30 * height, 0.0]), 0.27 * height),
        "lower": (np.array([0.0, top - 0.74 * height, 0.0]), 0.27 * height),
    }[view]
    return Camera.orbit(target, azimuth, elevation, half * distance, half)
