"""A guide that knows nothing: the same network, the same sizes of weights, in a random order."""

from __future__ import annotations

import copy

import torch

from ..guide import Guide
from ..guide.clip_guide import ClipGuide


def shuffled(guide: Guide, seed: int = 0) -> ClipGuide:
    """A CLIP guide with every weight matrix and filter shuffled, so that only their sizes remain.

    Normalisation layers keep their values: without them, pictures would all have one embedding. Raises
    TypeError for a guide that is no CLIP.
    """
    if not isinstance(guide, ClipGuide):
        raise TypeError(f"the guide {guide.name} is no CLIP model")
    generator = torch.Generator().manual_seed(seed)
    model = copy.deepcopy(guide.model)
    for values in model.parameters():
        if values.ndim > 1:
            order = torch.randperm(values.numel(), generator=generator).to(values.device)
            values.data = values.flatten()[order].view(values.shape)
    return ClipGuide(model, f"{guide.name} shuffled", f"{guide.fingerprint}-{seed}", guide.device)
