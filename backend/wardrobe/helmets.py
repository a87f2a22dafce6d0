"""Helmets, and hoods and veils that enclose the head."""

from __future__ import annotations

import numpy as np

from .fit import Fit
from .hanging import around_neck, curtain, roll, strand
from .head import Head, Row, around, rise
from .loft import ANGLES, Solid, lathe, loft, merge
from .piece import Piece
from .turned import INSIDE, ball, band, crest, dome, off_front, pair, shell, together

SPHERE = 0.165  # radius of a space helmet, metres on a head of size 1
SPHERE_CENTRE = (0.0, -0.012, -0.072)


def ridged(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
    """A hard hat's shell: a ridge from front to back, a rim, and a peak."""
    ridge = 0.007 * rise(np.abs(toward[..., 0]), 0.16, 0.10) * rise(along, 0.85, 0.7)
    return 0.024 + ridge + (0.012 + 0.032 * rise(toward[..., 2], 0.2, 0.9)) * rise(along, 0.9, 0.97)


def knight(fit: Fit) -> Solid:
    """A skull and a face guard, which leave a slit before the eyes."""
    head = Head(fit)
    beak = 0.016 * off_front(0, 50)
    width = 0.030 + 0.018 * off_front(20, 90)
    sides = 1 - off_front(58, 66)
    hinge = -0.03 + sides * (width + 0.028)
    upper = [
        Row(0.016, INSIDE), Row(0.016, width + 0.7 * beak), Row(0.045, width + 0.4 * beak), Row(0.075, 0.022),
        Row(0.105, 0.016, 0.86), Row(0.128, 0.012, 0.55), Row(0.136, 0.01, 0.15),
    ]  # fmt: skip
    slit = [Row(-0.02, -0.03), Row(-0.02, hinge), Row(0.02, hinge), Row(0.02, -0.03)]
    lower = [
        Row(-0.155, -0.04), Row(-0.155, -0.004), Row(-0.12, 0.012 + 1.3 * beak),
        Row(-0.07, width + 1.6 * beak), Row(-0.012, width + 1.0 * beak), Row(-0.012, INSIDE),
    ]  # fmt: skip
    return merge(*(head.stack(rows) for rows in (upper, slit, lower)))


def plume(fit: Fit) -> Solid:
    angles = np.linspace(-0.35, 1.75, 22)
    height = 0.075 * rise(angles, -0.6, 0.1) * rise(angles, 2.1, 1.2) + 0.02
    return crest(fit, angles, height, 0.008, (0.011, 0.015))


def sphere(fit: Fit) -> Solid:
    head = Head(fit)
    turn = np.linspace(-1.35, np.pi / 2, 22)
    profile = np.stack([np.sin(turn), np.cos(turn)], axis=1) * SPHERE * head.size
    return lathe(profile, 1, head.at(*SPHERE_CENTRE))


def window(fit: Fit) -> Solid:
    """A part of a sphere a little larger than the space helmet, in front of the face."""
    head = Head(fit)
    rings = []
    for share, radius in (
        (0.02, 1.05),
        (0.3, 1.05),
        (0.6, 1.05),
        (0.85, 1.05),
        (1.0, 1.045),
        (1.04, 1.02),
        (1.0, 0.9),
    ):
        azimuth = np.radians(62) * share * np.cos(ANGLES)
        height = np.radians(40) * share * np.sin(ANGLES)
        toward = [np.sin(azimuth) * np.cos(height), np.sin(height), np.cos(azimuth) * np.cos(height)]
        rings.append(np.stack(toward, axis=1) * SPHERE * radius)
    return loft(np.array(rings) * head.size + head.at(*SPHERE_CENTRE))


OPENING = {0: 0.058, 30: 0.056, 46: 0.044, 58: 0.028, 180: 0.028}


def hood(fit: Fit) -> Solid:
    """Up, pointed at the back, its folds around the neck."""

    def thickness(toward: np.ndarray, along: np.ndarray) -> np.ndarray:
        point = 0.022 * rise(toward[..., 1], 0.2, 0.9) * rise(toward[..., 2], 0.4, -0.7)
        return 0.021 + point + 0.004 * rise(along, 0.9, 1.0) * rise(toward[..., 2], 0.0, 0.5)

    cloth = curtain(Head(fit), around(OPENING), thickness, -0.16, 57, tips=0)
    return merge(cloth, roll(around_neck(fit, -0.05, 0.01, 0.0), 0.026 * fit.scale, 1.9))


def veil(fit: Fit) -> Solid:
    return curtain(Head(fit), around(OPENING), shell(0.016), -0.36, 60, tips=0.3)


def robot(fit: Fit) -> Solid:
    """A box with rounded edges over the head, bolts at its sides and an aerial."""
    head = Head(fit)
    x, z = (np.sign(wave) * np.abs(wave) ** 0.3 for wave in (np.sin(ANGLES), np.cos(ANGLES)))
    rings = [
        np.stack([0.105 * share * x, np.full(len(ANGLES), up), 0.130 * share * z - 0.075], axis=1)
        for up, share in ((-0.150, 0.90), (-0.142, 1.0), (0.120, 1.0), (0.132, 0.90))
    ]
    bolt = np.array([(-0.11, 0.030), (0.118, 0.030), (0.128, 0.022)]) * head.size
    bolts = [lathe(bolt * [side, 1], 0, head.at(0, -0.01, -0.08)) for side in (1, -1)]
    aerial = strand(head, [(0.0, 0.12, -0.075), (0.0, 0.16, -0.075), (0.0, 0.19, -0.075)], [0.007] * 3)
    box = loft(np.array(rings) * head.size + fit.face)
    return merge(box, aerial, ball(head, head.at(0, 0.195, -0.075), 0.015), *bolts)


def robot_eyes(fit: Fit) -> Solid:
    """Two round lamps and a grille, on the front of the robot's head."""
    head = Head(fit)
    lamp = np.array([(-0.03, 0.024), (0.008, 0.024), (0.014, 0.016)]) * head.size
    lamps = [lathe(lamp, 2, head.at(side * 0.045, 0.015, 0.055)) for side in (1, -1)]
    bars = [
        strand(head, [(-0.05, up, 0.054), (0.0, up, 0.054), (0.05, up, 0.054)], [0.008] * 3)
        for up in (-0.065, -0.090)
    ]
    return merge(*lamps, *bars)


PIECES: dict[str, Piece] = {
    "hard hat": Piece(dome({0: 0.030, 180: 0.030}, ridged), "head"),
    "helmet": Piece(
        dome({0: 0.038, 40: 0.036, 66: 0.0, 80: -0.012, 140: -0.022, 180: -0.024}, shell(0.027, 0.010), 0.0),
        "head",
    ),
    "knight helmet": Piece(knight, "head"),
    "plume": Piece(plume, "head"),
    "viking helmet": Piece(
        together(dome({0: 0.032, 180: 0.030}, shell(0.021)), band(0.026, 0.048, 0.027)), "head"
    ),
    "horns": Piece(
        pair(
            lambda head, path: strand(head, path, [0.026, 0.023, 0.015, 0.003]),
            [(0.075, 0.055, -0.08), (0.12, 0.065, -0.08), (0.15, 0.10, -0.075), (0.152, 0.15, -0.07)],
        ),
        "head",
    ),
    "space helmet": Piece(sphere, "head"),
    "space visor": Piece(window, "head"),
    "hood": Piece(hood, spread=0.06),
    "robot head": Piece(robot, "head"),
    "robot eyes": Piece(robot_eyes, "head"),
    "nun veil": Piece(veil, spread=0.06),
}
