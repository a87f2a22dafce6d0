"""Finished avatars in the stand pose, seen as guides see bodies; what a guide makes of them."""

from __future__ import annotations

import functools

import numpy as np
import torch
from PIL import Image, ImageDraw, ImageFont

from ..bench.areas import look_up
from ..body import Body, stand_pose
from ..body.finer import spread
from ..body.lbs import rotation_matrices, skin, world_transforms
from ..body.regions import face_centre
from ..guide import Guide
from ..guide.views import TEMPLATES, bare, camera
from ..raster import Camera, rasterise, vertex_normals
from ..rig.skinning import dense
from .folder import Kept

AMBIENT, DIRECTED = 0.7, 0.35  # light from everywhere, and from above the camera's left
# The view, its azimuth in radians, the grey behind it, and its share of the score.
VIEWS = (
    ("whole", 0.0, 1.0, 2.0),
    ("whole", 0.7, 0.35, 1.0),
    ("back", 3.14, 0.7, 1.0),
    ("upper", 0.3, 0.8, 1.0),
    ("lower", -0.4, 0.6, 1.0),
    ("face", 0.2, 0.9, 1.0),
)
SHEET = (("whole", 0.0), ("back", np.pi), ("face", 0.2))
SIDE, LABEL, MARGIN, COLUMNS = 256, 40, 6, 2


class Judge:
    """A guide that looks at finished avatars from VIEWS, which the judge has learned."""

    def __init__(self, guide: Guide):
        self.guide = guide
        shares = np.array([share for *_, share in VIEWS])
        self.shares = torch.from_numpy(shares / shares.sum()).float().to(guide.device)

    @torch.no_grad()
    def texts(self, prompts: list[str]) -> dict[str, torch.Tensor]:
        """For each prompt what each of VIEWS should show, (views, D), rows of length 1."""
        of_view = {}
        for view in dict.fromkeys(view for view, *_ in VIEWS):
            plain = [bare(prompt) for prompt in prompts]
            wordings = [template.format(text) for text in plain for template in TEMPLATES[view][:2]]
            means = self.guide.encode_text(wordings).unflatten(0, (-1, 2)).mean(dim=1)
            of_view[view] = torch.nn.functional.normalize(means, dim=1)
        rows = torch.stack([of_view[view] for view, *_ in VIEWS], dim=1)
        return dict(zip(prompts, rows, strict=True))

    @torch.no_grad()
    def look(self, kept: Kept, body: Body) -> torch.Tensor:
        """The guide's features (views, D) of an avatar."""
        scene = Scene(kept, body)
        pictures = [
            scene.picture(view, azimuth, self.guide.image_size, background)
            for view, azimuth, background, _ in VIEWS
        ]
        images = torch.from_numpy(np.stack(pictures)).permute(0, 3, 1, 2).to(self.guide.device)
        return self.guide.encode_image(images)

    def score(self, seen: torch.Tensor, text: torch.Tensor) -> float:
        """The weighted mean cosine over the views."""
        return float((self.shares * (seen * text).sum(dim=1)).sum())


class Scene:
    """One avatar in the stand pose. Cameras frame the bare body inside, as they do everywhere else."""

    def __init__(self, kept: Kept, body: Body):
        avatar = kept.avatar
        self.texture, self.faces, self.uv = kept.texture, avatar.faces, avatar.uv
        posed = body.pose(kept.betas, stand_pose())
        lift = avatar.joints[0] - posed.rest_joints[0]
        self.vertices = stand(kept) - lift
        around = np.argsort(np.linalg.norm(body.v_template - face_centre(body), axis=1))[:50]
        self.body, self.face = posed.vertices, posed.vertices[around].mean(axis=0)

    @functools.cached_property
    def normals(self) -> np.ndarray:
        return vertex_normals(self.vertices, self.faces)

    def picture(self, view: str, azimuth: float, size: int, background: float) -> np.ndarray:
        """(size, size, 3) float32 in 0..1, softly lit, before a grey of this brightness."""
        shot = camera(view, self.body, self.face, azimuth, 0.05)
        return self.draw(shot, size * 2, background).reshape(size, 2, size, 2, 3).mean(axis=(1, 3))

    def draw(self, shot: Camera, size: int, background: float) -> np.ndarray:
        triangle, barycentric, _ = rasterise(self.vertices, self.faces, shot, size)
        seen = triangle >= 0
        weights = barycentric[seen][..., None]
        normals = (self.normals[self.faces[triangle[seen]]] * weights).sum(axis=1)
        light = shot.rotation.T @ np.array([0.3, 0.4, -0.87])
        shade = AMBIENT + DIRECTED * np.clip(normals @ light, 0, 1)
        colors = look_up(self.texture, (self.uv[triangle[seen]] * weights).sum(axis=1))
        image = np.full((size, size, 3), background, np.float32)
        image[seen] = np.clip(colors * shade[:, None], 0, 1)
        return image


def stand(kept: Kept) -> np.ndarray:
    """The vertices (V, 3) of an avatar, moved by its own weights from the rest pose to the stand pose."""
    avatar = kept.avatar
    joints = torch.from_numpy(avatar.joints)[None]
    rotations = rotation_matrices(torch.from_numpy(spread(stand_pose(), avatar.joint_names))[None])
    _, transforms = world_transforms(rotations, joints, avatar.parents.tolist())
    weights = dense(avatar.weight_indices, avatar.weight_values, len(avatar.joints))
    return skin(torch.from_numpy(avatar.vertices)[None], torch.from_numpy(weights), transforms)[0].numpy()


def portraits(kept: Kept, body: Body) -> np.ndarray:
    """Front, back and face side by side, (SIDE, 3 * SIDE, 3) uint8."""
    scene = Scene(kept, body)
    row = np.concatenate([scene.picture(view, azimuth, SIDE, 1.0) for view, azimuth in SHEET], axis=1)
    return np.rint(row * 255).astype(np.uint8)


def sheet(pictures: list[np.ndarray], labels: list[str]) -> Image.Image:
    """The portraits in COLUMNS columns, each with its label above it, cut where it is too long."""
    height, width = pictures[0].shape[0] + LABEL, pictures[0].shape[1] + MARGIN
    columns = min(COLUMNS, len(pictures))
    page = Image.new("RGB", (columns * width, -(-len(pictures) // columns) * height), "white")
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(14)
    for number, (picture, label) in enumerate(zip(pictures, labels, strict=True)):
        row, column = divmod(number, columns)
        while draw.textlength(label, font) > width - 2 * MARGIN:
            label = label[: label.rindex(" (")][:-2] + label[label.rindex(" (") :]
        draw.text((column * width + MARGIN, row * height + 12), label, "black", font)
        page.paste(Image.fromarray(picture), (column * width, row * height + LABEL))
    return page
