"""What `evaluate` counts on meshes, on shapes whose answers are known."""

import numpy as np
import pytest
from sculpt_fixtures import ball

from backend.evaluate.geometry import floaters, mask_iou, self_intersections


def both(first, second):
    """Two meshes (vertices, faces) as one."""
    vertices = np.concatenate([first[0], second[0]])
    return vertices, np.concatenate([first[1], second[1] + len(first[0])]).astype(np.int32)


def moved(mesh, by):
    return (mesh[0] + np.array(by, np.float32)).astype(np.float32), mesh[1]


def test_parts_are_counted():
    assert floaters(ball()[1]) == 0
    assert floaters(both(ball(), moved(ball(), [2, 0, 0]))[1]) == 1


@pytest.mark.parametrize(("by", "meet"), [(0.3, True), (0.55, True), (0.65, False), (2.0, False)])
def test_faces_that_others_pass_through_are_counted(by, meet):
    one, count = (
        ball(count=300),
        self_intersections(*both(ball(count=300), moved(ball(count=300), [by, 0, 0]))),
    )
    assert (count > 0) == meet and count < len(one[1])
    assert self_intersections(*one) == 0


def test_a_ball_in_another_makes_no_intersection():
    assert self_intersections(*both(ball(), ball(0.2))) == 0


def test_silhouettes_overlap_as_their_areas_do():
    inner = ball(0.3)
    assert mask_iou(*inner, *inner) == 1
    assert mask_iou(*ball(0.4), *inner) == pytest.approx((0.3 / 0.4) ** 2, abs=0.02)
    behind = moved(
        inner, [0, 0, -0.7]
    )  # and so hidden from the front, but for perspective, and apart from aside
    assert 0.3 < mask_iou(*behind, *inner) < 0.5
