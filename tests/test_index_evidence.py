import math

import pytest

from corpus import Span
from index.evidence import Evidence, gather_evidence
from index.reader import Context

TEXT = "Hatami flew to Damascus on Sunday. He met Assad there. Bolton stayed in Washington."
FLEW, MET, STAYED = Span(0, 34), Span(35, 54), Span(55, 83)
QUESTION = "Who flew to Damascus?"
WEIGHTS = {"flew": 3.0, "damascus": 1.0}


def context(*sentences, similarity=0.5, title=""):
    return Context(TEXT, title, sentences, similarity, (FLEW, MET, STAYED))


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


def test_the_same_span_of_another_text_is_another_sentence():
    other = Context("Bolton flew to Washington on Monday.", "", (FLEW,), 0.5, (FLEW,))
    found = gather_evidence(QUESTION, [context(FLEW), other], WEIGHTS)
    assert [found[text, FLEW].coverage for text in (TEXT, other.text)] == [1.0, 0.75]


def test_a_question_without_terms_covers_nothing():
    found = gather_evidence("Who was it?", [context(FLEW)], {})
    assert found[TEXT, FLEW].coverage == found[TEXT, FLEW].coverage_gap == 0.0
