"""Normal maps, against surfaces whose normals are known."""

from dataclasses import replace

import numpy as np
import pytest

from backend.surface.mesh import decimated, full
from backend.surface.normals import bake_normals, smooth_normals, tangents_of, unit
from backend.surface.texture import rasterise
from backend.surface.uv import unwrap
from backend.tests.surface_fixtures import SETTINGS, Shape, rippled

SIZE = 512


@pytest.fixture(scope="module")
def detail():
    return full(Shape(rippled(0.003, 0.06)), SETTINGS.spacing)


def shown(surface, uv, normals):
    """The normals (N, 3) that a renderer sees at the covered texels, and the surface's points there."""
    face, barycentric = rasterise(uv, SIZE)
    covered = face >= 0
    face, barycentric = face[covered], barycentric[covered][..., None]
    corners = surface.faces[face]
    up = unit((barycentric * smooth_normals(surface)[corners]).sum(axis=1))
    along = (barycentric * tangents_of(surface, uv)[face]).sum(axis=1)
    along = unit(along - up * (along * up).sum(axis=1, keepdims=True))
    x, y, z = (normals[covered].astype(float) / 255 * 2 - 1).T[..., None]
    points = (barycentric * surface.vertices[corners]).sum(axis=1)
    return unit(x * along + y * np.cross(up, along) + z * up), up, points


def degrees(first, second):
    return np.degrees(np.arccos(np.clip((first * second).sum(axis=1), -1, 1)))


def test_a_surface_that_lost_nothing_has_a_flat_map(detail):
    surface = decimated(detail, replace(SETTINGS, triangles=3000))
    uv = unwrap(surface, SIZE)
    normals = bake_normals(surface, uv, surface, SIZE)
    assert normals.shape == (SIZE, SIZE, 3) and normals.dtype == np.uint8
    assert np.abs(normals.astype(int) - [128, 128, 255]).max() <= 2


def test_what_decimation_took_is_seen_again(detail):
    surface = decimated(detail, replace(SETTINGS, triangles=500))
    uv = unwrap(surface, SIZE)
    bent, plain, points = shown(surface, uv, bake_normals(surface, uv, detail, SIZE))
    step, field = 1e-4, rippled(0.003, 0.06)
    slopes = [
        field((points + step * axis).astype(np.float32)) - field((points - step * axis).astype(np.float32))
        for axis in np.eye(3)
    ]
    true = unit(np.stack(slopes, axis=1).astype(float))
    front = points[:, 2] > 0.1
    assert degrees(bent, true)[front].mean() < 0.3 * degrees(plain, true)[front].mean()


def test_tangents_point_where_u_grows_and_lie_in_the_surface():
    surface = decimated(full(Shape(rippled(0.0, 1.0)), SETTINGS.spacing), replace(SETTINGS, triangles=3000))
    uv = unwrap(surface, SIZE)
    tangents = tangents_of(surface, uv)
    assert np.allclose(np.linalg.norm(tangents, axis=2), 1)
    places = surface.vertices[surface.faces]
    rise = np.einsum("fkd,fd->fk", tangents, places[:, 1] - places[:, 0])
    steps = (uv[:, 1] - uv[:, 0])[:, :1]
    sure = np.abs(steps[:, 0]) > np.quantile(np.abs(steps), 0.5)
    assert (np.sign(rise) == np.sign(steps))[sure].mean() > 0.95
    normals = smooth_normals(surface)[surface.faces]
    assert np.median(np.abs((normals * tangents).sum(axis=2))) < 0.1
