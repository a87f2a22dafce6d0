"""Vectors and triangles for compiled loops: tuples of three floats, which cost nothing there."""

from __future__ import annotations

import numba
import numpy as np

TINY = 1e-14  # square metres, the least that a triangle or an edge's square is taken for


@numba.njit(cache=True)
def at(vertices, number):  # type: ignore[no-untyped-def]
    """The place of a vertex (V, 3)."""
    return vertices[number, 0], vertices[number, 1], vertices[number, 2]


@numba.njit(cache=True)
def minus(a, b):  # type: ignore[no-untyped-def]
    """a - b."""
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


@numba.njit(cache=True)
def plus(a, factor, b):  # type: ignore[no-untyped-def]
    """a + factor b."""
    return a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]


@numba.njit(cache=True)
def dot(a, b):  # type: ignore[no-untyped-def]
    """The scalar product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@numba.njit(cache=True)
def cross(a, b):  # type: ignore[no-untyped-def]
    """The vector product."""
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


@numba.njit(cache=True)
def shape(a, b, c):  # type: ignore[no-untyped-def]
    """A triangle's normal, of twice its area, and its quality: 1 if equilateral, 0 if without area."""
    ab, ac, bc = minus(b, a), minus(c, a), minus(c, b)
    normal = cross(ab, ac)
    sides = dot(ab, ab) + dot(ac, ac) + dot(bc, bc) + TINY
    return normal, 12**0.5 * np.sqrt(dot(normal, normal)) / sides


@numba.njit(cache=True)
def squared_distance(point, a, b, c):  # type: ignore[no-untyped-def]
    """The squared distance of a point and a triangle."""
    ab, ac, ap = minus(b, a), minus(c, a), minus(point, a)
    normal = cross(ab, ac)
    size = dot(normal, normal)
    second, third = dot(cross(ap, ac), normal), dot(cross(ab, ap), normal)
    if size > 0 and second >= 0 and third >= 0 and second + third <= size:
        return dot(ap, normal) ** 2 / size
    least = min(squared_from_edge(ap, ab), squared_from_edge(ap, ac))
    return min(least, squared_from_edge(minus(point, b), minus(c, b)))


@numba.njit(cache=True)
def squared_from_edge(point, end):  # type: ignore[no-untyped-def]
    """The squared distance of a point and the edge from the origin to an end."""
    share = min(max(dot(point, end) / max(dot(end, end), TINY**2), 0.0), 1.0)
    away = plus(point, -share, end)
    return dot(away, away)
