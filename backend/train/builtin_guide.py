"""Train the built-in guide: a small CLIP on painted renders of the free body.

    python -m backend train builtin_guide [--steps N] [--device D] [--out FILE] [--work DIR]

CLIP's architecture (Radford et al. 2021: ModifiedResNet, text transformer, symmetric cross-entropy), so
that OpenAI's own `clip.model.build_model` loads the result. One addition while training: a linear
readout, shared by both towers, predicts from an embedding the colour of each part, and the garment of each
slot, that the picture shows or the caption names; it ties words to places and cuts, which colours alone
would leave unlearned, and is thrown away afterwards.

The learning rate warms up, stays, and falls to nothing over the last quarter of the steps. Everything is
drawn from the seed and the step's number; a killed run goes on from its last checkpoint. With a changed
--steps it goes on from where the rate began to fall, so that a run can be cut short or extended.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import pickle
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import clip
import numpy as np
import torch
import torch.nn.functional as functional
from clip.model import CLIP

from ..guide import SHIPPED
from ..guide.clip_guide import MEAN, STD
from ..guide.clip_text import encode_tokens
from ..guide.vocabulary import FILE, read_vocabulary, words_of
from ..machine import choose_device
from .examples import Batch, Studio
from .kinds import SIZES, kind_loss
from .people import draw_views, dresser

IMAGE_SIZE = 64
BATCH = 256
PEAK_RATE, WARM_UP, FALL = 1.2e-3, 200, 0.25
KIND_SHARE = 2.0


@dataclasses.dataclass(frozen=True)
class Architecture:
    """CLIP's arguments: the embedding's width; blocks of the ResNet's stages and its width; layers and width
    of the text tower."""

    embedding: int
    blocks: tuple[int, int, int, int]
    width: int
    text_layers: int
    text_width: int

    def build(self) -> CLIP:
        return CLIP(
            self.embedding, IMAGE_SIZE, self.blocks, self.width, None,
            77, 49408, self.text_width, self.text_width // 64, self.text_layers,
        ).float()  # fmt: skip


BUILTIN = Architecture(256, (1, 2, 2, 1), 32, 4, 192)


def augment(images: torch.Tensor, rng: np.random.Generator) -> torch.Tensor:
    """Mirror, shift, turn, scale and tint (B, 3, S, S)."""
    count = len(images)
    if rng.random() < 0.5:
        images = images.flip(3)
    if rng.random() < 0.5:
        scale, angle = np.exp(rng.normal(size=count) * 0.06), rng.normal(size=count) * 0.06
        affine = np.zeros((count, 2, 3))
        affine[:, 0, 0] = affine[:, 1, 1] = scale * np.cos(angle)
        affine[:, 0, 1], affine[:, 1, 0] = -np.sin(angle), np.sin(angle)
        affine[:, :, 2] = rng.normal(size=(count, 2)) * 0.06
        grid = functional.affine_grid(
            torch.from_numpy(affine).float(), list(images.shape), align_corners=False
        )
        images = functional.grid_sample(images, grid, padding_mode="border", align_corners=False)
    if rng.random() < 0.3:
        tint = 1 + rng.normal(size=(count, 3, 1, 1)) * 0.06
        images = (images * torch.from_numpy(tint).float()).clamp(0, 1)
    return images


def normalised(images: torch.Tensor) -> torch.Tensor:
    mean, std = (torch.tensor(values).view(1, 3, 1, 1) for values in (MEAN, STD))
    return (images - mean) / std


def losses(model: CLIP, readout: torch.nn.Module, batch: Batch, tokens: torch.Tensor):  # type: ignore[no-untyped-def]
    """The contrastive loss, the readout's losses of colours and of garments, and the share of captions that
    find their picture. The batch, its images augmented and normalised, is on the model's device."""
    device = batch.images.device
    with torch.autocast(device.type, torch.bfloat16):
        image = model.visual(batch.images.contiguous(memory_format=torch.channels_last))
        text = encode_tokens(model, tokens)
    image, text = (functional.normalize(tower.float(), dim=1) for tower in (image, text))
    logits = model.logit_scale.exp().clamp(max=80) * image @ text.t()
    # The same words twice in a batch are no negatives of each other.
    same = (tokens[:, None] == tokens[None]).all(dim=2) & ~torch.eye(
        len(tokens), dtype=torch.bool, device=device
    )
    logits = logits.masked_fill(same, -1e4)
    target = torch.arange(len(tokens), device=device)
    contrast = (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.t(), target)) / 2
    named = batch.told & batch.seen
    read, kind = torch.zeros((), device=device), torch.zeros((), device=device)
    for embedding, mask, numbers in ((image, batch.seen, batch.worn), (text, named, batch.said)):
        guess = readout(embedding * 16)
        colors = torch.sigmoid(guess[:, : -sum(SIZES)]).view(batch.colors.shape)
        read = read + ((colors - batch.colors).square().sum(dim=2) * mask).sum() / mask.sum().clamp(min=1)
        kind = kind + kind_loss(guess[:, -sum(SIZES) :], numbers)
    return contrast, read, kind, (logits.argmax(dim=0) == target).float().mean()


def save_weights(model: CLIP, seen: torch.Tensor, path: Path) -> None:
    """Half-precision arrays; rows of tokens that training never saw are zeroed, so that they compress."""
    arrays = {}
    for name, tensor in model.state_dict().items():
        tensor = tensor.cpu()
        if name == "token_embedding.weight":
            tensor = torch.where(seen[:, None] > 0, tensor, 0.0)  # times 0, some would be -0
        arrays[name] = (tensor.half() if tensor.is_floating_point() else tensor).numpy()
    np.savez_compressed(path, **arrays)


def studio_for(work: Path, count: int, seed: int) -> Studio:
    """A studio of rendered views, which are made once and kept in the work folder."""
    work.mkdir(parents=True, exist_ok=True)
    cache = work / f"views-{count}-{seed}.pickle"
    if not cache.is_file():
        views = draw_views(count, IMAGE_SIZE * 2, seed, processes=os.cpu_count() or 1)
        part = cache.with_suffix(".part")
        with open(part, "wb") as file:
            pickle.dump((views, dresser().cells), file)
        os.replace(part, cache)
    with open(cache, "rb") as file:
        return Studio(*pickle.load(file), seed)


def rate_at(step: int, steps: int) -> float:
    """The learning rate of a step."""
    return PEAK_RATE * min(1.0, (step + 1) / WARM_UP, (steps - step) / (FALL * steps))


class Run:
    """A model in training; its state goes to a checkpoint in the work folder."""

    def __init__(self, architecture: Architecture, cells: int, seed: int, work: Path, device: str = "cpu"):
        torch.manual_seed(seed)
        self.device = device
        self.model = architecture.build().to(device)
        self.model.visual = self.model.visual.to(memory_format=torch.channels_last)
        self.readout = torch.nn.Linear(architecture.embedding, cells * 3 + sum(SIZES)).to(device)
        self.seen = torch.zeros(49408)
        self.words: set[str] = set()
        self.seed, self.step, self.checkpoint = seed, 0, work / "checkpoint.pt"
        decayed = [p for p in self.model.parameters() if p.ndim > 1] + [self.readout.weight]
        plain = [p for p in self.model.parameters() if p.ndim <= 1] + [self.readout.bias]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
            lr=PEAK_RATE,
            betas=(0.9, 0.98),
            fused=True,
        )
        self.model.train()

    def lock_text(self) -> None:
        """From here on learn pictures alone: texts, which are learned sooner, take half of a step's time."""
        for name, parameter in self.model.named_parameters():
            parameter.requires_grad_(name.startswith("visual.") or name == "logit_scale")

    def begin_with(self, path: Path) -> None:
        """Take weights, and the words they know, that `save_weights` wrote; the readout starts anew."""
        with np.load(path) as arrays:
            self.model.load_state_dict({name: torch.from_numpy(arrays[name]) for name in arrays.files})
        self.seen = (self.model.token_embedding.weight != 0).any(dim=1).float().cpu()
        self.words = set(read_vocabulary(path) or ())

    def resume(self, steps: int) -> None:
        """Go on from the last checkpoint if it was made on the way to `steps`, else from the plateau's."""
        plateau = self.checkpoint.with_name("plateau.pt")
        for path in (self.checkpoint, plateau):
            if path.is_file():
                state = torch.load(path, map_location="cpu", weights_only=True)
                if state["steps"] == steps or state["step"] <= (1 - FALL) * min(steps, state["steps"]):
                    break
        else:
            return
        self.model.load_state_dict(state["model"])
        self.readout.load_state_dict(state["readout"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.seen, self.words, self.step = state["seen"], set(state["words"]), state["step"]

    def save(self, steps: int) -> None:
        """Write the checkpoint; on the plateau, a second one beside it."""
        state = {
            "model": self.model.state_dict(), "readout": self.readout.state_dict(), "seen": self.seen,
            "words": sorted(self.words), "optimizer": self.optimizer.state_dict(), "step": self.step,
            "steps": steps,
        }  # fmt: skip
        names = ["checkpoint.pt"] + ["plateau.pt"] * (self.step <= (1 - FALL) * steps)
        for name in names:
            part = self.checkpoint.with_name(name + ".part")
            torch.save(state, part)
            os.replace(part, self.checkpoint.with_name(name))

    def advance(self, batch: Batch, rate: float) -> tuple[float, ...]:
        """One step of optimisation; returns what `losses` does."""
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        tokens = clip.tokenize(batch.captions, truncate=True)
        self.seen[tokens.unique()] = 1
        self.words.update(word for caption in batch.captions for word in words_of(caption))
        rng = np.random.default_rng([self.seed, self.step, 1])
        shown = dataclasses.replace(batch, images=normalised(augment(batch.images, rng))).to(self.device)
        contrast, read, kind, top1 = losses(self.model, self.readout, shown, tokens.to(self.device))
        self.optimizer.zero_grad()
        (contrast + 2 * read + KIND_SHARE * kind).backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return contrast.item(), read.item(), kind.item(), top1.item()


def batches(studio: Studio, first: int, steps: int) -> Iterator[Batch]:
    """Those of the steps from `first` on; each is drawn while the one before it is learned."""
    with ThreadPoolExecutor(1) as ahead:
        following = ahead.submit(studio.batch, first, BATCH)
        for step in range(first, steps):
            batch = following.result()
            following = ahead.submit(studio.batch, step + 1, BATCH)
            yield batch


def train(run: Run, studio: Studio, steps: int, out: Path) -> None:
    """Optimise up to step `steps`; a checkpoint every 100, the weights and the vocabulary at the end."""
    run.resume(steps)
    began, first, log = time.monotonic(), run.step, []
    for batch in batches(studio, run.step, steps):
        log.append(run.advance(batch, rate_at(run.step, steps)))
        if run.step % 50 == 0:
            means = np.mean(log[-50:], axis=0).round(4).tolist()
            line = {"step": run.step} | dict(zip(("loss", "colours", "garments", "top1"), means, strict=True))
            line["images_per_second"] = round((run.step - first) * BATCH / (time.monotonic() - began))
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        if run.step % 100 == 0:
            run.save(steps)
    save_weights(run.model.eval(), run.seen, out)
    if out.name == SHIPPED["builtin"].name:
        out.with_name(FILE).write_text("\n".join(sorted(run.words)) + "\n", encoding="utf-8")


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the weights."""
    return train_from(argv, "builtin_guide", BUILTIN, SHIPPED["builtin"], steps=6000, seed=0)


def train_from(
    argv: list[str], name: str, architecture: Architecture, out: Path, steps: int, seed: int
) -> int:
    """Read the options of a recipe and run it."""
    parser = options(name, out, steps, seed)
    parser.add_argument("--start", type=Path, help="weights to go on from, instead of random ones")
    parser.add_argument("--lock-text", action="store_true", help="train the image tower alone")
    arguments = parser.parse_args(argv)
    studio = studio_for(arguments.work, arguments.views, arguments.seed)
    run = Run(
        architecture, studio.parts.count, arguments.seed, arguments.work, choose_device(arguments.device)
    )
    if arguments.start:
        run.begin_with(arguments.start)
    if arguments.lock_text:
        run.lock_text()
    train(run, studio, arguments.steps, arguments.out)
    return 0


def options(name: str, out: Path, steps: int, seed: int) -> argparse.ArgumentParser:
    """Reads what every recipe can be told."""
    parser = argparse.ArgumentParser(prog=f"backend train {name}")
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--views", type=int, default=12000)
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--work", type=Path, default=Path(f".cache/{name}"))
    parser.add_argument("--out", type=Path, default=out)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    return parser
