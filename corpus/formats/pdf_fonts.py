"""Finds the characters that a font of a PDF does not print as what it says they are.

Each font prints a specimen of all its codes: what a code says is compared with what it looks like.
"""

import ctypes
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from corpus.formats.glyph_shapes import INK, SIDE, is_known, likeness
from corpus.formats.pdf_visibility import draw

LIKELY = 0.003  # as measured, see glyph_shapes.md
_ROW = 256  # codes
_CODES = 65_536
_EM = 100.0  # points, for a specimen whose size nothing hangs on
_APART = 1_000.0  # points between specimens, so that none is taken for the continuation of another
_COLUMNS = 16
_CELL = 3 * SIDE  # pixels of the width of a cell of the specimen
_MAX_SPECIMENS = 4_000  # of a font; of more the rest is not looked at, nor believed

_SAME = 0.004  # of the size of the font
_Box = tuple[float, ...]  # left, bottom, right and top, from the origin of the glyph
Lies = Mapping[str, Sequence[_Box]]  # what is said falsely, and the boxes of what is shown instead


class Fonts:
    """What the fonts of a document say falsely, each found out once."""

    def __init__(self, document: pdfium.FPDF_DOCUMENT) -> None:
        self._document = document
        self._lies: dict[int, Lies] = {}
        self._kept: list[pdfium.FPDF_PAGEOBJECT] = []

    def lies(self, text: pdfium.FPDF_PAGEOBJECT) -> Lies:
        """Return what the font of a text says where it shows something else."""
        font = pdfium.FPDFTextObj_GetFont(text)
        address = ctypes.c_void_p.from_buffer(font).value or 0
        if address not in self._lies:
            # A text of our own keeps the font, so that its address is never that of another.
            self._kept.append(pdfium.FPDFPageObj_CreateTextObj(self._document, font, _EM))
            self._lies[address] = _Specimen(self._document, font).lies()
        return self._lies[address]

    def close(self) -> None:
        """Let go of the fonts, before the document is closed."""
        for text in self._kept:
            pdfium.FPDFPageObj_Destroy(text)


def is_lie(lies: Sequence[_Box], box: _Box, matrix: tuple[float, float, float, float]) -> bool:
    """Tell whether the ink of a glyph is that of one of ``lies`` that say the same.

    A font may say more than it prints: what it does not print does not count.

    Args:
        lies: their boxes.
        box: that of the glyph on the page, from its origin.
        matrix: what a font of size 1 is turned into on the page.
    """
    a, b, c, d = matrix
    for left, bottom, right, top in lies:
        x = [a * h + c * v for h in (left, right) for v in (bottom, top)]
        y = [b * h + d * v for h in (left, right) for v in (bottom, top)]
        moved = (min(x), min(y), max(x), max(y))
        if max(abs(p - q) for p, q in zip(box, moved, strict=True)) < _SAME * max(map(abs, matrix)):
            return True
    return False


class _Specimen:
    """The codes of a font as it prints them."""

    def __init__(self, document: pdfium.FPDF_DOCUMENT, font: pdfium.FPDF_FONT) -> None:
        self._document = document
        self._font = font

    def lies(self) -> Lies:
        found = [(code, claim, box) for code, claim, box in self._claims() if _has_ink(box)]
        lies = [(claim, box) for _, claim, box in found if _is_false(claim)]
        known = [one for one in found if is_known(one[1])]
        lies += [(claim, box) for _, claim, box in known[_MAX_SPECIMENS:]]
        known = known[:_MAX_SPECIMENS]
        if known:
            places = numpy.array([_place(box) for _, _, box in known], dtype=numpy.float32)
            likely = likeness(self._print(known), places, [claim for _, claim, _ in known])
            lies += [one[1:] for one, share in zip(known, likely, strict=True) if share < LIKELY]
        boxes: dict[str, list[_Box]] = {}
        for claim, box in lies:
            for character in claim:  # that of a ligature is that of each of its letters
                boxes.setdefault(character, []).append(tuple(edge / _EM for edge in box))
        return boxes

    def _claims(self) -> list[tuple[int, str, _Box]]:
        """Return each code that says something: what, and the box of its ink."""
        found = self._texts(range(_ROW))
        first, *rows = self._rows()
        said = {code for code, _, _ in found}
        for number, row in enumerate(rows, 1):
            codes = list(range(number * _ROW, (number + 1) * _ROW)) if row else []
            if row == first:  # a font of 256 codes takes others modulo 256, and has no outlines for them
                codes = [code for code in codes if code % _ROW in said and self._has_outline(code)]
            found += self._texts(codes) if codes else []
        return found

    def _has_outline(self, code: int) -> bool:
        return bool(pdfium.FPDFFont_GetGlyphPath(self._font, code, _EM))

    def _rows(self) -> list[str]:
        """Return what each 256 codes say together."""
        count = _CODES // _ROW
        with self._page(1e6, 1e6) as page:
            for start in range(0, _CODES, _ROW):
                self._add(page, range(start, start + _ROW), (1, 0, 0, 1, 0, start * _APART / _ROW))
            text = pdfium.FPDFText_LoadPage(page)
            said = _lines(text)
            if len(said) != count or len(set(said)) > 1:  # a row that says nothing is no line
                rows = [pdfium.FPDFPage_GetObject(page, number) for number in range(count)]
                said = [_said(row, text) for row in rows]
            pdfium.FPDFText_ClosePage(text)
        return said

    def _texts(self, codes: Sequence[int]) -> list[tuple[int, str, _Box]]:
        """Print each code by itself, and return what it says, and the box of its ink."""
        with self._page(1e6, 1e6) as page:
            numbers = {self._add(page, [c], (1, 0, 0, 1, n * _APART, 0)): c for n, c in enumerate(codes)}
            parts: dict[int, list[tuple[str, _Box, float]]] = {}
            for owner, character, box, origin in _read(page):
                if owner in numbers:
                    parts.setdefault(numbers[owner], []).append((character, box, origin))
        # What is in several places was no code, but several.
        single = [(code, part) for code, part in parts.items() if len({origin for _, _, origin in part}) == 1]
        said = [(code, "".join(character for character, _, _ in part), part[0][1]) for code, part in single]
        return [one for one in said if one[1].strip("\0")]

    @contextmanager
    def _page(self, width: float, height: float) -> Iterator[pdfium.FPDF_PAGE]:
        """Make a page that is gone afterwards."""
        number = pdfium.FPDF_GetPageCount(self._document)
        page = pdfium.FPDFPage_New(self._document, number, width, height)
        try:
            yield page
        finally:
            pdfium.FPDF_ClosePage(page)
            pdfium.FPDFPage_Delete(self._document, number)

    def _add(self, page: pdfium.FPDF_PAGE, codes: Sequence[int], matrix: Sequence[float]) -> int:
        text = pdfium.FPDFPageObj_CreateTextObj(self._document, self._font, _EM)
        pdfium.FPDFText_SetCharcodes(text, (ctypes.c_uint32 * len(codes))(*codes), len(codes))
        pdfium.FPDFPageObj_Transform(text, *matrix)
        pdfium.FPDFPage_InsertObject(page, text)
        return ctypes.c_void_p.from_buffer(text).value or 0

    def _print(self, specimens: Sequence[tuple[int, str, _Box]]) -> NDArray[numpy.uint8]:
        """Return (n, SIDE, SIDE): the glyph of each code, its ink of the size that is compared."""
        rows = -(-len(specimens) // _COLUMNS)
        width, height = _COLUMNS * _CELL, rows * SIDE
        with self._page(width, height) as page:
            for number, (code, _, (left, bottom, right, top)) in enumerate(specimens):
                scale = INK / max(right - left, top - bottom)
                x, y = (number % _COLUMNS + 0.5) * _CELL, height - (number // _COLUMNS + 0.5) * SIDE
                x, y = x - scale * (left + right) / 2, y - scale * (bottom + top) / 2
                self._add(page, [code], (scale, 0, 0, scale, x, y))
            drawn = 255 - draw(page, width, height)
        cells = drawn.reshape(rows, SIDE, _COLUMNS, _CELL).swapaxes(1, 2).reshape(-1, SIDE, _CELL)
        return numpy.stack([_centred(cell) for cell in cells[: len(specimens)]])


def _centred(cell: NDArray[numpy.uint8]) -> NDArray[numpy.uint8]:
    """Return the middle of the ink: one font in place of another is not drawn where its box is."""
    columns = numpy.flatnonzero(cell.any(axis=0))
    middle = (int(columns[0]) + int(columns[-1]) + 1) // 2 if columns.size else _CELL // 2
    start = min(max(middle - SIDE // 2, 0), _CELL - SIDE)
    return cell[:, start : start + SIDE]


def _lines(text: pdfium.FPDF_TEXTPAGE) -> list[str]:
    count = pdfium.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    return bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace").split("\r\n")


def _said(row: pdfium.FPDF_PAGEOBJECT, text: pdfium.FPDF_TEXTPAGE) -> str:
    buffer = (ctypes.c_ushort * 4_096)()
    size = pdfium.FPDFTextObj_GetText(row, text, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: size - 2].decode("utf-16-le", "replace").strip("\0")


def _read(page: pdfium.FPDF_PAGE) -> Iterator[tuple[int, str, _Box, float]]:
    """Yield each character of a page: the address of its text, what it says, its box, its origin."""
    text = pdfium.FPDFText_LoadPage(page)
    left, right, bottom, top, x, y = (ctypes.c_double() for _ in range(6))
    for index in range(pdfium.FPDFText_CountChars(text)):
        owner = ctypes.c_void_p.from_buffer(pdfium.FPDFText_GetTextObject(text, index)).value or 0
        pdfium.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        pdfium.FPDFText_GetCharOrigin(text, index, x, y)
        character = chr(pdfium.FPDFText_GetUnicode(text, index))
        box = (left.value - x.value, bottom.value - y.value, right.value - x.value, top.value - y.value)
        yield owner, character, box, x.value
    pdfium.FPDFText_ClosePage(text)


def _has_ink(box: _Box) -> bool:
    left, bottom, right, top = box
    return left < right and bottom < top


def _is_false(claim: str) -> bool:
    """Tell whether nothing that is shown can be what is said: it is nothing, or no ligature."""
    is_blank = not claim.strip() or not (claim.isprintable() or is_known(claim))
    return is_blank or (len(claim) > 1 and claim.isalnum() and not is_known(claim))


def _place(box: _Box) -> tuple[float, float]:
    left, bottom, right, top = box
    return float(numpy.log((right - left) / (top - bottom))), bottom / (top - bottom)
