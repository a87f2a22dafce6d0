"""What hangs from the shoulders: capes, cloaks, backpack."""

from __future__ import annotations

from functools import partial

import numpy as np

from .blocks import along_leg, hips, loosened, smoothstep, trunk
from .drape import arc, sheet
from .fit import Fit
from .loft import ANGLES, RING, Solid, loft, merge, tube
from .piece import Piece

THICK = 0.016


def cape(fit: Fit, to: float = 1.5, flare: float = 0.10, open_front: float = 0.62) -> Solid:
    """A sheet over shoulders and back, outside skirts; open_front: the share of the circle that it covers
    below."""
    body, lean = trunk(fit, along_leg(fit, to))
    skirts = 0.17 * np.maximum(hips(fit, 0) - body.levels, 0)[:, None]
    # As thick on the shoulders, which are nearly flat, as on the back.
    layers = [
        loosened(fit, body, 0.054 - inside, 0.032 - inside).hung().eased(skirts) for inside in (0, THICK)
    ]
    row = int(np.argmax(layers[0].levels < fit.joint("spine3")[1]))
    layers = [layer.straight(row, flare) for layer in layers]
    cloth = layers[0]
    share = (cloth.levels[0] - cloth.levels) / (cloth.levels[0] - cloth.levels[-1])
    waves = 0.012 * fit.scale * share[:, None] * np.cos(9 * ANGLES)
    high = smoothstep((cloth.levels[0] - cloth.levels) / (0.14 * fit.scale))
    half = np.pi * (0.8 + (open_front - 0.8) * high)
    return sheet(*(lean.place(arc(layer.rings(waves), np.pi - half, np.pi + half)) for layer in layers))


def backpack(fit: Fit) -> Solid:
    """A rounded bag on the back with two straps over the shoulders."""
    body, lean = trunk(fit, fit.joint("spine1")[1])
    outlines = lean.place(body.eased(0.012).rings())
    spine, scale = fit.joint("spine3"), fit.scale
    at_chest = outlines[np.abs(outlines[..., 1].mean(axis=1) - spine[1]).argmin()]
    back = at_chest[:, 2].min()
    turns = (
        np.sign(np.cos(ANGLES)) * np.abs(np.cos(ANGLES)) ** 0.5,
        np.sign(np.sin(ANGLES)) * np.abs(np.sin(ANGLES)) ** 0.5,
    )
    heights = spine[1] + scale * np.linspace(-0.2, 0.2, 15)
    edge = (1 - np.linspace(-1, 1, 15) ** 8) ** 0.25 * 0.9 + 0.1
    rings = np.empty((15, RING, 3))
    rings[..., 1] = heights[:, None]
    rings[..., 2] = back - 0.06 * scale + 0.075 * scale * edge[:, None] * turns[0]
    rings[..., 0] = 0.14 * scale * edge[:, None] * turns[1]
    return merge(loft(rings), *straps(fit, outlines))


def straps(fit: Fit, outlines: np.ndarray) -> list[Solid]:
    """Bands over the shoulders, from the chest to the back, on outlines (R, RING, 3) of the torso."""
    found = []
    x = 0.1 * fit.scale
    for sign in (1, -1):
        profile = []
        for ring in outlines:
            near = np.abs(ring[:, 0] - sign * x) < 0.03 * fit.scale
            front, back = ring[near & (ring[:, 2] > 0.02)], ring[near & (ring[:, 2] <= 0.02)]
            if len(front) and len(back):
                profile.append((front.mean(axis=0), back.mean(axis=0)))
        if len(profile) < 3:
            continue
        path = np.array([pair[0] for pair in profile][::-1] + [pair[1] for pair in profile])
        path[:, 0] = sign * x
        found.append(tube(path, np.full(len(path), 0.016 * fit.scale)))
    return found


PIECES: dict[str, Piece] = {
    "cape": Piece(cape, spread=0.2),
    "short cape": Piece(partial(cape, to=0.1, flare=0.12), spread=0.2),
    "cloak": Piece(partial(cape, to=1.7, flare=0.12, open_front=0.9), spread=0.2),
    "backpack": Piece(backpack, joint="spine3"),
}
