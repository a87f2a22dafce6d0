"""Small things on clothes: belts, buckles, sashes, aprons, scarves, ties, cuffs."""

from __future__ import annotations

import numpy as np

from .blocks import along_arm, along_leg, arm, below_waist, trunk, waist
from .cut import draped_top
from .drape import Drape, drape, folded, hollow, pair, sheet
from .fit import Fit
from .loft import RING, Solid, loft, merge, tube
from .piece import Piece

ROUNDED = np.array([[-0.005], [0.0], [0.0], [0.0], [-0.005]])


def girdle(fit: Fit, half: float, ease: float) -> Drape:
    """Five outlines of a band of 2 * half metres around the waist, over trousers and skirts."""
    middle = waist(fit) - 0.004 * fit.scale
    levels = np.linspace(middle + half * fit.scale, middle - half * fit.scale, 5)
    body = drape(folded(fit.points("torso", "skirt")), 1, levels, slab=0.02)
    return body.eased(ease + ROUNDED)


def belt(fit: Fit, half: float = 0.02, ease: float = 0.02) -> Solid:
    return loft(girdle(fit, half, ease).rings())


def buckle(fit: Fit) -> Solid:
    """A plate in front of the belt."""
    front = girdle(fit, 0.02, 0.02).rings()[2, 0]
    return block(front, np.array([0.034, 0.026, 0.010]) * fit.scale)


def block(centre: np.ndarray, half: np.ndarray, power: float = 0.4) -> Solid:
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
    band = girdle(fit, 0.04, 0.022)
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
