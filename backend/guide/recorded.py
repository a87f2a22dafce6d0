"""What a guide was asked, for the report."""

from __future__ import annotations

from collections.abc import Callable

import torch

from . import Guide


class RecordedGuide:
    """A guide that tells `remember` of all texts that it encodes; else the guide itself."""

    def __init__(self, guide: Guide, remember: Callable[[list[str]], None]):
        self._guide, self._remember = guide, remember
        self.name, self.fingerprint = guide.name, guide.fingerprint
        self.image_size, self.device, self.towers = guide.image_size, guide.device, guide.towers

    def encode_text(self, texts: list[str]) -> torch.Tensor:
        """See `Guide`."""
        self._remember(texts)
        return self._guide.encode_text(texts)

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        """See `Guide`."""
        return self._guide.encode_image(images)

    def warnings(self, prompt: str) -> list[str]:
        """See `Guide`."""
        return self._guide.warnings(prompt)
