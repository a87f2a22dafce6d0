"""The measurement of colours: published differences, painted bodies with known answers."""

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from painted import dressed, painted, worn

from backend.bench.areas import AREAS, areas, sample
from backend.bench.avatars import Recipe
from backend.bench.color_terms import EXAMPLES, ciede2000, distance_to, lab, terms
from backend.bench.natural import HAIR, SKIN, natural
from backend.bench.prompts import PROMPTS, TERMS, Asked, held_out_combinations
from backend.bench.prompts import SLOTS as ASKED_SLOTS
from backend.bench.rows import read_rows
from backend.bench.verdict import judged, measured, summary
from backend.body import load_body
from backend.config import load_preset
from backend.guide import load_guide
from backend.wardrobe.figure import Dresser
from backend.wardrobe.garments import GARMENTS
from backend.wardrobe.outfit import SLOTS, Cut, dyed, recolored
from backend.wardrobe.roles import ROLES

# From table 1 of Sharma, Wu and Dalal 2005: two CIELAB colours and their CIEDE2000.
SHARMA = [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 0, 0), (50, -1, 2), 2.3669),
    ((50, 2.49, -0.001), (50, -2.49, 0.0009), 7.1792),
    ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
    ((50, -0.001, 2.49), (50, 0.0009, -2.49), 4.8045),
    ((50, 2.5, 0), (73, 25, -18), 27.1492),
    ((50, 2.5, 0), (56, -27, -3), 31.9030),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((22.7233, 20.0904, -46.6940), (23.0331, 14.9730, -42.5619), 2.0373),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
]
ROOT = Path(__file__).parents[2]
RED, GREEN, WHITE, SKIN_TONE = (0.8, 0.07, 0.07), (0.1, 0.6, 0.15), (0.95, 0.95, 0.95), (0.72, 0.5, 0.36)


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def masks(body):
    return areas(body)


@pytest.fixture(scope="module")
def dresser(body):
    return Dresser(body)


@pytest.mark.parametrize(("first", "second", "expected"), SHARMA)
def test_ciede2000_equals_the_published_pairs_both_ways(first, second, expected):
    first, second = np.array(first), np.array(second)
    assert ciede2000(first, second) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(second, first) == pytest.approx(expected, abs=1e-4)
    assert ciede2000(first, first) == 0


def test_lab_of_grays_has_no_chroma_and_white_is_100():
    values = lab(np.linspace(0, 1, 5)[:, None].repeat(3, axis=1))
    assert np.allclose(values[:, 1:], 0, atol=0.02) and values[-1, 0] == pytest.approx(100)
    assert np.all(np.diff(values[:, 0]) > 0)


def test_every_example_of_a_term_is_called_by_it():
    assert set(EXAMPLES) == set(TERMS)
    for name, colors in EXAMPLES.items():
        assert (terms(np.array(colors)) == name).all()
        assert np.allclose(distance_to(np.array(colors), name), 0, atol=1e-9)


def test_people_are_natural_and_basic_colours_are_not():
    assert all(natural("face", np.array(line)).all() for line in SKIN)
    assert all(natural("hair", np.array(line)).all() for line in HAIR)
    focal = {name: np.array(colors[:1]) for name, colors in EXAMPLES.items()}
    for name in set(TERMS) - {"brown"}:
        assert not natural("face", focal[name]).any(), name
    for name in ("green", "blue", "purple", "pink", "orange", "yellow"):
        assert not natural("hair", focal[name]).any() and not natural("feet", focal[name]).any(), name


def test_prompts_ask_for_what_can_be_measured_and_for_all_colours():
    assert len({prompt.text for prompt in PROMPTS}) == len(PROMPTS) >= 60
    pieces = [piece for prompt in PROMPTS for piece in prompt.asked]
    for piece in pieces + [piece for prompt in PROMPTS for piece in prompt.implied]:
        assert piece.slot in ASKED_SLOTS and piece.area in AREAS and set(piece.terms) <= set(TERMS), piece
    assert set(ASKED_SLOTS) == {piece.slot for piece in pieces}
    for slot in ("top", "bottom"):
        terms = [name for piece in pieces if piece.slot == slot for name in piece.terms]
        assert min(map(terms.count, TERMS)) >= 3, slot
    for prompt in PROMPTS:
        assert set(prompt.natural) <= set(AREAS)
        words = prompt.text.replace("golden", "yellow")
        assert all(color in words for piece in prompt.asked for color in piece.colors), prompt.text


def test_every_role_asked_for_can_be_drawn():
    assert {prompt.role for prompt in PROMPTS} - {""} <= {role.name for role in ROLES}


def test_what_training_must_not_show_is_a_combination():
    combinations = held_out_combinations()
    assert len(set(combinations)) == len(combinations) >= 60
    alone = [each for each in combinations if len(each) == 1]
    assert alone == [frozenset({("dress", "green")})]
    assert {name for each in combinations for slot, name in each if slot == "role"} == {
        prompt.role for prompt in PROMPTS if prompt.role and prompt.asked
    }


def tube(low: float, high: float, radius: float) -> tuple[np.ndarray, np.ndarray]:
    """A closed cylinder around the y axis: vertices and triangles."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    heights = np.arange(low, high, 0.02)
    rings = np.stack(
        [
            np.stack([np.cos(angle) * radius, np.full(64, height), np.sin(angle) * radius], axis=1)
            for height in heights
        ]
    )
    index = np.arange(rings.shape[0] * 64).reshape(-1, 64)
    a, b = index[:-1], index[1:]
    c, d = np.roll(a, -1, axis=1), np.roll(b, -1, axis=1)
    sides = np.concatenate([np.stack([a, b, c], axis=2), np.stack([c, b, d], axis=2)]).reshape(-1, 3)
    vertices = np.concatenate([rings.reshape(-1, 3), [[0, low, 0], [0, heights[-1], 0]]])
    bottom, top = len(vertices) - 2, len(vertices) - 1
    caps = [
        np.stack([first, np.roll(first, -1), np.full(64, middle)], axis=1)
        for first, middle in ((index[0], bottom), (index[-1], top))
    ]
    return vertices.astype(np.float32), np.concatenate([sides, *caps])


@pytest.mark.parametrize("name", sorted(AREAS))
def test_paint_is_found_where_it_is_put_on_any_body(body, masks, name):
    betas = body.samples[3]
    avatar, _ = worn(body, betas=betas)
    inside = masks[name][body.faces].sum(axis=1) >= 2
    avatar, texture = painted(avatar, np.where(inside[:, None], RED, GREEN))
    area, color = sample(avatar, texture, body).within(masks[name])
    assert area.sum() > 0
    red = np.linalg.norm(color - RED, axis=1) < 0.01
    assert area[red].sum() > 0.8 * area.sum()
    assert masks[name].sum() > 20 and not masks[name].all()


@pytest.mark.parametrize(
    ("garments", "area"),
    [
        ("shirt", "top"), ("hoodie", "top"), ("t-shirt", "t-shirt"), ("tank top", "tank top"),
        ("vest", "vest"), ("jacket inner shirt", "jacket"), ("long coat", "jacket"),
        ("inner shirt jacket", "under"), ("trousers", "bottom"), ("long skirt", "bottom"),
        ("shorts", "shorts"), ("mini skirt", "shorts"), ("trousers long coat boots", "ankles"),
        ("dress long hair", "dress"), ("robe long beard", "gown"), ("jumpsuit", "suit"), ("boots", "feet"),
        ("sneakers trousers", "feet"), ("gloves", "hands"), ("afro", "hair"), ("cap", "hat"),
        ("cowboy hat long hair", "hat"), ("belt long gown", "belt"), ("cloak", "cape"),
        ("short cape", "cape"), ("tie", "tie"), ("scarf", "scarf"), ("beard", "beard"),
        ("sunglasses", "glasses"), ("mask", "mask"), ("skin cap", "face"),
    ],
)  # fmt: skip
def test_each_garment_is_measured_where_it_is_worn(dresser, masks, garments, area):
    """The first of the garments is red, whatever hangs over it is not."""
    worn_ = sorted({"skin", *names(garments)}, key=lambda name: SLOTS.index(GARMENTS[name].slot))
    outfit = dyed(Cut(tuple(worn_)), np.random.default_rng(0))
    for number, mention in enumerate(outfit.mentions):
        outfit = recolored(outfit, number, "red" if mention.garment == names(garments)[0] else "green")
    avatar, texture = dressed(dresser, outfit)
    found = judged(Asked("top", ("red",), area), *sample(avatar, texture, dresser.body).within(masks[area]))
    assert found["right"], found


def names(garments: str) -> list[str]:
    """The keys of GARMENTS in a text, in order."""
    found = []
    while garments:
        name = max((name for name in GARMENTS if (garments + " ").startswith(name + " ")), key=len)
        found.append(name)
        garments = garments[len(name) + 1 :]
    return found


def test_what_a_skirt_hides_is_not_measured_and_the_skirt_is(body, masks):
    hips = body.v_template[masks["skirt"]]
    radius = float(np.linalg.norm(hips[:, [0, 2]], axis=1).max()) + 0.03
    extra = tube(hips[:, 1].min() - 0.02, hips[:, 1].max() + 0.08, radius)
    avatar, bare = worn(body, extra)
    avatar, texture = painted(avatar, np.where(bare[:, None], SKIN_TONE, GREEN))
    area, color = sample(avatar, texture, body).within(masks["skirt"])
    green = np.linalg.norm(color - GREEN, axis=1) < 0.01
    assert area[green].sum() > 0.97 * area.sum()
    assert area.sum() > 2 * np.pi * radius * 0.2  # no less than a good part of the tube's side


def test_a_tall_hat_belongs_to_the_head(body, masks):
    top = float(body.v_template[:, 1].max())
    x, _, z = body.v_template[masks["hat"]].mean(axis=0)
    extra = tube(top - 0.05, top + 0.25, 0.12)
    avatar, bare = worn(body, (extra[0] + np.array([x, 0, z], np.float32), extra[1]))
    avatar, texture = painted(avatar, np.where(bare[:, None], SKIN_TONE, GREEN))
    found = judged(Asked("hat", ("green",), "hat"), *sample(avatar, texture, body).within(masks["hat"]))
    assert found["right"] and found["error"] < 3


def test_patterns_need_their_own_colours_and_no_mixture():
    area, half = np.ones(100), np.arange(100)[:, None] < 50
    piece = Asked("top", ("red", "white"), "top")
    assert judged(piece, area, np.where(half, RED, WHITE))["right"]
    assert judged(piece, area, np.where(half, RED, RED))["right"]
    assert not judged(piece, area, np.where(half, RED, GREEN))["right"]
    assert judged(piece, area, np.full((100, 3), np.mean([RED, WHITE], axis=0)))["found"] == "pink"


def test_what_covers_most_of_an_area_is_its_colour_and_all_of_it_its_error():
    area, few = np.ones(100), np.arange(100)[:, None] < 30
    clean = judged(Asked("feet", ("red",), "feet"), area, np.full((100, 3), RED))
    soiled = judged(Asked("feet", ("red",), "feet"), area, np.where(few, WHITE, RED))
    assert clean["right"] and soiled["right"] and (clean["share"], soiled["share"]) == (1.0, 0.7)
    assert clean["error"] < 1 < 5 < soiled["error"]
    assert not judged(Asked("feet", ("white",), "feet"), area, np.where(few, WHITE, RED))["right"]


def test_a_wrong_colour_and_a_missing_area_are_wrong(body, masks):
    prompt = next(prompt for prompt in PROMPTS if prompt.text == "a man in a red shirt and blue trousers")
    avatar, _ = worn(body)
    avatar, texture = painted(avatar, np.full((len(body.faces), 3), RED))
    found = measured(prompt, sample(avatar, texture, body), masks)
    assert [piece["right"] for piece in found["pieces"]] == [True, False]
    assert found["pieces"][0]["error"] < 1 < 30 < found["pieces"][1]["error"]
    assert not any(found["natural"][name] for name in ("face", "hands", "feet"))
    nothing = judged(prompt.asked[0], np.zeros(0), np.zeros((0, 3)))
    row = {"label": "g", "stage": "start", "pieces": [*found["pieces"], nothing], "natural": found["natural"]}
    (line,) = summary([row])
    assert line["right"] == pytest.approx(1 / 3, abs=1e-3) and line["asked"] == 3 and line["natural"] < 0.5


def test_an_avatar_is_made_as_it_starts_and_as_it_ends(body):
    preset = load_preset("draft")
    sculpting = dataclasses.replace(preset.sculpt, resolution=32, steps=2, max_rays=500, opinion_every=0)
    surface = dataclasses.replace(preset.surface, spacing=0.03, triangles=2000, texture_size=128)
    settings = dataclasses.replace(preset, sculpt=sculpting, surface=surface)
    recipe = Recipe(load_guide("builtin", "cpu"), body, settings, start="body")
    start, sculpted = (made.texture.astype(int) for made in recipe.make("tall", "a red shirt", 1))
    assert np.ptp(start, axis=2).max() < 2 < np.ptp(sculpted, axis=2).max()


def test_a_file_that_a_kill_cut_short_is_gone_on_with(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps({"seed": 0}) + "\n" + '{"seed": 1, "pie')
    assert read_rows(path) == [{"seed": 0}]
    assert read_rows(tmp_path / "none.jsonl") == []


def test_no_measurement_of_that_name_is_an_error():
    ran = subprocess.run(
        [sys.executable, "-m", "backend", "bench", "colours"], cwd=ROOT, capture_output=True, text=True
    )
    assert ran.returncode == 2 and "colors" in ran.stderr
