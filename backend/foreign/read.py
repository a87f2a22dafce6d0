"""Mesh files, as far as rigging goes: one triangle mesh, its colours, and what is wrong with it in words."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import igl
import numpy as np
import trimesh
from PIL import Image

from ..protocol import UserError

FORMATS = (".ply", ".obj", ".glb", ".gltf", ".stl", ".off")
LARGEST = 4_000_000  # triangles
GREY = 190
ELSE = "Export it again from the program that made it."


@dataclasses.dataclass(frozen=True)
class Mesh:
    """vertices (V, 3) float64 in the file's units and axes; faces (F, 3) int64; colors (V, 3) uint8 sRGB; uv
    (F, 3, 2) float32, v up, and texture (H, W, 3) uint8 where the file has both, else None."""

    vertices: np.ndarray
    faces: np.ndarray
    colors: np.ndarray
    uv: np.ndarray | None = None
    texture: np.ndarray | None = None


def read_mesh(path: Path) -> Mesh:
    """All parts of a file as one mesh, without triangles that have no area; raises UserError."""
    if not path.is_file():
        raise UserError("missing", f"There is no file {path}.")
    if path.suffix.lower() not in FORMATS:
        raise UserError("input", f"{path} is of no format that is read.", fix=f"Use {', '.join(FORMATS)}.")
    try:
        loaded = trimesh.load_scene(path, process=False).to_mesh()
    except Exception as error:  # trimesh raises what each format's parser raises
        raise UserError("input", f"{path} is no whole mesh file.", f"{error!r}.", ELSE) from error
    vertices, faces = np.asarray(loaded.vertices, np.float64), np.asarray(loaded.faces, np.int64)
    if not len(faces):
        raise UserError("input", f"{path} holds no triangles.", "A cloud of points cannot be rigged.", ELSE)
    if len(faces) > LARGEST:
        what = f"{path} has {len(faces):,} triangles; at most {LARGEST:,} are rigged."
        raise UserError("input", what, fix="Reduce it first.")
    if not 0 <= faces.min() <= faces.max() < len(vertices):
        raise UserError("input", f"{path} has triangles of vertices that are not there.", fix=ELSE)
    broken = int((~np.isfinite(vertices[np.unique(faces)])).any(axis=1).sum())
    if broken:
        raise UserError("input", f"{path} has {broken} vertices that are not finite numbers.", fix=ELSE)
    return _clean(path, vertices, faces, loaded.visual)


def _clean(path: Path, vertices: np.ndarray, faces: np.ndarray, visual: Any) -> Mesh:
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    size = float(np.ptp(vertices[np.unique(faces)], axis=0).max())
    whole = np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-14 * size**2
    if not whole.any():
        raise UserError("input", f"{path} has no triangle with an area.", fix=ELSE)
    faces = outwards(vertices, faces[whole])
    used = np.unique(faces)
    colors, uv, texture = _appearance(visual, len(vertices))
    return Mesh(
        vertices[used],
        np.searchsorted(used, faces),
        np.ascontiguousarray(colors[used]),
        uv[faces].astype(np.float32) if uv is not None else None,
        texture,
    )


def outwards(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    """Faces (F, 3) whose neighbours agree on which side is out, each connected part as most of it had it, and
    all of them turned over if the mesh then holds a negative volume."""
    turned, part = igl.bfs_orient(faces)
    kept = (turned == faces).all(axis=1)
    mostly = np.bincount(part, np.where(kept, 1, -1)) >= 0
    turned = np.where(mostly[part][:, None] == kept[:, None], faces, faces[:, ::-1])
    a, b, c = np.moveaxis(vertices[turned] - vertices[turned].mean(axis=(0, 1)), 1, 0)
    volume = (np.cross(a, b) * c).sum()
    return np.ascontiguousarray(turned[:, ::-1] if volume < 0 else turned)


def _appearance(visual: Any, count: int) -> tuple[np.ndarray, np.ndarray | None, np.ndarray | None]:
    """Colours (V, 3), and uv (V, 2) and texture where there are both."""
    colors = np.full((count, 3), GREY, np.uint8)
    if visual is None or not visual.defined:
        return colors, None, None
    if visual.kind == "texture":
        material, uv = visual.material, visual.uv
        image = getattr(material, "image", None) or getattr(material, "baseColorTexture", None)
        if uv is None or image is None or not np.isfinite(uv).all():
            colors[:] = np.asarray(material.main_color)[:3]
            return colors, None, None
        texture = np.asarray(image.convert("RGB") if isinstance(image, Image.Image) else image)
        uv = np.where((uv < 0) | (uv > 1), uv % 1, uv)
        rows = np.minimum(((1 - uv[:, 1]) * len(texture)).astype(int), len(texture) - 1)
        columns = np.minimum((uv[:, 0] * texture.shape[1]).astype(int), texture.shape[1] - 1)
        return texture[rows, columns], uv, texture
    return np.asarray(visual.vertex_colors, np.uint8)[:, :3], None, None
