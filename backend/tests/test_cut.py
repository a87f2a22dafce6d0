"""Garments: closed, symmetric, around the body that they are cut for, and in the right order."""

from __future__ import annotations

import dataclasses

import igl
import numpy as np
import pytest
from scipy.spatial import cKDTree

from backend.body import load_body
from backend.raster import Camera, rasterise
from backend.wardrobe import capes, cut, jackets, shoes, skirts, trims, trousers
from backend.wardrobe.blocks import along_arm, along_leg, crotch, floor, hips, waist
from backend.wardrobe.drape import drape
from backend.wardrobe.fit import Tape
from backend.wardrobe.loft import ANGLES

PIECES = {
    name: piece
    for module in (cut, jackets, trousers, skirts, shoes, capes, trims)
    for name, piece in module.PIECES.items()
}
ONE_SIDED = {"scarf", "sash"}


@pytest.fixture(scope="module")
def fits():
    body = load_body("free")
    chosen = [np.zeros(body.betas)] + [body.samples[k] for k in (1, 6, 9, 24)]
    plain = dataclasses.replace(body, parts=None, uv=None, uv_faces=None, samples=None, phenotypes=None)
    return [Tape(body).measure(betas) for betas in chosen] + [Tape(plain).measure(body.samples[2])]


def inside(solid, points):
    """Which points (N, 3) lie in a solid."""
    arrays = solid.vertices.astype(np.float64), solid.faces.astype(np.int64)
    return igl.fast_winding_number(*arrays, np.ascontiguousarray(points, np.float64)) > 0.5


def lowest(name, fit):
    return float(PIECES[name].build(fit).vertices[:, 1].min())


def highest(name, fit):
    return float(PIECES[name].build(fit).vertices[:, 1].max())


@pytest.mark.parametrize("name", PIECES)
def test_pieces_are_closed_and_finite(name, fits):
    for fit in fits:
        solid = PIECES[name].build(fit)
        corners = solid.vertices[solid.faces].astype(np.float64)
        edges = np.sort(solid.faces[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2), axis=1)
        _, uses = np.unique(
            edges[:, 0].astype(np.int64) * len(solid.vertices) + edges[:, 1], return_counts=True
        )
        assert solid.vertices.dtype == np.float32 and solid.faces.dtype == np.int32
        assert np.isfinite(solid.vertices).all()
        assert (uses == 2).all()
        assert np.einsum("ij,ij->", corners[:, 0], np.cross(corners[:, 1], corners[:, 2])) > 0


@pytest.mark.parametrize("name", sorted(PIECES.keys() - ONE_SIDED))
def test_pieces_are_mirror_images_of_themselves(name, fits):
    vertices = PIECES[name].build(fits[0]).vertices
    distance, _ = cKDTree(vertices).query(vertices * [-1, 1, 1])
    assert distance.max() < 0.003


def test_hems_are_in_order(fits):
    for fit in fits:
        heights = [lowest(name, fit) for name in ("mini skirt", "skirt", "long skirt", "ball skirt")]
        assert heights == sorted(heights, reverse=True)
        heights = [lowest(name, fit) for name in ("shorts", "long shorts", "slim trousers", "trousers")]
        assert heights == sorted(heights, reverse=True)
        assert lowest("short cape", fit) > lowest("cape", fit) > lowest("cloak", fit) > floor(fit)
        assert lowest("crop top", fit) > waist(fit) > max(lowest("top", fit), lowest("loose top", fit))
        knee = float(fit.joint("left_knee")[1])
        assert lowest("mini skirt", fit) > knee > lowest("long skirt", fit)
        assert highest("high boots", fit) > highest("boots", fit) > highest("shoes", fit)


def test_garments_hold_what_they_cover(fits):
    for fit in fits:
        x, y = np.abs(fit.vertices[:, 0]), fit.vertices[:, 1]
        shoulder = fit.joint("left_shoulder")[0]
        between = (y < fit.joint("neck")[1] - 0.03) & (y > hips(fit, 0)) & (x < shoulder - 0.02)
        ankle = fit.joint("left_ankle")[1] + 0.04
        covered = {
            "top": fit.masks["torso"] & between,
            "loose top": fit.masks["torso"] & between,
            "sleeves": fit.masks["arms"] & (x > shoulder + 0.03) & (x < along_arm(fit, 1.8)),
            "trousers": fit.masks["trousers"] & (y > ankle),
            "wide trousers": fit.masks["trousers"] & (y > ankle),
            "slim trousers": fit.masks["trousers"] & (y > along_leg(fit, 1.6)),
            "skirt": fit.masks["trousers"] & (y > along_leg(fit, 0.8)),
            "long skirt": fit.masks["trousers"] & (y > along_leg(fit, 1.7)),
            "shoes": fit.masks["shoes"] & (y < floor(fit) + 0.06 * fit.scale),
            "boots": fit.masks["shoes"],
        }
        for name, mask in covered.items():
            assert inside(PIECES[name].build(fit), fit.vertices[mask]).mean() > 0.95, name


def test_soles_are_flat_and_lowest(fits):
    for name in ("shoes", "sneakers", "soles", "boots", "high boots", "sandals"):
        for fit in fits:
            vertices = PIECES[name].build(fit).vertices
            bottom = vertices[vertices[:, 1] < vertices[:, 1].min() + 0.001]
            foot = fit.points("shoes")
            assert bottom[:, 1].max() < floor(fit) - 0.01
            left = bottom[bottom[:, 0] > 0]
            assert np.ptp(left[:, 2]) > 0.85 * np.ptp(foot[foot[:, 0] > 0][:, 2])


def test_hems_are_hollow(fits):
    for fit in fits:
        for name in ("skirt", "long skirt", "ball skirt", "mini skirt"):
            solid = PIECES[name].build(fit)
            middle = np.array([[0, solid.vertices[:, 1].min() + 0.01, fit.joint("pelvis")[2]]])
            assert not inside(solid, middle).any() and inside(solid, middle + [0, 0.1, 0]).all(), name


def test_legs_part_under_the_crotch(fits):
    for fit in fits:
        solid = PIECES["trousers"].build(fit)
        low, depth = float(fit.joint("left_ankle")[1]), float(fit.joint("left_hip")[2])
        assert not inside(solid, np.array([[0.0, low, depth]])).any()
        assert inside(solid, np.array([[0.0, crotch(fit) + 0.03, depth]])).all()


def test_belts_and_jackets_lie_over_tops(fits):
    for fit in fits:
        top = PIECES["top"].build(fit)
        belt = PIECES["belt"].build(fit).vertices
        outermost = belt[np.abs(belt[:, 1] - np.median(belt[:, 1])) < 0.004]
        assert inside(top, outermost).mean() < 0.05
        front = PIECES["jacket"].build(fit)
        chest = np.array([[0.0, float(fit.joint("spine3")[1]), float(top.vertices[:, 2].max()) - 0.02]])
        assert not inside(front, chest).any()


def test_sheets_are_thick_on_the_shoulders(fits):
    """Thin ones leave holes in the grid that everything is joined on."""
    for fit in fits:
        reach = fit.joint("left_shoulder")[0]
        for name in ("jacket", "vest", "cape", "cloak"):
            solid = PIECES[name].build(fit)
            corners = solid.vertices[solid.faces]
            normals = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            normals /= np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12
            middles = corners.mean(axis=1)
            above = (normals[:, 1] > 0.7) & (np.abs(np.abs(middles[:, 0]) / reach - 0.7) < 0.15)
            assert above.any()
            under = middles[above] - 0.008 * normals[above]
            assert inside(solid, under).mean() > 0.9, name


def test_capes_leave_the_front_open(fits):
    for fit in fits:
        chest = fit.points("chest")
        chest = chest[np.abs(chest[:, 0]) < 0.04 * fit.scale]
        for name in ("cape", "short cape", "cloak"):
            solid = PIECES[name].build(fit)
            below = chest[chest[:, 1] < fit.joint("spine3")[1]] + [0, 0, 0.02]
            assert not inside(solid, below).any(), name


@pytest.mark.parametrize("under", ["jacket", "coat skirt", "long coat skirt", "skirt", "long skirt"])
def test_capes_hide_what_is_under_them(under, fits):
    for fit in fits:
        for name in ("cape", "cloak"):
            for azimuth in (np.pi - 0.6, np.pi, np.pi + 0.6):
                view = Camera.orbit(fit.vertices.mean(axis=0), azimuth, 0.0, 4.0, 1.0)
                cape, below = (
                    rasterise(solid.vertices, solid.faces, view, 128)
                    for solid in (PIECES[name].build(fit), PIECES[under].build(fit))
                )
                both = (cape[0] >= 0) & (below[0] >= 0)
                assert both.any() and (below[2] < cape[2])[both].mean() < 0.01, (name, azimuth)


def test_a_drape_holds_its_points():
    points = np.random.default_rng(3).normal(size=(2000, 3)) * [0.2, 0.3, 0.1]
    cloth = drape(points, 1, np.linspace(-0.3, 0.3, 13), slab=0.03).eased(0.02)
    for level, centre, radii in zip(cloth.levels, cloth.centres, cloth.radii(), strict=True):
        near = points[np.abs(points[:, 1] - level) < 0.005]
        z, x = (near[:, [2, 0]] - centre).T
        reached = np.interp(np.arctan2(x, z), ANGLES, radii, period=2 * np.pi)
        assert (np.hypot(z, x) < reached + 0.03).all()


def test_hung_cloth_never_narrows_faster_than_its_slope(fits):
    points = fits[1].points("torso")
    body = drape(points, 1, np.linspace(points[:, 1].max(), points[:, 1].min(), 40))
    for slope in (0.0, 0.2):
        narrowing = -np.diff(body.hung(slope).reach, axis=0) / np.abs(np.diff(body.levels))[:, None]
        assert narrowing.max() <= slope + 1e-6
        assert (body.hung(slope).reach >= body.reach - 1e-9).all()
