"""What a guide thinks of outfits on one body: pictures by cell, several views, one score an outfit."""

from __future__ import annotations

import numpy as np
import torch

from ..body import Body, Posed
from ..body.regions import face_centre
from ..guide import Guide
from ..guide.views import TEMPLATES, camera
from ..raster import rasterise, vertex_normals
from .paint import Cells

# The view, its azimuth in radians, the grey behind it, and its share of the score.
VIEWS = (
    ("whole", 0.0, 1.0, 2.0),
    ("whole", 0.7, 0.35, 1.0),
    ("back", 3.14, 0.7, 1.0),
    ("upper", 0.3, 0.8, 1.0),
    ("lower", -0.4, 0.6, 1.0),
    ("face", 0.2, 0.9, 1.0),
)
SUPERSAMPLE = 2
BATCH = 128


class FittingRoom:
    """One posed body seen from VIEWS; painting it is a product of a fixed matrix and the cells' colours."""

    def __init__(self, body: Body, posed: Posed, parts: Cells, guide: Guide):
        self.guide = guide
        face = posed_face(body, posed)
        self.paintings = [
            painting(
                posed.vertices, body.faces, parts, camera(view, posed.vertices, face, azimuth, 0.05), guide
            )
            for view, azimuth, _, _ in VIEWS
        ]

    @torch.no_grad()
    def features(self, colors: np.ndarray, view: int) -> torch.Tensor:
        """The guide's features (N, D) of outfits, colours (N, C, 3), in one of VIEWS."""
        matrix, alpha = (tensor.to(self.guide.device) for tensor in self.paintings[view])
        background = (1 - alpha) * VIEWS[view][2]
        size = self.guide.image_size
        found = []
        for chunk in torch.from_numpy(colors).to(self.guide.device).split(BATCH):
            images = torch.einsum("pc,ncd->ndp", matrix, chunk) + background
            found.append(self.guide.encode_image(images.view(-1, 3, size, size).clamp(0, 1)))
        return torch.cat(found)

    @torch.no_grad()
    def texts(self, prompt: str) -> list[torch.Tensor]:
        """What each of VIEWS should show, (D,) of length 1."""
        found = []
        for view, *_ in VIEWS:
            wordings = [template.format(prompt) for template in TEMPLATES[view][:2]]
            mean = self.guide.encode_text(wordings).mean(dim=0)
            found.append(mean / mean.norm())
        return found

    def score(self, colors: np.ndarray, texts: list[torch.Tensor]) -> np.ndarray:
        """Mean cosine (N,) of outfits, colours (N, C, 3), with a prompt's texts, over all views."""
        shares = np.array([share for *_, share in VIEWS])
        cosines = [(self.features(colors, k) @ text).cpu().numpy() for k, text in enumerate(texts)]
        return np.tensordot(shares / shares.sum(), np.stack(cosines), 1)


def painting(
    vertices: np.ndarray, faces: np.ndarray, parts: Cells, view: object, guide: Guide
) -> tuple[torch.Tensor, torch.Tensor]:
    """A view as a matrix (pixels, C) from the cells' colours to lit pixels, and its opacity (pixels,)."""
    size = guide.image_size
    triangle, barycentric, _ = rasterise(vertices, faces, view, size * SUPERSAMPLE)  # type: ignore[arg-type]
    seen = triangle >= 0
    corners, weights = faces[triangle[seen]], barycentric[seen]
    normals = (vertex_normals(vertices, faces)[corners] * weights[..., None]).sum(axis=1)
    light = view.rotation.T @ np.array([0.3, 0.4, -0.87])  # type: ignore[attr-defined]
    shade = 0.7 + 0.35 * np.clip(normals @ light, 0, 1)
    rows, columns = (axis // SUPERSAMPLE for axis in np.nonzero(seen))
    matrix = np.zeros((size * size, parts.count), np.float32)
    pixel = np.repeat(rows * size + columns, 3)
    np.add.at(matrix, (pixel, parts.index[corners].reshape(-1)), (weights * shade[:, None]).reshape(-1))
    alpha = seen.reshape(size, SUPERSAMPLE, size, SUPERSAMPLE).mean(axis=(1, 3)).reshape(-1)
    return torch.from_numpy(matrix / SUPERSAMPLE**2), torch.from_numpy(alpha.astype(np.float32))


def posed_face(body: Body, posed: Posed) -> np.ndarray:
    """The point (3,) between the eyes of a posed body: it moves with the template's nearest vertices."""
    nearest = np.argsort(np.linalg.norm(body.v_template - face_centre(body), axis=1))[:50]
    return posed.vertices[nearest].mean(axis=0)
