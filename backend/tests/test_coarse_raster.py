"""The rasteriser against a cube, against another library's rays, and neural_renderer behind its interface."""

from __future__ import annotations

import sys
import types
from importlib.machinery import ModuleSpec

import igl
import igl.embree
import numpy as np
import pytest
import torch
from scipy.ndimage import binary_dilation

from backend import neural_raster, raster
from backend.body import load_body, stand_pose
from backend.raster import NEAR, Camera, rasterise_here

SIZE = 96


def pixel_rays(camera: Camera, size: int = SIZE) -> np.ndarray:
    """Directions (size, size, 3) through pixel centres, of length 1 along the camera's axis."""
    across = ((np.arange(size) + 0.5) / size * 2 - 1) * camera.tangent
    x, y = np.meshgrid(across, -across)
    return np.stack([x, y, np.ones_like(x)], axis=-1) @ camera.rotation


def cube() -> tuple[np.ndarray, np.ndarray]:
    """The cube from -0.5 to 0.5 in metres."""
    vertices = np.array(
        [[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], np.float32
    )
    quads = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
    faces = [triangle for a, b, c, d in quads for triangle in ((a, b, c), (a, c, d))]
    return vertices, np.array(faces, np.int32)


@pytest.mark.parametrize(("azimuth", "elevation"), [(0.0, 0.0), (0.7, 0.4), (-2.2, -0.9)])
def test_a_cube_is_where_its_planes_are(azimuth, elevation):
    camera = Camera.orbit(np.zeros(3), azimuth, elevation, 2.0, 1.2)
    triangle, _, depth = rasterise_here(*cube(), camera, SIZE)
    rays = pixel_rays(camera)
    with np.errstate(divide="ignore"):
        low, high = np.sort([(-0.5 - camera.eye) / rays, (0.5 - camera.eye) / rays], axis=0)
    enter, leave = low.max(axis=-1), high.min(axis=-1)
    clearly = np.abs(leave - enter) > 1e-3
    assert ((triangle >= 0) == (leave > enter))[clearly].all() and clearly.mean() > 0.99
    assert np.abs(depth - enter)[clearly & (leave > enter)].max() < 1e-4


def test_a_body_is_to_a_pixel_what_embree_s_rays_hit():
    body = load_body("free")
    vertices = body.pose(np.zeros(1), stand_pose()).vertices
    camera = Camera.orbit(vertices.mean(axis=0), 0.6, 0.2, 2.2, 1.1)
    triangle, _, depth = rasterise_here(vertices, body.faces, camera, SIZE)
    tree = igl.embree.EmbreeIntersector()
    tree.init(vertices, body.faces)
    directions = pixel_rays(camera).reshape(-1, 3).astype(np.float32)
    hits = [tree.intersectRay_first(camera.eye.astype(np.float32), ray) for ray in directions]
    hit = np.array([hit[0] for hit in hits]).reshape(SIZE, SIZE)
    along = np.array([hit[1] for hit in hits]).reshape(SIZE, SIZE)
    ours, theirs = triangle >= 0, hit >= 0
    assert 0.1 < ours.mean() < 0.6
    assert not (ours & ~binary_dilation(theirs)).any() and not (theirs & ~binary_dilation(ours)).any()
    same = ours & (triangle == hit)
    assert same.sum() > 0.99 * (ours | theirs).sum()
    assert np.abs(depth - along)[same].max() < 1e-4


class StandIn(types.ModuleType):
    """neural_renderer's documented contract, slowly: faces (1, F, 3, 3) of x right and y up in -1..1 and
    depth; what turns clockwise is culled; pixel centres; the image's first row is its top. It keeps the
    arguments of its calls."""

    def __init__(self) -> None:
        super().__init__("neural_renderer")
        self.calls: list[tuple[torch.Tensor, torch.Tensor, dict]] = []

    def rasterize_rgbad(self, faces, textures, **options):
        self.calls.append((faces, textures, options))
        size = options["image_size"]
        number = np.full((size, size), -1)
        nearest = np.full((size, size), options["far"])
        centres = (np.arange(size) + 0.5) * 2 / size - 1
        x, y = np.meshgrid(centres, -centres)
        for index, (a, b, c) in enumerate(faces[0].double().numpy()):
            area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
            if area < 0:
                continue
            u = ((b[0] - x) * (c[1] - y) - (b[1] - y) * (c[0] - x)) / area
            v = ((c[0] - x) * (a[1] - y) - (c[1] - y) * (a[0] - x)) / area
            depth = 1 / (u / a[2] + v / b[2] + (1 - u - v) / c[2])
            inside = (u >= 0) & (v >= 0) & (u + v <= 1) & (depth > options["near"]) & (depth < nearest)
            number[inside], nearest[inside] = index, depth[inside]
        colors = textures[0, :, 0, 0, 0].numpy()
        rgb = np.where(number[..., None] >= 0, colors[number] * (1 + 1e-7), 0.0)
        return {
            "rgb": torch.from_numpy(rgb).permute(2, 0, 1)[None],
            "alpha": torch.from_numpy(number >= 0).float()[None],
            "depth": None,
        }


def test_neural_renderer_is_called_as_it_wants_and_read_as_it_answers():
    stand_in = StandIn()
    drawer = neural_raster.NeuralRasteriser(stand_in, "cpu")
    assert neural_raster.agreement(drawer) > 0.995
    (faces, textures, options) = stand_in.calls[0]
    assert faces.dtype == textures.dtype == torch.float32
    assert faces.shape[0] == textures.shape[0] == 1 and textures.shape[2:] == (2, 2, 2, 3)
    assert faces.shape[1] == textures.shape[1] < 60, "some of the triangles lie behind the camera"
    assert not options["anti_aliasing"] and options["near"] < NEAR < options["far"]


def test_neural_renderer_s_buffers_are_the_rasteriser_s():
    vertices, faces = cube()
    drawer = neural_raster.NeuralRasteriser(StandIn(), "cpu")
    camera = Camera.orbit(np.zeros(3), 0.7, 0.4, 2.0, 1.2)
    (ours, barycentric, depth), theirs = (
        draw(vertices, faces, camera, SIZE) for draw in (rasterise_here, drawer)
    )
    same = ours == theirs[0]
    assert same.mean() > 0.995
    assert np.abs(barycentric - theirs[1])[same].max() < 1e-3
    seen = same & (ours >= 0)
    assert np.abs(depth[seen] - theirs[2][seen]).max() < 1e-4 and np.isinf(theirs[2][ours < 0]).all()


def test_neural_renderer_never_gets_what_is_not_in_front():
    stand_in = StandIn()
    vertices = np.array([[0, 0, -1], [1, 0, -1], [0, 1, 5], [0, 0, 3], [1, 0, 3], [0, 1, 4]], np.float32)
    camera = Camera(np.zeros(3), np.eye(3), 0.5)
    drawer = neural_raster.NeuralRasteriser(stand_in, "cpu")
    drawer(vertices, np.array([[0, 1, 2], [3, 4, 5]], np.int32), camera, 16)
    assert (stand_in.calls[0][0][..., 2] > 0).all() and stand_in.calls[0][0].shape[1] == 1
    assert (drawer(vertices, np.array([[0, 1, 2]], np.int32), camera, 16)[0] == -1).all()
    assert len(stand_in.calls) == 1


class Upside(StandIn):
    """One that draws upside down."""

    def rasterize_rgbad(self, *arguments, **options):
        drawn = super().rasterize_rgbad(*arguments, **options)
        return {name: None if image is None else image.flip(-2) for name, image in drawn.items()}


@pytest.fixture
def installed(monkeypatch):
    """Puts a module in neural_renderer's place, as if it were installed beside a CUDA device."""

    def install(module: types.ModuleType) -> raster.Rasteriser | None:
        module.__spec__ = ModuleSpec("neural_renderer", None)
        monkeypatch.setitem(sys.modules, "neural_renderer", module)
        monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
        monkeypatch.setattr(neural_raster, "DEVICE", "cpu")
        raster.installed.cache_clear()
        return raster.installed()

    yield install
    raster.installed.cache_clear()


def test_it_is_used_where_it_imports_and_draws_right(installed):
    stand_in = StandIn()
    assert isinstance(installed(stand_in), neural_raster.NeuralRasteriser)
    before = len(stand_in.calls)
    raster.rasterise(*cube(), Camera.orbit(np.zeros(3), 0.7, 0.4, 2.0, 1.2), 16)
    assert len(stand_in.calls) == before + 1


@pytest.mark.parametrize("broken", [Upside(), types.ModuleType("neural_renderer")])
def test_one_that_draws_wrong_or_not_at_all_is_named_and_not_used(installed, capsys, broken):
    assert installed(broken) is None
    assert "neural_renderer is installed and not used" in capsys.readouterr().err


def test_without_it_the_default_draws():
    assert raster.installed() is None
