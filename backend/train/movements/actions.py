"""The table of actions."""

from __future__ import annotations

from .actions_arms import ARMS
from .timeline import Action

ACTIONS: dict[str, Action] = {**ARMS}
