"""Where an avatar goes in a scene: into a collection of its own, at the 3D cursor."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import bpy

from . import folders
from .armature import import_avatar


def bring(context: bpy.types.Context, path: str | Path) -> bpy.types.Object:
    """Import an avatar file and return its armature, which stands at the cursor, selected and active.

    The new collection is called by the avatar's looks, where its request lies beside it. Raises UserError
    as import_avatar does; the scene is then as before.
    """
    armature = import_avatar(path)
    entry = folders.read(Path(path).parent)
    collection = bpy.data.collections.new(entry.request.appearance if entry else armature.name)
    context.scene.collection.children.link(collection)
    for obj in (armature, *armature.children_recursive):
        others = obj.users_collection
        collection.objects.link(obj)  # first, since what is in no collection is no longer selected
        for other in others:
            other.objects.unlink(obj)
    armature.location = context.scene.cursor.location
    return armature


@contextlib.contextmanager
def at_the_origin(armature: bpy.types.Object) -> Iterator[None]:
    """Let an armature stand at its origin for a while: that is where other programs want a character."""
    before = armature.location.copy()
    armature.location = (0, 0, 0)
    try:
        yield
    finally:
        armature.location = before
