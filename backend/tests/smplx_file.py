"""A file of SMPL-X's layout, of the free body's shape: the real one may not be redistributed."""

from pathlib import Path

import numpy as np
from scipy.spatial import cKDTree

from backend.body import load_body
from backend.body.joints import SMPLX_NAMES, parents_of
from backend.tests.smpl_file import skin_of

VERTICES, JOINTS, SHAPES, EXPRESSIONS = 10475, 55, 300, 100


def arrays(shapes: int = SHAPES, expressions: int = EXPRESSIONS) -> dict[str, np.ndarray]:
    """The arrays of SMPLX_NEUTRAL.npz that pose it; face, pose and expression move it a little at random."""
    free = load_body("free", fingers=True).finer
    assert free is not None
    template, faces = skin_of(free, VERTICES)
    near = cKDTree(free.v_template).query(template)[1]
    rng = np.random.default_rng(0)
    directions = rng.normal(scale=0.003, size=(VERTICES, 3, shapes + expressions)).astype(np.float32)
    count = min(shapes, free.betas)
    directions[:, :, :count] = free.shapedirs[near][:, :, :count]
    weights = np.zeros((VERTICES, JOINTS))
    weights[:, [SMPLX_NAMES.index(name) for name in free.joint_names]] = free.weights[near]
    chin = template[:, 1] < template[:, 1].max() - 0.17
    head, jaw = SMPLX_NAMES.index("head"), SMPLX_NAMES.index("jaw")
    weights[chin, jaw], weights[chin, head] = weights[chin, head] * 0.75, weights[chin, head] * 0.25
    places = free.J_regressor @ free.v_template
    face = [places[free.joint_names.index("head")] + np.array(offset) for offset in
            ((0, 0.02, 0.03), (0.03, 0.08, 0.1), (-0.03, 0.08, 0.1))]  # fmt: skip
    order = np.concatenate([places[:22], face, places[22:]])
    regressor = np.zeros((JOINTS, VERTICES))
    regressor[np.arange(JOINTS)[:, None], cKDTree(template).query(order, k=12)[1]] = 1 / 12
    parents = parents_of(SMPLX_NAMES).astype(np.int64)
    return {
        "v_template": template,
        "f": faces.astype(np.uint32),
        "shapedirs": directions,
        "posedirs": rng.normal(scale=0.001, size=(VERTICES, 3, 9 * (JOINTS - 1))).astype(np.float32),
        "J_regressor": regressor,
        "kintree_table": np.stack([parents % 2**32, np.arange(JOINTS)]),
        "weights": weights,
    }


def write(path: Path, **changes: int) -> Path:
    """The whole file, with what only SMPL-X's own readers want, pickled objects among it."""
    rng = np.random.default_rng(1)
    corners = rng.dirichlet([1, 1, 1], 51)
    rest = {f"hands_{what}{side}": rng.normal(size=shape) for side in "lr"
            for what, shape in (("components", (45, 45)), ("mean", 45), ("coeffs", (10, 45)))}  # fmt: skip
    np.savez(
        path,
        **arrays(**changes),
        **rest,
        lmk_faces_idx=rng.integers(0, 20000, 51),
        lmk_bary_coords=corners,
        joint2num=np.array({name: number for number, name in enumerate(SMPLX_NAMES)}, object),
        part2num=np.array({"head": 0}, object),
    )
    return path
