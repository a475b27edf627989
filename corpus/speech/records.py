"""What is known of somebody's words in an article: whose they are, and how they are given."""

from dataclasses import dataclass
from enum import StrEnum

from corpus.spans import Span


class SpeechKind(StrEnum):
    """How an article gives somebody's words.

    Direct is a whole sentence or clause inside quotation marks, mixed a quoted piece of the reporter's
    sentence, indirect a clause without marks.
    """

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


@dataclass(frozen=True, slots=True)
class Speech:
    """Somebody's words in an article, all as spans of its canonical text.

    Attributes:
        content: The words; for direct and mixed speech with their quotation marks.
        speaker: Who says them as printed beside them, None where nothing says who.
        cue: What tells that they are reported ("told The Media Line"), None where nothing does.
        name: The fullest naming of the speaker at or before this place; the speaker where that is the
            fullest, None where the rules do not settle who it is.
        kind: Direct, mixed or indirect.
    """

    content: Span
    speaker: Span | None
    cue: Span | None
    name: Span | None
    kind: SpeechKind
