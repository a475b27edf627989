"""Finds where the text of a PDF page leaves ink that a reader sees: the page is drawn with and without it.

What differs is the ink of the text, whatever hid the rest: its colour, a rectangle or image above it, a
clipping path, a hidden layer, the edge of the page. Not told apart: a glyph's shape from its meaning, which
takes recognition of characters.
"""

import ctypes
from collections.abc import Iterator

import numpy
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

# Of a page that is drawn: letters of 6 points are told from blank paper at this scale, see
# tests/test_corpus_formats_pdf_hidden.py, and an A4 page takes some 15 ms.
PIXELS_PER_POINT = 1.5
_MAX_PIXELS = 4_000_000  # a page larger than A1 is drawn more coarsely
_CONTRAST = 16  # of 255: paler than that is not read
# Pixels: the side of a dash, which may fall into one row of several; a comma, paler in its corners.
_THIN, _SMALL = 3, 5
_MAX_DEPTH = 16  # of forms within forms
_MAX_OBJECTS = 200_000
_WHITE = 0xFFFFFFFF


class Ink:
    """The pixels of a page that its text changes, counted from the top left of the page as displayed."""

    def __init__(self, page: pdfium.FPDF_PAGE, width_points: float, height_points: float) -> None:
        area = max(width_points * height_points, 1.0)
        self.scale = min(PIXELS_PER_POINT, (_MAX_PIXELS / area) ** 0.5)
        self._size = (max(1, round(width_points * self.scale)), max(1, round(height_points * self.scale)))
        with_text = _draw(page, *self._size)
        for text in list(_texts(page)):
            pdfium.FPDFPageObj_SetIsActive(text, False)
        changed = abs(with_text - _draw(page, *self._size)) >= _CONTRAST
        # Sums over rectangles from the corner, so that a glyph takes a few additions.
        self._sums = numpy.zeros((self._size[1] + 1, self._size[0] + 1), dtype=numpy.int32)
        self._sums[1:, 1:] = changed.cumsum(axis=0, dtype=numpy.int32).cumsum(axis=1, dtype=numpy.int32)

    def shows(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Tell whether there is ink at all four sides of the box of a glyph, in points.

        A glyph touches each side of its box; one that is half covered or clipped does not.
        """
        if not (left < right and top < bottom):
            return False
        width, height = self._size
        x1, x2 = _pixels(left * self.scale, right * self.scale)
        y1, y2 = _pixels(top * self.scale, bottom * self.scale)
        if x1 < -1 or y1 < -1 or x2 > width + 1 or y2 > height + 1:
            return False
        x1, y1, x2, y2 = max(x1, 0), max(y1, 0), min(x2, width), min(y2, height)
        if max(x2 - x1, y2 - y1) <= _SMALL:
            return self._count(x1, y1, x2, y2) > 0
        across, down = _half(x2 - x1), _half(y2 - y1)
        return bool(
            self._count(x1, y1, x1 + across, y2)
            and self._count(x2 - across, y1, x2, y2)
            and self._count(x1, y1, x2, y1 + down)
            and self._count(x1, y2 - down, x2, y2)
        )

    def _count(self, x1: int, y1: int, x2: int, y2: int) -> int:
        sums = self._sums
        return int(sums[y2, x2] - sums[y1, x2] - sums[y2, x1] + sums[y1, x1])


def _pixels(low: float, high: float) -> tuple[int, int]:
    first, last = int(numpy.floor(low)), int(numpy.ceil(high))
    return first, max(last, first + 1)


def _half(pixels: int) -> int:
    return pixels if pixels <= _THIN else -(-pixels // 2)


def _draw(page: pdfium.FPDF_PAGE, width: int, height: int) -> NDArray[numpy.int16]:
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        start = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte))
        return numpy.ctypeslib.as_array(start, (height, stride))[:, :width].astype(numpy.int16)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def _texts(page: pdfium.FPDF_PAGE) -> Iterator[pdfium.FPDF_PAGEOBJECT]:
    """Yield the text objects of a page, those in forms too."""
    stack = [
        (pdfium.FPDFPage_GetObject(page, number), 0)
        for number in range(min(pdfium.FPDFPage_CountObjects(page), _MAX_OBJECTS))
    ]
    seen = 0
    while stack and seen < _MAX_OBJECTS:
        found, depth = stack.pop()
        seen += 1
        kind = pdfium.FPDFPageObj_GetType(found)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield found
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            count = min(pdfium.FPDFFormObj_CountObjects(found), _MAX_OBJECTS)
            stack += [(pdfium.FPDFFormObj_GetObject(found, number), depth + 1) for number in range(count)]
