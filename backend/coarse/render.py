"""Views of a coarse body all around, as the published configurations read them.

`python3 -m backend render MESH_OR_FOLDER --out FOLDER` writes `img/0000.png` and on, `transforms_train.json`,
and `mesh.obj`: the body as it stands in the views. y is up, the body faces +z, its box is centred at the
origin. A camera's matrix is camera-to-world with the columns right, up, backward, eye (OpenGL's and NeRF's
axes); a ray of pixel (i, j) goes through (i + 0.5, j + 0.5). What is not the body is black, and only that.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import itertools
import json
import math
import sys
from pathlib import Path

import igl
import numpy as np
from PIL import Image

from ..body import Body, load_body, stand_pose
from ..body.load import SMPL_FILES
from ..protocol import UserError
from ..raster import Camera, rasterise, vertex_normals
from .folder import claim

SIZE = 256  # pixels
DISTANCE = 2.2  # metres
FIELD_OF_VIEW = math.radians(60)
AZIMUTHS, ELEVATIONS = range(0, 360, 20), range(-60, 60, 20)  # degrees
BOX = 1.01  # metres from the origin, as far as the published field reaches
TRANSFORMS, MESH = "transforms_train.json", "mesh.obj"
SHAPE, FACTS = ".obj", ".json"  # endings of what `shape` writes
# Lights fixed in the world, as the published colour network does not know where the camera is: a key from
# above, in front and to the body's left, and a weaker one from behind. Directions towards them; brightness.
LIGHTS = (((0.36, 0.75, 0.56), 0.75), ((-0.5, 0.3, -0.81), 0.45))
AMBIENT, GREY = 0.2, 0.95


def cameras() -> list[Camera]:
    """The 108 cameras around the origin: every azimuth, 0 in front, and for each every elevation."""
    half = DISTANCE * math.tan(FIELD_OF_VIEW / 2)
    angles = itertools.product(np.radians(AZIMUTHS), np.radians(ELEVATIONS))
    return [Camera.orbit(np.zeros(3), azimuth, elevation, DISTANCE, half) for azimuth, elevation in angles]


def camera_to_world(camera: Camera) -> np.ndarray:
    """The matrix (4, 4) from a camera's space (x right, y up, z backward) to the world."""
    matrix = np.eye(4)
    matrix[:3, :3] = (camera.rotation * [[1], [1], [-1]]).T
    matrix[:3, 3] = camera.eye
    return matrix


def placed(vertices: np.ndarray) -> np.ndarray:
    """Vertices (V, 3) moved so that their box is centred at the origin, float32."""
    return (vertices - (vertices.min(axis=0) + vertices.max(axis=0)) / 2).astype(np.float32)


def shade(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """The colours (V, 3) float32 of a grey body under the views' lights; never black.

    Light wraps around the body (half Lambert), so that no side is flat.
    """
    normals = vertex_normals(vertices, faces)
    wrapped = [share * (0.5 + 0.5 * normals @ np.array(towards)) ** 2 for towards, share in LIGHTS]
    brightness = GREY * (AMBIENT + np.sum(wrapped, axis=0))
    return np.repeat(brightness[:, None], 3, axis=1).astype(np.float32)


def view(
    vertices: np.ndarray, faces: np.ndarray, colors: np.ndarray, camera: Camera, size: int = SIZE
) -> np.ndarray:
    """A picture (size, size, 3) float32 in 0..1 on black: a pixel is the body's colour where the ray through
    its centre meets it, with nothing blended at the outline."""
    triangle, weights, _ = rasterise(vertices, faces, camera, size)
    seen = triangle >= 0
    picture = np.zeros((size, size, 3), np.float32)
    picture[seen] = (colors[faces[triangle[seen]]] * weights[seen][..., None]).sum(axis=1)
    return picture


def write_views(folder: Path, vertices: np.ndarray, faces: np.ndarray) -> None:
    """Write a mesh that stands in the views' space (see `placed`), its 108 views, and last TRANSFORMS."""
    (folder / "img").mkdir(parents=True, exist_ok=True)
    igl.write_triangle_mesh(folder / MESH, vertices.astype(np.float64), faces.astype(np.int64))
    colors, frames = shade(vertices, faces), []
    for number, camera in enumerate(cameras()):
        name = f"img/{number:04d}"
        picture = view(vertices, faces, colors, camera)
        Image.fromarray((picture * 255).round().astype(np.uint8)).save(folder / f"{name}.png")
        frames.append({"file_path": name, "transform_matrix": camera_to_world(camera).tolist()})
    transforms = {"camera_angle_x": FIELD_OF_VIEW, "frames": frames}
    (folder / TRANSFORMS).write_text(json.dumps(transforms, indent=1), encoding="utf-8")


def read_mesh(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (V, 3) float32 and triangles (F, 3) int32 of an OBJ, PLY, OFF or STL file; or UserError."""
    if not path.is_file():
        raise UserError(
            "missing", f"There is no mesh {path}.", fix="Name a mesh, or a folder that `shape` wrote."
        )
    try:
        vertices, faces = igl.read_triangle_mesh(path)
    except (RuntimeError, ValueError) as error:
        raise UserError("input", f"{path} cannot be read as a mesh.", f"{error}.") from error
    if not len(faces) or not np.isfinite(vertices).all():
        raise UserError("input", f"{path} is a mesh without triangles, or with vertices that are no numbers.")
    return vertices.astype(np.float32), faces.astype(np.int32)


def stood(vertices: np.ndarray, faces: np.ndarray, body: Body) -> np.ndarray:
    """The vertices (V, 3) of an unposed shape of a body, in the stand pose; raises UserError for others."""
    if len(vertices) != len(body.v_template) or faces.shape != body.faces.shape:
        raise UserError(
            "input",
            f"The mesh has {len(vertices)} vertices and the body {body.name} {len(body.v_template)}: it can "
            "not be posed.",
            fix="Name the mesh's own body with --body, or draw it as it is with --pose-type t_pose.",
        )
    shaped = dataclasses.replace(body, v_template=vertices)
    return shaped.pose(np.zeros(1, np.float32), stand_pose()).vertices


def mesh_in(folder: Path) -> Path:
    """The one mesh that `shape` wrote into a folder; raises UserError where there is none, or several."""
    there = sorted(path for path in folder.glob(f"*{SHAPE}") if path.with_suffix(FACTS).is_file())
    if len(there) != 1:
        what = f"{folder} holds {len(there)} meshes that `shape` wrote, not one."
        names = ", ".join(path.name for path in there) or "a mesh of a body at rest"
        raise UserError("input", what, fix=f"Name it: {names}.")
    return there[0]


def body_of(mesh: Path, count: int) -> Body:
    """The body that a mesh of so many vertices is a shape of: as `shape` wrote it beside the mesh, else the
    first that has as many, of the free one and SMPL's; the free one where none has."""
    facts = mesh.with_suffix(FACTS)
    if facts.is_file():
        return load_body(str(json.loads(facts.read_text(encoding="utf-8"))["body"]))
    free = load_body("free")
    for name in () if len(free.v_template) == count else SMPL_FILES:
        with contextlib.suppress(UserError):  # that file is not there
            if len((body := load_body(name)).v_template) == count:
                return body
    return free


def main(argv: list[str]) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="backend render", description="108 views of a coarse body.")
    parser.add_argument(
        "mesh", type=Path, nargs="?", help="an unposed body's mesh, or a folder that `shape` wrote"
    )
    # AvatarCLIP's names stand beside ours.
    parser.add_argument("--coarse-shape-obj", "--coarse_shape_obj", type=Path, metavar="MESH")
    folder = ("--out", "--output-folder", "--output_folder")
    parser.add_argument(*folder, type=Path, required=True, metavar="DIR", help="folder for the views")
    parser.add_argument("--pose-type", "--pose_type", choices=("stand_pose", "t_pose"), default="stand_pose")
    parser.add_argument("--body", help="whose shape the mesh is: free, neutral, male, female, or a file")
    options = parser.parse_args(argv)
    given = options.mesh or options.coarse_shape_obj
    if given is None:
        parser.error("the mesh is missing")
    mesh = given.expanduser()
    mesh = mesh_in(mesh) if mesh.is_dir() else mesh
    vertices, faces = read_mesh(mesh)
    if options.pose_type == "stand_pose":
        body = load_body(options.body) if options.body else body_of(mesh, len(vertices))
        vertices = stood(vertices, faces, body)
    vertices = placed(vertices)
    out = options.out.expanduser()
    claim(out, TRANSFORMS)
    if (reach := np.abs(vertices).max()) > BOX:
        sys.stdout.write(
            f"Warning: the body reaches {reach:.2f} m from its middle, the published box {BOX} m.\n"
        )
    write_views(out, vertices, faces)
    sys.stdout.write(f"Done: {out}, {len(cameras())} views\n")
