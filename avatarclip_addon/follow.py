"""Operators that run the backend: with a timer when pressed, to the end when called by a script.

Blender ends a running operator when another file is opened. The backend works on; another operator follows it
then, and what becomes ready is not put into a file that nobody has asked it for.
"""

import time
from pathlib import Path
from typing import Any

import bpy

from . import arrival, job
from .backend import protocol
from .thumbnails import redraw

POLL_SECONDS = 0.25
_shown: dict[str, Any] = {}  # what the panel showed before another file was opened


class RunsBackend(bpy.types.Operator):
    """Runs the backend and brings back what it has made."""

    def start(self, context: bpy.types.Context) -> None:
        raise NotImplementedError

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        raise NotImplementedError

    def begin(self, context: bpy.types.Context) -> bool:
        if not job.running():
            job.clear()  # what is wrong now has nothing to do with the last run
        try:
            self.start(context)
        except protocol.UserError as error:
            return self.fail(error)
        return True

    def fail(self, error: protocol.UserError) -> bool:
        job.show_error(error)
        self.report({"ERROR"}, str(error))
        return False

    def execute(self, context: bpy.types.Context) -> set[str]:
        if not self.begin(context):
            return {"CANCELLED"}
        try:
            while (message := job.poll()) is None:
                time.sleep(POLL_SECONDS)
        except BaseException:
            job.stop()
            raise
        return self.end(context, message)

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not self.begin(context):
            return {"CANCELLED"}
        self.timer = context.window_manager.event_timer_add(POLL_SECONDS, window=context.window)
        context.window_manager.modal_handler_add(self)
        return {"RUNNING_MODAL"}

    def modal(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if event.type != "TIMER":
            return {"PASS_THROUGH"}
        message = job.poll()
        redraw()
        if message is None and job.running():
            return {"PASS_THROUGH"}
        self.cancel(context)
        if message is None:  # stopped from elsewhere
            return {"CANCELLED"}
        try:
            return self.end(context, message)
        finally:
            if job.waiting():
                operators: Any = bpy.ops
                operators.avatarclip.generate_next("INVOKE_DEFAULT")

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender ends the operator: another file is opened, or Blender closes."""
        context.window_manager.event_timer_remove(self.timer)

    def end(self, context: bpy.types.Context, message: dict[str, Any]) -> set[str]:
        if message["type"] == protocol.ERROR:
            self.report({"ERROR"}, " ".join(filter(None, map(message.get, ("what", "why", "fix")))))
            return {"CANCELLED"}
        if message["type"] == protocol.CANCELLED:
            begun = not job.onto() and Path(job.request().get("out", ""), "request.json").is_file()
            self.report({"INFO"}, "Cancelled. History can resume it." if begun else "Cancelled.")
            return {"CANCELLED"}
        try:
            self.finish(context, message)
        except protocol.UserError as error:
            self.fail(error)
            return {"CANCELLED"}
        return {"FINISHED"}


class MakesAvatar(RunsBackend):
    """Imports what the backend has made; while it is at work, the next waits for its turn."""

    bl_options = {"REGISTER", "UNDO"}

    def work(self, context: bpy.types.Context) -> job.Work:
        """What is to be made; raises UserError."""
        raise NotImplementedError

    def start(self, context: bpy.types.Context) -> None:
        job.start(*self.work(context))

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not job.running():
            return super().invoke(context, event)
        try:
            job.append(self.work(context))
        except protocol.UserError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"{job.waiting()} in the queue.")
        return {"FINISHED"}

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        if job.asked_here():
            if job.onto():
                name, *prompts = job.onto()
                arrival.add_motions(name, message["avatar"], prompts)
                self.report({"INFO"}, f"New motions: {', '.join(prompts)}.")
            else:
                arrival.bring(context, message["avatar"])
                self.report({"INFO"}, f"The avatar is in {message['out']}.")
            return
        text = f"The avatar that another file has asked for is ready. Import it from {message['out']}."
        job.show({"type": protocol.WARNING, "text": text})
        self.report({"INFO"}, text)


class AVATARCLIP_OT_generate_next(MakesAvatar):
    """Make the avatar that has waited longest, and import it"""

    bl_idname = "avatarclip.generate_next"
    bl_label = "Generate Next"
    bl_options = {"INTERNAL", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return job.waiting() > 0 and not job.running()

    def begin(self, context: bpy.types.Context) -> bool:
        try:
            job.start_next()
        except protocol.UserError as error:
            return self.fail(error)
        return True


class AVATARCLIP_OT_follow(MakesAvatar):
    """Follow the backend after another file was opened"""

    bl_idname = "avatarclip.follow"
    bl_label = "Follow the Backend"
    bl_options = {"INTERNAL", "UNDO"}

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return job.running()

    def begin(self, context: bpy.types.Context) -> bool:
        return True

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        return RunsBackend.invoke(self, context, event)

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        if message["avatar"]:  # a set-up makes none
            super().finish(context, message)


@bpy.app.handlers.persistent
def before_opening(*_: Any) -> None:
    """Blender forgets what the panel shows when it opens a file."""
    _shown.clear()
    _shown.update({name: getattr(job.state(), name) for name in job.AvatarClipJob.__annotations__})


@bpy.app.handlers.persistent
def after_opening(*_: Any) -> None:
    job.another_file()
    if not job.running():
        return
    for name, value in _shown.items():
        setattr(job.state(), name, value)
    if not bpy.app.background and not bpy.app.timers.is_registered(follow):
        bpy.app.timers.register(follow, first_interval=POLL_SECONDS)


def follow() -> None:
    """A timer's function: in the handler, the windows are not there yet."""
    if job.running():
        operators: Any = bpy.ops
        with bpy.context.temp_override(window=bpy.context.window_manager.windows[0]):
            operators.avatarclip.follow("INVOKE_DEFAULT")


def register() -> None:
    bpy.app.handlers.load_pre.append(before_opening)
    bpy.app.handlers.load_post.append(after_opening)


def unregister() -> None:
    bpy.app.handlers.load_pre.remove(before_opening)
    bpy.app.handlers.load_post.remove(after_opening)
    if bpy.app.timers.is_registered(follow):
        bpy.app.timers.unregister(follow)


CLASSES = (AVATARCLIP_OT_generate_next, AVATARCLIP_OT_follow)
