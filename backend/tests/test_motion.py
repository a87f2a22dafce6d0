"""Motions: rotations, the space of motions, candidates, the pull towards a sentence, the ground."""

from __future__ import annotations

import dataclasses

import clip
import numpy as np
import pytest
import torch
import torch.nn.functional as functional
from PIL import Image
from scipy.spatial.transform import Rotation

from backend.avatar import Avatar, Motion
from backend.body import load_body
from backend.body.lbs import rotation_matrices
from backend.motion import optimise, pictures
from backend.motion.codebook import APART, candidates
from backend.motion.film import FILE, PICTURES, write_film
from backend.motion.ground import grounded
from backend.motion.opinion import wanted
from backend.motion.pictures import PictureGuide
from backend.motion.pose_guide import PoseGuide, Towers
from backend.motion.rotations import to_axis_angle, to_matrices, to_six, unlike
from backend.motion.stage import check_joints
from backend.motion.vae import FRAMES, Architecture, Decoder, MotionSpace
from backend.protocol import UserError
from backend.rig.trials import Skin

SMALL = Architecture(latent=8, width=32, layers=1, heads=2)


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def avatar(body) -> Avatar:
    """The bare body, standing on the ground in the T-pose."""
    vertices, joints = body.rest(np.zeros((1, body.betas), np.float32))
    used = np.unique(body.faces)
    faces = np.searchsorted(used, body.faces).astype(np.int32)
    vertices = vertices[0][used]
    order = np.argsort(-body.weights[used], axis=1)[:, :4]
    values = np.take_along_axis(body.weights[used], order, axis=1)
    floor = np.array([0, vertices[:, 1].min(), 0], np.float32)
    return Avatar(
        vertices=vertices - floor,
        faces=faces,
        uv=np.zeros((len(faces), 3, 2), np.float32),
        colors=np.full((len(vertices), 3), 150, np.uint8),
        joints=joints[0] - floor,
        parents=np.asarray(body.parents, np.int32),
        joint_names=body.joint_names,
        weight_indices=order.astype(np.uint8),
        weight_values=values / values.sum(axis=1, keepdims=True),
        metadata={"texture": "texture.png"},
    )


@pytest.fixture(scope="module")
def space() -> MotionSpace:
    torch.manual_seed(0)
    decoder = Decoder(SMALL).eval().requires_grad_(False)
    decoder.mostly.weight.mul_(0.3)
    return MotionSpace(decoder, torch.randn(40, SMALL.latent))


@pytest.fixture(scope="module")
def poses() -> np.ndarray:
    return np.random.default_rng(1).normal(size=(50, 24, 3)).astype(np.float32) * 0.4


@pytest.fixture(scope="module")
def opinion(poses) -> PoseGuide:
    torch.manual_seed(0)
    return PoseGuide(Towers(64, 1, 32).eval().requires_grad_(False), frozenset({"waving", "walking"}), poses)


def test_six_numbers_are_a_rotation_and_back():
    turns = torch.from_numpy(Rotation.random(200, rng=0).as_matrix()).float()
    torch.testing.assert_close(to_matrices(to_six(turns)), turns, atol=1e-6, rtol=0)
    again = Rotation.from_rotvec(to_axis_angle(turns)).as_matrix()
    torch.testing.assert_close(torch.from_numpy(again).float(), turns, atol=1e-5, rtol=0)


def test_any_six_numbers_are_a_rotation():
    made = to_matrices(torch.randn(500, 6, generator=torch.Generator().manual_seed(0)))
    torch.testing.assert_close(made @ made.mT, torch.eye(3).expand_as(made), atol=1e-4, rtol=0)
    assert (torch.linalg.det(made) > 0.999).all()


def test_unlike_is_about_the_mean_square_of_the_angles():
    one = rotation_matrices(torch.zeros(24, 3))
    for angle in (0.05, 0.2):
        turned = rotation_matrices(torch.tensor([[0.0, angle, 0.0]]).repeat(24, 1))
        assert unlike(one, turned) == pytest.approx(angle**2, rel=0.5)
    assert unlike(one, one) == 0


def test_every_latent_is_a_motion_and_keeps_being_the_same(space, tmp_path):
    rotations, lift = space.decoder(space.latents[:3])
    assert rotations.shape == (3, FRAMES, 24, 3, 3) and lift.shape == (3, FRAMES)
    torch.testing.assert_close(rotations @ rotations.mT, torch.eye(3).expand_as(rotations), atol=1e-4, rtol=0)
    space.save(SMALL, tmp_path / "space.npz")
    again = MotionSpace.load(tmp_path / "space.npz")
    assert unlike(again.decoder(again.latents[:3])[0], rotations).mean() < 1e-3, "half precision is enough"


def test_candidates_are_the_most_alike_and_no_two_the_same(poses):
    scores = np.random.default_rng(0).random(len(poses)) / 8
    chosen = candidates(poses, scores)
    assert len(set(chosen)) == 5 and (chosen == np.argsort(-scores)[:5]).all()
    doubled, both = np.concatenate([poses, poses + 1e-3]), np.concatenate([scores, scores - 1e-6])
    rotations = rotation_matrices(torch.from_numpy(doubled[candidates(doubled, both)]))
    gaps = [float(unlike(rotations[i], rotations[j])) for i in range(5) for j in range(i)]
    assert min(gaps) > APART
    scores[:3] += 9
    assert set(candidates(poses, scores)) == {0, 1, 2}, "rather few than much worse ones"
    same = np.repeat(poses[:1], 9, axis=0)
    assert len(set(candidates(same, np.zeros(9)))) == 5, "where there are no others, the same will do"


def pulled(space, opinion, seed=(0,)):
    """A motion towards five frames of one between two that are known."""
    chosen = space.decoder(space.latents[:2].mean(dim=0, keepdim=True))[0][0, 5::11]
    text = wanted(opinion, "waving")
    return optimise.optimise(space, chosen, text, opinion, list(seed)), chosen, text


def test_a_motion_comes_nearer_to_its_candidates_than_known_movements_do(space, opinion):
    (rotations, lift), chosen, text = pulled(space, opinion)
    known = space.decoder(space.latents)[0]
    before = optimise.losses(space.latents, space.latents, known, chosen, text, opinion)["candidates"]
    after = optimise.losses(space.latents[:1], space.latents[:1], rotations[None], chosen, text, opinion)[
        "candidates"
    ]
    assert after < before.min()
    assert (lift >= 0).all()


def test_the_same_seed_gives_the_same_motion(space, opinion, monkeypatch):
    monkeypatch.setattr(optimise, "STEPS", 3)
    one, again, *others = (pulled(space, opinion, (seed,))[0][0] for seed in (0, 0, 1, 2, 3, 4))
    assert torch.equal(one, again)
    assert not all(torch.allclose(one, other, atol=1e-3) for other in others)


def test_smoothing_takes_away_what_trembles_and_leaves_what_moves():
    time = torch.linspace(0, 3, FRAMES)[:, None, None]
    slow = torch.sin(time) * torch.tensor([0.0, 0.0, 0.8]).expand(FRAMES, 24, 3)
    trembling = slow + 0.1 * torch.randn(slow.shape, generator=torch.Generator().manual_seed(0))
    clean, smoothed = (rotation_matrices(each) for each in (slow, trembling))
    before, after = unlike(clean, smoothed).mean(), unlike(clean, optimise.smooth(smoothed)).mean()
    assert after < 0.5 * before
    assert unlike(clean, optimise.smooth(clean)).max() < 1e-3


def test_a_motion_that_all_but_ends_as_it_began_can_be_played_round_and_round():
    lift = torch.zeros(FRAMES)
    for turns, closes in ((2.02, True), (1.4, False)):
        phase = torch.linspace(0, 2 * torch.pi * turns, FRAMES)[:, None, None]
        rotations = rotation_matrices(torch.sin(phase) * torch.tensor([0.5, 0, 0]).expand(FRAMES, 24, 3))
        made = optimise.closed(rotations, lift)[0]
        assert torch.allclose(made[-1], made[0], atol=1e-5) == closes
        assert unlike(made, rotations).max() < 0.02, "and stays what it was"


def test_every_frame_touches_the_ground_or_is_as_high_as_it_should(avatar, poses):
    lift = np.linspace(0, 0.3, 8).astype(np.float32)
    moved = grounded(avatar, poses[:8], lift)
    skin = Skin.of_avatar(avatar)
    lowest = [(skin.posed(pose) + move)[:, 1].min() for pose, move in zip(poses[:8], moved, strict=True)]
    np.testing.assert_allclose(lowest, lift, atol=1e-3)
    assert not moved[:, [0, 2]].any()
    assert grounded(avatar, np.zeros((1, 24, 3), np.float32), np.zeros(1))[0, 1] == pytest.approx(0, abs=1e-5)


def test_words_never_taught_are_named(opinion):
    assert not opinion.warnings("walking and waving")
    assert "zxqv" in opinion.warnings("zxqv while walking")[0]


def test_the_pose_guide_s_gradient_is_its_derivative(opinion, poses):
    pose = rotation_matrices(torch.from_numpy(poses[:1]).double()).requires_grad_()
    towers = Towers(64, 1, 32).double().eval()
    assert torch.autograd.gradcheck(lambda x: (towers.look(x) ** 2 * torch.arange(128)).sum(), pose)


class Bright:
    """A guide that sees where in a picture the body is."""

    name, fingerprint, image_size, device = "bright", "b", 32, torch.device("cpu")

    def encode_image(self, images):
        return functional.normalize((1 - images.mean(dim=1)).flatten(1) + 1e-3, dim=1)


def test_the_regression_repeats_what_pictures_show(body, poses, tmp_path, monkeypatch):
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path))
    told = []
    looking = PictureGuide(Bright(), body, poses[:12])
    features = looking.features(lambda done, of: told.append((done, of)))
    assert told[-1] == (12, 12) and features.shape == (12, 32 * 32)
    np.testing.assert_array_equal(PictureGuide(Bright(), body, poses[:12]).features(), features)
    rotations = rotation_matrices(torch.from_numpy(poses[:12])).requires_grad_()
    guessed = looking.encode_poses(rotations)
    assert (guessed.detach() @ torch.from_numpy(features).T).argmax(dim=1).tolist() == list(range(12))
    guessed[:, 0].sum().backward()
    assert rotations.grad.isfinite().all() and rotations.grad.abs().max() > 0


def test_pictures_are_taken_around_the_front(body):
    assert np.rad2deg(pictures.AZIMUTHS).round().tolist() == [-60, -30, 0, 30, 60]


def test_the_film_shows_each_motion_in_turn(avatar, poses, tmp_path):
    slow = np.repeat(poses[:2], 30, axis=0)
    motions = tuple(Motion(name, slow, grounded(avatar, slow, np.zeros(60))) for name in ("one", "two"))
    write_film(dataclasses.replace(avatar, motions=motions), tmp_path / FILE)
    with Image.open(tmp_path / FILE) as film:
        assert film.n_frames == 2 * 2, "frames that are the same are one"
        assert film.info["loop"] == 0
        shown = 0
        for number in range(film.n_frames):
            film.seek(number)
            shown += film.info["duration"]
            assert np.asarray(film.convert("L")).std() > 5
        assert shown == pytest.approx(2 * PICTURES * 100)
    write_film(avatar, tmp_path / FILE)
    assert not (tmp_path / FILE).exists()


def test_only_smpl_s_joints_can_be_moved(avatar):
    check_joints(avatar)
    with pytest.raises(UserError, match="SMPL-X can be moved"):
        check_joints(dataclasses.replace(avatar, joint_names=("hips",)))


def test_what_is_read_ends_where_clip_s_does(opinion):
    tokens = clip.tokenize(["waving"] * 2)
    torch.testing.assert_close(opinion.encode_text(["waving " * 200]).norm(), torch.tensor(1.0))
    assert torch.equal(*opinion.towers.read(tokens))
