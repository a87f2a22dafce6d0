"""What others see in the exported files: three.js, assimp, ufbx, Khronos' glTF validator, Pixar's library.

Read are a puppet in two sizes and the backend's own avatars: two bodies in two shapes each (see people.py).
Besides these, avatars' folders named in $AVATARCLIP_AVATARS are exported and read.
"""

from __future__ import annotations

import re

import numpy as np
import pytest

from .conftest import THOROUGH, addon_module
from .provided import EIGHT

FILES = [
    *(("three", "FBX"), ("assimp", "FBX"), ("ufbx", "FBX")),
    *(("three", "WEB"), ("assimp", "WEB")),
    ("usd", "USD"),
]
POSING = [pair for pair in FILES if pair[0] != "assimp"]  # which poses nothing
READERS = {".fbx": ("assimp", "three", "ufbx"), ".glb": ("assimp", "three"), ".usdz": ("usd",)}
MARKS = {
    ".fbx": ("assimp", "three.js", "ufbx", "Blender"),
    ".glb": ("assimp", "three.js", "Khronos", "Blender"),
    ".usdz": ("Pixar", "Blender"),
}
NEAR = 1e-4  # metres
ROOT, SANITIZED = "root", re.compile(r"[\[\].:/]")  # which three.js takes out of names
DETAIL = 0.05  # of its size, what the coarsest level of detail may lose


def family(source) -> dict[str, str | None]:
    """Each joint's parent, by name."""
    names = [*source.joint_names, None]
    return {name: names[parent] for name, parent in zip(source.joint_names, source.parents, strict=True)}


def metres(target: str, path) -> float:
    """How long a file's unit is; the readers leave it as it is."""
    return 0.01 if path.suffix == ".fbx" and target != "METRES" else 1.0


def only(meshes: dict) -> dict:
    (mesh,) = meshes.values()
    return mesh


def points(mesh: dict) -> np.ndarray:
    return np.reshape(mesh["rest"], (-1, 3))


def skin(mesh: dict, names) -> np.ndarray:
    """A mesh's weights, (V, J), the joints in the order of names."""
    found = np.zeros((len(points(mesh)), len(names)))
    vertex, joint, weight = np.reshape(mesh["skin"], (-1, 3)).T
    order = np.array([names.index(name) for name in mesh["joints"]])
    np.add.at(found, (vertex.astype(int), order[joint.astype(int)]), weight)
    return found


def expected_skin(source, reader: str) -> np.ndarray:
    """The avatar's weights (V, J) as a reader has them: three.js takes the four largest."""
    weights = np.zeros((len(source.vertices), len(source.joints)))
    np.add.at(weights, (np.arange(len(weights))[:, None], source.weight_indices), source.weight_values)
    if reader == "three":
        np.put_along_axis(weights, np.argsort(weights, axis=1)[:, :-4], 0, axis=1)
    return weights / weights.sum(axis=1, keepdims=True)


def expected_clips(products, target: str) -> dict[str, float]:
    clips = products.posed["clips"]
    return {"": clips[products.source.motions[0].name]} if target == "USD" else clips


def is_there(products, target: str) -> bool:
    """Whether the file is; before 4.2, Blender writes no USD with a skeleton."""
    assert target in products.files or (target == "USD" and products.posed["version"] < [4, 2])
    return target in products.files


def seen_by(reader: str, target: str, products, read) -> dict:
    poses = [pose for pose in products.posed["poses"] if target != "USD" or is_first(pose, products)]
    return read(reader, products.files[target], *(() if reader == "assimp" else poses))


def is_first(pose: str, products) -> bool:
    """Whether a pose is of the motion that USD has."""
    return pose.split("@")[0] == products.source.motions[0].name


@pytest.mark.parametrize(("reader", "target"), FILES)
def test_others_see_the_avatar(products, read, reader, target):
    if not is_there(products, target):
        return
    seen, source = seen_by(reader, target, products, read), products.source
    mesh = only(seen["meshes"])
    assert sorted(mesh["joints"]) == sorted(seen["bones"]) == sorted(source.joint_names)
    assert seen["parents"] == family(source)
    height = np.ptp(points(mesh)[:, 1]) * metres(target, products.files[target])
    assert height == pytest.approx(np.ptp(source.vertices[:, 1]), abs=1e-4)
    assert mesh["triangles"] == len(source.faces)
    assert seen["scales"] < 1e-3
    assert mesh["normals"] and mesh["textured"]
    if target == "USD":  # for which Blender 4.2 writes pictures anew
        assert len(seen["textures"]) == len(products.picture_bytes)
        assert seen["issues"] == [] and "DomeLight" not in seen["types"]
    else:
        assert sorted(seen["textures"]) == products.picture_bytes
    assert seen["clips"] == pytest.approx(expected_clips(products, target), abs=1e-3)


@pytest.mark.parametrize(("reader", "target"), FILES)
def test_others_see_its_weights(products, read, reader, target):
    if not is_there(products, target):
        return
    mesh = only(seen_by(reader, target, products, read)["meshes"])
    order = match(points(mesh) * metres(target, products.files[target]), np.array(products.posed["rest"]))
    found = skin(mesh, products.source.joint_names)
    assert found.sum(axis=1) == pytest.approx(1, abs=1e-4)
    # glTF leaves out weights below 1e-4.
    assert np.abs(found - expected_skin(products.source, reader)[order]).max() < 1e-3
    most = (found > 0).sum(axis=1).max()
    assert most <= (8 if products.name == EIGHT and reader != "three" else 4)
    assert most > 4 or products.name != EIGHT or reader == "three"


def match(points: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """The index of the rest vertex at each of points (N, 3), which must lie within 0.1 mm of it."""
    order = np.argsort(rest[:, 0])
    ordered = rest[order]
    first, last = (np.searchsorted(ordered[:, 0], points[:, 0] + side) for side in (-NEAR, NEAR))
    found, least = np.zeros(len(points), int), np.full(len(points), np.inf)
    for offset in range((last - first).max()):
        candidate = np.minimum(first + offset, last - 1)
        distance = np.linalg.norm(ordered[candidate] - points, axis=1)
        found[distance < least] = order[candidate][distance < least]
        least = np.minimum(least, distance)
    assert least.max() < NEAR
    return found


@pytest.mark.parametrize(("reader", "target"), POSING)
def test_others_pose_the_avatar_as_blender_does(products, read, reader, target):
    if not is_there(products, target):
        return
    unit, seen = metres(target, products.files[target]), seen_by(reader, target, products, read)
    # In its bind pose every reader has the file's vertices, in an order of its own.
    rest = points(only(seen["meshes"])) * unit
    order = match(rest, np.array(products.posed["rest"]))
    moved = 0.0
    for pose, positions in seen["poses"].items():
        found, expected = (
            np.reshape(positions, (-1, 3)) * unit,
            np.array(products.posed["poses"][pose])[order],
        )
        assert np.linalg.norm(found - expected, axis=1).max() < off(products, reader), pose
        moved = max(moved, np.abs(found - rest).max())
    assert moved > 0.1


def off(products, reader: str) -> float:
    """How many metres from Blender's a reader's vertex may be; more where it reads four joints of eight."""
    return 0.02 if products.name == EIGHT and reader == "three" else 1e-3


@pytest.mark.parametrize("products", THOROUGH, indirect=True)
@pytest.mark.parametrize("reader", READERS[".fbx"])
def test_in_metres_it_is_the_same(products, read, reader):
    usual, large = (seen_by(reader, target, products, read) for target in ("FBX", "METRES"))
    for name in ("bones", "parents", "textures"):
        assert large[name] == usual[name]
    assert large["clips"] == pytest.approx(usual["clips"], abs=1e-4)
    mesh, same = only(usual["meshes"]), only(large["meshes"])
    np.testing.assert_allclose(points(same), 0.01 * points(mesh), atol=1e-5)
    names = products.source.joint_names
    np.testing.assert_allclose(skin(same, names), skin(mesh, names), atol=1e-5)
    for pose in usual.get("poses", {}):
        positions = (np.array(seen["poses"][pose]) for seen in (large, usual))
        np.testing.assert_allclose(next(positions), 0.01 * next(positions), atol=1e-4)


def test_khronos_finds_no_errors(products, read):
    files = (*products.files.values(), *products.details.values())
    for path in (one for one in files if one.suffix == ".glb"):
        report = read("validator", path)
        assert report["counts"]["numErrors"] == 0, report["issues"]
        assert report["info"]["hasSkins"] and report["info"]["hasTextures"]
        assert report["info"]["maxInfluences"] == (8 if products.name == EIGHT else 4)
        assert report["info"]["animationCount"] == 1 + len(products.source.motions)


def test_targets_are_marked_with_who_reads_them_here(installed):
    for target in addon_module(installed, "targets").TARGETS.values():
        assert all(reader in target.tested for reader in MARKS[target.suffix]), target.label


@pytest.mark.parametrize("products", THOROUGH, indirect=True)
def test_every_targets_file_is_read_by_all(products, read, installed):
    skeleton, targets = addon_module(installed, "skeleton"), addon_module(installed, "targets").TARGETS
    for name, path in products.files.items():
        target, expected = targets[name], {}
        for joint, parent in family(products.source).items():
            bone = skeleton.bone_name(joint, target.options.names)
            expected[bone] = parent and skeleton.bone_name(parent, target.options.names)
        if target.options.root:
            expected = {bone: parent or ROOT for bone, parent in expected.items()} | {ROOT: None}
        for reader in READERS[path.suffix]:
            seen, bones = read(reader, path), expected if target.options.rig else {}
            if reader == "three":
                bones = {
                    SANITIZED.sub("", bone): parent and SANITIZED.sub("", parent)
                    for bone, parent in bones.items()
                }
            assert seen["parents"] == bones, (name, reader)
            clips = expected_clips(products, name) if target.options.animation else {}
            assert seen["clips"] == pytest.approx(clips, abs=1e-3), (name, reader)
            assert len(seen["textures"]) == len(products.picture_bytes)
            height = np.ptp(points(only(seen["meshes"]))[:, 1]) * metres(name, path)
            assert height == pytest.approx(np.ptp(products.source.vertices[:, 1]), abs=1e-3)


@pytest.mark.parametrize("products", (THOROUGH[-1], EIGHT), indirect=True)
def test_levels_of_detail_halve_and_are_whole(products, read):
    for path in products.details.values():
        for reader in READERS[path.suffix]:
            meshes = read(reader, path)["meshes"]
            levels = [meshes.pop(f"Avatar_mesh_LOD{level}") for level in range(4)]
            assert not meshes
            for fine, coarse in zip(levels, levels[1:], strict=False):
                assert coarse["triangles"] / fine["triangles"] == pytest.approx(0.5, abs=0.05)
            for level, mesh in enumerate(levels):
                assert mesh["textured"] and mesh["normals"]
                weights = skin(mesh, mesh["joints"])
                assert weights.sum(axis=1) == pytest.approx(1, abs=1e-4)
                assert (weights > 0).sum(axis=1).max() <= (4 if level else 8)
                size, finest = (np.ptp(points(one), axis=0) for one in (mesh, levels[0]))
                assert size == pytest.approx(finest, abs=DETAIL * finest.max())
                assert mesh.get("open_edges", 0) == 0 or levels[0]["open_edges"] > 0
