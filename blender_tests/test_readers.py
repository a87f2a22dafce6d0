"""What other programs see in the exported files: three.js, assimp, ufbx, Khronos' glTF validator.

Besides the samples, avatars' folders named in $AVATARCLIP_AVATARS are exported and read.
"""

from __future__ import annotations

import numpy as np
import pytest

from .conftest import addon_module, targets_read

FILES = [
    ("three", "avatar.fbx"),
    ("assimp", "avatar.fbx"),
    ("ufbx", "avatar.fbx"),
    ("three", "avatar.glb"),
    ("assimp", "avatar.glb"),
]
NEAR = 1e-4  # metres
CENTIMETRES = {".fbx": 0.01, ".glb": 1.0}  # an FBX file's unit, in metres


def family(source) -> dict[str, str | None]:
    """Each joint's parent, by name."""
    names = [*source.joint_names, None]
    return {name: names[parent] for name, parent in zip(source.joint_names, source.parents, strict=True)}


@pytest.mark.parametrize(("reader", "name"), FILES)
def test_others_see_the_avatar(products, read, reader, name):
    poses = () if reader == "assimp" else products.posed["poses"]
    seen, source = read(reader, products.folder / name, *poses), products.source
    assert sorted(seen["joints"]) == sorted(source.joint_names)
    assert sorted(seen["bones"]) == sorted(source.joint_names)
    assert seen["parents"] == family(source)
    assert seen["weights"] == pytest.approx([1, 1], abs=1e-4)
    unit = CENTIMETRES[name[-4:]]
    assert seen["height"] * unit == pytest.approx(np.ptp(source.vertices[:, 1]), abs=1e-4)
    assert seen["scales"] < 1e-3
    assert seen["normals"]
    assert sorted(seen["textures"]) == products.picture_bytes
    assert set(seen["clips"]) == {"Stand", *(motion.name for motion in source.motions)}
    assert seen["clips"] == pytest.approx(products.posed["clips"], abs=1e-3)


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


@pytest.mark.parametrize(
    ("reader", "name"), [pair for pair in FILES if pair[0] != "assimp"]
)  # which poses nothing
def test_others_pose_the_avatar_as_blender_does(products, read, reader, name):
    poses, unit = products.posed["poses"], CENTIMETRES[name[-4:]]
    seen = read(reader, products.folder / name, *poses)
    # In its bind pose every reader has the file's vertices, in an order of its own.
    rest = np.reshape(seen["rest"], (-1, 3)) * unit
    order = match(rest, np.array(products.posed["rest"]))
    moved = 0.0
    for pose, expected in poses.items():
        found = np.reshape(seen["poses"][pose], (-1, 3)) * unit
        assert np.linalg.norm(found - np.array(expected)[order], axis=1).max() < 1e-3, pose
        moved = max(moved, np.abs(found - rest).max())
    assert moved > 0.1


def test_khronos_finds_no_errors(products, read):
    for path in (products.folder / "avatar.glb", *(products.folder / "targets").glob("*.glb")):
        report = read("validator", path)
        assert report["counts"]["numErrors"] == 0, report["issues"]
        assert report["info"]["hasSkins"] and report["info"]["hasTextures"]
        assert report["info"]["maxInfluences"] <= 4
        assert report["info"]["animationCount"] == 1 + len(products.source.motions)


def test_every_target_has_its_bones(products, read, installed):
    skeleton, targets = addon_module(installed, "skeleton"), addon_module(installed, "targets").TARGETS
    files = sorted((products.folder / "targets").iterdir())
    names = targets_read(installed)
    assert len(files) == len(names)
    for target in (targets[name.upper()] for name in names):
        label = skeleton.re.sub(r"\W+", "-", target.label.lower())
        (path,) = (one for one in files if one.name.endswith(f"-{label}{target.suffix}"))
        seen = read("assimp", path)
        style, bones = target.options.names, {}
        for name, parent in family(products.source).items():
            bones[skeleton.bone_name(name, style)] = parent and skeleton.bone_name(parent, style)
        if target.options.root:
            bones = {name: parent or "root" for name, parent in bones.items()} | {"root": None}
        assert seen["parents"] == (bones if target.options.rig else {}), target.label
        assert bool(seen["clips"]) == target.options.rig
        assert sorted(seen["textures"]) == products.picture_bytes
        assert len(seen["meshes"]) == 1
