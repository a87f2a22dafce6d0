"""Skinning weights, unposing, and the rigged avatar they make."""

from .assemble import Source, rig

__all__ = ["Source", "rig"]
