"""Answers a question with quotes, or says that the articles don't: the one engine of every door.

The path: complete the question from the conversation, retrieve passages, let the reader judge their
sentences, prefer those where a follow-up's answer is expected, choose one to three, prove them as quotes.
A question about an article itself is answered from its metadata instead. Nothing generates text.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.about import read_about
from bot.asked import asks_for_all, read_asked
from bot.calibration import Calibration
from bot.choice import Candidate, choose, nearest
from bot.conversation.completion import Understood, understand, weigh_added
from bot.conversation.focus import add_focus, prefer_near
from bot.conversation.leaning import leans_back
from bot.conversation.memory import Memory
from bot.conversation.parts import parts_of
from bot.conversation.turns import Turn, make_turn
from bot.key_words import asks_anything
from bot.metadata import Found, find_metadata
from bot.preference import prefer_asked, prefer_mentioned, prefer_named
from bot.question import clean_question
from bot.quotes import Quote, make_quote
from bot.scope import Ground, Scope, find_ground, said_within
from corpus import Article
from index import (
    Library,
    Reader,
    Retrieved,
    Snapshot,
    articles_of_story,
    context_of,
    count_rows,
    inverse_frequencies,
    load_article,
    respell,
    retrieve,
    terms,
)

_COPIES = 5  # of the same story, named below a quote
# Read for each of two things asked at once: the question as a whole is read in full as well. Of 41 such
# questions of four sets one has other quotes (better ones) than with five, and a quarter less is read.
_PASSAGES_OF_A_PART = 2


@dataclass(frozen=True, slots=True)
class IndexState:
    """Which index answered."""

    generation: int
    articles: int
    passages: int
    encoder: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say to a question.

    ``quotes`` come best first and are empty when unanswered; then ``reason`` says why, and
    ``nearest`` holds what came nearest. ``confidence`` is the probability, 0 to 1, that the first
    quote (or the first of the nearest) answers.
    """

    question: str
    quotes: tuple[Quote, ...]
    nearest: tuple[Quote, ...]
    confidence: float
    reason: str | None
    index: IndexState
    seconds: float

    @property
    def answered(self) -> bool:
        return bool(self.quotes)


@dataclass(frozen=True, slots=True)
class Examination:
    """An answer with the passages, and the judged sentences in them, that it was chosen from, best first."""

    answer: Answer
    retrieved: tuple[Retrieved, ...]
    candidates: tuple[Candidate, ...]


class Engine:
    """Answers questions over one library, with one reader.

    Args:
        library: Where the passages come from.
        reader: What judges their sentences.
        min_confidence: Below this probability the articles don't say.
        max_quotes: The most quotes in an answer, 1 or more.
        n_passages: How many retrieved passages the reader judges.
        calibration: What turns the reader's probability into the confidence; None leaves it as it is.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader,
        *,
        min_confidence: float,
        max_quotes: int,
        n_passages: int,
        calibration: Calibration | None = None,
    ) -> None:
        self.library = library
        self._reader = reader
        self.min_confidence = min_confidence
        self.max_quotes = max_quotes
        self.n_passages = n_passages
        self._calibrated = calibration.apply if calibration else float
        self._memory = Memory()

    def answer(
        self,
        question: str,
        history: Sequence[str] = (),
        article_ids: Sequence[str] = (),
        speaker: str | None = None,
    ) -> Answer:
        """Answer ``question``, asked after the questions of ``history``, oldest first.

        ``article_ids`` restricts the answer to these articles, ``speaker`` to the words of whoever has
        that name in them.

        Raises:
            UsageError: the question is empty or too long, or an article is not in the index.
            IndexFault: the record or something in it is damaged.
        """
        return self.examine(question, history, article_ids, speaker).answer

    def examine(
        self,
        question: str,
        history: Sequence[str] = (),
        article_ids: Sequence[str] = (),
        speaker: str | None = None,
        *,
        thorough: bool = False,
    ) -> Examination:
        """Answer as ``answer`` does, and tell what was found on the way, all of it if to be ``thorough``."""
        started = time.perf_counter()
        asked = clean_question(question)
        earlier = [clean_question(one) for one in history]
        with self.library.snapshot() as snapshot:
            ground = find_ground(snapshot, Scope(tuple(article_ids), speaker, thorough))
            found = self._look_up(ground, asked, earlier)
            examined = found or self._read(ground, asked, earlier)
        seconds = time.perf_counter() - started
        return replace(examined, answer=replace(examined.answer, question=asked, seconds=seconds))

    def _look_up(self, ground: Ground, asked: str, earlier: Sequence[str]) -> Examination | None:
        """Answer what needs no reading: a question about an article, or to somebody who never speaks."""
        found, ids = None, ground.scope.article_ids
        if ground.scope.speaker is not None:
            found = None if ground.keys else Found((), ground.reason)
        elif about := read_about(asked, earlier):
            before = partial(self._article_before, earlier, ids)
            found = find_metadata(ground.snapshot, about, ids, before)
        return Examination(self._answer(ground, asked, found), (), found.candidates) if found else None

    def _article_before(self, history: Sequence[str], article_ids: Sequence[str]) -> str | None:
        """Return the id of the article that answered before, past the questions about it."""
        while history and (about := read_about(history[-1], history[:-1])) and not about.subject:
            history = history[:-1]
        quotes = self.answer(history[-1], history[:-1], article_ids).quotes if history else ()
        return quotes[0].article.id if quotes else None

    def _read(self, ground: Ground, asked: str, earlier: Sequence[str]) -> Examination:
        """Answer a question about the world from what the articles say."""
        asked = self._respell(ground, asked)
        scope = (ground.snapshot.generation, ground.scope, self.min_confidence, self.max_quotes)

        def answer_again(understood: Understood) -> Turn:
            return self._examine(ground, understood)[1]

        if leans_back(asked):
            questions = [self._respell(ground, one) for one in earlier]
            turns = self._memory.recall(questions, scope, answer_again)
        else:
            turns = []
        understood = understand(asked, turns)
        examined, turn = self._examine(ground, understood)
        self._memory.keep(scope, understood, turn)
        return examined

    def _respell(self, ground: Ground, question: str) -> str:
        plain = Understood(question, question)
        return respell(ground.snapshot, question, partial(self._retrieve, ground, plain))

    def _examine(self, ground: Ground, understood: Understood) -> tuple[Examination, Turn]:
        retrieved = self._retrieve(ground, understood)
        candidates = self._judge(ground, understood, retrieved)
        wanted = self._wanted(ground, understood)
        best = candidates[0].probability if candidates else 0.0
        if wanted and best < self.min_confidence <= min(one.probability for one in wanted):
            candidates = sorted([*wanted, *candidates], key=Candidate.order)  # no sentence has both
        found = Found(tuple(candidates), self._reason(understood.question, candidates))
        answer = self._answer(ground, understood.asked, found, wanted)
        turn = make_turn(understood.question, answer.quotes, candidates)
        return Examination(answer, tuple(retrieved), tuple(candidates)), turn

    def _wanted(self, ground: Ground, understood: Understood) -> list[Candidate]:
        """Return the best for each of two things that were asked at once."""
        parts = parts_of(understood.question)
        judged = (
            self._judge(ground, part, self._retrieve(ground, part)[:_PASSAGES_OF_A_PART]) for part in parts
        )
        return [candidates[0] for candidates in judged if candidates]

    def _answer(self, ground: Ground, asked: str, found: Found, wanted: Sequence[Candidate] = ()) -> Answer:
        """Choose and prove quotes among what was found, best first, with those ``wanted``."""
        candidates = found.candidates
        chosen = choose(candidates, self.min_confidence, self.max_quotes, wanted)
        shown = chosen or nearest(candidates, self.max_quotes)
        quotes = tuple(
            _quote(number, one, _copies(ground.snapshot, one)) for number, one in enumerate(shown, 1)
        )
        return Answer(
            question=asked,
            quotes=quotes if chosen else (),
            nearest=() if chosen else quotes,
            confidence=candidates[0].probability if candidates else 0.0,
            reason=None if chosen else found.reason or self._reason(asked, candidates),
            index=_state(ground.snapshot),
            seconds=0.0,
        )

    def _retrieve(self, ground: Ground, understood: Understood) -> list[Retrieved]:
        if not asks_anything(understood.question):
            return []
        retrieved = retrieve(ground.snapshot, understood.question, self.n_passages, ground.keys)
        if not understood.places or len(ground.scope.article_ids) == 1 or ground.scope.speaker is not None:
            return retrieved
        return add_focus(ground.snapshot, understood.question, understood.places[0].article_id, retrieved)

    def _judge(
        self, ground: Ground, understood: Understood, retrieved: Sequence[Retrieved]
    ) -> list[Candidate]:
        question = understood.question
        weights = weigh_added(understood, inverse_frequencies(ground.snapshot.connection, terms(question)))
        contexts = [context_of(one) for one in retrieved]
        whose, for_all = read_asked(question), asks_for_all(question)
        thorough = bool(whose) or for_all or ground.scope.speaker is not None or ground.scope.thorough
        readings = self._reader.read(question, contexts, weights, understood.follow_up, thorough=thorough)
        found = [
            Candidate(one.found.stored, reading.span, self._calibrated(reading.probability), reading.answer)
            for one, its_readings in zip(retrieved, readings, strict=True)
            for reading in its_readings
        ]
        within = [one for one in found if said_within(one, ground.scope)]
        near = prefer_named(prefer_near(within, understood.places), question)
        preferred = prefer_asked(prefer_mentioned(near, question), whose, for_all=for_all)
        return sorted(preferred, key=Candidate.order)

    def _reason(self, question: str, candidates: Sequence[Candidate]) -> str:
        if not asks_anything(question):
            return "the question has no words to search for"
        if not candidates:
            return "no passage has anything to do with the question"
        return (
            f"the best sentence answers with a probability of {candidates[0].probability:.2f}, "
            f"less than the {self.min_confidence:.2f} asked for"
        )


def others(examination: Examination, shown: Sequence[Quote], n: int) -> tuple[Quote, ...]:
    """Return up to ``n`` quotes that come after those ``shown``, best first; they need not answer."""
    left = (
        one
        for one in examination.candidates
        if not any(
            one.stored.article.id == quote.article.id and one.span.overlaps(quote.span) for quote in shown
        )
    )
    return tuple(_quote(number, one) for number, one in enumerate(nearest(list(left), n), 1))


def _quote(number: int, one: Candidate, copies: tuple[Article, ...] = ()) -> Quote:
    stored = one.stored
    return make_quote(number, stored.article, stored.layout, one.span, one.answer, one.probability, copies)


def _copies(snapshot: Snapshot, one: Candidate) -> tuple[Article, ...]:
    """Return other articles that tell the story of the one quoted."""
    numbers = articles_of_story(snapshot.connection, one.stored.number, _COPIES)
    return tuple(load_article(snapshot.connection, number).article for number in numbers)


def _state(snapshot: Snapshot) -> IndexState:
    n_articles, n_passages = count_rows(snapshot.connection)
    return IndexState(snapshot.generation, n_articles, n_passages, snapshot.encoder.name)
