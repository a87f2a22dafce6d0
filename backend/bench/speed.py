"""Two ways of one thing, timed in turns in one run: ratios hold on a noisy machine, seconds do not."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable

import numpy as np
import scipy.sparse
import torch
from scipy.spatial import cKDTree

from ..body import load_body, stand_pose
from ..rig.skinning import match_body

ROUNDS = 7


def ratio(ours: Callable[[], object], other: Callable[[], object]) -> float:
    """Median over ROUNDS of other's time over ours, the two run in turns."""
    ours()
    other()
    ratios = []
    for _ in range(ROUNDS):
        times = []
        for run in (ours, other):
            began = time.perf_counter()
            run()
            times.append(time.perf_counter() - began)
        ratios.append(times[1] / times[0])
    return float(np.median(ratios))


def scatter() -> float:
    """The gradient of interpolating 30,000 points in a table: CSR product against index_add_."""
    rng = np.random.default_rng(0)
    points, rows = 30_000, 200_000
    index = rng.integers(0, rows, (points, 8))
    weight = rng.random((points, 8), np.float32)
    gradient = rng.random((points, 8), np.float32)
    start = np.arange(0, 8 * points + 1, 8)
    flat, weights, gradients = (torch.from_numpy(x) for x in (index.reshape(-1), weight, gradient))

    def product() -> object:
        matrix = scipy.sparse.csr_matrix((weight.reshape(-1), index.reshape(-1), start), shape=(points, rows))
        return matrix.T @ gradient

    def add() -> object:
        values = (weights[..., None] * gradients[:, None]).flatten(0, 1)
        return torch.zeros(rows, 8).index_add_(0, flat, values)

    return ratio(product, add)


def matching() -> float:
    """Finding the body's closest points for 50,000 vertices: on triangles against nearest vertices."""
    body = load_body("free")
    vertices = body.pose(np.zeros(1), stand_pose()).vertices
    rng = np.random.default_rng(0)
    points = np.repeat(vertices, 4, axis=0) + rng.normal(size=(4 * len(vertices), 3)) * 0.01
    points = points.astype(np.float32)
    return ratio(
        lambda: match_body(points, vertices, body.faces), lambda: cKDTree(vertices).query(points, workers=2)
    )


def main(argv: list[str]) -> None:
    """Print each comparison: how many times as long the other way takes."""
    for name, measurement in {
        "scatter_index_add_over_csr": scatter,
        "matching_nearest_vertex_over_closest_point": matching,
    }.items():
        sys.stdout.write(json.dumps({name: round(measurement(), 2)}) + "\n")
        sys.stdout.flush()
