"""Flaws of an avatar's mesh: parts that float, faces that pass through others, a body left behind."""

from __future__ import annotations

import igl
import numpy as np

from ..guide.views import camera
from ..raster import rasterise
from ..surface.crossing import pierced

AZIMUTHS = (0.0, np.pi / 2, np.pi, -np.pi / 2)  # radians
SIZE = 256  # pixels


def mask_iou(vertices: np.ndarray, faces: np.ndarray, body: np.ndarray, body_faces: np.ndarray) -> float:
    """The overlap of the silhouettes of an avatar and of the body inside, over their union; mean over the
    front, the sides and the back.

    vertices (V, 3) and body (B, 3) float32 in one pose, faces (F, 3) and body_faces (G, 3) int32.
    """
    shares = []
    for azimuth in AZIMUTHS:
        shot = camera("whole", body, body.mean(axis=0), azimuth, 0.0)
        masks = [rasterise(*mesh, shot, SIZE)[0] >= 0 for mesh in ((vertices, faces), (body, body_faces))]
        shares.append((masks[0] & masks[1]).sum() / (masks[0] | masks[1]).sum())
    return float(np.mean(shares))


def floaters(faces: np.ndarray) -> int:
    """How many parts a mesh of faces (F, 3) has besides its first one."""
    return int(igl.facet_components(faces.astype(np.int64))[0]) - 1


def self_intersections(vertices: np.ndarray, faces: np.ndarray) -> int:
    """How many of the faces (F, 3) an edge of another face passes through, in a mesh of vertices (V, 3)."""
    through, _ = pierced(vertices.astype(np.float64), faces.astype(np.int64))
    return len(np.unique(through))
