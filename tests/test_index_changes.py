import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import BRIDGE, HASHING, OWLS, as_nobody

from corpus import (
    IndexFault,
    LockedError,
    ResourceError,
    UsageError,
    read_sources,
    shipped_articles,
)
from index import (
    Library,
    Outcome,
    add_sources,
    count_rows,
    find_article,
    find_faults,
    list_articles,
    rebuild,
    remove_articles,
    retrieve,
    search_lexicon,
)
from index.lock import writer_lock

Add = Callable[..., list[str]]
Write = Callable[..., Path]


def ids(folder: Path) -> list[str]:
    with Library(folder).snapshot() as snapshot:
        return [stored.article.id for stored in list_articles(snapshot.connection)]


def generation(folder: Path) -> int:
    with Library(folder).snapshot() as snapshot:
        return snapshot.generation


def rebuild_here(folder: Path, encoder: str | None = None) -> list[str]:
    return rebuild(folder, encoder_name=encoder, default_encoder=HASHING, on_article=lambda _: None)


def test_what_was_added_comes_back_as_it_was(index: Path) -> None:
    with Library(index).snapshot() as snapshot:
        stored = find_article(snapshot.connection, "bridge")
        assert count_rows(snapshot.connection) == (2, 5)
    assert stored is not None
    assert stored.article.text == BRIDGE["text"]
    assert stored.article.authors == ("Ada Quist",)
    assert [s.span.slice(stored.article.text) for s in stored.layout.sentences[2:4]] == [
        "“We waited ten years for this bridge,” Brandt said.",
        "“Now we can cross.”",
    ]
    assert list(find_faults(index)) == []


def test_the_same_file_twice_changes_nothing(index: Path, add: Add, write_jsonl: Write) -> None:
    assert generation(index) == 1
    assert add(write_jsonl(BRIDGE, OWLS)) == ["unchanged", "unchanged"]
    assert generation(index) == 1


def test_an_edited_article_replaces_the_one_before(index: Path, add: Add, write_jsonl: Write) -> None:
    edited = {**OWLS, "text": "Fifty owls have returned."}
    assert add(write_jsonl(BRIDGE, edited)) == ["unchanged", "added"]
    with Library(index).snapshot() as snapshot:
        stored = find_article(snapshot.connection, "owls")
        assert search_lexicon(snapshot.connection, ["mice"], 5) == []
        assert len(search_lexicon(snapshot.connection, ["fifti"], 5)) == 1
    assert stored is not None
    assert stored.article.text == "Fifty owls have returned."
    assert list(find_faults(index)) == []


def test_two_texts_under_one_id_in_one_go_are_refused(add: Add, write_jsonl: Write) -> None:
    other = {**OWLS, "text": "Another text."}
    assert sorted(add(write_jsonl(OWLS, other, OWLS))) == ["added", "failed", "unchanged"]


def test_nothing_of_a_removed_article_stays_in_the_folder(index: Path, add: Add, write_jsonl: Write) -> None:
    add(write_jsonl({"id": "canary", "text": "The xylocanaryzephyr sings at dawn."}))
    remove_articles(index, ["canary"])
    assert ids(index) == ["bridge", "owls"]
    held = b"".join(path.read_bytes() for path in index.rglob("*") if path.is_file())
    assert b"xylocanary" not in held
    assert b"harbour" in held
    assert list(find_faults(index)) == []


def test_removing_is_all_or_nothing(index: Path) -> None:
    with pytest.raises(UsageError, match="no article 'nobody'"):
        remove_articles(index, ["owls", "nobody"])
    assert ids(index) == ["bridge", "owls"]


def test_a_snapshot_stays_as_it_was_and_the_next_one_is_new(index: Path) -> None:
    library = Library(index)
    with library.snapshot() as before:
        remove_articles(index, ["owls"])
        assert count_rows(before.connection)[0] == 2
        assert before.generation == 1
    with library.snapshot() as after:
        assert (count_rows(after.connection)[0], after.generation) == (1, 2)


def test_a_second_writer_is_told_who_the_first_is(index: Path) -> None:
    with (
        writer_lock(index),
        pytest.raises(LockedError, match=rf'"pid": {os.getpid()}.*wait for it'),
    ):
        remove_articles(index, ["owls"])
    remove_articles(index, ["owls"])
    assert ids(index) == ["bridge"]


def test_another_encoder_is_refused_and_the_repair_named(index: Path, write_jsonl: Write) -> None:
    with pytest.raises(IndexFault, match=r"made with hashing, not with other/model.*index rebuild"):
        add_sources(
            index,
            read_sources([write_jsonl(OWLS)]),
            encoder_name="other/model",
            default_encoder=HASHING,
            on_outcome=lambda _: None,
        )


@pytest.mark.parametrize("content", ["a file", "foreign", "foreign record"])
def test_another_programs_folder_is_left_alone(
    tmp_path: Path, content: str, add: Add, write_jsonl: Write
) -> None:
    folder = tmp_path / "index"
    if content == "a file":
        folder.write_text("notes")
    else:
        folder.mkdir()
        (folder / "thesis.doc").write_text("years of work")
    if content == "foreign record":
        with sqlite3.connect(folder / "record.sqlite") as connection:
            connection.execute("CREATE TABLE t (a)")
        connection.close()
    path = write_jsonl(OWLS)
    with pytest.raises(IndexFault, match=r"not a folder|not an index"):
        add(path)
    if content != "a file":
        assert (folder / "thesis.doc").read_text() == "years of work"


def test_a_missing_index_is_named_with_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(IndexFault, match=r"no index at .*; build one with: onrecord index add"):
        ids(tmp_path / "none")


def test_an_index_of_another_format_is_refused(index: Path) -> None:
    with sqlite3.connect(index / "record.sqlite") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(IndexFault, match="has format 99, this program reads format 2"):
        ids(index)


def test_a_damaged_vector_cache_is_made_again(index: Path) -> None:
    cache = index / "vectors.faiss"
    whole = cache.read_bytes()
    for damaged in (whole[:-3], b"", whole.replace(b": 1,", b": 7,"), b"\x00" * 500):
        cache.write_bytes(damaged)
        with Library(index).snapshot() as snapshot:
            vector = snapshot.encoder.encode_question("owls in the forest")
            assert len(snapshot.vectors.search(vector, 10)) == 5
        assert cache.read_bytes() == whole


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE articles SET text = replace(text, 'Forty', 'Fifty') WHERE id = 'owls'",
        "UPDATE articles SET publisher = 'Another Post' WHERE id = 'owls'",
        "UPDATE articles SET url = 'https://evil.example' WHERE id = 'owls'",
        "UPDATE articles SET layout = replace(layout, ':0', ':1') WHERE id = 'owls'",
        "UPDATE articles SET body_start = 1 WHERE id = 'owls'",
        "UPDATE passages SET start = start + 1 WHERE article = 2",
        "UPDATE passages SET article = 1 WHERE article = 2",
        "UPDATE passages SET vector = zeroblob(1024) WHERE article = 2",
    ],
)
def test_an_altered_row_is_found_and_never_read(index: Path, change: str) -> None:
    with sqlite3.connect(index / "record.sqlite") as connection:
        connection.execute(change)
    connection.close()
    assert [type(fault) for fault in find_faults(index)][:1] == [IndexFault]
    with Library(index).snapshot() as snapshot, pytest.raises(IndexFault, match="was altered"):
        retrieve(snapshot, "owls in the old forest", 5)


def test_flipped_bits_in_the_record_never_pass_for_its_text(index: Path, tmp_path: Path) -> None:
    with Library(index).snapshot() as snapshot:
        good = {s.article.id: s for s in list_articles(snapshot.connection)}
    record = (index / "record.sqlite").read_bytes()
    generator = random.Random(20261122)
    caught = 0
    for _ in range(300):
        copy = tmp_path / "copy"
        shutil.copytree(index, copy)
        damaged = bytearray(record)
        damaged[generator.randrange(len(record))] ^= 1 << generator.randrange(8)
        (copy / "record.sqlite").write_bytes(damaged)
        try:
            with Library(copy).snapshot() as snapshot:
                found = {s.article.id: s for s in list_articles(snapshot.connection)}
            for article_id, stored in found.items():
                assert stored.article == good[article_id].article
                assert stored.layout == good[article_id].layout
        except (IndexFault, ResourceError):
            caught += 1
        shutil.rmtree(copy)
    assert caught > 10  # free pages and unused bytes aside, a flip is an error


def test_rebuilding_keeps_what_can_be_proved_and_names_what_is_lost(index: Path) -> None:
    with sqlite3.connect(index / "record.sqlite") as connection:
        connection.execute("UPDATE articles SET text = text || '!' WHERE id = 'owls'")
    connection.close()
    assert rebuild_here(index) == ["owls"]
    assert ids(index) == ["bridge"]
    assert generation(index) == 2
    assert list(find_faults(index)) == []


def test_leftovers_of_a_killed_writer_do_not_stop_the_next(index: Path, add: Add, write_jsonl: Write) -> None:
    (index / "record.sqlite.abc123").mkdir()
    (index / "encoder-new.xyz").mkdir()
    (index / "vectors.faiss.q1").write_bytes(b"half")
    (index / "notes.txt").write_text("somebody's")
    assert add(write_jsonl({"id": "new", "text": "A new one."})) == ["added"]
    assert sorted(path.name for path in index.iterdir()) == [
        "notes.txt",
        "record.sqlite",
        "vectors.faiss",
        "writer.lock",
    ]


_WRITER = """
import json, sys
from pathlib import Path
from corpus import read_sources
from index import add_sources
add_sources(Path(sys.argv[1]), read_sources([Path(sys.argv[2])]), encoder_name=None,
            default_encoder="hashing", on_outcome=lambda outcome: print(outcome.name, flush=True))
"""


def start_writer(folder: Path, articles: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _WRITER, str(folder), str(articles)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize("seed", range(8))
def test_a_killed_writer_leaves_the_last_generation(index: Path, write_jsonl: Write, seed: int) -> None:
    many = [{"id": f"n{i}", "text": f"Sentence number {i} of many. " * 5} for i in range(400)]
    path = write_jsonl(*many, name="many.jsonl")
    writer = start_writer(index, path)
    assert writer.stdout is not None
    generator = random.Random(seed)
    for _ in range(generator.randrange(300)):
        writer.stdout.readline()
    time.sleep(generator.random() / 20)
    writer.send_signal(signal.SIGKILL)
    writer.communicate()
    left = ids(index)
    assert left in (["bridge", "owls"], sorted(["bridge", "owls", *(r["id"] for r in many)]))
    assert list(find_faults(index)) == []


def test_a_writer_killed_while_it_makes_the_first_index_leaves_none(
    tmp_path: Path, add: Add, write_jsonl: Write
) -> None:
    folder = tmp_path / "index"
    folder.mkdir()
    (folder / "writer.lock").write_text("")
    (folder / "record.sqlite.tmp1").mkdir()
    (folder / "record.sqlite.tmp1" / "record.sqlite").write_bytes(b"half")
    assert add(write_jsonl(OWLS)) == ["added"]
    assert ids(folder) == ["owls"]


def test_a_full_disk_is_exit_7_and_changes_nothing(index: Path, write_jsonl: Write) -> None:
    many = [{"id": f"n{i}", "text": f"Sentence number {i}. " * 50} for i in range(200)]
    path = write_jsonl(*many, name="many.jsonl")
    command = [sys.executable, "-c", _WRITER, str(index), str(path)]
    done = subprocess.run(
        command,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)),
    )
    assert b"ResourceError" in done.stderr
    assert b"nothing was changed" in done.stderr or b"as it was" in done.stderr
    assert ids(index) == ["bridge", "owls"]
    assert list(find_faults(index)) == []


def test_a_read_only_index_is_read_and_only_writing_fails() -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent, "index")
        add_sources(
            folder,
            read_sources(shipped_articles()),
            encoder_name=None,
            default_encoder=HASHING,
            on_outcome=lambda _: None,
        )
        os.chmod(parent, 0o755)
        with as_nobody():
            (article_id,) = ids(folder)
            with pytest.raises(ResourceError, match="cannot be written: Permission denied"):
                remove_articles(folder, [article_id])
        assert sorted(path.name for path in folder.iterdir()) == [
            "record.sqlite",
            "vectors.faiss",
            "writer.lock",
        ]


PAGE = {"title": "The bridge opens", "publisher": "P", "url": "https://p.example/bridge"}


def reasons(folder: Path, *files: Path) -> list[tuple[str, str | None]]:
    outcomes: list[Outcome] = []
    add_sources(
        folder,
        read_sources(files),
        encoder_name=None,
        default_encoder=HASHING,
        on_outcome=outcomes.append,
    )
    return [(outcome.status.value, outcome.reason) for outcome in outcomes]


def test_a_newer_version_at_the_same_address_replaces_the_older_for_good(index: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.json", tmp_path / "2.json"
    first.write_text(json.dumps({**PAGE, "text": "It opens on Monday."}), encoding="utf-8")
    second.write_text(json.dumps({**PAGE, "title": "New", "text": "It opens on Friday."}), encoding="utf-8")
    (one,) = [i for _, i in [(reasons(index, first), ids(index))] for i in set(i) - {"bridge", "owls"}]
    assert reasons(index, second) == [("added", "replaces the version before")]
    assert set(ids(index)) == {"bridge", "owls", one}
    assert reasons(index, first, second) == [
        ("skipped", f"an older version of {one}"),
        ("unchanged", None),
    ]
    with Library(index).snapshot() as snapshot:
        stored = find_article(snapshot.connection, one)
    assert stored is not None
    assert stored.article.text == "It opens on Friday."


def test_two_versions_in_one_go_leave_the_later_published(index: Path, tmp_path: Path) -> None:
    dates = ("2026-03-02", "2026-03-01T09:00:00+01:00")
    files = [tmp_path / "1.json", tmp_path / "2.json"]
    for file, date in zip(files, dates, strict=True):
        fields = {**PAGE, "published": date, "text": f"It opens, we said on {date[:10]}."}
        file.write_text(json.dumps(fields), encoding="utf-8")
    (added, skipped) = reasons(index, *files)
    assert added == ("added", None)
    assert str(skipped[1]).startswith("an older version of the-bridge-opens")


def test_a_file_that_is_edited_back_is_taken_as_it_is(index: Path, tmp_path: Path) -> None:
    file = tmp_path / "1.json"
    for text in ("It opens on Monday.", "It opens on Friday.", "It opens on Monday."):
        file.write_text(json.dumps({**PAGE, "text": text}), encoding="utf-8")
        assert reasons(index, file)[0][0] == "added"


def test_the_front_page_of_a_site_is_no_address_of_an_article(index: Path, tmp_path: Path) -> None:
    for number in (1, 2):
        fields = {"title": f"Number {number}", "url": "https://p.example/", "text": f"Text {number}."}
        (tmp_path / f"{number}.json").write_text(json.dumps(fields), encoding="utf-8")
    assert reasons(index, tmp_path / "1.json", tmp_path / "2.json") == [("added", None), ("added", None)]


def test_an_index_of_the_format_before_is_mended_by_a_rebuild(index: Path) -> None:
    with closing(sqlite3.connect(index / "record.sqlite")) as connection:
        connection.executescript("DROP TABLE stories; DROP TABLE bands; PRAGMA user_version = 1;")
    with pytest.raises(IndexFault, match=r"has format 1, .* run: onrecord index rebuild"):
        ids(index)
    assert rebuild_here(index) == []
    assert ids(index) == ["bridge", "owls"]
