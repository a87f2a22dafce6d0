"""The hand-over file ``avatar.npz``; numpy only, imported by both sides."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import numpy as np

from .protocol import UserError

ARRAYS = {
    "vertices": (np.float32, 2),
    "faces": (np.int32, 2),
    "uv": (np.float32, 3),
    "colors": (np.uint8, 2),
    "joints": (np.float32, 2),
    "parents": (np.int32, 1),
    "weight_indices": (np.uint8, 2),
    "weight_values": (np.float32, 2),
}


@dataclasses.dataclass(frozen=True)
class Motion:
    """A clip: poses (T, J, 3) float32, axis-angle in radians, each joint's turn from the rest pose in its
    parent's frame; translations (T, 3) float32, metres, of the root from its rest place."""

    name: str
    poses: np.ndarray
    translations: np.ndarray


@dataclasses.dataclass(frozen=True)
class Avatar:
    """A rigged avatar in its rest pose: metres, y up, facing +z, the person's left at +x.

    vertices (V, 3) float32; faces (F, 3) int32, counter-clockwise from outside; uv (F, 3, 2) float32
    in 0..1, v up; colors (V, 3) uint8 sRGB; joints (J, 3) float32; parents (J,) int32, -1 for the
    root; joint_names; weight_indices (V, K) uint8 and weight_values (V, K) float32, rows summing
    to 1; metadata: anything JSON can hold, "texture" naming the PNG file beside the avatar file; motions,
    all of motion_fps frames a second.
    """

    vertices: np.ndarray
    faces: np.ndarray
    uv: np.ndarray
    colors: np.ndarray
    joints: np.ndarray
    parents: np.ndarray
    joint_names: tuple[str, ...]
    weight_indices: np.ndarray
    weight_values: np.ndarray
    metadata: dict[str, Any] = dataclasses.field(default_factory=dict)
    motions: tuple[Motion, ...] = ()
    motion_fps: float = 30.0

    def check(self) -> None:
        """Raise ValueError where shapes, types or indices do not fit together."""
        for name, (dtype, ndim) in ARRAYS.items():
            array = getattr(self, name)
            if array.dtype != dtype or array.ndim != ndim:
                raise ValueError(f"{name} is {array.ndim}-d {array.dtype}, not {ndim}-d {np.dtype(dtype)}")
        vertices, faces, joints = len(self.vertices), len(self.faces), len(self.joints)
        shapes = {
            "vertices": (vertices, 3),
            "faces": (faces, 3),
            "uv": (faces, 3, 2),
            "colors": (vertices, 3),
            "joints": (joints, 3),
            "parents": (joints,),
            "weight_indices": (vertices, self.weight_indices.shape[1]),
            "weight_values": self.weight_indices.shape,
        }
        for name, shape in shapes.items():
            if getattr(self, name).shape != shape:
                raise ValueError(f"{name} has shape {getattr(self, name).shape}, not {shape}")
        if len(self.joint_names) != joints:
            raise ValueError(f"{len(self.joint_names)} joint names for {joints} joints")
        if faces and not 0 <= self.faces.min() <= self.faces.max() < vertices:
            raise ValueError("faces name vertices that are not there")
        if vertices and self.weight_indices.max() >= joints:
            raise ValueError("weights name joints that are not there")
        if not np.isfinite(self.vertices).all() or not np.isfinite(self.weight_values).all():
            raise ValueError("a vertex or a weight is not a finite number")
        if vertices and np.abs(self.weight_values.sum(axis=1) - 1).max() > 1e-4:
            raise ValueError("the weights of a vertex do not sum to 1")
        for motion in self.motions:
            frames = len(motion.poses)
            if motion.poses.shape != (frames, joints, 3) or motion.translations.shape != (frames, 3):
                raise ValueError(f"the motion {motion.name} does not fit the joints")
            if (
                not frames
                or not np.isfinite(motion.poses).all()
                or not np.isfinite(motion.translations).all()
            ):
                raise ValueError(f"the motion {motion.name} is empty or holds what is not a finite number")


def save(avatar: Avatar, path: str | os.PathLike[str]) -> None:
    """Write the file in one step: whoever reads it sees all of it or none."""
    avatar.check()
    path = Path(path)
    part = path.with_name(path.name + ".part")
    arrays: dict[str, Any] = {name: getattr(avatar, name) for name in ARRAYS}
    for i, motion in enumerate(avatar.motions):
        arrays |= {f"motion_{i}_poses": motion.poses, f"motion_{i}_trans": motion.translations}
    with open(part, "wb") as file:
        np.savez_compressed(
            file,
            joint_names=np.array(avatar.joint_names),
            motion_names=np.array([motion.name for motion in avatar.motions], dtype=str),
            motion_fps=np.float32(avatar.motion_fps),
            metadata=np.array(json.dumps(avatar.metadata)),
            **arrays,
        )
    os.replace(part, path)


def load(path: str | os.PathLike[str]) -> Avatar:
    """Read and check the file; raises UserError when it is missing, cut short or inconsistent."""
    try:
        with np.load(path, allow_pickle=False) as data:
            avatar = Avatar(
                joint_names=tuple(str(name) for name in data["joint_names"]),
                metadata=json.loads(str(data["metadata"])),
                motions=tuple(
                    Motion(str(name), data[f"motion_{i}_poses"], data[f"motion_{i}_trans"])
                    for i, name in enumerate(data["motion_names"])
                ),
                motion_fps=float(data["motion_fps"]),
                **{name: data[name] for name in ARRAYS},
            )
        avatar.check()
    except FileNotFoundError:
        raise UserError("missing", f"There is no avatar file {path}.") from None
    except Exception as error:  # zipfile, zlib, numpy and json each raise their own for a damaged file
        raise UserError(
            "input", f"{path} is not a whole avatar file.", f"{error}.", "Generate it again."
        ) from error
    return avatar
