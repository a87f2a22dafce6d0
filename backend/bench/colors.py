"""Have the clothes the colours that were asked for, in the right places, and is the rest natural?

Each prompt of prompts.py is made with each seed. In each area that the prompt names, the basic colour term
that covers most of the finished avatar's unlit texture is the one asked for or not; areas that it does not
name have colours of human skin or hair or of plain shoes, or not. A line of JSON an avatar goes to --out, and
one that is there already is not made again: several processes may share a file, each with some of --prompts.
The control is a guide whose weights are shuffled.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from pathlib import Path

from ..body import load_body
from ..config import load_preset
from ..guide import load_guide
from .areas import areas, sample
from .avatars import Recipe
from .control import shuffled
from .prompts import PROMPTS, Prompt
from .rows import Row, read_rows, write_row
from .verdict import measured, summary


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="backend bench colors", description=__doc__)
    parser.add_argument("--guide", default="builtin")
    parser.add_argument("--preset", default="draft")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--prompts", default=":", metavar="A:B", help="only these, counted from 0")
    parser.add_argument("--start", default="codebook", choices=("codebook", "body"))
    stages = parser.add_mutually_exclusive_group()
    stages.add_argument("--start-only", action="store_true", help="do not sculpt")
    stages.add_argument("--sculpted-only", action="store_true", help="do not measure the start beside it")
    parser.add_argument("--control", action="store_true", help="the guide with its weights shuffled")
    parser.add_argument("--out", type=Path, help="a file of JSON lines to go on with")
    parser.add_argument("--keep", type=Path, help="folder for the avatars, for `evaluate`")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args(argv)


def measure(
    recipe: Recipe, label: str, jobs: list[tuple[Prompt, int]], out: Path | None, kept: Path | None
) -> list[Row]:
    """Make and measure what of jobs, prompts and seeds, is not in the file yet under this label, keep the
    avatars in a folder if there is one; returns all rows of the label."""
    masks = areas(recipe.body)
    rows = [row for row in read_rows(out) if row["label"] == label]
    done = {(row["prompt"], row["seed"]) for row in rows if row["stage"] == recipe.stages[-1]}
    for prompt, seed in jobs:
        if (prompt.text, seed) in done:
            continue
        made = recipe.make(prompt.shape, prompt.text, seed)
        if kept:
            recipe.keep(made, prompt.text, seed, kept)
        for stage, one in zip(recipe.stages, made, strict=True):
            head = {"label": label, "prompt": prompt.text, "seed": seed, "stage": stage}
            rows.append(head | measured(prompt, sample(one.avatar, one.texture, recipe.body), masks))
            write_row(rows[-1], out)
    return rows


def main(argv: list[str]) -> None:
    """Make and measure what is not in the file yet; then print a summary of all that is."""
    arguments = parse(argv)
    guide, settings = load_guide(arguments.guide, arguments.device), load_preset(arguments.preset)
    if arguments.control:
        guide = shuffled(guide)
    if arguments.start_only:
        settings = dataclasses.replace(settings, sculpt=dataclasses.replace(settings.sculpt, steps=0))
    first, _, end = arguments.prompts.partition(":")
    some = PROMPTS[int(first or 0) : int(end or len(PROMPTS))]
    jobs = [(prompt, seed) for seed in range(arguments.seeds) for prompt in some]
    recipe = Recipe(guide, load_body("free"), settings, arguments.start, compare=not arguments.sculpted_only)
    label = " ".join([guide.name, guide.fingerprint] + ["grey"] * (arguments.start == "body"))
    rows = measure(recipe, label, jobs, arguments.out, arguments.keep)
    for line in summary(rows):
        sys.stdout.write(json.dumps(line) + "\n")
