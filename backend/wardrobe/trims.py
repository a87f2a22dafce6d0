"""Small things on clothes: belts, buckles, sashes, aprons, scarves, ties, cuffs."""

from __future__ import annotations

import numpy as np

from .blocks import along_arm, along_leg, arm, hips, loosened, trunk, waist
from .capes import straps
from .cut import draped_top
from .drape import Drape, arc, drape, folded, hollow, pair, sheet, shrunk
from .fit import Fit
from .jackets import EASE, Shoulders, cloth, pouch
from .loft import RING, Solid, loft, merge, tube
from .piece import Piece
from .skirts import falling

SOFT = np.array([[-0.024], [-0.005], [0.0], [-0.004], [-0.018]])
ROUNDED = np.array([[-0.005], [0.0], [0.0], [0.0], [-0.005]])


def girdle(fit: Fit, half: float, ease: float) -> Drape:
    """Five outlines of a band of 2 * half metres around the waist, over trousers and skirts."""
    middle = waist(fit) - 0.004 * fit.scale
    levels = np.linspace(middle + half * fit.scale, middle - half * fit.scale, 5)
    body = drape(folded(fit.points("torso", "skirt")), 1, levels, slab=0.034)
    return body.eased(ease + ROUNDED)


def belt(fit: Fit, half: float = 0.02, ease: float = 0.024) -> Solid:
    return loft(girdle(fit, half, ease).rings())


def buckle(fit: Fit) -> Solid:
    """A plate in front of the belt."""
    front = girdle(fit, 0.02, 0.024).rings()[2, 0]
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


def coat_girdle(fit: Fit) -> np.ndarray:
    """The outlines (5, RING, 3) of a belt over a coat."""
    coat = cloth(fit, trunk(fit, hips(fit, 0))[0], EASE)
    return girdle(fit, 0.022, 0.034).holding(coat, 0.016).rings()


def coat_belt(fit: Fit) -> Solid:
    return loft(coat_girdle(fit))


def coat_buckle(fit: Fit) -> Solid:
    """A plate in front of the coat belt."""
    return block(coat_girdle(fit)[2, 0], np.array([0.036, 0.029, 0.010]) * fit.scale)


def robe_belt(fit: Fit) -> Solid:
    """A soft belt with two ends, over loose tops and robes."""
    return knotted(fit, loose_girdle(fit, 0.025).rings())


def sash(fit: Fit) -> Solid:
    """A wide soft band around the waist with two hanging ends."""
    return knotted(fit, loose_girdle(fit, 0.04).eased(SOFT).rings(), side=RING // 8)


def loose_girdle(fit: Fit, half: float) -> Drape:
    """Five outlines of a band of 2 * half metres over loose tops."""
    body, _ = trunk(fit, hips(fit, 0))
    loose = loosened(fit, body, 0.026).hung(0.1)
    return girdle(fit, half, 0.034).holding(loose, 0.007)


def knotted(fit: Fit, band: np.ndarray, side: int = 0) -> Solid:
    """A band of outlines (5, RING, 3) and two ends that hang from it."""
    knot = band[2, side]
    ends = []
    for lean in (-0.035, 0.035):
        path = knot + np.linspace(0, 1, 12)[:, None] * np.array([lean, -0.3, 0.015]) * fit.scale
        ends.append(pouch(path, np.linspace(0.014, 0.028, 12) * fit.scale, 0.011))
    return merge(loft(band), block(knot, np.array([0.026, 0.024, 0.016]) * fit.scale), *ends)


def apron(fit: Fit) -> Solid:
    """A panel in front from the chest to the knees, tied around the waist."""
    skirt = falling(fit, along_leg(fit, 0.85), 0.028, 0.12)
    bib = draped_top(fit, ease=0.02, low=-0.07, slope=0.25)
    wide = np.interp(np.linspace(0, 1, len(bib)), [0, 0.12, 0.4, 1], [0.95, 0.5, 0.55, 0.7])
    panels = [
        panel(bib, shrunk(bib, 0.016), wide),
        panel(skirt.rings(), skirt.eased(-0.016).rings(), np.full(len(skirt.levels), 1.15)),
    ]
    return merge(*panels, belt(fit, 0.014, 0.026))


def bib(fit: Fit) -> Solid:
    """The upper part of overalls: a panel on the chest and straps over the shoulders."""
    front = draped_top(fit, ease=0.02, low=-0.07)
    front = front[front[:, 0, 1] < fit.joint("spine3")[1] + 0.13 * fit.scale]
    share = np.linspace(0, 1, len(front))
    half = np.interp(share, [0, 0.4, 0.7, 1], [0.62, 0.7, 1.2, 1.7])
    return merge(panel(front, shrunk(front, 0.016), half), *straps(fit, draped_top(fit, 0.014, -0.09)))


def panel(outer: np.ndarray, inner: np.ndarray, half: np.ndarray) -> Solid:
    """The part of two sheets of outlines (R, RING, 3) around y within half (R,) radians of the front."""
    return sheet(arc(outer, -half, half, 33), arc(inner, -half, half, 33))


def scarf(fit: Fit) -> Solid:
    """Two rolls around the neck and one end on the chest."""
    shoulders, scale = Shoulders(fit, 0.012), fit.scale
    rolls = []
    for radius, out, up in ((0.030, 0.016, 0.012), (0.026, 0.004, 0.042)):
        distance = shoulders.throat() + out * scale
        ring = shoulders.points(distance, shoulders.level(distance) + up * scale)
        closed = np.concatenate([ring, ring[:3]])
        rolls.append(tube(closed, np.full(len(closed), radius * scale)))
    front = draped_top(fit, ease=0.02, slope=0.1)[2:, 4]
    front = front[front[:, 1] > fit.joint("spine3")[1] - 0.05 * scale]
    half = np.full(len(front), 0.042 * scale)
    return merge(*rolls, pouch(front, half, 0.014))


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
    "coat belt": Piece(coat_belt, spread=0.06),
    "coat buckle": Piece(coat_buckle, spread=0.06),
    "robe belt": Piece(robe_belt, spread=0.06),
    "sash": Piece(sash, spread=0.08),
    "bib": Piece(bib, spread=0.05),
    "apron": Piece(apron, spread=0.15),
    "scarf": Piece(scarf, spread=0.08),
    "tie": Piece(tie, spread=0.05),
    "bow tie": Piece(bow_tie, joint="neck"),
    "glove cuffs": Piece(cuffs, spread=0.03),
}
