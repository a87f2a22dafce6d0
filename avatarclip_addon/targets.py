"""What programs want of an exported avatar: formats, names, units, and which of it has been tried."""

from __future__ import annotations

import dataclasses

from . import skeleton

CENTIMETRES, METRES = "CENTIMETRES", "METRES"
FBX, GLB, USD = ".fbx", ".glb", ".usdz"


@dataclasses.dataclass(frozen=True)
class Options:
    """How an avatar is written.

    names: a style of skeleton.py. root: a bone on the ground above all others. a_pose: the rest pose has
    its arms lowered by 45 degrees, else it is the T-pose. rig: bones and weights; without it the mesh alone,
    as it rests. animation: the avatar's motions as clips. texture: the picture, embedded. colors: vertex
    colours. lods: how many coarser meshes beside the mesh, each with half the triangles of the one before.
    units: of FBX; GLB has metres.
    """

    names: str = skeleton.SMPL
    root: bool = False
    a_pose: bool = False
    rig: bool = True
    animation: bool = True
    texture: bool = True
    colors: bool = False
    lods: int = 0
    units: str = CENTIMETRES


@dataclasses.dataclass(frozen=True)
class Target:
    """A program that an avatar is exported for. tested: who has read such a file so far."""

    label: str
    suffix: str
    options: Options
    about: str
    tested: str

    @property
    def description(self) -> str:
        return f"{self.about}. {self.tested}"


READ_FBX = "Read back by assimp, ufbx, three.js and Blender"
READ_GLB = "Read back by Khronos' validator, assimp, three.js and Blender"
UNTRIED = "; not tried in the program itself"
TARGETS = {
    "UNITY": Target(
        "Unity",
        FBX,
        Options(names=skeleton.UNITY, colors=True),
        "FBX in centimetres, bones named as Unity's Humanoid avatar",
        READ_FBX + UNTRIED,
    ),
    "UNREAL": Target(
        "Unreal",
        FBX,
        Options(names=skeleton.UNREAL, root=True, a_pose=True, colors=True),
        "FBX in centimetres, A-pose, the mannequin's bone names and root bone",
        READ_FBX + UNTRIED,
    ),
    "GODOT": Target(
        "Godot",
        GLB,
        Options(names=skeleton.GODOT),
        "GLB, bones named as Godot's SkeletonProfileHumanoid",
        READ_GLB + UNTRIED,
    ),
    "WEB": Target(
        "Web",
        GLB,
        Options(),
        "GLB with SMPL's bone names",
        READ_GLB + "; shown by three.js in Chromium",
    ),
    "VRM": Target(
        "VRM",
        GLB,
        Options(names=skeleton.VRM),
        "GLB with VRM's bone names, for an add-on that writes VRM; not a VRM file itself",
        READ_GLB + UNTRIED,
    ),
    "MIXAMO": Target(
        "Mixamo's Bones",
        FBX,
        Options(names=skeleton.MIXAMO),
        "FBX in centimetres with our rig under Mixamo's bone names, for its animations",
        READ_FBX + UNTRIED,
    ),
    "MIXAMO_UPLOAD": Target(
        "Mixamo Upload",
        FBX,
        Options(rig=False, animation=False),
        "FBX for Mixamo's auto-rigger: the mesh alone in the T-pose, its texture embedded",
        READ_FBX + UNTRIED,
    ),
    "FBX": Target(
        "FBX",
        FBX,
        Options(colors=True),
        "FBX in centimetres with SMPL's bone names",
        READ_FBX,
    ),
    "USD": Target(
        "USD",
        USD,
        Options(),
        "USDZ with a UsdSkel skeleton and the first motion; from Blender 4.2 on",
        "Read back by Pixar's library and validators, and by Blender",
    ),
    "METRES": Target(
        "FBX in Metres",
        FBX,
        Options(colors=True, units=METRES),
        "FBX in metres with SMPL's bone names, for programs that count in metres",
        READ_FBX,
    ),
}
