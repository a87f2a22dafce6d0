"""Where an avatar goes in a scene: into a collection of its own, at the 3D cursor; its further motions."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path

import bpy

from . import action, folders
from .armature import FILE, import_avatar
from .backend import avatar, checks, protocol


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


def entry_of(armature: bpy.types.Object) -> folders.Entry:
    """The avatar on the disk that an armature came from.

    Raises UserError where it is not there or has other bones by now.
    """
    path = Path(str(armature.get(FILE, "")))
    if not path.is_file():
        raise protocol.UserError(
            "missing",
            f"{armature.name}'s avatar file is missing.",
            f"It was {path}." if armature.get(FILE) else "It was not imported from one.",
            "Import the avatar again from its avatar.npz.",
        )
    entry = folders.read(path.parent) if path.name == folders.AVATAR else None
    if entry is None or not (path.parent / checks.FINISHED).is_file():
        raise protocol.UserError(
            "missing",
            f"{path} is not as it was made.",
            "An avatar is avatar.npz, with request.json and report.json beside it.",
            f"For other avatars: python3 -m backend motion {path.name} --motion ...",
        )
    action.check_bones(armature, avatar.load(path))
    return entry


def add_motions(name: str, path: str | Path, prompts: list[str]) -> bpy.types.Object:
    """Add the motions of these prompts, from an avatar file, to the armature of a name; returns it.

    Where that one did not come from the file, another that did gets them. Raises UserError where none did.
    """
    armatures = [obj for obj in bpy.data.objects if obj.type == "ARMATURE"]
    found = [one for one in armatures if one.get(FILE) == str(path)]
    found.sort(key=lambda one: one.name != name)
    if not found:
        what, fix = "The avatar that the motion was made for is gone.", f"Import it from {path}."
        raise protocol.UserError("missing", what, fix=fix)
    source = avatar.load(path)
    action.add_some(found[0], source, [motion for motion in source.motions if motion.name in prompts])
    return found[0]


@contextlib.contextmanager
def at_the_origin(armature: bpy.types.Object) -> Iterator[None]:
    """Let an armature stand at its origin for a while: that is where other programs want a character."""
    before = armature.location.copy()
    armature.location = (0, 0, 0)
    try:
        yield
    finally:
        armature.location = before
