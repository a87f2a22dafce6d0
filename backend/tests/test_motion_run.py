"""Motions of a whole avatar: made with it, changed later, added by the command; nothing else is redone."""

from __future__ import annotations

import dataclasses
import json
import re
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from test_generate import COARSE, Listener, Stop, run

from backend import avatar, config, pipeline, protocol, work
from backend.avatar import Avatar
from backend.body import JOINT, codebook
from backend.motion import command, published, remake
from backend.motion.published import read_prompt
from backend.protocol import Request, UserError
from backend.rig.trials import Skin

# With every key that published files of motions are known to have.
PUBLISHED = """
general {
  base_exp_dir = ./exp/motion
  recording = [ ./, ./models ]
  smpl_model_path = ../../smpl_models
  mode = motion
  text = a rendered 3d man is walking
}
pose_generator {
  type = VPoserCodebook
  topk = 5
}
motion_generator {
  type = MotionOptimizer
  recon_coef = [1, 0.8, 0.6, 0.4, 0.2]
  delta_coef = 0.01
  clip_coef = 0.001
}
"""
MOTIONS = ("raising both arms", "walking")


@pytest.fixture(scope="module")
def request_(tmp_path_factory):
    folder = tmp_path_factory.mktemp("motion")
    preset = folder / "coarse.conf"
    preset.write_text((config.FOLDER / "draft.conf").read_text() + COARSE)
    patch = pytest.MonkeyPatch()
    patch.setenv("AVATARCLIP_CACHE", str(folder / "cache"))
    patch.setattr(codebook, "ENTRIES", 12)
    yield Request(
        shape="a tall man", appearance="a man in a red shirt", motion="; ".join(MOTIONS),
        out=str(folder / "made"), preset=str(preset), start="body", device="cpu",
    )  # fmt: skip
    patch.undo()


@pytest.fixture(scope="module")
def made(request_):
    listener = Listener()
    return Path(run(request_, listener)["out"]), listener


@pytest.fixture
def copied(request_, made, tmp_path):
    """A request whose avatar is finished, in a folder of its own."""
    shutil.copytree(made[0], tmp_path / "made")
    return dataclasses.replace(request_, out=str(tmp_path / "made"))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def load(out: str | Path) -> Avatar:
    return avatar.load(Path(out) / "avatar.npz")


def test_motions_are_made_with_the_avatar(request_, made):
    out, listener = made
    assert [fields["name"] for fields in listener.of(protocol.STAGE)] == list(pipeline.stages_of(request_))
    assert tuple(motion.name for motion in load(out).motions) == MOTIONS
    assert load(out).metadata["request"]["motion"] == request_.motion
    assert json.loads((out / "report.json").read_text())["seconds"]["motion"] > 0
    with Image.open(out / "motion.gif") as film:
        assert film.n_frames > 20
    steps = [fields["step"] for fields in listener.of(protocol.PROGRESS)][4:]
    assert steps == list(range(1, len(steps) + 1)), "the bar runs once through all motions"


def test_motions_do_what_they_are_called(made):
    raised, walking = load(made[0]).motions
    rig = Skin.of_avatar(load(made[0]))
    still = dataclasses.replace(rig, vertices=rig.joints, weights=np.eye(len(rig.joints), dtype=np.float32))
    head, left, right = JOINT["head"], JOINT["left_wrist"], JOINT["right_wrist"]
    joints = np.array([still.posed(pose) for pose in raised.poses])
    assert (joints[:, [left, right], 1] > joints[:, [head], 1]).all(axis=1).any()
    feet = np.array([still.posed(pose) for pose in walking.poses])[
        :, [JOINT["left_ankle"], JOINT["right_ankle"]], 2
    ]
    apart = feet[:, 0] - feet[:, 1]
    assert apart.max() > 0.15 and apart.min() < -0.15, "either foot is in front at some time"
    for motion in (raised, walking):
        lowest = [
            (rig.posed(p) + t)[:, 1].min() for p, t in zip(motion.poses, motion.translations, strict=True)
        ]
        assert min(lowest) > -1e-3 and max(lowest) < 0.1


def test_another_motion_leaves_all_else_as_it_is(copied, made):
    listener = Listener()
    run(dataclasses.replace(copied, motion="waving"), listener)
    assert [fields["name"] for fields in listener.of(protocol.STAGE)] == ["motion", "files"]
    before, after = load(made[0]), load(copied.out)
    assert [motion.name for motion in after.motions] == ["waving"]
    for array in avatar.ARRAYS:
        np.testing.assert_array_equal(getattr(before, array), getattr(after, array))
    old, new = contents(made[0]), contents(Path(copied.out))
    assert old.keys() == new.keys()
    changed = {name for name in old if old[name] != new[name]}
    assert {"avatar.npz", "motion.gif", "avatar.glb", "request.json"} <= changed
    assert not {"texture.png", "rig_check.png"} & changed
    assert run(copied, Listener())
    for one, again in zip(before.motions, load(copied.out).motions, strict=True):
        np.testing.assert_array_equal(one.poses, again.poses)
        np.testing.assert_array_equal(one.translations, again.translations)


def test_no_motion_takes_them_away(copied):
    listener = Listener()
    run(dataclasses.replace(copied, motion=""), listener)
    assert [fields["name"] for fields in listener.of(protocol.STAGE)] == ["files"]
    assert not load(copied.out).motions and not (Path(copied.out) / "motion.gif").exists()
    listener = Listener()
    run(dataclasses.replace(copied, motion=""), listener)
    assert not listener.of(protocol.STAGE), "it is done already"


def test_a_failure_leaves_everything_as_it_was(copied, monkeypatch):
    def fail(*_):
        raise UserError("blender", "Blender has died.")

    monkeypatch.setattr(remake, "export", fail)
    before = contents(Path(copied.out))
    with pytest.raises(UserError, match="died"):
        run(dataclasses.replace(copied, motion="waving"))
    assert contents(Path(copied.out)) == before


def test_unfinished_work_goes_on_with_another_motion(request_, made, tmp_path):
    first = dataclasses.replace(request_, out=str(tmp_path / "out"))
    with pytest.raises(Stop):
        run(first, Listener("files"))
    kept = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "out" / "work").glob("*.npz")}
    assert {"sculpture.npz", "rig.npz", "motion.npz"} <= kept.keys()
    second = dataclasses.replace(first, motion="waving")
    with pytest.raises(Stop):
        run(second, Listener("files"))
    for name, time in kept.items():
        same = (tmp_path / "out" / "work" / name).stat().st_mtime_ns == time
        assert same == (name != "motion.npz"), name
    assert [motion.name for motion in avatar.load(tmp_path / "out" / "work" / "motion.npz").motions] == [
        "waving"
    ]


def test_a_request_from_before_motions_is_known(tmp_path):
    old = {"shape": "a man", "seed": 0}
    work.Work(tmp_path, old, "f").finish({})
    assert work.finished(tmp_path, old | {"motion": ""})
    assert not work.finished(tmp_path, old | {"motion": "waving"})
    assert work.finished_early(tmp_path, old | {"motion": "waving"})
    assert not work.finished_early(tmp_path, old | {"seed": 1})


def test_the_command_adds_to_what_there_is(copied, made):
    command.main([copied.out, "--motion", "zxqv waving;walking"])
    found = load(copied.out)
    assert [motion.name for motion in found.motions] == [*MOTIONS, "zxqv waving"]
    np.testing.assert_array_equal(found.motions[1].poses, load(made[0]).motions[1].poses)
    told = json.loads((Path(copied.out) / "request.json").read_text())
    assert told["motion"] == found.metadata["request"]["motion"] == "raising both arms; walking; zxqv waving"
    assert any(
        "zxqv" in text for text in json.loads((Path(copied.out) / "report.json").read_text())["warnings"]
    )
    listener = Listener()
    run(dataclasses.replace(copied, motion=told["motion"]), listener)
    assert not listener.of(protocol.STAGE), "the same as if it had been asked for at first"


def test_the_command_leaves_the_avatar_alone_where_another_folder_is_named(copied, tmp_path):
    before = contents(Path(copied.out))
    command.main(
        [str(Path(copied.out) / "avatar.npz"), "--motion", "waving", "--out", str(tmp_path / "b" / "new")]
    )
    assert contents(Path(copied.out)) == before
    assert contents(tmp_path / "b" / "new").keys() == before.keys()
    assert len(load(tmp_path / "b" / "new").motions) == 3


def test_the_command_takes_a_published_configuration_file(copied, made, tmp_path, capsys):
    conf = tmp_path / "walk.conf"
    conf.write_text(PUBLISHED)
    command.main([copied.out, "--conf", str(conf), "--seed", "5"])
    assert [motion.name for motion in load(copied.out).motions] == list(MOTIONS)
    assert not np.array_equal(load(copied.out).motions[1].poses, load(made[0]).motions[1].poses)
    assert "Warning: walk.conf" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--motion", " ; "], "motion prompt is empty"),
        (["--motion", "x" * 501], "501 characters"),
        (["--motion", "waving", "--seed", "-3"], "seed -3"),
        (["--motion", "waving", "--guide", "ViT-Q/3"], "ViT-Q/3"),
        (["--motion", "waving", "--blender", "/nowhere/blender"], "no Blender program"),
    ],
)
def test_the_command_refuses_bad_input(copied, options, words):
    before = contents(Path(copied.out))
    with pytest.raises(UserError, match=words):
        command.main([copied.out, *options])
    assert contents(Path(copied.out)) == before


def test_the_command_needs_an_avatar(tmp_path):
    with pytest.raises(UserError, match="no avatar file"):
        command.main([str(tmp_path), "--motion", "waving"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("motion", [" ", ";;", "x" * 501 + "; waving"])
def test_a_bad_motion_is_refused_before_work_begins(request_, tmp_path, motion):
    with pytest.raises(UserError, match="motion prompt"):
        run(dataclasses.replace(request_, out=str(tmp_path / "out"), motion=motion))
    assert not list(tmp_path.iterdir())


def test_a_published_file_s_sentence_is_read_and_what_is_not_done_is_told(tmp_path):
    conf = tmp_path / "pose.conf"
    others = (
        ("mode = motion", "mode = pose"),
        ("VPoserCodebook", "VPoserRealNVP"),
        ("topk", "top"),
        ("a rendered 3d man is walking", "3d man waving"),
    )
    text = PUBLISHED
    for old, new in others:
        text = text.replace(old, new)
    conf.write_text(text)
    prompt, said = read_prompt(conf)
    assert prompt == "3d man waving"
    for told, key in zip(said, ("pose_generator.top ", "general.mode", "pose_generator.type"), strict=True):
        assert f" {key}" in told
    conf.write_text(PUBLISHED)
    assert read_prompt(conf) == ("walking", [])


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("text = a rendered 3d man is walking", "", "general.text"),
        ("MotionOptimizer", "MotionOptimiser", "motion_generator.type"),
        ("topk = 5", "topk = many", "pose_generator.topk"),
    ],
)
def test_a_published_file_that_cannot_be_done_is_refused_by_its_key(tmp_path, old, new, key):
    (tmp_path / "a.conf").write_text(PUBLISHED.replace(old, new))
    with pytest.raises(UserError, match=key):
        read_prompt(tmp_path / "a.conf")


def test_the_documentation_lists_every_key_of_published_files():
    text = Path(published.__file__).with_name("README.md").read_text(encoding="utf-8")
    for kind in published.SECTIONS.values():
        for field in dataclasses.fields(kind):
            assert re.search(rf"\b{field.name}`", text), field.name
