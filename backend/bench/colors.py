"""Have the clothes the colours that were asked for, in the right places, and is the rest natural?

Each prompt of prompts.py is made with each seed. In each area that the prompt names, the mean colour of the
finished avatar's unlit texture is compared with the colour's basic term; in some that it does not name,
with the colours of human skin and hair and of plain shoes. A line of JSON an avatar goes to --out, and one
that is there already is not made again: several processes may share a file, each with some of --prompts.
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
from ..guide import Guide, load_guide
from .areas import areas, sample
from .avatars import keep, make
from .control import shuffled
from .prompts import PROMPTS
from .rows import read_rows, write_row
from .verdict import measured, summary


def parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="backend bench colors", description=__doc__)
    parser.add_argument("--guide", default="builtin")
    parser.add_argument("--preset", default="draft")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--prompts", default=":", metavar="A:B", help="only these, counted from 0")
    parser.add_argument("--start-only", action="store_true", help="do not sculpt")
    parser.add_argument("--control", action="store_true", help="the guide with its weights shuffled")
    parser.add_argument("--out", type=Path, help="a file of JSON lines to go on with")
    parser.add_argument("--keep", type=Path, help="folder for the avatars, for `evaluate`")
    parser.add_argument("--device", default="cpu")
    return parser.parse_args(argv)


def load(arguments: argparse.Namespace) -> Guide:
    guide = load_guide(arguments.guide, arguments.device)
    return shuffled(guide) if arguments.control else guide


def main(argv: list[str]) -> None:
    """Make and measure what is not in the file yet; then print a summary of all that is."""
    arguments = parse(argv)
    guide, body, settings = load(arguments), load_body("free"), load_preset(arguments.preset)
    if arguments.start_only:
        settings = dataclasses.replace(settings, sculpt=dataclasses.replace(settings.sculpt, steps=0))
    masks, rows = areas(body), read_rows(arguments.out)
    last = "start" if arguments.start_only else "sculpted"
    done = {(row["guide"], row["prompt"], row["seed"]) for row in rows if row["stage"] == last}
    first, _, end = arguments.prompts.partition(":")
    for seed in range(arguments.seeds):
        for prompt in PROMPTS[int(first or 0) : int(end or len(PROMPTS))]:
            head = {"guide": f"{guide.name} {guide.fingerprint}", "prompt": prompt.text, "seed": seed}
            if tuple(head.values()) in done:
                continue
            made = make(prompt.shape, prompt.text, seed, guide, body, settings)
            if arguments.keep:
                keep(made, prompt.text, seed, guide, body, arguments.keep)
            for stage, one in zip(("start", "sculpted"), made, strict=False):
                row = measured(prompt, sample(one.avatar, one.texture, body), masks)
                rows.append(head | {"stage": stage} | row)
                write_row(rows[-1], arguments.out)
    for line in summary(rows):
        sys.stdout.write(json.dumps(line) + "\n")
