"""Small things on clothes: belts, buckles, sashes, aprons, scarves, ties, cuffs."""

from __future__ import annotations

import numpy as np

from .blocks import along_arm, along_leg, arm, below_waist, trunk, waist
from .cut import draped_top
from .drape import Drape, drape, folded, hollow, pair, sheet
from .fit import Fit
from .loft import RING, Solid, loft, merge, tube
from .piece import Piece

ROUNDED = np.array([[-0.006], [0.0], [0.0], [0.0], [-0.006]])


def girdle(fit: Fit, high: float, low: float, ease: float) -> Drape:
    """Five outlines around the waist from y = high to y = low, one outline for all, the band upright."""
    points = folded(fit.points("torso", "skirt"))
    levels = np.linspace(high, low, 5)
    body = drape(points, 1, levels)
    reach = np.repeat(body.reach.max(axis=0, keepdims=True), 5, axis=0)
    return Drape(1, levels, body.centres, reach + ease + ROUNDED)


def belt(fit: Fit, half: float = 0.021, ease: float = 0.024, low: float = 0.0) -> Solid:
    middle = waist(fit) - low * fit.scale
    return loft(girdle(fit, middle + half * fit.scale, middle - half * fit.scale, ease).rings())


def buckle(fit: Fit) -> Solid:
    """A plate in front of the belt."""
    half = 0.027 * fit.scale
    middle = waist(fit)
    front = girdle(fit, middle + half, middle - half, 0.024).rings()[2, 0, 2]
    return block((0, middle, front), np.array([0.036, 0.027, 0.012]) * fit.scale)


def block(centre: tuple[float, float, float], half: np.ndarray, power: float = 0.4) -> Solid:
    """A box with rounded edges around z: half sizes (3,)."""
    angles = np.linspace(0, 2 * np.pi, 32, endpoint=False)
    x = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** power
    y = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** power
    shape = np.array([[-1.0, 0.9], [-0.6, 1.0], [0.6, 1.0], [1.0, 0.85]])
    rings = np.empty((4, 32, 3))
    rings[..., 0] = centre[0] + half[0] * shape[:, 1:] * x
    rings[..., 1] = centre[1] + half[1] * shape[:, 1:] * y
    rings[..., 2] = centre[2] + half[2] * shape[:, :1]
    return loft(rings)


def sash(fit: Fit) -> Solid:
    """A wide soft band around the waist with two hanging ends."""
    middle = waist(fit)
    band = girdle(fit, middle + 0.045 * fit.scale, middle - 0.045 * fit.scale, 0.026)
    side = band.rings()[2, RING // 8]
    ends = []
    for lean in (-0.03, 0.035):
        path = side + np.linspace(0, 1, 12)[:, None] * np.array([lean, -0.3, 0.02]) * fit.scale
        ends.append(tube(path, np.linspace(0.014, 0.024, 12) * fit.scale))
    return merge(loft(band.rings()), *ends)


def apron(fit: Fit) -> Solid:
    """A panel in front from the chest to the knees, tied around the waist."""
    low = along_leg(fit, 0.85)
    skirt = below_waist(fit, low, 0.022)
    body, lean = trunk(fit, waist(fit))
    bib = body.eased(0.022).hung()
    panels = [
        panel(lean.place(bib.rings()), lean.place(bib.eased(-0.016).rings()), 0.55),
        panel(skirt.rings(), skirt.eased(-0.016).rings(), 1.15),
    ]
    return merge(*panels, belt(fit, 0.016, 0.03))


def panel(outer: np.ndarray, inner: np.ndarray, half: float) -> Solid:
    """The part of two sheets of outlines around y within `half` radians of the front."""
    place = np.linspace(-half, half, 33) / (2 * np.pi) * RING
    whole = np.floor(place).astype(int)
    part = (place - whole)[:, None]
    arcs = (
        rows[:, whole % RING] * (1 - part) + rows[:, (whole + 1) % RING] * part for rows in (outer, inner)
    )
    return sheet(*arcs)


def around_neck(fit: Fit, high: float, low: float, ease: float) -> np.ndarray:
    """One outline (RING, 3) around the neck, leaned, between levels `high` and `low` above its joint."""
    body, lean = trunk(fit, fit.joint("neck")[1] + low * fit.scale)
    rings = lean.place(body.eased(ease).rings())
    return rings[len(rings) // 2]


def scarf(fit: Fit) -> Solid:
    """A thick roll around the neck and one end on the chest."""
    ring = around_neck(fit, 0.03, 0.0, 0.022)
    closed = np.concatenate([ring, ring[:3]])
    body, lean = trunk(fit, waist(fit))
    front = lean.place(body.eased(0.02).hung().rings())
    fall = front[3:26, RING * 3 // 64]
    end = tube(fall, np.full(len(fall), 0.03 * fit.scale))
    return merge(tube(closed, np.full(len(closed), 0.03 * fit.scale)), end)


def tie(fit: Fit) -> Solid:
    """A knot at the throat and a blade that widens to the waist, on a close top."""
    front = draped_top(fit, low=-0.1)[1:, 0]
    share = np.linspace(0, 1, len(front))
    half = fit.scale * np.where(share < 0.1, 0.02, 0.014 + 0.026 * share)
    half[-3:] *= np.array([0.85, 0.5, 0.1])
    across = np.linspace(-1, 1, 9)
    outer = front[:, None] + half[:, None, None] * across[:, None] * np.array([1.0, 0, 0])
    outer[..., 2] += 0.009 - 0.003 * across**2 + 0.01 * (share < 0.1)[:, None]
    return sheet(outer, outer - np.array([0, 0, 0.03]))


def bow_tie(fit: Fit) -> Solid:
    body, lean = trunk(fit, waist(fit))
    throat = lean.place(body.eased(0.012).rings())[1, 0]
    along = np.linspace(-1, 1, 21)
    path = throat + np.stack([0.06 * along, 0 * along, 0.008 + 0 * along], axis=1) * fit.scale
    radii = fit.scale * (0.011 + 0.022 * np.abs(along) ** 1.2 - 0.01 * (np.abs(along) > 0.95))
    return tube(path, radii)


def cuffs(fit: Fit) -> Solid:
    """Flared gauntlets at the wrists."""
    body = arm(fit, along_arm(fit, 2.0))
    kept = body.levels > along_arm(fit, 1.5)
    low = Drape(0, body.levels[kept], body.centres[kept], body.reach[kept])
    share = np.linspace(1, 0, kept.sum())[:, None]
    outlines = low.eased(0.012 + 0.03 * fit.scale * share).rings()
    return pair(loft(hollow(outlines[::-1])))


PIECES: dict[str, Piece] = {
    "belt": Piece(belt, spread=0.06),
    "buckle": Piece(buckle, spread=0.06),
    "sash": Piece(sash, spread=0.08),
    "apron": Piece(apron, spread=0.1),
    "scarf": Piece(scarf, spread=0.08),
    "tie": Piece(tie, spread=0.05),
    "bow tie": Piece(bow_tie, joint="neck"),
    "glove cuffs": Piece(cuffs, spread=0.03),
}
