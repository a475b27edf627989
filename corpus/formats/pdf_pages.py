"""Reads the pages of a PDF with PDFium, as printed: the lines that can be seen on each."""

import ctypes
from types import TracebackType
from typing import Self

import pypdfium2.raw as pdfium

from corpus.errors import ArticleError
from corpus.formats.pdf_fonts import Fonts
from corpus.formats.pdf_glyphs import read_glyphs
from corpus.formats.pdf_lines import Line, make_lines

MAX_PAGES = 2_000
ENCRYPTED = "encrypted; save a copy without the password"
DAMAGED = "damaged, or not a PDF; fetch or save it again"


class Printed:
    """A PDF as printed.

    Raises:
        ArticleError: it asks for a password, is damaged or too long.
    """

    def __init__(self, data: bytes) -> None:
        pdfium.FPDF_InitLibrary()
        self._data = data  # PDFium does not keep it
        self._document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
        if not self._document:
            is_locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
            raise ArticleError(ENCRYPTED if is_locked else DAMAGED)
        self._fonts = Fonts(self._document)
        self.page_count: int = pdfium.FPDF_GetPageCount(self._document)

    def __enter__(self) -> Self:
        if self.page_count > MAX_PAGES:
            raise ArticleError(f"too long: {self.page_count:,} pages, at most {MAX_PAGES:,}")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._fonts.close()
        pdfium.FPDF_CloseDocument(self._document)

    def without_encryption(self) -> bytes:
        """Return the file; what opens without a password, as most that is encrypted does, decrypted."""
        if pdfium.FPDF_GetSecurityHandlerRevision(self._document) < 0:
            return self._data
        copy = bytearray()

        def write(_: object, block: int, size: int) -> int:
            copy.extend(ctypes.string_at(block, size))
            return 1

        writer = pdfium.FPDF_FILEWRITE(version=1)
        writer.WriteBlock = type(writer.WriteBlock)(write)
        if not pdfium.FPDF_SaveAsCopy(self._document, writer, pdfium.FPDF_REMOVE_SECURITY):
            raise ArticleError(ENCRYPTED)
        return bytes(copy)

    def lines(self, number: int) -> list[Line]:
        """Return the lines of a page, counted from 1, from top to bottom.

        Raises:
            ArticleError: the page is damaged.
        """
        page = pdfium.FPDF_LoadPage(self._document, number - 1)
        if not page:
            raise ArticleError(f"damaged: its page {number} cannot be opened; fetch or save it again")
        try:
            return make_lines(read_glyphs(page, self._fonts), number)
        finally:
            pdfium.FPDF_ClosePage(page)
