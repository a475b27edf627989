"""Counts where in the text the answer to a follow-up stands: the weights of ``bot.conversation.focus``.

    python tests/benchmarks/fit_focus.py ../shared/bench

A pair is two neighbouring questions of one paragraph of squad2_train_part, in the order of the file, that
share a name: with a pronoun in its place the second is a follow-up. Pairs with the same answer are left
out, as the set asks many things twice. Articles are five neighbouring paragraphs. The share of pairs at each
step is set against the share that chance would put there, any sentence of the article being as likely.
The other lines show how much of it is owed to what: back to front, to the order of the text; in random
order, to the paragraph alone; "leaning as written", to follow-ups that nobody made.
"""

import argparse
import math
import random
from collections import Counter
from collections.abc import Sequence
from itertools import groupby, pairwise
from pathlib import Path

from reader_cases import Case, read_squad

from bot.conversation.focus import Step, step_between
from bot.conversation.leaning import leans_back
from bot.conversation.mentions import find_names
from corpus import Span

Pair = tuple[Case, Case]


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


def place_of(case: Case, sentences: Sequence[Span]) -> int:
    return min(sentences.index(span) for span in case.right)


def report(name: str, pairs: Sequence[Pair]) -> None:
    seen: Counter[Step] = Counter()
    chance: Counter[Step] = Counter()
    for first, second in pairs:
        sentences = [span for paragraph in first.article.paragraphs for span in paragraph]
        here = place_of(first, sentences)
        seen[step_between(here, here, place_of(second, sentences))] += 1
        for other in range(len(sentences)):
            chance[step_between(here, here, other)] += 1 / len(sentences)
    print(f"{name}: {len(pairs)} pairs")
    for step in (Step.SAME, Step.NEXT, Step.SOON, Step.BEFORE, Step.FARTHER):
        ratio = seen[step] / chance[step]
        print(
            f"  {step:12} {seen[step]:5} seen, {chance[step]:7.1f} by chance, ratio {ratio:5.2f},"
            f" half of it in log-odds {math.log((ratio + 1) / 2):+.2f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    cases = [case for case in read_squad(parser.parse_args().bench / "squad2_train_part") if case.right]
    groups = by_paragraph(cases)
    shared = [pair for pair in neighbours(cases) if share_a_name(*pair)]
    chance = random.Random(0)
    mixed = [tuple(chance.sample(held, 2)) for held in groups if len(held) > 1 for _ in range(9)]
    report("sharing a name", shared)
    report("sharing a name, back to front", [(second, first) for first, second in shared])
    report("leaning as written", [pair for pair in neighbours(cases) if leans_back(pair[1].question)])
    report("in random order", [(a, b) for a, b in mixed if not have_one_answer(a, b)])


if __name__ == "__main__":
    main()
