"""Files split vertices where texture coordinates or normals differ; skinned apart, the halves would gape."""

from __future__ import annotations

import dataclasses

import numpy as np

from .read import Mesh


def welded(mesh: Mesh) -> Mesh:
    """The mesh with one vertex at each place, coloured as the first there; uv stay with the corners."""
    _, first, place = np.unique(mesh.vertices, axis=0, return_index=True, return_inverse=True)
    kept, renumbered = np.unique(first[place.ravel()], return_inverse=True)  # in the file's order
    return dataclasses.replace(
        mesh,
        vertices=mesh.vertices[kept],
        faces=renumbered.ravel()[mesh.faces],
        colors=np.ascontiguousarray(mesh.colors[kept]),
    )
