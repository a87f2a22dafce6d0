"""Skirts: the hips' outline, falling, flaring, pleated."""

from __future__ import annotations

from functools import partial

import numpy as np

from .blocks import along_leg, below_waist, hips, smoothstep
from .drape import arc, hollow, sheet
from .fit import Fit
from .jackets import facing
from .loft import ANGLES, Solid, loft
from .piece import Piece


def skirt(
    fit: Fit, to: float = 0.98, flare: float = 0.2, slope: float = 0.0, pleats: int = 0, depth: float = 0.0
) -> Solid:
    """flare: metres that it widens by a metre under the hips; pleats of depth metres at the hem."""
    low = along_leg(fit, to)
    body = below_waist(fit, low, 0.012, slope)
    under = np.maximum(hips(fit, -0.03) - body.levels, 0)[:, None]
    grown = under / max(float(under.max()), 0.1)
    folds = depth * fit.scale * grown * np.cos(pleats * ANGLES)
    return loft(hollow(body.eased(flare * under).rings(folds)))


def ball_skirt(fit: Fit) -> Solid:
    """A bell from the waist to the floor."""
    low = along_leg(fit, 1.97)
    body = below_waist(fit, low, 0.012)
    share = np.clip((body.levels[0] - body.levels) / (body.levels[0] - low), 0, 1)[:, None]
    bell = 0.34 * fit.scale * np.sqrt(1 - (1 - smoothstep(share * 0.75)) ** 2)
    folds = 0.014 * fit.scale * share * np.cos(14 * ANGLES)
    return loft(hollow(body.eased(bell).rings(folds)))


def tutu(fit: Fit) -> Solid:
    """A wavy disc that stands off the hips."""
    top = float(hips(fit, -0.06))
    body = below_waist(fit, hips(fit, 0.05), 0.01)
    base = body.radii()[np.abs(body.levels - top).argmin()]
    centre = body.centres[0]
    out = np.array([-0.02, 0.05, 0.14, 0.25, 0.255, 0.14, 0.05, -0.02])
    up = np.array([0.012, 0.012, 0.004, -0.03, -0.045, -0.035, -0.05, -0.06])
    wave = np.clip(out / 0.25, 0, 1) ** 2 * 0.014
    rings = np.empty((len(out), len(ANGLES), 3))
    radii = base + out[:, None] * fit.scale
    rings[..., 2] = centre[0] + radii * np.cos(ANGLES)
    rings[..., 0] = centre[1] + radii * np.sin(ANGLES)
    rings[..., 1] = top + fit.scale * (up[:, None] + wave[:, None] * np.cos(16 * ANGLES))
    return loft(rings)


def coat_skirt(fit: Fit, to: float = 0.95, flare: float = 0.12, gap: float = 0.03) -> Solid:
    """The lower part of a coat, open in front."""
    low = along_leg(fit, to)
    body = below_waist(fit, low, 0.026)
    under = np.maximum(hips(fit, -0.03) - body.levels, 0)[:, None]
    outer, inner = (body.eased(flare * under - inside).rings() for inside in (0, 0.014))
    widths = fit.scale * gap * (0.3 + 3 * under[:, 0])
    half = facing(outer, widths)
    return sheet(*(arc(outlines, half, 2 * np.pi - half) for outlines in (outer, inner)))


PIECES: dict[str, Piece] = {
    "mini skirt": Piece(partial(skirt, to=0.5, flare=0.25), spread=0.08),
    "skirt": Piece(skirt, spread=0.1),
    "pencil skirt": Piece(partial(skirt, to=0.98, flare=0.0, slope=0.12), spread=0.08),
    "long skirt": Piece(partial(skirt, to=1.8, flare=0.14, pleats=12, depth=0.008), spread=0.12),
    "ball skirt": Piece(ball_skirt, spread=0.15),
    "kilt": Piece(partial(skirt, to=0.92, flare=0.18, pleats=18, depth=0.007), spread=0.1),
    "tutu": Piece(tutu, spread=0.1),
    "coat skirt": Piece(coat_skirt, spread=0.1),
    "long coat skirt": Piece(partial(coat_skirt, to=1.55), spread=0.12),
}
