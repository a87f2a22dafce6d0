"""The gallery: each avatar stands before an empty backdrop, under it what was asked for."""

from __future__ import annotations

import json
from unittest import mock

import bpy
import numpy as np

from .. import gallery
from . import support


class Gallery(support.Case):
    def setUp(self) -> None:
        super().setUp()
        request = {"shape": "a man", "appearance": "a man in a red shirt"}
        (self.folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
        size = mock.patch.multiple(gallery, WIDTH=90, HEIGHT=135)
        size.start()
        self.addCleanup(size.stop)

    def test_shows_figure_and_face_and_the_words_beneath(self):
        out = self.folder / "gallery.jpg"
        gallery.make_gallery(support.ADDON, out, [self.folder], faces=True, samples=2)
        self.keep(out)
        image = bpy.data.images.load(str(out))
        page = np.array(image.pixels[:]).reshape(image.size[1], image.size[0], 4)[..., :3]
        gap, strip = gallery.GAP, gallery.LABEL
        self.assertEqual(page.shape, (135 + strip + 2 * gap, 2 * 90 + 2 * gap, 3))
        words, pictures = page[gap : gap + strip, gap:-gap], page[gap + strip : -gap, gap:-gap]
        words = words[:-8]  # JPEG lets the pictures' colours spill over
        self.assertLess(words.min(), 0.5)
        for edge in (words[0], words[-1], words[:, 0], words[:, -1]):
            np.testing.assert_allclose(edge, np.broadcast_to(gallery.PAGE, edge.shape), atol=0.05)
        for picture in np.split(pictures, 2, axis=1):
            colorful = np.ptp(picture, axis=2) > 0.2  # the backdrop is grey, the figure is not
            self.assertGreater(colorful[60:75, 30:60].mean(), 0.3)
            self.assertFalse(colorful[-6:, :10].any() or colorful[-6:, -10:].any())
        figure = np.ptp(pictures[:, :84], axis=2) > 0.2  # JPEG lets the face's red collar spill over
        rows = np.flatnonzero(figure.any(axis=1))
        self.assertGreater(rows.max() - rows.min(), 0.75 * 135)
        self.assertFalse(figure[:3].any() or figure[-3:].any() or figure[:, :2].any())
