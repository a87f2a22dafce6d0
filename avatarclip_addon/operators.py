"""The buttons: each gathers what it needs, calls one function and reports."""

import time
from typing import Any

import bpy
from bpy_extras.io_utils import ExportHelper, ImportHelper

from . import armature, client, export, job
from .backend import protocol
from .preferences import environment_folder, preferences
from .properties import draw_seed, settings_of, to_request

POLL_SECONDS = 0.25


class Reporting(bpy.types.Operator):
    """Turns what a person can mend into Blender's own error report."""

    def act(self, context: bpy.types.Context) -> None:
        raise NotImplementedError

    def execute(self, context: bpy.types.Context) -> set[str]:
        try:
            self.act(context)
        except protocol.UserError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        return {"FINISHED"}


def chosen_path(helper: Any) -> str:
    """What the file selector of an ImportHelper or an ExportHelper gave."""
    return helper.filepath


class RunsBackend(bpy.types.Operator):
    """Runs the backend: with a timer when pressed, to the end when called by a script."""

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
        while (message := job.poll()) is None:
            time.sleep(POLL_SECONDS)
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
        for window in context.window_manager.windows:
            for area in window.screen.areas:
                if area.type == "VIEW_3D":
                    area.tag_redraw()
        if message is None:
            return {"PASS_THROUGH"}
        context.window_manager.event_timer_remove(self.timer)
        try:
            return self.end(context, message)
        finally:
            if job.waiting():
                operators: Any = bpy.ops
                operators.avatarclip.generate_next("INVOKE_DEFAULT")

    def cancel(self, context: bpy.types.Context) -> None:
        """Blender ends the operator: another file is opened, or Blender closes."""
        context.window_manager.event_timer_remove(self.timer)
        job.stop()

    def end(self, context: bpy.types.Context, message: dict[str, Any]) -> set[str]:
        if message["type"] == protocol.ERROR:
            self.report({"ERROR"}, " ".join(filter(None, map(message.get, ("what", "why", "fix")))))
            return {"CANCELLED"}
        if message["type"] == protocol.CANCELLED:
            self.report({"INFO"}, "Cancelled.")
            return {"CANCELLED"}
        try:
            self.finish(context, message)
        except protocol.UserError as error:
            self.fail(error)
            return {"CANCELLED"}
        return {"FINISHED"}


class AVATARCLIP_OT_setup(RunsBackend):
    """Make or mend the backend's Python environment; downloads packages from PyPI, or takes your wheels"""

    bl_idname = "avatarclip.setup"
    bl_label = "Set Up"

    def start(self, context: bpy.types.Context) -> None:
        python, wheels = (
            bpy.path.abspath(path) for path in (preferences(context).python, preferences(context).wheels)
        )
        if not wheels and not getattr(bpy.app, "online_access", True):
            raise protocol.UserError(
                "environment",
                "Setting up downloads packages, and Blender's online access is off.",
                fix="Turn on Preferences > System > Allow Online Access.",
            )
        job.start(client.setup_command(environment_folder(context), python, wheels))

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        self.report({"INFO"}, "The environment is ready.")


class MakesAvatar(RunsBackend):
    """Imports the avatar that the backend has made."""

    bl_options = {"REGISTER", "UNDO"}

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        armature.import_avatar(message["avatar"])
        self.report({"INFO"}, f"The avatar is in {message['out']}.")


class AVATARCLIP_OT_generate(MakesAvatar):
    """Make an avatar from the words and import it; while one is being made, the next waits for its turn"""

    bl_idname = "avatarclip.generate"
    bl_label = "Generate"

    def start(self, context: bpy.types.Context) -> None:
        job.start(*self.work(context))

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> set[str]:
        if not job.running():
            return super().invoke(context, event)
        try:
            work, settings = self.work(context), settings_of(context)
            if job.is_known(work) and not settings.seed_locked:
                draw_seed(context)
                work = self.work(context)
            job.append(work)
        except protocol.UserError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        self.report({"INFO"}, f"{job.waiting()} in the queue.")
        return {"FINISHED"}

    def work(self, context: bpy.types.Context) -> job.Work:
        folder = environment_folder(context)
        request = to_request(context).to_json()
        return job.Work(client.serve_command(folder), request, {"AVATARCLIP_ENV": str(folder)})


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


class AVATARCLIP_OT_clear_queue(bpy.types.Operator):
    """Forget the avatars that wait; the one that is being made goes on"""

    bl_idname = "avatarclip.clear_queue"
    bl_label = "Clear Queue"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return job.waiting() > 0

    def execute(self, context: bpy.types.Context) -> set[str]:
        job.clear_queue()
        return {"FINISHED"}


class AVATARCLIP_OT_cancel(bpy.types.Operator):
    """Stop making this avatar; what is finished of it is kept, and Generate goes on from there"""

    bl_idname = "avatarclip.cancel"
    bl_label = "Cancel"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return job.running()

    def execute(self, context: bpy.types.Context) -> set[str]:
        job.cancel()
        return {"FINISHED"}


class AVATARCLIP_OT_import(Reporting, ImportHelper):
    """Bring an avatar file into the scene"""

    bl_idname = "avatarclip.import_avatar"
    bl_label = "Import Avatar"
    bl_options = {"REGISTER", "UNDO"}
    filename_ext = ".npz"
    filter_glob: bpy.props.StringProperty(default="*.npz", options={"HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        armature.import_avatar(chosen_path(self))


class AVATARCLIP_OT_export_fbx(Reporting, ExportHelper):
    """Write the selected avatar as FBX, texture included"""

    bl_idname = "avatarclip.export_fbx"
    bl_label = "Export FBX"
    filename_ext = ".fbx"
    filter_glob: bpy.props.StringProperty(default="*.fbx", options={"HIDDEN"})
    units: bpy.props.EnumProperty(
        name="Units",
        items=[
            (export.CENTIMETRES, "Centimetres", "Right in game engines and in programs that ignore units"),
            (export.METRES, "Metres", "For programs that count in metres"),
        ],
    )

    def act(self, context: bpy.types.Context) -> None:
        export.export_fbx(export.find_armature(context.object), chosen_path(self), self.units)


class AVATARCLIP_OT_export_glb(Reporting, ExportHelper):
    """Write the selected avatar as binary glTF, texture included"""

    bl_idname = "avatarclip.export_glb"
    bl_label = "Export GLB"
    filename_ext = ".glb"
    filter_glob: bpy.props.StringProperty(default="*.glb", options={"HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        export.export_glb(export.find_armature(context.object), chosen_path(self))


CLASSES = (
    AVATARCLIP_OT_setup,
    AVATARCLIP_OT_generate,
    AVATARCLIP_OT_generate_next,
    AVATARCLIP_OT_clear_queue,
    AVATARCLIP_OT_cancel,
    AVATARCLIP_OT_import,
    AVATARCLIP_OT_export_fbx,
    AVATARCLIP_OT_export_glb,
)
