import itertools
import math

import pytest

from corpus import Span
from index.evidence import Evidence
from index.reader import Context
from index.term_reader import COEFFICIENTS, INTERCEPT, TermReader, probability

TEXT = "Hatami flew to Damascus on Sunday. He met Assad there. Bolton stayed in Washington."
FLEW, MET, STAYED = Span(0, 34), Span(35, 54), Span(55, 83)
QUESTION = "Who flew to Damascus?"
WEIGHTS = {"flew": 3.0, "damascus": 1.0}


def context(*sentences, similarity=0.5, title=""):
    return Context(TEXT, title, sentences, similarity, (FLEW, MET, STAYED))


def test_probability_is_the_logistic_function_of_the_evidence():
    evidence = Evidence(0.5, 0.0, 0.5, -0.5, 0.0, 1.0, 0.0, 1.0, 3.0)
    log_odds = INTERCEPT + sum(
        coefficient * value for coefficient, value in zip(COEFFICIENTS, evidence, strict=True)
    )
    assert probability(evidence) == pytest.approx(1 / (1 + math.exp(-log_odds)))


def test_readings_follow_the_contexts_and_their_sentences():
    readings = TermReader().read(QUESTION, [context(MET, STAYED), context(FLEW)], WEIGHTS)
    assert [[reading.span for reading in group] for group in readings] == [[MET, STAYED], [FLEW]]


def test_the_sentence_that_holds_the_question_is_the_likeliest():
    (readings,) = TermReader().read(QUESTION, [context(FLEW, MET, STAYED)], WEIGHTS)
    assert max(readings, key=lambda reading: reading.probability).span == FLEW


def test_a_question_of_unknown_words_is_less_likely_answered():
    weights = {"flew": 3.0, "damascus": 1.0, "madrid": 3.0}
    ((known,),) = TermReader().read(QUESTION, [context(FLEW)], weights)
    ((unknown,),) = TermReader().read("Who flew to Madrid?", [context(FLEW)], weights)
    assert unknown.probability < known.probability


def test_the_order_of_contexts_changes_no_reading():
    contexts = [
        context(FLEW, MET, similarity=0.3),
        context(MET, STAYED, similarity=0.7),
        context(FLEW, similarity=0.1),
    ]
    expected = {}
    for order in itertools.permutations(contexts):
        for one, group in zip(order, TermReader().read(QUESTION, order, WEIGHTS), strict=True):
            assert expected.setdefault(one, group) == group


def test_no_context_gives_no_reading():
    assert TermReader().read(QUESTION, [], WEIGHTS) == []


def test_the_short_answer_is_marked_when_only_one_thing_can_be_it():
    ((reading,),) = TermReader().read("When did Hatami fly?", [context(FLEW)], {"hatami": 1.0, "fli": 1.0})
    assert reading.answer is not None
    assert reading.answer.slice(TEXT) == "Sunday"


def test_two_possible_short_answers_are_none():
    text = "It killed 20 people and hurt 30."
    contexts = [Context(text, "", (Span(0, len(text)),), 0.5, (Span(0, len(text)),))]
    ((reading,),) = TermReader().read("How many?", contexts, {"mani": 1.0})
    assert reading.answer is None


@pytest.mark.parametrize("text", ["🙂", "e\u0301", "مرحبا.", "b" * 5000, "?!", "”"])
def test_hostile_sentences_have_a_probability(text):
    contexts = [Context(text, text, (Span(0, len(text)),), -1.0, (Span(0, len(text)),))]
    ((reading,),) = TermReader().read(text + "?", contexts, dict.fromkeys(("b" * 5000, "مرحبا", "e"), 1.0))
    assert 0 < reading.probability < 1
