"""The rasteriser against geometry that is known in closed form."""

from __future__ import annotations

import numpy as np
import pytest
import trimesh

from backend.raster import Camera, draw, rasterise, vertex_normals

SIZE = 96


@pytest.fixture(scope="module")
def sphere():
    mesh = trimesh.creation.icosphere(5, 0.5)
    return np.asarray(mesh.vertices, np.float32), np.asarray(mesh.faces, np.int32)


def pixel_rays(camera: Camera) -> np.ndarray:
    """Directions (SIZE, SIZE, 3) through pixel centres, of length 1 along the axis."""
    across = ((np.arange(SIZE) + 0.5) / SIZE * 2 - 1) * camera.tangent
    x, y = np.meshgrid(across, -across)
    return np.stack([x, y, np.ones_like(x)], axis=-1) @ camera.rotation


@pytest.mark.parametrize("azimuth", [0.0, 1.0, -2.5])
def test_depth_and_outline_of_a_sphere(sphere, azimuth):
    camera = Camera.orbit(np.zeros(3), azimuth, 0.3, 2.0, 0.8)
    triangle, _, depth = rasterise(*sphere, camera, SIZE)
    rays = pixel_rays(camera)
    a, b, c = (rays**2).sum(-1), rays @ camera.eye, camera.eye @ camera.eye - 0.25
    discriminant = b**2 - a * c
    expected = (-b - np.sqrt(np.maximum(discriminant, 0))) / a
    assert ((triangle >= 0) != (discriminant > 0)).mean() < 0.01
    inside = discriminant > 0.05
    assert np.abs(depth - expected)[inside].max() < 2e-3


def test_barycentrics_lead_back_to_the_pixel(sphere):
    vertices, faces = sphere
    camera = Camera.orbit(np.array([0.1, 0, 0]), 0.4, -0.2, 1.5, 0.7)
    triangle, barycentric, _ = rasterise(vertices, faces, camera, SIZE)
    seen = triangle >= 0
    points = (vertices[faces[triangle[seen]]] * barycentric[seen][..., None]).sum(axis=1)
    rows, columns = np.nonzero(seen)
    assert np.abs(camera.project(points, SIZE)[:, :2] - np.stack([columns, rows], 1) - 0.5).max() < 0.02
    assert np.allclose(barycentric[seen].sum(axis=1), 1, atol=1e-4)


def test_the_nearer_triangle_wins_in_either_order():
    square = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32)
    vertices = np.concatenate([square, square * 0.5 + [0, 0, 0.5]]).astype(np.float32)
    back, front = [[0, 1, 2], [0, 2, 3]], [[4, 5, 6], [4, 6, 7]]
    camera = Camera.orbit(np.zeros(3), 0.0, 0.0, 3.0, 1.2)
    for faces, nearer in ((back + front, {2, 3}), (front + back, {0, 1})):
        triangle, _, _ = rasterise(vertices, np.array(faces, np.int32), camera, SIZE)
        assert set(np.unique(triangle[40:56, 40:56])) <= nearer


def test_what_is_behind_the_camera_is_not_drawn(sphere):
    camera = Camera.orbit(np.array([0, 0, 5.0]), 0.0, 0.0, 1.0, 0.5)
    away = Camera(camera.eye, camera.rotation * np.array([[-1], [1], [-1]]), camera.tangent)
    assert (rasterise(*sphere, away, SIZE)[0] == -1).all()


def test_normals_of_a_sphere_point_outward(sphere):
    vertices, faces = sphere
    assert (vertex_normals(vertices, faces) * vertices).sum(axis=1).min() > 0.499


def test_a_picture_has_the_mesh_colour_and_the_background(sphere):
    colors = np.tile(np.array([[0.8, 0.1, 0.1]], np.float32), (len(sphere[0]), 1))
    image = draw(
        *sphere, colors, Camera.orbit(np.zeros(3), 0, 0, 2.0, 0.8), SIZE, ambient=1.0, background=0.25
    )
    assert np.allclose(image[SIZE // 2, SIZE // 2], [0.8, 0.1, 0.1], atol=1e-5)
    assert np.allclose(image[0, 0], 0.25)
