"""Train the pose guide: which sentence a pose fits.

    python -m backend train pose_guide [--steps N] [--out FILE] [--work DIR]

CLIP's symmetric cross-entropy (Radford et al. 2021) between poses of drawn movements and their captions. A
frame is drawn the likelier the more it tells of its action; a frame of the same movement that tells little
is one more wrong answer for the caption. Movements with the same captions are no wrong answers for each
other. At the end, wordings and compositions that training never had are looked for.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import clip
import numpy as np
import torch
import torch.nn.functional as functional

from ..body.lbs import rotation_matrices
from ..guide.vocabulary import FILE, words_of
from ..motion.opinion import TEMPLATES
from ..motion.pose_guide import SHIPPED, TOKENS, Towers
from .motion_data import (
    SAVED_EVERY,
    TOLD_EVERY,
    Drawn,
    batches,
    drawn,
    held_captions,
    is_held,
    options,
    table,
)

BATCH, RATE, WARM_UP, FALL = 256, 1e-3, 100, 0.4
TREMBLE = 0.05  # radians by which every joint of a pose is off: what is generated is not quite clean
LITTLE = 0.3  # of `telling`
TEMPLATED = 0.5  # share of captions in the template


class Teacher:
    """Draws poses and captions of movements; held: wordings left out."""

    def __init__(self, movements: Drawn, held: frozenset[str]):
        self.movements = movements
        self.captions = [[text for text in told if text not in held] for told in movements.captions]
        self.kept = [[text for text in told if text in held] for told in movements.captions]
        held_actions = np.array([is_held(action) for action in movements.actions])[movements.action]
        taught = np.array([bool(captions) for captions in self.captions])[movements.told]
        self.rows = np.flatnonzero(~held_actions & taught)
        self.unseen = np.flatnonzero(held_actions)

    def frames(self, rows: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A frame (N,) of each of rows (N,), as likely as weights (N, 60)."""
        total = weights.astype(np.float64).cumsum(axis=1)
        return (total < rng.random((len(rows), 1)) * total[:, -1:]).sum(axis=1).clip(max=weights.shape[1] - 1)

    def poses(self, rows: np.ndarray, frames: np.ndarray, rng: np.random.Generator) -> torch.Tensor:
        """Rotations (N, 24, 3, 3), trembling."""
        angles = self.movements.poses[rows, frames].astype(np.float32)
        shaken = angles + rng.normal(size=angles.shape).astype(np.float32) * TREMBLE
        return rotation_matrices(torch.from_numpy(shaken))

    def texts(self, rows: np.ndarray, rng: np.random.Generator) -> list[str]:
        chosen = []
        for told in self.movements.told[rows]:
            text = str(rng.choice(self.captions[told]))
            chosen.append(TEMPLATES[0].format(text) if rng.random() < TEMPLATED else text)
        return chosen


def loss_of(
    towers: Towers, teacher: Teacher, rows: np.ndarray, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, list[str]]:
    """The contrastive loss of a batch, its tokens, and its captions."""
    movements, texts = teacher.movements, teacher.texts(rows, rng)
    telling = movements.telling[rows].astype(np.float32)
    shown = teacher.poses(rows, teacher.frames(rows, telling + 1e-3, rng), rng)
    dull = teacher.frames(rows, 1.001 - telling, rng)
    others = teacher.poses(rows, dull, rng)
    tokens = clip.tokenize(texts, truncate=True)
    read, looked = towers.read(tokens), towers.look(torch.cat([shown, others]))
    logits = towers.logit_scale.exp().clamp(max=60) * read @ looked.t()
    count = len(rows)
    told = torch.from_numpy(movements.told[rows])
    same = (told[:, None] == told) | (tokens[:, None] == tokens).all(dim=2)
    off = same & ~torch.eye(count, dtype=torch.bool)
    tells = torch.from_numpy(np.take_along_axis(telling, dull[:, None], axis=1)[:, 0] > LITTLE)
    wrong = ~torch.eye(count, dtype=torch.bool) | tells[None]  # a caption's own dull frame alone
    logits = logits.masked_fill(torch.cat([off, wrong], dim=1), -1e4)
    target = torch.arange(count)
    loss = functional.cross_entropy(logits, target) + functional.cross_entropy(logits[:, :count].t(), target)
    return loss / 2, tokens, texts


def retrieval(towers: Towers, teacher: Teacher, seed: int = 1) -> dict[str, float]:
    """Shares found: of the actions of which a wording was kept from training, how often a pose that shows it
    has that wording as its nearest among all actions', and a wording has such a pose as its nearest; and of
    compositions never seen, how often a pose's nearest is its own caption among 50 compositions'."""
    movements, rng = teacher.movements, np.random.default_rng(seed)
    single = np.array(["+" not in action for action in movements.actions])[movements.action]
    rows = rng.permutation(np.flatnonzero(single))[:2000]
    shown = towers.look(teacher.poses(rows, movements.telling[rows].argmax(axis=1), rng))
    told = np.unique(movements.told[rows])
    texts = [(teacher.kept[number] or teacher.captions[number])[0] for number in told]
    scores = (shown @ towers.read(clip.tokenize(texts, truncate=True)).t()).numpy()
    held = np.array([bool(teacher.kept[number]) for number in told])
    action_of = dict(zip(movements.told.tolist(), movements.action.tolist(), strict=True))
    of_text, of_pose = np.array([action_of[number] for number in told]), movements.action[rows]
    asked = np.isin(of_pose, of_text[held])
    result = {
        "pose_to_action": (of_text[scores.argmax(axis=1)] == of_pose).mean(),
        "pose_to_held_wording": (of_text[scores.argmax(axis=1)] == of_pose)[asked].mean(),
        "held_wording_to_pose": (of_pose[scores.argmax(axis=0)] == of_text)[held].mean(),
        "wording_to_pose": (of_pose[scores.argmax(axis=0)] == of_text)[~held].mean(),
    }
    _, first = np.unique(movements.action[teacher.unseen], return_index=True)
    rows = teacher.unseen[first][:50]
    if len(rows) > 1:
        shown = towers.look(teacher.poses(rows, movements.telling[rows].argmax(axis=1), rng))
        captions = [movements.captions[number][0] for number in movements.told[rows]]
        scores = (shown @ towers.read(clip.tokenize(captions, truncate=True)).t()).numpy()
        result["held_composition"] = (scores.argmax(axis=1) == np.arange(len(rows))).mean()
    return {name: round(float(value), 3) for name, value in result.items()}


class Run:
    """Towers in training; their state goes to a checkpoint in the work folder."""

    def __init__(self, seed: int, work: Path):
        torch.manual_seed(seed)
        self.towers, self.seen, self.words = Towers(), torch.zeros(TOKENS), set[str]()
        self.step, self.checkpoint = 0, work / "pose_guide.pt"
        self.optimizer = torch.optim.AdamW(
            self.towers.parameters(), lr=RATE, betas=(0.9, 0.98), weight_decay=0.02, fused=True
        )

    def resume(self, of: dict[str, object]) -> None:
        """Go on from the last checkpoint if it was made on the way to the same."""
        if not self.checkpoint.is_file():
            return
        state = torch.load(self.checkpoint, weights_only=True)
        if state["of"] != of:
            return
        self.towers.load_state_dict(state["towers"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.seen, self.words, self.step = state["seen"], set(state["words"]), state["step"]

    def save(self, of: dict[str, object]) -> None:
        state = {
            "towers": self.towers.state_dict(), "optimizer": self.optimizer.state_dict(), "of": of,
            "seen": self.seen, "words": sorted(self.words), "step": self.step,
        }  # fmt: skip
        part = self.checkpoint.with_suffix(".part")
        torch.save(state, part)
        os.replace(part, self.checkpoint)

    def advance(self, teacher: Teacher, rows: np.ndarray, rng: np.random.Generator, rate: float) -> float:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        loss, tokens, texts = loss_of(self.towers, teacher, rows, rng)
        self.seen[tokens.unique()] = 1
        self.words.update(word for text in texts for word in words_of(text))
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.towers.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return float(loss.detach())


def save_weights(towers: Towers, seen: torch.Tensor, path: Path) -> None:
    """Half-precision arrays; rows of tokens that training never saw are zeroed, so that they compress."""
    state = {name: tensor.clone() for name, tensor in towers.state_dict().items()}
    state["token_embedding.weight"][seen == 0] = 0.0
    np.savez_compressed(path, **{name: tensor.half().numpy() for name, tensor in state.items()})


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the weights and, beside them, the words."""
    arguments = options("pose_guide", SHIPPED, steps=2500).parse_args(argv)
    teacher = Teacher(drawn(arguments.work, arguments.count, arguments.seed), held_captions())
    run, steps = Run(arguments.seed, arguments.work), arguments.steps
    of = {"steps": steps, "seed": arguments.seed, "movements": arguments.count, "table": table()}
    run.resume(of)
    began, first, log = time.monotonic(), run.step, []
    for rows, rng in batches(teacher.rows, BATCH, arguments.seed, run.step):
        if run.step >= steps:
            break
        rate = RATE * min(1.0, (run.step + 1) / WARM_UP, (steps - run.step) / (FALL * steps))
        log.append(run.advance(teacher, rows, rng, rate))
        if run.step % TOLD_EVERY == 0:
            speed = (time.monotonic() - began) / (run.step - first)
            line = {
                "step": run.step,
                "loss": round(float(np.mean(log[-TOLD_EVERY:])), 4),
                "seconds_a_step": round(speed, 3),
            }
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        if run.step % SAVED_EVERY == 0:
            run.save(of)
    run.towers.eval()
    save_weights(run.towers, run.seen, arguments.out)
    arguments.out.with_name(FILE).write_text("\n".join(sorted(run.words)) + "\n", encoding="utf-8")
    with torch.no_grad():
        sys.stdout.write(json.dumps(retrieval(run.towers, teacher)) + "\n")
    return 0
