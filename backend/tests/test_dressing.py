"""Figures, the fitting room and the search: what scores best is chosen, and drawn as it is worn."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from backend.body import load_body, stand_pose
from backend.body.regions import regions
from backend.body.subdivide import subdivide
from backend.guide import load_guide
from backend.wardrobe.choose import choose_start
from backend.wardrobe.dyes import Dyer
from backend.wardrobe.figure import Dresser
from backend.wardrobe.fitting import SUPERSAMPLE, VIEWS, FittingRoom
from backend.wardrobe.garments import FLAT_HAIR, GARMENTS, GROUPS, HIDES_HAIR, OPEN_HATS, WIDE
from backend.wardrobe.outfit import assembled, draw_outfit, dyes_of
from backend.wardrobe.paint import paint
from backend.wardrobe.palette import HAIR, SKIN
from backend.wardrobe.polish import exchanges, polished, recolored
from backend.wardrobe.prices import OLD_HAIR, ROLE_GAIN, Plain, draw_plain, price
from backend.wardrobe.roles import ROLES
from backend.wardrobe.search import bred, choose_outfit, fitting, traded


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def dresser(body):
    return Dresser(body)


@pytest.fixture(scope="module")
def standing(body):
    return body.pose(np.zeros(1), stand_pose())


@pytest.fixture(scope="module")
def room(dresser, standing):
    return FittingRoom(dresser, np.zeros(1, np.float32), standing, load_guide("builtin", "cpu"))


def outfits(count, seed=5):
    rng = np.random.default_rng(seed)
    return [draw_outfit(rng) for _ in range(count)]


def test_a_figure_is_its_body_and_its_pieces(body, dresser, standing):
    outfit = next(outfit for outfit in outfits(50) if len(outfit.worn) > 3)
    figure = dresser.figure(np.zeros(1), outfit.worn)
    skin = len(body.v_template)
    assert (figure.faces[: len(body.faces)] == body.faces).all()
    assert {dresser.cells.of(name) for name in outfit.worn} == set(figure.cell[skin:].tolist())
    assert np.allclose(figure.weights.sum(axis=1), 1, atol=1e-5) and figure.weights.min() >= 0
    posed = figure.posed(standing)
    assert (posed[:skin] == standing.vertices).all()
    still = figure.posed(body.pose(np.zeros(1), np.zeros((24, 3))))
    assert np.abs(still - figure.vertices).max() < 1e-5


def test_pattern_coordinates_run_down_the_arms(body, dresser):
    figure = dresser.figure(np.zeros(1))
    masks = regions(body)
    low = figure.coordinates[masks["hands"], 1].mean()
    assert low < figure.coordinates[masks["arms"], 1].mean() < figure.coordinates[masks["head"], 1].mean()


def test_pictures_show_what_is_nearest_in_its_colour(dresser, standing, room):
    outfit = next(outfit for outfit in outfits(80) if "skirt" in outfit.worn)
    drawings, cell = room.drawings[0], dresser.cells.of("skirt")
    size = room.guide.image_size * SUPERSAMPLE
    seen = drawings.pixel[drawings.starts[cell] : drawings.starts[cell + 1]]
    rows = seen // size
    middle = seen[(np.abs(rows - np.median(rows)) < 3) & (np.abs(seen % size - size / 2) < 4)]
    picture = room.pictures([outfit], 0)[0].permute(1, 2, 0).numpy()
    shown = picture[middle // size // SUPERSAMPLE, middle % size // SUPERSAMPLE]
    painted = paint(outfit, dresser.cells)
    possible = np.stack([painted.colors[cell], painted.accents[cell]])
    lit = possible[:, None, None] * np.linspace(0.7, 1.05, 36)[:, None]
    mixed = np.concatenate([lit.reshape(-1, 3), lit.reshape(2, -1, 3).mean(axis=0)])
    distance = np.abs(shown[:, None] - mixed[None]).max(axis=2).min(axis=1)
    assert len(shown) > 10 and np.median(distance) < 0.03


def test_an_empty_pixel_is_the_background(room):
    for number, (*_, grey, _) in enumerate(VIEWS):
        picture = room.pictures(outfits(1), number)[0]
        empty = (room.drawings[number].cell < 0).reshape(-1, SUPERSAMPLE * picture.shape[-1])
        if empty[:2, :2].all():
            assert np.allclose(picture[:, 0, 0], grey, atol=1e-6)


def test_the_order_of_a_batch_does_not_matter(room):
    few = outfits(6)
    assert (room.pictures(few, 1).flip(0) == room.pictures(few[::-1], 1)).all()


def test_taking_an_outfit_apart_and_putting_it_together_changes_nothing_but_trims():
    for outfit in outfits(60):
        again = assembled(dyes_of(outfit), Dyer(np.random.default_rng(0)))
        assert again.worn == outfit.worn and dyes_of(again) == dyes_of(outfit)


def test_trading_takes_a_group_whole():
    rng = np.random.default_rng(0)
    for first, other in zip(outfits(40, 1), outfits(40, 2), strict=True):
        one, two = dyes_of(first), dyes_of(other)
        mixed = traded(one, two, rng)
        for slot in GROUPS:
            kinds = [
                {n: d for n, d in dyes.items() if GARMENTS[n].slot == slot} for dyes in (mixed, one, two)
            ]
            assert kinds[0] in kinds[1:]


def test_hats_hair_and_belts_fit_the_rest():
    rng = np.random.default_rng(0)
    first, second = (np.array([dyes_of(o) for o in outfits(300, seed)], object) for seed in (1, 2))
    mixed = [fitting(traded(a, b, rng)) for a, b in zip(first, second, strict=True)]
    assert all("belt" not in dyes for dyes in mixed if WIDE & set(dyes)), "it would be beneath"
    assert all("coat belt" not in dyes for dyes in mixed if not WIDE & set(dyes))
    assert any("coat belt" in dyes for dyes in mixed) and any("belt" in dyes for dyes in mixed)
    for dyes in mixed:
        hats = {name for name in dyes if GARMENTS[name].slot == "hat"}
        hair = {name for name in dyes if GARMENTS[name].slot == "hair" and GARMENTS[name].layers}
        assert not (hats & HIDES_HAIR and hair)
        assert hats <= OPEN_HATS or hair <= FLAT_HAIR or hats & HIDES_HAIR
    assert any(GARMENTS[name].slot == "hat" for dyes in mixed for name in dyes)


def test_unasked_hair_goes_with_skin_and_age():
    drawn = [draw_plain("f", False, np.random.default_rng(seed)) for seed in range(200)]
    assert {plainly.skin for plainly in drawn} == set(SKIN)
    assert {plainly.hair for plainly in drawn} == set(HAIR) - set(OLD_HAIR)
    assert all(plainly.hair == "black" for plainly in drawn if plainly.skin == "dark")
    assert not any(plainly.hair == "blonde" for plainly in drawn if plainly.skin == "tan")
    assert draw_plain("m", True, np.random.default_rng(0)).hair in OLD_HAIR


def dyed(looks):
    """Garments in dyes that `Dyer.named` reads."""
    dyer = Dyer(np.random.default_rng(0))
    return {name: dyer.named(look, GARMENTS[name].dye) for name, look in looks.items()}


def priced(looks, plainly):
    return price(assembled(dyed(looks), Dyer(np.random.default_rng(0))), plainly)


def test_oddities_have_a_price_and_plain_clothes_none():
    everyday = {"skin": "tan", "short hair": "brown", "t-shirt": "red", "jeans": "blue", "shoes": "black"}
    plainly = Plain("m", "tan", "brown")
    assert priced(everyday, plainly) == 0
    bald = {name: look for name, look in everyday.items() if name != "short hair"}
    assert priced(bald, plainly) > 0
    assert priced(bald | {"bald": ""}, plainly) > 0
    assert priced(everyday, Plain("f", "tan", "brown")) > 0
    for name, look in {"cape": "red", "beanie": "green", "gloves": "pink"}.items():
        assert priced(everyday | {name: look}, plainly) > 0
    for name, look in {"skin": "green", "short hair": "black", "shoes": "yellow"}.items():
        assert priced(everyday | {name: look}, plainly) > 0
    assert priced(everyday | {"short hair": "gray"}, plainly) > priced(
        everyday | {"short hair": "black"}, plainly
    )


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_the_parts_of_a_role_go_together(role):
    plainly = Plain(role.sex, "tan", "brown")
    whole = {"skin": "tan"} | {item.garment: item.looks[0] for item in role.look}
    own = priced(whole, plainly)
    parts = [priced({"skin": "tan", name: look}, plainly) for name, look in whole.items()]
    hairless = priced({"skin": "tan"}, plainly)
    assert own <= ROLE_GAIN + hairless + 1e-9 and own <= sum(parts) + 1e-9
    assert priced(whole | {"cat ears": "lime"}, plainly) > own or "cat ears" in whole


def test_polishing_changes_one_slot_at_a_time_and_never_for_the_worse():
    rng = np.random.default_rng(0)
    for outfit in outfits(12):
        for slot in GROUPS:
            for other in exchanges(outfit, slot, "", rng) + recolored(outfit, slot, "", rng):
                differing = {
                    GARMENTS[name].slot for name in set(outfit.cut.garments) ^ set(other.cut.garments)
                }
                assert differing <= {slot, "hair", "top", "bottom", "under", "tie", "belt"}
                same = [sum(GARMENTS[n].slot == slot for n in each.cut.garments) for each in (outfit, other)]
                assert same[1] <= max(same[0], 1)
        assert bred([outfit] * 16, outfit, rng).worn <= outfit.worn

    def redness(outfits):
        return np.array([sum(mention.color == "red" for mention in each.mentions) for each in outfits])

    start = outfits(1)[0]
    assert redness([polished(start, redness, rng, "m")])[0] > redness([start])[0]
    assert polished(start, lambda others: np.zeros(len(others)), rng, "m") is start


def small_search(monkeypatch, folder):
    monkeypatch.setenv("AVATARCLIP_CACHE", str(folder))
    for name, value in {"ENTRIES": 60, "SHORTLIST": 20, "CHILDREN": 10, "ROUNDS": 1}.items():
        monkeypatch.setattr(f"backend.wardrobe.search.{name}", value)


def test_a_start_is_reproducible_and_scores_best(body, dresser, standing, room, monkeypatch, tmp_path):
    small_search(monkeypatch, tmp_path)
    prompt, betas = "a man in a red shirt and blue trousers", np.zeros(1, np.float32)
    guide = room.guide
    first, again = (choose_start("codebook", prompt, body, betas, standing, guide, 1) for _ in range(2))
    first.check()
    assert (first.colors == again.colors).all() and (first.vertices == again.vertices).all()
    chosen = choose_outfit(prompt, dresser, betas, standing, guide, 1, prices=False)
    scores = room.score([chosen, *outfits(20)], room.texts(prompt))
    assert scores.argmax() == 0


class Changed:
    """A guide with other answers: all cosines times `factor`, or, `deaf`, one text for all prompts."""

    def __init__(self, guide, factor=1.0, deaf=False):
        self.guide, self.factor, self.deaf = guide, factor, deaf
        self.fingerprint, self.image_size, self.device = f"changed-{factor}", guide.image_size, guide.device

    def encode_image(self, images):
        features = self.guide.encode_image(images)
        rest = torch.full((len(features), 1), (1 - self.factor**2) ** 0.5)
        return torch.cat([features * self.factor, rest], dim=1)

    def encode_text(self, texts):
        features = self.guide.encode_text(["a person"] * len(texts) if self.deaf else texts)
        return torch.cat([features, torch.zeros(len(features), 1)], dim=1)


def test_words_reach_the_clothes_through_the_guide_alone(dresser, standing, room, monkeypatch, tmp_path):
    small_search(monkeypatch, tmp_path)
    prompts = ("a man in a red shirt and blue trousers", "a wizard with a long white beard")
    deaf, hearing = (
        [choose_outfit(each, dresser, np.zeros(1), standing, guide, 1) for each in prompts]
        for guide in (Changed(room.guide, deaf=True), room.guide)
    )
    assert dyes_of(deaf[0]) == dyes_of(deaf[1])
    assert dyes_of(hearing[0]) != dyes_of(hearing[1])


def test_prices_are_in_the_unit_of_the_guides_cosines(dresser, standing, room, monkeypatch, tmp_path):
    small_search(monkeypatch, tmp_path)
    chosen = [
        choose_outfit("a man in a red shirt", dresser, np.zeros(1), standing, guide, 1)
        for guide in (room.guide, Changed(room.guide, 0.25))
    ]
    assert dyes_of(chosen[0]) == dyes_of(chosen[1])


def test_the_plain_start_is_grey_and_bare(body, standing):
    start = choose_start("body", "anything", body, np.zeros(1, np.float32), standing, None, 0)
    assert start.plain and start.skin.all() and not start.thickness.any()


def test_subdivision_keeps_the_body(body, standing):
    finer, finer_posed = subdivide(body, standing)
    assert len(finer.faces) == 4 * len(body.faces)
    count = len(body.v_template)
    assert np.linalg.norm(finer_posed.vertices[:count] - standing.vertices, axis=1).mean() < 1e-3
    assert np.allclose(finer.weights.sum(axis=1), 1, atol=1e-5)
    moved = finer.J_regressor @ finer.v_template - body.J_regressor @ body.v_template
    assert np.linalg.norm(moved, axis=1).max() < 5e-3
    old, new = regions(body), regions(finer)
    assert all(abs(new[name].mean() - old[name].mean()) < 0.02 for name in old)
