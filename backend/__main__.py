"""The command line: python3 -m backend COMMAND; standard library only until the environment is entered."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
from pathlib import Path
from typing import Any, NoReturn

from . import __version__, checks, config, environment, install, serve
from .console import Console
from .guide import OPEN_CLIP, download
from .machine import explain
from .protocol import Request

DEMO = {"shape": "a tall and slim woman", "appearance": "a woman in a purple jacket and white trousers"}
BAD_INPUT, FAILED, CANCELLED = 2, 1, 130
REQUEST_OPTIONS = {
    "motion": 'what it does, "raising both arms", with ; between several; without it, it stands',
    "preset": f"how much to compute: {', '.join(config.presets())}",
    "guide": "builtin, or CLIP: a model such as ViT-B/32, open_clip:MODEL/WEIGHTS, or a weights file",
    "body": "free, or a licensed SMPL body: neutral, male, female, or a file",
    "fingers": "joints for each finger in place of one a hand (an SMPL-X body always has them)",
    "influences": "joints that move a vertex at most: 4, or 8 for programs that take as many",
    "start": "codebook: start from clothes that the guide picks; body: from a plain grey body",
    "seed": "another seed gives another avatar",
    "device": "auto, cpu, cuda or mps",
    "steps": "of sculpting (default: the preset's)",
    "views": "that each step looks at (default: the preset's)",
    "resolution": "of the sculpted grid along its longest side (default: the preset's)",
    "triangles": "of the avatar at most (default: the preset's)",
    "max_error": "millimetres that the surface may be off to save triangles (default: the preset's, or none)",
    "texture_size": "pixels on each side: 1024, 2048, 4096 (default: the preset's)",
    "normal_size": "pixels on each side of a normal map (default: the preset's; a draft has none)",
    "blender": "the Blender program for the export (default: on PATH, else its Python module)",
}


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="python3 -m backend", description="A rigged character from a sentence."
    )
    top.add_argument("--version", action="version", version=__version__)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    demo = commands.add_parser("demo", help="set up what is missing and make one avatar in out/demo")
    demo.set_defaults(run=run_demo, out=str(Path("out", "demo")), **DEMO)
    generate = commands.add_parser("generate", help="make an avatar from two sentences")
    generate.set_defaults(run=run_generate)
    generate.add_argument("--shape", required=True, help='the body, "a tall and skinny man"')
    generate.add_argument("--appearance", required=True, help='the looks, "a man in a red shirt"')
    generate.add_argument("--out", required=True, help="folder for the avatar")
    defaults = {field.name: field.default for field in Request.__dataclass_fields__.values()}
    for command in (demo, generate):
        for name, text in REQUEST_OPTIONS.items():
            option, kind = name.replace("_", "-"), type(defaults[name])
            how: dict[str, Any] = {"action": "store_true"}
            if kind is not bool:
                how = {"default": defaults[name], "type": kind, "metavar": option.upper()}
            command.add_argument(f"--{option}", help=text, **how)
        command.add_argument("--overwrite", action="store_true", help="replace another avatar in the folder")
    setup = commands.add_parser("setup", help="make or repair the environment")
    setup.set_defaults(run=run_setup)
    setup.add_argument("--env", type=Path, help="its folder (default: $AVATARCLIP_ENV, else .venv)")
    setup.add_argument("--messages", action="store_true", help="answer in JSON lines, as serve does")
    add_source_options(setup)
    doctor = commands.add_parser("doctor", help="what is there, what is missing, how to get it")
    doctor.set_defaults(run=run_doctor)
    doctor.add_argument("--messages", action="store_true", help="answer in JSON lines, as serve does")
    weights = commands.add_parser(
        "weights", help="download a guide's weights: ViT-B/32, or open_clip:MODEL/TAG"
    )
    weights.set_defaults(run=run_weights)
    weights.add_argument("name", metavar="NAME")
    weights.add_argument("--messages", action="store_true", help="answer in JSON lines, as serve does")
    serving = commands.add_parser("serve", help="one request as JSON on standard input")
    serving.set_defaults(run=lambda _: serve.main())
    shape = commands.add_parser("shape", add_help=False, help="a prompt's body alone, as an OBJ")
    shape.set_defaults(run=run_module, module=".coarse.shape")
    render = commands.add_parser("render", add_help=False, help="108 views of such a body")
    render.set_defaults(run=run_module, module=".coarse.render")
    sculpting = commands.add_parser(
        "sculpt", add_help=False, help="the published method on a configuration file: train, train_clip, mesh"
    )
    sculpting.set_defaults(run=run_module, module=".neus.command")
    rigging = commands.add_parser("rig", add_help=False, help="a mesh made elsewhere, in any pose: an avatar")
    rigging.set_defaults(run=run_module, module=".foreign.command")
    moving = commands.add_parser("motion", add_help=False, help="motions for a finished avatar")
    moving.set_defaults(run=run_module, module=".motion.command")
    judging = commands.add_parser("evaluate", add_help=False, help="does a second guide know the avatars?")
    judging.set_defaults(run=run_module, module=".evaluate")
    bench = commands.add_parser("bench", add_help=False, help="measure side by side; by name, or everything")
    bench.set_defaults(run=run_module, module=".bench")
    train = commands.add_parser("train", help="make again what is shipped")
    recipes = train.add_subparsers(dest="name", required=True, metavar="NAME")
    for path in sorted(Path(__file__).with_name("train").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "\ndef main(" in text:
            about = text.splitlines()[0].strip('"')
            recipe = recipes.add_parser(path.stem, add_help=False, help=about)
            recipe.set_defaults(run=run_module, module=f".train.{path.stem}")
    return top


def add_source_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--torch",
        default="auto",
        choices=("auto", "cpu", "cuda"),
        help="PyTorch's build; auto: what uv finds fitting, or what the package index serves",
    )
    command.add_argument("--index-url", default="", help="package index to use besides the configured one")
    command.add_argument("--offline-wheels", default="", help="folder of wheels to use instead of any index")
    command.add_argument(
        "--no-system-packages", action="store_true", help="name missing system packages, install none"
    )


def source(options: argparse.Namespace) -> install.Source:
    return install.Source(
        options.torch, options.index_url, options.offline_wheels, not options.no_system_packages
    )


def request_from(options: argparse.Namespace) -> Request:
    return Request(**{name: getattr(options, name) for name in Request.__dataclass_fields__})


def run_demo(options: argparse.Namespace) -> int:
    checks.check(request_from(options))
    folder, recipe = environment.default_folder(), environment.backend_recipe()
    if environment.missing_packages() and not environment.is_ready(folder, recipe):
        sys.stdout.write(f"Setting up the environment, once, in {folder}\n")
        install.set_up(folder, recipe, install.Source(), Console().report)
    return run_generate(options)


def run_generate(options: argparse.Namespace) -> int:
    request = request_from(options)
    checks.check(request)
    environment.enter(environment.default_folder())
    from . import pipeline

    done = pipeline.run(request, Console(), lambda: None, options.overwrite)
    sys.stdout.write(f"Done: {done['out']}\n")
    sys.stdout.writelines(f"  {name}\n" for name in sorted(os.listdir(done["out"])))
    return 0


def run_setup(options: argparse.Namespace) -> int:
    folder = (options.env or environment.default_folder()).expanduser().absolute()
    recipe = environment.backend_recipe()
    if options.messages:
        return serve.set_up(lambda report: install.set_up(folder, recipe, source(options), report), folder)
    install.set_up(folder, recipe, source(options), Console().report)
    return 0


def run_doctor(options: argparse.Namespace) -> int:
    from . import doctor

    if options.messages:  # it is Blender that asks
        return serve.examine(lambda: doctor.examine(blender_too=False))
    return doctor.main()


def run_weights(options: argparse.Namespace) -> int:
    if options.name.startswith(OPEN_CLIP):
        environment.enter(environment.default_folder())
    if options.messages:
        return serve.set_up(lambda report: download.fetch(options.name, report), Path())
    sys.stdout.write(f"Ready: {download.fetch(options.name, Console().report)}\n")
    return 0


def run_module(options: argparse.Namespace) -> int:
    environment.enter(environment.default_folder())
    return importlib.import_module(options.module, __package__).main(options.arguments) or 0


def _terminated(*_: object) -> NoReturn:
    raise KeyboardInterrupt


def main() -> int:
    # libgomp's threads else spin while they wait: 30 times slower beside another busy program
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    os.environ.setdefault("GOMP_SPINCOUNT", "0")
    os.environ.setdefault("PYTORCH_ENABLE_MPS_FALLBACK", "1")  # the processor does what torch lacks there
    signal.signal(signal.SIGTERM, _terminated)
    top = parser()
    options, options.arguments = top.parse_known_args()
    if options.arguments and options.run is not run_module:
        top.error(f"unrecognized arguments: {' '.join(options.arguments)}")
    try:
        return options.run(options)
    except KeyboardInterrupt:
        sys.stderr.write("Cancelled. The same command goes on from here.\n")
        return CANCELLED
    except Exception as error:
        told = explain(error)
        sys.stderr.write(f"Error: {told}\n")
        return BAD_INPUT if told.kind in ("input", "missing") else FAILED


if __name__ == "__main__":
    sys.exit(main())
