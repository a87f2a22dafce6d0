"""The built-in guide: a small network of CLIP's architecture, its weights in the repository."""

from __future__ import annotations

from pathlib import Path

import torch

WEIGHTS = Path(__file__).parent / "builtin_guide.npz"
# CLIP's own normalisation of images (Radford et al. 2021, the released preprocessing).
CLIP_MEAN = torch.tensor([0.48145466, 0.4578275, 0.40821073]).view(1, 3, 1, 1)
CLIP_STD = torch.tensor([0.26862954, 0.26130258, 0.27577711]).view(1, 3, 1, 1)
