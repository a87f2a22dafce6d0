"""CLIP's text tower, run on no more tokens than the longest text has."""

from __future__ import annotations

import torch


def encode_tokens(model: torch.nn.Module, tokens: torch.Tensor) -> torch.Tensor:
    """tokens (N, 77) as `clip.tokenize` makes them -> (N, D), equal to `model.encode_text(tokens)`.

    Attention is causal and the embedding is read at the end-of-text token, the largest number, so
    what follows it never matters; captions of twenty tokens cost a quarter of seventy-seven.
    """
    length = int(tokens.argmax(dim=-1).max()) + 1
    tokens = tokens[:, :length]
    features = (model.token_embedding(tokens) + model.positional_embedding[:length]).type(model.dtype)
    features = features.permute(1, 0, 2)
    for block in model.transformer.resblocks:
        mask = block.attn_mask
        block.attn_mask = mask[:length, :length]
        features = block(features)
        block.attn_mask = mask
    features = model.ln_final(features.permute(1, 0, 2)).type(model.dtype)
    return features[torch.arange(len(tokens)), tokens.argmax(dim=-1)] @ model.text_projection
