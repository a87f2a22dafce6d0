"""Mouse and keyboard for a Blender with a window: real events through xdotool, buttons found by pointing.

Imported inside Blender. Functions that take time are generators that yield how many seconds to wait.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import bpy

SETTLED = 1.2  # seconds in which a window has drawn itself anew
# Of the width of a sidebar with tabs: its wide buttons, and the small ones at their right and left ends.
COLUMNS = (0.3, 0.79, 0.09)
NOTHING = "nothing"
STEP = 9  # pixels between two rows that are looked at; a button is 20 high


def window() -> bpy.types.Window:
    return bpy.context.window_manager.windows[0]


def view() -> tuple[bpy.types.Area, bpy.types.Region]:
    """The 3D viewport and its sidebar."""
    area = next(area for area in window().screen.areas if area.type == "VIEW_3D")
    return area, next(region for region in area.regions if region.type == "UI")


def xdotool(*words: object) -> None:
    subprocess.run(["xdotool", *map(str, words)], check=True)


def point(x: int, y: int) -> None:
    """Move the mouse to a place that Blender counts from the lower left, and wait until it is there."""
    xdotool("mousemove", "--sync", x, window().height - 1 - y)


def click(place: tuple[int, int], times: int = 1) -> Iterator[float]:
    """Click there, after a movement: a button drawn anew beneath a mouse at rest does not know of it."""
    point(place[0] + 3, place[1])
    yield 0.2
    point(*place)
    yield 0.3
    xdotool("click", "--repeat", times, "--delay", 60, 1)
    yield SETTLED


def press(key: str) -> Iterator[float]:
    xdotool("key", key)
    yield SETTLED


def write(place: tuple[int, int], text: str) -> Iterator[float]:
    """Replace what is in a text field."""
    yield from click(place, times=2)
    yield from press("ctrl+a")
    xdotool("type", "--delay", 30, text)
    yield SETTLED
    yield from press("Return")


def settle() -> Iterator[float]:
    """Give the window the time to draw itself anew."""
    for area in window().screen.areas:
        area.tag_redraw()
    yield SETTLED


def photograph(path: Path, of: bpy.types.Window | None = None) -> Iterator[float]:
    """A picture of a window, of the first one unless told otherwise."""
    yield from settle()
    with bpy.context.temp_override(window=of or window()):
        bpy.ops.screen.screenshot(filepath=str(path))


def under_the_mouse() -> str:
    """The command or the data path of the button that the mouse is on; empty where there is none."""
    area, region = view()
    with bpy.context.temp_override(window=window(), area=area, region=region):
        for name in ("copy_python_command_button", "copy_data_path_button"):
            copy = getattr(bpy.ops.ui, name)
            bpy.context.window_manager.clipboard = NOTHING  # an empty text would leave the last one there
            if copy.poll() and copy() == {"FINISHED"} and bpy.context.window_manager.clipboard != NOTHING:
                return bpy.context.window_manager.clipboard
    return ""


def look_for(names: list[str], found: dict[str, tuple[int, int]]) -> Iterator[float]:
    """Point down the sidebar until every name was found in a button's command or data path.

    found: receives name -> place; a name that is nowhere stays out.
    """
    yield from settle()
    _, region = view()
    for share in COLUMNS:
        for y in range(region.y + region.height - 40, region.y + 10, -STEP):
            place = (region.x + int(region.width * share), y)
            point(*place)
            yield 0.05
            text = under_the_mouse()
            for name in (name for name in names if name in text and name not in found):
                yield from aim(name, place, found)
            if len(found) == len(names):
                return


def aim(name: str, seen: tuple[int, int], found: dict[str, tuple[int, int]]) -> Iterator[float]:
    """Find the place of a button that was seen near a place: a busy Blender notices the mouse late."""
    for rows in (-0.5, 0.5, 1.5, 2.5):
        place = (seen[0], seen[1] + int(rows * STEP))
        point(*place)
        yield 0.3
        if name in under_the_mouse():
            found[name] = place
            return
