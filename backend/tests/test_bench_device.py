"""The measurement of a graphics card, on the processor: both sides are then the same."""

import json

import neus_fixtures
import pytest
import torch

from backend.bench import device
from backend.protocol import UserError

SMALL_CLIP = (64, 64, 2, 64, 16, 77, 49408, 64, 1, 2)


def rows(path) -> list[dict]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_a_device_agrees_with_itself(tmp_path, monkeypatch):
    monkeypatch.setattr(device, "COARSE", 24)
    kept = tmp_path / "rows.jsonl"
    assert device.main(["--only", "parity", "--device", "cpu", "--keep", str(kept)]) == 0
    (row,) = rows(kept)
    assert row["agrees"] and row["device"] == "cpu" and row["gradient_cosine"] > 0.999


def test_disagreement_is_told_by_the_status(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(device, "TERM_ERROR", -1.0)
    monkeypatch.setattr(device, "COARSE", 24)
    assert device.main(["--only", "parity", "--device", "cpu"]) == 1
    assert not json.loads(capsys.readouterr().out)["agrees"]


def test_a_step_of_the_paper_s_method_is_timed(tmp_path, monkeypatch):
    changes = (("template_obj = ./data/body.obj", ""), ("max_ray_num = 1024", "max_ray_num = 100"))
    monkeypatch.setattr(device, "PAPER", neus_fixtures.write(tmp_path, *changes))
    monkeypatch.setattr(device, "VIT_B_32", SMALL_CLIP)
    kept = tmp_path / "rows.jsonl"
    assert device.main(["--only", "iteration", "--device", "cpu", "--keep", str(kept)]) == 0
    (row,) = rows(kept)
    assert row["rays"] == 100 and row["seconds"] > 0 and row["peak_memory_mb"] > 100


def test_a_part_that_fails_is_a_line_and_the_others_run(tmp_path, monkeypatch):
    def full(*_):
        raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB.")

    monkeypatch.setattr(device, "PARTS", {"avatar": full, "parity": lambda *_: {"agrees": True}})
    kept = tmp_path / "rows.jsonl"
    assert device.main(["--device", "cpu", "--keep", str(kept)]) == 1
    failed, other = rows(kept)
    assert "memory is full" in failed["error"] and other["agrees"] and "bfloat16" in other


def test_a_folder_that_is_not_there_is_told_before_anything_runs(tmp_path):
    with pytest.raises(UserError, match="no folder"):
        device.main(["--keep", str(tmp_path / "none" / "rows.jsonl")])
