"""The coarse body as files, and its views as any reader of the published format understands them."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import igl.embree
import numpy as np
import pytest
import scipy.sparse
import trimesh
from PIL import Image
from scipy.ndimage import binary_dilation

from backend.body import load as load_module
from backend.body import load_body, stand_pose
from backend.coarse import render, shape
from backend.guide.views import bare
from backend.protocol import UserError

ROOT = Path(__file__).parents[2]
PROMPT, NAME = "a tall and skinny man", "a_tall_and_skinny_man"


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def shaped(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("coarse") / "a body"
    shape.main(["--prompt", PROMPT, "--out", str(out), "--device", "cpu"])
    return out


@pytest.fixture(scope="module")
def views(shaped) -> Path:
    out = shaped.with_name("views")
    render.main([str(shaped), "--out", str(out)])
    return out


def test_the_obj_is_the_body_of_its_betas_in_the_t_pose(shaped, body):
    facts = json.loads((shaped / f"{NAME}.json").read_text())
    mesh = trimesh.load(shaped / f"{NAME}.obj", process=False)
    assert (mesh.faces == body.faces).all()
    assert np.abs(mesh.vertices - body.rest(np.array([facts["betas"]]))[0][0]).max() < 1e-5
    assert facts["prompt"] == PROMPT and facts["body"] == "free"
    assert np.ptp(mesh.vertices[:, 1]) > np.ptp(body.v_template[:, 1])


def test_the_views_are_those_published(views):
    transforms = json.loads((views / "transforms_train.json").read_text())
    assert set(transforms) == {"camera_angle_x", "frames"}
    assert transforms["camera_angle_x"] == pytest.approx(np.pi / 3)
    assert [frame["file_path"] for frame in transforms["frames"]] == [f"img/{n:04d}" for n in range(108)]
    assert len(list((views / "img").iterdir())) == 108
    matrices = np.array([frame["transform_matrix"] for frame in transforms["frames"]])
    turns, eyes = matrices[:, :3, :3], matrices[:, :3, 3]
    assert np.allclose(turns @ turns.mT, np.eye(3)) and np.allclose(np.linalg.det(turns), 1)
    assert np.allclose(matrices[:, 3], [0, 0, 0, 1])
    assert np.allclose(eyes, turns[:, :, 2] * 2.2), "it looks along -z, at the origin"
    assert (turns[:, 1, 1] > 0).all() and np.allclose(turns[:, 1, 0], 0), "upright"
    azimuths = np.degrees(np.arctan2(eyes[:, 0], eyes[:, 2])).round().astype(int) % 360
    elevations = np.degrees(np.arcsin(eyes[:, 1] / 2.2)).round().astype(int)
    pairs = {(a, e) for a in range(0, 360, 20) for e in range(-60, 41, 20)}
    assert set(zip(azimuths.tolist(), elevations.tolist(), strict=True)) == pairs


@pytest.mark.parametrize("number", [3, 28, 61])
def test_embree_sees_the_same_through_the_cameras_in_the_file(views, number):
    transforms = json.loads((views / "transforms_train.json").read_text())
    picture = np.asarray(Image.open(views / "img" / f"{number:04d}.png"))
    assert picture.shape == (256, 256, 3)
    step = 4
    mesh = trimesh.load(views / "mesh.obj", process=False)
    tree = igl.embree.EmbreeIntersector()
    tree.init(np.asarray(mesh.vertices, np.float32), np.asarray(mesh.faces, np.int32))
    matrix = np.array(transforms["frames"][number]["transform_matrix"])
    focal = 128 / np.tan(transforms["camera_angle_x"] / 2)
    rows, columns = np.mgrid[:256:step, :256:step] + 0.5
    local = np.stack([(columns - 128) / focal, (128 - rows) / focal, -np.ones_like(rows)], axis=-1)
    rays = (local @ matrix[:3, :3].T).astype(np.float32).reshape(-1, 3)
    eye = matrix[:3, 3].astype(np.float32)
    hit = np.array([tree.intersectRay_first(eye, ray)[0] >= 0 for ray in rays]).reshape(rows.shape)
    mask = picture.any(axis=-1)
    near = binary_dilation(mask, np.ones((3, 3)))[::step, ::step]
    surely = ~binary_dilation(~mask, np.ones((3, 3)))[::step, ::step]
    assert hit.sum() > 100 and not (hit & ~near).any() and not (surely & ~hit).any()


def test_the_body_stands_in_the_middle_of_the_box_and_shades(views, body):
    mesh = trimesh.load(views / "mesh.obj", process=False)
    assert np.allclose(mesh.bounds.sum(axis=0), 0, atol=1e-6) and np.abs(mesh.bounds).max() <= render.BOX
    average = body.pose(np.zeros(1), stand_pose()).vertices
    assert np.ptp(mesh.vertices[:, 0]) < np.ptp(average[:, 0]) * 1.3, "the arms are down"
    colors = render.shade(np.asarray(mesh.vertices, np.float32), body.faces)
    assert colors.min() > 0.1 and colors.max() <= 1
    normals = render.vertex_normals(np.asarray(mesh.vertices), body.faces)
    for axis in np.eye(3):
        assert colors[normals @ axis > 0.9].mean() != pytest.approx(
            colors[normals @ axis < -0.9].mean(), abs=0.05
        )


def test_a_shape_without_betas_is_posed_as_with_them(body):
    betas = body.samples[3]
    unposed = body.rest(betas[None])[0][0]
    posed = body.pose(betas, stand_pose()).vertices
    assert np.abs(render.stood(unposed, body.faces, body) - posed).max() < 1e-5


def test_a_mesh_that_is_no_shape_of_the_body_is_drawn_as_it_is_or_refused(tmp_path, body):
    ball = trimesh.creation.icosphere(2, 0.4)
    ball.apply_translation([3, 1, 2])
    ball.export(tmp_path / "ball.ply")
    with pytest.raises(UserError, match="162 vertices and the body free 13492"):
        render.main([str(tmp_path / "ball.ply"), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()
    render.main([str(tmp_path / "ball.ply"), "--out", str(tmp_path / "out"), "--pose-type", "t_pose"])
    sizes = [np.asarray(Image.open(path)).any(axis=-1).sum() for path in (tmp_path / "out" / "img").iterdir()]
    disc = np.pi * (128 * np.tan(np.arcsin(0.4 / 2.2)) / np.tan(np.pi / 6)) ** 2
    assert len(sizes) == 108 and np.allclose(sizes, disc, rtol=0.03)


@pytest.mark.parametrize("content", [None, b"", b"hello\n", b"v 0 0 nan\nv 0 1 0\nv 1 0 0\nf 1 2 3\n"])
def test_what_is_no_mesh_is_told(tmp_path, content):
    path = tmp_path / "mesh.obj"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match="mesh.obj"):
        render.main([str(path), "--out", str(tmp_path / "out"), "--pose-type", "t_pose"])
    assert not (tmp_path / "out").exists()


def test_finished_folders_are_left_alone(shaped, views):
    before = (views / "transforms_train.json").read_bytes(), (shaped / f"{NAME}.obj").read_bytes()
    with pytest.raises(UserError, match="finished"):
        render.main([str(shaped), "--out", str(views)])
    with pytest.raises(UserError, match="finished"):
        shape.main(["--prompt", PROMPT, "--out", str(shaped)])
    assert before == (
        (views / "transforms_train.json").read_bytes(),
        (shaped / f"{NAME}.obj").read_bytes(),
    )


@pytest.mark.parametrize("name", ["neutral", "male", "female"])
def test_smpl_files_by_name_use_a_codebook_of_their_own(tmp_path, monkeypatch, body, name):
    stem = {"neutral": "SMPL_NEUTRAL", "male": "SMPL_MALE", "female": "SMPL_FEMALE"}[name]
    (tmp_path / "smpl").mkdir()
    with np.load(load_module.FREE_BODY) as file:
        arrays = {key: file[key] for key in file.files if not key.startswith(("sample", "phenotype"))}
    np.savez(tmp_path / "smpl" / f"{stem}.npz", **arrays | {"shapedirs": arrays["shapedirs"][:, :, :10]})
    monkeypatch.setattr(load_module, "FOLDER", tmp_path)
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("backend.body.codebook.ENTRIES", 6)
    monkeypatch.setattr("backend.body.codebook.KEPT", 2)
    shape.main(["--prompt", "a fat man", "--out", str(tmp_path / "out"), "--body", name, "--device", "cpu"])
    facts = json.loads((tmp_path / "out" / "a_fat_man.json").read_text())
    assert facts["body"] == name and len(facts["betas"]) == 10 and np.any(facts["betas"])
    assert len(list((tmp_path / "cache").glob("codebook-*"))) == 1
    mesh = tmp_path / "out" / "a_fat_man.obj"
    vertices, faces = render.read_mesh(mesh)
    assert render.body_of(mesh, len(vertices)).name == stem
    assert render.stood(vertices, faces, load_body(name)).shape == vertices.shape


def test_several_bodies_share_a_folder_of_which_render_wants_one(shaped, tmp_path):
    for ending in (".obj", ".json"):
        (tmp_path / f"{NAME}{ending}").write_bytes((shaped / f"{NAME}{ending}").read_bytes())
    (tmp_path / "other.obj").write_text("")
    assert render.mesh_in(tmp_path) == tmp_path / f"{NAME}.obj"
    shape.main(["--target_txt", "a fat man", "--out", str(tmp_path), "--device", "cpu"])
    with pytest.raises(UserError, match=f"holds 2 meshes.*a_fat_man.obj, {NAME}.obj"):
        render.main([str(tmp_path), "--out", str(tmp_path / "views")])
    with pytest.raises(UserError, match="holds 0 meshes"):
        render.main([str(tmp_path.parent), "--out", str(tmp_path / "views")])


def test_a_mesh_made_elsewhere_is_posed_by_the_body_with_as_many_vertices(tmp_path, monkeypatch, body):
    (tmp_path / "smpl").mkdir()
    with np.load(load_module.FREE_BODY) as file:
        arrays = {key: file[key] for key in file.files if not key.startswith(("sample", "phenotype"))}
    count = len(body.v_template) + 1  # another body's: one vertex more, which no face has
    regressor = scipy.sparse.hstack([body.J_regressor, np.zeros((24, 1))]).tocsr()
    of_vertices = {key: arrays[key] for key in ("v_template", "shapedirs", "weights")}
    longer = {key: np.concatenate([array, array[-1:]]) for key, array in of_vertices.items()}
    regressed = {f"J_regressor_{part}": getattr(regressor, part) for part in ("data", "indices", "indptr")}
    kept = {key: value for key, value in arrays.items() if key in ("kintree_table", "f", "posedirs")}
    np.savez(tmp_path / "smpl" / "SMPL_MALE.npz", **kept, **longer, **regressed)
    monkeypatch.setattr(load_module, "FOLDER", tmp_path)
    mesh = tmp_path / "upstream.obj"
    assert render.body_of(mesh, count).name == "SMPL_MALE"
    assert render.body_of(mesh, count - 1).name == render.body_of(mesh, 7).name == "free"


def test_the_published_wording_of_a_prompt_is_the_prompt(shaped, tmp_path):
    worded = f"A 3D rendering of {PROMPT} in Unreal Engine"
    shape.main(["--target_txt", worded, "--out", str(tmp_path), "--device", "cpu"])
    assert (tmp_path / f"{NAME}.obj").read_bytes() == (shaped / f"{NAME}.obj").read_bytes()


@pytest.mark.parametrize(
    ("prompt", "about"),
    [
        ("a 3d rendering of a man in unreal engine", "a man"),
        (" A 3D Rendering of a rendering of a man in Unreal Engine. ", "a rendering of a man"),
        ("a man in unreal engine", "a man in unreal engine"),
        ("a 3d rendering of a man", "a 3d rendering of a man"),
        ("", ""),
    ],
)
def test_only_the_whole_wording_is_taken_off(prompt, about):
    assert bare(prompt) == about


def test_the_neutral_prompt_is_what_a_guide_compares_with(tmp_path, monkeypatch, body, capsys):
    plain = dataclasses.replace(body, samples=body.samples[:40], phenotypes=None)
    monkeypatch.setenv("AVATARCLIP_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("backend.body.codebook.ENTRIES", 12)
    monkeypatch.setattr("backend.body.codebook.KEPT", 2)
    monkeypatch.setattr("backend.body.codebook.DRAWN", 40)
    monkeypatch.setattr(shape, "load_body", lambda _: plain)
    found = []
    for name, words in {
        "usual": [],
        "worded": ["--neutral-txt", "a 3d rendering of a person in unreal engine"],
        "other": ["--neutral_txt", "a very fat man"],
        "same": ["--neutral-txt", "a fat man"],
    }.items():
        shape.main(["--target-txt", "a fat man", "--out", str(tmp_path / name), "--device", "cpu", *words])
        found.append(json.loads((tmp_path / name / "a_fat_man.json").read_text())["betas"])
    assert found[0] == found[1] != found[2] and not any(found[3])
    monkeypatch.setattr(shape, "load_body", lambda _: body)
    shape.main(["--target-txt", "a fat man", "--neutral-txt", "a tree", "--out", str(tmp_path / "table")])
    assert "changes nothing" in capsys.readouterr().out


def test_the_commands_as_they_are_typed(tmp_path):
    def backend(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "backend", *words], cwd=ROOT, capture_output=True, text=True
        )

    empty = backend("shape", "--prompt", " ", "--out", str(tmp_path / "a"))
    assert empty.returncode == 2 and "shape prompt is empty" in empty.stderr and not list(tmp_path.iterdir())
    trimesh.creation.box((1, 1, 1)).export(tmp_path / "box.obj")
    published = [
        "render",
        "--coarse_shape_obj",
        str(tmp_path / "box.obj"),
        "--output_folder",
        str(tmp_path / "a"),
    ]
    drawn = backend(*published, "--pose_type", "t_pose")
    assert drawn.returncode == 0 and "108 views" in drawn.stdout, drawn.stderr
