"""Glasses, masks, and what hangs from ears and neck."""

from __future__ import annotations

import numpy as np

from .face import STEP, Face
from .fit import Fit
from .hanging import strand
from .head import OFF_FRONT, rise
from .loft import Solid, lathe, loft, merge, tube
from .piece import Piece

RIGHT = np.array([-1.0, 1.0, 1.0])


def mirrored(solid: Solid) -> Solid:
    return Solid((solid.vertices * RIGHT).astype(np.float32), np.ascontiguousarray(solid.faces[:, ::-1]))


def lens_plane(face: Face) -> float:
    """How far forward lenses stand, clear of brows, lashes and cheeks."""
    return max(face.front(s * face.eye, up, 0.014) for s in (1, -1) for up in (-0.018, 0.0, 0.02)) + 0.006


def frame(face: Face, thick: float) -> Solid:
    """Temples and bridge."""
    z = lens_plane(face)
    edge = face.eye + 0.026
    temple = [
        (edge - 0.006, 0.006, z),
        (0.076, 0.006, z - 0.012),
        (0.083, 0.006, -0.05),
        (0.081, 0.004, -0.10),
    ]
    side = strand(face, temple, [thick] * 4)
    nose = face.front(0, 0.004, 0.008) + 0.002
    bridge = [(-0.012, 0.006, z), (0, 0.009, max(z, nose)), (0.012, 0.006, z)]
    return merge(side, mirrored(side), strand(face, bridge, [thick] * 3))


def glasses(fit: Fit) -> Solid:
    face = Face(fit)
    turn = np.linspace(0, 2 * np.pi, 33)
    z = lens_plane(face)
    ring = np.stack(
        [face.eye + 0.001 + 0.024 * np.cos(turn), 0.020 * np.sin(turn) - 0.002, np.full(33, z)], 1
    )
    rim = tube(ring * face.size + fit.face, np.full(33, 0.0035 * face.size), 8)
    return merge(rim, mirrored(rim), frame(face, 0.0035))


def lens(face: Face, x: float, radius: float, thick: float, tall: float = 0.85) -> Solid:
    profile = np.array([(-thick, 0.8), (-thick / 2, 1.0), (thick / 2, 1.0), (thick, 0.8)]) * [1, radius]
    return lathe(profile * face.size, 2, face.at(x, -0.003, lens_plane(face)), (1.0, tall))


def sunglasses(fit: Fit) -> Solid:
    face = Face(fit)
    left = lens(face, face.eye + 0.001, 0.0265, 0.004)
    return merge(left, mirrored(left), frame(face, 0.004))


def goggles(fit: Fit) -> Solid:
    face = Face(fit)
    levels = np.arange(0.034, -0.034, -STEP)
    round_ = np.sqrt(np.clip(1 - (levels / 0.034) ** 2, 0, 1))[:, None]
    strap = rise(np.abs(levels), 0.016, 0.012)[:, None]
    front = rise(OFF_FRONT, 52 + 10 * round_, 40 + 10 * round_)
    thick = np.maximum(front * (0.004 + 0.014 * round_**0.5), 0.004 * strap + 0 * front) - 0.02 * (
        1 - np.maximum(front, strap)
    )
    return face.shell(thick, levels)


def eye_patch(fit: Fit) -> Solid:
    face = Face(fit)
    patch = lens(face, face.eye, 0.024, 0.005, 0.9)
    return patch


def clown_nose(fit: Fit) -> Solid:
    face = Face(fit)
    nose = face.skin[np.abs(face.skin[:, 0]) < 0.02]
    tip = nose[nose[:, 2].argmax()]
    turn = np.linspace(-np.pi / 2, np.pi / 2, 12)
    profile = np.stack([np.sin(turn), np.cos(turn)], 1) * 0.020 * face.size
    return lathe(profile, 1, face.at(0, tip[1], tip[2] + 0.002))


def covering(top: dict[float, float], thick: float, low: float):  # type: ignore[no-untyped-def]
    """A panel over the lower face, from the line `top`, height by degrees off the front."""

    def build(fit: Fit) -> Solid:
        face = Face(fit)
        levels = np.arange(max(top.values()) + STEP, face.chin + low, -STEP)
        line = np.interp(OFF_FRONT, list(top), list(top.values()))
        shown = rise(levels[:, None], line + 0.003, line - 0.003)
        return face.shell(-0.03 + shown * (thick + 0.03), levels)

    return build


def on_chest(fit: Fit, x: float, y: float) -> np.ndarray:
    """The point (3,) of the torso's front at x, y."""
    torso = fit.points("torso")
    order = np.argsort(
        np.hypot(torso[:, 0] - x, torso[:, 1] - y) - 0.3 * (torso[:, 2] > fit.joint("spine3")[2])
    )
    return np.array([x, y, torso[order[:6], 2].max()])


def badge(fit: Fit) -> Solid:
    shoulder, pelvis = fit.joint("left_shoulder"), fit.joint("pelvis")
    y = shoulder[1] - 0.25 * (shoulder[1] - pelvis[1])
    middle = on_chest(fit, 0.55 * shoulder[0], y)
    turn = np.arange(20) * np.pi / 10 + np.pi / 2
    radius = (
        np.where(np.arange(20) % 4 == 0, 1.0, np.where(np.arange(20) % 4 == 2, 0.45, 0.68))
        * 0.038
        * fit.scale
    )
    rings = [
        np.stack([radius * np.cos(turn), radius * np.sin(turn), np.full(20, z)], 1) + middle
        for z in (-0.02, 0.016)
    ]
    return loft(np.array(rings))


def bow_tie(fit: Fit) -> Solid:
    neck = fit.joint("neck")
    y = neck[1] - 0.055 * fit.scale
    middle = on_chest(fit, 0.0, y) + [0, 0, 0.008]
    rows = []
    for x, tall, deep in (
        (-0.055, 0.026, 0.009),
        (-0.045, 0.03, 0.012),
        (-0.012, 0.011, 0.011),
        (0, 0.012, 0.014),
        (0.012, 0.011, 0.011),
        (0.045, 0.03, 0.012),
        (0.055, 0.026, 0.009),
    ):
        turn = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        rows.append(
            np.stack([np.full(24, x), tall * np.sin(turn), deep * np.cos(turn)], 1) * fit.scale + middle
        )
    return loft(np.array(rows))


def tie(fit: Fit) -> Solid:
    neck, pelvis = fit.joint("neck"), fit.joint("pelvis")
    top, bottom = neck[1] - 0.05 * fit.scale, pelvis[1] + 0.12 * fit.scale
    rows = []
    for t in np.linspace(0, 1, 20):
        y = top + t * (bottom - top)
        wide = np.interp(t, [0, 0.06, 0.09, 0.9, 1], [0.022, 0.016, 0.014, 0.038, 0.004]) * fit.scale
        z = max(on_chest(fit, s, y)[2] for s in (-wide, 0, wide))
        rows.append([[wide, y, z + 0.010], [-wide, y, z + 0.010], [-wide, y, z - 0.03], [wide, y, z - 0.03]])
    return loft(np.array(rows))


def earrings(fit: Fit) -> Solid:
    face = Face(fit)
    ear = face.skin[(np.abs(face.skin[:, 1] + 0.035) < 0.012) & (np.abs(face.skin[:, 2] + 0.09) < 0.03)]
    x = float(np.abs(ear[:, 0]).max())
    turn = np.linspace(-np.pi / 2, np.pi / 2, 10)
    profile = np.stack([np.sin(turn), np.cos(turn)], 1) * 0.009 * face.size
    left = lathe(profile, 1, face.at(x - 0.002, -0.045, -0.08))
    return merge(left, mirrored(left))


def wings(fit: Fit) -> Solid:
    spine, s = fit.joint("spine3"), fit.scale
    shape = np.array([(0.02, -0.02), (0.02, 0.06), (0.14, 0.24), (0.32, 0.36), (0.46, 0.38), (0.50, 0.26), (0.44, 0.08),
                      (0.36, 0.0), (0.40, -0.16), (0.30, -0.30), (0.16, -0.28), (0.05, -0.10)])  # fmt: skip
    back = fit.points("torso")
    near = back[(np.abs(back[:, 0]) < 0.05) & (np.abs(back[:, 1] - spine[1]) < 0.05)]
    rings = []
    for z in (0.0, -0.014):
        place = np.stack([shape[:, 0], shape[:, 1] + 0.05, z - 0.02 - 0.35 * shape[:, 0]], 1) * s
        rings.append(place + [0, spine[1], near[:, 2].min()])
    left = loft(np.array(rings))
    return merge(left, mirrored(left))


PIECES: dict[str, Piece] = {
    "glasses": Piece(glasses, "head"),
    "sunglasses": Piece(sunglasses, "head"),
    "goggles": Piece(goggles, "head"),
    "eye patch": Piece(eye_patch, "head"),
    "clown nose": Piece(clown_nose, "head"),
    "surgical mask": Piece(
        covering({0: -0.026, 25: -0.034, 50: -0.046, 60: -0.05, 66: -0.2}, 0.008, -0.004), "head"
    ),
    "ninja mask": Piece(
        covering({0: -0.022, 30: -0.024, 60: -0.012, 90: 0.0, 180: 0.0}, 0.010, -0.010), "head"
    ),
    "earrings": Piece(earrings, "head"),
    "bow tie": Piece(bow_tie),
    "tie": Piece(tie),
    "badge": Piece(badge),
    "wings": Piece(wings, "spine3"),
}
