"""What the tests of surfaces share: shapes as fields, and a blob with its texture coordinates."""

import dataclasses

import numpy as np
import pytest

from backend.surface.mesh import extract
from backend.surface.settings import SurfaceSettings
from backend.surface.uv import unwrap

SETTINGS = SurfaceSettings(spacing=0.01, triangles=100_000)
TEXTURE = 256


@dataclasses.dataclass
class Shape:
    """A field of a formula; its colours are linear in space."""

    distance: object
    extent: float = 0.6
    trusted: float = 0.08
    estimated: object = None

    def sdf(self, points):
        assert points.dtype == np.float32
        return self.distance(points).astype(np.float32)

    def estimate(self, points):
        return (self.estimated or self.distance)(points).astype(np.float32)

    def color(self, points):
        return (0.5 + 0.8 * points).astype(np.float32)

    def bounds(self):
        corner = np.full(3, self.extent, np.float32)
        return -corner, corner


def ball(radius, center=(0, 0, 0)):
    return lambda points: np.linalg.norm(points - np.asarray(center), axis=1) - radius


def rippled(amplitude, wavelength):
    """A ball of radius 0.2 with ripples, fine ones on its front."""

    def distance(points):
        ripples = np.sin(points[:, :2] * 2 * np.pi / wavelength).sum(axis=1)
        return ball(0.2)(points) + amplitude * ripples * np.clip(points[:, 2] / 0.2, 0, 1)

    return distance


@pytest.fixture(scope="module")
def blob():
    return extract(Shape(rippled(0.01, 0.15)), dataclasses.replace(SETTINGS, triangles=3000))


@pytest.fixture(scope="module")
def blob_uv(blob):
    return unwrap(blob, TEXTURE)
