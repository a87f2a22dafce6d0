"""Views are read as they were written, and the networks take their shape."""

import json

import neus_fixtures
import numpy as np
import pytest
import torch
from neus_fixtures import ball_template
from sculpt_fixtures import CENTRE, RADIUS

from backend.neus import fit, schedule
from backend.neus.reconstruction import Reconstruction
from backend.neus.settings import Train
from backend.neus.views import read_views
from backend.protocol import UserError

FEW_SAMPLES = (("n_samples = 32", "n_samples = 24"), ("n_importance = 32", "n_importance = 16"))


@pytest.fixture
def folder(tmp_path):
    neus_fixtures.write_views(tmp_path / "views", ball_template(), 24)
    return tmp_path / "views"


def test_a_view_is_what_its_camera_sees(folder):
    views = read_views(folder)
    assert len(views) == 6
    for view in views:
        image, mask = ball_template().picture(view.camera, 24)
        assert 20 < mask.sum() < mask.size and (view.mask == mask).all()
        assert np.abs(view.image / 255 - image).max() < 0.003


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "img" / "0003.png").unlink(),
        lambda folder: (folder / "img" / "0003.png").write_bytes(b"png"),
        lambda folder: (folder / "transforms_train.json").write_text("{"),
        lambda folder: (folder / "transforms_train.json").write_text('{"frames": []}'),
        lambda folder: (folder / "transforms_train.json").write_text(
            json.dumps(
                {"camera_angle_x": 1, "frames": [{"file_path": "img/0000", "transform_matrix": [[1]]}]}
            )
        ),
        lambda folder: (folder / "transforms_train.json").write_text('{"camera_angle_x": 1, "frames": []}'),
    ],
)
def test_damaged_views_are_refused_by_name(folder, damage):
    damage(folder)
    with pytest.raises(UserError, match="views"):
        read_views(folder)


def test_the_networks_take_the_shape_of_the_views(folder, tmp_path):
    settings = neus_fixtures.load(tmp_path, *FEW_SAMPLES).settings
    networks = neus_fixtures.networks_of(settings)
    objective = Reconstruction(networks, read_views(folder), 1.0, settings)
    optimizer = torch.optim.Adam(networks.parameters(), lr=4e-3)
    surface = torch.from_numpy(ball_template().vertices)
    before = networks.sdf(surface).abs().mean().item()
    for step in range(40):
        optimizer.zero_grad()
        losses = objective.backward(step, np.random.default_rng(step))
        optimizer.step()
    assert set(losses) == {"color", "eikonal", "mask"} and all(np.isfinite(list(losses.values())))
    assert networks.sdf(surface).abs().mean().item() < 0.5 * before


def test_without_a_checkpoint_the_networks_are_fitted_to_the_body(tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "STEPS", 120)
    monkeypatch.setattr(fit, "POOL", 6000)
    monkeypatch.setattr(fit, "BATCH", 500)
    networks = neus_fixtures.networks_of(neus_fixtures.load(tmp_path).settings)
    points = torch.randn(300, 3, generator=torch.Generator().manual_seed(0)) * 0.4
    expected = (points - torch.from_numpy(CENTRE)).norm(dim=1) - RADIUS
    before = (networks.sdf(points) - expected).abs().mean().item()
    steps = []
    fit.fit(networks, ball_template(), np.random.default_rng(0), lambda *told: steps.append(told[:2]))
    assert steps[-1] == (120, 120) and len(steps) == 120
    assert (networks.sdf(points) - expected).abs().mean().item() < before / 3
    colors = networks.query(torch.from_numpy(ball_template().vertices)).colors
    grey = torch.from_numpy(ball_template().colors[:, 0])
    for channel in colors.T:
        assert torch.corrcoef(torch.stack([channel, grey]))[0, 1] > 0.6
    assert networks.sharpness().item() == pytest.approx(fit.SHARPNESS, rel=1e-4)


class Balls(torch.nn.Module):
    """Networks that have learned balls, given by their centres (3,) and radii."""

    def __init__(self, *balls):
        super().__init__()
        self.parameter = torch.nn.Parameter(torch.zeros(1))
        self.balls = balls

    def sdf(self, points):
        distances = [(points - torch.as_tensor(centre)).norm(dim=1) - radius for centre, radius in self.balls]
        return torch.stack(distances).amin(dim=0)


def test_the_body_is_moved_to_where_the_networks_have_it():
    shift, template = np.array([0.0, 0.1, 0.3], np.float32), ball_template()
    elsewhere = Balls((CENTRE + shift, RADIUS))
    moved = template.moved(fit.displacement(elsewhere, template))
    assert np.abs(moved.vertices - template.vertices - shift).max() < 0.02
    assert np.allclose(moved.face - template.face, moved.neck - template.neck)
    assert not fit.displacement(elsewhere, moved).any()


def test_the_body_stays_where_what_has_grown_out_of_it_is_to_one_side():
    template = ball_template()
    grown = Balls((CENTRE, RADIUS), (CENTRE + np.array([0.0, -0.4, 0.0], np.float32), 0.25))
    assert not fit.displacement(grown, template).any()


def test_the_learning_rate_rises_then_falls_to_its_share():
    settings = Train(learning_rate=1e-3, learning_rate_alpha=0.1, warm_up_end=10, end_iter=110)
    rates = [schedule.learning_rate(settings, step) for step in range(200)]
    assert rates[0] == 0 and max(rates) == rates[10] == pytest.approx(1e-3)
    assert (np.diff(rates[:11]) > 0).all() and (np.diff(rates[10:111]) < 0).all()
    assert rates[60] == pytest.approx(0.55e-3) and rates[110:] == pytest.approx([1e-4] * 90)


def test_surfaces_seen_from_behind_count_less_and_less():
    assert [schedule.from_behind(Train(anneal_end=4), step) for step in (0, 2, 4, 9)] == [1, 0.5, 0, 0]
    assert schedule.from_behind(Train(), 0) == 0
