"""The guide's pull: published cameras, pictures, gradients replayed part by part, runs resumed."""

import neus_fixtures
import numpy as np
import pytest
import torch
from neus_fixtures import ball_template

from backend.neus import cameras, checkpoints, guidance, losses
from backend.neus.guidance import Guidance
from backend.neus.loop import Experiment
from backend.neus.settings import Train
from backend.progress import Progress
from backend.protocol import UserError

SMALL = (
    ("max_ray_num = 1024", "max_ray_num = 150"),
    ("n_samples = 32", "n_samples = 12"),
    ("n_importance = 32", "n_importance = 8"),
    ("validate_resolution_level = 8", "validate_resolution_level = 32"),
    ("head_height = 0.7", "head_height = 0.2"),
)


@pytest.fixture(scope="module")
def guide():
    return neus_fixtures.Guide()


def guided(tmp_path, guide, *changes) -> Guidance:
    settings = neus_fixtures.load(tmp_path, *SMALL, *changes).settings
    return Guidance(neus_fixtures.networks_of(settings), ball_template(), guide, settings)


def shots(count=400, **settings):
    train = Train(use_face_prompt=True, use_back_prompt=True, **settings)
    rng = np.random.default_rng(0)
    return [cameras.draw_shot(ball_template(), train, step, rng) for step in range(count)]


def test_cameras_are_the_published_ones():
    drawn = shots()
    template = ball_template()
    middle = (template.vertices.min(axis=0) + template.vertices.max(axis=0)) / 2
    faces = [shot.camera for shot in drawn if shot.prompt == "face_prompt"]
    assert [step for step, shot in enumerate(drawn) if shot.prompt == "face_prompt"] == list(range(3, 400, 4))
    point = cameras.face_point(template, Train())
    assert np.allclose([np.linalg.norm(camera.eye - point) for camera in faces], 0.4)
    assert point[1] == template.face[1] and cameras.face_point(template, Train(head_height=0.3))[1] == 0.3
    for shot in drawn:
        assert np.allclose(shot.camera.rotation @ shot.camera.rotation.T, np.eye(3))
        assert shot.camera.tangent == pytest.approx(np.tan(np.radians(30)))
        forward = shot.camera.rotation[2]
        if shot.prompt != "face_prompt":
            assert (shot.prompt == "back_prompt") == (forward[2] > 0)
            assert 1 - 0.6 < np.linalg.norm(shot.camera.eye - middle) < 2 + 0.6
    backs = sum(shot.prompt == "back_prompt" for shot in drawn)
    assert 0.07 < backs / 300 < 0.2  # beyond 1.5 standard deviations


def test_a_head_height_off_the_head_is_told():
    template = ball_template()
    assert not cameras.head_height_warning(template, Train())
    assert not cameras.head_height_warning(template, Train(head_height=0.2))
    assert "0.9" in cameras.head_height_warning(template, Train(head_height=0.9))[0]


@pytest.mark.parametrize("silhouettes", [True, False])
def test_the_rays_of_a_picture_stay_within_their_number(tmp_path, guide, silhouettes):
    change = ("use_silhouettes = True", f"use_silhouettes = {silhouettes}")
    objective = guided(tmp_path, guide, change)
    for shot in shots(8):
        pixels = objective.pixels(shot.camera)
        assert len(pixels.traced) == len(pixels.target) == len(pixels.mask) <= 150
        _, mask = objective.template.picture(shot.camera, pixels.size)
        assert pixels.mask.sum() == mask.sum() > 0
        assert silhouettes or len(pixels.traced) == pixels.size**2 == 144


def test_pictures_hold_the_background_where_nothing_is_traced(tmp_path, guide):
    objective = guided(tmp_path, guide)
    pixels = guidance.Pixels(4, torch.tensor([5]), torch.zeros(1, 3), torch.ones(1, dtype=torch.bool))
    one = torch.ones(1)
    color = torch.tensor([[0.1, 0.1, 0.1, 0.5, 0.0, 0.25]])
    rendered = guidance.Rendered(color, torch.tensor([[0.0, 0.0, 1.0]]), one, one, one, one)
    light = guidance.Light(np.array([0.0, 0.6, 0.8]), 0.1)
    shown = objective.pictures(rendered, pixels, light, torch.full((16, 3), 0.7))
    bright = 0.1 + 0.9 * 0.8
    assert torch.allclose(shown["textured"][:, 1, 1], bright * color[0, 3:])
    assert torch.allclose(shown["textureless"][:, 1, 1], torch.full((3,), bright))
    for picture in shown.values():
        picture[:, 1, 1] = 0.7
        assert (picture == 0.7).all()


def test_unlit_pictures_have_the_colours_themselves(tmp_path, guide):
    change = ("texture_cast_light = True\n", "texture_cast_light = False\n")
    objective = guided(tmp_path, guide, change, ("add_no_texture = True", "add_no_texture = False"))
    pixels = guidance.Pixels(1, torch.tensor([0]), torch.zeros(1, 3), torch.ones(1, dtype=torch.bool))
    one, color = torch.ones(1), torch.tensor([[0.1, 0.1, 0.1, 0.5, 0.0, 0.25]])
    rendered = guidance.Rendered(color, torch.tensor([[0.0, 0.0, 1.0]]), one, one, one, one)
    dark = guidance.Light(np.array([0.0, 0.0, -1.0]), 0.1)
    shown = objective.pictures(rendered, pixels, dark, torch.ones(1, 3))
    assert list(shown) == ["textured"] and torch.equal(shown["textured"][:, 0, 0], color[0, 3:])


def test_terms_and_their_weights_are_the_published_ones():
    opacity, inside = torch.tensor([0.9, 0.5, 0.2]), torch.tensor([True, True, False])
    colors, target = torch.tensor([[0.1, 0.2, 0.3], [1.0, 1.0, 1.0], [0.5, 0.5, 0.5]]), torch.zeros(3, 3)
    target[1] = 1
    of_samples = torch.tensor([1.0, 2.0, 3.0]), torch.tensor([10.0, 10.0, 10.0])
    rendered = guidance.Rendered(colors, colors, opacity, opacity, *of_samples)
    terms = losses.terms(rendered, target, inside)
    expected = {"color": 0.3, "eikonal": 0.2, "mask": -np.log([0.9, 0.5, 0.8]).mean()}
    assert {name: float(term) for name, term in terms.items()} == pytest.approx(expected)
    seen = {"textured": torch.tensor(0.7), "textureless": torch.tensor(0.4)}
    whole = losses.weigh(terms | seen, Train(igr_weight=0.1, mask_weight=0.5, clip_weight=2.0))
    assert float(whole) == pytest.approx(0.3 + 0.02 + 0.5 * expected["mask"] + 2 * 1.1)


def test_a_prompt_that_will_be_needed_is_asked_for(tmp_path):
    settings = neus_fixtures.load(tmp_path, ("back_prompt = a 3D", "unused = a 3D")).settings
    with pytest.raises(UserError, match="clip.back_prompt"):
        guidance.check_prompts(settings)
    guidance.check_prompts(neus_fixtures.load(tmp_path).settings)


def test_replay_gives_the_gradient_of_the_direct_way(tmp_path, guide):
    gradients = []
    for at_once in (10_000, 17):
        objective = guided(tmp_path, guide)
        objective.at_once = at_once
        terms = objective.backward(0, np.random.default_rng(5))
        assert set(terms) == {"color", "eikonal", "mask", "textured", "textureless"}
        gradients.append([value.grad for value in objective.networks.parameters()])
    for direct, replayed in zip(*gradients, strict=True):
        assert (direct is None) == (replayed is None)
        if direct is not None:
            assert torch.allclose(direct, replayed, atol=1e-3 * float(direct.abs().max()))
    assert sum(value is not None and bool(value.abs().max() > 0) for value in gradients[0]) > 15


def experiment(tmp_path, out, *changes):
    settings = neus_fixtures.load(tmp_path, *SMALL, *changes).settings
    return Experiment.begin(tmp_path / out, settings, ball_template(), "cpu")


def run(one: Experiment, guide, steps: int) -> None:
    one.optimise(Guidance(one.networks, one.template, guide, one.settings), steps, neus_fixtures.silent())


def test_a_run_resumed_at_10_of_20_equals_the_undisturbed_one(tmp_path, guide):
    whole = experiment(tmp_path, "whole")
    run(whole, guide, 20)
    run(experiment(tmp_path, "parts"), guide, 10)
    resumed = experiment(tmp_path, "parts")
    assert resumed.resume(checkpoints.newest(resumed.out)) == [] and resumed.step == 10
    run(resumed, guide, 20)
    for name, value in whole.networks.state_dict().items():
        assert torch.equal(value, resumed.networks.state_dict()[name]), name
    names = {path.name for path in (whole.out / "checkpoints").iterdir()}
    assert names == {"ckpt_000010.pth", "ckpt_000020.pth"}
    assert {path.name for path in (whole.out / "previews").iterdir()} == {"00000010.png", "00000020.png"}
    assert len((whole.out / "losses.jsonl").read_text().splitlines()) == 4


def swell(networks, by):
    """Move the surface outwards by so many metres."""
    with torch.no_grad():
        networks.sdf_network_fine.lin3.bias[0] -= by


def test_the_body_follows_the_networks_once_and_a_resumed_run_finds_it_there(tmp_path):
    first = experiment(tmp_path, "a")
    away = first.template = first.template.moved(np.array([0.5, 0, 0], np.float32))
    first.follow()
    assert first.shift[0] < -0.3 and np.allclose(first.template.face, away.face + first.shift)
    first.save()
    resumed = experiment(tmp_path, "a")
    resumed.template = away
    resumed.resume(checkpoints.newest(first.out))
    swell(resumed.networks, 0.1)
    resumed.follow()
    assert np.array_equal(resumed.shift, first.shift)
    assert np.array_equal(resumed.template.vertices, first.template.vertices)


class Failing:
    """An objective that raises something at step 3."""

    at_once = 100

    def __init__(self, error, times=99):
        self.error, self.times = error, times

    def backward(self, step, rng):
        if step == 3 and self.times:
            self.times -= 1
            raise self.error
        return {"none": 0.0}


def test_what_interrupts_a_run_leaves_a_checkpoint_of_the_last_whole_step(tmp_path):
    one = experiment(tmp_path, "cut")
    with pytest.raises(KeyboardInterrupt):
        one.optimise(Failing(KeyboardInterrupt()), 20, neus_fixtures.silent())
    assert checkpoints.newest(one.out) == checkpoints.path_of(one.out, 3)


def test_what_interrupts_a_preview_loses_no_step(tmp_path):
    def emit(kind, **fields):
        if kind == "preview":
            raise KeyboardInterrupt

    change = ("val_freq = 10\n  val_mesh", "val_freq = 2\n  val_mesh")
    one, progress = experiment(tmp_path, "cut", change), Progress(emit, lambda: None, ("train",))
    with pytest.raises(KeyboardInterrupt):
        one.optimise(Failing(None, times=0), 20, progress)
    assert checkpoints.newest(one.out) == checkpoints.path_of(one.out, 2)


def test_a_run_goes_on_where_a_mesh_between_cannot_be_made(tmp_path):
    one, progress = (
        experiment(tmp_path, "a", ("val_mesh_freq = 0", "val_mesh_freq = 2")),
        neus_fixtures.silent(),
    )
    swell(one.networks, -9)
    one.optimise(Failing(None, times=0), 3, progress)
    assert one.step == 3 and "step 2" in progress.warnings[0]


def test_a_full_memory_is_retried_once_with_fewer_rays_and_then_explained(tmp_path):
    full = RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
    one, objective, progress = experiment(tmp_path, "a"), Failing(full, times=1), neus_fixtures.silent()
    one.optimise(objective, 5, progress)
    assert one.step == 5 and objective.at_once == 25 and "25 rays" in progress.warnings[0]
    with pytest.raises(UserError, match="25 rays") as caught:
        experiment(tmp_path, "b").optimise(Failing(full), 5, neus_fixtures.silent())
    assert caught.value.kind == "memory"
    with pytest.raises(RuntimeError, match="shape"):
        experiment(tmp_path, "c").optimise(Failing(RuntimeError("shape")), 5, neus_fixtures.silent())


def test_a_run_that_diverges_stops_before_it_spoils_the_networks(tmp_path):
    class Diverging(Failing):
        def backward(self, step, rng):
            return {"color": 0.1, "mask": float("nan") if step == 2 else 0.0}

    one = experiment(tmp_path, "a")
    with pytest.raises(UserError, match="Step 3 has diverged: mask"):
        one.optimise(Diverging(None), 20, neus_fixtures.silent())
    assert one.step == 2
