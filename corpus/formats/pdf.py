"""Turns a PDF into the paragraphs of its article, read twice: by PDFium, as printed, and by pypdf.

What a reader of the page cannot see is left out of the first reading, and what a font does not show as what
it says is lost. What the second, the witness, does not have word for word is never quoted. Form fields,
comments, attachments and scripts are never read.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import replace

from corpus.errors import ArticleError
from corpus.extraction import Block, Extracted
from corpus.formats.pdf_furniture import find_furniture, without_furniture
from corpus.formats.pdf_hyphens import Joiner
from corpus.formats.pdf_lines import Line
from corpus.formats.pdf_metadata import find_authors, find_published, find_publisher, find_title
from corpus.formats.pdf_order import in_reading_order
from corpus.formats.pdf_pages import DAMAGED, Printed
from corpus.formats.pdf_paragraphs import Paragraph, make_paragraphs
from corpus.formats.pdf_witness import Witness
from corpus.sandbox import SECONDS

_SECONDS = SECONDS * 0.6  # for the pages: making paragraphs of them takes a third of that, and a margin
_TAIL_BYTES = 4096  # some producers put a signature or padding after the end
_LINEARIZED = re.compile(rb"/Linearized\b")
_LENGTH = re.compile(rb"/L\s+(\d{1,12})")
# Ligatures are spelled out; a soft hyphen that is printed is a hyphen like others.
_SPELLING = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
    | dict.fromkeys("\u00ad\u2010\u2011", "-")
)
_HEADLINE_SIZE = 1.15  # of the size of most of the text
_MAX_HEADLINE_CHARS = 300


def read_pdf(data: bytes, seconds: float = _SECONDS) -> list[Extracted]:
    """Read the one article of a PDF.

    The title is that of the document information if it is one, else the headline: the largest text of the
    first page, where it stands above most of the text. Of a file that takes more ``seconds``, the pages
    that were read until then are the article, which is noted.

    Raises:
        ArticleError: it is encrypted, damaged, cut off, too long, or shows no text.
    """
    _check_whole(data)
    until = time.monotonic() + seconds
    pages: list[list[Line]] = []
    texts: list[str] = []
    with Printed(data) as printed:
        witness = Witness(printed.without_encryption())
        while len(pages) < printed.page_count and (time.monotonic() < until or not any(pages)):
            pages.append([_spelled(line) for line in printed.lines(len(pages) + 1)])
            texts.append(witness.next_page().translate(_SPELLING))
    is_whole = len(pages) == printed.page_count
    if not any(pages):
        raise ArticleError("no text that can be seen in it; pages that were scanned need OCR first")
    furniture = find_furniture(pages)
    lines = [line for page, out in zip(pages, furniture, strict=True) for line in _body(page, out)]
    joiner = Joiner(line.text for line in lines)
    rows = [r for text, out in zip(texts, furniture, strict=True) for r in without_furniture(text, out)]
    fields, xmp = witness.fields(), witness.xmp()
    found = Extracted(
        blocks=(),
        witnesses=(joiner.join_witness(rows),),
        title=find_title(fields),
        publisher=find_publisher(xmp),
        published=find_published(fields, xmp),
        authors=find_authors(fields),
        note=""
        if is_whole
        else f"only pages 1 to {len(pages):,} of {printed.page_count:,} were read in time",
    )
    paragraphs = make_paragraphs(lines)
    if not is_whole:
        paragraphs[-1] = replace(paragraphs[-1], ends_whole=False)
    return [_with_blocks(found, paragraphs, joiner)]


def _check_whole(data: bytes) -> None:
    if b"%PDF-" not in data[:1024]:
        raise ArticleError(DAMAGED)
    length = _LENGTH.search(data, 0, 1024) if _LINEARIZED.search(data, 0, 1024) else None
    if b"%%EOF" not in data[-_TAIL_BYTES:] or (length and len(data) < int(length[1])):
        raise ArticleError("cut off: its end is missing; fetch or save it again")


def _spelled(line: Line) -> Line:
    return replace(line, text=line.text.translate(_SPELLING))


def _body(page: Sequence[Line], furniture: set[Line]) -> list[Line]:
    return in_reading_order([line for line in page if line not in furniture])


def _with_blocks(found: Extracted, paragraphs: Sequence[Paragraph], joiner: Joiner) -> Extracted:
    texts = [joiner.join([line.text for line in paragraph.lines]) for paragraph in paragraphs]
    place = _headline_place(paragraphs, texts)
    headline = texts[place] if place is not None else ""
    if f" {headline} " not in f" {found.witnesses[0]} ":  # the witness has to confirm it too
        place, headline = None, ""
    blocks = tuple(
        Block(
            text,
            page=paragraph.lines[0].page,
            starts_whole=paragraph.starts_whole,
            ends_whole=paragraph.ends_whole,
        )
        for number, (paragraph, text) in enumerate(zip(paragraphs, texts, strict=True))
        if number != place
    )
    return replace(found, blocks=blocks, headline=headline, title=found.title or headline or None)


def _headline_place(paragraphs: Sequence[Paragraph], texts: Sequence[str]) -> int | None:
    """Return which paragraph is the headline: the largest of page 1, above the text."""
    sizes = sorted(line.size for one in paragraphs for line in one.lines for _ in line.text)
    usual = sizes[len(sizes) // 2]
    first = [number for number, one in enumerate(paragraphs) if one.lines[0].page == 1]
    if len(paragraphs) < 2 or not first:
        return None
    place = max(first, key=lambda number: paragraphs[number].lines[0].size)
    before = sum(map(len, texts[:place]))
    is_large = paragraphs[place].lines[0].size > _HEADLINE_SIZE * usual
    is_above = before < sum(map(len, texts)) / 10
    return place if is_large and is_above and len(texts[place]) <= _MAX_HEADLINE_CHARS else None
