"""Measurements over many avatars: what is done already, what is kept, what is asked."""

import dataclasses
import types

import numpy as np
import pytest
import torch
from painted import painted, worn

from backend.bench.ablations import COLUMNS, table, variants
from backend.bench.avatars import Made, Recipe, folder
from backend.bench.colors import measure
from backend.bench.control import shuffled
from backend.bench.prompts import PROMPTS, held_out_combinations
from backend.bench.retrieval import SYNONYMS, pairs, pictures, questions
from backend.body import load_body
from backend.config import load_preset
from backend.evaluate.folder import read_folder
from backend.guide import BUILTIN, load_guide
from backend.guide.vocabulary import read_vocabulary
from backend.train.examples import held_out
from backend.train.people import draw_views

RED = (0.8, 0.07, 0.07)
GUIDE = types.SimpleNamespace(name="none", fingerprint="0", towers=["own", "a companion's"])


@dataclasses.dataclass(frozen=True)
class PaintedRecipe(Recipe):
    """Makes the same red body for every prompt, and counts."""

    calls: list = dataclasses.field(default_factory=list)

    def make(self, shape: str, text: str, seed: int) -> list[Made]:
        self.calls.append((shape, text, seed))
        avatar, texture = painted(worn(self.body)[0], np.tile(RED, (len(self.body.faces), 1)))
        metadata = avatar.metadata | {"texture": "texture.png"}
        return [Made(dataclasses.replace(avatar, metadata=metadata), texture)] * len(self.stages)


@pytest.fixture
def recipe():
    return PaintedRecipe(GUIDE, load_body("free"), load_preset("draft"))


@pytest.fixture(scope="module")
def views():
    return draw_views(24, 64, 12345)


def test_what_is_in_the_file_is_not_made_again(tmp_path, recipe):
    jobs = [(PROMPTS[0], 0), (PROMPTS[0], 1), (PROMPTS[1], 1)]
    path = tmp_path / "rows.jsonl"
    measure(recipe, "a", jobs[:2], path, None)
    rows = measure(recipe, "a", jobs, path, None)
    assert recipe.calls == [(prompt.shape, prompt.text, seed) for prompt, seed in jobs]
    assert len(rows) == 2 * len(jobs) and rows[0]["pieces"][0]["right"]
    assert len(measure(recipe, "b", jobs[:1], path, None)) == 2 and len(recipe.calls) == 4


def test_the_start_is_measured_only_where_it_is_compared(recipe):
    job = (PROMPTS[0], 0)
    assert [row["stage"] for row in measure(recipe, "a", [job], None, None)] == ["start", "sculpted"]
    alone = dataclasses.replace(recipe, compare=False)
    assert [row["stage"] for row in measure(alone, "a", [job], None, None)] == ["sculpted"]


def test_a_run_that_died_between_two_stages_measures_them_again(tmp_path, recipe):
    path = tmp_path / "rows.jsonl"
    measure(recipe, "a", [(PROMPTS[0], 0)], path, None)
    path.write_text(path.read_text().splitlines(keepends=True)[0])
    measure(recipe, "a", [(PROMPTS[0], 0)], path, None)
    assert len(recipe.calls) == 2


def test_what_is_kept_can_be_evaluated(tmp_path, recipe):
    measure(recipe, "a", [(PROMPTS[0], 7)], None, tmp_path)
    kept = read_folder(folder(tmp_path, PROMPTS[0].text, 7))
    assert kept.prompt == PROMPTS[0].text and kept.made_by == GUIDE.fingerprint
    assert (kept.start().texture == kept.texture).all()


def test_each_variant_differs_from_the_whole_in_one_thing(recipe):
    whole, *others = variants(recipe).values()
    assert whole is recipe
    fields = ("start", "prices", "settings", "guide", "body")
    for other in others:
        assert sum(getattr(other, name) != getattr(whole, name) for name in fields) == 1


def test_the_table_has_a_row_a_variant_and_a_column_a_measure():
    lines = table({"everything": {"right": 0.5, "error": 3.0}, "nothing": {}}).splitlines()
    assert [line.count("|") for line in lines] == [len(COLUMNS) + 2] * 4
    assert lines[2].startswith("| everything | 0.5 | 3.0 |")


def test_questions_offer_different_captions_and_one_picture_each(views):
    rng = np.random.default_rng(0)
    asked = [question for view in views for question in questions(view, rng)]
    assert {"colours", "garments"} <= {question.category for question in asked}
    for question in asked:
        assert len(set(question.captions)) == len(question.captions) >= 2
        if question.category == "colours":
            words = [set(caption.split()) - {"a", "an"} for caption in question.captions]
            assert all(len(words[0] - other) == len(other - words[0]) == 1 for other in words[1:])
    assert pictures(asked[:4], rng).shape == (4, 3, 32, 32)


def test_the_control_has_the_guides_weights_in_another_order():
    guide = load_guide("builtin", "cpu")
    control, same = shuffled(guide), shuffled(guide)
    for name, values in guide.model.named_parameters():
        other = control.model.get_parameter(name)
        assert torch.equal(values.flatten().sort().values, other.flatten().sort().values)
        assert torch.equal(other, same.model.get_parameter(name))
    ours, theirs = (each.encode_text(["a man", "a red dress"]) for each in (guide, control))
    assert not torch.allclose(ours, theirs, atol=0.1) and len(control.towers) == 1


def test_words_that_are_called_never_taught_are_not_in_the_vocabulary():
    assert not set(SYNONYMS.values()) & read_vocabulary(BUILTIN)
    assert set(SYNONYMS) <= read_vocabulary(BUILTIN)


def test_at_least_sixty_prompts_are_kept_from_training():
    assert len(set(held_out_combinations())) >= 60
    assert all(prompt.asked or prompt.implied for prompt in PROMPTS)


def test_what_is_called_held_out_is_and_the_rest_is_not(views):
    found = {name: [] for name in ("combinations", "combinations held out")}
    for view in views:
        for category, outfit, (top, bottom) in pairs(view, np.random.default_rng(1)):
            plain = dataclasses.replace(outfit, role="", mentions=(top, bottom))
            found[category].append(held_out(plain))
    assert found["combinations"] and not any(found["combinations"])
    assert found["combinations held out"] and all(found["combinations held out"])
