"""Fewer triangles for the same shape and colours: edges collapse in the order of what that costs.

The cost is the quadric error (Garland & Heckbert 1997) in position and colour, with the colours that are
best at a position left implicit (Hoppe 1999, New Quadric Metric for Simplifying Meshes with Appearance
Attributes). Quadrics only say what comes first: how far the surface may go is measured, at all the vertices
given, and it goes no farther anywhere before it has gone that far everywhere.
"""

from __future__ import annotations

import heapq

import numba
import numpy as np

from .triangles import TINY, at, cross, dot, minus, plus, shape, squared_distance

BORDER = 0.005  # metres off the surface that cost as much as black in place of white
PULL = 1e-5  # of the squared distance to where a vertex was: evens out triangles where all is flat
MOST = 64  # triangles around both ends of an edge; with more it stays
BOUNDS = 0.00025 * 2.0 ** np.arange(8)  # metres: each is tried out before the next
# The least cosine between a triangle's normals before and after, and its least quality, 1 if equilateral;
# given up where a budget needs it.
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
    """Vertices (W, 3) float64 and faces (G, 3) int64 of so many triangles at most, if the topology has so
    few.

    vertices (V, 3) in metres and faces (F, 3) are a closed manifold, and so is what is left. colors (V, 3)
    in 0..1: their borders are kept. importance (V,): errors count so many times there. bound, in metres, if
    not 0: the fewest triangles that keep each vertex given within it, divided by its importance; where the
    budget wants still fewer, farther off. The same input gives the same output.
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
def _quadrics(vertices, faces, colors, weight):  # type: ignore[no-untyped-def]
    """(V, 23) float64; weight (V,) is what area counts there."""
    quadrics, one = np.zeros((len(vertices), COLUMNS)), np.empty(COLUMNS)
    nowhere = (0.0, 0.0, 0.0)
    for n in range(len(faces)):
        i, j, k = faces[n]
        a, b, c = at(vertices, i), at(vertices, j), at(vertices, k)
        ab, ac = minus(b, a), minus(c, a)
        normal = cross(ab, ac)
        size = max(np.sqrt(dot(normal, normal)), TINY)
        normal = plus(nowhere, 1 / size, normal)
        area = size * (weight[i] + weight[j] + weight[k]) / 6
        one[:] = 0
        one[WEIGHT] = area
        _add(one, normal, -dot(normal, a), area)
        for channel in range(3):
            first = colors[i, channel]
            slope = plus(nowhere, (colors[j, channel] - first) / size, cross(ac, normal))
            slope = plus(slope, (colors[k, channel] - first) / size, cross(normal, ab))
            origin, column = first - dot(slope, a), CHANNELS + 4 * channel
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
    place = (
        dot(first, vector) / determinant,
        dot(second, vector) / determinant,
        dot(third, vector) / determinant,
    )
    return max(error + dot(vector, place), 0.0), place


@numba.njit(cache=True)
def _collapsed(vertices, faces, quadrics, importance, rounds):  # type: ignore[no-untyped-def]
    """Faces (G, 3) that are left; vertices, faces and quadrics change in place.

    rounds (R, 4): in each, triangles to stop at, bound, and LIMITS. Corner 3 f + k is the k-th of face f;
    first (V,) and following (3 F,) chain the corners at each vertex, top (F,) and below (V,) the vertices
    given that lie on each face.
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
    """Lists of what each of count owners has, by owner (N,): the first (count,) and the following (N,)
    number; -1 ends them."""
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
    """The corners at u and v of faces without the edge between them; and the faces with it, or none where its
    collapse would leave no manifold (the link condition, Dey et al. 1999)."""
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
    """Whether, with corners at the place, no face around turns over, and the worst of them has that quality
    or is no worse than the worst before."""
    worst_was = worst_now = 1.0
    for face in between:
        a, b, c = at(vertices, faces[face, 0]), at(vertices, faces[face, 1]), at(vertices, faces[face, 2])
        worst_was = min(worst_was, shape(a, b, c)[1])
    for corner in around:
        face = corner // 3
        a, b = at(vertices, faces[face, corner % 3]), at(vertices, faces[face, (corner + 1) % 3])
        c = at(vertices, faces[face, (corner + 2) % 3])
        was, quality_was = shape(a, b, c)
        now, quality_now = shape(place, b, c)
        if dot(was, now) < turn * np.sqrt(dot(was, was) * dot(now, now)) or dot(now, now) < TINY**2:
            return False
        worst_was, worst_now = min(worst_was, quality_was), min(worst_now, quality_now)
    return worst_now >= quality or worst_now >= worst_was


@numba.njit(cache=True)
def _settled(vertices, faces, around, between, place, given, importance, top, below, bound):  # type: ignore[no-untyped-def]
    """Lay the points given that lie on the faces around and between on those around, with corners at the
    place, and tell whether all lie within the bound; where not, nothing is done."""
    old = between.copy()
    for corner in around:
        old.append(corner // 3)
    points, nearest = [0 for _ in range(0)], [0 for _ in range(0)]
    for face in old:
        point = top[face]
        while point >= 0:
            least, best = np.inf, -1
            for corner in around:
                b = at(vertices, faces[corner // 3, (corner + 1) % 3])
                c = at(vertices, faces[corner // 3, (corner + 2) % 3])
                squared = squared_distance(at(given, point), place, b, c)
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
