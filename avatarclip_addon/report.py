"""What the last run said: its log in Blender's text editor, and all of a bug report on the clipboard."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path
from typing import Any

import bpy

from . import job
from .backend import __version__
from .editors import editor
from .preferences import preferences

TEXT = "AvatarCLIP Log"
REPORTED_LINES = 100
LINES_IN_VIEW = 20  # of the end of the log, in a text editor of the usual size
# Where others' homes are, should a log name one; and what passwords and tokens look like.
HIDDEN = (
    (r"(?i)(?:/home|/Users|\b[a-z]:[\\/]+Users)[\\/]+[^\\/\s:;,'\"]+", "~"),
    (r"(?<=://)[^/\s@]+@", ""),
    (r"\b(?:hf|gh[a-z]|github_pat|sk|pypi|glpat)[-_][\w-]{16,}", "***"),
    (
        r"(?i)([\w-]*(?:token|passw(?:or)?d|secret|api[_-]?key|authorization)['\"]?\s*[=:]\s*)"
        r"(?:(?:bearer|basic)\s+)?[^\s,;&]+",
        r"\1***",
    ),
)


def report(context: bpy.types.Context) -> str:
    """Everything that a bug report needs of us, without private paths, names and passwords."""
    state, request = job.state(), job.request()
    wanted = [f"  {name}: {value}" for name, value in request.items() if name != "version"]
    parts = [
        f"AvatarCLIP {__version__}, Blender {bpy.app.version_string}, Python {platform.python_version()}",
        f"System: {platform.platform()}",
        f"Device: {preferences(context).device}",
        "\n".join(["Request:", *wanted]) if wanted else "Request: none was sent",
        f"Error ({state.kind}): {state.what} {state.why}\nFix: {state.fix}" if state.what else "Error: none",
        f"Warnings: {state.warnings}" if state.warnings else "Warnings: none",
        "\n".join(["Log:", *job.log()[-REPORTED_LINES:]]),
    ]
    return without_secrets("\n".join(parts)) + "\n"


def without_secrets(text: str) -> str:
    """The text with ``~`` for home folders, USER for the user's name, and no passwords or tokens."""
    home = os.path.expanduser("~")
    spellings = {home, home.replace("\\", "\\\\"), Path(home).as_posix(), str(Path(home).resolve())}
    for spelling in sorted(spellings, key=len, reverse=True):
        if len(spelling) > 3:  # "/" and "C:\" are no homes
            text = re.sub(re.escape(spelling) + r"(?![\w-])", "~", text, flags=re.IGNORECASE)
    for pattern, instead in HIDDEN:
        text = re.sub(pattern, instead, text)
    names = {os.environ.get(name, "") for name in ("LOGNAME", "USER", "USERNAME")} | {Path(home).name}
    for name in names - {"", "~"}:
        text = re.sub(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", "USER", text, flags=re.IGNORECASE)
    return text


class AVATARCLIP_OT_open_log(bpy.types.Operator):
    """Show in the text editor what the backend has said so far"""

    bl_idname = "avatarclip.open_log"
    bl_label = "Open Log"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("The backend has said nothing yet")
        return bool(job.log())

    def execute(self, context: bpy.types.Context) -> set[str]:
        text = bpy.data.texts.get(TEXT) or bpy.data.texts.new(TEXT)
        text.clear()
        text.write("\n".join(job.log()))
        if not bpy.app.background:
            show_end(context, text)
        return {"FINISHED"}


class AVATARCLIP_OT_copy_report(bpy.types.Operator):
    """Copy what a bug report needs: versions, system, request, error, log; no private names or passwords"""

    bl_idname = "avatarclip.copy_report"
    bl_label = "Copy Report"

    def execute(self, context: bpy.types.Context) -> set[str]:
        context.window_manager.clipboard = report(context)
        self.report({"INFO"}, "The report is on the clipboard.")
        return {"FINISHED"}


def show_end(context: bpy.types.Context, text: bpy.types.Text) -> None:
    """The end of the text in a text editor."""
    space: Any = editor(context, "TEXT_EDITOR").spaces.active
    space.text, space.show_word_wrap, space.show_syntax_highlight = text, True, False
    space.top = max(0, len(text.lines) - LINES_IN_VIEW)


CLASSES = (AVATARCLIP_OT_open_log, AVATARCLIP_OT_copy_report)
