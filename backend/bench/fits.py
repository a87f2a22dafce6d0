"""Does `rig` find the body in meshes of people, bare and dressed, in any pose, unit and axes?

`python3 -m backend bench fits [--every N]` prints for each mesh the error of the joints' places, in
centimetres of the true body, whether left and right were swapped, and how far the body sticks out.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator

import numpy as np

from ..body import JOINT_NAMES, Body, load_body, stand_pose
from ..foreign.fit import fit
from ..foreign.starts import UNITS, orientations
from ..motion.codebook import load_codebook
from ..protocol import UserError
from ..rig.trials import ROTATIONS, pose
from ..wardrobe.codebook import entry
from ..wardrobe.figure import Dresser

ODD_UNIT = 0.03  # metres, and of no program
SHAKEN = 0.12  # radians that poses of the codebook are changed by: they are not to be found as they are
# A skirt and high boots, a cape, very long hair, trousers; and the test pose that each is worn in.
OUTFITS = {101: "running", 334: "sitting", 77: "leg raised", 1500: "squatting"}
Rotations = dict[str, tuple[float, float, float]]
UNSEEN: dict[str, Rotations] = {
    "kicking": {"left_hip": (-1.7, 0, 0.2), "left_knee": (0.2, 0, 0), "shoulder": (0, -0.8, -0.6),
                "elbow": (0, -1.0, 0), "spine1": (-0.2, 0, 0)},
    "tree": {"right_hip": (-0.3, -0.9, -0.6), "right_knee": (2.2, 0, 0), "shoulder": (0, 0, 1.2),
             "collar": (0, 0, 0.3), "elbow": (0, -0.3, 0)},
    "hands on hips": {"shoulder": (0.3, 0.3, -0.75), "elbow": (0, -1.6, 0)},
    "arms crossed": {"shoulder": (0, -0.7, -1.1), "elbow": (0, -1.9, 0)},
    "telephoning": {"left_shoulder": (0, -0.4, -0.8), "left_elbow": (0, -2.3, 0),
                    "right_shoulder": (0, 0, 1.2)},
    "lunge": {"left_hip": (-1.4, 0, 0), "left_knee": (1.4, 0, 0), "right_hip": (0.5, 0, 0),
              "right_knee": (0.4, 0, 0), "shoulder": (0, 0, 0.1)},
    "kneeling": {"hip": (-0.2, 0, 0.1), "knee": (1.8, 0, 0), "ankle": (0.5, 0, 0), "shoulder": (0, 0, -1.0)},
    "cross-legged": {"hip": (-1.4, 0.3, 0.8), "knee": (2.1, 0, 0), "shoulder": (0, -0.3, -1.0),
                     "elbow": (0, -0.5, 0)},
    "bowing": {"spine1": (0.5, 0, 0), "spine2": (0.4, 0, 0), "hip": (-0.8, 0, 0), "shoulder": (0, 0, -1.2)},
    "throwing": {"left_shoulder": (0, -1.0, 0), "right_shoulder": (0, 0.3, -0.2), "right_elbow": (0, 1.6, 0),
                 "spine2": (0, -0.5, 0), "left_hip": (-0.5, 0, 0), "right_hip": (0.3, 0, 0)},
}  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Case:
    """A mesh of a person as a file may have it, where its joints (J, 3) are in it, and metres to its unit."""

    name: str
    vertices: np.ndarray
    faces: np.ndarray
    joints: np.ndarray
    unit: float


def cases(body: Body) -> Iterator[Case]:
    """Bare bodies in the stand pose, the test poses, UNSEEN ones and shaken ones of the codebook; OUTFITS in
    two poses each. Betas, units and axes change from one to the next."""
    rng, codebook, dresser = np.random.default_rng(0), load_codebook(), Dresser(body)
    planned: list[tuple[str, np.ndarray, frozenset[str]]] = [("standing", stand_pose(), frozenset())]
    planned += [(name, pose(turns), frozenset()) for name, turns in (ROTATIONS | UNSEEN).items()]
    for number in rng.integers(len(codebook), size=24):
        shaken = codebook[number] + rng.normal(size=codebook[number].shape) * SHAKEN
        shaken[0] = codebook[number, 0]
        planned.append((f"codebook {number}", shaken.astype(np.float32), frozenset()))
    for number, name in OUTFITS.items():
        worn = entry(number).worn
        planned.append((f"outfit {number}, standing", stand_pose(), worn))
        planned.append((f"outfit {number}, {name}", pose(ROTATIONS[name]), worn))
    for index, (name, angles, worn) in enumerate(planned):
        assert body.samples is not None
        betas = body.samples[rng.integers(len(body.samples))]
        posed, figure = body.pose(betas, angles), dresser.figure(betas, worn)
        unit = (*UNITS, ODD_UNIT)[index % 5]
        axes = orientations()[0 if index % 2 == 0 else rng.integers(24)] / unit
        yield Case(name, figure.posed(posed) @ axes.T, figure.faces, posed.joints @ axes.T, unit)


def errors(case: Case, body: Body) -> dict[str, object]:
    """Of one mesh: mean and largest error of the joints in centimetres, which joint that is, and whether the
    joints are nearer to where those of the other side should be."""
    found = fit(case.vertices, case.faces, body)
    ours, theirs = body.pose(found.betas, found.pose).joints, found.place(case.joints)
    scale = 100 * case.unit / found.scale
    sides = {"left": "right", "right": "left"}
    other = [
        JOINT_NAMES.index("_".join([sides.get(first, first), *rest]))
        for first, *rest in (name.split("_") for name in JOINT_NAMES)
    ]
    away = scale * np.linalg.norm(ours - theirs, axis=1)
    swapped = scale * np.linalg.norm(ours[other] - theirs, axis=1)
    return {
        "mean": round(float(away.mean()), 1),
        "largest": round(float(away.max()), 1),
        "joint": JOINT_NAMES[away.argmax()],
        "swapped": bool(swapped.mean() < away.mean()),
        "sticks_out": round(100 * found.doubt, 1),
        "left_out": round(found.left_out, 2),
    }


def main(argv: list[str]) -> None:
    """Print a line of JSON a mesh, and one of all."""
    parser = argparse.ArgumentParser(prog="backend bench fits")
    parser.add_argument("--every", type=int, default=1, help="only every so many of the meshes")
    options = parser.parse_args(argv)
    body, rows = load_body("free"), []
    for case in list(cases(body))[:: options.every]:
        began = time.process_time()
        try:
            row = errors(case, body)
        except UserError as error:
            row = {"refused": error.what}
        rows.append({"mesh": case.name, **row, "seconds": round(time.process_time() - began, 1)})
        sys.stdout.write(json.dumps(rows[-1]) + "\n")
        sys.stdout.flush()
    found = [row for row in rows if "refused" not in row]
    largest = np.array([row["largest"] for row in found], float)
    total = {
        "meshes": len(rows),
        "refused": len(rows) - len(found),
        "mean": round(float(np.mean([row["mean"] for row in found])), 2),
        "largest_median": round(float(np.median(largest)), 1),
        "under_5": int((largest < 5).sum()),
        "under_10": int((largest < 10).sum()),
        "swapped": sum(bool(row["swapped"]) for row in found),
    }
    sys.stdout.write(json.dumps(total) + "\n")
