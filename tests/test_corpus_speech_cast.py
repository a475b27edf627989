from pathlib import Path

import pytest

from corpus import Article, find_cast, lay_out, make_article, read_sources, shipped_articles

Rows = list[tuple[str, list[str]]]


def cast_of(article: Article) -> tuple[Rows, list[str], list[str]]:
    cast = find_cast(article, lay_out(article))
    return (
        [(v.name.slice(article.text), [s.kind.value for s in v.speeches]) for v in cast.voices],
        [speech.content.slice(article.text) for speech in cast.unplain],
        [span.slice(article.text) for span in cast.marked],
    )


def test_the_speakers_of_the_media_line_article_are_those_a_reader_finds() -> None:
    (source,) = read_sources([Path(path) for path in shipped_articles()])
    assert source.article is not None
    assert cast_of(source.article) == (
        [
            ("Iranian state media", ["indirect"]),
            ("Iranian Defense Minister Amir Hatami", ["mixed"]),
            ("Syrian General Ali Abdullah Ayyoub", ["mixed"]),
            ("Iran", ["indirect"]),
            ("Both Jerusalem and Washington", ["indirect"]),
            ("Israel", ["indirect"]),
            ("Analysts", ["indirect"]),
            (
                "An Iranian analyst based in Europe who requested anonymity",
                ["indirect", "direct", "direct"],
            ),
            (
                "Ali Fathollah-Nejad, an Iran expert at the Brookings Doha Center",
                ["mixed", "indirect", "direct", "indirect", "mixed"],
            ),
        ],
        [],
        ["“reconstruction”", "“technology”", "“participate”", "“presence and participation”"],
    )


@pytest.mark.parametrize(
    ("text", "voices"),
    [
        (
            "Quist said it was safe. Minister Ada Quist said it was new.",
            [("Minister Ada Quist", ["indirect", "indirect"])],
        ),
        (
            "Ada Quist said it was safe. Bo Quist said it was not.",
            [("Ada Quist", ["indirect"]), ("Bo Quist", ["indirect"])],
        ),
        (
            "The club’s former director, Lena Maas, said it was safe. Maas said it was new. “No,” she said.",
            [("The club’s former director, Lena Maas", ["indirect", "indirect", "direct"])],
        ),
        (
            "President Bashar al-Karim said it was safe. Al-Karim said it was new.",
            [("President Bashar al-Karim", ["indirect", "indirect"])],
        ),
        (
            "Mayor Karel van der Voss-Lind opened it. “It is safe,” Voss-Lind said. “It is new,” he said.",
            [("Mayor Karel van der Voss-Lind", ["direct", "direct"])],
        ),
        (
            "Police said it was safe. Later on, police said it was not.",
            [("Police", ["indirect", "indirect"])],
        ),
        (
            "An official said it was safe. An official said it was not.",
            [("An official", ["indirect"]), ("An official", ["indirect"])],
        ),
        ("It is 90 years old.", []),
    ],
)
def test_the_stretches_of_one_speaker_are_put_together(text: str, voices: Rows) -> None:
    assert cast_of(make_article(text))[0] == voices


def test_words_whose_speaker_is_open_are_nobodys_voice() -> None:
    text = "Ada Quist met Bo Lund. “Then it rained all day long.” They said it was safe. It was a “success”."
    voices, unplain, marked = cast_of(make_article(text))
    assert voices == []
    assert unplain == ["“Then it rained all day long.”", "it was safe"]
    assert marked == ["“success”"]
