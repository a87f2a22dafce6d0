"""python with_ufbx.py FILE [CLIP@SECONDS ...]: what ufbx sees in an FBX file, in the words of read.mjs.

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
    """Vertices are those of the mesh, in its own order."""
    scene = held(ufbx.load_file(path))
    mesh = items(scene.meshes)[0]
    root, *nodes = items(scene.nodes)
    bones = [node.name for node in nodes if node.attrib_type == ufbx.ElementType.BONE]
    above = {child.name: node.name for node in nodes for child in items(node.children)}
    stacks = {stack.name: stack for stack in items(scene.anim_stacks)}
    rest = vertices(held(ufbx.load_file(path, evaluate_skinning=True)))
    found: dict[str, Any] = {
        "bones": bones,
        "parents": {name: above[name] if above.get(name) in bones else None for name in bones},
        "scales": max(abs(v - 1) for node in nodes for v in vector(held(node.local_transform).scale)),
        "textures": [len(texture.content) for texture in items(scene.textures)],
        "normals": held(mesh.vertex_normal).exists,
        "clips": {name: stack.time_end - stack.time_begin for name, stack in stacks.items()},
        "unit": held(scene.settings).unit_meters,
        "meshes": [node.name for node in nodes if node.attrib_type == ufbx.ElementType.MESH],
        "joints": [],
        "weights": [0.0, 0.0],
        "rest": rest.ravel().tolist(),
        "height": float(np.ptp(rest[:, 1])),
        "poses": {},
    }
    for skin in items(mesh.skin_deformers):
        clusters = items(skin.clusters)
        found["joints"] = [held(cluster.bone_node).name for cluster in clusters]
        sums = np.zeros(mesh.num_vertices)
        for cluster in clusters:
            moved = np.array(list(held(cluster.vertices)), int)
            np.add.at(sums, moved, np.array(list(held(cluster.weights)), float))
        found["weights"] = [float(sums.min()), float(sums.max())]
    for name in wanted:
        clip, seconds = name.split("@")
        time = stacks[clip].time_begin + float(seconds)
        anim = held(stacks[clip].anim)
        posed = held(ufbx.evaluate_scene(scene, anim, time, evaluate_skinning=True))
        found["poses"][name] = vertices(posed).ravel().tolist()
    return found


def vertices(scene: Any) -> np.ndarray:
    """The first mesh's vertices in the world, (V, 3), moved by their bones where it has a skin."""
    mesh = items(scene.meshes)[0]
    points = np.array([vector(point) for point in held(held(mesh.skinned_position).values)])
    if not mesh.skinned_is_local:
        return points
    node = next(node for node in items(scene.nodes) if node.attrib_type == ufbx.ElementType.MESH)
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
