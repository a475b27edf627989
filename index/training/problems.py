"""Reads question sets as problems for the reader: a question, an article, and which sentences answer.

The sets are those of the README of the data folder, in its shapes. Sets of single sentences become articles
of sentences that stand near one another in the file.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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
    the set has them. ``before`` are the questions that this one leans on, the latest first.
    """

    source: str
    question: str
    text: Text
    right: frozenset[Span]
    answers: tuple[Span, ...]
    before: str = ""


def read_texts(articles: Path) -> dict[str, Text]:
    """Read articles, or single paragraphs, by their ids."""
    return {row["id"]: _text(row.get("title") or "", row) for row in _rows(articles)}


def read_questions(questions: Path, texts: Mapping[str, Text], source: str) -> list[Problem]:
    """Read questions put to ``texts``, in the shapes of our own sets or SQuAD's; follow-ups are left out."""
    rows = (row for row in _rows(questions) if not row.get("history"))
    problems = (_problem(row, row["question"], texts, source) for row in rows)
    return [problem for problem in problems if problem]


def read_conversations(turns: Path, texts: Mapping[str, Text], source: str) -> list[Problem]:
    """Read the turns of conversations, each as it was asked and as it would be asked alone.

    What was asked before comes once as it was asked and once completed, as the product would have it.
    """
    problems: list[Problem | None] = []
    held: list[str] = []
    for row in _rows(turns):
        held = [*held[: len(row["history"])], row["rewrite"]]
        alone = _problem(row, row["rewrite"], texts, source)
        asked = _problem(row, row["question"], texts, source)
        for earlier in dict.fromkeys((tuple(row["history"][-2:]), tuple(held[:-1][-2:]))):
            problems.append(asked and replace(asked, before=" ".join(reversed(earlier))))
        if row["history"]:
            problems.append(alone)
    return [problem for problem in problems if problem]


def _problem(row: dict[str, Any], question: str, texts: Mapping[str, Text], source: str) -> Problem | None:
    """Return the problem of a row; None if its evidence is not in the text."""
    text = texts[row["article_id"]]
    answers = _spans(row, "spans") or _find(text.text, row.get("answers", ()))
    evidence = _spans(row, "evidence_spans") or _find(text.text, row.get("evidence", ())) or answers
    right = frozenset(s for s in text.sentences if any(s.overlaps(span) for span in evidence))
    if bool(right) != row["answerable"]:
        return None
    inside = tuple(a for a in answers if any(s.covers(a) for s in right))
    return Problem(source, question.strip(), text, right, inside)


def _spans(row: dict[str, Any], field: str) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in row.get(field, ()))


def read_squad(file: Path, without: Collection[str]) -> list[Problem]:
    """Read SQuAD's own training file, of version 1.1 or 2.0, but for the titles ``without``."""
    problems: list[Problem | None] = []
    for article in json.loads(file.read_text(encoding="utf-8"))["data"]:
        title = unquote(article["title"]).replace("_", " ")
        if title in without:
            continue
        for paragraph in article["paragraphs"]:
            texts = {title: _text(title, {"text": paragraph["context"]})}
            for asked in paragraph["qas"]:
                spans = [(a["answer_start"], a["answer_start"] + len(a["text"])) for a in asked["answers"]]
                held = {"article_id": title, "spans": spans, "answerable": bool(spans)}
                problems.append(_problem(held, asked["question"], texts, "squad"))
    return [problem for problem in problems if problem]


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
