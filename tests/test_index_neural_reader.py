import math
import shutil
from pathlib import Path

import numpy as np
import pytest

from corpus import ModelError, Span, split_sentences
from index import load_neural_reader
from index.blocks import cut_blocks
from index.network import NETWORK, Network, best_answer, load_network
from index.neural_reader import (
    MAX_BLOCKS,
    MODEL_FOLDER,
    MODEL_SHA256,
    Features,
    Fusion,
    NeuralReader,
    read_fusion,
    without_lone_marks,
)
from index.reader import Context, Reading

TEXT = (
    "The harbour bridge opened on Monday after three years of delays.\n\n"
    "Mayor Ilse Brandt cut the ribbon and thanked the welders. She said the city had paid $3.5 million "
    "more than planned because steel had become dearer.\n\n"
    "Ferries will run until June. The last of them, the Seagull, was built in 1951.\n\n"
    "A rival of the mayor, councillor Piet Adema, stayed away from the ceremony."
)


def whole(text: str) -> Context:
    body = tuple(sentence.span for sentence in split_sentences(text))
    return Context(text, "Harbour bridge opens", body, 0.5, body)


CONTEXT = whole(TEXT)
BODY = CONTEXT.body


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network(MODEL_FOLDER, MODEL_SHA256)[0]


@pytest.fixture(scope="module")
def reader() -> NeuralReader:
    return load_neural_reader()


def read(reader: NeuralReader, question: str, *contexts: Context) -> list[Reading]:
    weights = dict.fromkeys(question.lower().rstrip("?").split(), 1.0)
    return reader.read(question, contexts or [CONTEXT], _Always(weights))[0]


class _Always(dict[str, float]):
    """Inverse document frequencies of a corpus in which all terms are equally rare."""

    def __missing__(self, term: str) -> float:
        return 1.0


def best(readings: list[Reading]) -> Reading:
    return max(readings, key=lambda reading: reading.probability)


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("When did the bridge open?", "The harbour bridge opened on Monday", "Monday"),
        ("Who was absent from the celebration?", "A rival of the mayor", "Piet Adema"),
        ("How old is the Seagull?", "The last of them", "1951"),
        ("why did it cost more", "She said the city", "steel had become dearer"),
    ],
)
def test_the_sentence_that_answers_is_the_likeliest_and_its_answer_marked(
    reader: NeuralReader, question: str, sentence: str, answer: str
):
    found = best(read(reader, question))
    assert found.span.slice(TEXT).startswith(sentence)
    assert found.answer is not None
    assert answer in found.answer.slice(TEXT)


@pytest.mark.parametrize(
    ("answered", "unanswered"),
    [
        ("When did the bridge open?", "When did the ferry sink?"),
        ("Who cut the ribbon?", "Who designed the bridge?"),
        ("Until when will ferries run?", "How many welders worked on the bridge?"),
    ],
)
def test_what_the_article_does_not_say_is_less_likely(reader: NeuralReader, answered: str, unanswered: str):
    assert best(read(reader, answered)).probability > best(read(reader, unanswered)).probability


def test_a_judgement_does_not_depend_on_what_else_is_judged(network: Network):
    blocks = [("Harbour", TEXT, block) for block in cut_blocks(BODY, 150)]
    together = network.judge("Who cut the ribbon?", blocks)
    network._judged.cache_clear()
    alone = [network.judge("Who cut the ribbon?", [block])[0] for block in blocks]
    assert together == alone
    network._judged.cache_clear()
    assert network.judge("Who cut the ribbon?", blocks[::-1]) == alone[::-1]


def test_what_was_asked_before_is_not_read_again(network: Network, monkeypatch: pytest.MonkeyPatch):
    blocks = [("Harbour", TEXT, block) for block in cut_blocks(BODY, 150)]
    first = network.judge("Who held the scissors?", blocks)
    monkeypatch.setattr(network, "_session", None)
    assert network.judge("Who held the scissors?", blocks) == first
    with pytest.raises(AttributeError):
        network.judge("Who held the scissors?", blocks, "Who came?")


def test_a_short_answer_lies_in_its_sentence(reader: NeuralReader):
    for reading in read(reader, "How much more did the city pay?"):
        assert reading.answer is None or reading.span.covers(reading.answer)


def test_what_another_is_is_not_marked(reader: NeuralReader):
    text = (
        "City officials, including Mayor Ilse Brandt, Harbour Master Karl Lund and Chief Engineer Ada Quist, "
        "have been working with the Danes, a key partner of the port, on the bridge."
    )
    body = (Span(0, len(text)),)
    ((reading,),) = reader.read("Who is Karl Lund?", [Context(text, "", body, 0.5, body)], _Always())
    assert reading.answer is None or "Engineer" not in reading.answer.slice(text)


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ('“reconstruction,” he said, "', "“reconstruction,” he said,"),
        ('lasting peace"', "lasting peace"),
        ('"lasting peace', "lasting peace"),
        ('"lasting" peace', '"lasting" peace'),
        ("lasting peace.”", "lasting peace."),
        ("(a lasting peace", "a lasting peace"),
        ("Syria’s peace", "Syria’s peace"),
        ('"', None),
        ("”,", None),
    ],
)
def test_a_short_answer_has_no_lone_mark_at_its_end(marked: str, left: str | None):
    text = f"They want {marked} in Syria."
    answer = without_lone_marks(text, Span(10, 10 + len(marked)))
    assert (answer and answer.slice(text)) == left


SOUP = "\n\n".join(f"The canteen sold {n} bowls of soup in week {n}. " * 14 for n in range(11, 21))
LATE = f"{SOUP}\n\n{TEXT}"


@pytest.mark.parametrize(
    ("question", "thorough", "n_read"),
    [
        ("When did the harbour bridge open?", False, 2),  # surely
        ("When did the harbour bridge open?", True, MAX_BLOCKS),
        ("Who was at the ceremony?", False, MAX_BLOCKS),
        ("Who paid for the bridge?", False, 2),
        ("Who paid for the bridge?", True, MAX_BLOCKS),
        ("How old is the Seagull?", False, 4),  # well enough
        ("How old is the Seagull?", True, MAX_BLOCKS),
        ("Who designed the cathedral organ?", False, 4),  # there is no hope
        ("Who designed the cathedral organ?", True, 4),
        ("How long is the bridge?", False, 4),
        ("Why was the bridge late?", False, MAX_BLOCKS),  # one cannot tell
    ],
)
def test_reading_ends_where_a_sentence_surely_answers_or_there_is_no_hope(
    question: str, thorough: bool, n_read: int
):
    network, description = load_network(MODEL_FOLDER, MODEL_SHA256)
    reader = NeuralReader(network, read_fusion(description["fusion"]))
    reader.read(question, [whole(LATE)], _Always(), thorough=thorough)
    assert network._judged.cache_info().misses == n_read


@pytest.mark.parametrize("text", [f"{TEXT}\n\n{SOUP}", LATE])
def test_what_is_likeliest_to_answer_is_read_first_wherever_it_stands(reader: NeuralReader, text: str):
    (readings,) = reader.read("When did the bridge open?", [whole(text)], _Always())
    found = best(readings)
    assert found.span.slice(text) == "The harbour bridge opened on Monday after three years of delays."
    assert found.probability > 0.75


def test_readings_follow_the_contexts_and_their_sentences(reader: NeuralReader):
    contexts = [Context(TEXT, "", sentences, 0.1, BODY) for sentences in (BODY[3:5], BODY[:2])]
    readings = reader.read("Who?", contexts, _Always())
    assert [[one.span for one in group] for group in readings] == [list(BODY[3:5]), list(BODY[:2])]


@pytest.mark.parametrize("text", ["🙂", "e\u0301", "مرحبا.", "b" * 5000, "?!", "”", "w " * 3000])
def test_hostile_sentences_have_a_probability(reader: NeuralReader, text: str):
    body = (Span(0, len(text)),)
    ((reading,),) = reader.read(text[:900], [Context(text, text, body, -1.0, body)], _Always())
    assert 0 <= reading.probability < 1
    assert reading.answer is None or any(sign.isalnum() for sign in reading.answer.slice(text))


def test_an_altered_network_is_refused(tmp_path: Path):
    copy = shutil.copytree(MODEL_FOLDER, tmp_path / "reader")
    raw = bytearray((copy / NETWORK).read_bytes())
    raw[len(raw) // 2] ^= 1
    (copy / NETWORK).write_bytes(raw)
    with pytest.raises(ModelError, match="pip install"):
        load_neural_reader(copy)


def test_a_missing_network_is_a_model_error(tmp_path: Path):
    with pytest.raises(ModelError, match=r"reader\.json cannot be read"):
        load_neural_reader(tmp_path)


FUSION = Fusion(
    order=(1.0, 10.0, 2.0, 3.0, 0.0, -1.0, -2.0), confidence=(0.5, -1.0, -2.0), intercept=0.25, min_answer=0.2
)


def test_the_best_sentence_has_the_confidence_and_the_others_less_by_their_odds():
    first = Features(2.0, 0.3, 0.5, -0.5, 1.0, 0.5, 0.0)  # 2 + 3 + 1 - 1.5 + 0 - 0.5 - 0 = 4
    second = Features(1.0, 0.4, 0.5, 0.0, 1.0, 0.0, 0.5)  # 1 + 4 + 1 + 0 + 0 - 0 - 1 = 5, the best
    # ln(e^2 + e^1) = 2.313262; x = 0.25 + 0.5 * 2.313262 - 1 * 0 - 2 * 0.5 = 0.406631.
    confidence = 1 / (1 + math.exp(-0.406631))
    assert FUSION.probabilities([first, second]) == pytest.approx(
        [confidence * math.exp(-1), confidence], abs=1e-6
    )


def test_missing_names_and_numbers_lower_the_confidence():
    complete, nameless, numberless = (
        FUSION.probabilities([Features(0.0, 0.2, 0.0, 0.0, 0.0, names, numbers)])
        for names, numbers in ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0))
    )
    assert complete > nameless > numberless > [0.0]


def test_no_sentences_have_no_probabilities():
    assert FUSION.probabilities([]) == []


def test_what_has_nothing_to_do_with_the_sentences_is_not_answered():
    unrelated = Features(9.0, 0.14, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert FUSION.probabilities([unrelated, unrelated]) == [0.0, 0.0]
    assert FUSION.probabilities([unrelated._replace(coverage=0.1)])[0] > 0.5
    assert FUSION.probabilities([unrelated._replace(similarity=0.15)])[0] > 0.5


def test_the_best_answer_maximises_start_and_end_together_and_does_not_run_backwards():
    # Start prefers token 2, end prefers token 0, which would run backwards. Of the pairs in order the
    # best is 2 to 2 (3 + 0); the others: 0-0 (0 + 2), 0-1, 0-2 and 1-1, 1-2 less.
    ends = np.array([[0.0, 2.0], [0.0, -1.0], [3.0, 0.0]], dtype=np.float32)
    start, end, probability = best_answer(ends)
    scores = [0 + 2, 0 - 1, 0 + 0, 0 - 1, 0 + 0, 3 + 0]
    assert (start, end) == (2, 2)
    assert probability == pytest.approx(math.exp(3) / sum(map(math.exp, scores)))


def test_an_answer_has_at_most_thirty_tokens():
    ends = np.full((40, 2), -5.0, dtype=np.float32)
    ends[0, 0] = ends[39, 1] = 5.0  # from the first to the last would be 40
    start, end, _ = best_answer(ends)
    assert end - start < 30
