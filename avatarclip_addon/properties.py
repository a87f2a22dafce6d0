"""What the artist chose, kept in the scene."""

import re
import secrets
import zlib
from pathlib import Path
from typing import Any

import bpy

from .backend import checks, config, protocol
from .backend.guide import CLIP_MODELS, OPEN_CLIP, split_open_clip
from .preferences import preferences, user_folder

PROMPTS = ("shape", "appearance", "motion")
PRESETS = [
    ("draft", "Draft", "Minutes on a computer without a graphics card"),
    ("standard", "Standard", "Finer; wants a graphics card"),
    ("paper", "Paper", "The paper's settings; hours on a large graphics card"),
]
GUIDES = [
    ("builtin", "Built-in", "The small guide that comes along; knows bodies, clothes and colours"),
    ("ViT-B/32", "CLIP ViT-B/32", "OpenAI's CLIP, where its weights are installed"),
    ("ViT-L/14", "CLIP ViT-L/14", "OpenAI's larger CLIP, where its weights are installed"),
    ("NAME", "By Name", "Another model of OpenAI's, or one of OpenCLIP's"),
    ("FILE", "Weights File", "A file of your own"),
]
BODIES = [
    ("free", "Free Body", "The body that comes along"),
    ("neutral", "SMPL Neutral", "The licensed SMPL or SMPL-X model, where its files are installed"),
    ("male", "SMPL Male", "The licensed SMPL or SMPL-X model, where its files are installed"),
    ("female", "SMPL Female", "The licensed SMPL or SMPL-X model, where its files are installed"),
    ("FILE", "Body File", "A file of your own in SMPL's, SMPL-H's or SMPL-X's format"),
]
STARTS = [
    ("codebook", "Clothed", "Start from the clothes that fit the words best"),
    ("body", "Plain Grey", "Start from the bare grey body"),
]
POSES = [
    ("found", "Found", "Arms between lowered and spread, or the like: the pose is found"),
    ("stand", "Standing", "As the avatars here stand: arms lowered"),
    ("t", "T-Pose", "Arms spread out"),
]
# From Blender 4.5 on, a path says whether it may begin with "//", the folder of the .blend file.
RELATIVE: Any = {"PATH_SUPPORTS_BLEND_RELATIVE"} if bpy.app.version >= (4, 5) else set()

# Offered while a guide's name is typed; OpenCLIP knows many more.
GUIDE_NAMES = [
    *CLIP_MODELS,
    "open_clip:ViT-B-32/laion2b_s34b_b79k",
    "open_clip:ViT-L-14/datacomp_xl_s13b_b90k",
    "open_clip:ViT-H-14/laion2b_s32b_b79k",
    "open_clip:ViT-B-16-SigLIP/webli",
]

NORMAL_SIZE = 1024  # pixels on each side of the normal map that the panel asks for
LARGEST_DRAWN_SEED = 999_999  # six digits can be read out, and fit a narrow sidebar


def lock_seed(settings: Any, context: bpy.types.Context) -> None:
    """A seed that somebody typed is meant to be used."""
    settings.seed_locked = True


def suggest_guides(settings: Any, context: bpy.types.Context, text: str) -> list[str]:
    return [name for name in GUIDE_NAMES if text.lower() in name.lower()]


class AvatarClipSettings(bpy.types.PropertyGroup):
    """The choices behind one avatar; :func:`to_request` is their only reader."""

    shape: bpy.props.StringProperty(
        name="Body",
        description="The body in words",
        default="a tall and skinny man",
        maxlen=protocol.MAX_PROMPT_LENGTH,
    )
    appearance: bpy.props.StringProperty(
        name="Looks",
        description="Who it is and what it wears, in words",
        default="a man in a red shirt and blue trousers",
        maxlen=protocol.MAX_PROMPT_LENGTH,
    )
    motion: bpy.props.StringProperty(
        name="Motion (Optional)",
        description="What it does, in words, such as: raising both arms. "
        "Several with ; between them, a clip for each. Empty: it stands",
    )
    preset: bpy.props.EnumProperty(
        name="Quality",
        description="How much time to spend",
        items=[item for item in PRESETS if item[0] in config.presets()],
    )
    guide: bpy.props.EnumProperty(name="Guide", description="What judges the looks", items=GUIDES)
    guide_name: bpy.props.StringProperty(
        name="Guide's Name",
        description="A model of OpenAI's, such as ViT-B/16, or open_clip:MODEL/WEIGHTS",
        search=suggest_guides,
    )
    guide_file: bpy.props.StringProperty(name="Weights", subtype="FILE_PATH", options=RELATIVE)
    body: bpy.props.EnumProperty(name="Model", description="The body's model", items=BODIES)
    body_file: bpy.props.StringProperty(name="File", subtype="FILE_PATH", options=RELATIVE)
    fingers: bpy.props.BoolProperty(
        name="Fingers",
        description="Three bones a finger in place of one a hand; bodies of SMPL-X always have them",
    )
    start: bpy.props.EnumProperty(name="Start", description="What sculpting begins with", items=STARTS)
    pose: bpy.props.EnumProperty(name="Pose", description="The pose that the mesh is in", items=POSES)
    triangles: bpy.props.IntProperty(
        name="Triangles",
        description="At most so many; 0: what the quality has. 8,000 and a normal map suit games",
        min=0,
        max=checks.NUMBERS["triangles"][1],
    )
    normal_map: bpy.props.BoolProperty(
        name="Normal Map",
        description="A picture of the folds and features that the triangles are too large for",
    )
    seed: bpy.props.IntProperty(
        name="Seed",
        description="The same words and seed give the same avatar; a seed that is typed gets locked",
        min=0,
        update=lock_seed,
    )
    seed_locked: bpy.props.BoolProperty(
        name="Lock Seed",
        description="Keep the seed; unlocked, each Generate draws a new one and shows it in the field",
    )
    drawn_for: bpy.props.StringProperty(options={"HIDDEN"})  # the folder that the last seed was drawn for
    folder: bpy.props.StringProperty(
        name="Folder",
        description="Receives a folder for each avatar; empty: the add-on's own",
        subtype="DIR_PATH",
        options=RELATIVE,
    )


def settings_of(context: bpy.types.Context) -> AvatarClipSettings:
    return context.scene.avatarclip  # type: ignore[attr-defined]


def to_request(context: bpy.types.Context) -> protocol.Request:
    """The scene's choices as a request; raises UserError for an empty prompt.

    An unlocked seed is drawn here. It stays until its avatar is finished, so that what was cancelled
    goes on, or until another choice changes.
    """
    settings, request = settings_of(context), present_request(context)
    begun = request.out == settings.drawn_for and not Path(request.out, checks.FINISHED).is_file()
    if settings.seed_locked or begun:
        return request
    draw_seed(context)
    return present_request(context)


def draw_seed(context: bpy.types.Context) -> None:
    """Another seed than the present one, unlocked, for the next avatar of the present choices."""
    settings = settings_of(context)
    drawn = secrets.randbelow(LARGEST_DRAWN_SEED)
    settings.seed = drawn + (drawn >= settings.seed)
    settings.seed_locked = False
    settings.drawn_for = present_request(context).out


def present_request(context: bpy.types.Context) -> protocol.Request:
    settings = settings_of(context)
    for prompt, label in ((settings.shape, "Body"), (settings.appearance, "Looks")):
        if not prompt.strip():
            raise protocol.UserError("input", f"{label} is empty.", fix="Describe it in a few words.")
    choices: dict[str, Any] = {
        "shape": settings.shape.strip(),
        "appearance": settings.appearance.strip(),
        "motion": tidy(settings.motion),
        "preset": settings.preset,
        "guide": guide_of(context),
        "body": body_of(context),
        "start": settings.start,
        "seed": settings.seed,
        "device": preferences(context).device,
    }
    finer = {
        "triangles": settings.triangles,
        "normal_size": NORMAL_SIZE if settings.normal_map else 0,
        "fingers": settings.fingers,
    }
    choices |= {name: value for name, value in finer.items() if value}
    out = output_folder(context) / folder_name(choices)
    return protocol.Request(**choices, out=str(out), blender=bpy.app.binary_path or "")


def guide_of(context: bpy.types.Context) -> str:
    """The guide as a request names it; raises UserError for a name that is none."""
    settings = settings_of(context)
    if settings.guide != "NAME":
        return absolute(settings.guide_file) if settings.guide == "FILE" else settings.guide
    name = settings.guide_name.strip()
    if name.startswith(OPEN_CLIP):
        split_open_clip(name)
    elif name not in CLIP_MODELS:
        fix = f"It is one of {', '.join(CLIP_MODELS)}, or {OPEN_CLIP}MODEL/WEIGHTS."
        raise protocol.UserError("input", f"There is no guide {name!r}.", fix=fix)
    return name


def body_of(context: bpy.types.Context) -> str:
    """The body as a request names it."""
    settings = settings_of(context)
    return absolute(settings.body_file) if settings.body == "FILE" else settings.body


def is_downloadable(guide: str) -> bool:
    """Whether the backend knows where this guide's weights are to be had."""
    return guide in CLIP_MODELS or guide.startswith(OPEN_CLIP)


def use_request(settings: AvatarClipSettings, request: protocol.Request) -> None:
    """The choices of an earlier request, its seed locked; output folder and device stay.

    Raises UserError, having changed nothing, for a preset that the panel does not offer.
    """
    preset: Any = settings.bl_rna.properties["preset"]
    if request.preset not in preset.enum_items:
        raise protocol.UserError(
            "missing", f"There is no quality {request.preset!r} here.", "The avatar was made with it."
        )
    for name in (*PROMPTS, "preset", "fingers", "start", "triangles", "seed"):
        setattr(settings, name, getattr(request, name))
    settings.normal_map = request.normal_size > 0
    for name, items in (("guide", GUIDES), ("body", BODIES)):
        chosen = getattr(request, name)
        if chosen in [item[0] for item in items]:
            setattr(settings, name, chosen)
            continue
        kind = "NAME" if name == "guide" and is_downloadable(chosen) else "FILE"
        setattr(settings, name, kind)
        setattr(settings, f"{name}_{kind.lower()}", chosen)
    settings.seed_locked = True


def output_folder(context: bpy.types.Context) -> Path:
    """The folder that holds a folder for each avatar; it need not be there yet."""
    chosen = settings_of(context).folder
    return Path(absolute(chosen)) if chosen else user_folder("avatars")


def folder_name(choices: dict[str, Any]) -> str:
    """A name that says what was asked for and that no other choices share, so that a repeat resumes.

    Only motions make no difference: the backend makes others for an avatar that is finished.
    """
    words = re.sub(r"\W+", "-", str(choices["appearance"]).lower()).strip("-")[:40]
    told = sorted(item for item in choices.items() if item[0] != "motion")
    return f"{words}-{zlib.crc32(repr(told).encode()):08x}"


def tidy(motions: str) -> str:
    """The prompts of a motion field, each once, spelt the same however they were typed."""
    return "; ".join(checks.motions(motions))


def absolute(path: str) -> str:
    return bpy.path.abspath(path)
