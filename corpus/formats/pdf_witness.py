"""Reads the pages of a PDF with pypdf, in the order of the file: what bears witness to the first reading."""

import io
import logging

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import StreamObject

from corpus.errors import ArticleError
from corpus.formats.pdf_pages import ENCRYPTED

_MAX_XMP_BYTES = 1_000_000


class Witness:
    """The second reading of a PDF.

    Raises:
        ArticleError: it is encrypted.
    """

    def __init__(self, data: bytes) -> None:
        logging.disable()  # it tells of every oddity, and nobody reads it
        try:
            self._reader = PdfReader(io.BytesIO(data))
            if self._reader.is_encrypted and self._reader.decrypt("") == PasswordType.NOT_DECRYPTED:
                raise ArticleError(ENCRYPTED)
        except DependencyError as error:
            raise ArticleError(ENCRYPTED) from error
        self._pages = iter(self._reader.pages)

    def next_page(self) -> str:
        """Return the text of the next page; one that pypdf cannot read has none, and confirms nothing."""
        try:
            page = next(self._pages, None)
            return page.extract_text() if page else ""
        except (MemoryError, DependencyError):
            raise
        except Exception:  # whatever it makes of a page that is not what it should be
            return ""

    def fields(self) -> dict[str, str]:
        """Return the document information."""
        fields = (self._reader.metadata or {}).items()
        return {str(key): str(value) for key, value in fields if isinstance(value, str)}

    def xmp(self) -> str:
        """Return the XMP metadata, "" if there are none."""
        stream = self._reader.root_object.get("/Metadata")
        found = stream.get_object() if stream is not None else None
        data = found.get_data() if isinstance(found, StreamObject) else b""
        return data[:_MAX_XMP_BYTES].decode("utf-8", "replace")
