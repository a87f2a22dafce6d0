"""Bodies from words: more of a word means more, whatever the order, and nothing else moves."""

from __future__ import annotations

import dataclasses
import itertools

import numpy as np
import pytest

from backend.bench.bodies import measure
from backend.body import load_body
from backend.body.phenotypes import betas_of
from backend.body.words import AVERAGE, MEANINGS, RANGE, SEXES, TRAITS, phenotypes, read


@pytest.fixture(scope="module")
def body():
    return load_body("free")


def wanted(prompt):
    return phenotypes(read(prompt), AVERAGE)


def measured(body, prompt):
    return measure(body, betas_of(body, wanted(prompt)))


@pytest.mark.parametrize(
    ("trait", "attribute", "sign"),
    [
        ("tall", "height", 1), ("short", "height", -1), ("fat", "waist", 1), ("chubby", "waist", 1),
        ("skinny", "waist", -1), ("slim", "waist", -1), ("muscular", "shoulders", 1), ("strong", "taper", 1),
        ("broad-shouldered", "shoulders", 1), ("narrow-shouldered", "shoulders", -1), ("curvy", "curves", 1),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sex", SEXES)
def test_degrees_are_in_order(body, trait, attribute, sign, sex):
    degrees = ("{1}", "slightly {0} {1}", "{0} {1}", "very {0} {1}", "extremely {0} {1}")
    values = [sign * measured(body, degree.format(trait, sex))[attribute] for degree in degrees]
    assert (np.diff(values) > 1e-3).all()


@pytest.mark.parametrize("other", sorted(TRAITS.keys() - {"short", "petite", "child"}))
def test_a_word_is_heard_beside_any_other(body, other):
    assert measured(body, f"a tall {other} man")["height"] > measured(body, f"a short {other} man")["height"]


def test_the_order_of_the_words_is_free(body):
    known = {
        betas_of(body, wanted(f"a {' '.join(order)} woman")).tobytes()
        for order in itertools.permutations(("tall", "very fat", "old", "strong"))
    }
    assert len(known) == 1


@pytest.mark.parametrize("phrase", MEANINGS)
def test_every_phrase_of_the_table_is_read_as_its_meanings(phrase):
    said = read(f"someone who is {phrase.replace('-', ' ')}")
    names = set(MEANINGS[phrase])
    assert names <= TRAITS.keys() | SEXES.keys()
    assert said.sexes - {"person"} == (names & SEXES.keys()) - {"person"}
    assert said.strengths == dict.fromkeys(names & TRAITS.keys(), 1.0)
    assert not said.rest


@pytest.mark.parametrize(
    ("prompt", "same"),
    [
        ("an overweight lady", "a heavy woman"),
        ("a thin guy", "a skinny man"),
        ("a man with broad shoulders", "A BROAD SHOULDERED MAN!"),
        ("a little man", "a short man"),
        ("a little fat man", "a slightly fat man"),
        ("a very tall and fat man", "a fat man, very tall"),
        ("a woman with short black hair", "a woman with black hair"),
        ("a man in a tall hat", "a man in a hat"),
        ("the picture of a man of average height", "a man"),
        ("", "a person"),
        ("neither tall nor short", "a person who's not short, not tall"),
        ("a 70-year-old man", "a man, 70 years old"),
    ],
)
def test_these_mean_the_same(prompt, same):
    assert wanted(prompt) == wanted(same)


def test_a_denied_word_is_a_little_of_its_opposite():
    short, denied, man = (wanted(text)["height"] for text in ("a short man", "a man, not tall", "a man"))
    assert short < denied < man


def test_sexes_differ_and_a_person_is_between(body):
    man, person, woman = (measured(body, text) for text in ("a man", "a person", "a woman"))
    assert 1.7 < man["height"] < 1.82 and 1.57 < woman["height"] < 1.69
    for attribute in ("height", "waist", "shoulders"):
        assert man[attribute] > person[attribute] > woman[attribute]


def test_age_is_heard():
    ages = [
        wanted(text)["age"] for text in ("a young man", "a middle-aged man", "an old man", "a very old man")
    ]
    assert ages == sorted(ages) and len(set(ages)) == 4
    ages = [wanted(f"a {years} year old woman")["age"] for years in (20, 40, 60, 80)]
    assert ages == sorted(ages) and len(set(ages)) == 4


@pytest.mark.parametrize("prompt", ["a child", "a tall boy", "a 9 year old girl"])
def test_children_are_said_to_be_adults(prompt):
    assert len(read(prompt).remarks()) == 1
    assert not read("a young woman of 30 years").remarks()


def test_words_stay_within_the_bodies_that_are_known():
    for traits in itertools.combinations(TRAITS, 3):
        found = wanted(" ".join(f"extremely {trait}" for trait in traits) + " woman")
        assert all(low < found[name] < high for name, (low, high) in RANGE.items())


def test_what_the_table_does_not_know_is_the_rest_in_its_order():
    assert read("a very tall pirate with a parrot").rest == "pirate parrot"


def test_people_left_out_of_the_fit_are_met(body):
    seen = dataclasses.replace(
        body, samples=body.samples[:-40], phenotypes={k: v[:-40] for k, v in body.phenotypes.items()}
    )
    errors, spread = [], []
    for index in range(len(body.samples) - 40, len(body.samples)):
        guess = betas_of(seen, {name: float(values[index]) for name, values in body.phenotypes.items()})
        found, true, mean = body.rest(np.stack([guess, body.samples[index], 0 * guess]))[0]
        errors.append(np.linalg.norm(found - true, axis=1).mean())
        spread.append(np.linalg.norm(mean - true, axis=1).mean())
    assert np.mean(errors) < 0.1 * np.mean(spread)
