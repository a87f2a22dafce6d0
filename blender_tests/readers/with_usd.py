"""python with_usd.py FILE [CLIP@SECONDS ...]: what Pixar's library sees in a USDZ file, as read.mjs tells it.

In metres, y up. USD has one time line, whose length is the only clip's, ""; CLIP means nothing. Besides:
issues, what Pixar's validators say; types, of the prims.
"""

from __future__ import annotations

import json
import sys
import zipfile
from typing import Any

import numpy as np
from pxr import Usd, UsdGeom, UsdShade, UsdSkel, UsdValidation

UP = {"Y": np.eye(3), "Z": np.array([[1, 0, 0], [0, 0, -1], [0, 1, 0]])}  # of a row vector


def read(path: str, wanted: list[str]) -> dict[str, Any]:
    """Raises ValueError where there is not one skeleton with one mesh."""
    stage = Usd.Stage.Open(path)
    (root,) = (UsdSkel.Root(prim) for prim in stage.Traverse() if prim.IsA(UsdSkel.Root))
    cache, everything = UsdSkel.Cache(), Usd.PrimDefaultPredicate
    cache.Populate(root, everything)
    (binding,) = cache.ComputeSkelBindings(root, everything)
    skeleton, (skin,) = cache.GetSkelQuery(binding.GetSkeleton()), binding.GetSkinningTargets()
    mesh = UsdGeom.Mesh(skin.GetPrim())
    points = mesh.GetPointsAttr().Get()
    place = np.array(UsdGeom.Xformable(skeleton.GetPrim()).ComputeLocalToWorldTransform(0))
    unit = UsdGeom.GetStageMetersPerUnit(stage)

    def placed(moved: Any) -> np.ndarray:
        world = np.array(moved) @ place[:3, :3] + place[3, :3]
        return unit * world @ UP[UsdGeom.GetStageUpAxis(stage)]

    def posed(seconds: float) -> np.ndarray:
        time = stage.GetStartTimeCode() + seconds * stage.GetTimeCodesPerSecond()
        turned, moved = skeleton.ComputeSkinningTransforms(time), points[:]
        mapper = skin.GetJointMapper()
        assert skin.ComputeSkinnedPoints(mapper.RemapTransforms(turned) if mapper else turned, moved, time)
        return placed(moved)

    bones = [str(joint).split("/") for joint in skeleton.GetJointOrder()]
    joints = [str(name).split("/")[-1] for name in skin.GetJointOrder() or skeleton.GetJointOrder()]
    indices, values = (np.reshape(part, (len(points), -1)) for part in skin.ComputeJointInfluences())
    vertices = np.broadcast_to(np.arange(len(points))[:, None], indices.shape)
    rest = placed([skin.GetGeomBindTransform().Transform(point) for point in points])
    length = stage.GetEndTimeCode() - stage.GetStartTimeCode()
    with zipfile.ZipFile(path) as archive:
        sizes = {item.filename: item.file_size for item in archive.infolist()}
    return {
        "bones": [bone[-1] for bone in bones],
        "parents": {bone[-1]: bone[-2] if bone[1:] else None for bone in bones},
        "scales": max(map(stretch, filter(UsdGeom.Xformable, stage.Traverse()))),
        "textures": [size for name, size in sizes.items() if name.endswith(".png")],
        "clips": {"": length / stage.GetTimeCodesPerSecond()},
        "meshes": {
            mesh.GetPrim().GetName(): {
                "triangles": len(mesh.GetFaceVertexCountsAttr().Get()),
                "textured": bool(UsdShade.MaterialBindingAPI(mesh).ComputeBoundMaterial()[0]),
                "normals": bool(mesh.GetNormalsAttr().Get()),
                "joints": joints,
                "skin": np.stack([vertices, indices, values], axis=-1).ravel().tolist(),
                "rest": rest.ravel().tolist(),
            }
        },
        "poses": {name: posed(float(name.split("@")[1])).ravel().tolist() for name in wanted},
        "types": sorted({prim.GetTypeName() for prim in stage.Traverse()}),
        "issues": issues(stage),
    }


def stretch(prim: Usd.Prim) -> float:
    """The greatest deviation of a node's scale from 1."""
    matrix = np.array(UsdGeom.Xformable(prim).GetLocalTransformation())[:3, :3]
    return float(np.abs(np.linalg.norm(matrix, axis=1) - 1).max())


def issues(stage: Usd.Stage) -> list[str]:
    validators = UsdValidation.ValidationRegistry().GetOrLoadAllValidators()
    found = UsdValidation.ValidationContext(validators).Validate(stage)
    return [f"{one.GetType()}: {one.GetMessage()}" for one in found]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(read(sys.argv[1], sys.argv[2:])) + "\n")
