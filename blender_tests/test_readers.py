"""What other programs see in the exported files: three.js, assimp, Khronos' glTF validator."""

from __future__ import annotations

import pytest

from blender_tests import sample

# A centimetre is the FBX file's unit, the metre glTF's.
FILES = {"avatar.fbx": 100, "avatar.glb": 1}
PARENTS = {
    name: None if parent < 0 else sample.JOINT_NAMES[parent]
    for name, parent in zip(sample.JOINT_NAMES, sample.PARENTS, strict=True)
}


@pytest.mark.parametrize("reader", ["three", "assimp"])
@pytest.mark.parametrize("name", FILES)
def test_others_see_the_avatar(read, reader, name):
    seen = read(reader, name)
    assert sorted(seen["joints"]) == sorted(sample.JOINT_NAMES)
    assert sorted(seen["bones"]) == sorted(sample.JOINT_NAMES)
    assert seen["parents"] == PARENTS
    assert seen["weights"] == pytest.approx([1, 1], abs=1e-4)
    assert seen["height"] / FILES[name] == pytest.approx(sample.HEIGHT, abs=0.01)
    assert seen["scales"] < 1e-3
    assert seen["normals"]
    _, texture = sample.build()
    assert seen["textures"] == [len(sample.png(texture))]


def test_khronos_finds_no_errors(read):
    report = read("validator", "avatar.glb")
    assert report["counts"]["numErrors"] == 0, report["issues"]
    assert report["info"]["hasSkins"] and report["info"]["hasTextures"]
    assert report["info"]["maxInfluences"] <= 4
    assert report["info"]["animationCount"] == 0
