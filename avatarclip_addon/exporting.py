"""The button that exports for a program, under a name from the prompt."""

from __future__ import annotations

import dataclasses
from typing import Any

import bpy

from . import arrival, export
from .operators import Exports, chosen_path
from .targets import TARGETS, Options

CHOICES = ("texture", "colors", "animation", "lods")  # of Options, which its user may change


class AVATARCLIP_OT_export(Exports):
    """Write the selected avatar as a program wants it"""

    bl_idname = "avatarclip.export"
    bl_label = "Export For"
    filter_glob: bpy.props.StringProperty(default="*.fbx;*.glb;*.usdz", options={"HIDDEN"})
    target: bpy.props.EnumProperty(
        name="Program",
        items=[(name, target.label, target.description) for name, target in TARGETS.items()],
    )
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

    def draw(self, context: bpy.types.Context) -> None:
        column, target = self.layout.column(), TARGETS[self.target]
        column.label(text=target.label)
        for name in CHOICES:
            column.prop(self, name)
        for sentence in target.description.replace("; ", ". ").split(". "):
            column.label(text=sentence)

    def act(self, context: bpy.types.Context) -> None:
        wanted = TARGETS[self.target]
        set_here = [name for name in CHOICES if self.properties.is_property_set(name)]
        options: Options = dataclasses.replace(
            wanted.options, **{name: getattr(self, name) for name in set_here}
        )
        armature = export.find_armature(context.object)
        with arrival.at_the_origin(armature):
            export.WRITERS[wanted.suffix](armature, chosen_path(self), options)


CLASSES = (AVATARCLIP_OT_export,)
