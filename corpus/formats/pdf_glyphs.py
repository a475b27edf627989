"""Reads the glyphs of a PDF page with PDFium: what each says, where it stands, whether it can be seen.

Spaces are left out, as the page shows them by distance alone, and so is what stands slanted or upright
on the page as displayed (watermarks, credits at the edge of a photo). A page of upright text is turned.
"""

import ctypes
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from corpus.errors import ArticleError
from corpus.formats.pdf_fonts import Fonts, Lies, is_lie
from corpus.formats.pdf_visibility import Ink, sum_areas

MAX_GLYPHS = 1_000_000  # of a page
LOST = "\ufffd"  # what is printed there is not known
_MIN_HEIGHT = 3.0  # points, from the lowest to the highest letters of a font: smaller is not read
_NEGLIGIBLE = 0.01  # points
_BEARING = 0.05  # of the size: the white on either side of a letter
_SLANT = 0.05  # radians
_WIDE_GAP, _WIDEST_GAP = 0.4, 4.0  # of the size: more than a space, less than between columns
_MARGIN = 0.15  # of the size: what letters reach into the space beside them
_SAMPLES = 200  # characters
_MOST = 0.75  # of them
_SAME_PLACE = 0.4  # share of a glyph that lies on glyphs of other text
_Floats = NDArray[numpy.float64]
_Ints = NDArray[numpy.int_]
# Any: of numbers it makes numbers, of arrays arrays.
_Place = Callable[[Any, Any], tuple[Any, Any]]


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


def read_glyphs(page: pdfium.FPDF_PAGE, fonts: Fonts) -> list[Glyph]:
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
        _turn(page, text, count)
        width, height = pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page)
        # The text was loaded before it is switched off, so that the page can be drawn without it.
        ink = Ink(page, width, height)
        glyphs = _glyphs(text, count, ink, _displayed(page, width, height), fonts)
        return _without_overlaps(glyphs, width, height)
    finally:
        pdfium.FPDFText_ClosePage(text)


def _turn(page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE, count: int) -> None:
    """Turn a page whose text stands upright, as its readers have to: it was printed across."""
    place = _displayed(page, pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    matrix, turns = pdfium.FS_MATRIX(), []
    for index in range(0, count, max(1, count // _SAMPLES)):
        if pdfium.FPDFText_GetMatrix(text, index, matrix):
            (x0, y0), (x1, y1) = place(0, 0), place(matrix.a, matrix.b)
            turns.append(round(math.atan2(y0 - y1, x1 - x0) / (math.pi / 2)) % 4)  # against the clock
    for turn in (1, 3):
        if turns.count(turn) > _MOST * len(turns):
            pdfium.FPDFPage_SetRotation(page, (pdfium.FPDFPage_GetRotation(page) + turn) % 4)


def _glyphs(text: pdfium.FPDF_TEXTPAGE, count: int, ink: Ink, place: _Place, fonts: Fonts) -> list[Glyph]:
    characters, owners, numbers = _printed(text, count, place, fonts)
    if not characters:
        return []
    left, right, bottom, top, x, y, *loose = numpy.array(numbers).T
    box = _box(place, left, bottom, right, top)
    start, high, end, low = _box(place, *loose)
    height = low - high
    # Of ligatures, and hyphens at the end of a line, PDFium tells no more than where the ink is: their size
    # is that of the letter before.
    is_told = (box[1] - high > _NEGLIGIBLE) | (low - box[3] > _NEGLIGIBLE)
    told = numpy.maximum.accumulate(numpy.where(is_told, numpy.arange(len(height)), -1))
    before = numpy.where(told >= 0, height[told], 0.0)
    bearing = numpy.where(is_told, 0.0, _BEARING * before)
    size = numpy.where(told >= 0, before, height)
    seen = (size >= _MIN_HEIGHT) & ink.shows(numpy.stack(box, axis=1))
    for number in _dirty_gaps(box, end, start, place(x, y)[1], size, ink):
        characters[number] = LOST
    columns = (*box, start - bearing, end + bearing, place(x, y)[1], size)
    rows = zip(*(column.tolist() for column in columns), owners, seen.tolist(), strict=True)
    return [Glyph(character, *row) for character, row in zip(characters, rows, strict=True)]


def _dirty_gaps(
    box: Sequence[_Floats], end: _Floats, start: _Floats, baseline: _Floats, size: _Floats, ink: Ink
) -> list[int]:
    """Return the numbers of the glyphs that have ink between them and the one before, where nothing is said.

    Of several spaces PDFium tells one, and one of them may show a letter.
    """
    width = (start[1:] - end[:-1]) / numpy.maximum(size[1:], 1e-6)
    is_gap = (width > _WIDE_GAP) & (width < _WIDEST_GAP)
    is_gap &= numpy.abs(baseline[1:] - baseline[:-1]) < _SLANT * size[1:]
    after = numpy.flatnonzero(is_gap) + 1
    margin = _MARGIN * size[after]
    left, right = end[after - 1] + margin, start[after] - margin
    gaps = numpy.stack([left, baseline[after] - size[after] / 2, right, baseline[after]], axis=1)
    return [int(number) for number in after[ink.touches(gaps)]]


def _printed(
    text: pdfium.FPDF_TEXTPAGE, count: int, place: _Place, fonts: Fonts
) -> tuple[list[str], list[int], list[tuple[float, ...]]]:
    """Ask PDFium about one character after the other: what each says, of which text it is, where it stands.

    Where it stands is left, right, bottom and top of its ink, its origin, and its box in the font: left,
    bottom, right, top; all in the page's own points.
    """
    characters: list[str] = []
    owners: list[int] = []
    numbers: list[tuple[float, ...]] = []
    ink = [ctypes.c_double() for _ in range(6)]
    box, places = pdfium.FS_RECTF(), [ctypes.byref(number) for number in ink]
    owner, is_level = -1, True
    lies: Lies = {}
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text, index)
        character = chr(code) if code < 0x110000 else LOST
        if not character.isalnum() and pdfium.FPDFText_IsHyphen(text, index) == 1:
            character = "-"  # at the end of a line it has a code of its own
        handle = pdfium.FPDFText_GetTextObject(text, index)
        address = ctypes.c_void_p.from_buffer(handle).value or 0
        if address != owner:
            owner, is_level = address, _is_level(text, index, place)
            lies = fonts.lies(handle) if address else {}
        if not is_level or (character.isspace() and character not in lies):
            continue
        pdfium.FPDFText_GetCharBox(text, index, *places[:4])
        pdfium.FPDFText_GetCharOrigin(text, index, *places[4:])
        pdfium.FPDFText_GetLooseCharBox(text, index, box)
        left, right, bottom, top, x, y = (number.value for number in ink)
        if character in lies:
            moved = (left - x, bottom - y, right - x, top - y)
            character = LOST if is_lie(lies[character], moved, _matrix(text, index)) else character
        if not character.isspace():
            characters.append(character)
            owners.append(owner)
            numbers.append((left, right, bottom, top, x, y, box.left, box.bottom, box.right, box.top))
    return characters, owners, numbers


def _matrix(text: pdfium.FPDF_TEXTPAGE, index: int) -> tuple[float, float, float, float]:
    """Return what a font of size 1 is turned into on the page."""
    size, matrix = pdfium.FPDFText_GetFontSize(text, index), pdfium.FS_MATRIX(1, 0, 0, 1, 0, 0)
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    return size * matrix.a, size * matrix.b, size * matrix.c, size * matrix.d


def _is_level(text: pdfium.FPDF_TEXTPAGE, index: int, place: _Place) -> bool:
    """Tell whether a text runs from left to right and stands upright: letters upside down are others."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(text, index, matrix):
        return True
    (x0, y0), (x1, y1), (_, y2) = place(0, 0), place(matrix.a, matrix.b), place(matrix.c, matrix.d)
    return abs(math.atan2(y1 - y0, x1 - x0)) < _SLANT and y2 < y0


def _box(place: _Place, left: _Floats, bottom: _Floats, right: _Floats, top: _Floats) -> tuple[_Floats, ...]:
    """Return left, top, right and bottom as displayed."""
    (x1, y1), (x2, y2) = place(left, bottom), place(right, top)
    return numpy.minimum(x1, x2), numpy.minimum(y1, y2), numpy.maximum(x1, x2), numpy.maximum(y1, y2)


def _displayed(page: pdfium.FPDF_PAGE, width: float, height: float) -> _Place:
    """Return what turns places of the page into points from the top left of the page as displayed."""
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
    boxes = numpy.array([(g.left, g.top, g.right, g.bottom) for g in glyphs]).reshape(-1, 4)
    pixels = (numpy.add((boxes * scale).clip(-1e6, 1e6).astype(int), (0, 0, 1, 1))).clip(0, None)
    near = _near_others(pixels, [glyph.owner for glyph in glyphs], owners.shape)
    near = near[boxes[near, 0] < boxes[near, 2]]
    for number in sorted(near.tolist(), key=lambda n: -_area(glyphs[n])):  # the small ones on the large
        x1, y1, x2, y2 = pixels[number]
        glyph = glyphs[number]
        place = owners[y1:y2, x1:x2]
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


def _near_others(pixels: _Ints, owners: Sequence[int], shape: tuple[int, int]) -> _Ints:
    """Return the numbers of the glyphs that reach into the rectangle around another text: mostly none."""
    if not owners:
        return numpy.zeros(0, dtype=int)
    limits = numpy.array((*shape[::-1], *shape[::-1]))
    whose = numpy.unique(owners, return_inverse=True)[1]
    around = numpy.tile((*limits[:2], 0, 0), (whose.max() + 1, 1))
    numpy.minimum.at(around[:, :2], whose, pixels[:, :2])
    numpy.maximum.at(around[:, 2:], whose, pixels[:, 2:])
    count = numpy.zeros(shape, dtype=numpy.int16)
    for x1, y1, x2, y2 in around.tolist():
        count[y1:y2, x1:x2] += 1
    if count.max() < 2:
        return numpy.zeros(0, dtype=int)
    x1, y1, x2, y2 = numpy.minimum(pixels, limits).T
    sums = sum_areas(count > 1)
    return numpy.flatnonzero(sums[y2, x2] - sums[y1, x2] - sums[y2, x1] + sums[y1, x1])


def _part(glyph: Glyph, below: Glyph) -> float:
    """Return what share of ``glyph`` counts: on one line, where letters are kerned, the larger's."""
    is_same_line = abs(glyph.baseline - below.baseline) < _SLANT * glyph.size
    return max(1.0, _area(below) / _area(glyph)) if is_same_line else 1.0


def _area(glyph: Glyph) -> float:
    return max(glyph.right - glyph.left, 0.1) * max(glyph.bottom - glyph.top, 0.1)
