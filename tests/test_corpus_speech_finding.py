"""Speech: who says what in an article, as spans of its text."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import Span
from corpus.speech.finding import find_speech

ARTICLES = Path(__file__).parent.parent / "corpus" / "articles"
Row = tuple[str, str | None, str | None, str | None, str]

ANALYST = "An Iranian analyst based in Europe who requested anonymity"
EXPERT = "Ali Fathollah-Nejad, an Iran expert at the Brookings Doha Center"
# Every attributed stretch of the article, by hand: speaker, cue, name, kind, how the words begin and end.
MEDIA_LINE = [
    (
        "Iranian state media",
        "reported",
        "Iranian state media",
        "indirect",
        "The Iranian defense",
        "civil war",
    ),
    (
        "Hatami",
        "remarked",
        "Iranian Defense Minister Amir Hatami",
        "mixed",
        "“define the areas",
        "cooperation,”",
    ),
    (
        "Abdullah Ayyoub",
        "stressed",
        "Syrian General Ali Abdullah Ayyoub",
        "mixed",
        "“damage to",
        "countries,”",
    ),
    ("Iran", "claims", "Iran", "indirect", "to have reached", "ballistic missiles"),
    (
        "Both Jerusalem and Washington",
        "have repeatedly demanded",
        "Both Jerusalem and Washington",
        "indirect",
        "that Iran’s forces",
        "vacate the country",
    ),
    ("Israel", "has said", "Israel", "indirect", "it will not tolerate", "Golan Heights"),
    ("Analysts", "are asking", "Analysts", "indirect", "why Iran", "bilateral relations"),
    (ANALYST, "told The Media Line", ANALYST, "indirect", "that Iran likely", "war-torn country"),
    ("the analyst", "said", ANALYST, "direct", "“Iran needs", "stay there,”"),
    ("the analyst", "said", ANALYST, "direct", "“Previously,", "is official.”"),
    (EXPERT, "told The Media Line", EXPERT, "mixed", "“accord comes", "in Syria.”"),
    ("He", "explained", EXPERT, "indirect", "that agreement", "stay in Syria"),
    ("Fathollah-Nejad", "said", EXPERT, "direct", "“Since earlier", "in Syria,”"),
    ("Fathollah-Nejad", "concluded", EXPERT, "indirect", "The latter", "materialize"),
    ("Fathollah-Nejad", "concluded", EXPERT, "mixed", "“the extent", "of Syria.”"),
]


def paragraphs_of(text: str) -> list[Span]:
    spans, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append(Span(start, start + len(line)))
        start += len(line) + 1
    return spans


def slice_of(span: Span | None, text: str) -> str | None:
    return None if span is None else span.slice(text)


def rows(text: str) -> list[Row]:
    return [
        (
            one.content.slice(text),
            slice_of(one.speaker, text),
            slice_of(one.cue, text),
            slice_of(one.name, text),
            one.kind.value,
        )
        for one in find_speech(text, paragraphs_of(text))
    ]


def who_says(text: str) -> list[tuple[str, str | None]]:
    return [(content, speaker) for content, speaker, _, _, _ in rows(text)]


def names(text: str) -> list[str | None]:
    return [name for _, _, _, name, _ in rows(text)]


def test_the_media_line_article_comes_out_wholly_right() -> None:
    text = (ARTICLES / "iran-syria-defense-deal.txt").read_text(encoding="utf-8")
    found = rows(text)
    assert [(speaker, cue, name, kind) for _, speaker, cue, name, kind in found] == [
        row[:4] for row in MEDIA_LINE
    ]
    for (content, *_), (*_, begins, ends) in zip(found, MEDIA_LINE, strict=True):
        assert content.startswith(begins)
        assert content.endswith(ends)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We go,” the analyst said.", [("“We go,”", "the analyst")]),
        ("The analyst said, “We go.”", [("“We go.”", "The analyst")]),
        ("The analyst said: “We go.”", [("“We go.”", "The analyst")]),
        ("“We,” said Hatami, “go now.”", [("“We,”", "Hatami"), ("“go now.”", "Hatami")]),
        ("“We,” Hatami said, “go now.”", [("“We,”", "Hatami"), ("“go now.”", "Hatami")]),
        ("“We go,” said Pompeo.", [("“We go,”", "Pompeo")]),
        ("“Do we go?” Pompeo asked.", [("“Do we go?”", "Pompeo")]),
        ("“We go,” said Jane Doe, a spokeswoman for X.", [("“We go,”", "Jane Doe, a spokeswoman for X")]),
        ("“We go,” said the new minister.", [("“We go,”", "the new minister")]),
        ("“We go,” said Pompeo in a statement on Monday.", [("“We go,”", "Pompeo")]),
        ("Trump, speaking in Ohio, said: “We go.”", [("“We go.”", "Trump")]),
        (
            "On Monday, Jane Doe, 45, a nurse in Ohio, told CNN: “We go.”",
            [("“We go.”", "Jane Doe, 45, a nurse in Ohio")],
        ),
        ("According to Jane Doe, the deal is off.", [("the deal is off", "Jane Doe")]),
        ("The deal is off, according to Jane Doe.", [("The deal is off", "Jane Doe")]),
        ("The deal is off, said Jane Doe.", [("The deal is off", "Jane Doe")]),
        (
            "The alarm began at six, when the tank stood at a tenth, said Bo Lund, an engineer.",
            [("The alarm began at six, when the tank stood at a tenth", "Bo Lund, an engineer")],
        ),
        (
            "Asked why he had left the party so early, Bo Lund said, “I was ill.”",
            [("“I was ill.”", "Bo Lund")],
        ),
        (
            "When Ada Quist asked if he could name the man, he declined.",
            [("if he could name the man", "Ada Quist")],
        ),
        (
            "Lund shouted at the man through the door, which, he said, scared him off.",
            [("scared him off", "he")],
        ),
        (
            "Bo Lund told “CBS This Morning” host Ada Quist, “We all went home.”",
            [("“We all went home.”", "Bo Lund")],
        ),
        ("Lund denied that he had said that it was off.", [("that he had said that it was off", "Lund")]),
        ("“\n\n“It is late, and cold.”", [("“It is late, and cold.”", None)]),
        (
            "But as Ada Quist asked how it gets from Oslo to Bergen, Bo Lund, an engineer, said it was late.",
            [("how it gets from Oslo to Bergen", "Ada Quist"), ("it was late", "Bo Lund, an engineer")],
        ),
        (
            "According to officials, the boat sank in the bay off Tromso, at three in the morning.",
            [("the boat sank in the bay off Tromso, at three in the morning", "officials")],
        ),
        (
            "OSLO, NORWAY (NTB) - A boat was lost in the bay, officials said.",
            [("A boat was lost in the bay", "officials")],
        ),
        ("In a passage that calls for calm and reforms, she writes: “We go.”", [("“We go.”", "she")]),
        (
            "It comes after Bo Lund said on Monday that travel to Peru, Chile and Brazil is off.",
            [("that travel to Peru, Chile and Brazil is off", "Bo Lund")],
        ),
        (
            "Calling it a test of the new rules, the ministry said it was glad.",
            [("it was glad", "the ministry")],
        ),
        ("Shortly after, in a book that I read, she writes, “We all go.”", [("“We all go.”", "she")]),
        ("Where friends said it was bold, the law fell flat.", [("it was bold", "friends")]),
        (
            "Lund – who had a boat – was lost in the bay, officials said.",
            [("Lund – who had a boat – was lost in the bay", "officials")],
        ),
        ("“I was ill for a year.” ― Bo Lund", [("“I was ill for a year.”", "Bo Lund")]),
        ("“I was ill.” — Ada Quist, a nurse.", [("“I was ill.”", "Ada Quist, a nurse")]),
        ("“The Morning Hour” – Oslo was where it was made – is late.", []),
        (
            "Bo Lund, a nurse, said Oslo, the capital, would be safe.",
            [("Oslo, the capital, would be safe", "Bo Lund, a nurse")],
        ),
        ("Bo Lund, a nurse, said Oslo had fallen.", [("Oslo had fallen", "Bo Lund, a nurse")]),
        ("“The Morning Hour” – Oslo", []),
        ("eBay said it was late.", [("it was late", "eBay")]),
        ("Morning Consult reported that it was late.", [("that it was late", "Morning Consult")]),
        ("He warned 43 people would fall ill.", [("43 people would fall ill", "He")]),
        ("She noted too that it was late.", [("that it was late", "She")]),
        ("Last night Minister Bo Lund said it was late.", [("it was late", "Minister Bo Lund")]),
        ("(From Oslo.) Bo Lund said “We go.”", [("“We go.”", "Bo Lund")]),
    ],
)
def test_the_speaker_stands_before_after_or_amid_the_words(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert who_says(text) == expected


def test_each_of_two_quotes_keeps_its_own_speaker() -> None:
    text = "“We go,” said Jane Doe. “We stay,” John Roe replied."
    assert who_says(text) == [("“We go,”", "Jane Doe"), ("“We stay,”", "John Roe")]


def test_a_second_quoted_sentence_has_the_speaker_of_the_first() -> None:
    text = "“We go,” the analyst said. “They say ‘stay.’ We do not.”"
    assert rows(text) == [
        ("“We go,”", "the analyst", "said", "the analyst", "direct"),
        ("“They say ‘stay.’ We do not.”", "the analyst", "said", "the analyst", "direct"),
    ]


def test_a_quote_over_paragraphs_has_one_speaker() -> None:
    text = "“We go,” Jane Doe said. “It is late.\n\n“We are the last.\n\n“Nobody else stays.”"
    assert who_says(text) == [
        ("“We go,”", "Jane Doe"),
        ("“It is late.", "Jane Doe"),
        ("“We are the last.", "Jane Doe"),
        ("“Nobody else stays.”", "Jane Doe"),
    ]


def test_a_quote_over_paragraphs_takes_a_speaker_named_at_its_end() -> None:
    text = "“It is late.\n\n“Nobody else stays,” Jane Doe said."
    assert who_says(text) == [("“It is late.", "Jane Doe"), ("“Nobody else stays,”", "Jane Doe")]


def test_a_colon_announces_the_speaker_of_the_next_paragraph() -> None:
    assert who_says("Jane Doe said this:\n\n“We go home now.”") == [("“We go home now.”", "Jane Doe")]


@pytest.mark.parametrize(
    "text",
    [
        "Iran is determined to “participate” in the rebuilding.",
        "Hatami pledged a new era of “reconstruction” that Tehran will guide.",
        "Exchanges of military “technology” remain murky.",
        "The deal allowing Iran’s “presence and participation” flies in the face of that.",
        "She appeared on “Morning Joe,” and left.",
        "He declined to say whether “the deal” was off.",
    ],
)
def test_scare_quotes_are_nobodys_speech(text: str) -> None:
    assert who_says(text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("U.S. officials said the deal was off.", "U.S. officials"),
        ("The deal was off, Iranian state media reported.", "Iranian state media"),
        ("Israel has said it will not tolerate that.", "Israel"),
        ("Both Jerusalem and Washington said the deal was off.", "Both Jerusalem and Washington"),
        ("“We go,” Fathollah-Nejad said.", "Fathollah-Nejad"),
        ("“We go,” said Ursula von der Leyen on Monday.", "Ursula von der Leyen"),
        ("“We go,” Sen. Maria O’Neill (R-Texas) said.", "Sen. Maria O’Neill (R-Texas)"),
        ("“We go,” Dwayne “The Rock” Johnson said.", "Dwayne “The Rock” Johnson"),
        ("Russia’s embassy to the EU called it “piracy”.", "Russia’s embassy to the EU"),
        (
            "Its president has ordered guards off the roads, and its chief, Jane Doe, said it was “safe”.",
            "its chief, Jane Doe",
        ),
        (
            "The mayor met them for an hour and, according to two people who were there, promised nothing.",
            "two people who were there",
        ),
        ("“It is late,” said the union's leader, Jan de la Cruz.", "the union's leader, Jan de la Cruz"),
        ("“It is late,” said April Ryan on Monday.", "April Ryan"),
        ("“It is late,” said Valéry d’Aumont, the banker.", "Valéry d’Aumont, the banker"),
    ],
)
def test_plural_institutional_and_particled_speakers_are_whole(text: str, speaker: str) -> None:
    assert [found for _, found in who_says(text)] == [speaker]


@pytest.mark.parametrize(
    "text",
    ['"We go," he said.', "«We go», he said.", "''We go,'' he said.", "‘We go,’ he said."],
)
def test_speech_is_found_in_any_marks(text: str) -> None:
    assert [speaker for _, speaker in who_says(text)] == ["he"]


def test_a_quoted_sentence_without_a_speaker_has_none() -> None:
    assert rows("“Nobody knows who said this.”") == [
        ("“Nobody knows who said this.”", None, None, None, "direct")
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Trump was told that the deal was off.",
        "Trump declined to say that the deal was off.",
        "The report on the deal is late.",
        "Trump did not say that the deal was off.",
        "Nobody said that the deal was off.",
        "If Bo Lund had read it, Ada Quist would be glad, telling Roe, “I doubt that he ever read one.”",
        "So Lund did, it seems, read his own book.",
        "Even small banks have seen the danger and argued that it is late.",
        "Popular drinking hole Bo’s will be closed, and have said that it is late.",
        "You can add a little more water or plant-based milk to it.",
        "Rest assured that your name will not be shared.",
        "The value added tax that is due was reduced for it.",
        "Bo Lund now denies he ever said any of that.",
        "The taste depends on the wood, the yeast, different waters added from springs or rivers, and luck.",
        "Its head, Jane Doe, refused to speak but said in a statement that the deal was off.",
    ],
)
def test_what_nobody_or_nobody_plain_says_is_no_speech(text: str) -> None:
    assert who_says(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Minister Amir Hatami came. “We go,” Hatami said.", ["Minister Amir Hatami"]),
        ("“We go,” said Jane Doe, a nurse. “No,” Ms. Doe added.", ["Jane Doe, a nurse"] * 2),
        ("“We go,” said Jane Doe, a nurse. “No,” the nurse added.", ["Jane Doe, a nurse"] * 2),
        ("“We go,” said Jane Doe.\n\n“No,” she added.", ["Jane Doe", "Jane Doe"]),
        ("U.S. officials said it was off. They added that it was late.", ["U.S. officials"] * 2),
        (
            "Bo Lund said it was late.\n\nHis sister, a nurse, left. “No,” she said.",
            ["Bo Lund", "His sister"],
        ),
        (
            "Minister Bo Lund said it was late.\n\nThe minister of trade left. “No,” he said.",
            ["Minister Bo Lund", "The minister"],
        ),
        ("Bo Lund said it was late.\n\nThe mayor shook his head. “No,” he said.", ["Bo Lund", "The mayor"]),
        (
            "Bo Lund said it was late. “No,” he said. Farida Qabbani of Kosto left. “We go,” she said.",
            ["Bo Lund", "Bo Lund", "Farida Qabbani"],
        ),
        (
            "“We go,” said Ms Doe of Coast Capital. “No,” she said.",
            ["Ms Doe of Coast Capital"] * 2,
        ),
        ("“We go,” said Jane Doe. “No,” Ms. Doe added.", ["Jane Doe"] * 2),
        (
            "Attorney for the District of Kosto Bo Lund said it was late. “No,” Lund said.",
            ["Attorney for the District of Kosto Bo Lund"] * 2,
        ),
        (
            "“We go,” said Jane Doe, head of law and order. “No,” Doe added. “Yes,” they said.",
            ["Jane Doe, head of law and order", "Jane Doe, head of law and order", None],
        ),
        (
            "Harald Vinter left. Walking Vinter home is fun, Ada Quist said. “No,” Vinter said.",
            ["Ada Quist", "Harald Vinter"],
        ),
        (
            "Demand has fallen by half, according to data from Nordic Grid. “It rises,” Nordic Grid said.",
            ["data from Nordic Grid", "Nordic Grid"],
        ),
    ],
)
def test_a_short_naming_resolves_to_the_fullest_before_it(text: str, expected: list[str | None]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Bill Clinton and Hillary Clinton came. “We go,” Clinton said.",
        "“We go,” he said.",
        "Jane Doe, a nurse, said it was late. Mary Roe, a nurse, said it was early. “No,” the nurse said.",
        "John Doe said it was late. Jack Roe said it was early. “No,” he said.",
        "“We go,” it said.",
        "Ada Quist said it was late. The director said it was early. “No,” she said.",
        "Ada Quist said it was late. The bank’s chief economist said it was early. “No,” she said.",
        "Ada Quist said it was late. Farida Qabbani of Coast Capital said it was not. “No,” she said.",
        "Ada Quist said it was late.\n\nThe mayor met the widow. She wept. “No,” she said.",
        "Ada Quist said it was late.\n\nClerk in the Ministry of Law Bo Lund said it is so. “No,” she said.",
        "Path-Goal Model is a theory by Doe. He believes that it is right.",
        "Talia Winter said it was late. “We go,” Meghan told Winter.\n\n“No,” she said.",
        "“We go,” said Bo Lund. He left it to the owner. A boat came.\n\n“No,” she said.",
    ],
)
def test_a_speaker_who_could_be_two_people_stays_unresolved(text: str) -> None:
    assert names(text)[-1] is None


def test_a_fuller_naming_that_comes_later_is_not_used() -> None:
    assert names("“We go,” Hatami said. Minister Amir Hatami left.") == ["Hatami"]


HOSTILE = st.lists(
    st.sampled_from(
        ["“", "”", '"', "'", "’", "‘", "''", "«", "»", "„", "he", "Trump", "said", "told", "who", "and",
         "according to", "that", "the analyst", "Jane Doe", ",", ".", "?", ":", "(", ")", "\n", "a",
         "adding", "é", "👩‍🚀", "שלום", "—", "Mr.", "U.S.", "not", "“No,”", "“We will go home.”"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip


@given(st.one_of(HOSTILE, st.text(max_size=200)))
def test_spans_are_sound_and_the_same_every_time(text: str) -> None:
    paragraphs = paragraphs_of(text)
    found = find_speech(text, paragraphs)
    assert found == find_speech(text, paragraphs)
    assert found == sorted(found, key=lambda one: one.content)
    for one in found:
        spans = [span for span in (one.content, one.speaker, one.cue) if span is not None]
        assert all(span.end <= len(text) for span in spans)
        assert not any(a.overlaps(b) for i, a in enumerate(spans) for b in spans[:i])
        if one.name is not None and one.speaker is not None:
            assert one.name.start <= one.speaker.start


@pytest.mark.parametrize(
    "piece", ['"', "“", "'", "“‘", "“x,” he said ", "he said, but ", "Trump said, “a b c d” ", "he told "]
)
def test_a_hundred_thousand_hostile_characters_take_seconds_at_most(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    started = time.process_time()
    find_speech(text, [Span(0, len(text))])
    assert time.process_time() - started < 10
