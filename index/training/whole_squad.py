"""Puts the unanswerable questions of SQuAD 2.0's training file back into that of version 1.1.

``python -m index.training.whole_squad train-v1.1.json PAIRS LABELS OUT`` is for where the file of version
2.0, which is better, cannot be had: it finds the paragraph of three in four of these questions. PAIRS is the
folder QG of haichao592/UnAnsQ (an answerable and an unanswerable question on one answer), LABELS the file
rationales/word_att_extended.tsv of antest1/SQuAD2-CR (all unanswerable questions, those of the development
file first). Questions that were written at one time, which their ids begin with, are on one paragraph.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

_TIME = 8  # hexadecimal digits of an id that are the seconds since 1970 at which it was made
_JOINED = re.compile(
    r" (?=[?.,;:!%)\]]|n't\b|'(?:s|re|ve|ll|d|m)?\b)|(?<=[(\[$£€#]) | (?=[-/–] )|(?<= [-/–]) "
)
_KINDS = ("unanswer", "answer")
_QUOTE = re.compile(r"`` ?| ?''")


def join_tokens(question: str) -> str:
    """Undo the splitting of ``question`` into words: "What is n't in the 1000 's ?"."""
    return _JOINED.sub("", _QUOTE.sub('"', " ".join(question.split())))


def read_pairs(folder: Path) -> dict[str, str]:
    """Return the id of the answerable question of each unanswerable one, of the training file."""
    pairs: dict[str, str] = {}
    for part in ("train", "dev"):  # both of SQuAD's training file; "test" is of the development file
        unanswerable, answerable = (_ids(folder / f"{part}-{kind}able-questions.txt") for kind in _KINDS)
        pairs.update(zip(unanswerable, answerable, strict=True))
    return pairs


def add_unanswerable(
    squad: dict[str, Any], pairs: Mapping[str, str], labelled: Sequence[tuple[str, str]]
) -> int:
    """Add questions to the paragraphs of ``squad``; return how many.

    ``pairs`` are the ids of their answerable twins, ``labelled`` all ids and questions in their order.
    """
    paragraphs = [paragraph for article in squad["data"] for paragraph in article["paragraphs"]]
    holding = {asked["id"]: paragraph for paragraph in paragraphs for asked in paragraph["qas"]}
    added = 0
    for _, run in groupby(labelled, lambda row: row[0][:_TIME]):
        rows = list(run)
        known = [holding[pairs[number]] for number, _ in rows if pairs.get(number) in holding]
        if known:
            known[0]["qas"] += [{"id": i, "question": join_tokens(text), "answers": []} for i, text in rows]
            added += len(rows)
    return added


def _ids(file: Path) -> list[str]:
    return [line.split("\t")[0] for line in file.read_text(encoding="utf-8").splitlines() if line]


def _labelled(file: Path) -> Iterator[tuple[str, str]]:
    for line in file.read_text(encoding="utf-8").splitlines()[1:]:
        number, question, *_ = line.split("\t")
        yield number, question


if __name__ == "__main__":
    squad_file, pairs_folder, labels, out = map(Path, sys.argv[1:])
    whole = json.loads(squad_file.read_text(encoding="utf-8"))
    count = add_unanswerable(whole, read_pairs(pairs_folder), list(_labelled(labels)))
    out.write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    print(f"{count} unanswerable questions")
