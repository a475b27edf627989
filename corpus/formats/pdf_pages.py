"""Reads the pages of a PDF with PDFium, as printed: the lines that can be seen on each."""

import pypdfium2.raw as pdfium

from corpus.errors import ArticleError
from corpus.formats.pdf_glyphs import read_glyphs
from corpus.formats.pdf_lines import Line, make_lines

MAX_PAGES = 2_000
ENCRYPTED = "encrypted; save a copy without the password"
DAMAGED = "damaged, or not a PDF; fetch or save it again"


def read_pages(data: bytes) -> list[list[Line]]:
    """Return the lines of each page, from top to bottom.

    Raises:
        ArticleError: it is encrypted, damaged or too long.
    """
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        is_locked = pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        raise ArticleError(ENCRYPTED if is_locked else DAMAGED)
    try:
        count = pdfium.FPDF_GetPageCount(document)
        if count > MAX_PAGES:
            raise ArticleError(f"too long: {count:,} pages, at most {MAX_PAGES:,}")
        return [_read_page(document, number) for number in range(count)]
    finally:
        pdfium.FPDF_CloseDocument(document)


def _read_page(document: pdfium.FPDF_DOCUMENT, number: int) -> list[Line]:
    page = pdfium.FPDF_LoadPage(document, number)
    if not page:
        raise ArticleError(f"damaged: its page {number + 1} cannot be opened; fetch or save it again")
    try:
        return make_lines(read_glyphs(page), number + 1)
    finally:
        pdfium.FPDF_ClosePage(page)
