"""Networks and a body brought together.

The networks are fitted to the body's distance, in place of a pretrained checkpoint, or the body is moved to
where a checkpoint has it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.spatial
import torch

from .networks import Networks
from .template import Template

STEPS = 1000
POOL, BATCH = 200_000, 2048
NEAR = (0.01, 0.1)  # metres: spreads of the points around the surface; as many more are anywhere
LEARNING_RATE = 1e-3
WEIGHTS = {"distance": 1.0, "eikonal": 0.01, "color": 0.01}  # the distance in metres
GRID = 40  # nodes along a side by which networks and body are compared
MOVED = 0.05  # metres; pretrained bodies that are this near stand in the same place, in another pose perhaps
SHARPNESS = 800.0  # 1/m: at 200, pictures of sharp outlines would inflate the body by 15 mm


def fit(
    networks: Networks,
    template: Template,
    rng: np.random.Generator,
    on_step: Callable[[int, int, dict[str, float]], None],
) -> None:
    """Fit the distance to the body's, gradient included, and all colours to the body's grey.

    on_step(done, of, losses) is called after each step.
    """
    device = next(networks.parameters()).device
    points = _points(template, rng)
    closest = scipy.spatial.KDTree(template.vertices).query(points)[1]
    arrays = points, template.sdf(points), template.colors[closest]
    pool, distances, colors = (torch.from_numpy(array).to(device) for array in arrays)
    optimizer = torch.optim.Adam(networks.parameters())
    for step in range(STEPS):
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * 0.5 * (1.02 + np.cos(np.pi * step / STEPS))
        chosen = torch.from_numpy(rng.integers(len(points), size=BATCH)).to(device)
        found = networks.query(pool[chosen])
        heads = found.colors.unflatten(1, (-1, 3))
        terms = {
            "distance": (found.sdf - distances[chosen]).abs().mean(),
            "eikonal": (found.gradient.norm(dim=1) - 1).square().mean(),
            "color": (heads - colors[chosen][:, None]).abs().mean(),
        }
        optimizer.zero_grad(set_to_none=True)
        torch.stack([WEIGHTS[name] * term for name, term in terms.items()]).sum().backward()
        optimizer.step()
        on_step(step + 1, STEPS, {name: float(term.detach()) for name, term in terms.items()})
    with torch.no_grad():
        networks.variance_network_fine.variance.fill_(np.log(SHARPNESS) / 10)


def _points(template: Template, rng: np.random.Generator) -> np.ndarray:
    """Where the distance is learned (POOL, 3) float32: near the surface, farther off, anywhere."""
    count = POOL // 3
    corners = template.vertices[template.outer_faces].astype(np.float64)
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1)
    near = []
    for spread in NEAR:
        faces = rng.choice(len(corners), count, p=areas / areas.sum())
        weights = rng.dirichlet((1, 1, 1), count)
        near.append(np.einsum("nk,nkc->nc", weights, corners[faces]) + rng.normal(0, spread, (count, 3)))
    anywhere = rng.normal(size=(POOL - 2 * count, 3))
    anywhere *= (
        template.radius
        * rng.uniform(size=(len(anywhere), 1)) ** (1 / 3)
        / np.linalg.norm(anywhere, axis=1, keepdims=True)
    )
    return np.concatenate([*near, anywhere]).astype(np.float32)


def displacement(networks: Networks, template: Template) -> np.ndarray:
    """From the body to where the networks have it, (3,) metres: published checkpoints and views stand
    elsewhere.

    None if it overlaps them no better there: a figure with thick legs is no other place.
    """
    still = np.zeros(3, np.float32)
    device = next(networks.parameters()).device
    axis = np.linspace(-template.radius, template.radius, GRID, dtype=np.float32)
    points = np.stack(np.meshgrid(axis, axis, axis, indexing="ij"), axis=-1).reshape(-1, 3)
    with torch.no_grad():
        learned = networks.sdf(torch.from_numpy(points).to(device)).cpu().numpy() < 0
    if not learned.any():
        return still
    own = template.sdf(points) < 0
    shift = points[learned].mean(axis=0) - points[own].mean(axis=0)
    if np.linalg.norm(shift) < MOVED:
        return still
    moved = template.moved(shift).sdf(points) < 0
    return shift.astype(np.float32) if overlap(moved, learned) > overlap(own, learned) else still


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    """The share (intersection over union) of what two sets of points (N,) bool have in common."""
    return float((one & other).sum() / (one | other).sum())
