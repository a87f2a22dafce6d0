import dataclasses

import numpy as np
import pytest

from backend import avatar
from backend.avatar import Avatar, Motion
from backend.protocol import UserError


def tetrahedron() -> Avatar:
    return Avatar(
        vertices=np.array([[0, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]], np.float32),
        faces=np.array([[0, 2, 1], [0, 1, 3], [0, 3, 2], [1, 2, 3]], np.int32),
        uv=np.linspace(0, 1, 24, dtype=np.float32).reshape(4, 3, 2),
        colors=np.arange(12, dtype=np.uint8).reshape(4, 3),
        joints=np.array([[0, 0, 0], [0, 1, 0]], np.float32),
        parents=np.array([-1, 0], np.int32),
        joint_names=("pelvis", "spine1"),
        weight_indices=np.array([[0, 1]] * 4, np.uint8),
        weight_values=np.array([[0.25, 0.75]] * 4, np.float32),
        metadata={"texture": "texture.png", "prompt": "größe"},
    )


def test_what_is_saved_is_what_is_loaded(tmp_path):
    made = tetrahedron()
    avatar.save(made, tmp_path / "avatar.npz")
    found = avatar.load(tmp_path / "avatar.npz")
    for field in dataclasses.fields(Avatar):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(made, field.name))
    assert [path.name for path in tmp_path.iterdir()] == ["avatar.npz"]


def wave(frames: int = 3, joints: int = 2) -> Motion:
    return Motion("wave ü", np.full((frames, joints, 3), 0.1, np.float32), np.ones((frames, 3), np.float32))


def test_motions_are_kept(tmp_path):
    made = dataclasses.replace(tetrahedron(), motions=(wave(), wave(5)), motion_fps=25.0)
    avatar.save(made, tmp_path / "avatar.npz")
    found = avatar.load(tmp_path / "avatar.npz")
    assert found.motion_fps == 25
    for one, other in zip(found.motions, made.motions, strict=True):
        assert one.name == other.name
        np.testing.assert_array_equal(one.poses, other.poses)
        np.testing.assert_array_equal(one.translations, other.translations)


@pytest.mark.parametrize("motion", [wave(joints=3), wave(frames=0)])
def test_a_motion_that_does_not_fit_is_not_saved(tmp_path, motion):
    with pytest.raises(ValueError):
        avatar.save(dataclasses.replace(tetrahedron(), motions=(motion,)), tmp_path / "avatar.npz")


def test_the_file_holds_no_objects(tmp_path):
    avatar.save(tetrahedron(), tmp_path / "avatar.npz")
    with np.load(tmp_path / "avatar.npz", allow_pickle=False) as data:
        assert not any(data[name].dtype.hasobject for name in data.files)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vertices", np.zeros((4, 3))),
        ("vertices", np.full((4, 3), np.nan, np.float32)),
        ("faces", np.full((4, 3), 4, np.int32)),
        ("faces", np.full((4, 3), -1, np.int32)),
        ("uv", np.zeros((3, 3, 2), np.float32)),
        ("weight_indices", np.full((4, 2), 2, np.uint8)),
        ("weight_values", np.full((4, 2), 0.4, np.float32)),
        ("joint_names", ("pelvis",)),
        ("parents", np.zeros(3, np.int32)),
    ],
)
def test_an_inconsistent_avatar_is_not_saved(tmp_path, name, value):
    with pytest.raises(ValueError):
        avatar.save(dataclasses.replace(tetrahedron(), **{name: value}), tmp_path / "avatar.npz")
    assert not (tmp_path / "avatar.npz").exists()


def test_a_missing_file_and_every_truncation_are_told(tmp_path):
    path = tmp_path / "avatar.npz"
    with pytest.raises(UserError) as caught:
        avatar.load(path)
    assert caught.value.kind == "missing"
    avatar.save(tetrahedron(), path)
    whole = path.read_bytes()
    for length in range(0, len(whole), len(whole) // 20):
        path.write_bytes(whole[:length])
        with pytest.raises(UserError, match="not a whole avatar"):
            avatar.load(path)
