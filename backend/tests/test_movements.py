"""Drawn movements: anatomy, continuity, and words that say what is seen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from backend.body import JOINT, JOINT_NAMES, PARENTS, load_body
from backend.train.movements import ACTIONS, FRAMES, draw, limbs, words
from backend.train.movements.solve import keys, poses
from backend.train.movements.stance import Arm, Foot, Stance

MOST_TURN = 42.0  # degrees of a joint between two frames: a sprinter's thigh does as much


def matrices(rotation_vectors: np.ndarray) -> np.ndarray:
    return (
        Rotation.from_rotvec(rotation_vectors.reshape(-1, 3)).as_matrix().reshape(-1, len(JOINT_NAMES), 3, 3)
    )


def joints(rotations: np.ndarray) -> np.ndarray:
    """Joints (T, 24, 3) from the pelvis, of rotations (T, 24, 3, 3) relative to the parents."""
    rest = limbs.skeleton()
    world, place = [rotations[:, 0]], [np.zeros((len(rotations), 3))]
    for child in range(1, len(rest)):
        parent = PARENTS[child]
        place.append(place[parent] + world[parent] @ (rest[child] - rest[parent]))
        world.append(world[parent] @ rotations[:, child])
    return np.stack(place, axis=1)


@pytest.fixture(scope="module")
def drawn() -> dict:
    return {action: draw(np.random.default_rng(7), action) for action in ACTIONS}


def test_hand_reaches_target() -> None:
    targets = [(0.3, 0.2, 0.6), (-0.3, -0.2, 0.6), (0.2, 0.8, 0.2), (0.5, -0.6, -0.3)]
    stances = [Stance(left=Arm(to=to), right=Arm(to=to), lean=20, twist=30) for to in targets]
    rotations = poses(keys(stances, [1.0] * len(stances)))
    place = joints(rotations)
    chest = np.array(rotations[:, 0])
    for name in ("spine1", "spine2", "spine3"):
        chest = chest @ rotations[:, JOINT[name]]
    rest = limbs.skeleton()
    length = rest[JOINT["left_wrist"], 0] - rest[JOINT["left_shoulder"], 0]
    for side, sign in (("left", 1), ("right", -1)):
        shoulder = rest[JOINT[f"{side}_shoulder"]] - rest[JOINT["spine3"]]
        wanted = place[:, JOINT["spine3"]] + limbs.apply(
            chest, shoulder + length * np.array(targets) * (sign, 1, 1)
        )
        np.testing.assert_allclose(place[:, JOINT[f"{side}_wrist"]], wanted, atol=1e-3)


def test_feet_stand_where_they_are_put() -> None:
    stance = Stance(
        left_foot=Foot((0.2, 0, 0.3)), right_foot=Foot((0.1, 0, -0.3)), height=0.8, lean=15, turn=20
    )
    place = joints(poses(keys([stance], [1.0])))[0]
    apart = place[JOINT["left_ankle"]] - place[JOINT["right_ankle"]]
    np.testing.assert_allclose(apart, (0.3, 0, 0.6), atol=1e-6)
    assert place[JOINT["left_ankle"], 1] == pytest.approx(limbs.SOLE - 0.8, abs=1e-6)


def test_limb_reaches_no_further_than_it_is_long() -> None:
    first, second, _ = limbs.two_bones(np.array([[9.0, 1.0, 0.0]]), np.array([[0.0, 0.0, 1.0]]), 0.3, 0.2)
    assert np.linalg.norm(0.3 * first + 0.2 * second) <= 0.5
    assert np.degrees(np.arccos((first * second).sum())) < 15


def test_contract(drawn: dict) -> None:
    assert len(ACTIONS) >= 90
    for action, movement in drawn.items():
        assert movement.poses.shape == (FRAMES, 24, 3) and movement.poses.dtype == np.float32, action
        assert movement.lift.shape == movement.telling.shape == (FRAMES,)
        assert np.isfinite(movement.poses).all() and (movement.lift >= 0).all()
        assert movement.telling.min() >= 0 and 0.9 < movement.telling.max() <= 1, action
        assert not set("=+_") & set("".join(movement.captions)), action
        assert len(set(movement.captions)) >= 6 and all(caption.strip() for caption in movement.captions), (
            action
        )


def test_same_seed_same_movement() -> None:
    one, two, other = (draw(np.random.default_rng(seed)) for seed in (5, 5, 6))
    np.testing.assert_array_equal(one.poses, two.poses)
    assert one.captions == two.captions
    assert not np.array_equal(one.poses, other.poses)


def test_nothing_jumps(drawn: dict) -> None:
    for action, movement in drawn.items():
        rotations = matrices(movement.poses)
        trace = np.einsum("tjab,tjab->tj", rotations[1:], rotations[:-1])
        turn = np.degrees(np.arccos(np.clip((trace - 1) / 2, -1, 1)))
        assert turn.max() < MOST_TURN, (action, JOINT_NAMES[turn.max(axis=0).argmax()])


def test_knees_and_elbows_bend_their_way_only(drawn: dict) -> None:
    rest = limbs.skeleton()
    for action, movement in drawn.items():
        rotations = matrices(movement.poses)
        for side, sign in (("left", 1.0), ("right", -1.0)):
            shin = rotations[:, JOINT[f"{side}_knee"]] @ (
                rest[JOINT[f"{side}_ankle"]] - rest[JOINT[f"{side}_knee"]]
            )
            assert (np.degrees(np.arctan2(-shin[:, 2], -shin[:, 1])) > -5).all(), action
            forearm = sign * rotations[:, JOINT[f"{side}_elbow"], :, 0]
            assert (np.degrees(np.arctan2(forearm[:, 2], sign * forearm[:, 0])) > -5).all(), action
            # A hinge: the forearm stays in the plane in which the elbow bends.
            assert np.abs(forearm[:, 1]).max() < 0.05, action


def test_mirrored_movement(drawn: dict) -> None:
    movement = drawn["raise_left_arm"]
    mirrored = movement.mirrored()
    place, other = joints(matrices(movement.poses)), joints(matrices(mirrored.poses))
    for name in JOINT_NAMES:
        twin = words.swap_sides(name.replace("_", " ")).replace(" ", "_")
        np.testing.assert_allclose(other[:, JOINT[twin]], place[:, JOINT[name]] * (-1, 1, 1), atol=1e-5)
    again = mirrored.mirrored()
    np.testing.assert_allclose(again.poses, movement.poses)
    assert again.captions == movement.captions


def test_words_name_the_side_that_moves() -> None:
    for seed in range(8):
        movement = draw(np.random.default_rng(seed), "raise_left_arm")
        place = joints(matrices(movement.poses))[movement.telling > 0.95]
        higher = (
            "left"
            if (place[:, JOINT["left_wrist"], 1] > place[:, JOINT["right_wrist"], 1]).all()
            else "right"
        )
        lower = {"left": "right", "right": "left"}[higher]
        assert any(f"{higher} arm" in caption for caption in movement.captions)
        assert not any(lower in caption.split() for caption in movement.captions)


@pytest.mark.parametrize(
    "phrase, gerund, third",
    [
        ("run away", "running away", "runs away"),
        ("carry a box", "carrying a box", "carries a box"),
        ("lie down", "lying down", "lies down"),
        ("wave", "waving", "waves"),
        ("push and +pull", "pushing and pulling", "pushes and pulls"),
    ],
)
def test_inflection(phrase: str, gerund: str, third: str) -> None:
    captions = words.captions((phrase,))
    assert gerund in captions
    assert any(caption.endswith(third) for caption in captions)


@pytest.mark.parametrize("seed", range(4))
def test_raised_arms_are_above_the_head(seed: int) -> None:
    movement = draw(np.random.default_rng(seed), "raise_both_arms")
    place = joints(matrices(movement.poses))
    up = place[movement.telling > 0.97]
    assert len(up) >= 10
    for wrist in ("left_wrist", "right_wrist"):
        assert (up[:, JOINT[wrist], 1] > up[:, JOINT["head"], 1] + 0.1).all()
        assert place[0, JOINT[wrist], 1] < place[0, JOINT["spine1"], 1]


def test_poses_look_like_their_words(drawn: dict) -> None:
    def told(action: str) -> np.ndarray:
        return joints(matrices(drawn[action].poses))[drawn[action].telling > 0.9]

    def gap(place: np.ndarray, one: str, two: str) -> np.ndarray:
        return np.linalg.norm(place[:, JOINT[one]] - place[:, JOINT[two]], axis=1)

    assert (gap(told("pray"), "left_hand", "right_hand") < 0.12).all()
    assert (gap(told("t_pose"), "left_wrist", "right_wrist") > 1.2).all()
    assert (told("squat")[:, JOINT["left_ankle"], 1] > -0.65).all()
    head, ankle = JOINT["head"], JOINT["left_ankle"]
    for action in ("lie", "lie_prone", "plank", "push_up", "swim"):
        place = told(action)
        assert (place[:, head, 1] - place[:, ankle, 1] < 0.6).all(), action
    for action in ("stand", "walk", "wave", "salute"):
        place = told(action)
        assert (place[:, head, 1] - place[:, ankle, 1] > 1.2).all(), action


def test_only_leaps_leave_the_ground(drawn: dict) -> None:
    for action in ("stand", "walk", "sit", "push_up", "wave", "squat"):
        assert not drawn[action].lift.any(), action
    jump = drawn["jump"].lift
    assert jump.max() > 0.2 and jump[0] == 0 and jump[-1] == 0
    assert drawn["fly"].lift.min() > 0.3


def test_both_soles_rest_on_the_ground_of_the_free_body() -> None:
    body = load_body("free")
    for action in ("stand", "squat", "horse_stance", "yoga_warrior", "sit"):
        movement = draw(np.random.default_rng(3), action)
        height = body.pose(np.zeros(1), movement.poses[FRAMES // 2]).vertices[:, 1]
        owner = body.weights.argmax(axis=1)
        soles = [
            height[np.isin(owner, [JOINT[f"{side}_ankle"], JOINT[f"{side}_foot"]])].min()
            for side in ("left", "right")
        ]
        assert max(soles) - height.min() < 0.02, action
