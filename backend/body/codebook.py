"""Choose a body from words: the direction from a neutral text to the prompt, followed in pictures.

AvatarCLIP's coarse shape (Hong et al. 2022, section 3.2): of a codebook of bodies, take the one whose
picture differs from the neutral body's as the prompt differs from a neutral text.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional

from ..cache import cached
from ..guide import Guide
from ..guide.views import TEMPLATES, camera
from ..raster import draw
from .joints import stand_pose
from .model import Body
from .regions import face_centre

ENTRIES = 600
AZIMUTHS = (0.0, 0.8, -1.57, 3.14)
NEUTRAL = "a person"
KEPT = 5  # the best entries' mean: one picture's accidents count less


def choose_betas(prompt: str, body: Body, guide: Guide) -> np.ndarray:
    """Shape coefficients (B,) float32 of the body that the guide picks for a prompt such as "a tall man"."""
    betas = codebook(body)
    features = cached(
        f"bodies-{body.fingerprint}-{guide.fingerprint}-{len(betas)}",
        lambda: encode_bodies(body, betas, guide),
    )
    scores = score(prompt, features, guide)
    return betas[np.argsort(-scores)[:KEPT]].mean(axis=0)


def score(prompt: str, features: np.ndarray, guide: Guide) -> np.ndarray:
    """Cosine (N,) between how each body's pictures differ from the average body's, and how the words differ.

    features (N, views, D); their mean over the views is what is compared.
    """
    with torch.no_grad():
        target, neutral = (
            guide.encode_text([template.format(text) for template in TEMPLATES["whole"][:2]])
            .mean(dim=0)
            .cpu()
            .numpy()
            for text in (prompt, NEUTRAL)
        )
    words = (target - neutral) / np.linalg.norm(target - neutral)
    pictures = (features - features.mean(axis=0)).mean(axis=1)
    return pictures @ words / np.linalg.norm(pictures, axis=1)


def codebook(body: Body) -> np.ndarray:
    """Betas (N, B) of plausible bodies: the free body's samples, or draws from SMPL's normal prior."""
    if body.samples is not None:
        return body.samples[:ENTRIES]
    return np.random.default_rng(0).normal(size=(ENTRIES, body.betas)).astype(np.float32) * 1.5


def encode_bodies(body: Body, betas: np.ndarray, guide: Guide) -> np.ndarray:
    """The guide's features (N, views, D) of each body, grey, in the stand pose."""
    grey = np.full((len(body.v_template), 3), 0.65, np.float32)
    offset = face_centre(body) - body.v_template.mean(axis=0)
    features = []
    for row in betas:
        vertices = body.pose(row, stand_pose()).vertices
        pictures = [
            draw(
                vertices,
                body.faces,
                grey,
                camera("whole", vertices, vertices.mean(axis=0) + offset, azimuth, 0.05),
                guide.image_size,
                ambient=0.5,
            )
            for azimuth in AZIMUTHS
        ]
        images = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).float().to(guide.device)
        with torch.no_grad():
            features.append(functional.normalize(guide.encode_image(images), dim=1).cpu().numpy())
    return np.stack(features)
