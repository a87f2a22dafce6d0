"""Limbs set free, skinning weights, unposing, the rigged avatar they make, and how well it moves."""

from .assemble import rig
from .limbs import part
from .skinning import Source
from .strip import rig_check
from .trials import skin_report

__all__ = ["Source", "part", "rig", "rig_check", "skin_report"]
