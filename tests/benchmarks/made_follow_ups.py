"""Makes follow-up questions of squad2_train_part, with their articles, to choose rules on.

    python tests/benchmarks/made_follow_ups.py ../shared/bench FOLDER
    onrecord index add FOLDER/articles.jsonl --index MADE
    onrecord eval FOLDER/questions.jsonl --index MADE --scope article

In pairs of neighbouring questions of one paragraph that share a name, the second gets a pronoun in its place,
and the first is its history. 500 pairs, drawn with a fixed seed; any sentence that holds the answer counts.
"""

import argparse
import json
import random
import re
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise
from pathlib import Path

from reader_cases import Case, read_squad

from bot.conversation.mentions import Mention, find_names

Pair = tuple[Case, Case]
N = 500
WOMEN = {"beyonce", "beyoncé", "beyonce's", "knowles"}
MEN = {"chopin", "frédéric"}


def paragraph_of(case: Case) -> int:
    return next(n for n, held in enumerate(case.article.paragraphs) if not case.right.isdisjoint(held))


def by_paragraph(cases: Sequence[Case]) -> list[list[Case]]:
    return [list(held) for _, held in groupby(cases, lambda case: (case.article.id, paragraph_of(case)))]


def neighbours(cases: Sequence[Case]) -> list[Pair]:
    """Return each two neighbouring questions of one paragraph, unless they have the same answer."""
    return [pair for held in by_paragraph(cases) for pair in pairwise(held) if not have_one_answer(*pair)]


def share_a_name(first: Case, second: Case) -> bool:
    one, other = (
        {word.casefold() for name in find_names(case.question) for word in name.text.split()}
        for case in (first, second)
    )
    return not one.isdisjoint(other)


def have_one_answer(first: Case, second: Case) -> bool:
    return any(a in b or b in a for a in first.answers for b in second.answers)


def words_of(name: Mention) -> set[str]:
    return {word.casefold() for word in name.text.split()}


def pronoun_for(name: Mention, *, possessive: bool) -> str:
    for people, subject, others, owner in ((WOMEN, "she", "her", "her"), (MEN, "he", "him", "his")):
        if words_of(name) & people:
            return owner if possessive else others if name.is_oblique else subject
    return "its" if possessive else "it"


def lean(first: Case, second: Case) -> str:
    """Return the second question with a pronoun for the first name that it shares."""
    known = {word for name in find_names(first.question) for word in words_of(name)}
    question = second.question
    name = next(name for name in find_names(question) if words_of(name) & known)
    owned = re.match(r"['’]s?\b", question[name.end :])
    pronoun = pronoun_for(name, possessive=owned is not None)
    made = question[: name.start] + pronoun + question[name.end + (owned.end() if owned else 0) :]
    return re.sub(r"\b[Tt]he (its?)\b", r"\1", made)


def record(number: int, first: Case, second: Case) -> dict[str, object]:
    return {
        "id": f"made-{number}",
        "question": lean(first, second),
        "answerable": True,
        "article_id": second.article.id,
        "evidence": sorted(span.slice(second.article.text) for span in second.right),
        "answers": [],
        "speaker": None,
        "history": [first.question],
        "kind": "follow-up",
    }


def write(path: Path, records: Iterable[dict[str, object]]) -> None:
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    cases = [case for case in read_squad(arguments.bench / "squad2_train_part") if case.right]
    articles = {case.article.id: case.article for case in cases}.values()
    pairs = [pair for pair in neighbours(cases) if share_a_name(*pair)]
    drawn = random.Random(1).sample(pairs, N)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    write(
        arguments.folder / "articles.jsonl",
        ({"id": a.id, "title": a.title, "text": f"{a.title}\n\n{a.text}"} for a in articles),
    )
    write(
        arguments.folder / "questions.jsonl",
        (record(number, *pair) for number, pair in enumerate(drawn)),
    )


if __name__ == "__main__":
    main()
