"""What runs on a graphics card: on one of paper, where nothing may meet what lies beside the processor, and
on a real one where there is one."""

from __future__ import annotations

import dataclasses
import json

import neus_fixtures
import numpy as np
import pytest
import torch
from clip.model import CLIP
from paper_card import NAME, MixedDevices, OnCard, card
from sculpt_fixtures import ball_start

from backend.bench import device as bench
from backend.body import load_body, stand_pose
from backend.body.codebook import encode_bodies, score
from backend.config import load_preset
from backend.guide.clip_guide import ClipGuide
from backend.motion.codebook import load_codebook
from backend.motion.opinion import wanted
from backend.motion.pictures import PictureGuide, encode_poses
from backend.neus import checkpoints, configuration
from backend.neus.guidance import Guidance
from backend.neus.loop import Experiment
from backend.neus.template import posed
from backend.progress import Progress
from backend.sculpt import sculpt
from backend.wardrobe.codebook import entry
from backend.wardrobe.figure import Dresser
from backend.wardrobe.fitting import FittingRoom
from backend.wardrobe.search import spread

SETTINGS = dataclasses.replace(
    load_preset("standard", steps=2, views=2, resolution=16).sculpt,
    zoom=(0.4, 0.5),
    samples=4,
    supersampling=1,
    checkpoint_every=1,
    opinion_every=2,
    preview_every=2,
    preview_size=16,
)


REAL = {"cuda": torch.cuda.is_available, "mps": torch.backends.mps.is_available}


@pytest.fixture
def paper():
    with card() as name:
        yield name


@pytest.fixture(params=["paper", *REAL])
def place(request):
    """The device's name."""
    if request.param == "paper":
        return request.getfixturevalue("paper")
    if not REAL[request.param]():
        pytest.skip(f"there is no {request.param} device")
    return request.param


def small_guide(device: str) -> ClipGuide:
    torch.manual_seed(0)
    return ClipGuide(CLIP(64, 32, 1, 64, 16, 77, 49408, 64, 1, 1), "small", "0", torch.device(device))


def test_the_card_keeps_what_is_its_own(paper):
    there = torch.ones(3).to(paper)
    assert isinstance(there, OnCard) and isinstance(torch.zeros(2, device=paper) + 1, OnCard)
    assert (there * 2 + torch.tensor(1.0)).cpu().tolist() == [3, 3, 3] and float(there.sum()) == 3
    assert there[torch.tensor([0, 2])].cpu().tolist() == [1, 1]
    for wrong in (
        lambda: there + torch.ones(3),
        lambda: torch.ones(3)[there.int()],
        lambda: torch.cat([there, torch.ones(1)]),
    ):
        with pytest.raises(MixedDevices):
            wrong()
    with pytest.raises(RuntimeError):
        there.numpy()


def test_gradients_and_optimisers_work_there(paper):
    weight = torch.tensor([1.0, 2.0], device=paper).requires_grad_()
    optimizer = torch.optim.Adam([weight], lr=0.5, fused=True)
    weight.square().sum().backward()
    assert weight.grad.cpu().tolist() == [2, 4]
    optimizer.step()
    assert weight.detach().cpu().tolist() == pytest.approx([0.5, 1.5])


def test_a_step_there_is_a_step_on_the_processor(place, monkeypatch, capsys):
    """By other ways: rays are made, traced and followed by torch, gradients scattered by it."""
    monkeypatch.setattr(bench, "choose_device", lambda _: place)
    monkeypatch.setattr(bench, "COARSE", 16)
    assert bench.main(["--only", "parity"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["device"] and row["term_error"] > 0 and row["gradient_cosine"] > 0.999


def test_sculpting_there_previews_judges_and_resumes(place, tmp_path):
    def run(name, stop=99):
        told = []
        guide = small_guide(place)
        field = sculpt(
            ball_start(), guide, "a red ball", SETTINGS, 7, place, tmp_path / name,
            lambda *each: told.append(each), lambda: len(told) == stop,
        )  # fmt: skip
        return field, told

    whole, told = run("whole")
    assert [picture is not None for *_, picture in told] == [False, True]
    run("cut", 1)
    resumed, told = run("cut")
    assert len(told) == 1
    for one, other in zip(whole.parameters(), resumed.parameters(), strict=True):
        assert one.device.type == place and (place != NAME or torch.equal(one.cpu(), other.cpu()))
    points = np.zeros((3, 3), np.float32)
    assert whole.color(points).shape == (3, 3)
    assert whole.sdf(points).shape == whole.estimate(points).shape == (3,)
    whole.save(tmp_path / "field.npz")


def test_guides_there_see_and_read_as_on_the_processor(place):
    images, texts = torch.rand(2, 3, 40, 40), ["a man", "a woman in a red dress"]
    ours, theirs = small_guide("cpu"), small_guide(place)
    seen = theirs.encode_image(images.to(place))
    assert seen.device.type == place
    assert torch.allclose(seen.cpu(), ours.encode_image(images), atol=1e-5)
    assert torch.allclose(theirs.encode_text(texts).cpu(), ours.encode_text(texts), atol=1e-5)


def test_bodies_and_poses_are_compared_there(place):
    body, guide = load_body("free"), small_guide(place)
    pictures = encode_bodies(body, np.zeros((2, body.betas), np.float32), guide).mean(axis=1)
    assert np.isfinite(score("a tall man", pictures, pictures[0], guide)).all()
    poses = load_codebook()[:3]
    opinion = PictureGuide(guide, body, poses)
    text = wanted(opinion, "waving")
    assert np.isfinite(encode_poses(poses, body, guide, lambda *_: None) @ text.numpy()).all()


def test_clothes_are_chosen_there(place):
    body, guide = load_body("free"), small_guide(place)
    betas = np.zeros(body.betas, np.float32)
    room = FittingRoom(Dresser(body), betas, body.pose(betas, stand_pose()), guide)
    assert room.score([entry(0), entry(1)], room.texts("a king")).shape == (2,)
    assert spread(guide, room.features([entry(0), entry(1)], 0).cpu().numpy()) > 0


def test_the_published_method_runs_there(place, tmp_path):
    conf = neus_fixtures.write(
        tmp_path, ("template_obj = ./data/body.obj", ""), ("max_ray_num = 1024", "max_ray_num = 100")
    )
    settings = configuration.load(conf, "a king").settings
    template = posed(load_body("free"), settings.general.pose_type)

    def begun(name):
        return Experiment.begin(tmp_path / name, settings, template, place)

    def guidance(experiment):
        made = Guidance(experiment.networks, template, small_guide(place), settings)
        made.at_once = 40
        return made

    progress = Progress(lambda *_, **__: None, lambda: None, ())
    experiment = begun("whole")
    experiment.optimise(guidance(experiment), 2, progress)
    again = begun("whole")
    again.step = checkpoints.load(checkpoints.newest(again.out), again.networks, again.optimizer).step
    assert again.step == 2
    again.optimise(guidance(again), 3, progress)
    assert all(value.device.type == place for value in again.networks.parameters())
