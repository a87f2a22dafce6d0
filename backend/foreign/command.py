"""`python3 -m backend rig MESH --out DIR`: a mesh made elsewhere, in any pose, becomes an avatar's files."""

from __future__ import annotations

import argparse
import dataclasses
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from .. import __version__
from ..avatar import load, save
from ..body import Body, stand_pose
from ..checks import check_rig, motions
from ..console import Console
from ..export import export
from ..motion.film import FILE as FILM
from ..motion.film import write_film
from ..pipeline import Way, asked_for, follow, moved
from ..progress import Progress
from ..protocol import RigRequest, UserError
from ..rig import Source, parts_of, rig, rig_check, skin_report
from ..rig.gaps import outside
from ..surface import texture, uv
from ..surface.mesh import Surface
from ..work import Work, load_arrays, save_arrays
from .descend import POINTS
from .doubt import judge
from .fit import Fit, apart, fit
from .model import Cloud
from .paint import CornerColors
from .read import Mesh, read_mesh
from .stages import Tools, keep, kept, spelt_out, stages_of

NAMED = {"stand": stand_pose, "t": lambda: np.zeros_like(stand_pose())}
NEAR = 0.03  # metres of mean distance up to which a mesh is where its body is; clothes and hair stand off
LARGEST_UNWRAPPED = 400_000  # triangles; more take many minutes to unwrap


def main(argv: list[str]) -> None:
    """The command; raises UserError."""
    parser = argparse.ArgumentParser(prog="python3 -m backend rig", description=__doc__)
    parser.add_argument("mesh", metavar="MESH", help="PLY, OBJ, GLB, glTF, STL or OFF")
    parser.add_argument("--out", required=True, help="folder for the avatar")
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
    parser.add_argument("--motion", default="", help='what it does, "waving; walking"; else it stands')
    parser.add_argument("--guide", default="builtin", help="of the motions, as `generate` takes it")
    parser.add_argument("--seed", type=int, default=0, help="of the motions")
    parser.add_argument("--device", default="auto", help="of the motions: auto, cpu, cuda or mps")
    parser.add_argument("--blender", default="", help="the Blender program; none: no FBX and GLB")
    parser.add_argument("--overwrite", action="store_true", help="replace another avatar in the folder")
    options = vars(parser.parse_args(argv))
    overwrite = options.pop("overwrite")
    done = run(RigRequest(**options), Console(), lambda: None, overwrite)
    distance = json.loads(Path(done["report"]).read_text(encoding="utf-8"))["mean_distance"]
    sys.stdout.write(f"Done: {done['out']}, {100 * distance:.1f} cm from the body inside on average\n")


def run(
    request: RigRequest,
    emit: Callable[..., None],
    check_cancelled: Callable[[], None],
    overwrite: bool = False,
) -> dict[str, str]:
    """Make an avatar of a mesh, as pipeline.follow does. Raises UserError."""
    way = Way(check_rig, stages_of, Tools.load, from_mesh)
    return follow(way, spelt_out(request, tuple(NAMED)), emit, check_cancelled, overwrite)


def from_mesh(request: RigRequest, tools: Tools, work: Work, progress: Progress) -> None:
    """The stages."""
    body = tools.body
    progress.stage("mesh")
    pose, betas = known_pose(request.pose, body), known_betas(request.betas, body)
    mesh = work.stage("mesh", lambda: read_mesh(Path(request.mesh)), keep, kept(Mesh))
    check_unwrapping(mesh)

    progress.stage("body")
    fitted = work.stage("body", lambda: placed(mesh, body, pose, betas), keep, kept(Fit))
    progress.warn(judge(fitted.doubt, fitted.left_out, pose is not None))

    progress.stage("surface")
    looks = work.stage(
        "surface",
        lambda: appearance(mesh, fitted, body, request.texture_size),
        save_arrays,
        load_arrays,
    )

    progress.stage("rig")
    painted = dataclasses.replace(mesh, **looks)
    parts = painted, fitted, body, request.influences, work.folder
    made = work.stage(
        "rig",
        lambda: {"report": np.array(json.dumps(make(Path(request.mesh), *parts)))},
        save_arrays,
        load_arrays,
    )
    avatar = load(work.path("avatar.npz"))

    if tools.choreographer:
        progress.stage("motion")
        progress.warn(tools.choreographer.warnings(motions(request.motion)))
        choreographer, still = tools.choreographer, avatar
        avatar = work.stage("motion", lambda: moved(still, request, choreographer, progress), save, load)

    progress.stage("files")
    with work.timed("files"):
        for name in ("texture.png", "rig_check.png"):
            shutil.copyfile(work.path(name), work.out / name)
        avatar = asked_for(avatar, request)
        save(avatar, work.out / "avatar.npz")
        write_film(avatar, work.out / FILM)
        if tools.blender:
            export(tools.blender, work.out / "avatar.npz", work.folder, progress.check_cancelled)
    told = {"seconds": work.seconds, "resumed_from": work.resumed, "warnings": progress.warnings}
    work.finish(json.loads(str(made["report"])) | told | {"version": __version__})


def placed(mesh: Mesh, body: Body, pose: np.ndarray | None, betas: np.ndarray | None) -> Fit:
    """Where the body is in a mesh; with pose and betas both known, one in its place stays there."""
    if pose is None or betas is None:
        return fit(mesh.vertices, mesh.faces, body, pose, betas)
    inside = body.pose(betas, pose).vertices[np.unique(outside(body))]
    cloud = Cloud.of(mesh.vertices, mesh.faces, POINTS)
    here = Fit(np.eye(3), 1.0, np.zeros(3), pose, betas, apart(cloud.points.numpy() + cloud.middle, inside))
    if here.distance < NEAR:
        return here
    moved = fit(mesh.vertices, mesh.faces, body, pose, betas)
    return moved if moved.distance < here.distance else here


def make(path: Path, mesh: Mesh, fitted: Fit, body: Body, influences: int, out: Path) -> dict[str, Any]:
    """Rig a mesh, which has its `appearance`, to the body that was fitted and write avatar.npz, texture.png
    and rig_check.png; returns the report."""
    assert mesh.uv is not None and mesh.texture is not None
    posed = body.pose(fitted.betas, fitted.pose)
    surface, source = pair(mesh, fitted, body)
    metadata = {
        "texture": "texture.png",
        "request": {"appearance": path.stem, "body": body.name},
        "betas": fitted.betas.tolist(),
        "version": __version__,
    }
    colors = mesh.vertex_colors()
    avatar = rig(surface, source, posed, body, mesh.uv, colors, metadata, influences)
    texture.save_png(mesh.texture, out / "texture.png")
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
        "sticks_out": fitted.doubt,
        "left_out": fitted.left_out,
        "body": {"name": body.name, "fingerprint": body.fingerprint},
        "skin": skin_report(avatar, body, fitted.betas),
    }


def pair(mesh: Mesh, fitted: Fit, body: Body) -> tuple[Surface, Source]:
    """The mesh where its body is, and the body there."""
    posed = body.pose(fitted.betas, fitted.pose)
    surface = Surface(fitted.place(mesh.vertices), np.ascontiguousarray(mesh.faces, np.int32))
    return surface, Source(posed.vertices, outside(body), body.weights, posed.pose_offsets)


def check_unwrapping(mesh: Mesh) -> None:
    """Raise UserError for a mesh that would be unwrapped, and is too large for it."""
    if _is_bare(mesh) and len(mesh.faces) > LARGEST_UNWRAPPED:
        what = f"The mesh has {len(mesh.faces):,} triangles and no texture."
        raise UserError("input", what, f"At most {LARGEST_UNWRAPPED:,} are unwrapped.", "Reduce it first.")


def appearance(mesh: Mesh, fitted: Fit, body: Body, size: int) -> dict[str, np.ndarray]:
    """The fields uv and texture of Mesh: its own, or its vertices' colours baked."""
    if mesh.uv is not None and mesh.texture is not None:
        return {"uv": mesh.uv, "texture": mesh.texture}
    if not _is_bare(mesh):
        flat = np.full((len(mesh.faces), 3, 2), 0.5, np.float32)
        return {"uv": flat, "texture": np.full((16, 16, 3), mesh.colors[0, 0])}
    surface, source = pair(mesh, fitted, body)
    coordinates = uv.unwrap(surface, size, parts=parts_of(surface, source))
    baked = texture.bake(surface, coordinates, CornerColors(surface, mesh.colors), size)
    return {"uv": coordinates, "texture": baked}


def _is_bare(mesh: Mesh) -> bool:
    """Whether a mesh has colours, and no texture that shows them."""
    textured = mesh.uv is not None and mesh.texture is not None
    return not textured and not (mesh.colors == mesh.colors[0, 0]).all()


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
