"""Fewer triangles for the same shape and colours: edges collapse in the order of what that costs.

The cost is the quadric error (Garland & Heckbert 1997) in position and colour, with the colours that are best at
a position left implicit (Hoppe 1999, New Quadric Metric for Simplifying Meshes with Appearance Attributes).
"""

from __future__ import annotations

import heapq

import numba
import numpy as np

BORDER = 0.005  # metres off the surface that cost as much as black in place of white
PULL = 1e-5  # of the squared distance to where a vertex was: evens out triangles where all is flat
TINY = 1e-14  # square metres, the least that a triangle is taken for
MOST = 64  # triangles around both ends of an edge; with more it stays
BOUNDS = 0.00025 * 2.0 ** np.arange(8)  # metres: each is tried out before the next
# The least cosine between a triangle's normals before and after, and its least quality, 1 if equilateral: given up
# where a budget needs it.
LIMITS = ((0.2, 0.1), (0.0, 0.0), (-1.0, 0.0))
# Columns of quadrics (V, 23): the matrix' upper triangle, the vector, the constant; the weight; then for each
# channel the weighted sums of its gradients and of its values at the origin.
WEIGHT, CHANNELS, COLUMNS = 10, 11, 23


def decimate(
    vertices: np.ndarray,
    faces: np.ndarray,
    triangles: int,
    colors: np.ndarray | None = None,
    importance: np.ndarray | None = None,
    bound: float = 0.0,
) -> tuple[np.ndarray, np.ndarray]:
    """Vertices (W, 3) float64 and faces (G, 3) int64 with at most so many triangles, if the topology allows it.

    vertices (V, 3) in metres and faces (F, 3) are a closed manifold, and so is what is left. colors (V, 3) in
    0..1: their borders are kept. importance (V,): errors count so many times there. bound: metres; if not 0, as
    few triangles as keep each vertex given, its importance times, so near to the result; where the budget wants
    fewer, farther. The same input gives the same output.
    """
    vertices, faces = np.array(vertices, np.float64), np.array(faces, np.int64)
    colors = np.zeros(vertices.shape) if colors is None else BORDER * np.asarray(colors, np.float64)
    importance = np.ones(len(vertices)) if importance is None else np.asarray(importance, np.float64)
    # As if drawn so many times as large: the square of lengths, on areas.
    quadrics = _quadrics(vertices, faces, colors, importance**4)
    rounds = [(0.0, bound, *LIMITS[0])] if bound else []
    rounds += [(triangles, further, *LIMITS[0]) for further in BOUNDS[bound < BOUNDS]]
    rounds += [(triangles, np.inf, *limits) for limits in LIMITS]
    faces = _collapsed(vertices, faces, quadrics, importance, np.array(rounds))
    used = np.unique(faces)
    return vertices[used], np.searchsorted(used, faces)


@numba.njit(cache=True)
def _at(vertices, number):  # type: ignore[no-untyped-def]
    return vertices[number, 0], vertices[number, 1], vertices[number, 2]


@numba.njit(cache=True)
def _minus(a, b):  # type: ignore[no-untyped-def]
    return a[0] - b[0], a[1] - b[1], a[2] - b[2]


@numba.njit(cache=True)
def _plus(a, factor, b):  # type: ignore[no-untyped-def]
    return a[0] + factor * b[0], a[1] + factor * b[1], a[2] + factor * b[2]


@numba.njit(cache=True)
def _dot(a, b):  # type: ignore[no-untyped-def]
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


@numba.njit(cache=True)
def _cross(a, b):  # type: ignore[no-untyped-def]
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


@numba.njit(cache=True)
def _quadrics(vertices, faces, colors, weight):  # type: ignore[no-untyped-def]
    """(V, 23) float64; weight (V,) is what area counts there."""
    quadrics, one = np.zeros((len(vertices), COLUMNS)), np.empty(COLUMNS)
    nowhere = (0.0, 0.0, 0.0)
    for n in range(len(faces)):
        i, j, k = faces[n]
        a, b, c = _at(vertices, i), _at(vertices, j), _at(vertices, k)
        ab, ac = _minus(b, a), _minus(c, a)
        normal = _cross(ab, ac)
        size = max(np.sqrt(_dot(normal, normal)), TINY)
        normal = _plus(nowhere, 1 / size, normal)
        area = size * (weight[i] + weight[j] + weight[k]) / 6
        one[:] = 0
        one[WEIGHT] = area
        _add(one, normal, -_dot(normal, a), area)
        for channel in range(3):
            first = colors[i, channel]
            slope = _plus(nowhere, (colors[j, channel] - first) / size, _cross(ac, normal))
            slope = _plus(slope, (colors[k, channel] - first) / size, _cross(normal, ab))
            origin, column = first - _dot(slope, a), CHANNELS + 4 * channel
            _add(one, slope, origin, area)
            for axis in range(3):
                one[column + axis] = area * slope[axis]
            one[column + 3] = area * origin
        for vertex, place in ((i, a), (j, b), (k, c)):
            quadric = quadrics[vertex]
            quadric += one
            _add(quadric, (1.0, 0.0, 0.0), -place[0], PULL * area)
            _add(quadric, (0.0, 1.0, 0.0), -place[1], PULL * area)
            _add(quadric, (0.0, 0.0, 1.0), -place[2], PULL * area)
    return quadrics


@numba.njit(cache=True)
def _add(quadric, slope, origin, weight):  # type: ignore[no-untyped-def]
    """Add the weighted square of the linear function slope . p + origin."""
    x, y, z = slope
    quadric[0] += weight * x * x
    quadric[1] += weight * x * y
    quadric[2] += weight * x * z
    quadric[3] += weight * y * y
    quadric[4] += weight * y * z
    quadric[5] += weight * z * z
    quadric[6] += weight * x * origin
    quadric[7] += weight * y * origin
    quadric[8] += weight * z * origin
    quadric[9] += weight * origin * origin


@numba.njit(cache=True, error_model="numpy")
def _best(quadrics, u, v):  # type: ignore[no-untyped-def]
    """The error of the vertex that u and v become where that is least, and this place: the best colours are
    eliminated (Hoppe 1999), the rest is Cramer's rule."""
    q, r = quadrics[u], quadrics[v]
    xx, xy, xz, yy, yz, zz = q[0] + r[0], q[1] + r[1], q[2] + r[2], q[3] + r[3], q[4] + r[4], q[5] + r[5]
    x, y, z, error, weight = q[6] + r[6], q[7] + r[7], q[8] + r[8], q[9] + r[9], q[WEIGHT] + r[WEIGHT]
    for k in range(CHANNELS, COLUMNS, 4):
        a, b, c, d = q[k] + r[k], q[k + 1] + r[k + 1], q[k + 2] + r[k + 2], q[k + 3] + r[k + 3]
        xx -= a * a / weight
        xy -= a * b / weight
        xz -= a * c / weight
        yy -= b * b / weight
        yz -= b * c / weight
        zz -= c * c / weight
        x -= a * d / weight
        y -= b * d / weight
        z -= c * d / weight
        error -= d * d / weight
    first = (yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy)
    second = (first[1], xx * zz - xz * xz, xy * xz - xx * yz)
    third = (first[2], second[2], xx * yy - xy * xy)
    determinant, vector = -(xx * first[0] + xy * first[1] + xz * first[2]), (x, y, z)
    place = _dot(first, vector) / determinant, _dot(second, vector) / determinant, _dot(third, vector) / determinant
    return max(error + _dot(vector, place), 0.0), place


@numba.njit(cache=True)
def _collapsed(vertices, faces, quadrics, importance, rounds):  # type: ignore[no-untyped-def]
    """Faces (G, 3) that are left; vertices, faces and quadrics change in place.

    Corner 3 f + k is the k-th of face f; first (V,) and following (3 F,) chain the corners at each vertex, top
    (F,) and below (V,) the vertices given that lie on each face.
    """
    first, following = _chained(faces.ravel(), len(vertices))
    top, below = _chained(np.array([max(corner, 0) // 3 for corner in first]), len(faces))
    given, beside = vertices.copy(), np.zeros(len(vertices), np.bool_)
    left, kept, changes = len(faces), np.ones(len(faces), np.bool_), np.zeros(len(vertices), np.int64)
    for n in range(len(rounds)):
        triangles, bound, turn, quality = rounds[n]
        if left <= triangles:
            continue
        heap = [(0.0, 0, 0, 0) for _ in range(0)]
        for n in np.flatnonzero(kept):
            for k in range(3):
                u, v = faces[n, k], faces[n, (k + 1) % 3]
                if u < v:
                    heap.append((_best(quadrics, u, v)[0], u, v, changes[u] + changes[v]))
        heapq.heapify(heap)
        while left > triangles and len(heap):
            error, u, v, before = heapq.heappop(heap)
            if first[u] < 0 or first[v] < 0 or changes[u] + changes[v] != before:
                continue
            if error > (bound / importance[u]) ** 2 * (quadrics[u, WEIGHT] + quadrics[v, WEIGHT]):
                continue
            around, between = _around(faces, first, following, u, v, beside)
            if len(between) != 2 or not 3 <= len(around) <= MOST:
                continue
            place = _best(quadrics, u, v)[1]
            if not _fits(vertices, faces, around, between, place, turn, quality):
                continue
            if bound < np.inf and not _settled(
                vertices, faces, around, between, place, given, importance, top, below, bound
            ):
                continue
            for face in between:
                kept[face] = False
                left -= 1
                for k in range(3):
                    _unchain(first, following, faces[face, k], 3 * face + k)
            first[u], first[v] = -1, -1
            for corner in around:
                faces[corner // 3, corner % 3] = u
                following[corner], first[u] = first[u], corner
            vertices[u, 0], vertices[u, 1], vertices[u, 2] = place
            quadrics[u] += quadrics[v]
            changes[u] += changes[v] + 1
            for corner in around:
                other = faces[corner // 3, (corner + 1) % 3]
                heapq.heappush(heap, (_best(quadrics, u, other)[0], u, other, changes[u] + changes[other]))
    return faces[kept]


@numba.njit(cache=True)
def _chained(owner, count):  # type: ignore[no-untyped-def]
    """Lists of what each of count owners has, by owner (N,): the first (count,) and the following (N,) number,
    -1 at the end."""
    first, following = np.full(count, -1), np.full(len(owner), -1)
    for n in range(len(owner)):
        following[n], first[owner[n]] = first[owner[n]], n
    return first, following


@numba.njit(cache=True)
def _unchain(first, following, owner, number):  # type: ignore[no-untyped-def]
    """Take a number out of its owner's list."""
    if first[owner] == number:
        first[owner] = following[number]
        return
    n = first[owner]
    while following[n] != number:
        n = following[n]
    following[n] = following[number]


@numba.njit(cache=True)
def _around(faces, first, following, u, v, beside):  # type: ignore[no-untyped-def]
    """The corners at either end of the edge u, v of faces that do not have it; and those that do, or more or less
    than two where its collapse would leave no manifold (the link condition, Dey et al. 1999)."""
    around, between = [0 for _ in range(0)], [0 for _ in range(0)]
    corner = first[u]
    while corner >= 0:
        face = corner // 3
        if faces[face, 0] == v or faces[face, 1] == v or faces[face, 2] == v:
            between.append(face)
        else:
            around.append(corner)
        beside[faces[face, (corner + 1) % 3]] = True
        corner = following[corner]
    common, corner = 0, first[v]
    while corner >= 0:
        face = corner // 3
        if faces[face, 0] != u and faces[face, 1] != u and faces[face, 2] != u:
            around.append(corner)
        common += beside[faces[face, (corner + 1) % 3]]
        corner = following[corner]
    corner = first[u]
    while corner >= 0:
        beside[faces[corner // 3, (corner + 1) % 3]] = False
        corner = following[corner]
    if common != 2:
        between.clear()
    return around, between


@numba.njit(cache=True)
def _fits(vertices, faces, around, between, place, turn, quality):  # type: ignore[no-untyped-def]
    """Whether, with corners there, none of the faces around turns over, and the worst has that quality or is no
    worse than the worst before."""
    worst_was = worst_now = 1.0
    for face in between:
        a, b, c = _at(vertices, faces[face, 0]), _at(vertices, faces[face, 1]), _at(vertices, faces[face, 2])
        worst_was = min(worst_was, _shape(a, b, c)[1])
    for corner in around:
        face = corner // 3
        a, b = _at(vertices, faces[face, corner % 3]), _at(vertices, faces[face, (corner + 1) % 3])
        c = _at(vertices, faces[face, (corner + 2) % 3])
        was, quality_was = _shape(a, b, c)
        now, quality_now = _shape(place, b, c)
        if _dot(was, now) < turn * np.sqrt(_dot(was, was) * _dot(now, now)) or _dot(now, now) < TINY**2:
            return False
        worst_was, worst_now = min(worst_was, quality_was), min(worst_now, quality_now)
    return worst_now >= quality or worst_now >= worst_was


@numba.njit(cache=True)
def _shape(a, b, c):  # type: ignore[no-untyped-def]
    """A triangle's normal, of twice its area, and its quality: 1 if equilateral, 0 if without area."""
    ab, ac, bc = _minus(b, a), _minus(c, a), _minus(c, b)
    normal = _cross(ab, ac)
    return normal, 12**0.5 * np.sqrt(_dot(normal, normal)) / (_dot(ab, ab) + _dot(ac, ac) + _dot(bc, bc) + TINY)


@numba.njit(cache=True)
def _settled(vertices, faces, around, between, place, given, importance, top, below, bound):  # type: ignore[no-untyped-def]
    """Lay the points given that lie on the faces around and between on those around, with corners at the place;
    False, and nothing done, where one is farther away than the bound."""
    old = between.copy()
    for corner in around:
        old.append(corner // 3)
    points, nearest = [0 for _ in range(0)], [0 for _ in range(0)]
    for face in old:
        point = top[face]
        while point >= 0:
            least, best = np.inf, -1
            for corner in around:
                b = _at(vertices, faces[corner // 3, (corner + 1) % 3])
                c = _at(vertices, faces[corner // 3, (corner + 2) % 3])
                squared = _apart(_at(given, point), place, b, c)
                if squared < least:
                    least, best = squared, corner // 3
            if least > (bound / importance[point]) ** 2:
                return False
            points.append(point)
            nearest.append(best)
            point = below[point]
    for face in old:
        top[face] = -1
    for n in range(len(points)):
        below[points[n]], top[nearest[n]] = top[nearest[n]], points[n]
    return True


@numba.njit(cache=True)
def _apart(point, a, b, c):  # type: ignore[no-untyped-def]
    """The squared distance of a point and a triangle."""
    ab, ac, ap = _minus(b, a), _minus(c, a), _minus(point, a)
    normal = _cross(ab, ac)
    size = _dot(normal, normal)
    second, third = _dot(_cross(ap, ac), normal), _dot(_cross(ab, ap), normal)
    if size > 0 and second >= 0 and third >= 0 and second + third <= size:
        return _dot(ap, normal) ** 2 / size
    return min(_from_edge(ap, ab), _from_edge(ap, ac), _from_edge(_minus(point, b), _minus(c, b)))


@numba.njit(cache=True)
def _from_edge(point, end):  # type: ignore[no-untyped-def]
    """The squared distance of a point and the edge from the origin to an end."""
    share = min(max(_dot(point, end) / max(_dot(end, end), TINY**2), 0.0), 1.0)
    apart = _plus(point, -share, end)
    return _dot(apart, apart)
