"""A body in its T-pose, measured for the pieces that are cut to it."""

from __future__ import annotations

import dataclasses

import numpy as np

from ..body import JOINT, Body
from ..body.regions import face_centre, regions


@dataclasses.dataclass(frozen=True)
class Fit:
    """vertices (V, 3) and joints (J, 3) of the T-pose, metres; weights (V, J); masks (V,) by the names of
    `body.regions`; face (3,) the point between the eyes; scale: height over 1.83 m."""

    vertices: np.ndarray
    joints: np.ndarray
    weights: np.ndarray
    masks: dict[str, np.ndarray]
    face: np.ndarray
    scale: float

    def joint(self, name: str) -> np.ndarray:
        """A joint's place (3,)."""
        return self.joints[JOINT[name]]

    def points(self, *names: str) -> np.ndarray:
        """The vertices (K, 3) that belong to any of the named regions."""
        return self.vertices[np.any([self.masks[name] for name in names], axis=0)]


class Tape:
    """Measures bodies of one Body; its regions are found once."""

    def __init__(self, body: Body):
        self.body = body
        self.masks = regions(body)
        offsets = np.linalg.norm(body.v_template - face_centre(body), axis=1)
        self.around_face = np.argsort(offsets)[:50]

    def measure(self, betas: np.ndarray) -> Fit:
        """The body with shape coefficients betas (up to B,)."""
        (vertices,), (joints,) = self.body.rest(np.asarray(betas)[None])
        face = vertices[self.around_face].mean(axis=0)
        scale = float(np.ptp(vertices[:, 1])) / 1.83
        return Fit(vertices, joints, self.body.weights, self.masks, face, scale)
