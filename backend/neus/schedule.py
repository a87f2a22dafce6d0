"""What changes from step to step by itself."""

from __future__ import annotations

import math

from .settings import Train


def learning_rate(settings: Train, step: int) -> float:
    """Rising from 0 over warm_up_end steps, then along a half cosine to learning_rate_alpha at end_iter."""
    if step < settings.warm_up_end:
        return settings.learning_rate * step / settings.warm_up_end
    span = max(settings.end_iter - settings.warm_up_end, 1)
    fall = 0.5 + 0.5 * math.cos(math.pi * min(1.0, (step - settings.warm_up_end) / span))
    alpha = settings.learning_rate_alpha
    return settings.learning_rate * (alpha + (1 - alpha) * fall)


def from_behind(settings: Train, step: int) -> float:
    """The share in which surfaces seen from behind count (NeuS' cosine annealing)."""
    return 1 - min(1.0, step / settings.anneal_end) if settings.anneal_end else 0.0
