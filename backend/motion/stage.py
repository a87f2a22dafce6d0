"""From sentences to an avatar's motions."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence

import numpy as np
import torch

from ..avatar import Avatar, Motion
from ..body.finer import SKELETONS, curled
from ..body.lbs import rotation_matrices
from ..guide import Guide
from ..progress import Progress
from ..protocol import UserError
from .codebook import candidates, load_codebook
from .ground import grounded
from .opinion import Opinion, opinion_of, wanted
from .optimise import STEPS, optimise
from .rotations import to_axis_angle
from .vae import FPS, MotionSpace


@dataclasses.dataclass(frozen=True)
class Choreographer:
    """What makes motions: their space, the codebook's poses (N, 24, 3), and an opinion of them."""

    space: MotionSpace
    poses: np.ndarray
    opinion: Opinion

    @classmethod
    def load(cls, guide: Guide) -> Choreographer:
        """With the files that are shipped; raises UserError where one is missing."""
        try:
            poses = load_codebook()
            return cls(MotionSpace.load(), poses, opinion_of(guide, poses))
        except FileNotFoundError as error:
            raise UserError(
                "missing", f"{error.filename} is not in this copy.", fix="Get the whole release."
            ) from error

    def warnings(self, prompts: Sequence[str]) -> list[str]:
        """What the user should know of the prompts."""
        return list(dict.fromkeys(text for prompt in prompts for text in self.opinion.warnings(prompt)))

    def moved(self, avatar: Avatar, prompts: Sequence[str], seed: int, progress: Progress) -> Avatar:
        """The avatar with a motion for each of the prompts, named after it, and no others.

        A prompt's motion depends on the seed and on no other prompt. Raises UserError for an avatar whose
        joints are not SMPL's, SMPL-H's or SMPL-X's.
        """
        check_joints(avatar)
        features = self.opinion.features(lambda done, of: progress.step(done, of, {}))
        progress.first_step = None
        made = []
        for number, prompt in enumerate(prompts):

            def told(step: int, losses: dict[str, float], before: int = number * STEPS) -> None:
                progress.step(before + step, len(prompts) * STEPS, losses)

            made.append(self.motion(avatar, prompt, features, seed, told))
        return dataclasses.replace(avatar, motions=tuple(made), motion_fps=float(FPS))

    def motion(
        self,
        avatar: Avatar,
        prompt: str,
        features: np.ndarray,
        seed: int,
        told: Callable[[int, dict[str, float]], None],
    ) -> Motion:
        """One prompt's motion; features (N, D): those of the poses."""
        text = wanted(self.opinion, prompt)
        chosen = candidates(self.poses, features @ text.numpy())
        rotations, lift = optimise(
            self.space,
            rotation_matrices(torch.from_numpy(self.poses[chosen])),
            text,
            self.opinion,
            [seed, *prompt.encode()],
            told,
        )
        poses = curled(to_axis_angle(rotations), avatar.joint_names)
        return Motion(prompt, poses, grounded(avatar, poses, lift.numpy()))


def check_joints(avatar: Avatar) -> None:
    """Raise UserError for an avatar whose joints are not SMPL's, SMPL-H's or SMPL-X's."""
    if avatar.joint_names not in SKELETONS.values():
        raise UserError("input", "Only avatars with the joints of SMPL, SMPL-H or SMPL-X can be moved.")
