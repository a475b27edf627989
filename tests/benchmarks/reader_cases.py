"""Makes questions put to articles of the public question sets, for fitting and measuring a reader.

An article is five neighbouring paragraphs of a Wikipedia title (SQuAD 2.0), about as long as a news
article, or a section of one (SelQA). Its windows are the passages of the product: three sentences of
one paragraph, one further each time, the title before them in the search copy.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from corpus import Span, split_sentences

WINDOW = 3  # sentences
BLOCK = 5  # paragraphs
SHARE_SAME_TITLE = 0.7  # of the questions put to a wrong article


@dataclass(frozen=True, eq=False)
class Article:
    id: str
    title: str
    text: str
    paragraphs: tuple[tuple[Span, ...], ...]

    def windows(self) -> list[tuple[Span, ...]]:
        return [
            paragraph[first : first + WINDOW]
            for paragraph in self.paragraphs
            for first in range(max(1, len(paragraph) - WINDOW + 1))
        ]

    def search_texts(self) -> list[str]:
        return [f"{self.title}\n{self.text[w[0].start : w[-1].end]}" for w in self.windows()]


@dataclass(frozen=True)
class Case:
    """A question put to an article; ``right`` are the sentences that answer, none if ``kind`` says so."""

    question: str
    article: Article
    right: frozenset[Span]
    answers: tuple[str, ...]
    kind: str


def read_lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def read_squad(folder: Path) -> list[Case]:
    homes: dict[str, tuple[Article, int]] = {}
    for title, rows in groupby(read_lines(folder / "articles.jsonl"), lambda row: row["title"]):
        for number, block in enumerate(_blocks(list(rows))):
            homes.update(_join(f"{title}#{number}", title.replace("_", " "), block))
    cases = []
    for row in read_lines(folder / "questions.jsonl"):
        article, offset = homes[row["article_id"]]
        spans = [Span(offset + start, offset + end) for start, end in row["spans"]]
        sentences = [sentence for paragraph in article.paragraphs for sentence in paragraph]
        right = frozenset(s for s in sentences if any(s.covers(span) for span in spans))
        if bool(right) == row["answerable"]:
            kind = "answered" if right else "adversarial"
            cases.append(Case(row["question"].strip(), article, right, tuple(row["answers"]), kind))
    return cases


def _blocks(rows: list[dict]) -> list[list[dict]]:
    return [rows[first : first + BLOCK] for first in range(0, len(rows), BLOCK)]


def _join(name: str, title: str, rows: list[dict]) -> dict[str, tuple[Article, int]]:
    text = "\n\n".join(row["text"] for row in rows)
    offsets, offset = [], 0
    for row in rows:
        offsets.append(offset)
        offset += len(row["text"]) + 2
    paragraphs = tuple(
        tuple(
            Span(offset + sentence.span.start, offset + sentence.span.end)
            for sentence in split_sentences(row["text"])
        )
        for row, offset in zip(rows, offsets, strict=True)
    )
    article = Article(name, title, text, paragraphs)
    return {row["id"]: (article, offset) for row, offset in zip(rows, offsets, strict=True)}


def read_selqa(path: Path) -> list[Case]:
    articles: dict[tuple[str, ...], Article] = {}
    cases = []
    for row in read_lines(path):
        if not all(row["sentences"]):
            continue
        key = (row["article"], row["section"], *row["sentences"])
        if key not in articles:
            articles[key] = _from_sentences(str(len(articles)), row)
        article = articles[key]
        right = frozenset(article.paragraphs[0][number] for number in row["right"])
        cases.append(Case(row["question"].strip(), article, right, (), "answered"))
    return cases


def _from_sentences(name: str, row: dict) -> Article:
    spans, start = [], 0
    for sentence in row["sentences"]:
        spans.append(Span(start, start + len(sentence)))
        start += len(sentence) + 1
    return Article(name, row["article"], " ".join(row["sentences"]), (tuple(spans),))


def with_wrong_articles(cases: Sequence[Case], seed: int) -> list[Case]:
    """Add each answered question once more, put to an article that is not its own."""
    chance = random.Random(seed)
    articles = sorted({case.article.id: case.article for case in cases}.values(), key=lambda a: a.id)
    made = []
    for case in cases:
        if case.right:
            same = [a for a in articles if a.title == case.article.title and a != case.article]
            others = [a for a in articles if a.title != case.article.title]
            near = bool(same) and chance.random() < SHARE_SAME_TITLE
            wrong = chance.choice(same if near else others)
            kind = "same title" if near else "other title"
            made.append(Case(case.question, wrong, frozenset(), (), kind))
    return [*cases, *made]


def sample(cases: Sequence[Case], n: int, seed: int) -> list[Case]:
    return random.Random(seed).sample(list(cases), min(n, len(cases)))


def read_all(bench: Path) -> dict[str, list[Case]]:
    train = read_squad(bench / "squad2_train_part")
    answered = [case for case in train if case.right]
    adversarial = [case for case in train if not case.right]
    return {
        "squad2_train_part": sample(answered, 1500, 0) + adversarial,
        "selqa/test": sample(read_selqa(bench / "selqa" / "test.jsonl"), 500, 0),
        "squad2_dev_part": sample(read_squad(bench / "squad2_dev_part"), 1800, 0),
        "selqa/dev": sample(read_selqa(bench / "selqa" / "dev.jsonl"), 500, 0),
    }
