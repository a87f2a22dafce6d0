"""Glasses, masks, and what hangs from ears and neck."""

from __future__ import annotations

import numpy as np
from scipy.interpolate import CubicSpline, LinearNDInterpolator

from .cut import draped_top
from .face import ASIDE, STEP, Face
from .fit import Fit
from .hanging import around_neck, strand
from .head import AROUND, Head, Row, rise
from .loft import ANGLES, Solid, lathe, loft, merge, tube
from .piece import Piece
from .turned import Build, ball

RIGHT = np.array([-1.0, 1.0, 1.0])


def mirrored(solid: Solid) -> Solid:
    """On the other side."""
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
    """One wide window on a strap."""
    face = Face(fit)
    levels = np.arange(0.040, -0.038, -STEP)
    window = np.sqrt(np.clip(1 - ((levels - 0.001) / 0.034) ** 2, 0, 1))[:, None]
    strap = rise(np.abs(levels), 0.018, 0.012)[:, None]
    notch = rise(levels, 0.0, -0.03)[:, None] * rise(ASIDE, 14, 4)
    front = rise(ASIDE, 42 + 14 * window, 34 + 14 * window) * rise(window, 0.1, 0.4) * (1 - notch)
    shown = np.maximum(front, strap)
    return face.shell(-0.012 + shown * 0.017 + front * 0.012, levels)


def eye_patch(fit: Fit) -> Solid:
    """Over the left eye, its strap around the head."""
    face = Face(fit)
    up = 0.034 - 0.026 * np.sin(AROUND)
    rows = [(up - 0.005, -0.02), (up - 0.005, 0.010), (up + 0.005, 0.010), (up + 0.005, -0.02)]
    return merge(lens(face, face.eye, 0.026, 0.006, 0.95), Head(fit).stack([Row(*row) for row in rows]))


def clown_nose(fit: Fit) -> Solid:
    face = Face(fit)
    middle = face.skin[np.abs(face.skin[:, 0]) < 0.02]
    tip = middle[middle[:, 2].argmax()]
    return ball(face, face.at(0, tip[1], tip[2] + 0.002), 0.020)


def covering(top: dict[int, float], thick: float, low: float) -> Build:
    """A panel over the lower face, from the line `top`, height by degrees off the front."""

    def build(fit: Fit) -> Solid:
        face = Face(fit)
        levels = np.arange(max(top.values()) + STEP, face.chin + low, -STEP)
        line = np.interp(ASIDE, list(top), list(top.values()))
        shown = rise(levels[:, None], line + 0.005, line - 0.005)
        return face.shell(-0.012 + shown * (thick + 0.012), levels)

    return build


def badge(fit: Fit) -> Solid:
    """A star on the left of the chest, over clothes."""
    shoulder, pelvis, s = fit.joint("left_shoulder"), fit.joint("pelvis"), fit.scale
    middle = np.array([0.5 * shoulder[0], shoulder[1] - 0.22 * (shoulder[1] - pelvis[1])])
    front = draped_top(fit, 0.014)[:, np.cos(ANGLES) > 0.2].reshape(-1, 3)
    front = front[np.linalg.norm(front[:, :2] - middle, axis=1) < 0.1 * s]
    turn = np.arange(20) * np.pi / 10 + np.pi / 2
    radius = np.resize([1.0, 0.68, 0.45, 0.68], 20) * 0.038 * s
    star = middle + radius[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    z = LinearNDInterpolator(front[:, :2], front[:, 2])(star)
    return loft(np.array([np.column_stack([star, z + deep * s]) for deep in (-0.035, 0.006)]))


def earrings(fit: Fit) -> Solid:
    face = Face(fit)
    ear = face.skin[(np.abs(face.skin[:, 1] + 0.035) < 0.012) & (np.abs(face.skin[:, 2] + 0.09) < 0.03)]
    x = float(np.abs(ear[:, 0]).max())
    left = ball(face, face.at(x - 0.002, -0.045, -0.08), 0.009)
    return merge(left, mirrored(left))


def necklace(fit: Fit) -> Solid:
    """Beads."""
    head = Head(fit)
    return merge(*(ball(head, point, 0.009) for point in around_neck(fit, -0.06, 0.01, 0.010)))


# A left wing's edge, metres from the spine's middle: its upper edge out to the tip, and feathers back.
WING = [(0.0, 0.02), (0.06, 0.16), (0.16, 0.30), (0.30, 0.39), (0.46, 0.42), (0.55, 0.36), (0.53, 0.27),
        (0.56, 0.20), (0.51, 0.12), (0.52, 0.03), (0.45, -0.03), (0.44, -0.12), (0.36, -0.16), (0.32, -0.25),
        (0.23, -0.25), (0.16, -0.30), (0.09, -0.22), (0.03, -0.12)]  # fmt: skip


def wings(fit: Fit) -> Solid:
    spine, s = fit.joint("spine3"), fit.scale
    torso = fit.points("torso")
    back = torso[(np.abs(torso[:, 0]) < 0.05) & (np.abs(torso[:, 1] - spine[1]) < 0.05), 2].min()
    knots = np.arange(len(WING) + 1)
    steps = np.arange(0, len(WING), 0.25)
    x, y = CubicSpline(knots, np.concatenate([WING, WING[:1]]), bc_type="periodic")(steps).T
    edge = np.stack([x, y], axis=1)
    inner = np.array([0.02, 0.25, 0.5, 0.75, 0.96])[:, None, None]
    flat = np.concatenate([inner, [[[1.0]]], inner[::-1]]) * (edge - edge.mean(axis=0)) + edge.mean(axis=0)
    deep = np.repeat([-0.008, 0.0, 0.008], [5, 1, 5])[:, None]
    away = deep + 0.05 - 0.35 * np.hypot(flat[..., 0], 0.1)
    rings = np.stack([flat[..., 0], flat[..., 1] + 0.04, away], axis=-1)
    left = loft(rings * s + [0, spine[1], back])
    return merge(left, mirrored(left))


def tail(fit: Fit) -> Solid:
    pelvis, s = fit.joint("pelvis"), fit.scale
    torso = fit.vertices[np.abs(fit.vertices[:, 0]) < 0.04 * s]
    back = torso[np.abs(torso[:, 1] - pelvis[1]) < 0.03, 2].min()
    t = np.linspace(0, 1, 30)
    path = np.stack(
        [0.10 * np.sin(5.2 * t) * t, -0.10 * np.sin(2.6 * t) + 0.30 * t**3, 0.04 - 0.42 * np.sin(1.9 * t)], 1
    )
    return tube(path * s + [0, pelvis[1], back], (0.020 - 0.006 * t) * s * rise(t, 1.02, 0.9), 12)


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
    "badge": Piece(badge),
    "necklace": Piece(necklace),
    "wings": Piece(wings, "spine3"),
    "tail": Piece(tail, "pelvis"),
}
