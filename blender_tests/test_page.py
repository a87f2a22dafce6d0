"""avatar.html in a real browser."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from backend.web import write_page

from .conftest import node

BROWSERS = ("chromium-headless-shell", "chromium", "google-chrome")
READER = Path(__file__).parent / "readers" / "browse.mjs"


@pytest.fixture
def browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "There is no Chromium here."
    return found


@pytest.mark.parametrize("products", ["usual"], indirect=True)
def test_the_page_shows_the_avatar_and_its_motions_and_turns_it(products, browser, tmp_path):
    page = tmp_path / "avatär 人物.html"
    write_page(products.files["WEB"], page, "</script><b>A man & 人物")
    ran = node(READER, browser, page, tmp_path)
    assert ran.returncode == 0, ran.stderr
    seen = json.loads(ran.stdout)
    assert seen["errors"] == [] and seen["requests"] == []
    assert seen["state"] == "shown"
    assert seen["motions"] == [*products.posed["clips"], "T-pose"]
    drawn = seen["drawn"]
    assert min(view["share"] for view in drawn.values()) > 0.02
    # Arms come down in the stand pose, and are seen from their ends after a quarter of a turn.
    assert drawn["Stand"]["width"] < 0.95 * drawn["T-pose"]["width"]
    assert drawn["dragged"]["width"] < 0.8 * drawn["T-pose"]["width"]
    assert drawn["T-pose"]["height"] > 150
