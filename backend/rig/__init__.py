"""Limbs set free, skinning weights, unposing, the rigged avatar they make, and how well it moves."""

from .assemble import rig
from .limbs import part
from .parts import parts_of
from .skinning import Source
from .strip import rig_check
from .trials import skin_report

__all__ = ["Source", "part", "parts_of", "rig", "rig_check", "skin_report"]
