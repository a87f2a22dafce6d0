"""A body with what it wears: one mesh, its skinning weights, and where on it which paint goes."""

from __future__ import annotations

import dataclasses

import numpy as np
import torch
from scipy.spatial import cKDTree

from ..body import JOINT, Body, Posed
from ..body.lbs import skin
from .fit import Fit, Tape
from .paint import Cells, cells
from .piece import Piece
from .pieces import PIECES

NEIGHBOURS = 24  # body vertices that a piece's vertex may move with
EVERY = 6  # of the body's vertices, one in so many is enough to move with
ARMS_DOWN = 1.45  # radians


@dataclasses.dataclass(frozen=True)
class Figure:
    """vertices (V, 3) of the T-pose, metres, the body's first and then the pieces'; faces (F, 3) int32;
    weights (V, J) float32, rows summing to 1; cell (V,) int64 indexes the Dresser's cells; coordinates
    (V, 3): where patterns are drawn, the places of the vertices with the arms straight down."""

    vertices: np.ndarray
    faces: np.ndarray
    weights: np.ndarray
    cell: np.ndarray
    coordinates: np.ndarray

    def posed(self, posed: Posed) -> np.ndarray:
        """The vertices (V, 3) in the body's pose."""
        pieces = slice(len(posed.vertices), None)
        moved = skinned(self.vertices[pieces], self.weights[pieces], posed.transforms)
        return np.concatenate([posed.vertices, moved])


class Dresser:
    """Puts pieces on bodies of one Body."""

    def __init__(self, body: Body):
        self.body, self.tape = body, Tape(body)
        self.cells: Cells = cells(body)
        self.down = np.zeros((len(body.parents), 3), np.float32)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            self.down[JOINT[f"{side}_shoulder"], 2] = -ARMS_DOWN * sign

    def figure(self, betas: np.ndarray, worn: frozenset[str] = frozenset()) -> Figure:
        """The body with shape coefficients betas (up to B,), wearing the named pieces."""
        fit, body = self.tape.measure(betas), self.body
        vertices, faces, weights = [fit.vertices], [body.faces], [fit.weights]
        cell = [self.cells.index]
        nearby = cKDTree(fit.vertices[::EVERY])
        for name in sorted(worn):
            solid = PIECES[name].build(fit)
            faces.append(solid.faces + np.int32(sum(map(len, vertices))))
            vertices.append(solid.vertices)
            weights.append(piece_weights(solid.vertices, PIECES[name], fit, nearby))
            cell.append(np.full(len(solid.vertices), self.cells.of(name)))
        joined, blended = np.concatenate(vertices), np.concatenate(weights)
        coordinates = skinned(joined, blended, body.pose(betas, self.down).transforms)
        return Figure(joined, np.concatenate(faces), blended, np.concatenate(cell), coordinates)


def piece_weights(vertices: np.ndarray, piece: Piece, fit: Fit, nearby: cKDTree) -> np.ndarray:
    """Skinning weights (N, J) of a piece's vertices (N, 3): see Piece. nearby holds one in EVERY of the
    body's vertices."""
    if piece.joint:
        weights = np.zeros((len(vertices), fit.weights.shape[1]), np.float32)
        weights[:, JOINT[piece.joint]] = 1
        return weights
    distance, index = nearby.query(vertices, k=NEIGHBOURS)
    closeness = np.exp(-(((distance - distance[:, :1]) / piece.spread) ** 2))
    closeness /= closeness.sum(axis=1, keepdims=True)
    return np.einsum("nk,nkj->nj", closeness, fit.weights[::EVERY][index]).astype(np.float32)


def skinned(vertices: np.ndarray, weights: np.ndarray, transforms: np.ndarray) -> np.ndarray:
    """Linear blend skinning of vertices (V, 3) by weights (V, J) and transforms (J, 4, 4)."""
    arrays = (vertices[None], weights, transforms[None])
    return skin(*(torch.from_numpy(np.ascontiguousarray(array, np.float32)) for array in arrays))[0].numpy()
