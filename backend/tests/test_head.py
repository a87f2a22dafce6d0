"""Hair, hats and extras: closed, finite, and where they belong, on many bodies."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from backend.body import load_body
from backend.wardrobe import extras, hair, hats
from backend.wardrobe.fit import Tape

PIECES = {**hair.PIECES, **hats.PIECES, **extras.PIECES}


@pytest.fixture(scope="module")
def fits():
    body = load_body("free")
    rows = np.concatenate([np.zeros((1, body.betas), np.float32), body.samples[:40]])
    tape = Tape(body)
    unlabelled = Tape(dataclasses.replace(body, parts=None))
    return [tape.measure(row) for row in rows[::5]] + [unlabelled.measure(rows[3])]


@pytest.fixture(scope="module")
def built(fits):
    return {name: [piece.build(fit) for fit in fits] for name, piece in PIECES.items()}


@pytest.mark.parametrize("name", PIECES)
def test_pieces_are_closed_and_hold_a_volume(built, name):
    for solid in built[name]:
        assert np.isfinite(solid.vertices).all()
        assert solid.vertices.dtype == np.float32 and solid.faces.dtype == np.int32
        edges = np.concatenate([solid.faces[:, [k, (k + 1) % 3]] for k in range(3)])
        _, count = np.unique(edges, axis=0, return_counts=True)
        assert (count == 1).all()
        assert len(np.unique(np.sort(edges, axis=1), axis=0)) * 2 == len(edges)
        a, b, c = (solid.vertices[solid.faces[:, k]].astype(float) for k in range(3))
        assert (a * np.cross(b, c)).sum() / 6 > 1e-7
