"""Choose a body from words.

With real CLIP, or a body of which nothing but its shapes is known, AvatarCLIP's coarse shape (Hong et al.
2022, section 3.2): of a codebook of bodies, take those whose pictures differ from the neutral body's as the
prompt differs from a neutral text. The built-in guide tells builds poorly apart: the words that
`words` knows decide, and the guide is asked only for the rest.
"""

from __future__ import annotations

import hashlib

import numpy as np
import torch
import torch.nn.functional as functional
from scipy.cluster.vq import kmeans2
from scipy.spatial import cKDTree

from ..cache import cached
from ..guide import Guide
from ..guide.views import TEMPLATES, camera
from ..raster import draw
from . import words
from .joints import stand_pose
from .model import Body
from .phenotypes import betas_of
from .regions import face_centre

DRAWN, ENTRIES = 4000, 512  # bodies drawn from the shape space; those that stand for them
PRIOR, LEADING = 1.5, 10  # SMPL's betas are drawn so wide, and only the first: the others are details
FOR_THE_REST = 200  # samples that are enough where the words have decided most
AZIMUTHS = (0.0, 0.8, -1.57, 3.14)
NEUTRAL = "a person"
# Means of so many best entries: one picture's accidents count less. Of the pairs in bench/body_pairs.py, the
# built-in guide's best entry alone puts 71 % into the right order, its best 5 80 %, its best 15 82 %.
KEPT, KEPT_FOR_THE_REST = 15, 5
# The built-in guide's best cosine is 0.7 to 0.9 for words that tell of a build, 0.1 to 0.45 for others.
SURE = 0.55


def choose_betas(prompt: str, body: Body, guide: Guide, neutral: str = NEUTRAL) -> np.ndarray:
    """Shape coefficients (B,) float32 of the body for a prompt such as "a tall man"; neutral: the text of the
    average body, of which the table of words needs none."""
    if not reads_words(body, guide):
        if prompt.strip().lower() in ("", neutral.strip().lower()):
            return np.zeros(body.betas, np.float32)
        return resembling(prompt, body, guide, neutral)
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
    assert body.phenotypes is not None and body.samples is not None
    betas = body.samples[:FOR_THE_REST]
    pictures = cached(
        f"bodies-{body.fingerprint}-{guide.fingerprint}-{len(betas)}",
        lambda: encode_bodies(body, betas, guide),
    ).mean(axis=1)
    scores = score(f"a {prompt}", pictures, pictures.mean(axis=0), guide, wordings=2)
    chosen = np.argsort(-scores, kind="stable")[:KEPT_FOR_THE_REST]
    if scores[chosen[0]] < SURE:
        return {}
    names = ("gender", "age", "muscle", "weight", "height", "shoulders", "curves")
    return {name: float(body.phenotypes[name][chosen].mean()) for name in names}


def resembling(prompt: str, body: Body, guide: Guide, neutral: str) -> np.ndarray:
    """The mean betas (B,) of the codebook's entries whose pictures the guide likes best."""
    entries = codebook(body)
    digest = hashlib.sha256(entries.tobytes()).hexdigest()[:16]
    pictures = cached(
        f"codebook-{body.fingerprint}-{guide.fingerprint}-{digest}",
        lambda: encode_bodies(body, np.concatenate([entries, np.zeros_like(entries[:1])]), guide),
    ).mean(axis=1)
    scores = score(prompt, pictures[:-1], pictures[-1], guide, neutral)
    return entries[np.argsort(-scores, kind="stable")[:KEPT]].mean(axis=0)


def score(
    prompt: str,
    pictures: np.ndarray,
    average: np.ndarray,
    guide: Guide,
    neutral: str = NEUTRAL,
    wordings: int = 1,
) -> np.ndarray:
    """Cosine (N,) between how pictures (N, D) differ from the average body's (D,), and how the prompt differs
    from the neutral text; the texts are means over so many wordings."""
    templates = TEMPLATES["whole"][:wordings]
    with torch.no_grad():
        target, nobody = (
            guide.encode_text([template.format(text) for template in templates]).mean(dim=0).cpu().numpy()
            for text in (prompt, neutral)
        )
    change, direction = pictures - average, target - nobody
    lengths = np.linalg.norm(change, axis=1) * np.linalg.norm(direction)
    return change @ direction / np.maximum(lengths, 1e-12)


def codebook(body: Body) -> np.ndarray:
    """Betas (ENTRIES, B) float32 of plausible bodies, evenly spread over the body's shape space.

    DRAWN bodies are clustered by the distances of their vertices (k-means); of each cluster, the body
    nearest its centre is an entry: real bodies reach further out than the centres, which are means.
    """
    drawn = draw_bodies(body)
    metres = drawn * np.linalg.norm(body.shapedirs, axis=(0, 1))
    centres, _ = kmeans2(metres, min(ENTRIES, len(drawn)), minit="points", rng=0)
    _, nearest = cKDTree(metres).query(centres)
    return drawn[np.unique(nearest)]


def draw_bodies(body: Body) -> np.ndarray:
    """Betas (DRAWN, B) float32: the free body's samples and blends of two of them, or SMPL's normal prior."""
    rng = np.random.default_rng(0)
    if body.samples is None:
        betas = np.zeros((DRAWN, body.betas), np.float32)
        betas[:, :LEADING] = rng.normal(size=betas[:, :LEADING].shape) * PRIOR
        return betas
    first, second = body.samples[rng.integers(len(body.samples), size=(2, DRAWN - len(body.samples)))]
    share = rng.random((len(first), 1), np.float32)
    return np.concatenate([body.samples, first + share * (second - first)])


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
