from collections.abc import Callable
from pathlib import Path

from index import Library, articles_of_story, find_article, remove_articles, retrieve

Add = Callable[..., list[str]]
Write = Callable[..., Path]

STORY = (
    "The harbour of Linsund was closed on Tuesday after a freighter ran aground at its mouth. "
    "Nobody was hurt, the coast guard said, and no oil was lost. "
    "Tugs from three towns tried in vain to pull the ship free before the evening tide. "
    "“We will try again at dawn,” said the harbour master, Ida Brok, who has run the port for nine years. "
    "Eleven ships were waiting outside on Tuesday night, four of them with grain for the mills of the town."
)
OTHER = (
    "The mills of Linsund will shut for a week in May while a new roof is put on the oldest of them. "
    "The owner, Per Alm, said that none of the 140 workers would lose a day of pay for it. "
    "Grain will go to the silos of two neighbouring towns, which have room for 9,000 tonnes at this time."
)


def article(name: str, text: str, **fields: str) -> dict[str, str]:
    return {"id": name, "title": f"Title {name}", "publisher": f"The {name}", "text": text, **fields}


COPIES = (
    article("wire", STORY),
    article("daily", STORY.replace("on Tuesday after", "after") + " The port lives on grain."),
    article("other", OTHER),
)


def numbers(folder: Path) -> dict[str, int]:
    with Library(folder).snapshot() as snapshot:
        found = (find_article(snapshot.connection, name) for name in ("wire", "daily", "other"))
        return {stored.article.id: stored.number for stored in found if stored}


def test_a_copy_belongs_to_the_story_and_another_story_does_not(
    index: Path, add: Add, write_jsonl: Write
) -> None:
    add(write_jsonl(*COPIES))
    known = numbers(index)
    with Library(index).snapshot() as snapshot:
        stories = {name: articles_of_story(snapshot.connection, n, 5) for name, n in known.items()}
    assert stories == {"wire": [known["daily"]], "daily": [known["wire"]], "other": []}


def test_of_a_story_one_article_is_searched(index: Path, add: Add, write_jsonl: Write) -> None:
    add(write_jsonl(*COPIES))
    with Library(index).snapshot() as snapshot:
        found = retrieve(snapshot, "What ran aground at the mouth of the harbour of Linsund?", 10)
        ids = {one.found.stored.article.id for one in found}
        again = [one.found.key for one in retrieve(snapshot, "Which freighter ran aground?", 10)]
        assert again == [one.found.key for one in retrieve(snapshot, "Which freighter ran aground?", 10)]
    assert len(ids & {"wire", "daily"}) == 1
    assert "other" in ids


def test_two_hundred_copies_leave_room_for_other_stories(index: Path, add: Add, write_jsonl: Write) -> None:
    copies = [article(f"copy-{n}", f"{STORY} Printed by our own staff in town {n}.") for n in range(200)]
    add(write_jsonl(*copies, article("other", OTHER.replace("The mills", "The mills of the harbour"))))
    with Library(index).snapshot() as snapshot:
        found = retrieve(snapshot, "Which freighter ran aground in the harbour of Linsund on Tuesday?", 20)
    ids = [one.found.stored.article.id for one in found]
    assert len({one for one in ids if one.startswith("copy")}) == 1
    assert {"other", "bridge", "owls"} <= set(ids)


def test_the_rest_of_a_story_stays_together_when_its_first_article_goes(
    index: Path, add: Add, write_jsonl: Write
) -> None:
    add(write_jsonl(*COPIES, article("weekly", "Corrected. " + STORY)))
    remove_articles(index, ["wire"])
    known = numbers(index)
    with Library(index).snapshot() as snapshot:
        (weekly,) = articles_of_story(snapshot.connection, known["daily"], 5)
        assert articles_of_story(snapshot.connection, weekly, 5) == [known["daily"]]
        orphans = "SELECT count(*) FROM bands WHERE article NOT IN (SELECT number FROM articles)"
        assert snapshot.connection.execute(orphans).fetchone() == (0,)
    add(write_jsonl(COPIES[0]))
    with Library(index).snapshot() as snapshot:
        assert articles_of_story(snapshot.connection, numbers(index)["wire"], 5) == [known["daily"], weekly]


def test_short_texts_are_no_copies_of_each_other(index: Path, add: Add, write_jsonl: Write) -> None:
    add(write_jsonl(article("wire", "It rained on Monday."), article("daily", "It rained on Monday.")))
    known = numbers(index)
    with Library(index).snapshot() as snapshot:
        assert articles_of_story(snapshot.connection, known["wire"], 5) == []
