"""What sculpting starts from: a posed body, its colours, and how far clothes and hair stand off it."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import numpy as np

from ..protocol import UserError

LARGEST_THICKNESS = 0.03


@dataclasses.dataclass(frozen=True)
class Start:
    """A dressed body in the pose it is sculpted in; metres, y up, facing +z, the person's left at +x.

    A body and any number of closed pieces that overlap it and each other. vertices (V, 3) float32; skin
    (V,) bool, those of the body; faces (F, 3) int32, counter-clockwise from outside; colors and accents
    (V, 3) float32 sRGB in 0..1, pattern (V,) uint8 and coordinates (V, 3) float32: the accent shows where
    the pattern does at the coordinates (`backend.patterns`); thickness (V,) float32, metres that clothes
    or hair add outside the skin, in 0..LARGEST_THICKNESS; weights (V, J) float32, skinning weights;
    pose_offsets (V, 3) float32, the pose blend shapes; head (3,) float32, the centre of the face, where
    face cameras look.
    """

    vertices: np.ndarray
    skin: np.ndarray
    faces: np.ndarray
    colors: np.ndarray
    accents: np.ndarray
    pattern: np.ndarray
    coordinates: np.ndarray
    thickness: np.ndarray
    weights: np.ndarray
    pose_offsets: np.ndarray
    head: np.ndarray

    def check(self) -> None:
        """Raise ValueError where shapes, types or ranges are not as described."""
        count, faces = len(self.vertices), len(self.faces)
        expected = {
            "vertices": ((count, 3), np.float32),
            "skin": ((count,), np.bool_),
            "faces": ((faces, 3), np.int32),
            "colors": ((count, 3), np.float32),
            "accents": ((count, 3), np.float32),
            "pattern": ((count,), np.uint8),
            "coordinates": ((count, 3), np.float32),
            "thickness": ((count,), np.float32),
            "weights": ((count, self.weights.shape[-1]), np.float32),
            "pose_offsets": ((count, 3), np.float32),
            "head": ((3,), np.float32),
        }
        for name, (shape, dtype) in expected.items():
            array = getattr(self, name)
            if array.shape != shape or array.dtype != dtype:
                raise ValueError(f"{name} is {array.shape} {array.dtype}, not {shape} {np.dtype(dtype)}")
            if not np.isfinite(array).all():
                raise ValueError(f"{name} holds a value that is not a finite number")
        if not faces or not 0 <= self.faces.min() <= self.faces.max() < count:
            raise ValueError("faces are missing or name vertices that are not there")
        for colors in (self.colors, self.accents):
            if colors.min() < 0 or colors.max() > 1:
                raise ValueError("a color is outside 0..1")
        if self.thickness.min() < 0 or self.thickness.max() > LARGEST_THICKNESS + 1e-6:
            raise ValueError(f"a thickness is outside 0..{LARGEST_THICKNESS} m")

    @property
    def body(self) -> np.ndarray:
        """The body's vertices (B, 3): what cameras are aimed at, whatever it wears."""
        return self.vertices[self.skin]

    @property
    def plain(self) -> bool:
        """Whether it is one colour all over."""
        return bool((self.colors == self.colors[0]).all() and not self.pattern.any())

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write an .npz file in one step."""
        self.check()
        path = Path(path)
        part = path.with_name(path.name + ".part")
        with open(part, "wb") as file:
            np.savez(file, **{field.name: getattr(self, field.name) for field in dataclasses.fields(self)})
        os.replace(part, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Start:
        """Read what save wrote; raises UserError for a file that is missing or is none."""
        try:
            with np.load(path, allow_pickle=False) as data:
                start = cls(**{field.name: data[field.name] for field in dataclasses.fields(cls)})
            start.check()
        except FileNotFoundError:
            raise UserError("missing", f"There is no start of sculpting at {path}.") from None
        except Exception as error:  # zipfile, zlib and numpy each raise their own for a damaged file
            raise UserError(
                "input", f"{path} is no start of sculpting.", f"{error}.", "Delete it."
            ) from error
        return start
