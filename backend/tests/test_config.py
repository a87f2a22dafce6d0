import dataclasses

import pytest

from backend import config
from backend.protocol import UserError


@dataclasses.dataclass(frozen=True)
class Section:
    steps: int
    rate: float
    name: str
    flag: bool = False
    span: tuple[float, float] = (0.0, 1.0)
    kinds: tuple[str, ...] = ()


WHOLE = {"steps": 3, "rate": 0.5, "name": "a"}


def test_a_section_becomes_its_dataclass(tmp_path):
    path = tmp_path / "x.conf"
    path.write_text("s { steps = 3, rate = 1, name = two words, flag = true, span = [1, 2.5], kinds = [a] }")
    got = config.fill(Section, config.read(path)["s"], path, "s")
    assert got == Section(3, 1.0, "two words", True, (1.0, 2.5), ("a",))
    assert isinstance(got.rate, float)


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"stepz": 3}, "s.stepz"),
        ({"steps": 3.5}, "s.steps"),
        ({"steps": True}, "s.steps"),
        ({"steps": "3"}, "s.steps"),
        ({"rate": "fast"}, "s.rate"),
        ({"flag": 1}, "s.flag"),
        ({"span": [1, 2, 3]}, "s.span"),
        ({"span": 1}, "s.span"),
        ({"kinds": ["a", 1]}, "s.kinds"),
        ({"name": {"a": 1}}, "s.name"),
    ],
)
def test_what_does_not_fit_is_refused_by_file_and_key(tmp_path, change, key):
    with pytest.raises(UserError, match=key) as caught:
        config.fill(Section, WHOLE | change, tmp_path / "my.conf", "s")
    assert "my.conf" in str(caught.value)


@pytest.mark.parametrize("missing", WHOLE)
def test_a_missing_key_is_named(tmp_path, missing):
    values = {key: value for key, value in WHOLE.items() if key != missing}
    with pytest.raises(UserError, match=f"s.{missing}"):
        config.fill(Section, values, tmp_path / "my.conf", "s")


@pytest.mark.parametrize("text", ["3d man", "a rendered 3d man is running", "10 s", "2 weeks ago"])
def test_words_that_look_like_durations_stay_words(tmp_path, text):
    path = tmp_path / "x.conf"
    path.write_text(f"a {{\n  text = {text}\n}}\n")
    assert config.read(path) == {"a": {"text": text}}


def test_a_file_that_is_no_hocon_is_told(tmp_path):
    path = tmp_path / "broken.conf"
    path.write_text("a { b = [1, 2 }")
    with pytest.raises(UserError, match="broken.conf"):
        config.read(path)


@pytest.mark.parametrize("name", config.presets())
def test_every_preset_loads(name):
    assert config.load_preset(name).sculpt.steps > 0


def test_an_unknown_preset_names_the_known_ones():
    with pytest.raises(UserError, match="draft"):
        config.load_preset("ultra")


def test_an_unknown_section_is_refused(tmp_path):
    path = tmp_path / "x.conf"
    path.write_text("sculp { steps = 1 }")
    with pytest.raises(UserError, match="sculp"):
        config.load_preset(str(path))


def test_numbers_go_into_the_section_that_knows_them_and_0_is_the_files():
    plain, changed = (
        config.load_preset("draft"),
        config.load_preset("draft", steps=7, triangles=2000, max_error=0.5, texture_size=0),
    )
    assert changed.sculpt == dataclasses.replace(plain.sculpt, steps=7)
    assert changed.surface == dataclasses.replace(plain.surface, triangles=2000, max_error=0.5)


@pytest.mark.parametrize("name", config.presets())
def test_a_copy_of_a_preset_elsewhere_is_the_preset(tmp_path, name):
    path = tmp_path / "mine.conf"
    path.write_text(config.find_preset(name).read_text())
    assert config.load_preset(str(path)) == config.load_preset(name)


def test_what_is_beside_a_file_goes_before_the_preset_and_what_is_nowhere_is_named(tmp_path):
    (tmp_path / "draft.conf").write_text("a = 1")
    path = tmp_path / "mine.conf"
    path.write_text('include "draft.conf"\nb = 2')
    assert config.read(path) == {"a": 1, "b": 2}
    (tmp_path / "own.conf").write_text('include "mine.conf"\nc = 3')
    assert config.read(tmp_path / "own.conf") == {"a": 1, "b": 2, "c": 3}
    folder = tmp_path / "b"
    folder.mkdir()
    same = folder / "standard.conf"
    same.write_text('include "standard.conf"\nsculpt.steps = 7')
    assert config.load_preset(str(same)).sculpt.steps == 7, "beside it is nothing but itself"
    path.write_text('include "drift.conf"')
    with pytest.raises(UserError, match="drift.conf"):
        config.read(path)
