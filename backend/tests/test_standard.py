"""What the standard preset adds: several views a step, finer grids that wake up late, full memories."""

import dataclasses

import numpy as np
import pytest
import torch
from sculpt_fixtures import UntrainedGuide, ball_start

from backend import sculpture, work
from backend.config import load_preset
from backend.machine import explain, is_full
from backend.progress import Progress
from backend.raster import Camera
from backend.sculpt import sculpt
from backend.sculpt.cameras import rays, rays_by_torch
from backend.sculpt.images import render_image, render_images
from backend.sculpt.loop import Objective, make_field, make_optimizer, set_rates
from backend.sculpt.rendering import Rendered

SIZE = 24
SETTINGS = dataclasses.replace(
    load_preset("standard", steps=6, views=3, resolution=20).sculpt,
    zoom=(0.4, 0.5),
    checkpoint_every=2,
    opinion_every=0,
    preview_every=0,
)


class CrowdedGuide(UntrainedGuide):
    """A guide on a card whose memory is full with more than `most` pictures."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        if len(images) > self.most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")
        return super().encode_image(images)


@pytest.fixture(scope="module")
def start():
    return ball_start()


@pytest.mark.parametrize("supersampling", [1, 2])
def test_views_rendered_together_are_those_rendered_alone(start, supersampling):
    field = make_field(start, SETTINGS)
    tables = Objective(field, UntrainedGuide(), "a ball", SETTINGS).fixed.at(field)
    views = [Camera.orbit(np.zeros(3), azimuth, 0.2, 3.0, 0.5) for azimuth in (0.0, 2.0)]
    near = torch.from_numpy(np.random.default_rng(0).random((2, SIZE * SIZE)) < 0.8)
    others = (supersampling, 100.0, 8, None)
    together = render_images(tables, views, SIZE, near.flatten(), *others)
    alone = [render_image(tables, view, SIZE, part, *others) for view, part in zip(views, near, strict=True)]
    for name in (each.name for each in dataclasses.fields(Rendered)):
        whole = torch.cat([getattr(one, name) for one in alone])
        assert torch.allclose(getattr(together, name), whole, atol=1e-5), name
    assert 0.1 < together.opacity.mean() < 0.9


def test_rays_made_on_the_card_are_those_made_on_the_processor():
    view = Camera.orbit(np.array([0.1, 0.2, 0.3]), 2.0, 0.4, 3.0, 0.7)
    for one, other in zip(rays(view, 9, "cpu"), rays_by_torch(view, 9, "cpu"), strict=True):
        assert one.shape == other.shape and torch.allclose(one, other, atol=1e-6)


def test_each_of_several_views_counts_and_the_run_resumes_to_the_same_bits(start, tmp_path):
    def run(name, cancelled=lambda: False, told=lambda *_: None, views=3):
        settings = dataclasses.replace(SETTINGS, views=views)
        return sculpt(
            start, UntrainedGuide(), "a red ball", settings, 7, "cpu", tmp_path / name, told, cancelled
        )

    steps = []
    whole = list(run("whole").parameters())
    run("cut", lambda: len(steps) == 4, lambda *_: steps.append(0))
    resumed = list(run("cut").parameters())
    assert all(torch.equal(a, b) for a, b in zip(whole, resumed, strict=True))
    fewer = list(run("fewer", views=2).parameters())
    assert not all(torch.equal(a, b) for a, b in zip(whole, fewer, strict=True))


def test_finer_grids_wake_up_after_coarser_ones(start):
    settings = dataclasses.replace(SETTINGS, steps=100, finest_from=0.5)
    optimizer = make_optimizer(make_field(start, settings), settings)

    def rates(step: int) -> list[float]:
        set_rates(optimizer, settings, step)
        return [group["lr"] / group["peak"] for group in optimizer.param_groups[:3]]  # coarsest first

    assert rates(0)[1:] == [0, 0] and np.isclose(rates(0)[0], 1)
    coarse, middle, fine = rates(25)
    assert np.isclose(middle, coarse) and np.isclose(fine, coarse / 2)
    assert np.allclose(rates(50), rates(50)[0]) and np.allclose(rates(99), rates(99)[0])


def sculpted(start, guide, folder):
    told = []
    progress = Progress(lambda kind, **fields: told.append((kind, fields)), lambda: None, ())
    made = work.Work(folder, {}, "f")
    return sculpture.anchored(start, guide, "a red ball", 0, SETTINGS, "cpu", made, progress), progress, told


def test_a_full_memory_is_told_and_survived_with_fewer_rays(start, tmp_path):
    field, progress, told = sculpted(start, CrowdedGuide(2), tmp_path)
    assert "memory is full" in progress.warnings[0]
    assert [fields["step"] for kind, fields in told if kind == "progress"] == list(
        range(1, SETTINGS.steps + 1)
    )
    assert any(value.abs().sum() > 0 for value in field.parameters())


def test_a_memory_that_stays_full_is_explained(start, tmp_path):
    with pytest.raises(torch.OutOfMemoryError) as caught:
        sculpted(start, CrowdedGuide(1), tmp_path)
    told = explain(caught.value)
    assert told.kind == "memory" and "--resolution" in told.fix


@pytest.mark.parametrize(
    ("text", "full"),
    [
        ("CUDA out of memory. Tried to allocate 20.00 MiB.", True),
        ("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`", True),
        ("MPS backend out of memory (MPS allocated: 8 GB)", True),
        ("[enforce fail at alloc_cpu.cpp:127] DefaultCPUAllocator: can't allocate memory", True),
        ("mat1 and mat2 shapes cannot be multiplied", False),
    ],
)
def test_what_says_that_a_memory_is_full(text, full):
    assert is_full(RuntimeError(text)) == full


def test_a_plain_start_may_grow_farther_and_is_judged_as_far():
    plain = SETTINGS.of(True)
    assert SETTINGS.of(False) == SETTINGS and plain.of(True) == plain
    assert plain.largest_growth == SETTINGS.largest_growth_plain > SETTINGS.largest_growth
    assert plain.band - plain.largest_growth == pytest.approx(SETTINGS.band - SETTINGS.largest_growth)
    assert plain.mask_tolerance == SETTINGS.mask_tolerance
    field = make_field(ball_start(plain=True), SETTINGS)
    smoothness = Objective(field, UntrainedGuide(), "a ball", SETTINGS).smoothness
    judged = field.start_sdf.ravel()[field.lattice.kept][smoothness.near.numpy()]
    assert judged.max() > plain.largest_growth - field.lattice.step and judged.max() < plain.largest_growth
    with torch.no_grad():
        for grid in field.offsets:
            grid -= 1.0
    assert float(field.offset().detach().min()) == pytest.approx(-plain.largest_growth)


def test_numbers_given_for_a_run_replace_the_preset_s():
    given, own = load_preset("draft", steps=7, views=0, resolution=50).sculpt, load_preset("draft").sculpt
    assert (given.steps, given.views, given.resolution) == (7, own.views, 50)
    assert dataclasses.replace(given, steps=own.steps, resolution=own.resolution) == own
