import io
import stat
import time
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from corpus import ArticleError, Source, read_sources
from corpus.archives import MAX_MEMBERS, Member, read_archive

SUFFIXES = [".txt", ".jsonl"]


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return file.getvalue()


def outcomes(data: bytes) -> dict[str, str | bytes | None]:
    found = read_archive(data, "a.zip", SUFFIXES)
    return {one.name: one.data if isinstance(one, Member) else one.reason for one in found}


def special(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3  # Unix, whose modes these are
    info.external_attr = mode << 16
    return info


def test_files_are_read_as_in_folders(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(
        packed(
            ("bridge.txt", b"The bridge opened."),
            ("deep/owls.jsonl", b'{"text": "Owls hunt."}\n{"text": 5}'),
            ("deep/empty.txt", b""),
            ("rain.rss", b"<rss><channel><item><description>It rained.</description></item></channel></rss>"),
            ("not.xml", b"<a/>"),
        )
    )
    found = {
        source.name.removeprefix(f"{path}/"): source.article.text if source.article else source.reason
        for source in read_sources([tmp_path])
    }
    assert found == {
        "bridge.txt": "The bridge opened.",
        "deep/owls.jsonl:1": "Owls hunt.",
        "deep/owls.jsonl:2": "text: not a string",
        "deep/empty.txt": "no text in it",
        "rain.rss": "It rained.",
        "not.xml": "not a feed: its root is 'a'",
    }


def test_an_article_without_a_headline_is_named_after_its_file_in_the_archive(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(packed(("deep/bridge.txt", b"It opened.")))
    (source,) = read_sources([path])
    assert source.article is not None
    assert source.article.title == "bridge"


def test_what_is_no_article_is_left_out_or_has_a_reason() -> None:
    assert outcomes(
        packed(
            ("folder/", b""),
            (".hidden.txt", b"Hidden."),
            (".git/a.txt", b"Hidden."),
            ("__MACOSX/a.txt", b"\x00"),
            ("README.txt", b"About."),
            ("inner.zip", packed(("a.txt", b"Nested."))),
            ("a.docx", b"PK\x03\x04"),
            (special("link.txt", stat.S_IFLNK | 0o777), b"/etc/passwd"),
            (special("pipe.txt", stat.S_IFIFO | 0o666), b""),
            (special("plain.txt", stat.S_IFREG | 0o644), b"Plain."),
            ("/etc/a.txt", b"Absolute."),
            ("C:\\a.txt", b"Absolute."),
            ("../a.txt", b"Above."),
            ("b/..\\..\\a.txt", b"Above."),
            ("it..is.txt", b"Within."),
        )
    ) == {
        "a.zip/README.txt": "about the folder, not an article",
        "a.zip/inner.zip": "an archive in an archive",
        "a.zip/a.docx": "not a format read here (.txt .jsonl)",
        "a.zip/link.txt": "a link",
        "a.zip/pipe.txt": "not a regular file",
        "a.zip/plain.txt": b"Plain.",
        "a.zip//etc/a.txt": "its name leads out of the archive",
        "a.zip/C:\\a.txt": "its name leads out of the archive",
        "a.zip/../a.txt": "its name leads out of the archive",
        "a.zip/b/..\\..\\a.txt": "its name leads out of the archive",
        "a.zip/it..is.txt": b"Within.",
    }


def test_names_are_utf_8_whether_the_archive_says_so_or_not() -> None:
    data = packed(("caf\u00e9.txt", b"Flagged."), ("XXXXX1.txt", b"Unflagged."), ("XXXXX2.txt", b"Latin."))
    data = data.replace(b"XXXXX1", b"caf\xc3\xa91").replace(b"XXXXX2", b"XcafX\xe9")
    assert outcomes(data) == {
        "a.zip/café.txt": b"Flagged.",
        "a.zip/café1.txt": b"Unflagged.",
        "a.zip/XcafX\\xe9.txt": "its name is not UTF-8 text",
    }


def test_a_name_with_a_nul_is_not_cut_there() -> None:
    assert outcomes(packed(("aXhtml.txt", b"Text.")).replace(b"aXhtml", b"a\x00html")) == {
        "a.zip/a\x00html.txt": "its name is not UTF-8 text"
    }


def test_a_second_file_of_a_name_is_not_read() -> None:
    data = packed(("a.txt", b"One."), ("b.txt", b"Two.")).replace(b"b.txt", b"a.txt")
    found = list(read_archive(data, "a.zip", SUFFIXES))
    assert found == [
        Member("a.zip/a.txt", b"One."),
        Source("a.zip/a.txt", reason="a second file of this name"),
    ]


def test_an_encrypted_file_is_a_reason() -> None:
    data = bytearray(packed(("a.txt", b"Secret.")))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert outcomes(bytes(data)) == {"a.zip/a.txt": "encrypted"}


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_would_unpack_without_a_limit_is_not_unpacked(method: int) -> None:
    assert outcomes(packed(("a.txt", b"Text."), method=method)) == {
        "a.zip/a.txt": "packed in a way that is not read here"
    }


def corrupted(data: bytes) -> bytes:
    return data.replace(b"Stored text.", b"Altered text")


def understated(data: bytes) -> bytes:
    """Say in the directory that the file unpacks to ten bytes."""
    place = data.index(b"PK\x01\x02") + 24
    return data[:place] + (10).to_bytes(4, "little") + data[place + 4 :]


def outcome_of_bomb(data: bytes) -> str:
    """Return the reason, which took less than five seconds and 16 MB to find."""
    tracemalloc.start()
    began = time.monotonic()
    reason = str(outcomes(data)["a.zip/a.txt"])
    assert time.monotonic() - began < 5
    assert tracemalloc.get_traced_memory()[1] < 16_000_000
    tracemalloc.stop()
    return reason


def test_damage_is_a_failure_of_that_file_alone() -> None:
    data = packed(("a.txt", b"Stored text."), ("b.txt", b"Sound."), method=zipfile.ZIP_STORED)
    first, second = read_archive(corrupted(data), "a.zip", SUFFIXES)
    assert first == Source("a.zip/a.txt", reason="damaged in the archive", failed=True)
    assert second == Member("a.zip/b.txt", b"Sound.")


def zeros(size: int) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as member:
        for _ in range(size >> 20):
            member.write(bytes(1 << 20))
    return file.getvalue()


@pytest.mark.parametrize(
    ("size", "reason"),
    [(100 << 20, "too large: 104,857,600 bytes"), (40 << 20, "packed more densely than text can be")],
)
def test_a_bomb_ends_at_once_without_memory(size: int, reason: str) -> None:
    assert outcome_of_bomb(zeros(size)).startswith(reason)


def test_a_bomb_that_lies_about_its_size_ends_too() -> None:
    assert outcome_of_bomb(understated(zeros(100 << 20))) == "damaged in the archive"


def test_files_that_share_their_bytes_are_read_up_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.archives.MAX_BYTES", 25)
    found = outcomes(packed(*((f"{n}.txt", b"Ten bytes.") for n in range(4))))
    assert list(found.values()) == [
        b"Ten bytes.",
        b"Ten bytes.",
        "the archive unpacks to more than 25 bytes",
        "the archive unpacks to more than 25 bytes",
    ]


def test_more_members_than_anybody_packs_are_refused_before_they_are_read() -> None:
    data = packed(("a.txt", b"Text.")) + b"PK\x01\x02" * MAX_MEMBERS
    with pytest.raises(ArticleError, match="more than 10,000 members"):
        list(read_archive(data, "a.zip", SUFFIXES))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"Text.", packed(("a.txt", b"Text."))[:-10]])
def test_what_is_no_whole_archive_is_a_reason(data: bytes) -> None:
    with pytest.raises(ArticleError, match="not a ZIP archive, or a damaged one"):
        list(read_archive(data, "a.zip", SUFFIXES))
