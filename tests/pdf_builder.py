"""Builds PDF files byte by byte, honest and hostile ones, for the tests of ``corpus.formats.pdf``."""

import zlib
from collections.abc import Mapping, Sequence

HEIGHT = 800
LEADING = 14
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
PAGES, FONT_ID, FIRST = 2, 3, 4


def show(text: str, x: float = 50, y: float = 700, size: float = 11, before: str = "") -> str:
    """Return the operators that print one line of text."""
    escaped = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT {before} /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({escaped}) Tj ET\n"


def lines(*texts: str, x: float = 50, y: float = 700, size: float = 11, leading: float = LEADING) -> str:
    """Return the operators that print lines, one below the other."""
    return "".join(show(text, x, y - number * leading, size) for number, text in enumerate(texts))


def stream(data: bytes, entries: str = "") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries.encode(), data)


def deflated(data: bytes) -> bytes:
    return stream(zlib.compress(data), "/Filter /FlateDecode")


def make_pdf(
    *contents: str | bytes,
    objects: Mapping[int, bytes] | None = None,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    trailer: str = "",
    font: bytes = FONT,
) -> bytes:
    """Build a PDF with a page for each of ``contents``.

    Objects 1 to 3 are the catalog, the page tree and the font; then come two for each page, its content and
    itself. ``objects`` adds further ones or replaces these; the strings add entries to the dictionaries.
    """
    numbers = range(FIRST, FIRST + 2 * len(contents), 2)
    kids = " ".join(f"{number + 1} 0 R" for number in numbers)
    built: dict[int, bytes] = {
        1: f"<< /Type /Catalog /Pages {PAGES} 0 R {catalog} >>".encode(),
        PAGES: f"<< /Type /Pages /Count {len(contents)} /Kids [{kids}] >>".encode(),
        FONT_ID: font,
    }
    for number, content in zip(numbers, contents, strict=True):
        built[number] = stream(content if isinstance(content, bytes) else content.encode("cp1252"))
        built[number + 1] = (
            f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 600 {HEIGHT}] /Contents {number} 0 R "
            f"/Resources << /Font << /F1 {FONT_ID} 0 R >> {resources} >> {page} >>"
        ).encode()
    return assemble({**built, **(objects or {})}, trailer)


def assemble(objects: Mapping[int, bytes], trailer: str = "") -> bytes:
    """Write objects, their cross-reference table and the trailer."""
    data = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets: dict[int, int] = {}
    for number in sorted(objects):
        offsets[number] = len(data)
        data += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    size = max(objects) + 1
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        data += b"%010d 00000 %c \n" % (offsets.get(number, 0), b"n" if number in offsets else b"f")
    data += b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer.encode(),
        start,
    )
    return bytes(data)


def to_unicode(pairs: Sequence[tuple[int, str]]) -> bytes:
    """Return the stream that says what the codes of a font mean."""
    rows = "\n".join(f"<{code:02x}> <{text.encode('utf-16-be').hex()}>" for code, text in pairs)
    return stream(
        (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
            f"1 begincodespacerange <00> <ff> endcodespacerange\n{len(pairs)} beginbfchar\n{rows}\n"
            "endbfchar\nendcmap end end"
        ).encode()
    )
