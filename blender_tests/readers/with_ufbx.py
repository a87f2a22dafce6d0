"""[MESH=NAME] python with_ufbx.py FILE [CLIP@SECONDS ...]: what ufbx sees in an FBX file, in read.mjs' words.

Besides: unit, in metres; open_edges, how many are not where two triangles meet the same way round.

A process of its own, since ufbx' bindings crash where an object that they gave is freed and asked for again:
every one is held to the end.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from typing import Any

import numpy as np
import ufbx

HELD: list[Any] = []


def held(value: Any) -> Any:
    HELD.append(value)
    return value


def items(values: Any) -> list[Any]:
    return [held(value) for value in held(values)]


def read(path: str, wanted: list[str], name: str) -> dict[str, Any]:
    """Vertices are those of the mesh, in its own order. name: of a mesh, "" for the only one."""
    scene = held(ufbx.load_file(path))
    root, *nodes = items(scene.nodes)
    bones = [node.name for node in nodes if node.attrib_type == ufbx.ElementType.BONE]
    above = {child.name: node.name for node in nodes for child in items(node.children)}
    stacks = {stack.name: stack for stack in items(scene.anim_stacks)}
    meshes = {node.name: held(node.mesh) for node in mesh_nodes(scene)}
    name = name or next(iter(meshes))
    mesh = meshes[name]
    rest = vertices(held(ufbx.load_file(path, evaluate_skinning=True)), name)
    found: dict[str, Any] = {
        "bones": bones,
        "parents": {name: above[name] if above.get(name) in bones else None for name in bones},
        "scales": max(abs(v - 1) for node in nodes for v in vector(held(node.local_transform).scale)),
        "textures": [len(texture.content) for texture in items(scene.textures)],
        "textured": any(len(items(material.textures)) for material in items(mesh.materials)),
        "normals": held(mesh.vertex_normal).exists,
        "clips": {name: stack.time_end - stack.time_begin for name, stack in stacks.items()},
        "unit": held(scene.settings).unit_meters,
        "meshes": {name: one.num_triangles for name, one in meshes.items()},
        "open_edges": open_edges(np.array(list(held(mesh.vertex_indices)), int).reshape(-1, 3)),
        "joints": [],
        "weights": [0.0, 0.0],
        "skin": [],
        "rest": rest.ravel().tolist(),
        "height": float(np.ptp(rest[:, 1])),
        "poses": {},
    }
    for skin in items(mesh.skin_deformers):
        clusters = items(skin.clusters)
        found["joints"] = [held(cluster.bone_node).name for cluster in clusters]
        sums = np.zeros(mesh.num_vertices)
        for joint, cluster in enumerate(clusters):
            moved = np.array(list(held(cluster.vertices)), int)
            weights = np.array(list(held(cluster.weights)), float)
            np.add.at(sums, moved, weights)
            found["skin"] += np.stack([moved, np.full(len(moved), joint), weights], axis=1).ravel().tolist()
        found["weights"] = [float(sums.min()), float(sums.max())]
    for pose in wanted:
        clip, seconds = pose.split("@")
        time = stacks[clip].time_begin + float(seconds)
        anim = held(stacks[clip].anim)
        posed = held(ufbx.evaluate_scene(scene, anim, time, evaluate_skinning=True))
        found["poses"][pose] = vertices(posed, name).ravel().tolist()
    return found


def mesh_nodes(scene: Any) -> list[Any]:
    return [node for node in items(scene.nodes) if node.attrib_type == ufbx.ElementType.MESH]


def open_edges(faces: np.ndarray) -> int:
    """How many edges of triangles (F, 3) are not where two of them meet the same way round."""
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    one, other = np.unique(edges, axis=0, return_counts=True), np.unique(edges[:, ::-1], axis=0)
    alone = {tuple(edge) for edge in one[0].tolist()} ^ {tuple(edge) for edge in other.tolist()}
    return len(alone) + int((one[1] > 1).sum())


def vertices(scene: Any, name: str) -> np.ndarray:
    """A mesh's vertices in the world, (V, 3), moved by their bones where it has a skin."""
    node = next(node for node in mesh_nodes(scene) if node.name == name)
    mesh = held(node.mesh)
    points = np.array([vector(point) for point in held(held(mesh.skinned_position).values)])
    if not mesh.skinned_is_local:
        return points
    matrix = held(node.geometry_to_world)
    columns = np.array([vector(getattr(matrix, name)) for name in ("c0", "c1", "c2", "c3")])
    return points @ columns[:3] + columns[3]


def vector(value: Any) -> tuple[float, float, float]:
    return value.x, value.y, value.z


if __name__ == "__main__":
    gc.disable()
    sys.stdout.write(json.dumps(read(sys.argv[1], sys.argv[2:], os.environ.get("MESH", ""))) + "\n")
    sys.stdout.flush()
    os._exit(0)
