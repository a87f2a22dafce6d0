"""The paper preset in `generate`: fitted to the start, pulled towards the prompts, meshed where it stands."""

import dataclasses
from types import SimpleNamespace

import numpy as np
import pytest
import torch
from neus_fixtures import Guide, silent
from sculpt_fixtures import CENTRE, RADIUS, ball_start

from backend.body import JOINT_NAMES
from backend.config import load_preset
from backend.neus import fit, paper
from backend.neus.settings import ColorSettings, Model, RendererSettings, SdfSettings
from backend.sculpture import sculpture
from backend.surface import mesh
from backend.surface.settings import SurfaceSettings
from backend.work import Work

SMALL = Model(
    SdfSettings(d_out=17, d_hidden=48, n_layers=3, skip_in=(3,)),
    rendering_network=ColorSettings(d_feature=16, d_hidden=16, n_layers=1, extra_color=True),
    neus_renderer=RendererSettings(n_samples=8, n_importance=8, up_sample_steps=2, extra_color=True),
)
PRESET = load_preset("paper")
SETTINGS = dataclasses.replace(
    PRESET.published, model=SMALL, train=dataclasses.replace(PRESET.published.train, max_ray_num=256)
).settings(dataclasses.replace(PRESET.sculpt, checkpoint_every=1, preview_every=0), "a ball", seed=1)


@pytest.fixture(scope="module")
def start():
    return ball_start()


@pytest.fixture(scope="module")
def fitted(start, tmp_path_factory):
    """The folder of an experiment that was fitted to the start and no more."""
    folder = tmp_path_factory.mktemp("fitted")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "STEPS", 400)
        paper.begin(start, CENTRE, SETTINGS, "cpu", folder, silent())
    return folder


def begin(start, folder, fitted):
    if not folder.exists():
        (folder / "checkpoints").mkdir(parents=True)
        for each in (fitted / "checkpoints").iterdir():
            (folder / "checkpoints" / each.name).write_bytes(each.read_bytes())
    return paper.begin(start, CENTRE, SETTINGS, "cpu", folder, silent())


def test_the_preset_has_the_published_numbers():
    published = PRESET.published.settings(PRESET.sculpt, "a robot", 7)
    assert (PRESET.sculpt.steps, published.train.end_iter, published.train.max_ray_num) == (
        30000,
        100000,
        12544,
    )
    assert published.model.sdf_network == SdfSettings() and published.train.seed == 7
    assert all("a robot" in text for text in dataclasses.astuple(published.clip))
    assert load_preset("paper", steps=20).sculpt.steps == 20
    assert load_preset("draft").published is None


def test_fitted_networks_have_the_surface_and_the_colours_of_the_start_where_it_stands(
    start, fitted, tmp_path
):
    experiment = begin(start, tmp_path / "run", fitted)
    field = paper.PaperField(experiment.networks, SETTINGS, experiment.template.radius, paper.shift_of(start))
    surface = mesh.extract(field, SurfaceSettings(spacing=0.02, triangles=10**6))
    away = np.linalg.norm(surface.vertices - CENTRE, axis=1)
    assert abs(away - RADIUS).mean() < 0.01
    sides = CENTRE + RADIUS * np.array([[0.95, 0.3, 0.0], [-0.95, 0.3, 0.0]], np.float32)
    left, right = field.color(sides.astype(np.float32))
    assert left[0] - left[2] > 0.2 and right[2] - right[0] > 0.2, "red on the left, blue on the right"


def test_a_resumed_run_is_the_undisturbed_one_and_a_saved_field_is_the_same_field(start, fitted, tmp_path):
    whole = begin(start, tmp_path / "whole", fitted)
    before = whole.networks.sdf_network_fine.lin0.weight_v.detach().clone()
    paper.sculpt(whole, Guide(), 3, silent())
    assert not torch.equal(before, whole.networks.sdf_network_fine.lin0.weight_v)
    paper.sculpt(begin(start, tmp_path / "parts", fitted), Guide(), 2, silent())
    parts = begin(start, tmp_path / "parts", fitted)
    assert parts.step == 2
    paper.sculpt(parts, Guide(), 3, silent())
    for name, value in whole.networks.state_dict().items():
        assert torch.equal(value, parts.networks.state_dict()[name]), name
    field = paper.PaperField(whole.networks, SETTINGS, whole.template.radius, paper.shift_of(start))
    field.save(tmp_path / "sculpture.npz")
    again = paper.load(tmp_path / "sculpture.npz", start, SETTINGS, "cpu")
    points = np.random.default_rng(0).uniform(*field.bounds(), (50, 3)).astype(np.float32)
    assert np.array_equal(field.sdf(points), again.sdf(points))
    assert np.array_equal(field.color(points), again.color(points))
    assert all(map(np.array_equal, field.bounds(), again.bounds()))


def test_the_stage_leaves_a_field_that_a_second_run_takes_over(start, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "STEPS", 60)
    small = dataclasses.replace(
        PRESET.published, model=SMALL, train=dataclasses.replace(PRESET.published.train, max_ray_num=256)
    )
    settings = dataclasses.replace(
        PRESET, published=small, sculpt=dataclasses.replace(PRESET.sculpt, steps=2, preview_every=0)
    )
    posed = SimpleNamespace(joints=np.tile(CENTRE, (len(JOINT_NAMES), 1)))
    fields, works = [], []
    for _ in range(2):
        works.append(Work(tmp_path / "out", {}, "f"))
        others = (posed, Guide(), "a red ball", 0, settings, "cpu", works[-1], silent())
        fields.append(sculpture(start, *others))
    assert works[0].losses and works[1].seconds["sculpture"] == works[0].seconds["sculpture"]
    points = np.random.default_rng(0).uniform(*fields[0].bounds(), (50, 3)).astype(np.float32)
    assert np.array_equal(fields[0].sdf(points), fields[1].sdf(points))
