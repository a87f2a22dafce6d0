"""The networks' surface as a mesh with colours."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import torch

from ..raster import vertex_normals
from ..surface import mesh as surfaces
from ..surface.mesh import Surface
from ..surface.settings import SurfaceSettings
from ..surface.texture import to_bytes
from .networks import Networks
from .rendering import Rays, march
from .settings import Settings

BOX = 1.01  # half of the published box, in radii of the scene
MOST = 200_000  # triangles; more gain nothing and take minutes to unwrap
COARSE = 64  # nodes along a side by which the surface is found first
POINTS = 1 << 16  # of one query
RAYS = 1 << 12
SAMPLES = 16  # along a ray onto a vertex
REACH = 4.0  # S * s where it begins: what is seen lies within
LONGEST_REACH = 0.05  # metres; further off, another part of the body may be in the way


class NeusField:
    """The networks as what backend/surface meshes."""

    trusted = (
        0.1  # metres within which the distance is taken at its word; beyond, learned ones may be too long
    )

    def __init__(self, networks: Networks, settings: Settings, radius: float):
        """radius: of the ball around the origin that holds the scene, metres."""
        self.networks, self.settings, self.radius = networks, settings, radius
        self.device = next(networks.parameters()).device
        low, high = np.full(3, -BOX * radius), np.full(3, BOX * radius)
        self.corners: tuple[np.ndarray, np.ndarray] = (low, high)

    @torch.no_grad()
    def sdf(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) float32 -> (N,) float32 metres."""
        parts = torch.from_numpy(np.ascontiguousarray(points, np.float32)).split(POINTS)
        return torch.cat([self.networks.sdf(part.to(self.device)).cpu() for part in parts]).numpy()

    estimate = sdf

    def color(self, points: np.ndarray) -> np.ndarray:
        """(N, 3) -> (N, 3) sRGB as seen along the distance's gradient."""
        parts = torch.from_numpy(np.ascontiguousarray(points, np.float32)).split(POINTS)
        with torch.no_grad():
            normals = [self.networks.geometry(part.to(self.device))[1].cpu() for part in parts]
        return self.color_seen(points, torch.cat(normals).numpy())

    @torch.no_grad()
    def color_seen(self, points: np.ndarray, normals: np.ndarray) -> np.ndarray:
        """What a camera sees that looks straight at points (N, 3) of the surface, along normals (N, 3): sRGB
        (N, 3) float32 of the head that the guide saw."""
        reach = min(LONGEST_REACH, REACH / float(self.networks.sharpness()))
        towards = -torch.nn.functional.normalize(torch.from_numpy(np.asarray(normals, np.float32)), dim=1)
        origins = torch.from_numpy(np.asarray(points, np.float32)) - reach * towards
        depth = torch.linspace(0, 2 * reach, SAMPLES + 1, device=self.device)[:-1]
        colors = []
        for o, d in zip(origins.split(RAYS), towards.split(RAYS), strict=True):
            rays = Rays(o.to(self.device), d.to(self.device), depth.new_zeros(len(o)))
            seen = march(self.networks, rays, depth.expand(len(o), -1), 2 * reach / SAMPLES, self.radius)
            part = seen.colors / seen.opacity[:, None].clamp_min(1e-3)
            colors.append(
                (part[:, -3:] if self.settings.model.neus_renderer.extra_color else part[:, :3]).cpu()
            )
        return torch.cat(colors).clamp(0, 1).numpy()

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return self.corners


def extract(field: NeusField, nodes: int) -> Surface:
    """The largest part of the surface, by marching cubes with `nodes` along each side of the box; it is
    reduced to MOST triangles.

    Raises UserError when there is none.
    """
    side = 2 * BOX * field.radius
    field.corners = np.full(3, -side / 2), np.full(3, side / 2)
    coarse = surfaces.extract(field, SurfaceSettings(side / COARSE, triangles=MOST)).vertices
    margin = 2 * side / COARSE
    low, high = coarse.min(axis=0) - margin, coarse.max(axis=0) + margin
    field.corners = np.maximum(low, -side / 2), np.minimum(high, side / 2)
    return surfaces.extract(field, SurfaceSettings(side / nodes, triangles=MOST))


def vertex_colors(surface: Surface, field: NeusField) -> np.ndarray:
    """Colours (V, 3) uint8 of the vertices, seen along their normals."""
    return to_bytes(field.color_seen(surface.vertices, vertex_normals(surface.vertices, surface.faces)))


def write_ply(path: Path, surface: Surface, colors: np.ndarray) -> None:
    """Write a binary PLY with vertex colours (V, 3) uint8, in one step."""
    vertices = np.empty(len(surface.vertices), [("place", "<f4", 3), ("color", "u1", 3)])
    vertices["place"], vertices["color"] = surface.vertices, colors
    faces = np.empty(len(surface.faces), [("count", "u1"), ("corners", "<i4", 3)])
    faces["count"], faces["corners"] = 3, surface.faces
    header = ["ply", "format binary_little_endian 1.0", f"element vertex {len(vertices)}"]
    header += [f"property float {axis}" for axis in "xyz"]
    header += [f"property uchar {color}" for color in ("red", "green", "blue")]
    header += [f"element face {len(faces)}", "property list uchar int vertex_indices", "end_header", ""]
    part = path.with_name(path.name + ".part")
    part.write_bytes("\n".join(header).encode() + vertices.tobytes() + faces.tobytes())
    os.replace(part, path)
