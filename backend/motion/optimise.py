"""The motion that a sentence asks for: a point of the space of motions, pulled towards candidate poses and
the sentence (AvatarCLIP, Hong et al. 2022, section 5.2)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from scipy.ndimage import gaussian_filter1d

from .opinion import Opinion
from .rotations import to_matrices, to_six
from .vae import MotionSpace

# Of the candidates, best first, as published; of movement from frame to frame; of the sentence; of an end
# that is no beginning; of how far the latent has gone from where movements are.
CANDIDATES = (1.0, 0.8, 0.6, 0.4, 0.2)
DELTA, LIKING, LOOP, PRIOR = 0.3, 0.3, 0.05, 1.0
# What is further off than that, as `unlike` has it, pulls less and less. A hand that waves is as often the
# left one as the right one, and no motion should go half-way to both; and raised arms need not come down.
REACH = 0.05
SPEED = 20.0  # of a difference in movement from frame to frame, beside one in pose
CLOSED, BLENDED = (
    0.02,
    12,
)  # of `apart`, from which on a motion is made to end as it began; over so many frames
STEPS, RATE = 120, 0.02
STARTS = 4  # of the known movements, those that come nearest by themselves
SHARE = 0.6  # of the known movements that a seed looks at, so that another seed finds other motions
CHUNK = 64
SMOOTH = 1.0  # frames


def losses(
    latents: torch.Tensor,
    known: torch.Tensor,
    rotations: torch.Tensor,
    candidates: torch.Tensor,
    text: torch.Tensor,
    opinion: Opinion,
) -> dict[str, torch.Tensor]:
    """Weighted losses (B,) by name, of rotations (B, FRAMES, J, 3, 3) decoded from latents (B, D), which
    come from known ones (B, D).

    candidates (K, J, 3, 3), best first: each is to be near to some frame; text (E,) as `opinion.wanted` has
    it: each frame is to fit it, later ones more.
    """
    six = to_six(rotations).flatten(2)
    joints = rotations.shape[2]
    near = (six[:, :, None] - to_six(candidates).flatten(1)).square().sum(-1).amin(dim=1) / joints
    ends = apart(six[:, -1], six[:, 0], six[:, -1] - six[:, -2], six[:, 1] - six[:, 0]) / joints
    weights = near.new_tensor(CANDIDATES[: len(candidates)])
    moved = (six[:, 1:] - six[:, :-1]).norm(dim=-1).mean(dim=1) / joints**0.5
    fits = opinion.encode_poses(rotations.flatten(0, 1)).unflatten(0, rotations.shape[:2]) @ text
    growing = torch.linspace(0.5, 1.5, rotations.shape[1])
    return {
        "candidates": near / (REACH + near) @ weights / weights.sum(),
        "delta": -DELTA * moved,
        "sentence": LIKING * ((1 - fits) * growing).mean(dim=1),
        "loop": LOOP * ends / (REACH + ends),
        "prior": PRIOR * (latents - known).square().mean(dim=1),
    }


def apart(
    end: torch.Tensor, start: torch.Tensor, end_speed: torch.Tensor, start_speed: torch.Tensor
) -> torch.Tensor:
    """How far an end is from a start (...), in poses and in their movement; all (..., J * 6) six numbers."""
    return (end - start).square().sum(-1) + SPEED * (end_speed - start_speed).square().sum(-1)


def starts(
    space: MotionSpace, judge: Callable[[torch.Tensor, torch.Tensor], torch.Tensor], seed: list[int]
) -> torch.Tensor:
    """The latents (STARTS, D) of known movements that have the least loss (judge) already."""
    count = len(space.latents)
    looked_at = np.random.default_rng(seed).permutation(count)[: max(STARTS, round(SHARE * count))]
    latents = space.latents[torch.from_numpy(np.sort(looked_at))]
    with torch.no_grad():
        loss = torch.cat([judge(part, space.decoder(part)[0]) for part in latents.split(CHUNK)])
    return latents[loss.argsort(stable=True)[:STARTS]]


def optimise(
    space: MotionSpace,
    candidates: torch.Tensor,
    text: torch.Tensor,
    opinion: Opinion,
    seed: list[int],
    told: Callable[[int, dict[str, float]], None] = lambda *_: None,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Rotations (FRAMES, J, 3, 3) and lift (FRAMES,) in metres; see `losses`.

    seed: numbers from which everything random is drawn; told(step, losses) after each of STEPS.
    """

    def all_losses(
        latents: torch.Tensor, known: torch.Tensor, rotations: torch.Tensor
    ) -> dict[str, torch.Tensor]:
        return losses(latents, known, rotations, candidates, text, opinion)

    known = starts(space, lambda each, rotations: total(all_losses(each, each, rotations)), seed)
    latents = known.clone().requires_grad_()
    optimizer = torch.optim.Adam([latents], lr=RATE)
    for step in range(STEPS):
        optimizer.zero_grad()
        named = all_losses(latents, known, space.decoder(latents)[0])
        total(named).sum().backward()
        optimizer.step()
        best = int(total(named).argmin())
        told(step + 1, {name: float(loss[best].detach()) for name, loss in named.items()})
    with torch.no_grad():
        rotations, lift = space.decoder(latents)
        best = int(total(all_losses(latents, known, rotations)).argmin())
    return closed(smooth(rotations[best]), lift[best].clamp(min=0))


def total(named: dict[str, torch.Tensor]) -> torch.Tensor:
    return torch.stack(list(named.values())).sum(dim=0)


def smooth(rotations: torch.Tensor) -> torch.Tensor:
    """Rotations (T, J, 3, 3) without what trembles from one frame to the next."""
    six = gaussian_filter1d(to_six(rotations).numpy(), SMOOTH, axis=0, mode="nearest")
    return to_matrices(torch.from_numpy(six))


def closed(rotations: torch.Tensor, lift: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Rotations (T, J, 3, 3) and lift (T,) that end where they begin, if they all but did: then they can be
    played round and round; else as they are."""
    values = torch.cat([to_six(rotations).flatten(1), lift[:, None]], dim=1)
    ends = apart(values[-1], values[0], values[-1] - values[-2], values[1] - values[0]) / rotations.shape[1]
    if ends > CLOSED:
        return rotations, lift
    share = torch.linspace(0, 1, BLENDED)
    values[-BLENDED:] += (share**2 * (3 - 2 * share))[:, None] * (values[0] - values[-1])
    return to_matrices(values[:, :-1].unflatten(1, (-1, 6))), values[:, -1]
