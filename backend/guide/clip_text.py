"""CLIP's text tower, run on no more tokens than texts of like length have."""

from __future__ import annotations

import torch
from clip.model import CLIP

CHUNK = 64  # texts of like length, run together


def encode_tokens(model: CLIP, tokens: torch.Tensor) -> torch.Tensor:
    """tokens (N, 77) as `clip.tokenize` makes them -> (N, D), equal to `model.encode_text(tokens)`.

    Attention is causal and the embedding is read at the end-of-text token, the largest number, so
    what follows it never matters; captions of twenty tokens cost a quarter of seventy-seven.
    """
    lengths = tokens.argmax(dim=-1) + 1
    order = lengths.argsort()
    encoded = [_encode(model, tokens[part][:, : int(lengths[part[-1]])]) for part in order.split(CHUNK)]
    return torch.cat(encoded)[order.argsort()]


def _encode(model: CLIP, tokens: torch.Tensor) -> torch.Tensor:
    length = tokens.shape[1]
    features = (model.token_embedding(tokens) + model.positional_embedding[:length]).type(model.dtype)
    features = features.permute(1, 0, 2)
    for block in model.transformer.resblocks:
        mask = block.attn_mask
        block.attn_mask = mask[:length, :length]
        features = block(features)
        block.attn_mask = mask
    features = model.ln_final(features.permute(1, 0, 2)).type(model.dtype)
    return features[torch.arange(len(tokens)), tokens.argmax(dim=-1)] @ model.text_projection
