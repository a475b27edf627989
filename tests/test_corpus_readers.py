import json
import os
import tempfile
from pathlib import Path

import pytest
from conftest import as_nobody

from corpus import Source, UsageError, lay_out, read_sources, shipped_articles


def read_one(path: Path) -> Source:
    (source,) = read_sources([path])
    return source


def write(path: Path, data: str | bytes) -> Path:
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_the_article_that_ships_is_read_as_it_is_printed() -> None:
    (path,) = shipped_articles()
    article = read_one(path).article
    assert article is not None
    assert article.text == path.read_text(encoding="utf-8")
    assert article.publisher == "The Media Line"
    assert article.url == "https://themedialine.org"
    assert article.title == "Iran and Syria Tout A Defense & Reconstruction Deal"
    assert article.text[article.body_start :].startswith("The Iranian defense minister met")


def test_plain_text_takes_a_first_line_without_a_stop_as_its_headline(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "a.txt", "A headline\n\nA sentence.")).article
    assert article is not None
    assert (article.title, article.text[article.body_start :]) == ("A headline", "A sentence.")


def test_plain_text_without_a_headline_is_named_after_its_file(tmp_path: Path) -> None:
    article = read_one(write(tmp_path / "harbour.txt", "A sentence.\n\nAnother.")).article
    assert article is not None
    assert (article.title, article.body_start) == ("harbour", 0)


def test_markdown_gives_its_front_matter_and_the_words_that_a_reader_sees(tmp_path: Path) -> None:
    source = (
        "---\ntitle: The deal\ndate: 2026-03-01\nauthor: Ann Lee\npublisher: P\n"
        "url: https://p.example/1\nid: deal-1\n---\n"
        "# Heading\n\nIt is **not** [signed](https://x.example) yet.\n\n<!-- secret -->\n\n"
        "- one\n- two\n\n> He said `no`.\n\n```\ncode\n```\n![alt](i.png)\n"
    )
    article = read_one(write(tmp_path / "a.md", source)).article
    assert article is not None
    assert article.text == "Heading\n\nIt is not signed yet.\n\none\n\ntwo\n\nHe said no."
    assert (article.id, article.title, article.published) == ("deal-1", "The deal", "2026-03-01")
    assert (article.authors, article.body_start) == (("Ann Lee",), 9)


@pytest.mark.parametrize(
    ("front", "reason"),
    [
        ("---\ntitle: a\n", "no closing ---"),
        ("---\n: [\n---\nText.", "front matter: not YAML"),
        ("---\n- a\n---\nText.", "front matter: not a list of 'key: value' lines"),
        ("---\ntitle: [1]\n---\nText.", "title: not a string"),
    ],
)
def test_markdown_with_broken_front_matter_is_skipped(tmp_path: Path, front: str, reason: str) -> None:
    assert reason in str(read_one(write(tmp_path / "a.md", front)).reason)


def test_json_lines_give_an_article_or_a_reason_a_line(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "One."}',
        "",
        '{"text": "Two."',
        '{"id": "a", "id": "b", "text": "Three."}',
        '{"text": NaN}',
        '{"text": 5}',
        '{"title": "no text"}',
        "[1]",
        '{"text": "x \\ud83d"}',
        '{"id": "../x", "text": "Four."}',
        '{"text": "a", "n": ' + "1" * 5000 + "}",
        '{"text": "a", "authors": "Ann"}',
    ]
    found = list(read_sources([write(tmp_path / "a.jsonl", "\n".join(lines))]))
    names = [source.name.rsplit(":", 1)[1] for source in found]
    assert names == ["1", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"]
    assert found[0].article is not None
    expected = [
        "not JSON: Expecting ',' delimiter at line 1, column 16",
        "key 'id' stands twice",
        "NaN is not a number",
        "text: not a string",
        "no text in it",
        "not an object with a text",
        "not text: it holds a lone surrogate",
        "id: '../x' is not a name",
        "integer string conversion",
        "authors: not a list of strings",
    ]
    for source, reason in zip(found[1:], expected, strict=True):
        assert reason in str(source.reason)
        assert source.failed


def test_json_may_be_one_article_or_a_list(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", json.dumps([{"text": "One."}, {"text": "Two."}]))
    assert [s.article and s.article.text for s in read_sources([path])] == ["One.", "Two."]


def test_json_nested_a_thousand_deep_is_a_reason_not_a_crash(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", "[" * 100_000)
    assert "not JSON" in str(read_one(path).reason)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "no text in it"),
        (b" \n\n", "no text in it"),
        ("Caf\xe9 reopens\n\nIt was shut.".encode("latin-1"), "its headline can only be guessed"),
        (bytes(range(256)), "not UTF-8 text"),
        (b"%PDF-1.7 ...", "a PDF, not text"),
        (b"PK\x03\x04zip", "a ZIP archive, not text"),
        ("no byte-order mark".encode("utf-16-le"), "full of control characters"),
        (b"\xff\xfea", "not UTF-16 text"),
        (b"\x00" * 100, "full of control characters"),
    ],
)
def test_what_is_not_text_is_skipped_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    source = read_one(write(tmp_path / "a.txt", data))
    assert source.article is None
    assert reason in str(source.reason)


def test_of_text_whose_encoding_is_guessed_only_what_every_guess_reads_alike_is_quoted(
    tmp_path: Path,
) -> None:
    text = "The caf\xe9 on the corner reopened. It had been shut for years. \x93Good,\x94 the mayor said."
    source = read_one(write(tmp_path / "a.txt", text.encode("latin-1")))
    assert source.article is not None
    assert str(source.note).endswith("a guess: what depends on it is not quoted")
    layout = lay_out(source.article)
    assert [s.span.slice(source.article.text) for s in layout.sentences] == ["It had been shut for years."]
    assert len(layout.doubtful) == 2


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_says_the_encoding(tmp_path: Path, encoding: str) -> None:
    article = read_one(write(tmp_path / "a.txt", "“Café” opens.".encode(encoding))).article
    assert article is not None
    assert article.text == "“Café” opens."


def test_a_nul_byte_in_text_is_taken_out(tmp_path: Path) -> None:
    text = "A sentence of an ordinary length, with one stray byte in it.\x00 " * 3
    article = read_one(write(tmp_path / "a.txt", text)).article
    assert article is not None
    assert "\x00" not in article.text


def test_f11_and_f12_no_link_is_followed_out_of_the_folder(tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.txt", "Out of bounds.")
    folder = tmp_path / "articles"
    folder.mkdir()
    write(folder / "b.txt", "Inside.")
    (folder / "a.txt").symlink_to(secret)
    (folder / "c").symlink_to(tmp_path)
    (folder / "d.txt").symlink_to(folder / "b.txt")
    (folder / "e.txt").symlink_to(folder / "e.txt")
    found = {Path(s.name).name: (s.article and s.article.text) or s.reason for s in read_sources([folder])}
    assert found == {
        "a.txt": "a link that leads out of the folder",
        "b.txt": "Inside.",
        "c": "a link that leads out of the folder",
        "d.txt": "Inside.",
        "e.txt": "cannot be read: Too many levels of symbolic links",
    }


def test_what_is_not_a_file_is_skipped(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.txt").mkdir()
    write(tmp_path / "picture.png", b"\x89PNG")
    write(tmp_path / "README.md", "About.")
    write(tmp_path / ".hidden.txt", "Hidden.")
    found = {Path(s.name).name: str(s.reason).split(" (")[0] for s in read_sources([tmp_path])}
    assert found == {
        "README.md": "about the folder, not an article",
        "picture.png": "not a format read here",
        "pipe.txt": "not a regular file",
    }


def test_an_index_among_the_articles_is_one_line(index: Path) -> None:
    found = {str(Path(s.name).relative_to(index.parent)): s.reason for s in read_sources([index.parent])}
    assert found == {
        "articles.jsonl:1": None,
        "articles.jsonl:2": None,
        "index": "an index of OnRecord, not articles",
    }


def test_a_path_that_does_not_exist_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder"):
        list(read_sources([tmp_path / "none"]))


def test_f24_an_unreadable_file_fails_and_the_others_go_on() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder / "a.txt", "Locked away.").chmod(0)
        write(folder / "b.txt", "Readable.").chmod(0o444)
        folder.chmod(0o755)
        with as_nobody():
            first, second = read_sources([folder])
    assert (first.reason, first.failed) == ("cannot be read: Permission denied", True)
    assert second.article is not None
