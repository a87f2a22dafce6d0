"""How skins move: limbs that were fused, weights in doubt, gaps, and what the figures say of them."""

import dataclasses

import igl
import numpy as np
import pytest
from scipy.spatial import cKDTree

from backend.body import JOINT, load_body, stand_pose
from backend.rig import Source, part, rig, rig_check, skin_report
from backend.rig.diffuse import diffuse
from backend.rig.gaps import across_gaps
from backend.rig.loose import around_legs
from backend.rig.parts import parts_of
from backend.rig.trials import ROTATIONS, Skin, deformation, pose
from backend.surface.mesh import Surface


@pytest.fixture(scope="module")
def body():
    return load_body("free")


@pytest.fixture(scope="module")
def posed(body):
    return body.pose(np.zeros(body.betas), stand_pose())


@pytest.fixture(scope="module")
def avatar(body, posed):
    """The body itself, rigged as an avatar is."""
    whole = Surface(posed.vertices, body.faces)
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    uv, colors = np.zeros((len(body.faces), 3, 2), np.float32), np.full_like(posed.vertices, 128, np.uint8)
    return rig(whole, source, posed, body, uv, colors, {})


def box(low, high):
    """A closed box with a vertex every centimetre or so."""
    corners = np.array(list(np.ndindex(2, 2, 2)), float)
    faces = np.array([[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6],
                      [0, 2, 6], [0, 6, 4], [1, 5, 7], [1, 7, 3]])  # fmt: skip
    vertices, faces = igl.upsample(corners, faces, 4)
    return low + vertices * (np.array(high) - low), faces


def joined(*parts):
    starts = np.cumsum([0, *(len(vertices) for vertices, _ in parts)])
    return (
        np.concatenate([vertices for vertices, _ in parts]).astype(np.float32),
        np.concatenate([faces + start for (_, faces), start in zip(parts, starts, strict=False)]),
    )


@pytest.fixture(scope="module")
def limbs():
    """Two boxes, a trunk and an arm, 4 mm apart: as a source, and as one surface that bridges them."""
    trunk, arm = box([-0.1, 0, -0.1], [0.0, 0.4, 0.1]), box([0.004, 0, -0.1], [0.1, 0.4, 0.1])
    vertices, faces = joined(trunk, arm)
    weights = np.zeros((len(vertices), 24), np.float32)
    weights[: len(trunk[0]), JOINT["spine2"]] = 1
    weights[len(trunk[0]) :, JOINT["left_elbow"]] = 1
    source = Source(vertices, faces.astype(np.int32), weights, np.zeros_like(vertices))
    count = len(trunk[0])
    facing = np.flatnonzero((vertices[:, 0] > -0.001) & (vertices[:, 0] < 0.005))
    inner = facing[(np.abs(vertices[facing, 1] - 0.2) < 0.05) & (np.abs(vertices[facing, 2]) < 0.05)]
    hole = ~np.isin(faces, inner).any(axis=1)
    rims = [np.array(loop) for loop in igl.boundary_loop_all(faces[hole])]
    near, far = (rim for rim in sorted(rims, key=lambda rim: rim.min() >= count))
    far = far[::-1]
    start = int(np.argmin(np.linalg.norm(vertices[far] - vertices[near[0]], axis=1)))
    far = np.roll(far, -start)
    bridge = [(near[(k + 1) % len(near)], near[k], far[k]) for k in range(len(near))]
    bridge += [(near[(k + 1) % len(near)], far[k], far[(k + 1) % len(near)]) for k in range(len(near))]
    whole = np.concatenate([faces[hole], bridge])
    used = np.unique(whole)
    return Surface(vertices[used], np.searchsorted(used, whole).astype(np.int32)), source


def pieces(surface):
    return igl.facet_components(surface.faces.astype(np.int64))[1].max() + 1


def assert_closed(surface):
    faces = surface.faces.astype(np.int64)
    assert igl.is_edge_manifold(faces)[0] and np.all(igl.is_vertex_manifold(faces))
    assert not igl.boundary_loop_all(faces)
    a, b, c = np.moveaxis(surface.vertices[faces].astype(np.float64), 1, 0)
    assert np.einsum("ij,ij->", a, np.cross(b, c)) > 0


def test_an_arm_fused_with_the_trunk_is_cut_off_and_both_closed(limbs):
    fused, source = limbs
    assert_closed(fused)
    assert pieces(fused) == 1
    cut = part(fused, source)
    assert_closed(cut)
    assert pieces(cut) == 1  # the largest alone: these limbs hang together by their bridge only
    assert np.ptp(cut.vertices[:, 0]) < 0.11


def test_a_surface_without_bridges_stays_as_it_is(body, posed):
    whole = Surface(posed.vertices, body.faces)
    source = Source(posed.vertices, body.faces, body.weights, posed.pose_offsets)
    assert part(whole, source) is whole


def test_a_bridge_within_one_garment_is_none(limbs):
    fused, source = limbs
    alike = np.zeros_like(source.weights)
    alike[:, JOINT["spine2"]] = 1
    assert part(fused, dataclasses.replace(source, weights=alike)) is fused


def strip(rows=60, spacing=0.01):
    """A flat sheet of rows of eleven vertices, along x."""
    x, y = np.meshgrid(np.arange(rows) * spacing, np.arange(11) * spacing, indexing="ij")
    vertices = np.stack([x, y, np.zeros_like(x)], axis=-1).reshape(-1, 3)
    corner = np.add.outer(np.arange(rows - 1) * 11, np.arange(10)).ravel()
    lower, upper = [corner, corner + 11, corner + 12], [corner, corner + 12, corner + 1]
    return vertices, np.concatenate([np.stack(lower, 1), np.stack(upper, 1)])


def test_weights_in_doubt_go_over_smoothly_and_sure_ones_stay():
    vertices, faces = strip()
    weights = np.eye(2, dtype=np.float32)[(vertices[:, 0] > 0.295).astype(int)]
    sure = (vertices[:, 0] < 0.1) | (vertices[:, 0] > 0.5)
    result = diffuse(vertices, faces, weights, np.full(len(vertices), 0.1), sure)
    assert np.array_equal(result[sure], weights[sure])
    assert np.allclose(result.sum(axis=1), 1, atol=1e-6) and result.min() >= 0
    along = result[:, 1].reshape(60, 11).mean(axis=1)
    assert (np.diff(along) >= -1e-6).all()
    assert np.diff(along).max() < 0.3 and 0.3 < along[29:31].mean() < 0.7


def test_what_has_no_match_takes_the_weights_around_it():
    vertices, faces = strip()
    lost = (vertices[:, 0] > 0.25) & (vertices[:, 0] < 0.35)
    weights = np.where(lost[:, None], [0.0, 1.0], [1.0, 0.0]).astype(np.float32)
    result = diffuse(vertices, faces, weights, np.where(lost, np.inf, 0), ~lost)
    assert result[lost, 0].min() > 0.8


def test_smooth_weights_close_to_the_skin_are_left_alone():
    vertices, faces = strip()
    slope = np.clip(vertices[:, :1] / 0.6, 0, 1)
    weights = np.hstack([slope, 1 - slope]).astype(np.float32)
    assert (
        diffuse(vertices, faces, weights, np.zeros(len(vertices)), np.zeros(len(vertices), bool)) is weights
    )


def tube(middle, radius):
    """A round tube from the waist to the shins about x = middle, vertices some two centimetres apart."""
    turn = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    heights = np.linspace(0.0, -0.7, 36)
    rings = np.stack(
        np.broadcast_arrays(middle + radius * np.sin(turn), heights[:, None], radius * np.cos(turn))
    )
    index = np.arange(36 * 60).reshape(36, 60)
    a, b, c, d = index[:-1], index[1:], np.roll(index, -1, 1)[1:], np.roll(index, -1, 1)[:-1]
    faces = np.concatenate([np.stack([a, b, c], -1).reshape(-1, 3), np.stack([a, c, d], -1).reshape(-1, 3)])
    return rings.reshape(3, -1).T, faces


def wearing(posed, body, tubes):
    """Tubes alone as a surface, and the body in them as a source: each vertex goes with the next skin."""
    worn, faces = joined(*tubes)
    vertices, every = joined((posed.vertices, body.faces), (worn, faces))
    own = cKDTree(posed.vertices).query(worn)[1]
    weights = np.concatenate([body.weights, body.weights[own]])
    skin = np.arange(len(vertices)) < len(posed.vertices)
    source = Source(vertices, every.astype(np.int32), weights, np.zeros_like(vertices), skin)
    return Surface(worn, faces.astype(np.int32)), source


def stretched(surface, source, posed, body, rotations):
    uv, colors = np.zeros((len(surface.faces), 3, 2), np.float32), np.zeros_like(surface.vertices, np.uint8)
    made = rig(surface, source, posed, body, uv, colors, {})
    skin, ends = Skin.of_avatar(made), surface.faces[:, :2]
    moved = [np.linalg.norm(np.diff(v[ends], axis=1)[:, 0], axis=1)
             for v in (skin.bent(stand_pose()), skin.bent(pose(rotations)))]  # fmt: skip
    return moved[1] / moved[0], skin.weights


def test_a_long_skirt_gives_way_between_legs_that_part_and_does_not_turn_with_feet(body, posed):
    surface, source = wearing(posed, body, [tube(0.0, 0.26)])
    assert around_legs(source)[~source.skin].all() and not around_legs(source)[source.skin].any()
    legs, feet = ROTATIONS["legs apart"], {"ankle": (0.6, 0, 0), "foot": (0.4, 0, 0)}
    stretch, weights = stretched(surface, source, posed, body, legs)
    assert np.abs(weights.sum(axis=1) - 1).max() < 1e-5
    assert np.percentile(stretch, 99.9) < 2.3
    hem = surface.vertices[:, 1] < -0.5
    side = surface.vertices[:, 0] > 0.2
    left, right = (weights[:, [JOINT[f"{s}_hip"], JOINT[f"{s}_knee"]]].sum(axis=1) for s in ("left", "right"))
    assert (left - right)[hem & side].min() > 0.3  # it follows the legs
    stretch, _ = stretched(surface, source, posed, body, feet)
    assert np.abs(stretch - 1).max() < 1e-3


def test_a_skirt_is_one_part_and_each_of_trousers_legs_its_own(body, posed):
    knee = posed.joints[JOINT["left_knee"], 0]
    assert len(np.unique(parts_of(*wearing(posed, body, [tube(0.0, 0.26)])))) == 1
    surface, source = wearing(posed, body, [tube(knee, 0.08), tube(-knee, 0.08)])
    left, right = np.split(parts_of(surface, source), 2)
    assert not set(left) & set(right)


def test_each_of_trousers_legs_goes_with_its_own(body, posed):
    knee = posed.joints[JOINT["left_knee"], 0]
    surface, source = wearing(posed, body, [tube(knee, 0.08), tube(-knee, 0.08)])
    assert not around_legs(source).any()
    _, weights = stretched(surface, source, posed, body, ROTATIONS["legs apart"])
    low = (surface.vertices[:, 1] < -0.2) & (np.arange(len(surface.vertices)) < len(surface.vertices) // 2)
    other = [JOINT[f"right_{name}"] for name in ("hip", "knee", "ankle", "foot")]
    assert weights[np.ix_(low, other)].max() < 0.02


def test_the_body_rigged_as_an_avatar_moves_as_the_body(avatar, body):
    report = skin_report(avatar, body, np.zeros(body.betas))
    assert report["edge_stretch_ratio"] == pytest.approx(1, abs=0.1)
    assert report["least_volume"] == pytest.approx(report["least_volume_of_body"], abs=0.02)
    assert report["moved_across_gaps"] == 0


def test_a_thigh_moved_by_the_hand_beside_it_or_the_other_thigh_is_found(body, posed):
    thigh = (body.weights[:, JOINT["left_hip"]] > 0.9) & (posed.vertices[:, 1] < posed.joints[1, 1] - 0.2)
    assert thigh.any()
    for joint in ("left_hand", "right_knee"):
        weights = body.weights.copy()
        weights[thigh] *= 0.9
        weights[thigh, JOINT[joint]] += 0.1
        wrong = across_gaps(posed.vertices, body.faces, weights, body, posed)
        assert wrong[thigh, JOINT[joint]].mean() > 0.8 and not wrong[~thigh].any()


def test_stiff_and_torn_skins_are_told_from_the_body(body):
    own = Skin.of_body(body, np.zeros(body.betas))
    stiff = dataclasses.replace(own, weights=np.eye(24, dtype=np.float32)[np.zeros(len(own.vertices), int)])
    still = deformation(stiff)
    assert all(row["stretch"] == pytest.approx(1, abs=1e-3) for row in still.values())
    assert still["all"]["volume"] == pytest.approx(1, abs=1e-3)
    torn = dataclasses.replace(own, weights=np.eye(24, dtype=np.float32)[own.weights.argmax(axis=1)])
    assert deformation(torn)["all"]["stretch"] > 1.5 * deformation(own)["all"]["stretch"]


def test_the_picture_shows_every_pose(avatar):
    picture = np.asarray(rig_check(avatar))
    cells = [cell for row in np.split(picture, 2) for cell in np.split(row, 6, axis=1)]
    drawn = [cell[30:].min() < 200 for cell in cells]
    assert sum(drawn) == len(ROTATIONS)
    assert len({cell.tobytes() for cell in cells}) > len(ROTATIONS) - 1
