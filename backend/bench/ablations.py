"""What each part of the method is worth: the same prompts with one part left out, as a table in Markdown.

Colours as in colors.py; R-precision and similarity by the second guide. Everything is kept in --work, where
a run that was cut off goes on.
"""

from __future__ import annotations

import argparse
import copy
import dataclasses
import sys
from pathlib import Path

from ..body import load_body
from ..config import load_preset
from ..evaluate import evaluate
from ..evaluate import summary as opinion
from ..evaluate.folder import read_folder
from ..evaluate.portraits import Judge
from ..guide import load_guide
from .avatars import Recipe, folder
from .colors import measure
from .prompts import PROMPTS
from .rows import Row
from .verdict import summary

COLUMNS = ("right", "error", "natural", "r_precision", "similarity", "better_than_start")
AMONG = 20


def variants(whole: Recipe) -> dict[str, Recipe]:
    """The whole method, and the method without each of its parts."""
    sculpting = dataclasses.replace(whole.settings.sculpt, face_every=0, part_every=0)
    settings = dataclasses.replace(whole.settings, sculpt=sculpting)
    alone = copy.copy(whole.guide)
    alone.towers = whole.guide.towers[:1]
    return {
        "everything": whole,
        "from a plain grey body": dataclasses.replace(whole, start="body"),
        "without cameras on face and parts": dataclasses.replace(whole, settings=settings),
        "without the guide's companions": dataclasses.replace(whole, guide=alone),
        "without prices on oddities": dataclasses.replace(whole, prices=False),
    }


def table(lines: dict[str, Row]) -> str:
    """Markdown: a row a variant."""
    rows = [["", *COLUMNS], ["---"] * (1 + len(COLUMNS))]
    rows += [[name, *(str(line.get(column, "")) for column in COLUMNS)] for name, line in lines.items()]
    return "".join("| " + " | ".join(row) + " |\n" for row in rows)


def main(argv: list[str]) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="backend bench ablations", description=__doc__)
    parser.add_argument("--guide", default="builtin")
    parser.add_argument("--judge", default="judge")
    parser.add_argument("--preset", default="draft")
    parser.add_argument("--every", type=int, default=6, help="one prompt in so many")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--work", type=Path, default=Path("out", "ablations"), help="folder for the avatars")
    arguments = parser.parse_args(argv)
    guide, judge = (load_guide(name, arguments.device) for name in (arguments.guide, arguments.judge))
    whole = Recipe(guide, load_body("free"), load_preset(arguments.preset))
    arguments.work.mkdir(parents=True, exist_ok=True)
    jobs = [(prompt, 0) for prompt in PROMPTS[:: arguments.every]]
    lines: dict[str, Row] = {}
    for name, recipe in variants(whole).items():
        kept = arguments.work / name.replace(" ", "-")
        asked = {(prompt.text, seed) for prompt, seed in jobs}
        rows = measure(recipe, name, jobs, arguments.work / "rows.jsonl", kept)
        rows = [row for row in rows if (row["prompt"], row["seed"]) in asked]
        seen = [read_folder(folder(kept, prompt.text, seed)) for prompt, seed in jobs]
        *before, after = summary(rows)
        if recipe is whole and before:
            lines["before sculpting"] = before[0]
        lines[name] = after | opinion(evaluate(seen, Judge(judge), AMONG), Judge(judge))
    sys.stdout.write(table(lines))
