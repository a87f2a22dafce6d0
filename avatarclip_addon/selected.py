"""The selected meshes as one file for the backend: as they stand in the scene, in their colours."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import addon_utils
import bpy
import numpy as np
from mathutils import Color

from .backend import protocol

LONGEST_NAME = 40  # characters
CHUNK = 1 << 20  # bytes


def meshes_of(context: bpy.types.Context) -> list[bpy.types.Object]:
    """The selected mesh objects, the active one first."""
    chosen = [obj for obj in context.selected_objects if obj.type == "MESH"]
    return sorted(chosen, key=lambda obj: (obj != context.active_object, obj.name))


def write_selected(context: bpy.types.Context, folder: Path) -> tuple[Path, str]:
    """Write the selected meshes into a file of the folder, y up; returns it and what they are called.

    Modifiers, poses and transforms are applied. It is a GLB with materials and textures, or a PLY where there
    are vertex colours and no textures; the same meshes get the same name, others another. Raises UserError
    where no mesh is selected or they have no faces.
    """
    if context.mode != "OBJECT":
        bpy.ops.object.mode_set(mode="OBJECT")
    objects = meshes_of(context)
    if not objects:
        fix = "Select one, or several that belong together."
        raise protocol.UserError("input", "No mesh is selected.", fix=fix)
    name = objects[0].name
    with as_they_stand(context, objects) as meshes:
        if not any(len(mesh.polygons) for mesh in meshes):
            raise protocol.UserError("input", f"{name} has no faces.", fix="Select a mesh with a surface.")
        textured = any(has_picture(material) for mesh in meshes for material in mesh.materials)
        colored = any(mesh.color_attributes.active_color for mesh in meshes)
        path = folder / ("selected.glb" if textured or not colored else "selected.ply")
        if path.suffix == ".glb":
            write_glb(context, meshes, path)
        else:
            write_ply(meshes, path)
    words = re.sub(r"\W+", "-", name.lower()).strip("-")[:LONGEST_NAME]
    return path.replace(folder / f"{words}-{checksum(path):08x}{path.suffix}"), name


def checksum(path: Path) -> int:
    """CRC-32 of a file; raises UserError where it cannot be read."""
    found = 0
    try:
        with open(path, "rb") as stream:
            while part := stream.read(CHUNK):
                found = zlib.crc32(part, found)
    except OSError as error:
        raise protocol.UserError("missing", f"{path} cannot be read.", f"{error.strerror}.") from error
    return found


@contextlib.contextmanager
def as_they_stand(
    context: bpy.types.Context, objects: list[bpy.types.Object]
) -> Iterator[list[bpy.types.Mesh]]:
    """Yield copies of objects' meshes, modifiers and transforms applied, each slot with a material."""
    graph, made = context.evaluated_depsgraph_get(), list[bpy.types.ID]()
    plain = bpy.data.materials.new("Plain")
    made.append(plain)
    meshes = []
    try:
        for obj in objects:
            mesh: Any = bpy.data.meshes.new_from_object(
                obj.evaluated_get(graph), preserve_all_data_layers=True, depsgraph=graph
            )
            made.append(mesh)
            mesh.transform(obj.matrix_world)
            if obj.matrix_world.determinant() < 0:
                mesh.flip_normals()
            for slot, material in enumerate(mesh.materials):
                mesh.materials[slot] = material or plain
            if not mesh.materials:
                mesh.materials.append(plain)
            meshes.append(mesh)
        yield meshes
    finally:
        bpy.data.batch_remove(made)


def has_picture(material: bpy.types.Material) -> bool:
    nodes = material.node_tree.nodes if material.use_nodes else ()
    return any(node.type == "TEX_IMAGE" and node.image for node in nodes)


def write_glb(context: bpy.types.Context, meshes: list[bpy.types.Mesh], path: Path) -> None:
    """Meshes, their materials and pictures as binary glTF; the selection is afterwards as it was."""
    addon_utils.enable("io_scene_gltf2")
    layer = context.view_layer
    selected, active = list(context.selected_objects), layer.objects.active
    for obj in selected:
        obj.select_set(False)
    objects = [bpy.data.objects.new(mesh.name, mesh) for mesh in meshes]
    try:
        for obj in objects:
            context.scene.collection.objects.link(obj)
            obj.select_set(True)
        layer.objects.active = objects[0]
        bpy.ops.export_scene.gltf(
            filepath=str(path),
            export_format="GLB",
            use_selection=True,
            export_animations=False,
            export_normals=False,  # which would split vertices
        )
    except RuntimeError as error:
        raise protocol.UserError("input", "The meshes could not be written.", str(error).strip()) from error
    finally:
        bpy.data.batch_remove(objects)
        for obj in selected:
            obj.select_set(True)
        layer.objects.active = active


def write_ply(meshes: list[bpy.types.Mesh], path: Path) -> None:
    """Meshes' triangles and their vertices' colours as binary PLY."""
    vertices, faces, count = [], [], 0
    for mesh in meshes:
        places = read(mesh.vertices, "co", 3)
        rows = np.empty(len(places), [("place", "<f4", 3), ("color", "u1", 3)])
        rows["place"] = places[:, [0, 2, 1]] * (1, 1, -1)
        rows["color"] = colors_of(mesh)
        mesh.calc_loop_triangles()
        triangles = read(mesh.loop_triangles, "vertices", 3, np.int32)
        sides = np.empty(len(triangles), [("count", "u1"), ("corners", "<i4", 3)])
        sides["count"], sides["corners"] = 3, triangles + count
        vertices.append(rows)
        faces.append(sides)
        count += len(rows)
    header = ["ply", "format binary_little_endian 1.0", f"element vertex {count}"]
    header += [f"property float {axis}" for axis in "xyz"]
    header += [f"property uchar {color}" for color in ("red", "green", "blue")]
    header += [
        f"element face {sum(map(len, faces))}",
        "property list uchar int vertex_indices",
        "end_header\n",
    ]
    path.write_bytes("\n".join(header).encode() + b"".join(part.tobytes() for part in (*vertices, *faces)))


def colors_of(mesh: bpy.types.Mesh) -> np.ndarray:
    """The active colours (V, 3) uint8 sRGB, those of a vertex' corners averaged; else its materials' own."""
    attribute: Any = mesh.color_attributes.active_color
    if attribute and attribute.domain == "POINT":
        colors = read(attribute.data, "color_srgb", 4)[:, :3]
    else:
        corners = read(mesh.loops, "vertex_index", 1, np.int32)[:, 0]
        given = read(attribute.data, "color_srgb", 4)[:, :3] if attribute else plain_colors(mesh)
        total = np.zeros((len(mesh.vertices), 3))
        np.add.at(total, corners, given)
        colors = total / np.maximum(np.bincount(corners, minlength=len(total)), 1)[:, None]
    return np.rint(255 * colors.clip(0, 1)).astype(np.uint8)


def plain_colors(mesh: bpy.types.Mesh) -> np.ndarray:
    """The materials' base colours at a mesh's corners, (L, 3) sRGB in 0..1."""
    found = []
    for material in mesh.materials:
        nodes: Any = material.node_tree.nodes if material.use_nodes else ()
        shader = next((node for node in nodes if node.type == "BSDF_PRINCIPLED"), None)
        color = shader.inputs["Base Color"].default_value if shader else material.diffuse_color
        found.append(Color(color[:3]).from_scene_linear_to_srgb())
    slots = read(mesh.polygons, "material_index", 1, np.int32)[:, 0]
    return np.array(found)[np.repeat(slots, read(mesh.polygons, "loop_total", 1, np.int32)[:, 0])]


def read(collection: Any, name: str, width: int, kind: type = np.float32) -> np.ndarray:
    """A property of all in a collection, (N, width)."""
    values: Any = np.empty(len(collection) * width, kind)
    collection.foreach_get(name, values)
    return values.reshape(-1, width)
