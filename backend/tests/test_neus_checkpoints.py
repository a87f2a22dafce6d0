"""Checkpoints of the published format: written with its names, read back whole, refused in words."""

import copy
import dataclasses
import zipfile

import neus_fixtures
import numpy as np
import pytest
import torch
from torch.nn.utils import weight_norm

from backend.neus import checkpoints
from backend.neus.networks import Linear
from backend.protocol import UserError


@pytest.fixture
def settings(tmp_path):
    return neus_fixtures.load(tmp_path).settings


def one_head(settings):
    plain = dataclasses.replace(settings.model.rendering_network, extra_color=False)
    return dataclasses.replace(settings, model=dataclasses.replace(settings.model, rendering_network=plain))


def trained(settings, seed=0):
    """Networks and an optimiser that has made one step."""
    networks = neus_fixtures.networks_of(settings, seed)
    optimizer = torch.optim.Adam(networks.parameters())
    points = torch.rand(20, 3, generator=torch.Generator().manual_seed(0))
    queried = networks.query(points)
    (queried.colors.sum() + queried.sdf.sum() + networks.sharpness()).backward()
    optimizer.step()
    return networks, optimizer


def test_what_was_written_is_read_back(tmp_path, settings):
    networks, optimizer = trained(settings)
    path = checkpoints.path_of(tmp_path, 7)
    checkpoints.save(path, networks, optimizer, 7)
    others, averages = trained(settings, seed=1)
    assert checkpoints.load(path, others, averages) == checkpoints.Loaded(7, [], None)
    for name, value in networks.state_dict().items():
        assert torch.equal(value, others.state_dict()[name]), name
    for number, state in optimizer.state_dict()["state"].items():
        for name, value in state.items():
            assert torch.equal(value, averages.state_dict()["state"][number][name])


def test_the_file_has_the_published_names_and_shapes(tmp_path, settings):
    path = checkpoints.path_of(tmp_path, 7)
    checkpoints.save(path, *trained(settings), 7)
    state = torch.load(path, weights_only=True)
    assert set(state) == {*checkpoints.PARTS, "optimizer", "iter_step"} and state["iter_step"] == 7
    sdf, color = state["sdf_network_fine"], state["color_network_fine"]
    layers = [f"lin{n}.{part}" for n in range(4) for part in ("bias", "weight_g", "weight_v")]
    assert list(sdf) == layers
    assert sdf["lin0.weight_v"].shape == (48, 39) and sdf["lin0.weight_g"].shape == (48, 1)
    assert sdf["lin2.weight_v"].shape == (48 - 39, 48) and sdf["lin3.weight_v"].shape == (17, 48)
    assert color["lin0.weight_v"].shape == color["extra_lin0.weight_v"].shape == (16, 6 + 16)


def test_a_layer_is_torch_s_own_with_weight_normalisation():
    ours = Linear(5, 4, True, torch.Generator().manual_seed(0))
    theirs = torch.nn.utils.parametrizations.weight_norm(torch.nn.Linear(5, 4))
    with torch.no_grad():
        ours.weight_g.mul_(3)
        theirs.bias.copy_(ours.bias)
        theirs.parametrizations.weight.original0.copy_(ours.weight_g)
        theirs.parametrizations.weight.original1.copy_(ours.weight_v)
    inputs = torch.rand(6, 5)
    assert torch.allclose(ours(inputs), theirs(inputs), atol=1e-6)


def test_a_missing_second_head_starts_fresh_and_that_is_said(tmp_path, settings):
    path = checkpoints.path_of(tmp_path, 300_000)
    checkpoints.save(path, *trained(one_head(settings)), 300_000)
    networks, optimizer = trained(settings, seed=1)
    fresh = networks.color_network_fine.extra_lin0.weight_v.clone()
    loaded = checkpoints.load(path, networks, optimizer)
    assert loaded.step == 300_000 and any("extra_lin" in text for text in loaded.said)
    assert any("optimiser" in text for text in loaded.said)
    assert torch.equal(networks.color_network_fine.extra_lin0.weight_v, fresh)
    stored = torch.load(path, weights_only=True)["color_network_fine"]["lin0.weight_v"]
    assert torch.equal(networks.color_network_fine.lin0.weight_v, stored)


def test_other_sizes_and_damaged_files_are_refused(tmp_path, settings):
    path = checkpoints.path_of(tmp_path, 1)
    checkpoints.save(path, *trained(settings), 1)
    wider = dataclasses.replace(settings.model.sdf_network, d_hidden=64)
    model = dataclasses.replace(settings.model, sdf_network=wider)
    networks = neus_fixtures.networks_of(dataclasses.replace(settings, model=model))
    with pytest.raises(UserError, match="other sizes"):
        checkpoints.load(path, networks, None)
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(UserError, match="no checkpoint"):
        checkpoints.load(path, networks, None)
    with pytest.raises(UserError, match="no checkpoint"):
        checkpoints.load(tmp_path / "none.pth", networks, None)


def test_the_newest_checkpoint_is_that_of_the_highest_step(tmp_path, settings):
    assert checkpoints.newest(tmp_path) is None
    networks, optimizer = trained(settings)
    for step in (1_000_000, 20, 300):
        checkpoints.save(checkpoints.path_of(tmp_path, step), networks, optimizer, step)
    (tmp_path / "checkpoints" / "ckpt_best.pth").touch()
    assert checkpoints.newest(tmp_path) == checkpoints.path_of(tmp_path, 1_000_000)


class PublishedSdf(torch.nn.Module):
    """NeuS' distance network from its paper and the format's description, of torch's own layers."""

    def __init__(self, hidden=48, features=16, layers=3):
        super().__init__()
        widths = [39, *[hidden] * (layers - 1), hidden, 1 + features]
        for number, (into, out) in enumerate(zip(widths[:-1], widths[1:], strict=True)):
            narrower = 39 if number == layers - 1 else 0
            self.add_module(f"lin{number}", weight_norm(torch.nn.Linear(into, out - narrower)))
        self.layers = layers

    def forward(self, points):
        waves = [wave(points * 2**k) for k in range(6) for wave in (torch.sin, torch.cos)]
        x = encoded = torch.cat([points, *waves], dim=1)
        for number in range(self.layers):
            x = torch.nn.functional.softplus(getattr(self, f"lin{number}")(x), beta=100)
        return getattr(self, f"lin{self.layers}")(torch.cat([x, encoded], dim=1) / 2**0.5)


class PublishedColor(torch.nn.Module):
    """One colour head likewise."""

    def __init__(self, hidden=16, features=16):
        super().__init__()
        self.lin0 = weight_norm(torch.nn.Linear(6 + features, hidden))
        self.lin1 = weight_norm(torch.nn.Linear(hidden, 3))

    def forward(self, points, normals, features):
        return torch.sigmoid(self.lin1(torch.relu(self.lin0(torch.cat([points, normals, features], dim=1)))))


class PublishedVariance(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.variance = torch.nn.Parameter(torch.tensor(0.3))


@pytest.mark.filterwarnings("ignore:.*weight_norm:FutureWarning")
def test_a_checkpoint_of_the_published_program_loads_and_is_the_same_networks(tmp_path, settings):
    """Of torch's older layers, its rate a number of numpy's, its steps plain numbers, numpy's old names."""
    torch.manual_seed(0)
    sdf, variance, color = PublishedSdf(), PublishedVariance(), PublishedColor()
    parts = dict(zip(checkpoints.PARTS, (sdf, variance, color), strict=True))
    optimizer = torch.optim.Adam([value for part in parts.values() for value in part.parameters()])
    points = torch.rand(20, 3) - 0.5
    points.requires_grad_()
    answer = sdf(points)
    (normals,) = torch.autograd.grad(answer[:, 0].sum(), points, retain_graph=True)
    expected = color(points, normals, answer[:, 1:])
    (expected.sum() + variance.variance).backward()
    optimizer.step()
    averages = copy.deepcopy(optimizer.state_dict())
    averages["param_groups"][0]["lr"] = 5e-4 * np.cos(0.3)
    for state in averages["state"].values():
        state["step"] = int(state["step"])
    state = {name: part.state_dict() for name, part in parts.items()}
    path = tmp_path / "ckpt_300000.pth"
    torch.save(state | {"optimizer": averages, "iter_step": 300_000}, tmp_path / "new.pth")
    with zipfile.ZipFile(tmp_path / "new.pth") as new, zipfile.ZipFile(path, "w") as old:
        for name in new.namelist():
            old.writestr(name, new.read(name).replace(b"numpy._core.multiarray", b"numpy.core.multiarray"))
    assert b"numpy.core.multiarray" in path.read_bytes()

    networks = neus_fixtures.networks_of(one_head(settings))
    ours = torch.optim.Adam(networks.parameters())
    assert checkpoints.load(path, networks, ours) == checkpoints.Loaded(300_000, [], None)
    answer = sdf(points)
    (normals,) = torch.autograd.grad(answer[:, 0].sum(), points)
    queried = networks.query(points)
    assert torch.allclose(queried.sdf, answer[:, 0], atol=1e-6)
    assert torch.allclose(queried.gradient, normals, atol=1e-5)
    assert torch.allclose(queried.colors, color(points, normals, answer[:, 1:]), atol=1e-6)
    for each in (optimizer, ours):
        for group in each.param_groups:
            group["lr"] = 1e-3
    for value, other in zip(networks.parameters(), optimizer.param_groups[0]["params"], strict=True):
        value.grad = other.grad.clone()
    optimizer.step(), ours.step()
    for value, other in zip(networks.parameters(), optimizer.param_groups[0]["params"], strict=True):
        assert torch.equal(value, other), "the averages are of the same parameters"
