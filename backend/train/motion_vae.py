"""Train the space of motions: a variational autoencoder of drawn movements.

    python -m backend train motion_vae [--steps N] [--out FILE] [--work DIR]

A transformer reads a movement into the mean and the spread of a latent vector, another turns the vector into
frames again (Petrovich et al. 2021); both learn to correct the principal components of movements, which take
seconds to find and steps by the ten thousand to learn. Losses: rotations, where joints are, how both
change from frame to frame, lift, and a little of Kullback and Leibler's, which keeps latents near the origin.
What is shipped is the decoder with the latents of some of the movements.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as functional
from torch import nn

from ..body import PARENTS, load_body
from ..body.lbs import rotation_matrices
from ..motion.rotations import to_six
from ..motion.vae import (
    LIFT,
    MOMENTS,
    SHIPPED,
    VALUES,
    Architecture,
    Decoder,
    MotionSpace,
    splines,
    waves,
)  # fmt: skip
from .motion_data import SAVED_EVERY, TOLD_EVERY, Drawn, batches, drawn, options, table

BATCH, RATE, WARM_UP, FALL = 64, 5e-4, 100, 0.5
DIVERGENCE = 2e-5
LOG_VARIANCE = -5.0  # at first
COMPONENTS_FROM = 3000  # movements
KNOWN = 1024  # movements whose latents are shipped


class Encoder(nn.Module):
    """Rotations (B, FRAMES, J, 3, 3) and lift (B, FRAMES), metres -> latents' mean and the logarithm of their
    variance, (B, D) each."""

    waves: torch.Tensor
    moments: torch.Tensor

    def __init__(self, architecture: Architecture):
        super().__init__()
        self.mostly = nn.Linear(MOMENTS * VALUES, architecture.latent)
        self.enter = nn.Linear(VALUES, 2 * architecture.width)
        self.asked = nn.Parameter(torch.randn(2, architecture.width) * 0.02)
        self.transformer = architecture.transformer()
        self.mean = nn.Linear(architecture.width, architecture.latent)
        self.log_variance = nn.Linear(architecture.width, architecture.latent)
        self.register_buffer("waves", waves(architecture.width), persistent=False)
        self.register_buffer("moments", torch.linalg.pinv(splines()), persistent=False)

    def values(self, rotations: torch.Tensor, lift: torch.Tensor) -> torch.Tensor:
        """What the decoder's splines need (B, MOMENTS, VALUES) to come nearest to a movement."""
        return self.moments @ torch.cat([to_six(rotations).flatten(2), lift[..., None] / LIFT], dim=2)

    def forward(self, rotations: torch.Tensor, lift: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        values = self.values(rotations, lift)
        asked = self.asked.expand(len(values), -1, -1)
        heights, level = self.enter(values).chunk(2, dim=-1)
        told = self.transformer(torch.cat([asked, level + (1 + heights) * self.waves], dim=1))
        mean = self.mostly(values.flatten(1)) + self.mean(told[:, 0])
        return mean, self.log_variance(told[:, 1]).clamp(-10, 4)


class Skeleton:
    """Where joints are: the free body's."""

    def __init__(self) -> None:
        body = load_body("free")
        joints = torch.from_numpy(body.rest(np.zeros((1, body.betas), np.float32))[1][0])
        self.offsets = joints - torch.stack([joints[max(parent, 0)] for parent in PARENTS])

    def joints(self, rotations: torch.Tensor) -> torch.Tensor:
        """Rotations (..., J, 3, 3) relative to the parents -> places (..., J, 3) in metres, of the root 0."""
        turns, at = [rotations[..., 0, :, :]], [torch.zeros_like(rotations[..., 0, :, 0])]
        for joint, parent in enumerate(PARENTS[1:], 1):
            at.append(at[parent] + turns[parent] @ self.offsets[joint])
            turns.append(turns[parent] @ rotations[..., joint, :, :])
        return torch.stack(at, dim=-2)


def loss_of(
    encoder: Encoder,
    decoder: Decoder,
    skeleton: Skeleton,
    rotations: torch.Tensor,
    lift: torch.Tensor,
    noise: torch.Tensor,
) -> dict[str, torch.Tensor]:
    """Weighted losses by name, of movements as `Encoder` takes them; noise (B, D), normal."""
    mean, log_variance = encoder(rotations, lift)
    made, made_lift = decoder(mean + torch.exp(0.5 * log_variance) * noise)
    places_, made_places = skeleton.joints(rotations), skeleton.joints(made)
    divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(dim=1).mean()
    return {
        "rotations": functional.mse_loss(made, rotations) * 3,
        "joints": functional.mse_loss(made_places, places_) * 30,
        "speed": (functional.mse_loss(made.diff(dim=1), rotations.diff(dim=1)) * 10
                  + functional.mse_loss(made_places.diff(dim=1), places_.diff(dim=1)) * 100),
        "lift": functional.mse_loss(made_lift, lift) * 30,
        "divergence": DIVERGENCE * divergence,
    }  # fmt: skip


class Run:
    """Encoder and decoder in training; their state goes to a checkpoint in the work folder."""

    def __init__(self, architecture: Architecture, movements: Drawn, seed: int, work: Path):
        torch.manual_seed(seed)
        self.architecture, self.movements = architecture, movements
        self.encoder, self.decoder = Encoder(architecture), Decoder(architecture)
        self.kept = max(len(movements.poses) // 50, 1)  # the first, from training, to be measured
        self.taught = np.arange(self.kept, len(movements.poses))
        self.begin(np.random.default_rng(seed).permutation(self.taught)[:COMPONENTS_FROM])
        self.skeleton, self.step, self.checkpoint = Skeleton(), 0, work / "motion_vae.pt"
        both = [*self.encoder.parameters(), *self.decoder.parameters()]
        learned = [parameter for parameter in both if parameter.requires_grad]
        self.optimizer = torch.optim.AdamW(learned, lr=RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True)

    @torch.no_grad()
    def begin(self, rows: np.ndarray) -> None:
        """Have both begin as movements' principal components, scaled to a variance of 1, and keep these."""
        parts = np.array_split(rows, -(-len(rows) // BATCH))
        values = torch.cat([self.encoder.values(*self.taken(part)).flatten(1) for part in parts])
        mean = values.mean(dim=0)
        count = min(self.architecture.latent, len(rows) - 1)
        _, lengths, directions = torch.svd_lowrank(values - mean, count + 8, niter=4)
        scale = lengths[:count] / len(rows) ** 0.5
        encoder, decoder = self.encoder, self.decoder
        for layer in (encoder.mostly, encoder.mean, encoder.log_variance, decoder.mostly, decoder.leave):
            layer.weight.zero_()
            layer.bias.zero_()
        encoder.mostly.weight[:count] = (directions[:, :count] / scale).t()
        encoder.mostly.bias[:] = -encoder.mostly.weight @ mean
        encoder.log_variance.bias[:] = LOG_VARIANCE
        decoder.mostly.weight[:, :count] = directions[:, :count] * scale
        decoder.mostly.bias[:] = mean
        for layer in (encoder.mostly, decoder.mostly):
            layer.requires_grad_(False)

    def taken(self, rows: np.ndarray) -> tuple[torch.Tensor, torch.Tensor]:
        """Rotations (N, FRAMES, J, 3, 3) and lift (N, FRAMES) of the movements with these numbers."""
        angles = torch.from_numpy(self.movements.poses[rows].astype(np.float32))
        return rotation_matrices(angles), torch.from_numpy(self.movements.lift[rows].astype(np.float32))

    def resume(self, of: dict[str, object]) -> None:
        """Go on from the last checkpoint if it was made on the way to the same."""
        if not self.checkpoint.is_file():
            return
        state = torch.load(self.checkpoint, weights_only=True)
        if state["of"] != of:
            return
        for name in ("encoder", "decoder", "optimizer"):
            getattr(self, name).load_state_dict(state[name])
        self.step = state["step"]

    def save(self, of: dict[str, object]) -> None:
        state = {name: getattr(self, name).state_dict() for name in ("encoder", "decoder", "optimizer")}
        part = self.checkpoint.with_suffix(".part")
        torch.save(state | {"of": of, "step": self.step}, part)
        os.replace(part, self.checkpoint)

    def advance(self, rows: np.ndarray, rng: np.random.Generator, rate: float) -> dict[str, float]:
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        noise = rng.normal(size=(len(rows), self.architecture.latent)).astype(np.float32)
        named = loss_of(self.encoder, self.decoder, self.skeleton, *self.taken(rows), torch.from_numpy(noise))
        self.optimizer.zero_grad()
        torch.stack(list(named.values())).sum().backward()
        for model in (self.encoder, self.decoder):
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        self.optimizer.step()
        self.step += 1
        return {name: float(loss.detach()) for name, loss in named.items()}

    @torch.no_grad()
    def space(self, seed: int) -> MotionSpace:
        """The decoder with latents of KNOWN of the movements."""
        rows = np.random.default_rng(seed).permutation(len(self.movements.poses))[:KNOWN]
        self.encoder.eval()
        means = [self.encoder(*self.taken(part))[0] for part in np.array_split(rows, -(-len(rows) // BATCH))]
        return MotionSpace(self.decoder.eval(), torch.cat(means))


@torch.no_grad()
def errors(run: Run, rows: np.ndarray) -> dict[str, float]:
    """Of movements read and made again: how far joints and lift are off, and the joints in each movement's
    worst frame, in centimetres; the mean acceleration of both, in metres over a second squared."""
    rotations, lift = run.taken(rows)
    made, made_lift = run.decoder.eval()(run.encoder.eval()(rotations, lift)[0])
    true, places_ = run.skeleton.joints(rotations), run.skeleton.joints(made)
    off = (true - places_).norm(dim=-1).mean(dim=2) * 100
    speeds = (true.diff(n=2, dim=1), places_.diff(n=2, dim=1))
    shaking = [each.norm(dim=-1).mean().item() * 900 for each in speeds]
    result = {
        "joints_cm": off.mean(), "worst_frame_cm": off.amax(dim=1).mean(),
        "lift_cm": (lift - made_lift).abs().mean() * 100,
        "acceleration": shaking[1], "acceleration_drawn": shaking[0],
    }  # fmt: skip
    return {name: round(float(value), 3) for name, value in result.items()}


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the decoder and the latents."""
    arguments = options("motion_vae", SHIPPED, steps=1500).parse_args(argv)
    movements, steps = drawn(arguments.work, arguments.count, arguments.seed), arguments.steps
    run = Run(Architecture(), movements, arguments.seed, arguments.work)
    of = {"steps": steps, "seed": arguments.seed, "movements": arguments.count, "table": table()}
    run.resume(of)
    began, first, log = time.monotonic(), run.step, []
    for rows, rng in batches(run.taught, BATCH, arguments.seed, run.step):
        if run.step >= steps:
            break
        rate = RATE * min(1.0, (run.step + 1) / WARM_UP, (steps - run.step) / (FALL * steps))
        log.append(run.advance(rows, rng, rate))
        if run.step % TOLD_EVERY == 0:
            line: dict[str, float] = {"step": run.step}
            line |= {
                name: round(float(np.mean([row[name] for row in log[-TOLD_EVERY:]])), 4) for name in log[-1]
            }
            line["seconds_a_step"] = round((time.monotonic() - began) / (run.step - first), 3)
            sys.stdout.write(json.dumps(line) + "\n")
            sys.stdout.flush()
        if run.step % SAVED_EVERY == 0:
            run.save(of)
    run.space(arguments.seed).save(run.architecture, arguments.out)
    sys.stdout.write(json.dumps(errors(run, np.arange(run.kept)[:256])) + "\n")
    return 0
