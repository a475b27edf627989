"""Says what the reader that ships is trained on, how much of each set, and what is kept to measure."""

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.training.examples import Example, ExampleMaker
from index.training.follow_ups import make_follow_ups
from index.training.problems import (
    Problem,
    read_conversations,
    read_pairs,
    read_qamr,
    read_questions,
    read_selqa,
    read_squad,
    read_texts,
)

# Of SQuAD 2.0: never trained on. The last one helps to fit the fusion, the others only measure.
MEASURED_TITLES = frozenset({"Normans", "Islamism", "Steam engine", "Immune system"})
FUSION_TITLE = "Spectre (2015 film)"
QUESTIONS = Path(__file__).parents[2] / "corpus" / "questions"  # in a checkout
NEWS = QUESTIONS / "news"
PARAGRAPHS = QUESTIONS / "paragraphs"
STORIES = QUESTIONS / "stories"


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A set of problems and the share of it, more than 1 for several rounds, that each epoch takes.

    A set that has unanswerable ones enough itself ``invents`` none of its answerable ones.
    """

    problems: Sequence[Problem]
    share: float
    invents: bool = True


def ingredients(bench: Path, whole_squad: Path | None) -> list[Ingredient]:
    """Return what is trained on, from the data folder ``bench`` and what this repository has of its own.

    ``whole_squad`` is SQuAD's own training file, in which the pairs of ``bench`` stand whole.
    """
    squad = [*_read_part(bench / "squad2_train_part"), *_read_part(bench / "squad2_dev_part")]
    kept_out = MEASURED_TITLES | {FUSION_TITLE}
    known = kept_out | {problem.text.topic for problem in squad}
    squad = [problem for problem in squad if problem.text.topic not in kept_out]
    paragraphs = read_texts(bench / "squad2_train_part" / "articles.jsonl")
    invented = read_texts(PARAGRAPHS / "invented-articles.jsonl")
    news = read_texts(NEWS / "train-articles.jsonl")
    stories = read_texts(STORIES / "train-articles.jsonl")
    whole = read_squad(whole_squad, known) if whole_squad else []
    from_whole = [
        Ingredient([problem for problem in whole if problem.right], 0.2, invents=False),
        Ingredient([problem for problem in whole if not problem.right], 0.6),
    ]
    return [
        Ingredient(squad, 0.3),
        Ingredient(read_questions(PARAGRAPHS / "questions.jsonl", paragraphs, "twins"), 0.1),
        Ingredient(read_questions(PARAGRAPHS / "invented-questions.jsonl", invented, "twins"), 0.1),
        Ingredient(make_follow_ups(squad), 0.1),
        Ingredient(read_selqa(bench / "selqa" / "test.jsonl"), 0.1),
        *(from_whole if whole else [Ingredient(read_pairs(bench / "squad_sentences" / "pairs.jsonl"), 0.15)]),
        Ingredient(read_qamr(bench / "qamr"), 0.02),
        Ingredient(read_questions(NEWS / "train-questions.jsonl", news, "news"), 1.0),
        Ingredient(read_conversations(NEWS / "train-conversations.jsonl", news, "news"), 0.5),
        Ingredient(read_conversations(STORIES / "train-conversations.jsonl", stories, "stories"), 0.3),
    ]


def _read_part(folder: Path) -> list[Problem]:
    return read_questions(folder / "questions.jsonl", read_texts(folder / "articles.jsonl"), "squad")


def measured(bench: Path) -> dict[str, list[Problem]]:
    """Return the sets that measure, by name; nothing of them is trained on."""
    squad = _read_part(bench / "squad2_dev_part")
    news, test = (read_texts(NEWS / f"{part}-articles.jsonl") for part in ("calibration", "test"))
    turns = read_conversations(NEWS / "calibration-conversations.jsonl", news, "news")
    stories = read_texts(STORIES / "test-articles.jsonl")
    told = read_conversations(STORIES / "test-conversations.jsonl", stories, "stories")
    return {
        "squad2_dev_part, 4 titles": [p for p in squad if p.text.topic in MEASURED_TITLES],
        "selqa/dev": read_selqa(bench / "selqa" / "dev.jsonl"),
        "invented news, calibration part": read_questions(NEWS / "calibration-questions.jsonl", news, "news"),
        "follow-ups in it": [turn for turn in turns if turn.before],
        "follow-ups in stories, test part": [turn for turn in told if turn.before],
        "invented news, test part": read_questions(NEWS / "test-questions.jsonl", test, "news"),
    }


def epoch_maker(parts: Sequence[Ingredient], say: Callable[[str], None]) -> Callable[[int], list[Example]]:
    """Return what makes the examples of an epoch by its number, from 0."""
    makers = [(ExampleMaker(part.problems, invents=part.invents), part.share) for part in parts]

    def make(number: int) -> list[Example]:
        examples: list[Example] = []
        for place, (maker, share) in enumerate(makers):
            for start in range(10):  # a share of 1.2 is a whole round and a fifth
                if share > start:
                    examples += maker.make(1000 * number + 10 * place + start, min(1.0, share - start))
        random.Random(number).shuffle(examples)  # noqa: S311 - order, not secrets
        say(f"epoch {number + 1}: {len(examples)} examples {dict(Counter(e.kind for e in examples))}")
        return examples

    return make
