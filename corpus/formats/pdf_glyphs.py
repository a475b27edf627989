"""Reads the glyphs of a PDF page with PDFium: what each says, where it stands, whether it can be seen.

Spaces are left out, as the page shows them by distance alone, and so is what stands slanted or upright
on the page as displayed (watermarks, credits at the edge of a photo).
"""

import ctypes
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy
import pypdfium2.raw as pdfium

from corpus.errors import ArticleError
from corpus.formats.pdf_visibility import Ink

MAX_GLYPHS = 1_000_000  # of a page
LOST = "\ufffd"  # what is printed there is not known
_MIN_HEIGHT = 3.0  # points, from the lowest to the highest letters of a font: smaller is not read
_NEGLIGIBLE = 0.01  # points
_BEARING = 0.05  # of the size: the white on either side of a letter
_SLANT = 0.05  # radians
_SAME_PLACE = 0.4  # share of a glyph that lies on glyphs of other text
_Place = Callable[[float, float], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character as printed, in points from the top left of the page as displayed.

    ``text`` is U+FFFD where two texts lie on each other. ``size`` is the height of the font's letters, and
    ``owner`` the text object of the page that it belongs to. The ink lies between ``left`` and ``right``; the
    next letter of the font follows at ``end``.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float
    baseline: float
    size: float
    owner: int
    seen: bool


def read_glyphs(page: pdfium.FPDF_PAGE) -> list[Glyph]:
    """Return the glyphs of a page in the order of its content.

    Raises:
        ArticleError: there are more than any page has.
    """
    text = pdfium.FPDFText_LoadPage(page)
    if not text:
        return []
    try:
        count = pdfium.FPDFText_CountChars(text)
        if count > MAX_GLYPHS:
            raise ArticleError(f"too large: a page of {count:,} characters, at most {MAX_GLYPHS:,}")
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        # The text was loaded before it is switched off, so that the page can be drawn without it.
        reader = _Reader(text, Ink(page, width, height), _displayed(page, width, height))
        return _without_overlaps(list(reader.glyphs(count)), width, height)
    finally:
        pdfium.FPDFText_ClosePage(text)


class _Reader:
    """Asks PDFium about one character after the other."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, ink: Ink, place: _Place) -> None:
        self._text = text
        self._ink = ink
        self._place = place
        self._size = 0.0

    def glyphs(self, count: int) -> Iterator[Glyph]:
        for index in range(count):
            code = pdfium.FPDFText_GetUnicode(self._text, index)
            character = chr(code) if code < 0x110000 else LOST
            if pdfium.FPDFText_IsHyphen(self._text, index) == 1:
                character = "-"  # at the end of a line it has a code of its own
            if not character.isspace() and self._is_level(index):
                yield self._glyph(index, character)

    def _is_level(self, index: int) -> bool:
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._text, index, matrix):
            return True
        (x0, y0), (x1, y1) = self._place(0, 0), self._place(matrix.a, matrix.b)
        return abs(math.atan2(y1 - y0, x1 - x0)) < _SLANT

    def _glyph(self, index: int, character: str) -> Glyph:
        left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
        pdfium.FPDFText_GetCharBox(self._text, index, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(self._text, index, x, y)
        ink = self._box(left.value, bottom.value, right.value, top.value)
        loose = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._text, index, loose)
        start, high, end, low = self._box(loose.left, loose.bottom, loose.right, loose.top)
        if ink[1] - high > _NEGLIGIBLE or low - ink[3] > _NEGLIGIBLE:
            self._size = low - high
        else:  # of ligatures, and hyphens at the end of a line, PDFium tells no more than where the ink is
            start, end = start - _BEARING * self._size, end + _BEARING * self._size
            self._size = self._size or low - high
        owner = pdfium.FPDFText_GetTextObject(self._text, index)
        return Glyph(
            character,
            *ink,
            start=start,
            end=end,
            baseline=self._place(x.value, y.value)[1],
            size=self._size,
            owner=ctypes.cast(owner, ctypes.c_void_p).value or 0,
            seen=self._size >= _MIN_HEIGHT and self._ink.shows(*ink),
        )

    def _box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom as displayed."""
        (x1, y1), (x2, y2) = self._place(left, bottom), self._place(right, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _displayed(page: pdfium.FPDF_PAGE, width: float, height: float) -> _Place:
    """Return what turns a place of the page into points from the top left of the page as displayed."""
    fine = 1000  # as PDFium answers in whole pixels
    x, y = ctypes.c_int(), ctypes.c_int()

    def at(left: float, bottom: float) -> tuple[float, float]:
        size = (round(width * fine), round(height * fine))
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, left, bottom, x, y)
        return x.value / fine, y.value / fine

    (x0, y0), (x1, y1), (x2, y2) = at(0, 0), at(100, 0), at(0, 100)
    a, b, c, d = ((end - start) / 100 for end, start in ((x1, x0), (y1, y0), (x2, x0), (y2, y0)))
    return lambda left, bottom: (x0 + a * left + c * bottom, y0 + b * left + d * bottom)


def _without_overlaps(glyphs: list[Glyph], width: float, height: float) -> list[Glyph]:
    """Replace glyphs of different texts in the same place: the ink there may be of either.

    The same letter twice, which some print for bold, is left once.
    """
    scale = min(2.0, 2000 / max(width, height, 1))
    owners = numpy.full((int(height * scale) + 1, int(width * scale) + 1), -1, dtype=numpy.int32)
    known: dict[int, Glyph] = {}
    result: list[Glyph | None] = list(glyphs)
    for number in sorted(range(len(glyphs)), key=lambda n: -_area(glyphs[n])):  # the small ones on the large
        glyph = glyphs[number]
        if glyph.right <= glyph.left:
            continue
        rows = slice(max(int(glyph.top * scale), 0), max(int(glyph.bottom * scale) + 1, 0))
        columns = slice(max(int(glyph.left * scale), 0), max(int(glyph.right * scale) + 1, 0))
        place = owners[rows, columns]
        around = set(place.ravel().tolist()) - {-1}
        below = [n for n in around if known[n].owner != glyph.owner]
        below = [n for n in below if (place == n).mean() >= _SAME_PLACE * _part(glyph, known[n])]
        if below:
            if all(known[n].text == glyph.text and known[n].seen for n in below):
                result[number] = None
                continue
            for n in [*below, number]:
                result[n] = replace(glyphs[n], text=LOST)
        place[:] = number
        known[number] = glyph
    return [glyph for glyph in result if glyph is not None]


def _part(glyph: Glyph, below: Glyph) -> float:
    """Return what share of ``glyph`` counts: on one line, where letters are kerned, the larger's."""
    is_same_line = abs(glyph.baseline - below.baseline) < _SLANT * glyph.size
    return max(1.0, _area(below) / _area(glyph)) if is_same_line else 1.0


def _area(glyph: Glyph) -> float:
    return max(glyph.right - glyph.left, 0.1) * max(glyph.bottom - glyph.top, 0.1)
