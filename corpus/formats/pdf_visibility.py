"""Finds where the text of a PDF page leaves ink that a reader sees: the page is drawn with and without it.

What differs is the ink of the text, whatever hid the rest: its colour, a rectangle or image above it, a
clipping path, a hidden layer, the edge of the page. Whether it is the ink of what the text says
is for ``pdf_fonts``.
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
_FAR = 1e6  # points: no page reaches as far
_MAX_DEPTH = 16  # of forms within forms
_MAX_OBJECTS = 200_000
_WHITE = 0xFFFFFFFF
_Ints = NDArray[numpy.int_]
_Bools = NDArray[numpy.bool]


class Ink:
    """The pixels of a page that its text changes, counted from the top left of the page as displayed."""

    def __init__(self, page: pdfium.FPDF_PAGE, width_points: float, height_points: float) -> None:
        area = max(width_points * height_points, 1.0)
        self.scale = min(PIXELS_PER_POINT, (_MAX_PIXELS / area) ** 0.5)
        self._size = (max(1, round(width_points * self.scale)), max(1, round(height_points * self.scale)))
        with_text = draw(page, *self._size)
        for text in list(_texts(page)):
            pdfium.FPDFPageObj_SetIsActive(text, False)
        without = draw(page, *self._size)
        changed = numpy.maximum(with_text, without) - numpy.minimum(with_text, without) >= _CONTRAST
        self._sums = sum_areas(changed)

    def shows(self, boxes: NDArray[numpy.float64]) -> _Bools:
        """Tell whether there is ink at all four sides of the boxes of glyphs.

        A glyph touches each side of its box; one that is half covered or clipped does not.

        Args:
            boxes: (n, 4): left, top, right and bottom, in points.
        """
        x1, y1, x2, y2, is_on_page = self._pixels(boxes)
        is_small = numpy.maximum(x2 - x1, y2 - y1) <= _SMALL
        across, down = _half(x2 - x1), _half(y2 - y1)
        has_ink_all_round = (
            self._has_ink(x1, y1, x1 + across, y2)
            & self._has_ink(x2 - across, y1, x2, y2)
            & self._has_ink(x1, y1, x2, y1 + down)
            & self._has_ink(x1, y2 - down, x2, y2)
        )
        shown: _Bools = is_on_page & numpy.where(is_small, self._has_ink(x1, y1, x2, y2), has_ink_all_round)
        return shown

    def touches(self, boxes: NDArray[numpy.float64]) -> _Bools:
        """Tell whether there is any ink in boxes like those of ``shows``."""
        x1, y1, x2, y2, is_on_page = self._pixels(boxes)
        touched: _Bools = is_on_page & self._has_ink(x1, y1, x2, y2)
        return touched

    def _pixels(self, boxes: NDArray[numpy.float64]) -> tuple[_Ints, _Ints, _Ints, _Ints, _Bools]:
        """Return where boxes lie on the page, and whether all of each does."""
        width, height = self._size
        x1, y1 = numpy.floor(boxes[:, :2].clip(-_FAR, _FAR) * self.scale).astype(int).T
        x2, y2 = numpy.ceil(boxes[:, 2:].clip(-_FAR, _FAR) * self.scale).astype(int).T
        x2, y2 = numpy.maximum(x2, x1 + 1), numpy.maximum(y2, y1 + 1)
        is_on_page = (boxes[:, 0] < boxes[:, 2]) & (boxes[:, 1] < boxes[:, 3])
        is_on_page &= (x1 >= -1) & (y1 >= -1) & (x2 <= width + 1) & (y2 <= height + 1)
        return x1.clip(0, width), y1.clip(0, height), x2.clip(0, width), y2.clip(0, height), is_on_page

    def _has_ink(self, x1: _Ints, y1: _Ints, x2: _Ints, y2: _Ints) -> _Bools:
        sums = self._sums
        has_ink: _Bools = sums[y2, x2] - sums[y1, x2] - sums[y2, x1] + sums[y1, x1] > 0
        return has_ink


def sum_areas(pixels: _Bools) -> NDArray[numpy.int32]:
    """Return how many pixels are set above and left of each corner: a rectangle takes four additions."""
    sums = numpy.zeros((pixels.shape[0] + 1, pixels.shape[1] + 1), dtype=numpy.int32)
    rows = pixels.cumsum(axis=1, dtype=numpy.int32)
    numpy.cumsum(rows, axis=0, out=sums[1:, 1:])
    return sums


def _half(pixels: _Ints) -> _Ints:
    return numpy.where(pixels <= _THIN, pixels, -(-pixels // 2))


def draw(page: pdfium.FPDF_PAGE, width: int, height: int) -> NDArray[numpy.uint8]:
    """Return the page as ``height`` rows of so many pixels as ``width``; 255 is white."""
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, pdfium.FPDFBitmap_Gray, None, 0)
    if not bitmap:
        raise MemoryError
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium.FPDF_ANNOT)
        stride = pdfium.FPDFBitmap_GetStride(bitmap)
        start = ctypes.cast(pdfium.FPDFBitmap_GetBuffer(bitmap), ctypes.POINTER(ctypes.c_ubyte))
        return numpy.ctypeslib.as_array(start, (height, stride))[:, :width].copy()
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
