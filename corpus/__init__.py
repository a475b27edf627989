"""From files to articles: canonical text, sentences, passages and who says what."""

from corpus.articles import Article, Part, make_article, text_sha256
from corpus.bait import is_bait
from corpus.canonical import canonicalise
from corpus.errors import (
    ArticleError,
    IndexFault,
    LockedError,
    ModelError,
    ResourceError,
    TelegramFault,
    UsageError,
    UserError,
)
from corpus.layout import Layout, lay_out
from corpus.lookalikes import is_disguised
from corpus.marks import NO_MARKS, Marks
from corpus.passages import Passage, split_article
from corpus.readers import list_files, read_sources, read_stream, shipped_articles
from corpus.sentences import Sentence, split_paragraphs, split_sentences
from corpus.sources import Source
from corpus.spans import Span
from corpus.speech.cast import Cast, Voice, find_cast
from corpus.speech.records import Speech, SpeechKind
from corpus.squad import SquadQuestion, is_squad, squad_questions

__all__ = [
    "NO_MARKS",
    "Article",
    "ArticleError",
    "Cast",
    "IndexFault",
    "Layout",
    "LockedError",
    "Marks",
    "ModelError",
    "Part",
    "Passage",
    "ResourceError",
    "Sentence",
    "Source",
    "Span",
    "Speech",
    "SpeechKind",
    "SquadQuestion",
    "TelegramFault",
    "UsageError",
    "UserError",
    "Voice",
    "canonicalise",
    "find_cast",
    "is_bait",
    "is_disguised",
    "is_squad",
    "lay_out",
    "list_files",
    "make_article",
    "read_sources",
    "read_stream",
    "shipped_articles",
    "split_article",
    "split_paragraphs",
    "split_sentences",
    "squad_questions",
    "text_sha256",
]
