"""Avatars that the backend makes for the readers of exported files: python -m blender_tests.people DIR

In the backend's environment; see provided.py. Two bodies, the free one and a file of SMPL's layout with pose
blend shapes, in two shapes each, dressed or plain, coarse, as sculpting starts, with drawn movements; of one,
eight joints move a vertex, and one has fingers.
"""

from __future__ import annotations

import dataclasses
import sys
import tempfile
from pathlib import Path

import numpy as np

from backend import avatar
from backend.body import Body, load_body, stand_pose
from backend.body.finer import curled
from backend.body.phenotypes import betas_of
from backend.body.words import AVERAGE, phenotypes, read
from backend.config import load_preset
from backend.motion.ground import grounded
from backend.rig import rig
from backend.sculpt.loop import make_field
from backend.sculpture import source_of, textured
from backend.surface.mesh import Surface
from backend.surface.texture import save_png
from backend.tests import smpl_file
from backend.train import movements
from backend.wardrobe.choose import GREY, dressed
from backend.wardrobe.outfit import draw_outfit
from blender_tests.provided import EIGHT, NAMES

COARSE = {"resolution": 32, "triangles": 4000, "texture_size": 512}


@dataclasses.dataclass(frozen=True)
class Person:
    """smpl: on the file of SMPL's layout; shape: words; outfit: its seed, None for plain grey; motions: of
    movements.ACTIONS; fingers and influences as `backend.rig` has them."""

    shape: str
    outfit: int | None
    motions: tuple[str, ...]
    smpl: bool = False
    fingers: bool = False
    influences: int = 4


PEOPLE = {
    "free-tall": Person("a tall and skinny man", 11, ("wave", "walk")),
    "free-fat": Person("a short and fat woman", None, ("run",), fingers=True),
    "smpl-strong": Person("a strong man", None, ("jump", "wave"), smpl=True),
    EIGHT: Person("a short and curvy woman", 8, ("walk",), smpl=True, influences=8),
}


def make(person: Person, body: Body, free: Body, folder: Path) -> None:
    """Write the person's avatar and texture. body: theirs; free: what reads words."""
    betas = betas_of(free, phenotypes(read(person.shape), AVERAGE))[: body.betas]
    posed = body.pose(betas, stand_pose())
    outfit = GREY if person.outfit is None else draw_outfit(np.random.default_rng(person.outfit))
    start = dressed(outfit, body, betas, posed)
    settings = load_preset("draft", **COARSE)
    flat = dataclasses.replace(settings.surface, spacing=0.02, head_magnification=1.0)
    settings = dataclasses.replace(settings, surface=flat)
    made = textured(make_field(start, settings.sculpt), start, settings)
    surface = Surface(made["vertices"], made["faces"])
    metadata = {"texture": "texture.png", "request": {"appearance": f"{person.shape}, größer!"}}
    still = rig(
        surface, source_of(start), posed, body, made["uv"], made["colors"], metadata, person.influences
    )
    motions = tuple(motion(still, name, number) for number, name in enumerate(person.motions))
    folder.mkdir(parents=True)
    save_png(made["texture"], folder / "texture.png")
    avatar.save(dataclasses.replace(still, motions=motions), folder / "avatar.npz")


def motion(still: avatar.Avatar, action: str, seed: int) -> avatar.Motion:
    """An action drawn from a seed, on the ground."""
    drawn = movements.draw(np.random.default_rng(seed), action)
    poses = curled(drawn.poses, still.joint_names)
    return avatar.Motion(action, poses, grounded(still, poses, drawn.lift))


def main(out: Path) -> None:
    assert tuple(PEOPLE) == NAMES
    free = load_body("free")
    with tempfile.TemporaryDirectory() as scratch:
        smpl = load_body(str(smpl_file.write(Path(scratch, "SMPL_NEUTRAL.npz"))))
    for name, person in PEOPLE.items():
        body = smpl if person.smpl else load_body("free", person.fingers)
        make(person, body, free, out / name)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
