"""Where things are on a body: face, scalp, hands, and what each kind of garment covers."""

from __future__ import annotations

import numpy as np

from ..raster import vertex_normals
from .joints import JOINT
from .model import Body

EYE, EYE_CAVITY, MOUTH_CAVITY = 1, 2, 3
ARM = ("shoulder", "elbow", "wrist", "hand")
LEG = ("hip", "knee", "ankle", "foot")


def regions(body: Body) -> dict[str, np.ndarray]:
    """Boolean masks (V,) by name, found from the template's shape, joints and skinning weights.

    They overlap on purpose: a shirt covers what a vest covers. Lengths scale with the body's height.
    """
    vertices, weights = body.v_template, body.weights
    joints = body.J_regressor @ vertices
    scale = np.ptp(vertices[:, 1]) / 1.83
    x, y, z = vertices.T
    side = np.abs(x)
    parts = body.parts if body.parts is not None else np.zeros(len(vertices), np.uint8)
    normals = vertex_normals(vertices, body.faces)

    def driven_by(*names: str) -> np.ndarray:
        wanted = [JOINT[f"{s}_{name}"] for s in ("left", "right") for name in names]
        return weights[:, wanted].sum(axis=1)

    def height(joint: str) -> float:
        return float(joints[JOINT[joint], 1])

    eyes = parts == EYE
    eye = face_centre(body)
    up = (y - eye[1]) / scale
    depth = (z - eye[2]) / scale

    head = (weights[:, JOINT["head"]] > 0.5) | (parts > 0) | ((up > -0.13) & (side < 0.12 * scale))
    neck = ~head & (y > height("neck") - 0.02 * scale) & (side < 0.11 * scale)
    hands = driven_by("wrist", "hand") > 0.5
    shoulder = float(joints[JOINT["left_shoulder"], 0])
    arms = ~head & ~neck & (side > shoulder - 0.01 * scale) & (driven_by(*ARM) > 0.3)
    cavity = parts >= EYE_CAVITY
    ears = (side > 0.066 * scale) & (np.abs(up + 0.015) < 0.05) & (depth < -0.05) & (depth > -0.13)
    scalp = (
        head
        & (parts == 0)
        & (
            ((up > 0.055) & (depth > -0.05))
            | ((depth <= -0.05) & (depth > -0.09) & (up > 0.03))
            | ((depth <= -0.09) & (up > -0.05))
            | ((depth <= -0.12) & (up > -0.10))
        )
        & ~ears
    )
    face = head & ~scalp & ~eyes
    waist = 0.10 * scale
    torso = ~head & ~neck & ~arms & (y > -0.03 * scale)
    upper = torso & (y > waist - 0.1 * scale)
    lower = ~head & ~arms & ~hands & (y < waist)
    knee, ankle = height("left_knee"), height("left_ankle")
    elbow = float(joints[JOINT["left_elbow"], 0])
    strap = (side > 0.13 * scale) & (y > height("left_shoulder") - 0.02 * scale)
    hips = driven_by(*LEG) > 0.3
    front = z > joints[JOINT["spine3"], 2]
    chest = (side < 0.07 * scale) & upper & front & (normals[:, 2] > 0.2)
    tank = upper & ~strap
    mane = neck | (torso & (y > height("neck") - 0.16 * scale))
    mane &= z < joints[JOINT["neck"], 2] - 0.02 * scale
    trousers = lower & (y > ankle + 0.03 * scale)
    skirt = lower & (y > knee + 0.04 * scale)
    shirt = upper | (arms & ~hands)
    shoes = lower & (y < ankle + 0.03 * scale)
    return {
        "skin": np.ones(len(vertices), bool),
        "eyes": eyes,
        "cavity": cavity,
        "head": head,
        "face": face,
        "neck": neck,
        "hands": hands,
        "scalp": scalp,
        "torso": torso,
        "arms": arms & ~hands,
        "legs": ~head & hips & (y < height("left_hip")),
        "shirt": shirt,
        "t-shirt": upper | (arms & (side < elbow - 0.13 * scale)),
        "tank top": tank,
        "vest": tank & ~chest,
        "chest": chest,
        "trousers": trousers,
        "shorts": lower & (y > knee + 0.1 * scale),
        "briefs": lower & (y > -0.1 * scale) & ((y > -0.04 * scale) | (side < 0.09 * scale)),
        "skirt": skirt,
        "dress": skirt | tank,
        "gown": trousers | shirt,
        "suit": shirt | trousers,
        "shoes": shoes,
        "boots": lower & (y < knee - 0.17 * scale),
        "belt": ~arms & ~hands & (np.abs(y - waist) < 0.03 * scale),
        "hat": (head & (up > 0.06)) | (scalp & (up > 0.04)),
        "helmet": scalp | (head & (up > 0.06)),
        "long hair": scalp | mane,
        "mask": face & (up < -0.018),
        "beard": face & ~cavity & (up < -0.055) & (depth > -0.09),
        "eye band": face & (np.abs(up) < 0.016) & (depth > -0.03),
        "brows": face & ~cavity & (np.abs(up - 0.023) < 0.004) & (depth > -0.03) & (side > 0.012 * scale)
        & (side < 0.05 * scale),
        "lips": lips(body, up, depth, side / scale),
        "tie": (side < 0.03 * scale) & upper & front & (normals[:, 2] > 0.3),
        "back": (normals[:, 2] < -0.25) & ~arms & ~head & (y > knee - 0.1 * scale) & (y < height("neck")),
    }  # fmt: skip


def face_centre(body: Body) -> np.ndarray:
    """The point (3,) between the eyes, in the template."""
    if body.parts is not None:
        return body.v_template[body.parts == EYE].mean(axis=0)
    # Without labelled eyes: half way from the chin's level to the crown, at the front of the head.
    head = body.v_template[body.weights[:, JOINT["head"]] > 0.5]
    y = head[:, 1].max() - 0.115 * np.ptp(body.v_template[:, 1]) / 1.83
    level = head[np.abs(head[:, 1] - y) < 0.02]
    return np.array([0.0, y, level[:, 2].max() - 0.02], np.float32)


def lips(body: Body, up: np.ndarray, depth: np.ndarray, side: np.ndarray) -> np.ndarray:
    """Eight rings of vertices round the mouth's opening; by position where the mouth is not labelled."""
    if body.parts is None:
        return (np.abs(up + 0.075) < 0.008) & (side < 0.026) & (depth > -0.01)
    mouth = body.parts == MOUTH_CAVITY
    grown = mouth.copy()
    for _ in range(8):
        grown[np.unique(body.faces[grown[body.faces].any(axis=1)])] = True
    return grown & ~mouth
