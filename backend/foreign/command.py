"""`python3 -m backend rig MESH --out DIR`: a mesh made elsewhere, in any pose, becomes an avatar's files."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__, blender
from ..avatar import save
from ..body import Body, load_body, stand_pose
from ..body.load import find_body
from ..coarse.folder import claim
from ..export import export
from ..protocol import UserError
from ..rig import Source, rig, rig_check, skin_report
from ..rig.gaps import outside
from ..surface import texture, uv
from ..surface.mesh import Surface
from ..work import write_json
from .fit import Fit, apart, fit, sample
from .paint import VertexColors
from .read import Mesh, read_mesh

REPORT = "report.json"
NAMED = {"stand": stand_pose, "t": lambda: np.zeros_like(stand_pose())}
NEAR = 0.03  # metres of mean distance up to which a mesh is where its body is; clothes and hair stand off
LARGEST_UNWRAPPED = 400_000  # triangles; more take many minutes to unwrap


def main(argv: list[str]) -> None:
    """The command; raises UserError."""
    parser = argparse.ArgumentParser(prog="python3 -m backend rig", description=__doc__)
    parser.add_argument("mesh", type=Path, metavar="MESH", help="PLY, OBJ, GLB, glTF, STL or OFF")
    parser.add_argument("--out", type=Path, required=True, help="folder for the avatar")
    parser.add_argument("--body", default="free", help="free, neutral, male, female, or a file")
    parser.add_argument(
        "--pose", default="", help="stand, t, or a .npy/.json file of (J, 3) radians; else fitted"
    )
    parser.add_argument("--betas", default="", help="a .npy/.json file of shape coefficients; else fitted")
    parser.add_argument(
        "--fingers", action="store_true", help="joints for each finger in place of one a hand"
    )
    parser.add_argument("--influences", type=int, default=4, choices=(4, 8), help="joints a vertex")
    parser.add_argument("--texture-size", type=int, default=2048, choices=(1024, 2048, 4096))
    parser.add_argument("--blender", default="", help="the Blender program; none: no FBX and GLB")
    options = parser.parse_args(argv)
    find_body(options.body, options.fingers)
    mesh = read_mesh(options.mesh.expanduser())
    body = load_body(options.body, options.fingers)
    pose, betas = known_pose(options.pose, body), known_betas(options.betas, body)
    out = options.out.expanduser().absolute()
    program = None if options.blender == "none" else blender.find(options.blender, _tell)
    claim(out, REPORT)
    _tell("Finding the body inside")
    fitted = placed(mesh, body, pose, betas)
    report = make(options.mesh, mesh, fitted, body, options.influences, options.texture_size, out)
    if program is not None:
        _tell("Writing FBX and GLB")
        scratch = out / "work"
        scratch.mkdir(exist_ok=True)
        export(program, out / "avatar.npz", scratch, lambda: None)
        shutil.rmtree(scratch)
    write_json(out / REPORT, report)
    _tell(f"Done: {out}, {100 * fitted.distance:.1f} cm from the body inside on average")


def _tell(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def placed(mesh: Mesh, body: Body, pose: np.ndarray | None, betas: np.ndarray | None) -> Fit:
    """Where the body is in a mesh; with pose and betas both known, one in its place stays there."""
    if pose is None or betas is None:
        return fit(mesh.vertices, mesh.faces, body, pose, betas)
    inside = body.pose(betas, pose).vertices[np.unique(outside(body))]
    here = Fit(np.eye(3), 1.0, np.zeros(3), pose, betas, apart(sample(mesh.vertices, mesh.faces), inside))
    if here.distance < NEAR:
        return here
    moved = fit(mesh.vertices, mesh.faces, body, pose, betas)
    return moved if moved.distance < here.distance else here


def make(
    path: Path, mesh: Mesh, fitted: Fit, body: Body, influences: int, size: int, out: Path
) -> dict[str, Any]:
    """Rig a mesh to the body that was fitted and write avatar.npz, texture.png and rig_check.png; returns the
    report."""
    posed = body.pose(fitted.betas, fitted.pose)
    surface = Surface(fitted.place(mesh.vertices), np.ascontiguousarray(mesh.faces, np.int32))
    coordinates, picture = appearance(mesh, surface, size)
    metadata = {
        "texture": "texture.png",
        "request": {"appearance": path.stem, "body": body.name},
        "betas": fitted.betas.tolist(),
        "version": __version__,
    }
    source = Source(posed.vertices, outside(body), body.weights, posed.pose_offsets)
    avatar = rig(surface, source, posed, body, coordinates, mesh.colors, metadata, influences)
    texture.save_png(picture, out / "texture.png")
    save(avatar, out / "avatar.npz")
    rig_check(avatar).save(out / "rig_check.png", format="PNG")
    return {
        "mesh": path.name,
        "scale": fitted.scale,
        "rotation": fitted.rotation.tolist(),
        "translation": fitted.translation.tolist(),
        "pose": fitted.pose.tolist(),
        "betas": fitted.betas.tolist(),
        "mean_distance": fitted.distance,
        "body": {"name": body.name, "fingerprint": body.fingerprint},
        "skin": skin_report(avatar, body, fitted.betas),
    }


def appearance(mesh: Mesh, surface: Surface, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Texture coordinates (F, 3, 2) and a texture: the mesh's own, or its vertices' colours baked."""
    if mesh.uv is not None and mesh.texture is not None:
        return mesh.uv, mesh.texture
    if (mesh.colors == mesh.colors[0]).all():
        return np.full((len(mesh.faces), 3, 2), 0.5, np.float32), np.full((16, 16, 3), mesh.colors[0])
    if len(mesh.faces) > LARGEST_UNWRAPPED:
        what = f"The mesh has {len(mesh.faces):,} triangles and no texture."
        raise UserError("input", what, f"At most {LARGEST_UNWRAPPED:,} are unwrapped.", "Reduce it first.")
    _tell("Unwrapping and baking its colours")
    coordinates = uv.unwrap(surface, size)
    return coordinates, texture.bake(surface, coordinates, VertexColors(surface, mesh.colors), size)


def known_pose(given: str, body: Body) -> np.ndarray | None:
    """Axis-angle (J, 3) float32 of --pose; None where it is to be found."""
    if not given or given in NAMED:
        return NAMED[given]() if given else None
    joints = len(body.parents)
    values = _numbers(Path(given).expanduser())
    if values.size != 3 * joints:
        raise UserError("input", f"{given} holds {values.size} numbers, not {joints} joints' axis-angles.")
    return values.reshape(joints, 3)


def known_betas(given: str, body: Body) -> np.ndarray | None:
    """Shape coefficients (B,) float32 of --betas; None where they are to be found."""
    if not given:
        return None
    values = _numbers(Path(given).expanduser()).ravel()
    if values.size > body.betas:
        raise UserError("input", f"{given} holds {values.size} betas; the body has {body.betas}.")
    return values


def _numbers(path: Path) -> np.ndarray:
    try:
        if path.suffix == ".json":
            values = np.array(json.loads(path.read_text(encoding="utf-8")), np.float32)
        else:
            values = np.load(path, allow_pickle=False).astype(np.float32)
    except FileNotFoundError:
        raise UserError("missing", f"There is no file {path}.") from None
    except (ValueError, TypeError, OSError, EOFError) as error:
        raise UserError("input", f"{path} is no .npy or .json file of numbers.", f"{error}.") from error
    if not np.isfinite(values).all():
        raise UserError("input", f"{path} holds a value that is not a finite number.")
    return values
