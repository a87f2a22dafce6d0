"""The recipes of motion: drawn once, resumed to the same end, honest about what was kept from training."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from backend.motion.codebook import load_codebook
from backend.motion.pose_guide import PoseGuide
from backend.motion.vae import Architecture, MotionSpace
from backend.train import motion_vae, pose_codebook, pose_guide
from backend.train.motion_data import drawn, held_captions, is_held

COUNT = 48


@pytest.fixture(scope="module")
def work(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("motion")


@pytest.fixture(scope="module")
def movements(work):
    return drawn(work, COUNT, 0)


def test_movements_are_drawn_once_and_from_their_numbers(work, movements):
    before = {path: path.stat().st_mtime_ns for path in work.glob("movements-*")}
    again = drawn(work, COUNT, 0)
    assert before == {path: path.stat().st_mtime_ns for path in work.glob("movements-*")} and len(before) == 1
    np.testing.assert_array_equal(movements.poses, again.poses)
    assert movements.poses.shape == (COUNT, 60, 24, 3) and movements.telling.max() == 1
    fewer = drawn(work / "fewer", 3, 0)
    np.testing.assert_array_equal(fewer.poses, movements.poses[:3])


def test_what_is_held_out_is_never_taught(movements):
    held = held_captions()
    teacher = pose_guide.Teacher(movements, held)
    rng = np.random.default_rng(0)
    texts = [text for _ in range(30) for text in teacher.texts(teacher.rows, rng)]
    assert len(held) > 100 and not {text.removeprefix("a rendered 3d man is ") for text in texts} & held
    assert any(text.startswith("a rendered 3d man is ") for text in texts)
    taught = {movements.actions[number] for number in movements.action[teacher.rows]}
    assert not any(is_held(action) for action in taught)


def test_frames_are_drawn_as_they_tell(movements):
    teacher = pose_guide.Teacher(movements, frozenset())
    weights = np.zeros((COUNT, 60))
    weights[:, [7, 50]] = 1, 3
    frames = teacher.frames(np.arange(COUNT), weights, np.random.default_rng(0))
    assert set(frames) == {7, 50} and (frames == 50).sum() > COUNT / 2


def test_the_codebook_s_poses_are_drawn_ones(work, movements):
    out = work / "codebook.npz"
    pose_codebook.main(["--count", str(COUNT), "--work", str(work), "--out", str(out)])
    poses = load_codebook(out)
    frames = {frame.tobytes() for frame in movements.poses.reshape(-1, 72)}
    assert len(poses) > COUNT and all(pose.astype(np.float16).tobytes() in frames for pose in poses)
    assert len({pose.tobytes() for pose in poses}) == len(poses)


class Killed(Exception):
    pass


@pytest.mark.parametrize("recipe", [pose_guide, motion_vae], ids=["pose_guide", "motion_vae"])
def test_a_killed_training_ends_with_the_same_weights(recipe, work, movements, tmp_path, monkeypatch):
    monkeypatch.setattr(recipe, "BATCH", 8)
    monkeypatch.setattr(recipe, "SAVED_EVERY", 2)

    def train(name: str) -> dict[str, np.ndarray]:
        out = tmp_path / f"{name}.npz"
        recipe.main(
            ["--steps", "4", "--count", str(COUNT), "--work", str(tmp_path / "work"), "--out", str(out)]
        )
        return dict(np.load(out))

    (tmp_path / "work").mkdir()
    for path in work.glob("movements-*"):
        (tmp_path / "work" / path.name).symlink_to(path)
    advance = recipe.Run.advance
    made = []

    def dies(self, *arguments):
        made.append(self.step)
        if made == [0, 1, 2]:
            raise Killed
        return advance(self, *arguments)

    monkeypatch.setattr(recipe.Run, "advance", dies)
    with pytest.raises(Killed):
        train("killed")
    resumed = train("killed")
    assert made == [0, 1, 2, 2, 3]
    (tmp_path / "work" / f"{recipe.__name__.rsplit('.')[-1]}.pt").unlink()
    for name, array in train("undisturbed").items():
        np.testing.assert_array_equal(array, resumed[name], err_msg=name)
    if recipe is pose_guide:
        guide = PoseGuide.load(movements.poses[0, :2].astype(np.float32), tmp_path / "undisturbed.npz")
        assert guide.vocabulary and guide.features().shape == (2, 128)
    else:
        assert len(MotionSpace.load(tmp_path / "undisturbed.npz").latents) == COUNT


def test_the_space_begins_as_principal_components(work, movements):
    run = motion_vae.Run(Architecture(latent=40, width=32, layers=1), movements, 0, work)
    assert motion_vae.errors(run, run.taught[:8])["joints_cm"] < 3
    with torch.no_grad():
        spread = run.encoder(*run.taken(run.taught))[0].std(dim=0)
    assert 0.7 < spread.min() and spread.max() < 1.4, "latents as the prior has them"
