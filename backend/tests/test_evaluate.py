"""`evaluate`: what a guide sees of a finished avatar, and what it makes of it."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from painted import painted, worn
from PIL import Image

from backend import avatar as avatars
from backend.bench.prompts import PROMPTS
from backend.body import load_body, stand_pose
from backend.checks import check_prompt
from backend.evaluate import PUBLISHED, candidates, evaluate, known, main, summary
from backend.evaluate.folder import read_folder
from backend.evaluate.portraits import Judge, Scene, portraits, sheet, stand
from backend.guide import load_guide
from backend.protocol import UserError

RED, GREEN, BLUE, WHITE = (0.8, 0.1, 0.1), (0.1, 0.6, 0.1), (0.1, 0.2, 0.8), (0.95, 0.95, 0.95)


class ColorGuide:
    """Knows nothing but the colour of the dressed pixels, and the words red, green and blue."""

    name, fingerprint, image_size, device = "colors", "0", 32, torch.device("cpu")

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        rows = [[float(word in text) for word in ("red", "green", "blue")] for text in texts]
        return torch.nn.functional.normalize(torch.tensor(rows) + 1e-3, dim=1)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        dressed = (images.amax(dim=1) - images.amin(dim=1)) > 0.2
        total = (images * dressed[:, None]).sum(dim=(2, 3)) + 1e-6
        return torch.nn.functional.normalize(total, dim=1)

    def warnings(self, prompt: str) -> list[str]:
        return []


@pytest.fixture(scope="module")
def body():
    return load_body("free")


def write(folder: Path, body, colors, prompt: str, fingerprint: str = "1") -> Path:
    """A folder as `generate` leaves it, of the body painted with colors (3,) or (F, 3)."""
    made, texture = painted(
        worn(body, betas=body.samples[5])[0], np.broadcast_to(colors, (len(body.faces), 3))
    )
    made = avatars.Avatar(**(dict(vars(made)) | {"metadata": made.metadata | {"texture": "texture.png"}}))
    folder.mkdir(parents=True)
    avatars.save(made, folder / "avatar.npz")
    Image.fromarray(texture).save(folder / "texture.png")
    (folder / "request.json").write_text(json.dumps({"appearance": prompt, "body": "free"}))
    (folder / "report.json").write_text(json.dumps({"guide": {"fingerprint": fingerprint}}))
    return folder


def test_the_avatar_stands_as_its_body_does(tmp_path, body):
    kept = read_folder(write(tmp_path / "a", body, RED, "red"))
    posed = body.pose(kept.betas, stand_pose())
    lift = kept.avatar.joints[0] - posed.rest_joints[0]
    assert np.abs(stand(kept) - lift - posed.vertices).max() < 1e-4


def test_pictures_show_the_texture_the_right_way_round(tmp_path, body):
    (rest,), _ = body.rest(body.samples[5][None])
    middle = rest[body.faces].mean(axis=1)
    upper, left = middle[:, 1] > np.median(middle[:, 1]), middle[:, 0] > 0
    colors = np.where(upper[:, None], np.where(left[:, None], RED, GREEN), BLUE)
    scene = Scene(read_folder(write(tmp_path / "a", body, colors, "red")), body)
    front, back = (
        scene.picture(view, azimuth, 64, 1.0) for view, azimuth in (("whole", 0.0), ("back", np.pi))
    )
    strongest = [
        np.where(np.ptp(picture, axis=2) > 0.2, picture.argmax(axis=2), -1) for picture in (front, back)
    ]
    where = [[np.argwhere(each == channel).mean(axis=0) for channel in range(3)] for each in strongest]
    for red, green, blue in where:
        assert red[0] < blue[0] and green[0] < blue[0]
    assert where[0][0][1] > where[0][1][1]  # the person's left is on the right of a front view
    assert where[1][0][1] < where[1][1][1]
    assert np.allclose(front[0, 0], 1.0)


def test_candidates_are_different_and_the_own_prompt_comes_first():
    prompts = ["a", "b", "a", PROMPTS[0].text]
    found = candidates(prompts, 2, 20)
    assert found[0] == "a" and len(set(found)) == len(found) == 20
    assert {"b", PROMPTS[0].text} < set(found)


def test_the_published_prompts_are_a_table_for_generate_and_candidates_like_ours():
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len({row["appearance"] for row in rows}) == len(rows) >= 100
    for row in rows:
        check_prompt("shape", row["shape"])
        check_prompt("appearance", row["appearance"])
    texts = known()
    assert set(candidates(["a"], 0, len(texts) + 1)) == {"a", *texts}


def test_ranks_and_starts_follow_the_guide(tmp_path, body):
    folders = [
        write(tmp_path / "right", body, RED, "a red man"),
        write(tmp_path / "wrong", body, BLUE, "a green man"),
    ]
    write(tmp_path / "right" / "start", body, GREEN, "")
    write(tmp_path / "wrong" / "start", body, GREEN, "")
    judge = Judge(ColorGuide())
    lines = evaluate([read_folder(folder) for folder in folders], judge, 3)
    assert [line["rank"] for line in lines] == [1, 2]
    assert lines[0]["similarity"] > 0.9 > 0.5 > lines[1]["similarity"]
    whole = summary(lines, judge)
    assert (whole["r_precision"], whole["better_than_start"], whole["avatars"]) == (0.5, 0.5, 2)


def test_who_cannot_tell_the_prompts_apart_has_not_recognised_one(tmp_path, body):
    kept = [read_folder(write(tmp_path / name, body, RED, f"a {name}")) for name in ("king", "queen")]
    lines = evaluate(kept, Judge(ColorGuide()), 2)
    assert [line["rank"] for line in lines] == [2, 2]


def test_the_command_prints_lines_and_draws_a_sheet(tmp_path, body, capsys):
    folders = [
        write(tmp_path / name, body, color, f"a {name} man")
        for name, color in (("red", RED), ("green", GREEN), ("blue", BLUE))
    ]
    path = tmp_path / "sheet.png"
    options = ["--guide", "builtin", "--sheet", str(path), "--device", "cpu"]
    assert main([*map(str, folders), *options]) == 0
    *lines, whole = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["prompt"] for line in lines] == ["a red man", "a green man", "a blue man"]
    assert all(1 <= line["rank"] <= line["among"] == 20 for line in lines)
    assert whole["guide"] == "builtin" and "better_than_start" not in whole
    with Image.open(path) as image:
        page = np.asarray(image.convert("RGB")).astype(int)
    for channel in range(3):  # each avatar is on it
        others = [k for k in range(3) if k != channel]
        assert (page[..., channel] > page[..., others].max(axis=2) + 60).sum() > 1000


def test_the_guide_that_made_them_is_no_second_opinion(tmp_path, body, capsys):
    own = load_guide("builtin", "cpu").fingerprint
    folder = write(tmp_path / "a", body, RED, "a red man", own)
    main([str(folder), "--guide", "builtin", "--sheet", str(tmp_path / "s.png"), "--device", "cpu"])
    assert "no second opinion" in capsys.readouterr().err


def test_a_sheet_holds_every_portrait_and_long_labels_are_cut(tmp_path, body):
    picture = portraits(read_folder(write(tmp_path / "a", body, RED, "red")), body)
    page = np.asarray(
        sheet([picture] * 3, ["short (rank 1 of 20)", "long " * 60 + "(rank 2 of 20)", "x (rank 3 of 20)"])
    )
    assert page.shape[0] >= 2 * picture.shape[0] and page.shape[1] >= 2 * picture.shape[1]
    assert (page[-picture.shape[0] :, : picture.shape[1]] == picture).all()


@pytest.mark.parametrize("missing", ["avatar.npz", "texture.png", "request.json"])
def test_what_is_missing_or_damaged_is_named(tmp_path, body, missing):
    folder = write(tmp_path / "a", body, RED, "red")
    (folder / missing).write_bytes(b"no such thing")
    with pytest.raises(UserError, match=missing):
        read_folder(folder)
    (folder / missing).unlink()
    with pytest.raises(UserError, match=missing):
        read_folder(folder)


def test_folders_of_nothing_are_refused(tmp_path):
    with pytest.raises(UserError, match="no folder"):
        read_folder(tmp_path / "none")
    with pytest.raises(UserError, match="--among"):
        main([str(tmp_path), "--among", "1"])
