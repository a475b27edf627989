"""Reads the pages of a PDF with pypdf, in the order of the file: what bears witness to the first reading."""

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import StreamObject

from corpus.errors import ArticleError
from corpus.formats.pdf_pages import ENCRYPTED

_MAX_XMP_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Witness:
    """The text of each page; the fields of the document information; the XMP, "" if there is none."""

    pages: tuple[str, ...]
    fields: dict[str, str]
    xmp: str


def read_witness(data: bytes, page_count: int) -> Witness:
    """Read at most so many pages; one that pypdf cannot read has no text, and confirms nothing.

    Raises:
        ArticleError: it is encrypted in a way that only PDFium reads.
    """
    logging.disable()  # it tells of every oddity, and nobody reads it
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise ArticleError(ENCRYPTED)
        pages = tuple(_text(page) for page in islice(reader.pages, page_count))
        return Witness(pages + ("",) * (page_count - len(pages)), dict(_fields(reader)), _xmp(reader))
    except DependencyError as error:
        raise ArticleError(ENCRYPTED) from error


def _text(page: PageObject) -> str:
    try:
        return page.extract_text()
    except (MemoryError, DependencyError):
        raise
    except Exception:  # whatever it makes of a page that is not what it should be
        return ""


def _fields(reader: PdfReader) -> Iterator[tuple[str, str]]:
    for key, value in (reader.metadata or {}).items():
        if isinstance(value, str):
            yield str(key), str(value)


def _xmp(reader: PdfReader) -> str:
    stream = reader.root_object.get("/Metadata")
    found = stream.get_object() if stream is not None else None
    data = found.get_data() if isinstance(found, StreamObject) else b""
    return data[:_MAX_XMP_BYTES].decode("utf-8", "replace")
