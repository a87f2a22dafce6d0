"""Who the free body's people are: what MakeHuman calls phenotypes, drawn at random."""

from __future__ import annotations

import numpy as np

MUSCLES = (
    "torso-muscle-pectoral",
    "torso-muscle-dorsi",
    "stomach-tone",
    *(f"{side}-{part}-muscle" for side in "lr" for part in ("upperarm", "lowerarm", "upperleg", "lowerleg")),
    *(f"{side}-upperarm-shoulder-muscle" for side in "lr"),
)
LOCAL_CHANGES = (
    "torso-vshape", "measure-shoulder-dist", "measure-hips-circ", "measure-waist-circ", "buttocks-volume",
    "head-fat", "neck-double", *MUSCLES,
)  # fmt: skip


def sample_phenotypes(count: int, seed: int) -> dict[str, np.ndarray]:
    """Draw phenotypes (count,) by name: two sexes, adult ages, and four builds.

    MakeHuman's, in 0..1 but for what its extremes may overshoot, and two of ours in -1..1, which it has
    as local changes: broad over narrow `shoulders`, and `curves` of hips and waist over none.
    """
    rng = np.random.default_rng(seed)

    def uniform(low: float, high: float) -> np.ndarray:
        return rng.uniform(low, high, count)

    def around_zero(spread: float) -> np.ndarray:
        return np.clip(rng.normal(0, spread, count), -1, 1)

    build = rng.choice(4, count, p=[0.46, 0.18, 0.18, 0.18])  # any, fat, skinny, strong
    fat, skinny, strong = (build == k for k in (1, 2, 3))

    def by_build(otherwise: np.ndarray, *cases: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
        return np.select([mask for mask, _ in cases], [value for _, value in cases], otherwise)

    either_sex = rng.integers(0, 2, count) * 0.9 + uniform(0, 0.1)
    values = {
        "gender": np.where(rng.random(count) < 0.85, either_sex, uniform(0, 1)),
        "age": np.interp(uniform(0, 1), (0, 0.65, 1), (0.6, 0.8, 1)),
        "muscle": by_build(uniform(0, 1), (fat | skinny, uniform(0, 0.35)), (strong, uniform(0.75, 1.1))),
        "weight": by_build(
            uniform(0, 1), (fat, uniform(0.85, 1.5)), (skinny, uniform(0, 0.2)), (strong, uniform(0.7, 1))
        ),
        # anny runs tall: 0.365 gives men of 1.76 m and women of 1.62 m.
        "height": np.clip(rng.normal(0.365, 0.08, count), 0.15, 0.6),
        "proportions": rng.beta(2, 2, count),
        "cupsize": rng.beta(2, 2, count),
        "firmness": rng.beta(2, 2, count),
    }
    ancestry = rng.dirichlet([0.7, 0.7, 0.7], count)
    values |= {name: ancestry[:, k] for k, name in enumerate(("african", "asian", "caucasian"))}
    return values | {"shoulders": around_zero(0.5), "curves": around_zero(0.5)}


def local_changes(known: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The strength (N,) of each of LOCAL_CHANGES, -1..1, that phenotypes (N,) by name bring along.

    MakeHuman's muscle widens the limbs and hardly draws a muscle; its weight leaves the face alone.
    """
    muscle, weight = known["muscle"], known["weight"]
    plump = np.clip((weight - 0.6) / 0.7, 0, 1) * (1 - np.clip(muscle, 0, 1))
    haggard = np.clip(1 - weight / 0.4, 0, 1)
    return {
        "torso-vshape": 0.6 * known["shoulders"],
        "measure-shoulder-dist": 0.8 * known["shoulders"],
        "measure-hips-circ": 0.55 * known["curves"],
        "measure-waist-circ": -0.5 * known["curves"],
        "buttocks-volume": 0.4 * known["curves"],
        "head-fat": 0.8 * plump - 0.3 * haggard,
        "neck-double": 0.7 * plump,
        **dict.fromkeys(MUSCLES, 0.9 * np.clip(2 * muscle - 1, 0, 1)),
    }
