"""The button that exports for a program, under a name from the prompt."""

from __future__ import annotations

from typing import Any

import bpy

from . import arrival, export, skeleton
from .operators import Exports
from .targets import TARGETS

CHOICES = ("names", "a_pose", "texture", "colors", "animation", "lods")  # of Options
LABELS = ("SMPL", "Mixamo", "Unity", "Unreal", "VRM", "Godot")  # of skeleton.STYLES


class AVATARCLIP_OT_export(Exports):
    """Write the selected avatar as a program wants it"""

    bl_idname = "avatarclip.export"
    bl_label = "Export For"
    filter_glob: bpy.props.StringProperty(default="*.fbx;*.glb;*.usdz", options={"HIDDEN"})
    target: bpy.props.EnumProperty(
        name="Program",
        items=[(name, target.label, target.description) for name, target in TARGETS.items()],
    )
    names: bpy.props.EnumProperty(
        name="Bone Names",
        items=[(style, label, "") for style, label in zip(skeleton.STYLES, LABELS, strict=True)],
    )
    a_pose: bpy.props.BoolProperty(name="A-Pose", description="Rest with the arms lowered by 45 degrees")
    texture: bpy.props.BoolProperty(name="Texture", description="The picture, embedded", default=True)
    colors: bpy.props.BoolProperty(
        name="Vertex Colours", description="In GLB only without a texture, which they would darken"
    )
    animation: bpy.props.BoolProperty(
        name="Animation", description="The avatar's motions as clips", default=True
    )
    lods: bpy.props.IntProperty(
        name="Levels of Detail",
        description="Coarser meshes beside the mesh, each with half the triangles of the one before",
        min=0,
        max=3,
    )

    @property
    def filename_ext(self) -> str:
        return TARGETS[self.target].suffix

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        for name in CHOICES:
            setattr(self, name, getattr(TARGETS[self.target].options, name))
        return super().invoke(context, event)

    def named(self, armature: bpy.types.Object) -> str:
        return export.file_name(armature, self.target)

    def draw_choices(self, layout: bpy.types.UILayout) -> None:
        target = TARGETS[self.target]
        layout.label(text=target.label)
        for name in CHOICES:
            layout.prop(self, name)
        for sentence in target.description.replace("; ", ". ").split(". "):
            layout.label(text=sentence)

    def act(self, context: bpy.types.Context) -> None:
        changes = {name: getattr(self, name) for name in CHOICES if self.properties.is_property_set(name)}
        armature = export.find_armature(context.object)
        with arrival.at_the_origin(armature):
            export.export_avatar(armature, self.free_path(), self.target, **changes)


CLASSES = (AVATARCLIP_OT_export,)
