"""The avatars made earlier, and what can be done with one."""

import dataclasses
from typing import Any

import bpy

from . import job
from .backend import protocol
from .claim import Claim
from .folders import Entry, Watch, delete
from .follow import POLL_SECONDS, MakesAvatar
from .operators import Reporting, work_for
from .properties import PROMPTS, draw_seed, output_folder, settings_of, use_request
from .thumbnails import redraw

PAGE = 5  # avatars shown at a time
RECENT = 10  # prompts in a menu
_watch = Watch()
_drawn: dict[str, list[Entry]] = {}  # what the panel shows


def seen(context: bpy.types.Context) -> list[Entry]:
    """What is in the output folder, newest first; with a window, what was there a moment ago."""
    folder = output_folder(context)
    if bpy.app.background:
        return _watch.look(folder)
    found = _watch.glance(folder)
    if not bpy.app.timers.is_registered(redraw_when_seen):
        _drawn.update(found=found)
        bpy.app.timers.register(redraw_when_seen, first_interval=POLL_SECONDS)
    return found


def redraw_when_seen() -> float | None:
    """A timer's function: the panel shows what a look has found that was under way when it was drawn."""
    if _watch.looking:
        return POLL_SECONDS
    if _watch.entries != _drawn.get("found"):
        redraw()
    return None


def avatars(context: bpy.types.Context, now: bool = False) -> list[Entry]:
    """The avatars in the output folder, newest first, but for those that are being made or wait.

    now: look at the disk first, however long that takes.
    """
    entries, busy = _watch.look(output_folder(context)) if now else seen(context), job.folders()
    return [entry for entry in entries if str(entry.folder) not in busy]


def prompts(context: bpy.types.Context, field: str) -> list[str]:
    """The last different prompts of a field, one of PROMPTS, newest first."""
    asked = [entry.request for entry in seen(context) if isinstance(entry.request, protocol.Request)]
    return list(filter(None, dict.fromkeys(getattr(request, field) for request in asked)))[:RECENT]


def find(context: bpy.types.Context, folder: str) -> Entry:
    """The avatar in ``folder``; raises UserError when the history has none."""
    for entry in avatars(context, now=True):
        if str(entry.folder) == folder:
            return entry
    raise protocol.UserError("missing", f"The output folder has no avatar {folder!r}.")


def request_of(context: bpy.types.Context, folder: str) -> protocol.Request:
    """What the avatar in ``folder`` was asked for; raises UserError where it was made from a mesh."""
    request = find(context, folder).request
    if isinstance(request, protocol.Request):
        return request
    raise protocol.UserError("input", f"{request.appearance} was made from a mesh, not from words.")


def page(context: bpy.types.Context) -> tuple[list[Entry], int]:
    """The avatars on the page that is looked at, and how many pages there are."""
    entries, state = avatars(context), state_of(context)
    pages = max(1, -(-len(entries) // PAGE))
    first = (min(state.page, pages) - 1) * PAGE
    return entries[first : first + PAGE], pages


def keep_page(state: "AvatarClipHistory", context: bpy.types.Context) -> None:
    """A page beyond the last is the last."""
    _, pages = page(context)
    if state.page > pages:
        state.page = pages


class AvatarClipHistory(bpy.types.PropertyGroup):
    """What the history shows; lives on the window manager, never in a file."""

    page: bpy.props.IntProperty(
        name="Page", description="Older avatars are on later pages", default=1, min=1, update=keep_page
    )
    open: bpy.props.StringProperty()


def state_of(context: bpy.types.Context) -> AvatarClipHistory:
    return context.window_manager.avatarclip_history  # type: ignore[attr-defined]


class AVATARCLIP_OT_use_prompt(bpy.types.Operator):
    """Fill the field with this prompt"""

    bl_idname = "avatarclip.use_prompt"
    bl_label = "Use Prompt"
    bl_options = {"INTERNAL", "UNDO"}
    field: bpy.props.EnumProperty(items=[(name, name.capitalize(), "") for name in PROMPTS])
    prompt: bpy.props.StringProperty()

    @classmethod
    def description(cls, context: bpy.types.Context, properties: "AVATARCLIP_OT_use_prompt") -> str:
        return properties.prompt

    def execute(self, context: bpy.types.Context) -> set[str]:
        setattr(settings_of(context), self.field, self.prompt)
        return {"FINISHED"}


class AVATARCLIP_OT_history_open(bpy.types.Operator):
    """Show or hide this avatar's words and what can be done with it"""

    bl_idname = "avatarclip.history_open"
    bl_label = "Show Avatar"
    bl_options = {"INTERNAL"}
    folder: bpy.props.StringProperty()

    @classmethod
    def description(cls, context: bpy.types.Context, properties: "AVATARCLIP_OT_history_open") -> str:
        try:
            return find(context, properties.folder).request.appearance
        except protocol.UserError as error:
            return str(error)

    def execute(self, context: bpy.types.Context) -> set[str]:
        state = state_of(context)
        state.open = "" if state.open == self.folder else self.folder
        return {"FINISHED"}


class OfHistory(Reporting):
    """Works on one avatar of the history, named by its folder."""

    folder: bpy.props.StringProperty(name="Folder", subtype="DIR_PATH", options={"SKIP_SAVE"})


class AVATARCLIP_OT_history_use(OfHistory):
    """Fill the panel with the words, the seed and the options that this avatar was made with"""

    bl_idname = "avatarclip.history_use"
    bl_label = "Use Its Settings"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        use_request(settings_of(context), request_of(context, self.folder))


class AVATARCLIP_OT_history_resume(MakesAvatar):
    """Go on making this avatar where it was cancelled or failed"""

    bl_idname = "avatarclip.history_resume"
    bl_label = "Resume"
    folder: bpy.props.StringProperty(name="Folder", subtype="DIR_PATH", options={"SKIP_SAVE"})

    def work(self, context: bpy.types.Context) -> job.Work:
        request = find(context, self.folder).request
        return work_for(context, dataclasses.replace(request, blender=bpy.app.binary_path or ""))


class AVATARCLIP_OT_history_vary(OfHistory):
    """Fill the panel with what this avatar was made with, but a new seed; Generate then makes a sibling"""

    bl_idname = "avatarclip.history_vary"
    bl_label = "Vary Seed"
    bl_options = {"REGISTER", "UNDO"}

    def act(self, context: bpy.types.Context) -> None:
        use_request(settings_of(context), request_of(context, self.folder))
        draw_seed(context)


class AVATARCLIP_OT_history_delete(OfHistory):
    """Delete this avatar's files from the disk, for good; avatars in a scene stay"""

    bl_idname = "avatarclip.history_delete"
    bl_label = "Delete Avatar from Disk"
    bl_options = {"INTERNAL"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return not job.running()

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        manager: Any = context.window_manager
        return manager.invoke_confirm(self, event)

    def act(self, context: bpy.types.Context) -> None:
        folder = find(context, self.folder).folder
        claim = Claim(folder)
        try:
            others = delete(folder)
        except OSError as error:
            raise protocol.UserError("disk", f"{folder} could not be deleted.", f"{error}.") from error
        finally:
            claim.release()
        settings = settings_of(context)
        if settings.drawn_for == str(folder):
            settings.drawn_for = ""  # else the next Generate would make it again
        if others:
            self.report({"WARNING"}, f"The folder stays, because it holds other files: {others[0]}")


class Recent:
    """Fills the field with one of the prompts used before."""

    bl_label = "Recent Prompts"
    bl_description = "Prompts used before"
    field = ""

    def draw(self, context: bpy.types.Context) -> None:
        layout = self.layout  # type: ignore[attr-defined]
        found = prompts(context, self.field)
        for prompt in found:
            chosen = layout.operator(AVATARCLIP_OT_use_prompt.bl_idname, text=prompt)
            chosen.field, chosen.prompt = self.field, prompt
        if not found:
            layout.label(text="Prompts of earlier avatars appear here")


class AVATARCLIP_MT_recent_shape(Recent, bpy.types.Menu):
    field = "shape"


class AVATARCLIP_MT_recent_appearance(Recent, bpy.types.Menu):
    field = "appearance"


class AVATARCLIP_MT_recent_motion(Recent, bpy.types.Menu):
    field = "motion"


def register() -> None:
    window_manager: Any = bpy.types.WindowManager
    window_manager.avatarclip_history = bpy.props.PointerProperty(type=AvatarClipHistory)


def unregister() -> None:
    _watch.stop()
    if bpy.app.timers.is_registered(redraw_when_seen):
        bpy.app.timers.unregister(redraw_when_seen)
    delattr(bpy.types.WindowManager, "avatarclip_history")


CLASSES = (
    AvatarClipHistory,
    AVATARCLIP_OT_use_prompt,
    AVATARCLIP_OT_history_open,
    AVATARCLIP_OT_history_use,
    AVATARCLIP_OT_history_resume,
    AVATARCLIP_OT_history_vary,
    AVATARCLIP_OT_history_delete,
    AVATARCLIP_MT_recent_shape,
    AVATARCLIP_MT_recent_appearance,
    AVATARCLIP_MT_recent_motion,
)
