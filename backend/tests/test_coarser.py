"""Weights of dense surfaces, found on a coarser one, move as those found on the surface itself."""

import igl
import numpy as np
import pytest

from backend.body import load_body, stand_pose
from backend.rig import Source, assemble, rig
from backend.rig.coarser import SPACING, coarser
from backend.rig.gaps import outside
from backend.rig.trials import Skin, deformation
from backend.surface.mesh import Surface


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def posed(body):
    return body.pose(np.zeros(body.betas), stand_pose())


@pytest.fixture(scope="module")
def dense(posed, body):
    """The body in small triangles, some of them slivers, as marching cubes leaves them."""
    vertices, faces = igl.upsample(posed.vertices.astype(np.float64), outside(body).astype(np.int64), 1)
    rng = np.random.default_rng(0)
    split = rng.choice(len(faces), len(faces) // 10, replace=False)
    shares = np.array([0.96, 0.02, 0.02])[:, None]
    new = len(vertices) + np.arange(len(split))
    added = (vertices[faces[split]] * shares).sum(axis=1)
    a, b, c = faces[split].T
    parts = [np.stack([new, *pair], axis=1) for pair in ((a, b), (b, c), (c, a))]
    return Surface(
        np.concatenate([vertices, added]).astype(np.float32),
        np.concatenate([np.delete(faces, split, axis=0), *parts]).astype(np.int32),
    )


def test_values_of_clusters_come_back_to_where_they_are_from(dense):
    coarse, counts = coarser(dense)
    assert len(coarse.vertices) < len(dense.vertices) / 2
    assert counts.shape == (len(dense.vertices), len(coarse.vertices)) and counts.min() >= 0
    assert np.allclose(counts @ np.ones(len(coarse.vertices)), 1, atol=1e-5)
    assert np.linalg.norm(counts @ coarse.vertices - dense.vertices, axis=1).mean() < SPACING / 3


def test_a_dense_surface_moves_as_one_whose_weights_were_found_on_itself(dense, body, posed, monkeypatch):
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    uv, colors = np.zeros((len(dense.faces), 3, 2), np.float32), np.zeros_like(dense.vertices, np.uint8)
    found = []
    for most in (1_000_000, 1000):
        monkeypatch.setattr(assemble, "DENSE", most)
        avatar = rig(dense, source, posed, body, uv, colors, {})
        assert np.allclose(avatar.weight_values.sum(axis=1), 1, atol=1e-5)
        found.append(deformation(Skin.of_avatar(avatar))["all"])
    exact, coarse = found
    assert coarse["stretch"] < 1.1 * exact["stretch"]
    assert coarse["volume"] == pytest.approx(exact["volume"], abs=0.02)
