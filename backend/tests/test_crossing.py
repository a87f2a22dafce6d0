"""Triangles that pass through others are drawn apart, and nothing else moves."""

import numpy as np
import trimesh

from backend.surface.crossing import FARTHEST, pierced, separate


def dented(depth):
    """A flat slab, 0.1 thick, whose top has a thorn of this depth in the middle, pointing down."""
    plate = trimesh.creation.box((1, 1, 0.1)).subdivide().subdivide().subdivide().subdivide()
    vertices, faces = np.array(plate.vertices), np.asarray(plate.faces, np.int64)
    thorn = np.linalg.norm(vertices - [0, 0, 0.05], axis=1).argmin()
    vertices[thorn, 2] -= depth
    return vertices, faces, thorn


def test_what_passes_through_itself_is_drawn_apart():
    vertices, faces, thorn = dented(0.105)
    through, edges = pierced(vertices, faces)
    assert len(through) and thorn in edges
    apart = separate(vertices, faces)
    assert not len(pierced(apart, faces)[0])
    moved = np.linalg.norm(apart - vertices, axis=1) > 1e-9
    assert moved[thorn] and moved.sum() < 40


def test_what_passes_far_through_itself_keeps_its_shape():
    vertices, faces, _ = dented(0.5)
    apart = separate(vertices, faces)
    assert len(pierced(apart, faces)[0])
    assert FARTHEST < np.linalg.norm(apart - vertices, axis=1).max() < 0.15


def test_what_passes_through_nothing_stays():
    vertices, faces, _ = dented(0.07)
    assert not len(pierced(vertices, faces)[0])
    assert (separate(vertices, faces) == vertices).all()
