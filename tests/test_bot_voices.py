from collections.abc import Callable
from pathlib import Path

import pytest

from bot.voices import find_meant
from index import Library, find_article

FERRIES = {
    "id": "ferries",
    "text": (
        "“The ferries will run at night,” said Harbour Minister Édouard Hatami, who runs the port. "
        "Ali Fathollah-Nejad, a pilot at Linsund, said the tide was low.\n\n"
        "Rear Admiral Ida Lindqvist said the fleet would stay. Major Per Brandt said that he would not."
    ),
}
MILLS = {
    "id": "mills",
    "text": (
        "“The mills will shut,” said their owner, Karin Lundqvist. “It rained,” said the mayor, Jan.\n\n"
        "“I knew,” said Farid Hatami, a miller. Jan Pompe sold the grain."
    ),
}


@pytest.fixture
def meant(
    add: Callable[..., list[str]], write_jsonl: Callable[..., Path], tmp_path: Path
) -> Callable[..., tuple[set[str], tuple[str, ...]]]:
    """Return whose words are found under a name, and else who is near."""
    add(write_jsonl(FERRIES, MILLS))

    def find(name: str, *article_ids: str) -> tuple[set[str], tuple[str, ...]]:
        with Library(tmp_path / "index").snapshot() as snapshot:
            stored = [find_article(snapshot.connection, one) for one in article_ids]
            numbers = [one.number for one in stored if one]
            found = find_meant(snapshot.connection, name, numbers or None)
        return {one.names[0].partition(",")[0] for one in found.heard}, found.near

    return find


ALI = "Ali Fathollah-Nejad"
IDA, KARIN = "Rear Admiral Ida Lindqvist", "their owner, Karin Lundqvist"
EDOUARD = "Harbour Minister Édouard Hatami"


@pytest.mark.parametrize(
    ("name", "speaker"),
    [
        ("Fathollah Nejad", ALI),
        ("fathollahnejad", ALI),
        ("fatholah nejad", ALI),
        ("Nejad", ALI),
        ("edouard hatammi", EDOUARD),
        ("Minister Edouard", EDOUARD),
        ("Minister Eduard", EDOUARD),
        ("ADMIRAL LINDQVIST", IDA),
        ("brandt", "Major Per Brandt"),
    ],
)
def test_a_name_is_known_with_slips_of_the_pen_too(
    name: str, speaker: str, meant: Callable[..., tuple[set[str], tuple[str, ...]]]
) -> None:
    assert meant(name) == ({speaker}, ())


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Landqvist", (IDA, KARIN)),  # either may be meant
        ("Ida Lundqvist", (IDA, KARIN)),
        ("Karim Fathollah-Nejad", (ALI, KARIN)),
        ("the mayer", ("the mayor",)),  # a description: "Major" is a slip of the pen away
        ("Pompeo", ()),  # who is no Pompe, and Pompe says nothing
    ],
)
def test_a_name_that_nobody_has_is_not_guessed_but_who_has_one_like_it_is_told(
    name: str, near: tuple[str, ...], meant: Callable[..., tuple[set[str], tuple[str, ...]]]
) -> None:
    assert meant(name) == (set(), near)


def test_a_surname_is_everybodys_who_has_it_and_in_one_article_only_theirs(
    meant: Callable[..., tuple[set[str], tuple[str, ...]]],
) -> None:
    assert meant("Hatami") == ({EDOUARD, "Farid Hatami"}, ())
    assert meant("Hatammi", "mills") == ({"Farid Hatami"}, ())
    assert meant("Nejad", "mills") == (set(), ())


def test_a_name_of_too_many_spellings_is_not_mended_but_told(
    add: Callable[..., list[str]], write_jsonl: Callable[..., Path], tmp_path: Path
) -> None:
    families = ("Karlov", "Petrov", "Sidorov")
    names = [f"Anna {family}{letter}a" for family in families for letter in "cdfghklmnpr"]  # 11 of each
    full = "Karlovba Petrovba Sidorovba"  # with whom there are 12 * 12 * 12 spellings
    text = "\n\n".join(f"“It rained on {name[-3:]},” said {name}." for name in [*names, full])
    add(write_jsonl({"id": "rain", "text": text}))
    with Library(tmp_path / "index").snapshot() as snapshot:
        two = find_meant(snapshot.connection, "Karlovza Petrovza", None)
        three = find_meant(snapshot.connection, "Karlovza Petrovza Sidorovza", None)
    assert ([one.names[0] for one in two.heard], len(three.heard)) == ([full], 0)
    assert three.near[0] == full
