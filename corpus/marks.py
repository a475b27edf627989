"""What the file of an article tells of stretches of its text, beside the words."""

from bisect import bisect_right
from dataclasses import dataclass

from corpus.spans import Span


@dataclass(frozen=True, slots=True)
class Marks:
    """Spans and offsets into an article's canonical text.

    Attributes:
        doubtful: Two readings of the file disagree here, or its encoding had to be guessed: never quoted.
        embedded: Another's post or text that the page sets apart.
        pages: Where each page of a printed article begins, the first page first; empty if it has none.
    """

    doubtful: tuple[Span, ...] = ()
    embedded: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()

    def page_at(self, offset: int) -> int | None:
        """Return the number of the page, from 1, that the character at ``offset`` is printed on."""
        return bisect_right(self.pages, offset) or None


NO_MARKS = Marks()
