"""What the shipped codebook, pose guide and space of motions make of sentences, on the bare body."""

from __future__ import annotations

import types

import numpy as np
import pytest
import torch

from backend.body import JOINT, load_body
from backend.body.lbs import rotation_matrices, world_transforms
from backend.motion import codebook, pose_guide, vae
from backend.motion.codebook import candidates, load_codebook
from backend.motion.opinion import wanted
from backend.motion.optimise import optimise
from backend.motion.stage import Choreographer

LARGEST = 5e6  # bytes of each file


@pytest.fixture(scope="module")
def choreographer() -> Choreographer:
    return Choreographer.load(types.SimpleNamespace(name="builtin"))


@pytest.fixture(scope="module")
def rest() -> np.ndarray:
    body = load_body("free")
    return body.rest(np.zeros((1, body.betas), np.float32))[1][0]


@pytest.fixture(scope="module")
def perform(choreographer, rest):
    """A prompt's motion: joints (60, 24, 3) over the lowest one, and lift (60,)."""

    def make(prompt: str, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
        text = wanted(choreographer.opinion, prompt)
        chosen = candidates(
            choreographer.poses, choreographer.opinion.features(lambda *_: None) @ text.numpy()
        )
        rotations, lift = optimise(
            choreographer.space,
            rotation_matrices(torch.from_numpy(choreographer.poses[chosen])),
            text,
            choreographer.opinion,
            [seed, *prompt.encode()],
        )
        return places(rotations, rest), lift.numpy()

    return make


def places(rotations: torch.Tensor, rest: np.ndarray) -> np.ndarray:
    """Rotations (T, J, 3, 3) -> joints (T, J, 3) in metres, the lowest at y = 0."""
    parents = load_body("free").parents.tolist()
    joints = world_transforms(rotations, torch.from_numpy(rest).expand(len(rotations), -1, -1), parents)[
        0
    ].numpy()
    joints[..., 1] -= joints[..., 1].min(axis=1, keepdims=True)
    return joints


def height(joints: np.ndarray, *names: str) -> np.ndarray:
    return np.stack([joints[:, JOINT[name], 1] for name in names])


def test_the_files_are_small_and_know_their_words(choreographer):
    for module in (codebook, pose_guide, vae):
        assert module.SHIPPED.stat().st_size < LARGEST
    assert {"raising", "walking", "sitting", "left", "rendered"} <= choreographer.opinion.vocabulary
    assert len(load_codebook()) > 500


@pytest.mark.parametrize("prompt", ["raising both arms", "a man lifts both hands up"])
def test_raised_arms_are_over_the_head(perform, prompt):
    joints, _ = perform(prompt)
    assert (height(joints, "left_wrist", "right_wrist") > height(joints, "head")).all(axis=0).any()


@pytest.mark.parametrize("side", ["left", "right"])
def test_it_is_the_arm_that_was_named(perform, side):
    joints, _ = perform(f"raising the {side} arm")
    other = {"left": "right", "right": "left"}[side]
    up, down = height(joints, f"{side}_wrist", f"{other}_wrist") - height(joints, "head")
    assert up.max() > 0 > down.max()


def test_who_sits_is_lower_than_who_stands(perform):
    standing, sitting = (height(perform(prompt)[0], "pelvis")[0] for prompt in ("standing still", "sitting"))
    assert sitting.min() < 0.75 * standing.min()


def test_who_walks_has_either_foot_in_front(perform):
    joints, _ = perform("walking")
    apart = joints[:, JOINT["left_ankle"], 2] - joints[:, JOINT["right_ankle"], 2]
    assert apart.max() > 0.1 and apart.min() < -0.1


def test_who_jumps_leaves_the_ground(perform):
    assert perform("jumping")[1].max() > 0.08
    assert perform("standing still")[1].max() < 0.03


@pytest.mark.parametrize("prompt", ["walking", "waving", "raising both arms"])
def test_nothing_trembles(perform, prompt):
    joints, _ = perform(prompt)
    acceleration = np.linalg.norm(np.diff(joints, n=2, axis=0), axis=-1) * vae.FPS**2
    jerk = np.linalg.norm(np.diff(joints, n=3, axis=0), axis=-1) * vae.FPS**3
    assert np.median(acceleration) < 10, "metres over a second squared"
    # Of what swings so many radians a second; what turns round in every frame has 60.
    assert np.median(jerk) < 40 * max(np.median(acceleration), 1)


def test_another_seed_may_move_otherwise_but_does_the_same(perform):
    for seed in (1, 2):
        joints, _ = perform("raising both arms", seed)
        assert (height(joints, "left_wrist", "right_wrist") > height(joints, "head")).all(axis=0).any()
