"""Files that go wrong, by their number in the catalogue of bad inputs: each an article or a reason."""

import bz2
import gzip
import io
import os
import re
import socket
import tarfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus import Source, read_sources
from corpus.sources import MAX_ARTICLE_BYTES
from index import Outcome, add_sources


def read(path: Path) -> list[Source]:
    return list(read_sources([path]))


def reason_of(path: Path) -> str:
    (source,) = read(path)
    assert source.article is None
    return str(source.reason)


def text_of(path: Path) -> str:
    (source,) = read(path)
    assert source.article is not None, source.reason
    return source.article.text


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, data)
    return file.getvalue()


def tarred(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        info = tarfile.TarInfo(name)
        info.size = len(data)
        archive.addfile(info, io.BytesIO(data))
    return file.getvalue()


TEXT = b"The bridge opened."


def test_every_family_of_the_catalogue_has_a_test_with_its_number() -> None:
    """Of F1 to F104, in the name of a test, alone or in a range, or in the id of a case."""
    text = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    found = {
        int(number) for number in re.findall(r'id="F(\d+)\b|"F(\d+)', text) for number in number if number
    }
    for first, joint, last in re.findall(r"def test_f(\d+)(?:_(to|and)_f(\d+))?_", text):
        found |= set(range(int(first), int(last) + 1)) if joint == "to" else {int(first), int(last or first)}
    assert set(range(1, 105)) - found == set()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        pytest.param("a.txt", b"", "no text in it", id="F1-txt"),
        pytest.param("a.md", b"", "no text in it", id="F1-md"),
        pytest.param("a.jsonl", b"", "no text in it", id="F1-jsonl"),
        pytest.param("a.json", b"", "no text in it", id="F1-json"),
        pytest.param("b.json", b'{"text": ""}', "no text in it", id="F1-text"),
        pytest.param("a.eml", b"", "not a mail", id="F1-eml"),
        pytest.param("a.rss", b"", "not well-formed XML", id="F1-rss"),
        pytest.param("a.zip", b"", "not a ZIP archive", id="F1-zip"),
        pytest.param("a.txt", b" \t\n\xc2\xa0\n", "no text in it", id="F2-txt"),
        pytest.param("a.md", b"\n\n", "no text in it", id="F2-md"),
        pytest.param("a.jsonl", b" \n \n", "no text in it", id="F2-jsonl"),
        pytest.param("a.md", b"<!-- nothing -->\n\n***\n", "no text in it", id="F3-md"),
        pytest.param(
            "a.eml", b"From: A\n\nView it in your browser\n\nUnsubscribe", "no text of its own", id="F3-eml"
        ),
        pytest.param("a.txt", b"a" * 3_000_000, "too large: 3,000,000 characters", id="F4-chars"),
        pytest.param("a.txt", b"It rained.\n\n" * 1_000_000, "too large: 1", id="F5"),
        pytest.param("a.txt", b"It rained. " * 2_000_000, "too large: 22,000,000 characters", id="F6"),
        pytest.param("a.md", b"It rained. " * 2_000_000, "too large: 2", id="F6-md"),
        pytest.param("a.txt", b"%PDF-1.7\n%\xe2\xe3", "a PDF, not text", id="F7"),
        pytest.param("a.eml", b"%PDF-1.7\n%\xe2\xe3", "a PDF, not text", id="F7-eml"),
        pytest.param("a.xml", zipped("a.txt", TEXT), "a ZIP archive, not text", id="F8-xml"),
        pytest.param("a.html", zipped("a.txt", TEXT), "a ZIP archive, not text", id="F8"),
        pytest.param("a.txt", zipped("a.txt", TEXT), "a ZIP archive, not text", id="F8-txt"),
        pytest.param("a.zip", TEXT, "not a ZIP archive", id="F8-zip"),
        pytest.param("a.txt", bytes(range(256)) * 9, "not UTF-8 text", id="F9"),
        pytest.param("a.txt", b"\x89PNG\r\n\x1a\n", "a picture, not text", id="F9-png"),
        pytest.param("a.txt", gzip.compress(TEXT), "a gzip archive, not text", id="F10-gz"),
        pytest.param("a.txt", bz2.compress(TEXT), "a bzip2 archive, not text", id="F10-bz2"),
        pytest.param("a.txt", tarred("a.txt", TEXT), "a tar archive, not text", id="F10-tar"),
        pytest.param("a.docx", zipped("word/document.xml", TEXT), "a ZIP archive, not text", id="F10-docx"),
        pytest.param("a.json", b"The bridge opened.", "not JSON: Expecting value", id="F94"),
        pytest.param("a.json", b'{"text": "A."}\n{"text": "B."}', "not JSON: Extra data", id="F95"),
        pytest.param("a.json", b'"The bridge opened."', 'not an object with a text: "The b', id="F96-string"),
        pytest.param("a.json", b"5", "not an object with a text: 5", id="F96-number"),
        pytest.param("a.json", b"null", "not an object with a text: null", id="F96-null"),
        pytest.param("a.json", b"[]", "no article in it", id="F96-empty"),
        pytest.param("a.json", b"{}", "no text in it", id="F97-missing"),
        pytest.param("a.json", b'{"text": ["A."]}', "text: not a string", id="F97-list"),
        pytest.param(
            "a.json",
            b'[{"text": "A."},\n {"text": "A.", "text": "B."}]',
            "key 'text' stands twice in the object at line 2, column 2",
            id="F98",
        ),
        pytest.param(
            "a.json",
            b'{"text": "A.",\n "n": {"n": [Infinity]}}',
            "Infinity is not a number in the object at line 2, column 7",
            id="F99",
        ),
        pytest.param(
            "a.json",
            b'{"n": ' + b"1" * 5_000 + b"}",
            "integer string conversion: value has 5000 digits in the object at line 1, column 1",
            id="F100",
        ),
        pytest.param("a.json", b"[" * 100_000, "not JSON that can be read here", id="F101"),
        pytest.param("a.json", b'{"text": "A \\ud83d."}', "not text: it holds a lone surrogate", id="F102"),
        pytest.param("a.json", b'{"id": "../a", "text": "A."}', "id: '../a' is not a name", id="F103"),
    ],
)
def test_a_file_without_an_article_ends_as_one_reason(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reason in reason_of(path)
    assert read(path)[0].failed == (name == "a.json" and data not in (b"[]", b""))  # the others: not for us


@pytest.mark.parametrize("suffix", [".txt", ".md", ".eml", ".rss"])
def test_f4_a_file_of_one_article_has_at_most_50_mb(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    with path.open("wb") as file:
        file.truncate(MAX_ARTICLE_BYTES + 1)  # a hole: it takes no space
    assert reason_of(path) == "too large: 52,428,801 bytes, at most 52,428,800"


def test_f4_a_file_of_many_articles_has_at_most_512_mb(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(512 * 1024 * 1024 + 1)
    assert reason_of(path) == "too large: 536,870,913 bytes, at most 536,870,912"


@pytest.mark.parametrize("name", ["a.tar", "a.txt.gz", "a.docx", "a.7z"])
def test_f10_other_archives_in_a_folder_are_not_opened(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(gzip.compress(TEXT))
    assert reason_of(tmp_path).startswith("not a format read here (.txt .md ")


def test_f11_a_file_beyond_a_link_on_the_way_is_not_read(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "articles"
    outside.mkdir()
    folder.mkdir()
    (outside / "a.txt").write_bytes(TEXT)
    (folder / "way").symlink_to(outside)
    assert reason_of(folder) == "a link that leads out of the folder"


def test_f13_a_hard_link_is_read_with_a_warning(tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    folder.mkdir()
    (tmp_path / "secret.txt").write_bytes(b"A headline\n\nThe bridge opened.")
    os.link(tmp_path / "secret.txt", folder / "a.txt")
    (folder / "b.txt").write_bytes(TEXT)
    (folder / "c.txt").symlink_to(folder / "b.txt")
    warning = "a hard link: the same file has another name, which may be outside the folder"
    assert [(one.article is not None, one.note) for one in read(folder)] == [
        (True, warning),
        (True, None),
        (True, None),
    ]
    assert [one.note for one in read(folder / "a.txt")] == [None]  # named by a person


def test_f13_a_hard_link_to_many_articles_is_told_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "It opened."}\n{"text": "It is shut."}')
    os.link(tmp_path / "a.jsonl", tmp_path / ".hidden")
    assert [bool(one.note) for one in read(tmp_path)] == [True, False]


def test_f14_to_f17_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "F14.txt")
    (tmp_path / "F15.txt").symlink_to("/dev/zero")
    (tmp_path / "F17.txt").mkdir()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "F16.txt"))
        found = {Path(source.name).name: source.reason for source in read(tmp_path)}
    assert found == {
        "F14.txt": "not a regular file",
        "F15.txt": "a link that leads out of the folder",
        "F16.txt": "cannot be read: No such device or address",
    }
    assert reason_of(Path("/dev/zero")) == "not a regular file"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(b"two\nlines.txt", id="F18"),
        pytest.param(b"esc\x1b[31m.txt", id="F19"),
        pytest.param("\u202etxt.gpj.txt".encode(), id="F20"),
        pytest.param(b"a" * 251 + b".txt", id="F21"),
        pytest.param(b"-rf.txt", id="F23"),
    ],
)
def test_f18_to_f23_a_strange_name_is_no_reason_not_to_read(tmp_path: Path, name: bytes) -> None:
    (tmp_path / os.fsdecode(name)).write_bytes(TEXT)
    assert text_of(tmp_path) == "The bridge opened."


def test_f22_a_name_that_is_not_utf_8_is_read_and_shown_as_what_can_be_stored(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_bytes(TEXT)
    (source,) = read(tmp_path)
    assert source.article is not None
    assert source.name == f"{tmp_path}/caf\\xe9.txt"
    assert source.article.title == "caf\\xe9"


def test_f25_a_file_that_vanishes_fails(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "b.txt").write_bytes(TEXT)
    sources = read_sources([tmp_path])
    next(sources)
    (tmp_path / "b.txt").unlink()
    (source,) = sources
    assert (source.reason, source.failed) == ("cannot be read: No such file or directory", True)


@pytest.mark.parametrize(
    "change", [pytest.param(b"!", id="F26"), pytest.param(b"More text." * 100, id="F27")]
)
def test_f26_and_f27_a_file_that_changes_while_it_is_read_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: bytes
) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    stat = os.fstat
    calls = []

    def fstat(descriptor: int) -> os.stat_result:
        calls.append(descriptor)
        if len(calls) == 2:
            with path.open("ab") as file:
                file.write(change)
        return stat(descriptor)

    monkeypatch.setattr("corpus.sources.os.fstat", fstat)
    (source,) = read(path)
    assert (source.reason, source.failed) == ("cannot be read: it changed meanwhile; try again", True)


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(("Bridge.txt", "bridge.txt"), id="F28"),
        pytest.param(("caf\u00e9.txt", "cafe\u0301.txt"), id="F29"),
    ],
)
def test_f28_and_f29_names_that_look_alike_are_two_files(tmp_path: Path, names: tuple[str, str]) -> None:
    for number, name in enumerate(names):
        (tmp_path / name).write_text(f"A headline {number}\n\nText {number}.", encoding="utf-8")
    found = [source.article for source in read(tmp_path)]
    assert sorted(article.title for article in found if article) == ["A headline 0", "A headline 1"]
    assert len({article.id for article in found if article}) == 2


def test_f30_of_the_same_bytes_in_two_files_there_is_one_article_and_both_are_told(tmp_path: Path) -> None:
    news = tmp_path / "news"
    news.mkdir()
    for name in ("a.txt", "b.txt"):
        (news / name).write_bytes(b"A headline\n\nIt opened.")
    outcomes: list[Outcome] = []
    add_sources(
        tmp_path / "index",
        read_sources([news]),
        encoder_name=None,
        default_encoder="hashing",
        on_outcome=outcomes.append,
    )
    first, second = outcomes
    assert (first.status, first.reason, first.name) == ("added", None, f"{news}/a.txt")
    assert (second.status, second.reason) == ("unchanged", f"the same as {news}/a.txt")
    assert first.article_id == second.article_id


@pytest.mark.parametrize("moment", [0, 4_102_444_800], ids=["1970", "2100"])
def test_f31_the_time_of_a_file_decides_nothing(tmp_path: Path, moment: int) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(TEXT)
    (before,) = read(path)
    os.utime(path, (moment, moment))
    assert read(path) == [before]


def test_f96_and_f99_of_a_list_each_entry_and_of_lines_each_line_has_its_own_reason(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_bytes(b'["The bridge opened.", {"text": "A."}]')
    (tmp_path / "b.jsonl").write_bytes(b'{"text": "A."}\n{"text": "A.", "n": NaN}')
    found = [(Path(source.name).name, source.reason, source.failed) for source in read(tmp_path)]
    assert found == [
        ("a.json:1", 'not an object with a text: "The bridge opened."', True),
        ("a.json:2", None, False),
        ("b.jsonl:1", None, False),
        (
            "b.jsonl:2",
            "not JSON that can be read here: NaN is not a number in the object at line 1, column 1",
            True,
        ),
    ]


def test_f104_of_two_texts_under_one_id_the_second_fails(
    add: Callable[..., list[str]], write_jsonl: Callable[..., Path]
) -> None:
    path = write_jsonl({"id": "a", "text": "It opened."}, {"id": "a", "text": "It did not open."})
    assert add(path) == ["added", "failed"]


def test_f57_an_entity_bomb_in_a_feed_ends_at_once(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    path = tmp_path / "a.xml"
    path.write_text(f'<!DOCTYPE rss [<!ENTITY a0 "ha">{entities}]><rss>&a19;</rss>', encoding="utf-8")
    began = time.monotonic()
    assert reason_of(path).startswith("not a feed read here: it has a document type")
    assert time.monotonic() - began < 20  # of which most is the start of the child
