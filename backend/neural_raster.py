"""neural_renderer (Kato et al. 2018; the PyTorch port of daniilidis-group) as a rasteriser.

It culls what faces away, reads what lies behind the camera as if it were in front, and draws on CUDA
alone: triangles reach it turned towards the camera, and only those wholly in front of it.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

import numpy as np
import torch

from .raster import NEAR, Buffers, Camera, Rasteriser, rasterise_here

DEVICE = "cuda"
FAR = 1e4  # metres
BASE = 1024  # triangle numbers are drawn as colours: two digits that float32 keeps exact when blended
CHECK_SIZE = 48
AGREED = 0.98  # of the check's pixels; the rest lie on edges, where rounding decides


class NeuralRasteriser:
    """Called as `raster.rasterise` is. library: the module neural_renderer; device: where it draws."""

    def __init__(self, library: Any, device: str):
        self.library, self.device = library, device

    def __call__(self, vertices: np.ndarray, faces: np.ndarray, camera: Camera, size: int) -> Buffers:
        corners = camera.project(vertices, size)[faces]
        area = _twice_area(corners)
        kept = np.flatnonzero((corners[..., 2] >= NEAR).all(axis=1) & (area != 0))
        triangle = np.full((size, size), -1, np.int32)
        barycentric = np.zeros((size, size, 3), np.float32)
        depth = np.full((size, size), np.inf, np.float32)
        if len(kept) == 0:  # a kernel of no threads cannot be launched
            return triangle, barycentric, depth
        drawn = self._numbers(corners[kept], area[kept] > 0, size)
        rows, columns = np.nonzero(drawn >= 0)
        triangle[rows, columns] = kept[drawn[rows, columns]]
        barycentric[rows, columns], depth[rows, columns] = _interpolate(
            corners[triangle[rows, columns]].astype(np.float64), columns + 0.5, rows + 0.5
        )
        return triangle, barycentric, depth

    def _numbers(self, corners: np.ndarray, turned: np.ndarray, size: int) -> np.ndarray:
        """Which of the triangles (F, 3, 3), in pixels and metres, a pixel (size, size) sees; -1 for none."""
        seen = corners.copy()
        seen[..., 0] = corners[..., 0] * 2 / size - 1
        seen[..., 1] = 1 - corners[..., 1] * 2 / size
        seen[turned] = seen[turned][:, ::-1]
        number = np.arange(len(seen))
        digits = np.stack([number // BASE, number % BASE, np.zeros_like(number)], axis=1).astype(np.float32)
        textures = np.broadcast_to(digits[:, None, None, None], (len(seen), 2, 2, 2, 3))
        images = self.library.rasterize_rgbad(
            torch.from_numpy(seen).to(self.device)[None],
            torch.from_numpy(textures.copy()).to(self.device)[None],
            image_size=size,
            anti_aliasing=False,
            near=NEAR / 2,  # exclusive there; what is nearer than NEAR was left out above
            far=FAR,
            return_depth=False,
        )
        high, low, _ = images["rgb"][0].round().long().cpu().numpy()
        return np.where(images["alpha"][0].cpu().numpy() > 0.5, high * BASE + low, -1)


def load() -> Rasteriser | None:
    """The library where it imports, there is a CUDA device, and a test picture is as `rasterise_here` draws
    it; otherwise None, having said why."""
    try:
        library = importlib.import_module("neural_renderer")
        if not torch.cuda.is_available():
            raise RuntimeError("there is no CUDA device")
        drawer = NeuralRasteriser(library, DEVICE)
        share = agreement(drawer)
        if share < AGREED:
            raise RuntimeError(f"only {share:.0%} of a test picture's pixels are right")
    except Exception as error:  # compiled for another PyTorch, it may fail in any way
        sys.stderr.write(f"neural_renderer is installed and not used: {type(error).__name__}: {error}\n")
        return None
    return drawer


def agreement(drawer: Rasteriser) -> float:
    """The share of a test picture's pixels in which a rasteriser sees the same as `rasterise_here`.

    Triangles of either orientation, in front of the camera, behind it and across its plane.
    """
    rng = np.random.default_rng(0)
    centres = rng.uniform(-1, 1, (60, 1, 3)) * [1.0, 1.0, 2.5]
    vertices = (centres + rng.normal(size=(60, 3, 3)) * 0.3).reshape(-1, 3).astype(np.float32)
    faces = np.arange(180, dtype=np.int32).reshape(-1, 3)
    camera = Camera.orbit(np.zeros(3), 0.3, 0.2, 1.5, 1.0)
    ours, theirs = (draw(vertices, faces, camera, CHECK_SIZE)[0] for draw in (rasterise_here, drawer))
    return float((ours == theirs).mean())


def _twice_area(corners: np.ndarray) -> np.ndarray:
    """Of triangles (F, 3, 3) in pixels, y down: positive where they turn clockwise to the eye."""
    first, second = (corners[:, k, :2] - corners[:, 0, :2] for k in (1, 2))
    return first[:, 0] * second[:, 1] - second[:, 0] * first[:, 1]


def _interpolate(corners: np.ndarray, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Perspective-correct barycentrics (N, 3) and depth (N,) at pixels x, y (N,) of triangles (N, 3, 3)."""
    point = np.stack([x, y], axis=1)[:, None]
    to = corners[..., :2] - point
    parts = np.stack(
        [to[:, j, 0] * to[:, k, 1] - to[:, k, 0] * to[:, j, 1] for j, k in ((1, 2), (2, 0), (0, 1))], axis=1
    )
    over_depth = parts / parts.sum(axis=1, keepdims=True) / corners[..., 2]
    depth = 1 / over_depth.sum(axis=1)
    return over_depth * depth[:, None], depth
