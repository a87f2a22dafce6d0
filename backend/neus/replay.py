"""Gradients of many rays in the memory of few.

What is minimised is a function of what each ray shows; some of it, the guide's opinion of a picture, needs
all rays at once. Rays are rendered without gradient, the function's gradient with respect to what they show
is taken, and the rays are rendered again, a few at a time, to carry it on to the networks. Rendering must
give the same each time: the random numbers are drawn before.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from . import losses, schedule
from .networks import Networks
from .rendering import Rays, Rendered, render
from .settings import Settings

AT_ONCE = 1024  # rays; 64 samples of each take about 2 GB with the published networks


@torch.no_grad()
def render_all(render: Callable[[Rays], Rendered], rays: Rays, at_once: int = AT_ONCE) -> Rendered:
    """All rays without gradient; render takes some of them."""
    parts = [render(part).tensors() for part in rays.split(at_once)]
    return Rendered(*(torch.cat(tensors) for tensors in zip(*parts, strict=True)))


def backward(
    render: Callable[[Rays], Rendered],
    rays: Rays,
    objective: Callable[[Rendered], Tensor],
    at_once: int = AT_ONCE,
) -> None:
    """Add the gradient of objective(all rays) to that of the parameters which rendering depends on.

    objective may depend on the parameters through the rays alone. Up to `at_once` rays are rendered once.
    """
    if len(rays) <= at_once:
        objective(render(rays)).backward()
        return
    shown = render_all(render, rays, at_once)
    for tensor in shown.tensors():
        tensor.requires_grad_()
    objective(shown).backward()
    begin = 0
    for part in rays.split(at_once):
        end = begin + len(part)
        pairs = [
            (again, whole.grad[begin:end])
            for again, whole in zip(render(part).tensors(), shown.tensors(), strict=True)
            if whole.grad is not None and again.requires_grad
        ]
        torch.autograd.backward([tensor for tensor, _ in pairs], [gradient for _, gradient in pairs])
        begin = end


def descend(
    networks: Networks,
    rays: Rays,
    terms: Callable[[Rendered], dict[str, Tensor]],
    settings: Settings,
    step: int,
    radius: float,
    at_once: int,
) -> dict[str, float]:
    """Add the gradient of a step's terms, weighed, to that of the networks' parameters; returns the terms.

    terms(all rays) gives them by name, without their weights; radius as in `render`.
    """
    found: dict[str, Tensor] = {}

    def objective(rendered: Rendered) -> Tensor:
        found.update(terms(rendered))
        return losses.weigh(found, settings.train)

    sampling, behind = settings.model.neus_renderer, schedule.from_behind(settings.train, step)
    backward(lambda part: render(networks, part, sampling, radius, behind), rays, objective, at_once)
    return {name: float(term.detach()) for name, term in found.items()}
