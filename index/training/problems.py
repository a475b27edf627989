"""Reads question sets as problems for the reader: a question, an article, and which sentences answer.

The sets are those of the README of the data folder, in its shapes. Sets of single sentences become articles
of sentences that stand near one another in the file.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from corpus import Span, split_sentences

_RUN = 12  # sentences in an article that is made of a file of single sentences


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """An article to ask about; ``topic`` is shared by articles on one subject."""

    topic: str
    title: str
    text: str
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """A question put to an article.

    ``right`` are the sentences that answer, none if it doesn't; ``answers`` the short answers in it, where
    the set has them.
    """

    source: str
    question: str
    text: Text
    right: frozenset[Span]
    answers: tuple[Span, ...]


def read_squad(folder: Path, source: str, prefix: str = "") -> list[Problem]:
    """Read questions that are put to single paragraphs, in the shapes of our own sets.

    News articles with several paragraphs are read the same way. Questions with a history are left out. The
    names of the two files begin with ``prefix``.
    """
    texts = {
        row["id"]: _text(row.get("title") or "", row) for row in _rows(folder / f"{prefix}articles.jsonl")
    }
    problems = []
    for row in _rows(folder / f"{prefix}questions.jsonl"):
        text = texts[row["article_id"]]
        answers = tuple(Span(*pair) for pair in row.get("spans", ())) or _find(text.text, row["answers"])
        evidence = answers if "spans" in row else _find(text.text, row["evidence"])
        right = frozenset(s for s in text.sentences if any(s.overlaps(span) for span in evidence))
        if bool(right) == row["answerable"] and not row.get("history"):
            inside = tuple(a for a in answers if any(s.covers(a) for s in right))
            problems.append(Problem(source, row["question"].strip(), text, right, inside))
    return problems


def read_selqa(file: Path) -> list[Problem]:
    """Read SelQA: questions put to the sentences of a section of Wikipedia."""
    problems = []
    for row in _rows(file):
        sentences = [sentence or "…" for sentence in row["sentences"]]
        text = _joined(row["article"], row["article"], sentences)
        right = frozenset(text.sentences[number] for number in row["right"])
        problems.append(Problem("selqa", row["question"].strip(), text, right, ()))
    return problems


def read_qamr(folder: Path) -> list[Problem]:
    """Read QAMR's training part: several questions to each word of single sentences."""
    rows = sorted(_rows(folder / "train_sentences.jsonl"), key=lambda row: str(row["id"]))
    asked = defaultdict(list)
    for row in _rows(folder / "train_questions.jsonl"):
        asked[row["article_id"]].append(row)
    problems = []
    for first in range(0, len(rows), _RUN):
        run = rows[first : first + _RUN]
        text = _joined(f"qamr-{first}", "", [row["text"] for row in run])
        for row, sentence in zip(run, text.sentences, strict=True):
            for question in asked[row["id"]]:
                spans = (Span(sentence.start + a, sentence.start + b) for a, b in question["spans"] if a < b)
                problems.append(
                    Problem("qamr", question["question"], text, frozenset([sentence]), tuple(spans))
                )
    return problems


def read_pairs(file: Path) -> list[Problem]:
    """Read pairs of question and sentence, in lower case; neighbours in the file are of one article."""
    grouped = [(sentence, list(rows)) for sentence, rows in groupby(_rows(file), lambda row: row["sentence"])]
    problems = []
    for first in range(0, len(grouped), _RUN):
        run = grouped[first : first + _RUN]
        text = _joined(f"pairs-{first}", "", [sentence for sentence, _ in run])
        for (_, rows), sentence in zip(run, text.sentences, strict=True):
            for row in rows:
                problems.append(Problem("pairs", row["question"], text, frozenset([sentence]), ()))
    return problems


def _rows(file: Path) -> Iterator[dict[str, Any]]:  # JSON has no types
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _text(title: str, row: dict[str, Any]) -> Text:
    sentences = tuple(sentence.span for sentence in split_sentences(row["text"]))
    return Text(title or row["id"], title.replace("_", " "), row["text"], sentences)


def _joined(topic: str, title: str, sentences: Sequence[str]) -> Text:
    spans, start = [], 0
    for sentence in sentences:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return Text(topic, title, " ".join(sentences), tuple(spans))


def _find(text: str, strings: Iterable[str]) -> tuple[Span, ...]:
    places = ((text.find(string), string) for string in strings)
    return tuple(Span(start, start + len(string)) for start, string in places if start >= 0)
