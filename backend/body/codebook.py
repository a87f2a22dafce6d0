"""Choose a body from words.

With real CLIP, or a body of which nothing but its shapes is known, AvatarCLIP's coarse shape (Hong et al.
2022, section 3.2): of a codebook of bodies, take the one whose picture differs from the neutral body's as
the prompt differs from a neutral text. The built-in guide tells builds poorly apart: the words that
`words` knows decide, and the guide is asked only for the rest.
"""

from __future__ import annotations

import numpy as np
import torch
import torch.nn.functional as functional

from ..cache import cached
from ..guide import Guide
from ..guide.views import TEMPLATES, camera
from ..raster import draw
from . import words
from .joints import stand_pose
from .model import Body
from .phenotypes import betas_of
from .regions import face_centre

ENTRIES = 600
FOR_THE_REST = 200  # entries that are enough where the words have decided most
AZIMUTHS = (0.0, 0.8, -1.57, 3.14)
NEUTRAL = "a person"
KEPT = 5  # the best entries' mean: one picture's accidents count less
# The built-in guide's best cosine is 0.7 to 0.9 for words that tell of a build, 0.1 to 0.45 for others.
SURE = 0.55


def choose_betas(prompt: str, body: Body, guide: Guide) -> np.ndarray:
    """Shape coefficients (B,) float32 of the body for a prompt such as "a tall man"."""
    if not reads_words(body, guide):
        if prompt.strip().lower() in ("", NEUTRAL):
            return np.zeros(body.betas, np.float32)
        chosen, _ = retrieve(prompt, body, guide, ENTRIES)
        return codebook(body, ENTRIES)[chosen].mean(axis=0)
    said = words.read(prompt)
    average = words.AVERAGE
    if said.rest and not guide.warnings(said.rest):
        average = average | retrieved_phenotypes(said.rest, body, guide)
    return betas_of(body, words.phenotypes(said, average))


def warnings(prompt: str, body: Body, guide: Guide) -> list[str]:
    """What the user should know of a shape prompt: what neither the words' table nor the guide can read."""
    if not reads_words(body, guide):
        return guide.warnings(prompt)
    said = words.read(prompt)
    return said.remarks() + guide.warnings(said.rest)


def reads_words(body: Body, guide: Guide) -> bool:
    """Whether the table of words decides: with the built-in guide and a body whose phenotypes are known."""
    return guide.name == "builtin" and body.phenotypes is not None


def retrieved_phenotypes(prompt: str, body: Body, guide: Guide) -> dict[str, float]:
    """The build that the guide sees in a prompt, by phenotype; nothing where it is not sure of any."""
    assert body.phenotypes is not None
    chosen, cosine = retrieve(f"a {prompt}", body, guide, FOR_THE_REST)
    if cosine < SURE:
        return {}
    names = ("gender", "age", "muscle", "weight", "height", "shoulders", "curves")
    return {name: float(body.phenotypes[name][chosen].mean()) for name in names}


def retrieve(prompt: str, body: Body, guide: Guide, entries: int) -> tuple[np.ndarray, float]:
    """Numbers (KEPT,) of the codebook's entries that the guide likes best, and the best one's cosine."""
    betas = codebook(body, entries)
    features = cached(
        f"bodies-{body.fingerprint}-{guide.fingerprint}-{len(betas)}",
        lambda: encode_bodies(body, betas, guide),
    )
    scores = score(prompt, features, guide)
    best = np.argsort(-scores, kind="stable")[:KEPT]
    return best, float(scores[best[0]])


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
    direction = (target - neutral) / np.linalg.norm(target - neutral)
    pictures = (features - features.mean(axis=0)).mean(axis=1)
    return pictures @ direction / np.linalg.norm(pictures, axis=1)


def codebook(body: Body, entries: int) -> np.ndarray:
    """Betas (N, B) of plausible bodies: the free body's samples, or draws from SMPL's normal prior."""
    if body.samples is not None:
        return body.samples[:entries]
    return np.random.default_rng(0).normal(size=(entries, body.betas)).astype(np.float32) * 1.5


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
