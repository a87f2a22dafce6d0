"""Skirts: the hips' outline, falling, flaring, pleated."""

from __future__ import annotations

from functools import partial

import numpy as np

from .blocks import along_leg, below_waist, hips, smoothstep, trunk
from .drape import Drape, arc, hollow, sheet
from .fit import Fit
from .jackets import EASE, HEM, cloth, facing
from .loft import ANGLES, RING, Solid, loft, merge
from .piece import Piece


def falling(fit: Fit, low: float, ease: float, flare: float) -> Drape:
    """From the waist over the hips, then straight down to y = low, widening by `flare` metres a metre."""
    body = below_waist(fit, low, ease)
    return body.straight(int(np.argmax(body.levels < hips(fit, -0.01))), flare)


def skirt(fit: Fit, to: float = 0.98, flare: float = 0.2, pleats: int = 0, depth: float = 0.0) -> Solid:
    """flare: metres that it widens by a metre under the hips; pleats of depth metres at the hem."""
    low = along_leg(fit, to)
    fall = falling(fit, low, 0.016, flare)
    grown = smoothstep((hips(fit, -0.05) - fall.levels) / (hips(fit, -0.05) - low))[:, None]
    return loft(hollow(fall.rings(depth * fit.scale * grown * np.cos(pleats * ANGLES))))


def pencil_skirt(fit: Fit) -> Solid:
    """Close to the hips and thighs, narrower at the knees."""
    return loft(hollow(below_waist(fit, along_leg(fit, 0.98), 0.016, slope=0.12).rings()))


def ball_skirt(fit: Fit) -> Solid:
    """A bell from the waist to the floor."""
    low = along_leg(fit, 1.97)
    body = falling(fit, low, 0.016, 0.05)
    share = np.clip((body.levels[0] - body.levels) / (body.levels[0] - low), 0, 1)[:, None]
    bell = 0.3 * fit.scale * np.sqrt(1 - (1 - smoothstep(share * 0.75)) ** 2)
    folds = 0.014 * fit.scale * share * np.cos(14 * ANGLES)
    return loft(hollow(body.eased(bell).rings(folds)))


def tutu(fit: Fit) -> Solid:
    """Wavy layers that stand off the hips."""
    high = hips(fit, -0.06)
    body = below_waist(fit, hips(fit, 0.05), 0.01)
    base = body.radii()[np.abs(body.levels - high).argmin()]
    angles = np.linspace(0, 2 * np.pi, 3 * RING, endpoint=False)
    base = np.interp(angles, ANGLES, base, period=2 * np.pi)
    layers = []
    for width, drop, phase in ((0.25, 0.03, 0.0), (0.2, 0.07, 1.0), (0.14, 0.11, 0.0)):
        out = width * np.array([-0.1, 0.2, 0.6, 0.95, 1.0, 0.9, 0.6, 0.2, -0.1])
        up = np.array([0.012, 0.012, 0.008, 0.006, 0.0, -0.01, -0.012, -0.014, -0.016])
        sag = drop * np.clip(out / width, 0, 1) ** 1.3
        wave = 0.016 * np.clip(out / width, 0, 1)[:, None] ** 2 * np.cos(18 * angles + phase * np.pi)
        rings = np.empty((len(out), len(angles), 3))
        radii = base + out[:, None] * fit.scale
        rings[..., 2] = body.centres[0, 0] + radii * np.cos(angles)
        rings[..., 0] = body.centres[0, 1] + radii * np.sin(angles)
        rings[..., 1] = high + fit.scale * ((up - sag)[:, None] + wave)
        layers.append(loft(rings))
    return merge(*layers)


def coat_skirt(fit: Fit, to: float = 0.95, flare: float = 0.12, gap: float = 0.03) -> Solid:
    """The lower part of a coat, open in front."""
    low = along_leg(fit, to)
    jacket = cloth(fit, trunk(fit, hips(fit, HEM))[0], EASE)
    body = below_waist(fit, low, 0.026).holding(jacket, 0.006).hung()
    body = body.straight(int(np.argmax(body.levels < hips(fit, HEM))), flare)
    outer, inner = (body.eased(-inside).rings() for inside in (0, 0.014))
    under = np.maximum(hips(fit, -0.03) - body.levels, 0)
    widths = fit.scale * gap * (0.3 + 3 * under)
    half = facing(outer, widths)
    return sheet(*(arc(outlines, half, 2 * np.pi - half) for outlines in (outer, inner)))


PIECES: dict[str, Piece] = {
    "mini skirt": Piece(partial(skirt, to=0.5, flare=0.25), spread=0.14),
    "skirt": Piece(skirt, spread=0.15),
    "pencil skirt": Piece(pencil_skirt, spread=0.12),
    "long skirt": Piece(partial(skirt, to=1.8, flare=0.14, pleats=12, depth=0.008), spread=0.18),
    "ball skirt": Piece(ball_skirt, spread=0.2),
    "kilt": Piece(partial(skirt, to=0.92, flare=0.18, pleats=18, depth=0.007), spread=0.15),
    "tutu": Piece(tutu, spread=0.15),
    "coat skirt": Piece(coat_skirt, spread=0.15),
    "long coat skirt": Piece(partial(coat_skirt, to=1.55), spread=0.18),
}
