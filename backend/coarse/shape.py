"""The coarse body of a prompt, as files.

`python3 -m backend shape --prompt TEXT --out FOLDER` writes `coarse_shape.obj`, the body in its T-pose
(metres, y up, facing +z), and `shape.json`: prompt, body, guide, and the betas where the shape has any.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import igl
import numpy as np

from .. import checks
from ..body import Body, load_body
from ..body.codebook import ENTRIES, choose_betas, reads_words, warnings
from ..body.load import find_body
from ..guide import Guide, find_guide, load_guide
from ..machine import choose_device
from .folder import claim
from .render import SHAPE, SHAPE_FACTS
from .upstream import Shapes, load_shapes


def coarse_shape(
    prompt: str, body: Body, guide: Guide, shapes: Shapes | None = None
) -> tuple[np.ndarray, np.ndarray | None]:
    """T-pose vertices (V, 3) float32 for a prompt, and the body's betas (B,); with the published shapes, what
    their VAE decodes, which has none."""
    if shapes is None:
        betas = choose_betas(prompt, body, guide)
        return body.rest(betas[None])[0][0], betas
    return shapes.body.rest(shapes.choose(prompt, guide)[None])[0][0], None


def main(argv: list[str]) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="backend shape", description="The coarse body of a prompt.")
    names = ("--prompt", "--target-txt", "--target_txt")  # ours and AvatarCLIP's
    parser.add_argument(*names, required=True, metavar="TEXT", help='the body, "a tall and skinny man"')
    parser.add_argument("--out", type=Path, required=True, help="folder for the body")
    parser.add_argument("--guide", default="builtin", help="builtin, a CLIP model's name, or a weights file")
    parser.add_argument("--body", default="free", help="free, neutral, male, female, or a file")
    parser.add_argument("--device", default="auto", choices=checks.CHOICES["device"])
    parser.add_argument(
        "--upstream-data",
        type=Path,
        metavar="DIR",
        help="folder with AvatarCLIP's model_VAE_16.pth and codebook.pth",
    )
    options = parser.parse_args(argv)
    checks.check_prompt("shape", options.prompt)
    find_guide(options.guide)
    find_body(options.body)
    out = options.out.expanduser()
    body, guide = load_body(options.body), load_guide(options.guide, choose_device(options.device))
    shapes = load_shapes(options.upstream_data.expanduser(), body, guide) if options.upstream_data else None
    claim(out, SHAPE_FACTS)
    sys.stdout.writelines(f"Warning: {text}\n" for text in warnings(options.prompt, body, guide))
    if shapes is None and not reads_words(body, guide):
        sys.stdout.write(f"Choosing among {ENTRIES} bodies, whose pictures are made once and kept\n")
        sys.stdout.flush()
    vertices, betas = coarse_shape(options.prompt, body, guide, shapes)
    igl.write_triangle_mesh(out / SHAPE, vertices.astype(np.float64), body.faces.astype(np.int64))
    facts = {
        "prompt": options.prompt,
        "body": options.body,
        "guide": guide.name,
        "betas": None if betas is None else betas.tolist(),
    }
    (out / SHAPE_FACTS).write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")
    sys.stdout.write(f"Done: {out}, {np.ptp(vertices[:, 1]):.2f} m tall\n")
