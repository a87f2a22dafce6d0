"""Prompts as a table: a CSV file -> requests, checked whole before any work; a summary as text and CSV."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn

from .backend import checks, protocol
from .properties import folder_name, tidy

SUMMARY = "summary.csv"
COLUMNS = ("shape", "appearance", "motion", "seed", "name")
NEEDED = COLUMNS[:2]
LARGEST_SEED, LONGEST_NAME = 2**31 - 1, 100
SHOWN_MISTAKES = 20
NOT_COMPARED = ("out", "blender")  # where an avatar goes and who writes its files tell none from another
WAITING, MADE, THERE, FAILED = "unfinished", "made", "was there", "failed"
# Names that Windows keeps for itself, and letters that it does not allow in names.
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
NOT_IN_NAMES = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


@dataclasses.dataclass
class Row:
    """One avatar of the table; row: as a spreadsheet counts, the header being 1."""

    row: int
    name: str
    request: protocol.Request
    state: str = WAITING
    seconds: float = 0.0
    error: str = ""

    def end(self, good: bool, error: str) -> None:
        self.state, self.error = (MADE if good else FAILED), error

    def cells(self) -> dict[str, Any]:
        wanted = self.request
        return {
            "row": self.row,
            "name": self.name,
            "state": self.state,
            "seconds": round(self.seconds, 1),
            "seed": wanted.seed,
            "shape": wanted.shape,
            "appearance": wanted.appearance,
            "motion": wanted.motion,
            "folder": wanted.out,
            "error": self.error,
        }


def read(path: Path, out: Path, choices: Mapping[str, Any]) -> list[Row]:
    """The rows of a CSV file as requests for folders in ``out``.

    choices: the fields of protocol.Request that are the same for all. Rows whose avatar is finished
    are marked as such. Raises UserError naming row and column of every mistake, also of a row whose
    folder holds the avatar of another request; nothing is written.
    """
    checks.check(protocol.Request("a man", "a man", str(out / "avatar" / "of the check"), **choices))
    if path.resolve() == (out / SUMMARY).resolve():
        what = f"{path} is where the summary goes."
        raise protocol.UserError("input", what, fix="Give the table another name.")
    lines = cells(path)
    header = [name.strip().lower() for name in next(lines, (0, []))[1]]
    mistakes = list(wrong_header(header))
    rows: list[Row] = []
    if not mistakes:
        for number, values in lines:
            try:
                rows.append(to_row(number, header, values, out, choices))
            except protocol.UserError as error:
                mistakes.append(f"{error}")
        mistakes += doubles(rows)
    if not rows and not mistakes:
        mistakes = ["There are no rows below the header."]
    if mistakes:
        more = len(mistakes) - SHOWN_MISTAKES
        shown = [*mistakes[:SHOWN_MISTAKES], *([f"... and {more} more."] if more > 0 else [])]
        raise protocol.UserError("input", f"{path} cannot be used:", "\n".join(["", *shown]))
    return rows


def cells(path: Path) -> Iterator[tuple[int, list[str]]]:
    """(row, cells) of every row that is not empty; raises UserError for what is no CSV file in UTF-8."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise protocol.UserError("missing", f"There is no file {path}.") from None
    except (OSError, UnicodeDecodeError) as error:
        fix = "Save the table as CSV UTF-8."
        raise protocol.UserError("input", f"{path} cannot be read.", f"{error}.", fix) from error
    header = text.split("\n", 1)[0]
    separator = max(",;\t", key=header.count)  # spreadsheets of many countries write semicolons
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, values in enumerate(reader, 1):
            filled = [place for place, value in enumerate(values, 1) if value.strip()]
            if filled:
                yield number, values[: filled[-1]]
    except csv.Error as error:
        what = f"{path} is no CSV file from line {reader.line_num} on."
        raise protocol.UserError("input", what, f"{error}.") from error


def wrong_header(header: Sequence[str]) -> Iterator[str]:
    known = f"The columns are {', '.join(COLUMNS)}; the last three may be left out."
    for name in NEEDED:
        if name not in header:
            yield f"Row 1 lacks the column {name}. {known}"
    for name in header:
        if name not in COLUMNS:
            yield f"Row 1 has an unknown column {name!r}. {known}"
        elif header.count(name) > 1:
            yield f"Row 1 has the column {name} twice."


def to_row(
    number: int, header: Sequence[str], values: Sequence[str], out: Path, choices: Mapping[str, Any]
) -> Row:
    """Raises UserError for the row's first mistake."""
    if len(values) > len(header):
        refuse(number, header[-1], "more cells follow it than the header has; quote texts that hold commas")
    given = dict.fromkeys(COLUMNS, "") | {
        name: value.strip() for name, value in zip(header, values, strict=False)
    }
    prompts = [(name, given[name]) for name in NEEDED]
    for name, prompt in [*prompts, *(("motion", one) for one in checks.motions(given["motion"]))]:
        if not prompt:
            refuse(number, name, "it is empty")
        if len(prompt) > protocol.MAX_PROMPT_LENGTH:
            refuse(number, name, f"{len(prompt)} characters, and {protocol.MAX_PROMPT_LENGTH} are the most")
    seed = given["seed"] or "0"
    if not re.fullmatch(r"[0-9]{1,10}", seed) or int(seed) > LARGEST_SEED:
        refuse(number, "seed", f"{seed!r} is no whole number from 0 to {LARGEST_SEED}")
    wanted = {**choices, **dict(prompts), "motion": tidy(given["motion"]), "seed": int(seed)}
    chosen_name = given["name"]
    if chosen_name:
        check_name(number, chosen_name)
    name = chosen_name or folder_name(
        {key: value for key, value in wanted.items() if key not in NOT_COMPARED}
    )
    row = Row(number, name, protocol.Request(**wanted, out=str(out / name)))
    take_over(row)
    return row


def check_name(number: int, name: str) -> None:
    if NOT_IN_NAMES.search(name) or RESERVED.fullmatch(name) or name[0] == "." or name[-1] == ".":
        refuse(number, "name", f"{name!r} cannot be a folder's name")
    if name.lower() == SUMMARY or len(name) > LONGEST_NAME:
        refuse(number, "name", f"{name!r} is taken or longer than {LONGEST_NAME} letters")


def take_over(row: Row) -> None:
    """Mark a row whose avatar is finished; raises UserError where its folder holds something else."""
    try:
        checks.check(row.request)
    except protocol.UserError as error:
        raise protocol.UserError(error.kind, f"Row {row.row}: {error}") from error
    folder = Path(row.request.out)
    wanted = {key: value for key, value in dataclasses.asdict(row.request).items() if key not in NOT_COMPARED}
    there = earlier_request(row.row, folder)
    if there is None:
        return
    differing = [name for name in wanted if there.get(name) != wanted[name]]
    if differing not in ([], ["motion"]):  # other motions can be made for an avatar that is finished
        refuse(
            row.row,
            "name",
            f"{folder} holds the avatar of another request (another {', '.join(differing)}); "
            "give the row another name, or name another folder with --out",
        )
    if not differing and (folder / checks.FINISHED).is_file():
        row.state = THERE


def earlier_request(number: int, folder: Path) -> dict[str, Any] | None:
    """The request that a folder was made for, with what it left to defaults; None for a new folder."""
    defaults = {field.name: field.default for field in dataclasses.fields(protocol.Request)}
    try:
        return {**defaults, **json.loads((folder / "request.json").read_text(encoding="utf-8"))}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        refuse(number, "name", f"{folder / 'request.json'} is damaged; delete it ({error})")


def doubles(rows: Sequence[Row]) -> Iterator[str]:
    """A mistake for every row that goes where an earlier one goes; many disks know no capitals."""
    first: dict[str, Row] = {}
    for row in rows:
        earlier = first.setdefault(row.name.lower(), row)
        if earlier is not row:
            same = f"{row.name!r} is row {earlier.row}'s; change the name or the seed"
            yield f"Row {row.row}, column name: {same}."


def refuse(number: int, column: str, why: str) -> NoReturn:
    raise protocol.UserError("input", f"Row {number}, column {column}: {why}.")


def write_summary(rows: Sequence[Row], out: Path) -> None:
    """DIR/summary.csv, in one step."""
    part = out / f"{SUMMARY}.part"
    with open(part, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0].cells()))
        writer.writeheader()
        writer.writerows(row.cells() for row in rows)
    os.replace(part, out / SUMMARY)


def summary(rows: Sequence[Row]) -> str:
    """The same for a person: a line a row and a line of sums."""
    width = max(len("name"), *(len(row.name) for row in rows))
    lines = [f"{'row':>5}  {'name':<{width}}  {'state':<11}  {'seconds':>8}  error"]
    for row in rows:
        line = f"{row.row:>5}  {row.name:<{width}}  {row.state:<11}  {row.seconds:>8.1f}  {row.error}"
        lines.append(line.rstrip())
    states = [row.state for row in rows]
    sums = [f"{states.count(state)} {state}" for state in (MADE, THERE, FAILED, WAITING) if state in states]
    return "\n".join([*lines, ", ".join(sums)]) + "\n"
