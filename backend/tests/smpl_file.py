"""A file of SMPL's layout, of the free body's shape: the real one may not be redistributed."""

from pathlib import Path

import igl
import numpy as np
from scipy.spatial import cKDTree

from backend.body import Body, load_body
from backend.raster import vertex_normals

VERTICES, SHAPES = 6890, 10
NEIGHBOURS = 6  # vertices of the free body that one of the file's is the mean of
BULGE = 0.004  # metres, what a joint that is turned adds to the skin that it moves


def skin_of(body: Body, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The skin of a body in so many vertices, closed: (count, 3) metres and faces (2 count - 4, 3)."""
    component = igl.facet_components(body.faces.astype(np.int64))[1]
    skin = body.faces[component == np.bincount(component).argmax()].astype(np.int64)
    used = np.unique(skin)
    places = body.v_template[used].astype(np.float64)
    template, faces = igl.decimate(places, np.searchsorted(used, skin), 2 * count - 4)[:2]
    return template, faces


def arrays() -> dict[str, np.ndarray]:
    """The arrays of SMPL_NEUTRAL.npz that pose it: 24 joints, and pose blend shapes that bulge the skin."""
    free = load_body("free")
    template, faces = skin_of(free, VERTICES)
    away, near = cKDTree(free.v_template).query(template, k=NEIGHBOURS)
    share = 1 / (away + 1e-4)
    share /= share.sum(axis=1, keepdims=True)
    shapes = free.shapedirs[:, :, :SHAPES]
    weights = np.einsum("vn,vnj->vj", share, free.weights[near])
    count, joints = len(template), len(free.parents)
    around = cKDTree(template).query(free.J_regressor @ free.v_template, k=24)[1]
    regressor = np.zeros((joints, count))
    regressor[np.arange(joints)[:, None], around] = 1 / around.shape[1]
    diagonal = np.eye(3).ravel()  # of a turn, what shrinks as it grows
    normals = vertex_normals(template.astype(np.float32), faces)
    bulges = np.einsum("vd,vj,k->vdjk", normals, weights[:, 1:], -BULGE * diagonal)
    return {
        "v_template": template,
        "f": faces.astype(np.uint32),
        "shapedirs": np.einsum("vn,vndb->vdb", share, shapes[near]),
        "posedirs": bulges.reshape(count, 3, -1),
        "J_regressor": regressor,
        "kintree_table": np.stack([free.parents.astype(np.int64) % 2**32, np.arange(joints)]),
        "weights": weights,
    }


def write(path: Path) -> Path:
    """The file."""
    np.savez(path, **arrays())
    return path
