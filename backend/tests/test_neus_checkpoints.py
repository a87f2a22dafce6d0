"""Checkpoints of the published format: written with its names, read back whole, refused in words."""

import dataclasses

import neus_fixtures
import pytest
import torch

from backend.neus import checkpoints
from backend.neus.networks import Linear
from backend.protocol import UserError


@pytest.fixture
def settings(tmp_path):
    return neus_fixtures.load(tmp_path).settings


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
    assert checkpoints.load(path, others, averages) == (7, [])
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
    plain = dataclasses.replace(settings.model.rendering_network, extra_color=False)
    one_head = dataclasses.replace(
        settings, model=dataclasses.replace(settings.model, rendering_network=plain)
    )
    path = checkpoints.path_of(tmp_path, 300_000)
    checkpoints.save(path, *trained(one_head), 300_000)
    networks, optimizer = trained(settings, seed=1)
    fresh = networks.color_network_fine.extra_lin0.weight_v.clone()
    step, said = checkpoints.load(path, networks, optimizer)
    assert step == 300_000 and any("extra_lin" in text for text in said)
    assert any("optimiser" in text for text in said)
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
