"""Hair on faces."""

from __future__ import annotations

import numpy as np

from .face import ASIDE, STEP, TURNS, Face
from .fit import Fit
from .hanging import strand
from .head import AROUND, bump, rise
from .loft import Solid, loft, merge
from .piece import Piece

INSIDE = -0.010  # where a beard's shell runs below the skin


def whiskers(face: Face, cheek: dict[int, float], thick: float, hang: float = 0.014) -> Solid:
    """A shell from the line `cheek`, height by degrees off the front, to `hang` metres below the chin and
    along the jaw, open at the mouth."""
    levels = np.arange(max(cheek.values()) + 2 * STEP, face.chin - hang - STEP, -STEP)
    up = levels[:, None]
    line = np.interp(ASIDE, list(cheek), list(cheek.values()))
    jaw = face.chin - hang + 0.05 * (ASIDE / 85) ** 2.5
    mouth = ((up - face.mouth) / 0.010) ** 2 + (ASIDE / 17) ** 2
    grown = rise(up, line + 0.006, line - 0.006) * rise(mouth, 0.6, 1.3) * rise(up, jaw - 0.005, jaw + 0.012)
    body = thick * (1 + 0.9 * bump(up, face.chin, 0.03) * bump(ASIDE, 0, 40)) + 0.0012 * np.cos(15 * TURNS)
    inside = INSIDE - 0.03 * rise(up, line + 0.008, line + 0.025)
    return face.shell(inside + grown * (body - inside), levels, nose=False)


def full(face: Face) -> dict[int, float]:
    nose, mouth = face.nose, face.mouth
    return {0: nose, 16: nose - 0.002, 26: mouth + 0.004, 45: mouth + 0.008, 58: mouth + 0.03, 66: 0.0,
            75: 0.005, 80: -0.02, 85: -0.06, 90: -0.2}  # fmt: skip


def beard(fit: Fit) -> Solid:
    face = Face(fit)
    return whiskers(face, full(face), 0.009)


def goatee(fit: Fit) -> Solid:
    face = Face(fit)
    line = {0: face.nose, 16: face.nose - 0.002, 24: face.mouth - 0.005, 30: face.chin, 34: -0.2}
    return whiskers(face, line, 0.008, 0.016)


def moustache(fit: Fit) -> Solid:
    face = Face(fit)
    up = face.mouth + 0.0115
    points = [(0.0, up, 0.0), (0.012, up + 0.001, 0.0), (0.026, up - 0.006, 0.0), (0.036, up - 0.016, 0.0)]
    halves = []
    for side in (1, -1):
        path = [(side * x, y, face.front(side * x, y, 0.008) + 0.001) for x, y, _ in points]
        halves.append(strand(face, path, [0.007, 0.008, 0.007, 0.0025]))
    return merge(*halves)


def long_beard(fit: Fit) -> Solid:
    face = Face(fit)
    chest = fit.points("torso", "neck")
    length = 0.24
    rings = []
    deepest = -np.inf
    for t in np.linspace(0, 1, 22):
        up = face.chin + 0.03 - t * length
        y = face.at(0, up, 0)[1]
        near = chest[(np.abs(chest[:, 1] - y) < 0.015) & (np.abs(chest[:, 0]) < 0.06)]
        surface = (near[:, 2].max() - fit.face[2]) / face.size if len(near) else -np.inf
        wide, deep = 0.062 * (1 - 0.85 * t**1.5), 0.030 * (1 - 0.6 * t)
        deepest = max(deepest - 0.006, surface, -0.012)
        wave = 1 + 0.06 * np.cos(7 * AROUND + 8 * t)
        rings.append(
            np.stack(
                [
                    wide * wave * np.sin(AROUND),
                    np.full(len(AROUND), up),
                    deepest + deep * wave * np.cos(AROUND),
                ],
                1,
            )
        )
    return merge(whiskers(face, full(face), 0.012), loft(np.array(rings) * face.size + fit.face))


PIECES: dict[str, Piece] = {
    "beard": Piece(beard, "head"),
    "long beard": Piece(long_beard, "head"),
    "goatee": Piece(goatee, "head"),
    "moustache": Piece(moustache, "head"),
}
