"""What the tests of the paper preset share: a configuration file with every published key, small networks."""

import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from sculpt_fixtures import CENTRE, RADIUS, UntrainedGuide, ball

from backend.neus import configuration
from backend.neus.networks import Networks
from backend.neus.template import Template
from backend.progress import Progress
from backend.raster import Camera

# The published settings, with networks and numbers of rays that a test can wait for.
PUBLISHED = """
general {
  base_exp_dir = ./exp/small/{TOREPLACE}
  recording = [
    ./,
    ./models
  ]
  pose_type = stand_pose
  smpl_model_path = ../../smpl_models
}

dataset {
  data_dir = ./data/views
  template_obj = ./data/body.obj
}

train {
  learning_rate = 5e-4
  learning_rate_alpha = 0.05
  end_iter = 30000
  batch_size = 64
  max_ray_num = 1024
  validate_resolution_level = 8
  warm_up_end = 5
  anneal_end = 0
  use_white_bkgd = False
  save_freq = 10
  val_freq = 10
  val_mesh_freq = 0
  report_freq = 5
  igr_weight = 0.1
  mask_weight = 1.0
  clip_weight = 1.0
  pretrain = ./data/base.pth
  add_no_texture = True
  texture_cast_light = True
  use_face_prompt = True
  use_back_prompt = True
  use_silhouettes = True
  use_bg_aug = True
  head_height = 0.7
  seed = 3
}

clip {
  prompt = a 3D rendering of {TOREPLACE} in unreal engine
  face_prompt = a 3D rendering of the face of {TOREPLACE} in unreal engine
  back_prompt = a 3D rendering of the back of {TOREPLACE} in unreal engine
}

model {
  nerf {
    D = 8,
    d_in = 4,
    skips = [4],
    use_viewdirs = True
  }
  sdf_network {
    d_out = 17
    d_in = 3
    d_hidden = 48
    n_layers = 3
    skip_in = [3]
    multires = 6
    bias = 0.5
    scale = 1.0
    geometric_init = True
    weight_norm = True
  }
  variance_network {
    init_val = 0.3
  }
  rendering_network {
    d_feature = 16
    mode = no_view_dir
    d_in = 6
    d_out = 3
    d_hidden = 16
    n_layers = 1
    weight_norm = True
    multires_view = 0
    squeeze_out = True
    extra_color = True
  }
  neus_renderer {
    n_samples = 32
    n_importance = 32
    n_outside = 0
    up_sample_steps = 4     # 1 for simple coarse-to-fine sampling
    perturb = 1.0
    extra_color = True
  }
}
"""


def write(folder: Path, *changes: tuple[str, str], name: str = "small.conf") -> Path:
    """The published file in a folder, with some texts in it replaced by others."""
    text = PUBLISHED
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def load(folder: Path, *changes: tuple[str, str]) -> configuration.Configuration:
    return configuration.load(write(folder, *changes), "a robot")


def networks_of(settings, seed: int = 0) -> Networks:
    return Networks(settings.model, torch.Generator().manual_seed(seed))


def ball_template() -> Template:
    """A ball in place of a body."""
    vertices, faces = ball()
    return Template(vertices, faces, CENTRE + [0, 0, RADIUS], CENTRE)


def write_views(folder: Path, template: Template, size: int, count: int = 6) -> None:
    """A few views of a body in the format of the published ones."""
    (folder / "img").mkdir(parents=True)
    frames = []
    for number in range(count):
        azimuth, elevation = 2 * np.pi * number / count, 0.5 * (-1) ** number
        camera = Camera.orbit(np.zeros(3), azimuth, elevation, 2.2, 2.2 * np.tan(np.radians(30)))
        to_world = np.eye(4)
        to_world[:3] = np.stack([*(camera.rotation * [[1], [1], [-1]]), camera.eye], axis=1)
        frames.append({"file_path": f"img/{number:04d}", "transform_matrix": to_world.tolist()})
        picture = template.picture(camera, size)[0]
        Image.fromarray((255 * picture).round().astype(np.uint8)).save(folder / f"img/{number:04d}.png")
    transforms = {"camera_angle_x": float(np.radians(60)), "frames": frames}
    (folder / "transforms_train.json").write_text(json.dumps(transforms))


class Guide(UntrainedGuide):
    """Takes pictures of any size, as guides do."""

    def encode_image(self, images: torch.Tensor) -> torch.Tensor:
        size = (self.image_size, self.image_size)
        return super().encode_image(torch.nn.functional.interpolate(images, size, mode="bicubic"))


def silent() -> Progress:
    return Progress(lambda *_, **__: None, lambda: None, ("train", "train_clip"))
