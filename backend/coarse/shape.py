"""The coarse body of a prompt, as files.

`python3 -m backend shape --target-txt "a tall man"` writes `out/coarse_shape/a_tall_man.obj`, the body in its
T-pose (metres, y up, facing +z), and beside it `a_tall_man.json`: prompts, body, guide, and betas where
the shape has any.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

import igl
import numpy as np

from .. import checks
from ..body import Body, load_body
from ..body.codebook import ENTRIES, NEUTRAL, choose_betas, reads_words, warnings
from ..body.load import find_body
from ..guide import Guide, find_guide, load_guide
from ..guide.views import bare
from ..machine import choose_device
from .folder import claim
from .render import FACTS, SHAPE
from .upstream import GUIDE, Shapes, load_shapes

FOLDER = Path("out", "coarse_shape")
LONGEST_NAME = 80  # characters of a file's


def coarse_shape(
    prompt: str, body: Body, guide: Guide, shapes: Shapes | None = None, neutral: str = NEUTRAL
) -> tuple[np.ndarray, np.ndarray | None]:
    """T-pose vertices (V, 3) float32 for a prompt, and the body's betas (B,); with the published shapes, what
    their VAE decodes, which has none. neutral: the text of the average body."""
    if shapes is None:
        betas = choose_betas(prompt, body, guide, neutral)
        return body.rest(betas[None])[0][0], betas
    return shapes.body.rest(shapes.choose(prompt, guide, neutral)[None])[0][0], None


def file_name(prompt: str) -> str:
    """What a prompt's files are called, without an ending: "a_tall_man"."""
    return re.sub(r"\W+", "_", prompt.lower()).strip("_")[:LONGEST_NAME] or "body"


def parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="backend shape", description="The coarse body of a prompt.")
    names = ("--target-txt", "--target_txt", "--prompt")  # AvatarCLIP's and ours
    parser.add_argument(*names, dest="prompt", required=True, metavar="TEXT", help='"a tall and skinny man"')
    neutral = ("--neutral-txt", "--neutral_txt")
    parser.add_argument(*neutral, default=NEUTRAL, metavar="TEXT", help="what the average body is called")
    parser.add_argument("--out", type=Path, default=FOLDER, help=f"folder for the body (default: {FOLDER})")
    parser.add_argument("--guide", default="", help="builtin, a CLIP model's name, or a weights file")
    parser.add_argument("--body", default="", help="free, neutral, male, female, or a file")
    parser.add_argument("--device", default="auto", choices=checks.CHOICES["device"])
    parser.add_argument(
        "--upstream-data",
        type=Path,
        metavar="DIR",
        help=f"folder with AvatarCLIP's model_VAE_16.pth and codebook.pth; wants {GUIDE} and an SMPL body",
    )
    return parser


def main(argv: list[str]) -> None:
    """The command."""
    options = parser().parse_args(argv)
    for text in (options.prompt, options.neutral_txt):
        checks.check_prompt("shape", text)
    prompt, neutral = bare(options.prompt), bare(options.neutral_txt)
    usual = (GUIDE, "neutral") if options.upstream_data else ("builtin", "free")
    guide_name, body_name = options.guide or usual[0], options.body or usual[1]
    find_guide(guide_name)
    find_body(body_name)
    out, name = options.out.expanduser(), file_name(prompt)
    body, guide = load_body(body_name), load_guide(guide_name, choose_device(options.device))
    shapes = load_shapes(options.upstream_data.expanduser(), body, guide) if options.upstream_data else None
    claim(out, name + FACTS)
    sys.stdout.writelines(f"Warning: {text}\n" for text in warnings(prompt, body, guide))
    if shapes is None and reads_words(body, guide):
        if neutral != NEUTRAL:
            sys.stdout.write("Warning: --neutral-txt changes nothing where a table of words is read.\n")
    elif shapes is None:
        sys.stdout.write(f"Choosing among {ENTRIES} bodies, whose pictures are made once and kept\n")
        sys.stdout.flush()
    vertices, betas = coarse_shape(prompt, body, guide, shapes, neutral)
    mesh = out / (name + SHAPE)
    igl.write_triangle_mesh(mesh, vertices.astype(np.float64), body.faces.astype(np.int64))
    facts = {
        "prompt": options.prompt,
        "neutral": options.neutral_txt,
        "body": body_name,
        "guide": guide.name,
        "betas": None if betas is None else betas.tolist(),
    }
    (out / (name + FACTS)).write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
    sys.stdout.write(f"Done: {mesh}, {np.ptp(vertices[:, 1]):.2f} m tall\n")
