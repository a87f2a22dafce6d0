"""Skinning weights, unposing, and the rigged avatar they make."""

from .assemble import rig

__all__ = ["rig"]
