"""The body that is sculpted: where it stands, how it looks undressed, how far a point is from it."""

from __future__ import annotations

import dataclasses
import functools

import igl
import numpy as np

from ..body import JOINT, Body, load_body, stand_pose
from ..body.load import FOLDER, SMPL_FILES
from ..body.regions import face_centre
from ..coarse.render import placed, read_mesh, shade, view
from ..protocol import UserError
from ..raster import Camera
from ..sculpt.visible import visible_faces
from .configuration import Configuration

MARGIN = 1.05  # the ball of the scene is so many times larger than the body, and 1 m at least
LICENSED = "neutral"  # body that the published files were made with


@dataclasses.dataclass(frozen=True)
class Template:
    """vertices (V, 3) posed, faces (F, 3); face (3,) between the eyes, neck (3,) its joint; metres.
    painted (V, 3): its colours, sRGB in 0..1, where it is not to be grey."""

    vertices: np.ndarray
    faces: np.ndarray
    face: np.ndarray
    neck: np.ndarray
    painted: np.ndarray | None = None

    @property
    def radius(self) -> float:
        """Of the ball around the origin that is rendered; 1 m as published, unless the body is larger."""
        return max(1.0, MARGIN * float(np.linalg.norm(self.vertices, axis=1).max()))

    def moved(self, shift: np.ndarray) -> Template:
        """The same body elsewhere; shift (3,)."""
        places = (self.vertices, self.face, self.neck)
        vertices, face, neck = ((place + shift).astype(np.float32) for place in places)
        return dataclasses.replace(self, vertices=vertices, face=face, neck=neck)

    def picture(self, camera: Camera, size: int) -> tuple[np.ndarray, np.ndarray]:
        """The body as in the views of `render`, on black, (size, size, 3) float32 in 0..1, and its
        pixels (size, size) bool."""
        image = view(self.vertices, self.faces, self.colors, camera, size)
        return image, image.max(axis=2) > 0

    @functools.cached_property
    def colors(self) -> np.ndarray:
        """Of the vertices (V, 3) in the views."""
        return shade(self.vertices, self.faces) if self.painted is None else self.painted

    @functools.cached_property
    def outer_faces(self) -> np.ndarray:
        """The faces (F', 3) int64 that bound the body, not its mouth's inside."""
        return self.faces[visible_faces(self.vertices, self.faces, self.face)].astype(np.int64)

    def sdf(self, points: np.ndarray) -> np.ndarray:
        """Signed distance (N,) float32 at points (N, 3), metres, negative inside."""
        sign = igl.SIGNED_DISTANCE_TYPE_FAST_WINDING_NUMBER
        vertices = self.vertices.astype(np.float64)
        distance = igl.signed_distance(points.astype(np.float64), vertices, self.outer_faces, sign)[0]
        return distance.astype(np.float32)


def load_template(configuration: Configuration, name: str = "") -> tuple[Template, list[str]]:
    """The coarse body that the configuration names, in its pose, and what the user should know.

    name is a body for `load_body`; empty: the one that the coarse body's vertices belong to, else the
    licensed one of smpl_model_path, else the free one. Raises UserError.
    """
    general, dataset = configuration.settings.general, configuration.settings.dataset
    licensed = _licensed(configuration)
    names = [name] if name else ["free", *licensed]
    said: list[str] = []
    if general.smpl_model_path and not name:
        names = [*licensed, "free"]
        if not licensed:
            said.append(f"No SMPL body in smpl_model_path {general.smpl_model_path}: the free body is taken.")
    if not dataset.template_obj:
        return posed(load_body(names[0]), general.pose_type), said
    path = configuration.find(dataset.template_obj)
    if path is None:
        fix = 'Make it: python3 -m backend shape --prompt "a tall man" --out DIR; or leave the key out.'
        raise UserError("missing", f"There is no dataset.template_obj {dataset.template_obj}.", fix=fix)
    vertices, _ = read_mesh(path)
    bodies = [load_body(each) for each in names]
    fitting = [body for body in bodies if body.v_template.shape == vertices.shape]
    if not fitting:
        known = ", ".join(f"{body.name} has {len(body.v_template)}" for body in bodies)
        what = f"{path} has {len(vertices)} vertices: it is none of the bodies ({known})."
        raise UserError("input", what, fix="Name its body with --body.")
    return posed(dataclasses.replace(fitting[0], v_template=vertices), general.pose_type), said


def posed(body: Body, pose_type: str) -> Template:
    """The body's template in "stand_pose" or "t_pose", standing as in the views of `render`."""
    pose = stand_pose() if pose_type == "stand_pose" else np.zeros_like(stand_pose())
    stood = body.pose(np.zeros(1), pose)
    face = np.asarray(face_centre(body), np.float32)  # neither pose moves the head
    template = Template(stood.vertices, body.faces, face, stood.joints[JOINT["neck"]])
    return template.moved((placed(stood.vertices) - stood.vertices)[0])


def _licensed(configuration: Configuration) -> list[str]:
    """The licensed neutral body's file in smpl_model_path or in the product's own folder, if it is there."""
    path = configuration.find(configuration.settings.general.smpl_model_path)
    if path is not None and path.is_file():
        return [str(path)]
    names = [stem + end for stem in SMPL_FILES[LICENSED] for end in (".pkl", ".npz")]
    folders = [*([path, path / "smpl"] if path else []), FOLDER / "smpl"]
    files = [folder / each for folder in folders for each in names]
    return [str(file) for file in files if file.is_file()][:1]
