"""Sparse lattices: interpolation, differences, refinement, and sums over their rows."""

import numpy as np
import torch

from backend.sculpt.lattice import Lattice, scatter_add, weighted_sum
from backend.sculpt.tables import refined


def banded_lattice() -> Lattice:
    keep = np.random.default_rng(0).random((5, 6, 7)) < 0.7
    return Lattice(np.array([1.0, -2, 3]), 0.25, np.array([5, 6, 7]), keep)


def test_lattices_interpolate_and_differentiate_linear_functions_exactly():
    lattice = Lattice(np.array([1.0, -2, 3]), 0.25, np.array([5, 6, 7]))
    slope = np.array([2.0, -3, 0.5], np.float32)
    values = torch.from_numpy(lattice.nodes() @ slope)[:, None]
    rng = np.random.default_rng(0)
    points = (np.array([1.0, -2, 3]) + rng.uniform(0.01, 0.99, (50, 3)) * [1, 1.25, 1.5]).astype(np.float32)
    found = weighted_sum(values, *lattice.locate(torch.from_numpy(points)))[:, 0]
    assert torch.allclose(found, torch.from_numpy(points @ slope), atol=1e-5)
    gradient = weighted_sum(values, *map(torch.from_numpy, lattice.differences())).view(-1, 3)
    assert torch.allclose(gradient, torch.from_numpy(slope).expand_as(gradient), atol=1e-4)
    laplacian = weighted_sum(values, *map(torch.from_numpy, lattice.laplacian()))
    assert len(laplacian) == 3 * 4 * 5 and laplacian.abs().max() < 1e-4


def test_refining_is_linear_interpolation():
    volume = torch.rand(3, 4, 5, generator=torch.Generator().manual_seed(0))
    expected = torch.nn.functional.interpolate(
        volume[None, None], size=(5, 7, 9), mode="trilinear", align_corners=True
    )
    assert torch.allclose(refined(volume), expected[0, 0], atol=1e-6)


def test_nodes_left_out_share_the_last_row():
    lattice = banded_lattice()
    rows, weights = lattice.locate(torch.from_numpy(lattice.nodes()))
    nearest = rows.gather(1, weights.argmax(1, keepdim=True))[:, 0]
    assert torch.equal(nearest, torch.arange(lattice.rows, dtype=torch.int32))
    assert rows.max() == lattice.rows and torch.allclose(weights.sum(1), torch.ones(len(weights)))
    ahead = lattice.neighbours(1, 1)
    found = ahead < lattice.rows
    nodes = lattice.nodes()
    assert 0 < found.sum() < lattice.rows
    assert np.allclose(nodes[ahead[found]] - nodes[found], [0, 0.25, 0], atol=1e-6)


def test_weighted_sum_has_the_right_gradient_in_both_of_its_forms():
    lattice = banded_lattice()
    generator = torch.Generator().manual_seed(0)
    points = torch.rand(40, 3, generator=generator) + lattice.lo
    indices, weights = lattice.locate(points)
    table = torch.rand(lattice.rows + 1, 2, generator=generator, dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(lambda t: weighted_sum(t, indices, weights.double()), [table])
    gradient = torch.rand(40, 2, generator=generator)
    single = table.detach().float().requires_grad_()
    weighted_sum(single, indices, weights).backward(gradient)
    assert torch.allclose(single.grad, scatter_add(gradient, indices, weights, len(table)), atol=1e-5)
