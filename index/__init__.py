"""From passages to a searchable index, and from a question to retrieved, judged passages."""

from index.adding import Outcome, Status
from index.answers import name_asked
from index.changes import add_sources, rebuild, remove_articles
from index.checks import find_faults
from index.encoder import Encoder, HashingEncoder, OnnxEncoder, load_encoder
from index.export import DEFAULT_ENCODER, check_default_encoder
from index.files import replace_file
from index.lexical import articles_holding, inverse_frequencies, search_lexicon
from index.library import Library, Snapshot, has_no_index
from index.neural_reader import NeuralReader, load_neural_reader
from index.reader import Context, FollowUp, Reader, Reading
from index.retriever import Retrieved, context_of, retrieve
from index.rows import (
    StoredArticle,
    StoredPassage,
    articles_named,
    count_rows,
    find_article,
    keys_of_articles,
    list_articles,
    list_sources,
    load_article,
    newest_articles,
    passages_of,
)
from index.speeches import Heard, find_speeches, passages_hearing
from index.spelling import nearest_words, respell
from index.sqlite_errors import translated_errors
from index.stories import articles_of_story
from index.term_reader import TermReader
from index.terms import fold, terms
from index.vectors import ExactStore, FaissStore, VectorStore

__all__ = [
    "DEFAULT_ENCODER",
    "Context",
    "Encoder",
    "ExactStore",
    "FaissStore",
    "FollowUp",
    "HashingEncoder",
    "Heard",
    "Library",
    "NeuralReader",
    "OnnxEncoder",
    "Outcome",
    "Reader",
    "Reading",
    "Retrieved",
    "Snapshot",
    "Status",
    "StoredArticle",
    "StoredPassage",
    "TermReader",
    "VectorStore",
    "add_sources",
    "articles_holding",
    "articles_named",
    "articles_of_story",
    "check_default_encoder",
    "context_of",
    "count_rows",
    "find_article",
    "find_faults",
    "find_speeches",
    "fold",
    "has_no_index",
    "inverse_frequencies",
    "keys_of_articles",
    "list_articles",
    "list_sources",
    "load_article",
    "load_encoder",
    "load_neural_reader",
    "name_asked",
    "nearest_words",
    "newest_articles",
    "passages_hearing",
    "passages_of",
    "rebuild",
    "remove_articles",
    "replace_file",
    "respell",
    "retrieve",
    "search_lexicon",
    "terms",
    "translated_errors",
]
