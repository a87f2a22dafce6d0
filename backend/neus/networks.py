"""The published networks: signed distance, sharpness, colour.

Written from NeuS (Wang et al. 2021), IGR (Gropp et al. 2020, geometric initialisation), NeRF (Mildenhall
et al. 2020, positional encoding) and weight normalisation (Salimans & Kingma 2016). Parameters have the
names, shapes and order of the published checkpoints.
"""

from __future__ import annotations

import dataclasses
import math

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

from .settings import ColorSettings, Model, SdfSettings

SOFTPLUS = 100.0  # beta: all but a rectifier, and twice differentiable


def encode(points: Tensor, frequencies: int) -> Tensor:
    """Points (N, 3) -> (N, 3 + 6 * frequencies): themselves, then sin and cos of each of 2^k points."""
    waves = [wave(points * 2.0**k) for k in range(frequencies) for wave in (torch.sin, torch.cos)]
    return torch.cat([points, *waves], dim=1)


class Linear(nn.Module):
    """A linear layer, optionally with weight normalisation: each row of weights has the length weight_g."""

    def __init__(self, inputs: int, outputs: int, weight_norm: bool, generator: torch.Generator):
        super().__init__()
        weight = torch.empty(outputs, inputs)
        nn.init.kaiming_uniform_(weight, math.sqrt(5), generator=generator)
        bound = 1 / math.sqrt(inputs)
        self.bias = nn.Parameter(torch.empty(outputs).uniform_(-bound, bound, generator=generator))
        if weight_norm:
            self.weight_g = nn.Parameter(torch.empty(outputs, 1))
            self.weight_v = nn.Parameter(torch.empty(outputs, inputs))
        else:
            self.weight = nn.Parameter(torch.empty(outputs, inputs))
        self.weight_norm = weight_norm
        self.assign(weight)

    @torch.no_grad()
    def assign(self, weight: Tensor) -> None:
        """Make the weights (outputs, inputs) these."""
        if self.weight_norm:
            self.weight_v.copy_(weight)
            self.weight_g.copy_(weight.norm(dim=1, keepdim=True))
        else:
            self.weight.copy_(weight)

    def forward(self, inputs: Tensor) -> Tensor:
        if not self.weight_norm:
            return functional.linear(inputs, self.weight, self.bias)
        direction = self.weight_v / self.weight_v.norm(dim=1, keepdim=True)
        return functional.linear(inputs, self.weight_g * direction, self.bias)


class SdfNetwork(nn.Module):
    """Points (N, 3) in metres -> (N, d_out): signed distance in metres, negative inside, and features."""

    def __init__(self, settings: SdfSettings, generator: torch.Generator):
        super().__init__()
        self.settings = settings
        encoded = settings.d_in * (1 + 2 * settings.multires)
        widths = [encoded, *[settings.d_hidden] * settings.n_layers, settings.d_out]
        self.layers = len(widths) - 1
        for layer in range(self.layers):
            joins = layer + 1 in settings.skip_in and layer + 1 < self.layers
            outputs = widths[layer + 1] - (encoded if joins else 0)
            linear = Linear(widths[layer], outputs, settings.weight_norm, generator)
            if settings.geometric_init:
                self._shape_a_sphere(linear, layer, encoded, generator)
            self.add_module(f"lin{layer}", linear)

    @torch.no_grad()
    def _shape_a_sphere(self, linear: Linear, layer: int, encoded: int, generator: torch.Generator) -> None:
        """Draw weights with which the network is about |p| - bias (Atzmon & Lipman 2020, theorem 1)."""
        outputs, inputs = (linear.weight_v if linear.weight_norm else linear.weight).shape
        first, last = layer == 0, layer == self.layers - 1
        mean, spread = (math.sqrt(math.pi / inputs), 1e-4) if last else (0.0, math.sqrt(2 / outputs))
        linear.bias.fill_(-self.settings.bias if last else 0)
        weight = torch.empty(outputs, inputs).normal_(mean, spread, generator=generator)
        if first:
            weight[:, self.settings.d_in :] = 0
        elif layer in self.settings.skip_in:
            # what joins a sphere must not bend it: nor may positions where no layer comes after
            own = inputs - encoded
            weight[:, own + (0 if last else self.settings.d_in) :] = 0
            if last:
                weight *= math.sqrt(2 * inputs / own)
        linear.assign(weight)

    def forward(self, points: Tensor) -> Tensor:
        encoded = encode(points * self.settings.scale, self.settings.multires)
        x = encoded
        for layer in range(self.layers):
            if layer in self.settings.skip_in:
                x = torch.cat([x, encoded], dim=1) / math.sqrt(2)
            x = getattr(self, f"lin{layer}")(x)
            if layer < self.layers - 1:
                x = functional.softplus(x, beta=SOFTPLUS)
        return torch.cat([x[:, :1] / self.settings.scale, x[:, 1:]], dim=1)


class ColorNetwork(nn.Module):
    """Points, normals (N, 3) and features (N, d_feature) -> sRGB (N, 3) of one head, or (N, 6) of two.

    The first head explains the views that the shape comes from, the second is what the guide sees.
    """

    def __init__(self, settings: ColorSettings, generator: torch.Generator):
        super().__init__()
        self.settings = settings
        widths = [
            settings.d_in + settings.d_feature,
            *[settings.d_hidden] * settings.n_layers,
            settings.d_out,
        ]
        self.heads = ("lin", "extra_lin") if settings.extra_color else ("lin",)
        self.layers = len(widths) - 1
        for head in self.heads:
            for layer, sizes in enumerate(zip(widths[:-1], widths[1:], strict=True)):
                self.add_module(f"{head}{layer}", Linear(*sizes, settings.weight_norm, generator))

    def forward(self, points: Tensor, normals: Tensor, features: Tensor) -> Tensor:
        inputs = torch.cat([points, normals, features], dim=1)
        return torch.cat([self._head(head, inputs) for head in self.heads], dim=1)

    def _head(self, head: str, x: Tensor) -> Tensor:
        for layer in range(self.layers):
            x = getattr(self, f"{head}{layer}")(x)
            if layer < self.layers - 1:
                x = torch.relu(x)
        return torch.sigmoid(x) if self.settings.squeeze_out else x


class VarianceNetwork(nn.Module):
    """NeuS' s in 1/m, exp(10 v), a number that is learned."""

    def __init__(self, value: float):
        super().__init__()
        self.variance = nn.Parameter(torch.tensor(value))

    def forward(self) -> Tensor:
        return torch.exp(10 * self.variance)


@dataclasses.dataclass(frozen=True)
class Queried:
    """At N points: signed distance (N,) and its gradient (N, 3), sRGB colours (N, 3 or 6)."""

    sdf: Tensor
    gradient: Tensor
    colors: Tensor


class Networks(nn.Module):
    """The three networks as one field; its submodules are named as in the published checkpoints."""

    def __init__(self, settings: Model, generator: torch.Generator):
        super().__init__()
        self.sdf_network_fine = SdfNetwork(settings.sdf_network, generator)
        self.variance_network_fine = VarianceNetwork(settings.variance_network.init_val)
        self.color_network_fine = ColorNetwork(settings.rendering_network, generator)

    def sharpness(self) -> Tensor:
        return self.variance_network_fine().clamp(1e-6, 1e6)

    def sdf(self, points: Tensor) -> Tensor:
        """Signed distance (N,) at points (N, 3), metres."""
        return self.sdf_network_fine(points)[:, 0]

    def geometry(self, points: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Signed distance (N,), its gradient (N, 3) and features (N, d_out - 1) at points (N, 3).

        The gradient is differentiable in the parameters, unless gradients are switched off.
        """
        learning = torch.is_grad_enabled()
        with torch.enable_grad():
            points = points.detach().requires_grad_()
            output = self.sdf_network_fine(points)
            (gradient,) = torch.autograd.grad(output[:, 0].sum(), points, create_graph=learning)
        if not learning:
            output, gradient = output.detach(), gradient.detach()
        return output[:, 0], gradient, output[:, 1:]

    def query(self, points: Tensor) -> Queried:
        """Everything that a renderer asks for at points (N, 3)."""
        sdf, gradient, features = self.geometry(points)
        return Queried(sdf, gradient, self.color_network_fine(points, gradient, features))
