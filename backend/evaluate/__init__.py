"""Does a guide that had no part in making the avatars recognise them?

R-precision: the share of avatars whose own prompt comes first among --among prompts, the others being
those of the other avatars, of the measurements' list, and of published.csv beside this file (whom and what
AvatarCLIP's published examples show; a table for the add-on's batch.py). Where a folder keeps the avatar that
sculpting started from, in its subfolder start, the two are compared as well. Flaws of the mesh are counted.
"""

from __future__ import annotations

import argparse
import csv
import functools
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from ..bench.prompts import PROMPTS
from ..body import Body, load_body
from ..guide import load_guide
from ..machine import choose_device
from ..protocol import UserError
from .folder import Kept, read_folder
from .geometry import floaters, mask_iou, self_intersections
from .portraits import Judge, Scene, portraits, sheet

START = "start"  # subfolder with the avatar before sculpting
PUBLISHED = Path(__file__).with_name("published.csv")
body_of = functools.cache(load_body)


@functools.cache
def known() -> list[str]:
    """The appearances of the measurements' list and of PUBLISHED."""
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        published = [row["appearance"] for row in csv.DictReader(file)]
    return [prompt.text for prompt in PROMPTS] + published


def candidates(prompts: list[str], own: int, among: int) -> list[str]:
    """The prompt of avatar `own`, then others: the other avatars' and the known ones, all different."""
    others = prompts[own + 1 :] + prompts[:own] + known()
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
            "similarity": round(float(scores[0]), 6),
            **flaws(one, body_of(one.body)),
        }
        if (one.folder / START).is_dir():
            start = judge.look(one.start(), body_of(one.body))
            line["start"] = round(judge.score(start, texts[one.prompt]), 6)
        lines.append(line)
    return lines


def flaws(kept: Kept, body: Body) -> dict[str, Any]:
    """Overlap with the silhouette of the body inside, parts that float, faces that pass through others."""
    scene = Scene(kept, body)
    return {
        "mask_iou": round(mask_iou(scene.vertices, scene.faces, scene.body, body.faces), 3),
        "floaters": floaters(scene.faces),
        "self_intersections": self_intersections(kept.avatar.vertices, scene.faces),
    }


def summary(lines: list[dict[str, Any]], judge: Judge) -> dict[str, Any]:
    """R-precision, the mean similarity and overlap, how many have flaws, the share better than its start."""
    whole = {
        "guide": judge.guide.name,
        "avatars": len(lines),
        "r_precision": round(float(np.mean([line["rank"] == 1 for line in lines])), 3),
        "similarity": round(float(np.mean([line["similarity"] for line in lines])), 4),
        "mask_iou": round(float(np.mean([line["mask_iou"] for line in lines])), 3),
        "with_floaters": sum(line["floaters"] > 0 for line in lines),
        "with_self_intersections": sum(line["self_intersections"] > 0 for line in lines),
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
    parser.add_argument(
        "--sheet", type=Path, default=Path("evaluation.png"), help="contact sheet, PNG or JPEG"
    )
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    options = parser.parse_args(argv)
    if not 2 <= options.among <= len(known()):
        raise UserError("input", f"--among {options.among} is not between 2 and {len(known())}.")
    kept = [read_folder(folder) for folder in options.folders]
    judge = Judge(load_guide(options.guide, choose_device(options.device)))
    if any(one.made_by == judge.guide.fingerprint for one in kept):
        sys.stderr.write(f"Warning: the guide {judge.guide.name} made these avatars: no second opinion.\n")
    lines = evaluate(kept, judge, options.among)
    for line in [*lines, summary(lines, judge)]:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    pictures = [portraits(one, body_of(one.body)) for one in kept]
    kind = "JPEG" if options.sheet.suffix.lower() in (".jpg", ".jpeg") else "PNG"
    labels = [f"{line['prompt']} (rank {line['rank']} of {line['among']})" for line in lines]
    try:
        sheet(pictures, labels).save(options.sheet, format=kind, quality=80)
    except OSError as error:
        raise UserError("disk", f"Cannot write {options.sheet}: {error.strerror}.") from error
    return 0
