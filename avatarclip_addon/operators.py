"""The buttons: each gathers what it needs, calls one function and reports."""

from pathlib import Path
from typing import Any

import bpy
from bpy_extras.io_utils import ExportHelper, ImportHelper

from . import arrival, client, export, findings, job
from .backend import protocol
from .follow import MakesAvatar, RunsBackend
from .preferences import environment_folder, preferences
from .properties import draw_seed, guide_of, settings_of, to_request
from .translations import said


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


def work_for(context: bpy.types.Context, request: protocol.Request | protocol.RigRequest) -> job.Work:
    """What the backend is to do for a request."""
    folder = environment_folder(context)
    return job.Work(client.serve_command(folder), request.to_json(), {"AVATARCLIP_ENV": str(folder)})


def early_work(context: bpy.types.Context, *words: str) -> job.Work:
    """A command of the backend's that may run before it is set up."""
    variables = {"AVATARCLIP_ENV": str(environment_folder(context))}
    return job.Work(client.early_command(chosen_python(context), *words), variables=variables)


def chosen_python(context: bpy.types.Context) -> str:
    return bpy.path.abspath(preferences(context).python)


def check_online(what: str) -> None:
    """Raise UserError, saying what was asked for, where Blender's own switch keeps it offline."""
    if not getattr(bpy.app, "online_access", True):
        fix = "Turn on Preferences > System > Allow Online Access."
        raise protocol.UserError("environment", what, fix=fix)


def chosen_path(helper: Any) -> str:
    """What the file selector of an ImportHelper or an ExportHelper gave."""
    return helper.filepath


class AVATARCLIP_OT_setup(RunsBackend):
    """Make or mend the backend's Python environment; downloads packages from PyPI, or takes your wheels"""

    bl_idname = "avatarclip.setup"
    bl_label = "Set Up"

    def start(self, context: bpy.types.Context) -> None:
        wheels = bpy.path.abspath(preferences(context).wheels)
        if not wheels:
            check_online("Setting up downloads packages, and Blender's online access is off.")
        job.start(client.setup_command(environment_folder(context), chosen_python(context), wheels))

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        self.report({"INFO"}, "The environment is ready.")


class AVATARCLIP_OT_check(RunsBackend):
    """Look for what the backend needs and can use: device, memory, guides, bodies; downloads nothing"""

    bl_idname = "avatarclip.check"
    bl_label = "Check"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        cls.poll_message_set("The backend is at work")
        return not job.running()

    def start(self, context: bpy.types.Context) -> None:
        findings.forget()
        job.start(*early_work(context, "doctor"))

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        findings.keep(message.get("rows"))
        self.report({"INFO"}, "Checked.")


class AVATARCLIP_OT_download_guide(RunsBackend):
    """Download this guide's weights, hundreds of megabytes, from where its makers publish them"""

    bl_idname = "avatarclip.download_guide"
    bl_label = "Download Weights"

    def start(self, context: bpy.types.Context) -> None:
        check_online("Weights are downloaded, and Blender's online access is off.")
        job.start(*early_work(context, "weights", guide_of(context)))

    def finish(self, context: bpy.types.Context, message: dict[str, Any]) -> None:
        self.report({"INFO"}, "The weights are there.")


class AVATARCLIP_OT_generate(MakesAvatar):
    """Make an avatar from the words and import it; while one is being made, the next waits for its turn"""

    bl_idname = "avatarclip.generate"
    bl_label = "Generate"

    def work(self, context: bpy.types.Context) -> job.Work:
        work = work_for(context, to_request(context))
        if job.is_known(work) and not settings_of(context).seed_locked:
            draw_seed(context)
            work = work_for(context, to_request(context))
        return work


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
    """Stop making this avatar; what is finished of it is kept, and Resume in the history goes on"""

    bl_idname = "avatarclip.cancel"
    bl_label = "Cancel"

    @classmethod
    def poll(cls, context: bpy.types.Context) -> bool:
        return job.running()

    def execute(self, context: bpy.types.Context) -> set[str]:
        job.cancel()
        return {"FINISHED"}


class AVATARCLIP_OT_import(Reporting, ImportHelper):
    """Bring an avatar file into the scene, into a new collection at the 3D cursor"""

    bl_idname = "avatarclip.import_avatar"
    bl_label = "Import Avatar"
    bl_options = {"REGISTER", "UNDO"}
    filename_ext = ".npz"
    filter_glob: bpy.props.StringProperty(default="*.npz", options={"HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        arrival.bring(context, chosen_path(self))


class Exports(Reporting, ExportHelper):
    """Writes the selected avatar; the file selector offers a name from its prompt, and asks before a file is
    replaced. A script says overwrite."""

    overwrite: bpy.props.BoolProperty(options={"HIDDEN", "SKIP_SAVE"})

    def invoke(self, context: bpy.types.Context, event: bpy.types.Event) -> Any:
        try:
            armature = export.find_armature(context.object)
        except protocol.UserError as error:
            self.report({"ERROR"}, str(error))
            return {"CANCELLED"}
        if self.overwrite:
            return context.window_manager.invoke_props_dialog(self)
        self.filepath: str = self.named(armature)
        return super().invoke(context, event)

    def execute(self, context: bpy.types.Context) -> set[str]:
        path = Path(chosen_path(self))
        if self.options.is_invoke and path.exists() and not self.overwrite:
            operators: Any = bpy.ops
            again = getattr(operators.avatarclip, self.bl_idname.split("_OT_")[1])
            again("INVOKE_DEFAULT", **self.as_keywords() | {"overwrite": True})
            return {"CANCELLED"}
        return super().execute(context)

    def draw(self, context: bpy.types.Context) -> None:
        if self.overwrite:
            self.layout.label(text=said("Replace {}?", Path(chosen_path(self)).name), icon="ERROR")
        else:
            self.draw_choices(self.layout.column())

    def draw_choices(self, layout: bpy.types.UILayout) -> None:
        """What there is to choose beside the file."""

    def free_path(self) -> Path:
        """The chosen file; raises UserError where there is one that may not be replaced."""
        path = Path(chosen_path(self))
        export.refuse_overwriting(path, self.overwrite)
        return path

    def named(self, armature: bpy.types.Object) -> str:
        helper: Any = self
        return export.name_of(armature) + helper.filename_ext


class AVATARCLIP_OT_export_fbx(Exports):
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

    def draw_choices(self, layout: bpy.types.UILayout) -> None:
        layout.prop(self, "units")

    def act(self, context: bpy.types.Context) -> None:
        armature = export.find_armature(context.object)
        with arrival.at_the_origin(armature):
            options = export.Options(colors=True, units=self.units)
            export.export_fbx(armature, self.free_path(), options)


class AVATARCLIP_OT_export_glb(Exports):
    """Write the selected avatar as binary glTF, texture included"""

    bl_idname = "avatarclip.export_glb"
    bl_label = "Export GLB"
    filename_ext = ".glb"
    filter_glob: bpy.props.StringProperty(default="*.glb", options={"HIDDEN"})

    def act(self, context: bpy.types.Context) -> None:
        armature = export.find_armature(context.object)
        with arrival.at_the_origin(armature):
            export.export_glb(armature, self.free_path())


CLASSES = (
    AVATARCLIP_OT_setup,
    AVATARCLIP_OT_check,
    AVATARCLIP_OT_download_guide,
    AVATARCLIP_OT_generate,
    AVATARCLIP_OT_clear_queue,
    AVATARCLIP_OT_cancel,
    AVATARCLIP_OT_import,
    AVATARCLIP_OT_export_fbx,
    AVATARCLIP_OT_export_glb,
)
