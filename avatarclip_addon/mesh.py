"""Avatar file -> mesh object with UVs, vertex colours and a textured material."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import bpy
import numpy as np

from .backend import avatar, protocol

COLOR_ATTRIBUTE = "Col"


def to_blender_axes(points: np.ndarray) -> np.ndarray:
    """(N, 3) metres, y up, facing +z -> (N, 3) metres, z up, facing -y; the person's left stays at +x."""
    return np.stack([points[:, 0], -points[:, 2], points[:, 1]], axis=1)


def build_mesh(source: avatar.Avatar, folder: Path, name: str) -> bpy.types.Object:
    """The avatar's mesh as an object that no collection holds yet; ``folder`` holds its pictures.

    Vertices keep their order. Raises UserError when one of the pictures is missing.
    """
    material = build_material(picture_path(source, folder, "texture"), name)
    if "normals" in source.metadata:
        add_normals(material, picture_path(source, folder, "normals"))
    mesh = bpy.data.meshes.new(name)
    count = len(source.faces)
    corners = np.ascontiguousarray(source.faces).ravel()
    mesh.vertices.add(len(source.vertices))
    mesh.vertices.foreach_set("co", to_blender_axes(source.vertices).ravel())
    mesh.loops.add(3 * count)
    mesh.loops.foreach_set("vertex_index", corners)
    mesh.polygons.add(count)
    mesh.polygons.foreach_set("loop_start", np.arange(0, 3 * count, 3, dtype=np.int32))
    if bpy.app.version < (4, 1):  # later versions derive it and have made it read-only
        mesh.polygons.foreach_set("loop_total", np.full(count, 3, np.int32))
    mesh.polygons.foreach_set("use_smooth", np.ones(count, bool))
    mesh.update(calc_edges=True)
    mesh.uv_layers.new(name="UVMap").data.foreach_set("uv", np.ascontiguousarray(source.uv).ravel())
    colors = np.ones((3 * count, 4), np.float32)
    colors[:, :3] = source.colors[corners] / 255
    # FBX keeps colours of corners only.
    attribute: Any = mesh.color_attributes.new(name=COLOR_ATTRIBUTE, type="BYTE_COLOR", domain="CORNER")
    attribute.data.foreach_set("color_srgb", colors.ravel())
    mesh.validate()
    mesh.materials.append(material)
    return bpy.data.objects.new(name, mesh)


def picture_path(source: avatar.Avatar, folder: Path, kind: str) -> Path:
    """The "texture" or the "normals" beside the avatar file; raises UserError when it is not there."""
    name = str(source.metadata.get(kind, ""))
    path = folder / name
    if not name or path.parent != folder or not path.is_file():
        called = "texture" if kind == "texture" else "normal map"
        raise protocol.UserError(
            "missing",
            f"The avatar's {called} {name or '(not named)'} is missing.",
            f"It belongs beside the avatar file in {folder}.",
            "Copy it there or generate the avatar again.",
        )
    return path


def build_material(texture: Path, name: str) -> bpy.types.Material:
    """A matt Principled material whose base colour is the picture, packed into the .blend."""
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    shader = shader_of(material)
    shader.inputs["Roughness"].default_value = 0.8
    specular = "Specular IOR Level" if "Specular IOR Level" in shader.inputs else "Specular"
    shader.inputs[specular].default_value = 0.2
    picture = add_picture(material, texture, name, (-300, 300))
    material.node_tree.links.new(picture.outputs["Color"], shader.inputs["Base Color"])
    return material


def add_normals(material: bpy.types.Material, picture: Path) -> None:
    """Let a picture of tangent-space normals bend the material's own, packed as well."""
    colors = add_picture(material, picture, f"{material.name} normals", (-600, -100))
    colors.image.colorspace_settings.name = "Non-Color"
    bent: Any = material.node_tree.nodes.new("ShaderNodeNormalMap")
    bent.location = (-250, -100)
    links = material.node_tree.links
    links.new(colors.outputs["Color"], bent.inputs["Color"])
    links.new(bent.outputs["Normal"], shader_of(material).inputs["Normal"])


def shader_of(material: bpy.types.Material) -> Any:
    """The material's Principled node."""
    return next(node for node in material.node_tree.nodes if node.type == "BSDF_PRINCIPLED")


def add_picture(material: bpy.types.Material, file: Path, name: str, place: tuple[float, float]) -> Any:
    """A node with the picture, which is packed into the .blend."""
    image = bpy.data.images.load(str(file))
    image.name = name
    image.pack()
    node: Any = material.node_tree.nodes.new("ShaderNodeTexImage")
    node.image, node.location = image, place
    return node
