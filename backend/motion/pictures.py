"""Poses as a guide of pictures sees them: the bare body from five sides (AvatarCLIP, section 5.1)."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable

import numpy as np
import torch
import torch.nn.functional as functional

from ..body import Body
from ..body.lbs import rotation_matrices
from ..cache import cached
from ..guide import Guide
from ..raster import Camera, draw
from .rotations import to_six

# As published, where 180 is the front: 0 is the front here.
AZIMUTHS = tuple(np.deg2rad(np.array([120, 150, 180, 210, 240]) - 180))
HALF, ELEVATION, DISTANCE = 1.15, 0.05, 5.0  # metres, radians, metres: raised arms fit in
GREY = 0.65
RIDGE = 1e-3  # against the noise of a single pose's pictures
REACH = 0.5  # of a pose's say in what poses near it look like, in mean distances between poses


class PictureGuide:
    """A guide's opinion of poses; see `opinion.Opinion`.

    Pictures have no derivative by the pose. What is differentiated is a smooth regression, kernel ridge with
    Gaussians, fitted to the pictures of the codebook's poses.
    """

    def __init__(self, guide: Guide, body: Body, poses: np.ndarray):
        """poses: the codebook's, (N, 24, 3)."""
        self._guide, self._body, self._poses = guide, body, poses
        self._known = to_six(rotation_matrices(torch.from_numpy(poses))).flatten(1)
        self._reach = REACH * torch.cdist(self._known, self._known).mean()

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        return self._guide.encode_text(texts).float().cpu()

    def features(self, told: Callable[[int, int], None] = lambda *_: None) -> np.ndarray:
        digest = hashlib.sha256(self._poses.tobytes()).hexdigest()[:16]
        key = f"poses-{self._body.fingerprint}-{self._guide.fingerprint}-{digest}"
        return cached(key, lambda: encode_poses(self._poses, self._body, self._guide, told))

    def encode_poses(self, rotations: torch.Tensor) -> torch.Tensor:
        mean, weights = self._regression
        guessed = mean + self._kernel(to_six(rotations).flatten(1)) @ weights
        return functional.normalize(guessed, dim=1)

    def warnings(self, prompt: str) -> list[str]:
        return self._guide.warnings(prompt)

    @functools.cached_property
    def _regression(self) -> tuple[torch.Tensor, torch.Tensor]:
        features = torch.from_numpy(self.features())
        kernel = self._kernel(self._known) + RIDGE * torch.eye(len(features))
        mean = features.mean(dim=0)
        return mean, torch.linalg.solve(kernel, features - mean)

    def _kernel(self, six: torch.Tensor) -> torch.Tensor:
        # Not cdist, whose derivative at no distance is none.
        squared = six.square().sum(1)[:, None] + self._known.square().sum(1) - 2 * six @ self._known.t()
        return torch.exp(-squared / (2 * self._reach**2))


def encode_poses(poses: np.ndarray, body: Body, guide: Guide, told: Callable[[int, int], None]) -> np.ndarray:
    """The guide's features (N, D) float32 of poses (N, 24, 3) of a body: means over AZIMUTHS, of length 1."""
    grey = np.full((len(body.v_template), 3), GREY, np.float32)
    features = []
    for done, pose in enumerate(poses):
        vertices = body.pose(np.zeros(body.betas, np.float32), pose).vertices
        middle = (vertices.min(axis=0) + vertices.max(axis=0)) / 2
        views = [Camera.orbit(middle, azimuth, ELEVATION, DISTANCE, HALF) for azimuth in AZIMUTHS]
        pictures = [draw(vertices, body.faces, grey, view, guide.image_size, ambient=0.5) for view in views]
        images = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().to(guide.device)
        with torch.no_grad():
            features.append(functional.normalize(guide.encode_image(images).mean(dim=0), dim=0).cpu().numpy())
        told(done + 1, len(poses))
    return np.stack(features).astype(np.float32)
