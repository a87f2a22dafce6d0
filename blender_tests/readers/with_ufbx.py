"""python with_ufbx.py FILE [CLIP@SECONDS ...]: what ufbx sees in an FBX file, in the words of read.mjs.

Besides: unit, in metres; of each mesh open_edges, how many lie not between two triangles of one orientation.

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


def read(path: str, wanted: list[str]) -> dict[str, Any]:
    """Vertices are those of the meshes, in their own order."""
    scene = held(ufbx.load_file(path))
    rest = held(ufbx.load_file(path, evaluate_skinning=True))
    root, *nodes = items(scene.nodes)
    bones = [node.name for node in nodes if node.attrib_type == ufbx.ElementType.BONE]
    above = {child.name: node.name for node in nodes for child in items(node.children)}
    stacks = {stack.name: stack for stack in items(scene.anim_stacks)}
    poses = {}
    for pose in wanted:
        clip, seconds = pose.split("@")
        time = stacks[clip].time_begin + float(seconds)
        posed = held(ufbx.evaluate_scene(scene, held(stacks[clip].anim), time, evaluate_skinning=True))
        poses[pose] = vertices(mesh_nodes(posed)[0]).ravel().tolist()
    return {
        "bones": bones,
        "parents": {name: above[name] if above.get(name) in bones else None for name in bones},
        "scales": max(abs(v - 1) for node in nodes for v in vector(held(node.local_transform).scale)),
        "textures": [len(texture.content) for texture in items(scene.textures)],
        "clips": {name: stack.time_end - stack.time_begin for name, stack in stacks.items()},
        "unit": held(scene.settings).unit_meters,
        "meshes": {node.name: seen(node) for node in mesh_nodes(rest)},
        "poses": poses,
    }


def seen(node: Any) -> dict[str, Any]:
    """One mesh; its scene has its skin evaluated, in the bind pose."""
    mesh, joints, skin = held(node.mesh), [], []
    for deformer in items(mesh.skin_deformers):
        for number, cluster in enumerate(items(deformer.clusters)):
            joints.append(held(cluster.bone_node).name)
            moved, weights = (list(held(part)) for part in (cluster.vertices, cluster.weights))
            skin.append(np.stack([moved, np.full(len(moved), number), weights], axis=1))
    return {
        "triangles": mesh.num_triangles,
        "textured": any(len(items(material.textures)) for material in items(mesh.materials)),
        "normals": held(mesh.vertex_normal).exists,
        "joints": joints,
        "skin": np.concatenate(skin).ravel().tolist() if skin else [],
        "rest": vertices(node).ravel().tolist(),
        "open_edges": open_edges(np.reshape(list(held(mesh.vertex_indices)), (-1, 3))),
    }


def mesh_nodes(scene: Any) -> list[Any]:
    return [node for node in items(scene.nodes) if node.attrib_type == ufbx.ElementType.MESH]


def open_edges(faces: np.ndarray) -> int:
    """How many edges of triangles (F, 3) are not where two of them meet the same way round."""
    edges = np.stack([faces, np.roll(faces, -1, axis=1)], axis=2).reshape(-1, 2)
    found, counts = np.unique(edges, axis=0, return_counts=True)
    other = np.unique(edges[:, ::-1], axis=0)
    alone = set(map(tuple, found.tolist())) ^ set(map(tuple, other.tolist()))
    return len(alone) + int((counts > 1).sum())


def vertices(node: Any) -> np.ndarray:
    """A mesh's vertices in the world, (V, 3), moved by their bones where it has a skin."""
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
    sys.stdout.write(json.dumps(read(sys.argv[1], sys.argv[2:])) + "\n")
    sys.stdout.flush()
    os._exit(0)
