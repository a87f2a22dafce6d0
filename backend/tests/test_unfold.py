"""Folded triangles are opened, those that pass through others drawn apart, and nothing else moves."""

import numpy as np
import trimesh

from backend.surface.unfold import folded, pierced, separate, unfold


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


def dented(depth):
    """A flat slab, 0.1 thick, whose top has a thorn of this depth in the middle, pointing down."""
    plate = trimesh.creation.box((1, 1, 0.1)).subdivide().subdivide().subdivide().subdivide()
    vertices, faces = np.array(plate.vertices), np.asarray(plate.faces, np.int64)
    thorn = np.linalg.norm(vertices - [0, 0, 0.05], axis=1).argmin()
    vertices[thorn, 2] -= depth
    return vertices, faces, thorn


def test_what_passes_through_itself_is_drawn_apart():
    vertices, faces, thorn = dented(0.13)
    through, edges = pierced(vertices, faces)
    assert len(through) and thorn in edges
    apart = separate(vertices, faces)
    assert not len(pierced(apart, faces)[0])
    moved = np.linalg.norm(apart - vertices, axis=1) > 1e-9
    assert moved[thorn] and moved.sum() < 40


def test_what_passes_through_nothing_stays():
    vertices, faces, _ = dented(0.07)
    assert not len(pierced(vertices, faces)[0])
    assert (separate(vertices, faces) == vertices).all()
