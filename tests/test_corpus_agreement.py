import pytest

from corpus import split_sentences
from corpus.agreement import find_disagreements

TEXT = "The talks failed. Not all agreed.\n\nHe did not sign it. “We wait,” she said."


def disagreed(text: str, witness: str) -> list[str]:
    spans = [sentence.span for sentence in split_sentences(text)]
    return [span.slice(text) for span in find_disagreements(text, spans, witness)]


@pytest.mark.parametrize(
    "witness",
    [
        TEXT,
        TEXT.replace("\n\n", " "),
        TEXT.replace(" ", "\n"),
        f"Menu Home\n\n{TEXT}\n\nRead more",
        "He did not sign it. “We wait,” she said.\n\nThe talks failed. Not all agreed.",
        TEXT.replace("The talks", "The\u200b talks"),
    ],
)
def test_a_witness_that_has_every_sentence_agrees(witness: str):
    assert disagreed(TEXT, witness) == []


@pytest.mark.parametrize(
    ("text", "witness", "doubted"),
    [
        ("All agreed. It is done.", "Not all agreed. It is done.", ["All agreed."]),
        ("all agreed. It is done.", "Not all agreed. It is done.", ["all agreed."]),
        ("He did sign it.", "He did not sign it.", ["He did sign it."]),
        ("It won't hold.", "It wo n't hold.", ["It won't hold."]),
        ("It won'thold. Fine.", "It won't hold. Fine.", ["It won'thold."]),
        ("He agreed. Fine", "He agreed. Fine weather ahead", ["Fine"]),
        ("He agreed. Fine", "He agreed. Fine\n\nWeather", []),
        ("One. Two.", "", ["One.", "Two."]),
    ],
)
def test_a_lost_or_glued_word_is_a_disagreement(text: str, witness: str, doubted: list[str]):
    assert disagreed(text, witness) == doubted
