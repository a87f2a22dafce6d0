"""Train the built-in guide: a small CLIP on painted renders of the free body.

    python -m backend train builtin_guide [--steps N] [--out FILE] [--work DIR]

CLIP's architecture (Radford et al. 2021: ModifiedResNet, text transformer, symmetric cross-entropy), so
that OpenAI's own `clip.model.build_model` loads the result. One addition while training: a linear
readout, shared by both towers, predicts from an embedding the colour of each part that the picture
shows or the caption names; it ties words to places and is thrown away afterwards.

Everything is drawn from --seed and the step's number; a killed run goes on from its last checkpoint.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import pickle
import sys
import time
from pathlib import Path

import clip
import numpy as np
import torch
import torch.nn.functional as functional
from clip.model import CLIP

from ..body import load_body
from ..guide import BUILTIN
from ..guide.clip_guide import MEAN, STD
from ..guide.clip_text import encode_tokens
from .examples import Batch, Studio
from .people import draw_views

IMAGE_SIZE = 64
BATCH = 256
PEAK_RATE, WARM_UP = 1.2e-3, 200


def new_model() -> CLIP:
    """CLIP with a ResNet of one block a stage and a text tower of three layers, 10.6 M parameters."""
    return CLIP(256, IMAGE_SIZE, (1, 1, 1, 1), 32, None, 77, 49408, 128, 2, 3).float()


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


def losses(
    model: CLIP, readout: torch.nn.Module, batch: Batch, tokens: torch.Tensor, rng: np.random.Generator
):  # type: ignore[no-untyped-def]
    """The contrastive loss, the readout's loss, and the share of captions that find their picture."""
    pictures = normalised(augment(batch.images, rng))
    with torch.autocast("cpu", torch.bfloat16):
        image = model.visual(pictures.contiguous(memory_format=torch.channels_last))
        text = encode_tokens(model, tokens)
    image, text = (functional.normalize(tower.float(), dim=1) for tower in (image, text))
    logits = model.logit_scale.exp().clamp(max=80) * image @ text.t()
    # The same words twice in a batch are no negatives of each other.
    same = (tokens[:, None] == tokens[None]).all(dim=2) & ~torch.eye(len(tokens), dtype=torch.bool)
    logits = logits.masked_fill(same, -1e4)
    target = torch.arange(len(tokens))
    contrast = (functional.cross_entropy(logits, target) + functional.cross_entropy(logits.t(), target)) / 2
    named = batch.told & batch.seen
    read = torch.zeros(())
    for embedding, mask in ((image, batch.seen), (text, named)):
        guess = torch.sigmoid(readout(embedding * 16)).view(batch.colors.shape)
        read = read + ((guess - batch.colors).square().sum(dim=2) * mask).sum() / mask.sum().clamp(min=1)
    return contrast, read, (logits.argmax(dim=0) == target).float().mean()


def save_weights(model: CLIP, seen: torch.Tensor, path: Path) -> None:
    """Half-precision arrays; rows of tokens that training never saw are zeroed, so that they compress."""
    arrays = {}
    for name, tensor in model.state_dict().items():
        if name == "token_embedding.weight":
            tensor = tensor * seen[:, None]
        arrays[name] = tensor.half().numpy() if tensor.is_floating_point() else tensor.numpy()
    np.savez_compressed(path, **arrays)


def views_for(work: Path, count: int, seed: int):  # type: ignore[no-untyped-def]
    """The rendered views, made once and kept in the work folder."""
    cache = work / f"views-{count}-{seed}.pickle"
    if cache.is_file():
        return pickle.loads(cache.read_bytes())
    views = draw_views(load_body("free"), count, IMAGE_SIZE * 2, seed)
    cache.write_bytes(pickle.dumps(views))
    return views


def train(steps: int, views: int, seed: int, work: Path, out: Path) -> None:
    """Optimise for `steps` steps; a checkpoint every 100, the weights at the end."""
    work.mkdir(parents=True, exist_ok=True)
    studio = Studio(*views_for(work, views, seed), seed)
    torch.manual_seed(seed)
    model = new_model()
    model.visual = model.visual.to(memory_format=torch.channels_last)
    readout = torch.nn.Linear(256, studio.parts.count * 3)
    seen = torch.zeros(49408)
    decayed = [p for p in model.parameters() if p.ndim > 1] + [readout.weight]
    plain = [p for p in model.parameters() if p.ndim <= 1] + [readout.bias]
    optimizer = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
        lr=PEAK_RATE,
        betas=(0.9, 0.98),
    )
    checkpoint, first = work / "checkpoint.pt", 0
    if checkpoint.is_file():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"])
        readout.load_state_dict(state["readout"])
        optimizer.load_state_dict(state["optimizer"])
        seen, first = state["seen"], state["step"]
    model.train()
    began, log = time.monotonic(), []
    for step in range(first, steps):
        rate = PEAK_RATE * min(1, (step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * step / steps)) + 1e-6
        for group in optimizer.param_groups:
            group["lr"] = rate
        batch = studio.batch(step, BATCH)
        tokens = clip.tokenize(batch.captions, truncate=True)
        seen[tokens.unique()] = 1
        contrast, read, top1 = losses(model, readout, batch, tokens, np.random.default_rng([seed, step, 1]))
        optimizer.zero_grad()
        (contrast + 2 * read).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        log.append((contrast.item(), read.item(), top1.item()))
        if (step + 1) % 50 == 0:
            values = dict(
                zip(("loss", "readout", "top1"), np.mean(log[-50:], axis=0).round(4).tolist(), strict=True)
            )
            speed = (step + 1 - first) * BATCH / (time.monotonic() - began)
            sys.stdout.write(
                json.dumps({"step": step + 1, **values, "images_per_second": round(speed)}) + "\n"
            )
            sys.stdout.flush()
        if (step + 1) % 100 == 0:
            part = checkpoint.with_suffix(".part")
            torch.save(
                {
                    "model": model.state_dict(), "readout": readout.state_dict(), "seen": seen,
                    "optimizer": optimizer.state_dict(), "step": step + 1,
                },
                part,
            )  # fmt: skip
            os.replace(part, checkpoint)
    save_weights(model.eval(), seen, out)


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the weights."""
    parser = argparse.ArgumentParser(prog="backend train builtin_guide", description=__doc__)
    parser.add_argument("--steps", type=int, default=1500)
    parser.add_argument("--views", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--work", type=Path, default=Path(".cache/builtin_guide"))
    parser.add_argument("--out", type=Path, default=BUILTIN)
    arguments = parser.parse_args(argv)
    train(arguments.steps, arguments.views, arguments.seed, arguments.work, arguments.out)
    return 0
