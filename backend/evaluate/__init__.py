"""Does a guide that had no part in making the avatars recognise them?

R-precision: the share of avatars whose own prompt comes first among --among prompts, the others being
those of the other avatars and then of the measurements' list. Where a folder keeps the avatar that
sculpting started from, in its subfolder start, the two are compared as well.
"""

from __future__ import annotations

import argparse
import functools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ..bench.prompts import PROMPTS
from ..body import load_body
from ..guide import load_guide
from ..machine import choose_device
from ..protocol import UserError
from .folder import Kept, read_folder
from .portraits import Judge, portraits, sheet

START = "start"  # subfolder with the avatar before sculpting
body_of = functools.cache(load_body)


def candidates(prompts: list[str], own: int, among: int) -> list[str]:
    """The prompt of avatar `own`, then others: the other avatars' and the measurements', all different."""
    others = prompts[own + 1 :] + prompts[:own] + [prompt.text for prompt in PROMPTS]
    return list(dict.fromkeys([prompts[own], *others]))[:among]


def evaluate(kept: list[Kept], judge: Judge, among: int) -> list[dict[str, Any]]:
    """A line for each folder: its prompt's rank, 1 being the best, and its similarity (a cosine), with its
    start's where there is one."""
    prompts = [one.prompt for one in kept]
    asked = [candidates(prompts, number, among) for number in range(len(kept))]
    texts = judge.texts(sorted({prompt for some in asked for prompt in some}))
    lines = []
    for number, one in enumerate(kept):
        seen = judge.look(one, body_of(one.body))
        scores = np.array([judge.score(seen, texts[prompt]) for prompt in asked[number]])
        line = {
            "folder": str(one.folder),
            "prompt": one.prompt,
            "rank": 1 + int((scores[1:] >= scores[0]).sum()),
            "among": len(scores),
            "similarity": round(float(scores[0]), 4),
        }
        if (one.folder / START).is_dir():
            start = judge.look(one.start(), body_of(one.body))
            line["start"] = round(judge.score(start, texts[one.prompt]), 4)
        lines.append(line)
    return lines


def summary(lines: list[dict[str, Any]], judge: Judge) -> dict[str, Any]:
    """R-precision, the mean similarity, and the share that is better than its start."""
    whole = {
        "guide": judge.guide.name,
        "avatars": len(lines),
        "r_precision": round(float(np.mean([line["rank"] == 1 for line in lines])), 3),
        "similarity": round(float(np.mean([line["similarity"] for line in lines])), 4),
    }
    started = [line for line in lines if "start" in line]
    if started:
        raised = [line["similarity"] > line["start"] for line in started]
        whole |= {"with_start": len(started), "better_than_start": round(float(np.mean(raised)), 3)}
    return whole


def main(argv: list[str]) -> int:
    """Print a line of JSON an avatar and a summary, and draw the contact sheet; raises UserError."""
    parser = argparse.ArgumentParser(prog="python3 -m backend evaluate", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="folders of finished avatars")
    parser.add_argument("--guide", default="judge", help="judge, builtin, a CLIP model's name or a file")
    parser.add_argument("--among", type=int, default=20, help="prompts to choose from")
    parser.add_argument("--sheet", type=Path, default=Path("evaluation.png"), help="the contact sheet")
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    options = parser.parse_args(argv)
    if not 2 <= options.among <= len(PROMPTS):
        raise UserError("input", f"--among {options.among} is not between 2 and {len(PROMPTS)}.")
    kept = [read_folder(folder) for folder in options.folders]
    judge = Judge(load_guide(options.guide, choose_device(options.device)))
    if any(one.made_by == judge.guide.fingerprint for one in kept):
        sys.stderr.write(f"Warning: the guide {judge.guide.name} made these avatars: no second opinion.\n")
    lines = evaluate(kept, judge, options.among)
    for line in [*lines, summary(lines, judge)]:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    pictures = [portraits(one, body_of(one.body)) for one in kept]
    labels = [f"{line['prompt']} (rank {line['rank']} of {line['among']})" for line in lines]
    try:
        sheet(pictures, labels).save(options.sheet, format="PNG")
    except OSError as error:
        raise UserError("disk", f"Cannot write {options.sheet}: {error.strerror}.") from error
    return 0
