"""AvatarCLIP: a rigged, textured character from a sentence.

A map of the package. What the artist chose is in properties.py (and preferences.py), what the sidebar shows
in panel.py, what its buttons do in operators.py. Generating happens in another process, which client.py
starts: claim.py keeps others out of its folder, messages.py checks what it says, follow.py waits for it and
job.py holds what is known of it; backend/ is what runs there. Earlier avatars are found again by folders.py,
shown by history.py, their pictures by thumbnails.py; presets.py keeps choices under a name, translations.py
has the texts in other languages. What went wrong is told by report.py and mended by mend.py,
what is there by findings.py; editors.py and picture.py show what the sidebar is too small for. The file that
comes back becomes a mesh (mesh.py) on an armature (armature.py) in a collection of its own (arrival.py),
its bones named and sorted by skeleton.py, its motions made by action.py and played by motions.py. A mesh made
elsewhere is rigged by rigging.py; where it is in the scene, selected.py writes it. export.py writes a changed
copy of the avatar (copies.py, clips.py) as a program wants it (targets.py), exporting.py is the button for
that, preview.py renders it; batch.py does these without a window.

SPDX-License-Identifier: GPL-3.0-or-later
"""

import sys
from typing import Any

import bpy

# On an upgrade, Blender reloads this module alone; the others would stay those of the older version.
for _name in [name for name in sys.modules if name.startswith(f"{__name__}.")]:
    del sys.modules[_name]
    globals().pop(_name.rpartition(".")[2], None)

from . import (  # noqa: E402
    armature,
    export,
    exporting,
    follow,
    history,
    job,
    mend,
    motions,
    operators,
    panel,
    picture,
    preferences,
    presets,
    preview,
    properties,
    report,
    rigging,
    thumbnails,
    translations,
)

__all__ = ["armature", "export", "preview", "register", "unregister"]

bl_info = {
    "name": "AvatarCLIP",
    "description": "A rigged, textured character from a sentence",
    "author": "AvatarCLIP for Blender contributors",
    "version": (0, 1, 0),
    "blender": (3, 4, 0),
    "location": "3D Viewport > Sidebar > AvatarCLIP",
    "category": "Rigging",
}

CLASSES = (
    preferences.AvatarClipPreferences,
    properties.AvatarClipSettings,
    job.AvatarClipJob,
    *operators.CLASSES,
    *exporting.CLASSES,
    *motions.CLASSES,
    *rigging.CLASSES,
    *follow.CLASSES,
    *report.CLASSES,
    *picture.CLASSES,
    *mend.CLASSES,
    *history.CLASSES,
    *presets.CLASSES,
    *panel.CLASSES,
)


def register() -> None:
    translations.register()
    for cls in CLASSES:
        bpy.utils.register_class(cls)
    scene: Any = bpy.types.Scene
    scene.avatarclip = bpy.props.PointerProperty(type=properties.AvatarClipSettings)
    window_manager: Any = bpy.types.WindowManager
    window_manager.avatarclip_job = bpy.props.PointerProperty(type=job.AvatarClipJob)
    history.register()
    thumbnails.register()
    panel.register()
    follow.register()


def unregister() -> None:
    job.stop()
    follow.unregister()
    panel.unregister()
    thumbnails.unregister()
    history.unregister()
    for owner, name in ((bpy.types.WindowManager, "avatarclip_job"), (bpy.types.Scene, "avatarclip")):
        delattr(owner, name)
    for cls in reversed(CLASSES):
        bpy.utils.unregister_class(cls)
    translations.unregister()
