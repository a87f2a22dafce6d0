"""Movements drawn once for the recipes of motion, and kept in their work folder."""

from __future__ import annotations

import argparse
import dataclasses
import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from . import movements
from .movements import words

COUNT, SEED = 12_000, 0
WORK = Path(".cache/motion")
CHUNK = 200
EVERY = 5  # one phrase of so many actions, and one composition of so many, are kept from training
TOLD_EVERY, SAVED_EVERY = 50, 100  # steps of a training
NUMBERS = ("poses", "lift", "telling")


@dataclasses.dataclass(frozen=True)
class Drawn:
    """poses (N, 60, 24, 3) axis-angle, lift and telling (N, 60), all float16; action and told (N,) int: which
    of `actions` and which of `captions`, tuples of wordings, each is."""

    poses: np.ndarray
    lift: np.ndarray
    telling: np.ndarray
    action: np.ndarray
    told: np.ndarray
    actions: tuple[str, ...]
    captions: tuple[tuple[str, ...], ...]


def drawn(work: Path, count: int = COUNT, seed: int = SEED) -> Drawn:
    """So many movements; drawn where the work folder does not have them of this table of actions."""
    work.mkdir(parents=True, exist_ok=True)
    path = work / f"movements-{count}-{seed}-{table()}.npz"
    if not path.is_file():
        _draw(path, count, seed)
    with np.load(path, allow_pickle=False) as file:
        actions, captions = json.loads(str(file["names"]))
        arrays = {name: file[name] for name in (*NUMBERS, "action", "told")}
    return Drawn(actions=tuple(actions), captions=tuple(map(tuple, captions)), **arrays)


def _draw(path: Path, count: int, seed: int) -> None:
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        parts = pool.map(
            draw_part, [(first, min(first + CHUNK, count), seed) for first in range(0, count, CHUNK)]
        )
        rows = [row for part in parts for row in part]
    arrays: dict[str, Any] = {
        name: np.stack([getattr(row, name) for row in rows]).astype(np.float16) for name in NUMBERS
    }
    names = [list(dict.fromkeys(getattr(row, name) for row in rows)) for name in ("action", "captions")]
    for key, name, known in zip(("action", "told"), ("action", "captions"), names, strict=True):
        place = {each: number for number, each in enumerate(known)}
        arrays[key] = np.array([place[getattr(row, name)] for row in rows], np.int32)
    part = path.with_suffix(".part")
    with open(part, "wb") as file:
        np.savez(file, names=np.array(json.dumps(names)), **arrays)
    os.replace(part, path)


def draw_part(part: tuple[int, int, int]) -> list[movements.Movement]:
    """The movements with the numbers from the first to before the last; each depends on the seed and its
    number alone."""
    first, last, seed = part
    return [movements.draw(np.random.default_rng([seed, number])) for number in range(first, last)]


def table() -> str:
    """Changes with everything that draws movements."""
    digest = hashlib.sha256()
    for path in sorted(Path(movements.__file__).parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def held_captions() -> frozenset[str]:
    """Wordings that training never has: of every EVERYth action all those of one phrase, the last whose words
    other phrases have too."""
    phrases = [phrase for action in movements.ACTIONS.values() for phrase in action.phrases]
    kept: set[str] = set()
    for action in list(movements.ACTIONS.values())[::EVERY]:
        for phrase in reversed(action.phrases):
            others = {word for other in phrases if other != phrase for word in other.split()}
            if set(phrase.split()) <= others and len(action.phrases) > 3:
                found = words.captions((phrase,))
                kept |= {*found, *map(words.swap_sides, found)}
                break
    return frozenset(kept)


def is_held(action: str) -> bool:
    """Whether an action is a composition that training never has."""
    return "+" in action and int(hashlib.sha256(action.encode()).hexdigest(), 16) % EVERY == 0


def batches(
    rows: np.ndarray, size: int, seed: int, first: int
) -> Iterator[tuple[np.ndarray, np.random.Generator]]:
    """(size,) of rows for each step from `first` on, with the generator that the step draws from."""
    step = first
    while True:
        rng = np.random.default_rng([seed, step])
        yield rng.choice(rows, size), rng
        step += 1


def options(name: str, out: Path, steps: int = 0) -> argparse.ArgumentParser:
    """Reads what every recipe of motion can be told."""
    parser = argparse.ArgumentParser(prog=f"backend train {name}")
    if steps:
        parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--count", type=int, default=COUNT, help="movements to draw")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--out", type=Path, default=out)
    return parser
