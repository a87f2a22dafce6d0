"""What mesh files hold, as far as `rig` reads it, and what of it is refused."""

import numpy as np
import pytest
import trimesh
from PIL import Image

from backend.body import load_body
from backend.foreign import read
from backend.foreign.read import read_mesh
from backend.protocol import UserError

PLY = """ply
format ascii 1.0
element vertex {count}
property float x
property float y
property float z
element face {faces}
property list uchar int vertex_indices
end_header
{rows}
"""


def ply(path, vertices, faces):
    rows = [" ".join(map(str, row)) for row in vertices] + ["3 " + " ".join(map(str, row)) for row in faces]
    path.write_text(PLY.format(count=len(vertices), faces=len(faces), rows="\n".join(rows)))
    return path


CORNERS = [(0, 0, 0), (1, 0, 0), (0, 1, 0)]


@pytest.mark.parametrize(
    ("vertices", "faces", "why"),
    [
        ([], [], "whole mesh|no triangles"),
        (CORNERS, [], "no triangles"),
        ([(0, 0, 0), ("nan", 0, 0), (0, 1, 0)], [(0, 1, 2)], "not finite"),
        (CORNERS, [(0, 1, 7)], "not there|whole mesh"),
        ([(0, 0, 0), (1, 0, 0), (2, 0, 0)], [(0, 1, 2)], "area"),
    ],
)
def test_files_that_hold_no_mesh_are_told_so(vertices, faces, why, tmp_path):
    with pytest.raises(UserError, match=why):
        read_mesh(ply(tmp_path / "a.ply", vertices, faces))


def test_missing_unknown_cut_short_and_huge_files_are_refused(tmp_path, monkeypatch):
    with pytest.raises(UserError, match="no file"):
        read_mesh(tmp_path / "none.ply")
    (tmp_path / "a.txt").write_text("hello")
    with pytest.raises(UserError, match="format"):
        read_mesh(tmp_path / "a.txt")
    whole = trimesh.creation.box().export(file_type="glb")
    (tmp_path / "a.glb").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(UserError, match="whole mesh"):
        read_mesh(tmp_path / "a.glb")
    monkeypatch.setattr(read, "LARGEST", 10)
    with pytest.raises(UserError, match="triangles"):
        read_mesh(write(tmp_path / "box.ply", trimesh.creation.box()))


def write(path, mesh):
    mesh.export(path)
    return path


def test_vertex_colours_and_parts_of_a_scene_arrive(tmp_path):
    red, blue = (trimesh.creation.box() for _ in range(2))
    red.visual.vertex_colors = [255, 0, 0, 255]
    blue.visual.vertex_colors = [0, 0, 255, 255]
    scene = trimesh.Scene()
    scene.add_geometry(red)
    scene.add_geometry(blue, transform=trimesh.transformations.translation_matrix([0, 5, 0]))
    mesh = read_mesh(write(tmp_path / "a.glb", scene))
    assert len(mesh.faces) == 24 and mesh.vertices[:, 1].max() == pytest.approx(5.5)
    colors = mesh.vertex_colors()
    assert (colors[mesh.vertices[:, 1] > 2] == [0, 0, 255]).all()
    assert (colors[mesh.vertices[:, 1] < 2] == [255, 0, 0]).all()


def test_a_texture_and_its_coordinates_arrive(tmp_path):
    picture = np.zeros((4, 4, 3), np.uint8)
    picture[:2] = [0, 200, 0]  # the upper half, v > 0.5
    Image.fromarray(picture).save(tmp_path / "t.png")
    (tmp_path / "a.mtl").write_text("newmtl m\nmap_Kd t.png\n")
    rows = "mtllib a.mtl\nusemtl m\nv 0 0 0\nv 1 0 0\nv 0 1 0\nvt 0.1 0.1\nvt 0.9 0.1\nvt 0.1 0.9\n"
    (tmp_path / "a.obj").write_text(rows + "f 1/1 2/2 3/3\n")
    mesh = read_mesh(tmp_path / "a.obj")
    places = mesh.vertices[mesh.faces[0], :2]
    assert mesh.uv is not None and np.allclose(mesh.uv[0], 0.1 + 0.8 * places)
    assert np.array_equal(mesh.texture, picture)
    assert (mesh.colors[0] == np.where(places[:, 1:] == 1, [0, 200, 0], 0)).all()


def test_what_is_written_triangle_by_triangle_and_from_both_sides_is_one_surface(tmp_path):
    body = load_body("free")
    whole = trimesh.Trimesh(body.v_template, body.faces, process=False)
    twice = np.concatenate([body.faces, body.faces[:, ::-1]])
    for path in (
        write(tmp_path / "a.stl", whole),
        write(tmp_path / "b.ply", trimesh.Trimesh(body.v_template, twice, process=False)),
    ):
        mesh = read_mesh(path)
        assert mesh.vertices.shape == body.v_template.shape and mesh.faces.shape == body.faces.shape
        assert trimesh.Trimesh(mesh.vertices, mesh.faces).volume == pytest.approx(whole.volume, rel=1e-3)


def test_a_part_that_is_inside_out_is_turned_over(tmp_path):
    one, other = trimesh.creation.box(), trimesh.creation.box((0.2, 0.2, 0.2))
    other.invert()
    other.apply_translation([2, 0, 0])
    mesh = read_mesh(write(tmp_path / "a.ply", trimesh.util.concatenate([one, other])))
    assert trimesh.Trimesh(mesh.vertices, mesh.faces).volume == pytest.approx(1.008)


def test_relative_indices_count_back_from_where_they_stand(tmp_path):
    rows = "v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0.5 2 0\nf -4 -3 -2 -1\nv 5 0 0\nv 6 0 0\nv 6 1 0\nf -3 -2 -1\n"
    (tmp_path / "a.obj").write_text(rows)
    mesh = read_mesh(tmp_path / "a.obj")
    assert len(mesh.vertices) == 7 and len(mesh.faces) == 3
    assert mesh.vertices[mesh.faces].mean(axis=1)[:, 0].max() == pytest.approx(17 / 3)
