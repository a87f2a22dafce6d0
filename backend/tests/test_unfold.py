"""Folded triangles are opened, and nothing else moves."""

import numpy as np
import trimesh

from backend.surface.unfold import folded, unfold


def sphere():
    mesh = trimesh.creation.icosphere(4, 0.5)
    return np.asarray(mesh.vertices), np.asarray(mesh.faces)


def test_a_smooth_mesh_stays_as_it_is():
    vertices, faces = sphere()
    assert not folded(vertices, faces).any()
    assert (unfold(vertices, faces) == vertices).all()


def test_vertices_pushed_across_their_neighbours_come_back():
    vertices, faces = sphere()
    rng = np.random.default_rng(0)
    bent = vertices.copy()
    pushed = rng.choice(len(vertices), 25, replace=False)
    sideways = np.cross(vertices[pushed], rng.normal(size=(25, 3)))
    bent[pushed] += 0.05 * sideways / np.linalg.norm(sideways, axis=1, keepdims=True)  # 1.5 edges
    bent[pushed] *= 0.5 / np.linalg.norm(bent[pushed], axis=1, keepdims=True)
    assert folded(bent, faces).sum() > 10
    opened = unfold(bent, faces)
    assert not folded(opened, faces).any()
    assert np.abs(np.linalg.norm(opened, axis=1) - 0.5).max() < 0.02
    moved = np.linalg.norm(opened - bent, axis=1) > 0
    assert moved.sum() < 25 * 20
