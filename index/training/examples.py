"""Makes training examples of problems: blocks that answer, and more that don't though they look like it.

Besides the questions that a set itself calls unanswerable, a question is put to another block of its
article or of one on the same topic (those that look most alike by their terms), to its block without the
sentence that answers, and, changed, to its own block.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log

from corpus import Span
from index.blocks import Block, cut_blocks
from index.terms import terms
from index.training.noise import roughen
from index.training.problems import Problem, Text
from index.training.swaps import swap

_BLOCK_CHARS = (150, 250, 350, 350, 350, 500)  # of which one is drawn: articles differ in their paragraphs
_RIVALS = 6  # texts on the topic that look most like holding the answer


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A question, with those ``before`` that it leans on, and a block of an article.

    ``right`` are indices of the judged sentences that answer.
    """

    kind: str
    question: str
    before: str
    title: str
    text: str
    block: Block
    right: tuple[int, ...]
    answers: tuple[Span, ...]


class ExampleMaker:
    """Makes the examples of an epoch; what it remembers of the problems is the same in all.

    Without ``invents`` no unanswerable ones are made of answerable problems.
    """

    def __init__(self, problems: Sequence[Problem], *, invents: bool = True) -> None:
        self._problems = problems
        self._invents = invents
        self._topics: dict[str, list[Text]] = defaultdict(list)
        for text in dict.fromkeys(problem.text for problem in problems):
            self._topics[text.topic].append(text)
        self._others = list(self._topics.values())
        self._held: dict[Text, Counter[str]] = {}
        self._rivals: dict[Problem, list[Text]] = {}

    def make(self, seed: int, share: float = 1.0) -> list[Example]:
        """Return the examples of one epoch, in random order, of a ``share`` of the problems."""
        chance = random.Random(seed)  # noqa: S311 - samples, not secrets
        problems = chance.sample(self._problems, round(share * len(self._problems)))
        made = [example for problem in problems for example in self._examples(problem, chance)]
        chance.shuffle(made)
        return made

    def _examples(self, problem: Problem, chance: random.Random) -> Iterator[Example]:
        blocks = cut_blocks(problem.text.sentences, chance.choice(_BLOCK_CHARS))
        right = [block for block in blocks if problem.right & set(block.sentences)]
        wrong = [block for block in blocks if block not in right]
        wrong.sort(key=lambda block: -_overlap(problem.question, _words(problem.text, block)))
        if not problem.right:
            likely = wrong[: chance.choice((1, 2))]
            yield from (_example("unanswerable", problem, block, chance) for block in likely)
            return
        yield _example("answer", problem, chance.choice(right), chance)
        if not self._invents:
            return
        if wrong and chance.random() < 0.5:
            yield _example(
                "same article", problem, wrong[min(int(chance.expovariate(1)), len(wrong) - 1)], chance
            )
        for make, probability in (
            (self._elsewhere, 0.35),
            (self._without, 0.3),
            (self._swapped, 0.35),
        ):
            if chance.random() < probability:
                yield from make(problem, chance.choice(right), chance)

    def _elsewhere(self, problem: Problem, block: Block, chance: random.Random) -> Iterator[Example]:
        rivals = self._rivals_of(problem)
        text = chance.choice(rivals) if rivals else chance.choice(chance.choice(self._others))
        if text is problem.text or not text.sentences:
            return
        blocks = cut_blocks(text.sentences)
        best = max(blocks, key=lambda b: _overlap(problem.question, _words(text, b)))
        held = _words(text, best).lower()
        if not any(answer.slice(problem.text.text).lower() in held for answer in problem.answers):
            yield _nothing("elsewhere", problem, problem.question, text, best, chance)

    def _without(self, problem: Problem, block: Block, chance: random.Random) -> Iterator[Example]:
        """Leave the sentences out that answer, unless the answer stands in another one too."""
        kept = [s for s in block.sentences if s not in problem.right]
        answers = [answer.slice(problem.text.text) for answer in problem.answers]
        strings = [s.slice(problem.text.text) for s in kept]
        if not kept or any(answer in string for answer in answers for string in strings):
            return
        spans, start = [], 0
        for string in strings:
            spans.append(Span(start, start + len(string)))
            start += len(string) + 1
        rest = Block(0, tuple(spans))
        text = replace(problem.text, text=" ".join(strings))
        yield _nothing("left out", problem, problem.question, text, rest, chance)

    def _swapped(self, problem: Problem, block: Block, chance: random.Random) -> Iterator[Example]:
        text = problem.text
        other = chance.choice(self._topics[text.topic])
        if other is text:
            other = chance.choice(chance.choice(self._others))
        question = swap(problem.question, f"{text.title}\n{_words(text, block)}", other.text, chance)
        if question:
            yield _nothing("swapped", problem, question, text, block, chance)

    def _rivals_of(self, problem: Problem) -> list[Text]:
        if problem not in self._rivals:
            others = [text for text in self._topics[problem.text.topic] if text is not problem.text]
            asked = set(terms(problem.question))
            others.sort(key=lambda text: -sum(term in self._terms_of(text) for term in asked))
            self._rivals[problem] = others[:_RIVALS]
        return self._rivals[problem]

    def _terms_of(self, text: Text) -> Counter[str]:
        if text not in self._held:
            self._held[text] = Counter(terms(text.text))
        return self._held[text]


def _example(kind: str, problem: Problem, block: Block, chance: random.Random) -> Example:
    right = tuple(i for i, sentence in enumerate(block.sentences) if sentence in problem.right)
    answers = tuple(a for a in problem.answers if any(s.covers(a) for s in block.sentences))
    text, question = problem.text, roughen(problem.question, chance)
    return Example(kind, question, problem.before, text.title, text.text, block, right, answers)


def _nothing(
    kind: str, problem: Problem, question: str, text: Text, block: Block, chance: random.Random
) -> Example:
    """Return an example in which nothing answers."""
    return Example(kind, roughen(question, chance), problem.before, text.title, text.text, block, (), ())


def _words(text: Text, block: Block) -> str:
    return text.text[block.start : block.end]


def _overlap(question: str, words: str) -> float:
    held = Counter(terms(words))
    return sum(1 / log(2 + held[term]) for term in set(terms(question)) if term in held)
