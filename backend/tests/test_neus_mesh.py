"""The surface of a known field becomes a mesh where it is, in the colours that a camera sees."""

import dataclasses

import igl
import neus_fixtures
import numpy as np
import pytest
import torch
from sculpt_fixtures import CENTRE, RADIUS

from backend.neus import mesh
from backend.neus.networks import Queried
from backend.protocol import UserError

NODES = 96


class Ball(torch.nn.Module):
    """A ball whose first colour is red and whose second one is its position."""

    def __init__(self, radius=RADIUS):
        super().__init__()
        self.centre = torch.nn.Parameter(torch.from_numpy(CENTRE.copy()))
        self.radius = radius

    def sdf(self, points):
        return (points - self.centre).norm(dim=1) - self.radius

    def query(self, points):
        gradient = torch.nn.functional.normalize(points - self.centre, dim=1)
        red = torch.tensor([1.0, 0.0, 0.0]).expand(len(points), 3)
        return Queried(self.sdf(points), gradient, torch.cat([red, points / 2 + 0.5], dim=1))

    def sharpness(self):
        return torch.tensor(400.0)


@pytest.fixture
def settings(tmp_path):
    return neus_fixtures.load(tmp_path).settings


def test_the_mesh_lies_on_the_surface_in_the_second_head_s_colours(settings):
    field = mesh.NeusField(Ball(), settings, 1.0)
    surface = mesh.extract(field, NODES)
    spacing = 2.02 / NODES
    away = np.linalg.norm(surface.vertices - CENTRE, axis=1) - RADIUS
    assert np.abs(away).max() < 0.1 * spacing
    volume = igl.moments(surface.vertices.astype(float), surface.faces.astype(np.int64))[0]
    assert volume == pytest.approx(4 / 3 * np.pi * RADIUS**3, rel=0.02)  # closed, and turned outwards
    edges = np.linalg.norm(np.diff(surface.vertices[surface.faces], axis=1), axis=2)
    assert edges.max() < 2 * spacing
    colors = mesh.vertex_colors(surface, field)
    assert np.abs(colors / 255 - (surface.vertices / 2 + 0.5)).max() < 0.02


def test_without_a_second_head_the_first_one_s_colours(settings):
    renderer = dataclasses.replace(settings.model.neus_renderer, extra_color=False)
    one = dataclasses.replace(settings, model=dataclasses.replace(settings.model, neus_renderer=renderer))
    field = mesh.NeusField(Ball(), one, 1.0)
    points = (CENTRE + RADIUS * np.eye(3)).astype(np.float32)
    assert np.allclose(field.color_seen(points, np.eye(3)), [1, 0, 0], atol=0.01)


def test_no_points_have_no_colours(settings):
    """A mesh whose texels miss no triangle asks for the colours of none."""
    field = mesh.NeusField(neus_fixtures.networks_of(settings), settings, 1.0)
    assert field.color(np.empty((0, 3), np.float32)).shape == (0, 3)


def test_networks_without_a_surface_are_told(settings):
    with pytest.raises(UserError, match="no surface"):
        mesh.extract(mesh.NeusField(Ball(-1.0), settings, 1.0), NODES)


def test_a_ply_holds_what_was_written(tmp_path, settings):
    surface = mesh.Surface(
        np.eye(4, 3, dtype=np.float32), np.array([[0, 1, 2], [0, 2, 3], [0, 3, 1], [1, 3, 2]], np.int32)
    )
    colors = np.array([[255, 0, 0], [0, 255, 0], [0, 0, 255], [10, 20, 30]], np.uint8)
    mesh.write_ply(tmp_path / "x.ply", surface, colors)
    vertices, faces = igl.read_triangle_mesh(str(tmp_path / "x.ply"))
    assert np.array_equal(vertices, surface.vertices) and np.array_equal(faces, surface.faces)
    rows = (tmp_path / "x.ply").read_bytes().split(b"end_header\n", 1)[1][: 4 * 15]
    assert np.array_equal(np.frombuffer(rows, np.uint8).reshape(4, 15)[:, 12:], colors)
    assert [path.name for path in tmp_path.glob("x.*")] == ["x.ply"]
