"""Train the second guide, which only judges: another seed, other views and another, smaller architecture.

python -m backend train judge_guide [--steps N] [--out FILE] [--work DIR]
"""

from __future__ import annotations

from ..guide import SHIPPED
from .builtin_guide import Architecture, train_from

JUDGE = Architecture(192, (2, 2, 2, 2), 24, 2, 128)


def main(argv: list[str]) -> int:
    """Train, or go on training, and write the weights."""
    return train_from(argv, "judge_guide", JUDGE, SHIPPED["judge"], steps=3000, seed=1)
