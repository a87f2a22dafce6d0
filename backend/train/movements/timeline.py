"""Actions in time: key stances at their moments, and the movement that passes through them."""

from __future__ import annotations

import dataclasses

import numpy as np
from scipy.interpolate import PchipInterpolator

from .solve import ARM_JOINTS, TRUNK, Channels, keys
from .stance import Arm, Foot, Leg, Stance

FRAMES, FPS = 60, 30
DRAG = 0.05  # seconds by which wrists and fingers follow the arms
WRIST = ARM_JOINTS.index("wrist")
Key = tuple[float, Stance, float]


@dataclasses.dataclass(frozen=True)
class Action:
    """wordings: what people type, phrases with commas between (see words.captions). keys: (second, stance,
    how much it shows the action by itself, 0..1); with a period in seconds they repeat, else they fill two
    seconds and the first and last are held. spin: degrees of heading gained in a period. hands_stay: hands
    on the ground keep their places between the keys. upper, lower: the action is one of the arms and head,
    or one of the legs, so that it can be done together with another. loose: how far a drawn movement may
    depart from the table."""

    wordings: str
    keys: tuple[Key, ...]
    period: float | None = None
    spin: float = 0.0
    hands_stay: bool = False
    upper: bool = False
    lower: bool = False
    loose: float = 1.0

    @property
    def phrases(self) -> tuple[str, ...]:
        return tuple(phrase.strip() for phrase in self.wordings.split(","))


def held(stance: Stance, **options: object) -> dict:
    """The keys of an action that is one stance."""
    return {"keys": ((0.0, stance, 1.0),), **options}


def frames(action: Action, stances: list[Stance], phase: float, tempo: float, warp: float) -> Channels:
    """The channels of every frame. stances replace those of the action's keys; phase in periods; tempo over
    1 is faster; warp over 1 delays what does not repeat."""
    moments = np.array([key[0] for key in action.keys])
    shows = [key[2] for key in action.keys]
    seconds = np.arange(FRAMES) / FPS
    turns = seconds / (action.period or 1.0) * tempo + phase
    if len(stances) == 1:
        still = keys(stances, shows)
        solved = still.like(np.repeat(still.flat(), FRAMES, axis=0))
    else:
        if action.period is None:
            whole = (FRAMES - 1) / FPS
            # The ends are held before and after, so that the movement eases into and out of them.
            times = np.concatenate([[moments[0] - 0.4], moments, [max(moments[-1], whole) + 0.4]])
            order = [0, *range(len(stances)), len(stances) - 1]
            seconds = whole * (seconds / whole) ** warp * tempo
        else:
            seconds = (turns % 1) * action.period
            times = np.concatenate([moments + k * action.period for k in (-1, 0, 1, 2)])
            order = list(range(len(stances))) * 4
        if action.hands_stay:
            solved = _dense(stances, shows, times, order, seconds)
        else:
            channels = keys(stances, shows)
            flat = _aligned(channels, channels.flat()[order])
            solved = channels.like(_through(times, flat, seconds))
            late = channels.like(_through(times, flat, seconds - DRAG))
            solved.arms[:, :, WRIST:] = late.arms[:, :, WRIST:]
    solved.trunk[:, TRUNK.index("face")] += action.spin * (turns - turns[0])
    return solved


def _through(times: np.ndarray, values: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """Monotone cubic: eases at extremes, flows through what lies between, never overshoots."""
    return PchipInterpolator(times, values, axis=0, extrapolate=False)(np.clip(seconds, times[0], times[-1]))


def _aligned(channels: Channels, flat: np.ndarray) -> np.ndarray:
    """Let neighbouring quaternions have the same sign, also where keys repeat."""
    start = channels.trunk.shape[1]
    stop = start + channels.arms[0].size + channels.legs[0].size + channels.soles[0].size
    turned = flat[:, start:stop].reshape(len(flat), -1, 4).copy()
    for k in range(1, len(turned)):
        flip = (turned[k] * turned[k - 1]).sum(axis=-1, keepdims=True) < 0
        turned[k] = np.where(flip, -turned[k], turned[k])
    result = flat.copy()
    result[:, start:stop] = turned.reshape(len(flat), -1)
    return result


def _dense(
    stances: list[Stance], shows: list[float], times: np.ndarray, order: list[int], seconds: np.ndarray
) -> Channels:
    """Solve every frame from interpolated stances."""
    rows = np.array([_numbers(stance) for stance in stances])[order]
    between = _through(times, rows, seconds)
    told = _through(times, np.array(shows)[order], seconds)
    return keys([_stance(row, stances[0]) for row in between], list(told))


def _leaves(thing: object) -> list:
    found = []
    for field in dataclasses.fields(thing):  # type: ignore[arg-type]
        value = getattr(thing, field.name)
        if isinstance(value, Arm | Foot | Leg):
            found += _leaves(value)
        elif isinstance(value, tuple):
            found += value
        elif isinstance(value, float | int):
            found.append(value)
    return found


def _numbers(stance: Stance) -> list[float]:
    return [float(value) for value in _leaves(stance)]


def _stance(row: np.ndarray, like: Stance) -> Stance:
    """A stance of the numbers of `_numbers`; what is not a number is as in `like`."""
    values = iter(row.tolist())

    def fill(thing: object) -> object:
        changes = {}
        for field in dataclasses.fields(thing):  # type: ignore[arg-type]
            value = getattr(thing, field.name)
            if isinstance(value, Arm | Foot | Leg):
                changes[field.name] = fill(value)
            elif isinstance(value, tuple):
                changes[field.name] = tuple(next(values) for _ in value)
            elif isinstance(value, float | int):
                changes[field.name] = next(values)
        return dataclasses.replace(thing, **changes)  # type: ignore[type-var]

    return fill(like)  # type: ignore[return-value]
