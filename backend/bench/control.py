"""A guide that knows nothing: the built-in one's architecture without its training."""

from __future__ import annotations

import numpy as np
import torch
from clip.model import build_model

from ..guide import BUILTIN
from ..guide.clip_guide import ClipGuide


def untrained(seed: int = 0) -> ClipGuide:
    """The built-in guide with every weight matrix and filter shuffled, so that only their sizes remain.

    Normalisation layers keep their values: without them, pictures would all have one embedding.
    """
    rng = np.random.default_rng(seed)
    with np.load(BUILTIN, allow_pickle=False) as file:
        state = {name: file[name] for name in file.files}
    for name, array in state.items():
        if array.ndim > 1:
            state[name] = rng.permutation(array.reshape(-1)).reshape(array.shape)
    model = build_model({name: torch.from_numpy(array) for name, array in state.items()})
    return ClipGuide(model, "shuffled", f"shuffled-{seed}", torch.device("cpu"))
