"""Mesh files, as far as rigging goes: one triangle mesh, its colours, and what is wrong with it in words."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path
from typing import Any

import igl
import numpy as np
import trimesh
from PIL import Image

from ..protocol import UserError
from .obj import absolute

FORMATS = (".ply", ".obj", ".glb", ".gltf", ".stl", ".off")
LARGEST = 4_000_000  # triangles
GREY = 190
FLAT = 0.002  # of an area to the power of 1.5: a ball holds 0.094 of it, a sheet nothing
ELSE = "Export it again from the program that made it."


@dataclasses.dataclass(frozen=True)
class Mesh:
    """vertices (V, 3) float64 in the file's units and axes, no two at one place; faces (F, 3) int64; colors
    (F, 3, 3) uint8 sRGB, a triangle's at its corners; uv (F, 3, 2) float32, v up, and texture (H, W, 3) uint8
    where the file has both, else None."""

    vertices: np.ndarray
    faces: np.ndarray
    colors: np.ndarray
    uv: np.ndarray | None = None
    texture: np.ndarray | None = None

    def vertex_colors(self) -> np.ndarray:
        """(V, 3) uint8 sRGB: of one of the corners there."""
        colors = np.zeros((len(self.vertices), 3), np.uint8)
        colors[self.faces] = self.colors
        return colors


def read_mesh(path: Path) -> Mesh:
    """All parts of a file as one mesh, without triangles that have no area; raises UserError."""
    if not path.is_file():
        raise UserError("missing", f"There is no file {path}.")
    if path.suffix.lower() not in FORMATS:
        raise UserError("input", f"{path} is of no format that is read.", fix=f"Use {', '.join(FORMATS)}.")
    try:
        loaded = _load(path).to_mesh()
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


def _load(path: Path) -> trimesh.Scene:
    text = absolute(path) if path.suffix.lower() == ".obj" else None
    if text is None:
        return trimesh.load_scene(path, process=False)
    beside = trimesh.resolvers.FilePathResolver(str(path))  # materials and pictures
    return trimesh.load_scene(io.StringIO(text), file_type="obj", resolver=beside, process=False)


def _clean(path: Path, vertices: np.ndarray, faces: np.ndarray, visual: Any) -> Mesh:
    places, welded = _welded(vertices, faces)
    size = float(np.ptp(places, axis=0).max())
    whole = np.flatnonzero(np.linalg.norm(_cross(places, welded), axis=1) > 1e-14 * size**2)
    whole = whole[_first_of_each(welded[whole])]
    if not len(whole):
        raise UserError("input", f"{path} has no triangle with an area.", fix=ELSE)
    turned, order = outwards(places, welded[whole])
    corners = np.take_along_axis(faces[whole], order, axis=1)
    used, index = np.unique(turned, return_inverse=True)
    colors, uv, texture = _appearance(visual, len(vertices))
    return Mesh(
        places[used],
        index.reshape(turned.shape),
        colors[corners],
        uv[corners].astype(np.float32) if uv is not None else None,
        texture,
    )


def _welded(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vertices without those at another's place, and the faces (F, 3) of them: what is cut at seams of
    texture or written triangle by triangle is one surface."""
    used, index = np.unique(faces, return_inverse=True)
    _, first, same = np.unique(vertices[used], axis=0, return_index=True, return_inverse=True)
    order = np.argsort(first)  # the file's
    places, rank = vertices[used[first[order]]], np.argsort(order)
    return places, rank[same.reshape(-1)][index].reshape(faces.shape)


def _first_of_each(faces: np.ndarray) -> np.ndarray:
    """The rows of faces (F, 3), in order, whose three vertices no row before has: none is there twice, nor
    from both sides."""
    return np.sort(np.unique(np.sort(faces, axis=1), axis=0, return_index=True)[1])


def outwards(vertices: np.ndarray, faces: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Faces (F, 3) whose neighbours agree on which side is out, and for each the order (F, 3) of its corners.

    A connected part that holds a negative volume is turned over; one too FLAT to tell keeps what most of it
    had, or is turned if most of the others are.
    """
    turned, part = igl.bfs_orient(faces)
    over = ~(turned == faces).all(axis=1)
    parts = int(part.max()) + 1

    def total(of: np.ndarray) -> np.ndarray:
        return np.bincount(part, of, parts)

    over ^= (total(np.where(over, 1.0, -1.0)) > 0)[part]
    middle = np.stack([total(axis) for axis in vertices[faces].mean(axis=1).T], axis=1)
    middle /= total(np.ones(len(faces)))[:, None]
    normals, spoke = _cross(vertices, faces), vertices[faces[:, 0]] - middle[part]
    volume = total(np.where(over, -1, 1) * np.einsum("ij,ij->i", normals, spoke)) / 6
    area = total(np.linalg.norm(normals, axis=1)) / 2
    sure = np.abs(volume) > FLAT * area**1.5
    most = (np.where(volume < 0, area, -area)[sure]).sum() > 0
    over ^= np.where(sure, volume < 0, most)[part]
    order = np.where(over[:, None], [0, 2, 1], [0, 1, 2])
    return np.take_along_axis(faces, order, axis=1), order


def _cross(vertices: np.ndarray, faces: np.ndarray) -> np.ndarray:
    a, b, c = np.moveaxis(vertices[faces], 1, 0)
    return np.cross(b - a, c - a)


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
