import pytest

from bot.conversation.mentions import MentionKind, find_names, find_phrases


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Who did Defense Minister Amir Hatami meet in Syria?",
            [("Amir Hatami", MentionKind.PERSON, False), ("Syria", MentionKind.PLACE, True)],
        ),
        ("Who is Hatami?", [("Hatami", MentionKind.PERSON, False)]),
        ("What did Hatami say?", [("Hatami", MentionKind.ANY, False)]),
        (
            "What is Israel’s position on NATO?",
            [("Israel", MentionKind.PLACE, False), ("NATO", MentionKind.THING, True)],
        ),
        ("What does the Brookings Doha Center do?", [("Brookings Doha Center", MentionKind.THING, False)]),
        ("Bridges were closed on Monday. Trains ran.", []),
        ("Did Iran sign?", [("Iran", MentionKind.PLACE, False)]),
        ("Astronomer Farida Nouri has led it since May.", [("Farida Nouri", MentionKind.PERSON, False)]),
        ("Who met Éva Kovács?", [("Éva Kovács", MentionKind.PERSON, False)]),
        ("", []),
    ],
)
def test_names_are_found_with_what_is_known_of_them(
    text: str, names: list[tuple[str, MentionKind, bool]]
) -> None:
    assert [(one.text, one.kind, one.is_oblique) for one in find_names(text)] == names
    assert all(text[one.start : one.end] == one.text for one in find_names(text))


@pytest.mark.parametrize(
    ("question", "phrases"),
    [
        ("How long is the harbour bridge?", ["the harbour bridge"]),
        ("Why did the bridge collapse?", ["the bridge"]),
        ("When was the deal signed?", ["the deal"]),
        ("What do owls eat?", ["owls"]),
        ("How many volunteers worked on the hull?", ["volunteers", "the hull"]),
        ("What would happen next?", []),
        ("Who is Hatami?", []),
    ],
)
def test_noun_phrases_end_before_the_verb(question: str, phrases: list[str]) -> None:
    assert [one.text for one in find_phrases(question)] == phrases


def test_a_plural_is_told_by_its_ending_or_known() -> None:
    plural = {
        one.text: one.is_plural for one in find_phrases("Did the owls or the people or the bus return?")
    }
    assert plural == {"the owls": True, "the people": True, "the bus return": False}
