"""Every number of the sculpting stage; the presets in backend/config give the values."""

from __future__ import annotations

import dataclasses


@dataclasses.dataclass(frozen=True)
class SculptSettings:
    """Lengths in metres unless said otherwise, angles in degrees."""

    resolution: int  # nodes of the learned grid along its longest side
    band: float  # distance from the start within which the field is stored and can change
    largest_growth: float  # how far outwards the surface can move from the start
    largest_growth_plain: float  # the same for a start that is one colour all over, a body without clothes
    largest_shrinkage: float  # and inwards; fingers are thin
    largest_tint: float  # how far a colour can change, in logits; 2 turns mid grey into 88 % or 12 %
    hues: bool  # whether the hues of a start can change; if not, its colours become lighter and darker only
    largest_tint_plain: float  # the same for a start that is one colour all over, with nothing to keep
    steps: int  # optimisation steps
    views: int  # cameras of a step; what each sees is rendered textured and textureless
    samples: int  # intervals along each stretch of a ray near the surface
    supersampling: int  # rays a pixel along one side, averaged before the guide sees them
    max_rays: int  # a step whose views cover more rays than this is rendered without supersampling

    learning_rate_offset: float  # Adam step of the surface offset, in metres
    learning_rate_color: float  # Adam step of the colour change, in logits
    learning_rate_final: float  # fraction of both rates left at the last step (cosine)
    fine_rate: float  # a grid level learns this many times as fast as the next coarser one
    finest_from: (
        float  # fraction of the steps in which the finest grid's rate rises from 0; the middle one's in half
    )
    sharpness_start: float  # NeuS' s, in 1/m, at the first step
    sharpness_end: float  # and from sharpness_until on
    sharpness_until: float  # fraction of the steps in which it grows, log-linearly

    weight_textured: float  # 1 - cos of text and lit, coloured image
    weight_textureless: float  # 1 - cos of text and lit, uncoloured image
    weight_mask: float  # opacity against the start's silhouette
    weight_eikonal: float  # squared deviation of the gradient's length from 1
    weight_offset: float  # squared Laplacian of the surface offset, times the grid's step
    weight_variation: float  # total variation of the colour change
    weight_anchor: float  # squared colour change
    mask_tolerance: (
        float  # how far the silhouette may move before the mask loss objects; outwards as it can grow
    )

    picture_noise: float  # standard deviation of the grain on what the guide sees, whose values are in 0..1
    zoom: tuple[float, float]  # range of what a picture shows, 1 for as much as the guide's own views
    azimuth_sigma: float  # spread of the azimuth about the front; beyond 90 is a back view
    elevation_sigma: float  # spread of the elevation about the horizon
    target_jitter: float  # spread of the point a camera looks at, in half pictures; cut at three times this
    face_every: int  # every so many steps a face camera; 0 for none
    part_every: int  # every so many steps a camera on a part of the body; 0 for none
    face_sigma: float  # spread of the face cameras' azimuth and elevation
    ambient: tuple[float, float]  # range of the light that comes from everywhere; the rest is directed
    light_spread: float  # largest angle between the light's direction and the camera's
    backgrounds: tuple[str, ...]  # drawn from: white, black, noise, chessboard

    opinion_every: int  # steps between second opinions on the field; the best one is the result; 0 for none
    opinion_patience: int  # after so many opinions without a better one, the optimisation ends

    checkpoint_every: int  # steps between checkpoints
    preview_every: int  # steps between preview images; 0 for none
    preview_size: int  # pixels of a preview's height

    def of(self, plain: bool) -> SculptSettings:
        """These for a start that is plain or not: a plain one takes any colour and may grow farther, and so
        much farther the field reaches."""
        if not plain:
            return self
        farther = self.largest_growth_plain - self.largest_growth
        return dataclasses.replace(
            self,
            largest_growth=self.largest_growth_plain,
            largest_tint=self.largest_tint_plain,
            band=self.band + farther,
        )
