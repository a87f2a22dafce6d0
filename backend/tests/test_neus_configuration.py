"""Files of the published format: every key arrives, what is wrong is named."""

import dataclasses
import re
from pathlib import Path

import neus_fixtures
import pytest

from backend.neus import configuration
from backend.neus.settings import Model, Settings, Train
from backend.protocol import UserError

FOLDER = Path(configuration.__file__).parent
default_model = Model()


def keys_of(kind, prefix=""):
    """The dotted names of a dataclass' leaves."""
    for field in dataclasses.fields(kind):
        nested = field.default if dataclasses.is_dataclass(field.default) else None
        inner = type(nested) if nested else configuration.SECTIONS.get(field.name)
        inner = inner or (configuration.Model if field.name == "model" else None)
        yield from keys_of(inner, f"{prefix}{field.name}.") if inner else [prefix + field.name]


def test_the_fixture_has_every_key_and_every_key_arrives(tmp_path):
    loaded = neus_fixtures.load(tmp_path)
    assert not loaded.warnings
    for key in keys_of(Settings):
        assert re.search(rf"\b{key.split('.')[-1]} =", neus_fixtures.PUBLISHED), key
    settings = loaded.settings
    assert settings.general.base_exp_dir == "./exp/small/a robot"
    assert settings.general.recording == ("./", "./models")
    assert settings.clip.back_prompt == "a 3D rendering of the back of a robot in unreal engine"
    assert settings.train.learning_rate == 5e-4 and settings.train.use_white_bkgd is False
    assert settings.train.head_height == 0.7 and settings.train.max_ray_num == 1024
    assert settings.model.sdf_network.skip_in == (3,) and settings.model.neus_renderer.extra_color


def test_the_documentation_lists_every_key():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    for key in keys_of(Settings):
        assert re.search(rf"\b{key.split('.')[-1]}`", text), key


def test_the_paper_s_file_is_all_defaults_but_for_its_switches():
    loaded = configuration.load(FOLDER / "paper.conf", "a robot")
    assert not loaded.warnings
    given, default = loaded.settings.train, Train()
    for field in dataclasses.fields(Train):
        value = getattr(given, field.name)
        assert value == getattr(default, field.name) or value is True, field.name
    color = dataclasses.replace(default_model.rendering_network, extra_color=True)
    renderer = dataclasses.replace(default_model.neus_renderer, extra_color=True)
    assert loaded.settings.model == Model(rendering_network=color, neus_renderer=renderer)


def test_what_is_absent_is_as_published(tmp_path):
    (tmp_path / "x.conf").write_text("general { base_exp_dir = exp }")
    settings = configuration.load(tmp_path / "x.conf").settings
    assert settings.train.max_ray_num == 12_544 and settings.train.use_bg_aug
    assert settings.model.sdf_network.d_out == 257 and settings.general.pose_type == "stand_pose"


@pytest.mark.parametrize(
    "appearance", ["a man, red: {shirt} # = $x", "a man / a woman", 'a "pirate"', "3d man"]
)
def test_any_words_can_fill_the_gap(tmp_path, appearance):
    loaded = configuration.load(neus_fixtures.write(tmp_path), appearance)
    assert loaded.settings.clip.prompt == f"a 3D rendering of {appearance} in unreal engine"
    assert loaded.out.parent == tmp_path / "exp" / "small"


def test_a_gap_without_words_and_words_without_a_gap_are_refused(tmp_path):
    with pytest.raises(UserError, match="--appearance"):
        configuration.load(neus_fixtures.write(tmp_path))
    with pytest.raises(UserError, match="--appearance"):
        configuration.load(neus_fixtures.write(tmp_path, ("{TOREPLACE}", "a robot")), "a robot")


def test_words_that_look_like_a_duration_stay_words(tmp_path):
    path = neus_fixtures.write(tmp_path, ("a 3D rendering of {TOREPLACE} in", "3d man in"))
    assert configuration.load(path, "x").settings.clip.prompt == "3d man in unreal engine"


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("seed = 3", "seed = 3, use_face_promt = true", "train.use_face_promt"),
        ("multires = 6", "multires = 6, frequencies = 6", "model.sdf_network.frequencies"),
        ("variance_network {", "other { }, variance_network {", "model.other"),
        ("general {", "extras { a = 1 }, general {", "extras"),
    ],
)
def test_an_unknown_key_is_named(tmp_path, old, new, key):
    assert any(f" {key} " in text for text in neus_fixtures.load(tmp_path, (old, new)).warnings)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("end_iter = 30000", "end_iter = soon", "train.end_iter"),
        ("base_exp_dir = ./exp/small/{TOREPLACE}", "", "general.base_exp_dir"),
        ("pose_type = stand_pose", "pose_type = stnd_pose", "general.pose_type"),
        ("mode = no_view_dir", "mode = idr", "rendering_network.mode"),
        ("d_feature = 16", "d_feature = 8", "d_feature"),
        ("n_outside = 0", "n_outside = 32", "n_outside"),
        ("max_ray_num = 1024", "max_ray_num = 0", "train.max_ray_num"),
        ("squeeze_out = True\n    extra_color = True", "squeeze_out = True", "extra_color"),
    ],
)
def test_what_cannot_be_done_is_refused_by_file_and_key(tmp_path, old, new, key):
    with pytest.raises(UserError, match=key) as caught:
        neus_fixtures.load(tmp_path, (old, new))
    assert "small.conf" in str(caught.value)


def test_paths_begin_at_the_file_or_at_the_folder_above_it_that_holds_the_data(tmp_path):
    path = neus_fixtures.write(tmp_path / "confs" / "examples")
    (tmp_path / "exp").mkdir()  # somebody else's
    loaded = configuration.load(path, "a robot")
    assert loaded.out == path.parent / "exp" / "small" / "a robot"
    assert loaded.find("./data/base.pth") is None
    (tmp_path / "data" / "views").mkdir(parents=True)
    (tmp_path / "data" / "base.pth").touch()
    (tmp_path / "data" / "views" / "more.pth").touch()
    assert loaded.find("./data/base.pth") == tmp_path / "data" / "base.pth"
    assert loaded.find("more.pth") == tmp_path / "data" / "views" / "more.pth"
    assert loaded.find(str(tmp_path / "data")) == tmp_path / "data"
    assert loaded.find("none.pth") is None
    assert loaded.out == tmp_path / "exp" / "small" / "a robot"
