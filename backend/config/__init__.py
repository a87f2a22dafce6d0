"""Presets: HOCON files in this folder -> frozen dataclasses; nothing unknown, missing or mistyped passes."""

from __future__ import annotations

import dataclasses
import re
import typing
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ..protocol import UserError

if TYPE_CHECKING:
    from ..neus.paper import Published
    from ..sculpt.settings import SculptSettings
    from ..surface.settings import SurfaceSettings

FOLDER = Path(__file__).parent
INCLUDE = re.compile(r'^\s*include\s+"(.*?)"', re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Settings:
    """One preset; each section is documented where its dataclass is.

    published: where a preset has it, avatars are sculpted as in the paper.
    """

    sculpt: SculptSettings
    surface: SurfaceSettings
    published: Published | None = None


def presets() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.conf"))


def find_preset(name: str) -> Path:
    """The file of a preset, given by name or as a .conf file; raises UserError naming those there are."""
    path = Path(name) if name.endswith(".conf") else FOLDER / f"{name}.conf"
    if not path.is_file():
        fix = f"Choose from: {', '.join(presets())}; or name a .conf file."
        raise UserError("input", f"There is no preset {name!r}.", fix=fix)
    return path


def load_preset(name: str, **instead: float) -> Settings:
    """Read a preset by name or file; raises UserError that names the file and the key.

    instead: numbers, by their key in whichever section, to take in place of the file's; 0 for the file's.
    """
    from ..neus.paper import Published
    from ..sculpt.settings import SculptSettings
    from ..surface.settings import SurfaceSettings

    path = find_preset(name)
    sections = {"sculpt": SculptSettings, "surface": SurfaceSettings, "published": Published}
    tree = read(path)
    if unknown := set(tree) - set(sections):
        _refuse(path, f"has an unknown section {sorted(unknown)[0]!r}")
    wanted = {name: kind for name, kind in sections.items() if name in tree or kind is not Published}
    read_ = {name: fill(kind, tree.get(name, {}), path, name) for name, kind in wanted.items()}
    given = {key: value for key, value in instead.items() if value}
    return Settings(**{name: _with(section, given) for name, section in read_.items()})


def _with(section: Any, given: dict[str, float]) -> Any:
    own = {field.name for field in dataclasses.fields(section)} & given.keys()
    return dataclasses.replace(section, **{name: given[name] for name in own})


def read(path: Path) -> dict[str, Any]:
    """Parse a HOCON file into plain dicts and lists; raises UserError."""
    try:
        return parse(path.read_text(encoding="utf-8"), path)
    except (OSError, UnicodeDecodeError) as error:
        _refuse(path, f"cannot be read: {error}")


def parse(text: str, path: Path) -> dict[str, Any]:
    """Parse the HOCON text of a file into plain dicts and lists; raises UserError that names the file.

    Texts stay texts: pyhocon would read the unquoted words ``3d man`` as three days. What a file includes
    lies beside it or is a preset.
    """
    import pyhocon
    import pyparsing
    from pyhocon import config_parser

    text = _whole(text, (path,))
    as_duration = config_parser.get_period_expr
    config_parser.get_period_expr = pyparsing.NoMatch
    try:
        return pyhocon.ConfigFactory.parse_string(text, basedir=str(path.parent)).as_plain_ordered_dict()
    except (OSError, UnicodeDecodeError, pyparsing.ParseBaseException, pyhocon.ConfigException) as error:
        _refuse(path, f"cannot be read: {error}")
    finally:
        config_parser.get_period_expr = as_duration


def _whole(text: str, paths: tuple[Path, ...]) -> str:
    """The text of the last of files that include one another, with what it includes in its place; pyhocon
    would look beside the file alone, and go on without what it does not find."""

    def included(found: re.Match[str]) -> str:
        places = (folder / found[1] for folder in (paths[-1].parent, FOLDER))
        file = next((place for place in places if place.is_file() and place not in paths), None)
        if file is None:
            _refuse(paths[-1], f"includes {found[1]}, which is neither beside it nor a preset")
        return _whole(file.read_text(encoding="utf-8"), (*paths, file))

    return INCLUDE.sub(included, text)


def fill(kind: type, values: Any, path: Path, key: str) -> Any:
    """An instance of the dataclass ``kind`` from a section; raises UserError naming path and key."""
    if not isinstance(values, dict):
        _refuse(path, f"has {values!r} for the section {key}")
    types = typing.get_type_hints(kind)
    fields = {field.name: field for field in dataclasses.fields(kind)}
    for name in values:
        if name not in fields:
            _refuse(path, f"has an unknown key {key}.{name}")
    for name, field in fields.items():
        if name not in values and field.default is dataclasses.MISSING:
            _refuse(path, f"lacks the key {key}.{name}")
    return kind(**{name: _value(types[name], value, path, f"{key}.{name}") for name, value in values.items()})


def fill_known(kind: type, values: Any, path: Path, key: str, unknown: list[str]) -> Any:
    """As `fill`, for other programs' files: keys that the dataclass does not have are added to `unknown`."""
    fields = {field.name for field in dataclasses.fields(kind)}
    if isinstance(values, dict):
        unknown += [f"{key}.{name}" for name in values if name not in fields]
        values = {name: value for name, value in values.items() if name in fields}
    return fill(kind, values, path, key)


def _value(kind: Any, value: Any, path: Path, key: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return fill(typing.cast(type, kind), value, path, key)
    if typing.get_origin(kind) is tuple and isinstance(value, list):
        items = typing.get_args(kind)
        if items[-1] is Ellipsis:
            items = (items[0],) * len(value)
        if len(items) == len(value):
            return tuple(_value(item, one, path, key) for item, one in zip(items, value, strict=True))
    elif kind is float and type(value) in (int, float):
        return float(value)
    elif type(value) is kind:
        return value
    wanted = kind.__name__ if isinstance(kind, type) and not typing.get_args(kind) else str(kind)
    _refuse(path, f"has {value!r} for {key}, which must be of type {wanted}")


def _refuse(path: Path, what: str) -> NoReturn:
    raise UserError("input", f"The configuration {path} {what}.")
