import itertools
import math

import pytest

from corpus import Span
from index.reader import COEFFICIENTS, INTERCEPT, Context, Evidence, TermReader, gather_evidence, probability

TEXT = "Hatami flew to Damascus on Sunday. He met Assad there. Bolton stayed in Washington."
FLEW, MET, STAYED = Span(0, 34), Span(35, 54), Span(55, 83)
QUESTION = "Who flew to Damascus?"
WEIGHTS = {"flew": 3.0, "damascus": 1.0}


def context(*sentences, similarity=0.5, title=""):
    return Context(TEXT, title, sentences, similarity)


def test_evidence_is_the_weighted_share_of_terms_in_the_sentence_and_in_its_passage():
    first, second = context(FLEW, MET, similarity=0.8), context(MET, STAYED, similarity=0.2)

    found = gather_evidence(QUESTION, [first, second], WEIGHTS)

    # FLEW has both terms, 4 of 4, and no name but "Hatami" at its head and "Damascus", which the
    # question has. MET has neither term, but its better passage has both; "Assad" is a name.
    # STAYED: 0.2 - 0.8, 0 - 1, 0 - 1; its passage lacks "Damascus". Three sentences: ln 3.
    ln3 = math.log(3)
    assert found == {
        (TEXT, FLEW): Evidence(0.8, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, -1.0, ln3),
        (TEXT, MET): Evidence(0.8, 0.0, 0.0, -1.0, 0.0, 0.0, 0.0, 1.0, ln3),
        (TEXT, STAYED): pytest.approx((0.2, -0.6, 0.0, -1.0, -1.0, 1.0, 0.0, 1.0, ln3)),
    }


def test_a_part_of_the_terms_counts_by_its_weight():
    found = gather_evidence("Who flew home?", [context(FLEW)], {"flew": 3.0, "home": 1.0})
    assert found[TEXT, FLEW].coverage == 0.75


def test_the_title_counts_for_the_passage_but_not_for_the_sentence():
    contexts = [context(MET, title="Iran"), context(STAYED)]
    found = gather_evidence("Did Iran?", contexts, {"iran": 2.0})
    assert [found[TEXT, span].passage_coverage_gap for span in (MET, STAYED)] == [0.0, -1.0]
    assert [found[TEXT, span].names_missing for span in (MET, STAYED)] == [0.0, 1.0]
    assert [found[TEXT, span].coverage for span in (MET, STAYED)] == [0.0, 0.0]


def test_names_and_numbers_that_the_passage_lacks_are_missing():
    weights = {"did": 1.0, "assad": 1.0, "putin": 1.0, "meet": 1.0, "2018": 1.0}
    found = gather_evidence("Did Assad meet Putin in 2018?", [context(MET)], weights)
    assert found[TEXT, MET].names_missing == 0.5
    assert found[TEXT, MET].numbers_missing == 1.0


def test_the_first_word_of_a_question_is_no_name():
    found = gather_evidence("Rebels?", [context(MET)], {"rebel": 1.0})
    assert found[TEXT, MET].names_missing == 0.0


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


def test_the_same_span_of_another_text_is_another_sentence():
    other = Context("Bolton flew to Washington on Monday.", "", (FLEW,), 0.5)
    found = gather_evidence(QUESTION, [context(FLEW), other], WEIGHTS)
    assert [found[text, FLEW].coverage for text in (TEXT, other.text)] == [1.0, 0.75]


def test_no_context_gives_no_reading():
    assert TermReader().read(QUESTION, [], WEIGHTS) == []


def test_a_question_without_terms_covers_nothing():
    found = gather_evidence("Who was it?", [context(FLEW)], {})
    assert found[TEXT, FLEW].coverage == found[TEXT, FLEW].coverage_gap == 0.0


def test_the_short_answer_is_marked_when_only_one_thing_can_be_it():
    ((reading,),) = TermReader().read("When did Hatami fly?", [context(FLEW)], {"hatami": 1.0, "fli": 1.0})
    assert reading.answer is not None
    assert reading.answer.slice(TEXT) == "Sunday"


def test_two_possible_short_answers_are_none():
    text = "It killed 20 people and hurt 30."
    contexts = [Context(text, "", (Span(0, len(text)),), 0.5)]
    ((reading,),) = TermReader().read("How many?", contexts, {"mani": 1.0})
    assert reading.answer is None


@pytest.mark.parametrize("text", ["🙂", "e\u0301", "مرحبا.", "b" * 5000, "?!", "”"])
def test_hostile_sentences_have_a_probability(text):
    contexts = [Context(text, text, (Span(0, len(text)),), -1.0)]
    ((reading,),) = TermReader().read(text + "?", contexts, dict.fromkeys(("b" * 5000, "مرحبا", "e"), 1.0))
    assert 0 < reading.probability < 1
