"""Bodies in SMPL's format: load, pose, and choose one from words."""

from .joints import JOINT, JOINT_NAMES, PARENTS, stand_pose
from .load import load_body
from .model import Body, Posed

__all__ = ["JOINT", "JOINT_NAMES", "PARENTS", "Body", "Posed", "load_body", "stand_pose"]
