"""The table of actions."""

from __future__ import annotations

from .actions_arms import ARMS
from .actions_fight import FIGHTING
from .actions_floor import FLOOR_ACTIONS
from .actions_gaits import GAITS
from .actions_mood import MOODS
from .actions_play import PLAY
from .actions_props import PROPS
from .actions_sport import SPORT
from .actions_tools import TOOLS
from .timeline import Action

ACTIONS: dict[str, Action] = {
    **ARMS, **GAITS, **FLOOR_ACTIONS, **FIGHTING, **SPORT, **TOOLS, **PROPS, **MOODS, **PLAY,
}  # fmt: skip
