"""The published configuration format as dataclasses, its keys under their own names."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class General:
    base_exp_dir: str  # folder that receives checkpoints, previews and meshes
    recording: tuple[str, ...] = ()  # folders that were once backed up; nothing is done with them
    pose_type: str = "stand_pose"  # or t_pose: what the body is sculpted in
    smpl_model_path: str = ""  # folder or file of the licensed bodies


@dataclasses.dataclass(frozen=True)
class Dataset:
    data_dir: str = ""  # folder with transforms_train.json
    template_obj: str = ""  # coarse body in its rest pose; empty: the average one


@dataclasses.dataclass(frozen=True)
class Train:
    """Steps are iterations; *_freq is every so many of them, 0 for never."""

    learning_rate: float = 5e-4
    learning_rate_alpha: float = 0.05  # what is left of the rate at end_iter
    warm_up_end: int = 500  # steps in which the rate rises from 0
    end_iter: int = 100_000  # where the rate's cosine ends
    anneal_end: int = 0  # steps in which NeuS counts surfaces seen from behind as well, less and less
    batch_size: int = 512  # rays of a step of `train`
    max_ray_num: int = 112 * 112  # rays of a step of `train_clip`
    use_white_bkgd: bool = False
    igr_weight: float = 0.1  # of the eikonal term
    mask_weight: float = 1.0
    clip_weight: float = 1.0
    pretrain: str = ""  # checkpoint to start from
    add_no_texture: bool = False  # the guide sees the shaded shape without its colours as well
    texture_cast_light: bool = False  # the colours that the guide sees are lit
    use_face_prompt: bool = False  # every fourth step looks at the face
    use_back_prompt: bool = False  # cameras behind the body have a prompt of their own
    use_silhouettes: bool = False  # only rays near the body are traced
    use_bg_aug: bool = True  # random backgrounds
    head_height: float = 0.0  # metres above the origin; 0: that of the body's own face
    seed: int = 0
    save_freq: int = 1000
    val_freq: int = 100
    val_mesh_freq: int = 500
    report_freq: int = 100
    validate_resolution_level: int = 1  # previews are so many times smaller


@dataclasses.dataclass(frozen=True)
class Clip:
    prompt: str = ""
    face_prompt: str = ""
    back_prompt: str = ""


@dataclasses.dataclass(frozen=True)
class SdfSettings:
    d_in: int = 3
    d_out: int = 257  # the distance and the features
    d_hidden: int = 256
    n_layers: int = 4
    skip_in: tuple[int, ...] = (4,)  # layers that see the input again
    multires: int = 6  # frequencies of the positional encoding
    bias: float = 0.5  # radius of the sphere that an untrained network is
    scale: float = 1.0  # metres -> units of the network
    geometric_init: bool = True
    weight_norm: bool = True


@dataclasses.dataclass(frozen=True)
class VarianceSettings:
    init_val: float = 0.3  # the sharpness is exp(10 v)


@dataclasses.dataclass(frozen=True)
class ColorSettings:
    d_feature: int = 256
    mode: str = "no_view_dir"
    d_in: int = 6  # point and normal
    d_out: int = 3
    d_hidden: int = 256
    n_layers: int = 2
    weight_norm: bool = True
    multires_view: int = 0
    squeeze_out: bool = True  # a sigmoid keeps the colour in 0..1
    extra_color: bool = False  # a second head for what the guide sees


@dataclasses.dataclass(frozen=True)
class RendererSettings:
    n_samples: int = 32  # along a ray, evenly
    n_importance: int = 32  # and where the surface seems to be
    n_outside: int = 0
    up_sample_steps: int = 4  # in which the latter are placed
    perturb: float = 1.0  # how far rays are shifted at random, in even intervals
    extra_color: bool = False


@dataclasses.dataclass(frozen=True)
class Model:
    sdf_network: SdfSettings = SdfSettings()
    variance_network: VarianceSettings = VarianceSettings()
    rendering_network: ColorSettings = ColorSettings()
    neus_renderer: RendererSettings = RendererSettings()


@dataclasses.dataclass(frozen=True)
class Settings:
    """One configuration file."""

    general: General
    dataset: Dataset
    train: Train
    clip: Clip
    model: Model
