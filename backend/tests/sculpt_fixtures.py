"""What the tests of sculpting share: a ball to start from, and a real but untrained CLIP as the guide."""

import clip
import numpy as np
import scipy.spatial
import torch
import torch.nn.functional as functional
from clip.model import CLIP

from backend.sculpt.start import Start

RADIUS = 0.3
CENTRE = np.array([0.05, 0.1, -0.05], np.float32)


def ball(radius: float = RADIUS, count: int = 1000) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) on a sphere around CENTRE and its triangles, counter-clockwise from outside."""
    index = np.arange(count) + 0.5
    height, angle = 1 - 2 * index / count, np.pi * (1 + 5**0.5) * index
    ring = np.sqrt(1 - height**2)
    points = np.stack([np.cos(angle) * ring, height, np.sin(angle) * ring], axis=1)
    faces = scipy.spatial.ConvexHull(points).simplices.astype(np.int32)
    a, b, c = points[faces].transpose(1, 0, 2)
    inwards = np.einsum("fc,fc->f", np.cross(b - a, c - a), a + b + c) < 0
    faces[inwards] = faces[inwards, ::-1]
    return (CENTRE + radius * points).astype(np.float32), faces


def start_of(vertices: np.ndarray, faces: np.ndarray, **given: np.ndarray) -> Start:
    """A black, undressed start of these vertices (V, 3) and faces (F, 3), but for what is given."""
    count = len(vertices)
    black = np.zeros((count, 3), np.float32)
    plain = {
        "skin": np.ones(count, bool),
        "colors": black,
        "accents": black,
        "pattern": np.zeros(count, np.uint8),
        "coordinates": vertices,
        "thickness": np.zeros(count, np.float32),
        "weights": np.ones((count, 1), np.float32),
        "pose_offsets": black,
        "head": (CENTRE + [0, 0, RADIUS]).astype(np.float32),
    }
    return Start(vertices, faces=faces, **plain | given)


def ball_start(thickness: float = 0.0, plain: bool = False) -> Start:
    """A ball, red on its left and blue on its right, or grey all over."""
    vertices, faces = ball()
    colors = np.where(vertices[:, :1] > CENTRE[0], [0.9, 0.2, 0.1], [0.0, 0.3, 1.0])
    colors = np.full_like(colors, 0.5) if plain else colors
    worn = np.full(len(vertices), thickness, np.float32)
    return start_of(vertices, faces, colors=colors.astype(np.float32), thickness=worn)


class UntrainedGuide:
    """CLIP with random weights, less what all pictures have in common: nothing else would show."""

    name = fingerprint = "untrained"
    image_size = 32

    def __init__(self):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            self.model = CLIP(64, 32, (1, 1, 1, 1), 8, None, 77, 49408, 32, 1, 1).float().eval()
            self.model.requires_grad_(False)
            self.common = self.model.encode_image(torch.rand(32, 3, 32, 32) * 4 - 2).mean(0)

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        return functional.normalize(self.model.encode_text(clip.tokenize(texts)), dim=1)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        return functional.normalize(self.model.encode_image(images * 4 - 2) - self.common, dim=1)

    @property
    def towers(self):
        return [self.encode_image]

    def warnings(self, prompt: str) -> list[str]:
        return []
