"""A finer body: four triangles for one, so that hems and facets are half as coarse."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np
import scipy.sparse

from .model import Body, Posed


def subdivide(body: Body, posed: Posed) -> tuple[Body, Posed]:
    """One step of Loop subdivision (Loop 1987) of the template, its shape space, and one pose of it.

    The first V vertices are the old ones, moved a little by the smoothing, so the joints stay where
    they are read from. UVs are left out, and pose blend shapes but for what they do to this pose.
    """
    count = len(body.v_template)
    parts = body.parts if body.parts is not None else np.zeros(count, np.uint8)
    columns = [
        body.v_template,
        body.weights,
        np.eye(4)[parts],
        posed.vertices,
        posed.rest_vertices,
        posed.pose_offsets,
        body.shapedirs.reshape(count, -1),
    ]
    values, faces = igl.loop(np.concatenate(columns, axis=1).astype(np.float64), body.faces.astype(np.int64))
    template, weights, labels, vertices, rest, offsets, directions = np.split(
        values.astype(np.float32), np.cumsum([column.shape[1] for column in columns])[:-1], axis=1
    )
    finer = dataclasses.replace(
        body,
        v_template=template,
        weights=weights,
        shapedirs=directions.reshape(len(values), 3, -1),
        posedirs=None,
        J_regressor=scipy.sparse.csr_matrix(
            (body.J_regressor.data, body.J_regressor.indices, body.J_regressor.indptr),
            shape=(body.J_regressor.shape[0], len(values)),
        ),
        faces=faces.astype(np.int32),
        uv=None,
        uv_faces=None,
        parts=labels.argmax(axis=1).astype(np.uint8) if body.parts is not None else None,
        finer=None,
    )
    return finer, dataclasses.replace(posed, vertices=vertices, rest_vertices=rest, pose_offsets=offsets)
