"""Text that goes wrong, by its number in the catalogue of bad inputs: what of it can be quoted."""

from itertools import pairwise
from pathlib import Path

import pytest

from corpus import Article, is_disguised, lay_out, read_sources
from index import Outcome, add_sources


def article_of(tmp_path: Path, data: bytes, name: str = "a.txt") -> Article:
    (tmp_path / name).write_bytes(data)
    (source,) = read_sources([tmp_path / name])
    assert source.article is not None, source.reason
    return source.article


def quotable(article: Article) -> list[str]:
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("\ufeffIt rained.", ["It rained."], id="F32"),
        pytest.param("The café was shut. Carterâ€™s too.", ["The café was shut."], id="F34-dashes"),
        pytest.param("The cafÃ© was shut. It rained.", ["It rained."], id="F34-letters"),
        pytest.param(
            "Â«Goâ, he said. “Hâlâ” it is. LIÇÃO “A”.", ["“Hâlâ” it is.", "LIÇÃO “A”."], id="F34-not"
        ),
        pytest.param("The caf\ufffd was shut. It rained.", ["It rained."], id="F38"),
        pytest.param("The o\x00ce was shut. It rained.", ["It rained."], id="F39"),
        pytest.param("\x93Go,\x94 he said. It rained.", ["It rained."], id="F39-quotation-marks"),
        pytest.param("It\x1bhailed. It rained.", ["It rained."], id="F39-escape"),
        pytest.param("A headline\r\rIt rained.\r\rIt snowed.", ["It rained.", "It snowed."], id="F40"),
        pytest.param("It\x1chailed. It rained.", ["It rained."], id="F41-separator"),
        pytest.param("It rained. It\x85\x85snowed.", ["It rained.", "It", "snowed."], id="F41-next-line"),
        pytest.param("Zoe\u0308 left.", ["Zo\u00eb left."], id="F42"),
        pytest.param("They did not\u00ading.", ["They did noting."], id="F43"),
        pytest.param("It cost 1\u00a0000 crowns.", ["It cost 1\u00a0000 crowns."], id="F44"),
        pytest.param("Ame\u200blie left.", ["Amelie left."], id="F45"),
        pytest.param("He was \u202enot guilty\u202c of it. It rained.", ["It rained."], id="F46"),
        pytest.param("He was \u202enot. Guilty of it.\nIt rained.", ["It rained."], id="F46-open"),
        pytest.param(
            "He \u202ewas\u202a\u202c not. It rained.\n\nIt hailed.", ["It hailed."], id="F46-nested"
        ),
        pytest.param("Call \u202d112\u202c or \u202astay\u202c.", ["Call 112 or stay."], id="F46-harmless"),
    ],
)
def test_what_cannot_be_what_was_printed_is_not_quotable(
    tmp_path: Path, text: str, expected: list[str]
) -> None:
    article = article_of(tmp_path, text.encode())
    assert [one for one in quotable(article) if one != "A headline"] == expected


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_f33_text_in_utf_16_or_32_is_read_by_its_mark(tmp_path: Path, encoding: str) -> None:
    assert quotable(article_of(tmp_path, "The café was shut.".encode(encoding))) == ["The café was shut."]


@pytest.mark.parametrize(
    "data",
    [
        pytest.param("The café was shut.".encode("utf-16-be"), id="F33-utf-16-be"),
        pytest.param("The café was shut.".encode("utf-32-le"), id="F33-utf-32-le"),
        pytest.param("Le café ferme. ".encode() + "Le café ouvre à “midi”.".encode("cp1252"), id="F36"),
        pytest.param("The café was shut. The caf".encode() + b"\xc3", id="F37"),
    ],
)
def test_f33_to_f37_what_an_encoding_does_not_explain_is_never_quoted(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    (source,) = read_sources([tmp_path])
    assert source.article is None or all(one.isascii() for one in quotable(source.article))


def test_f34_utf_8_that_is_called_latin_1_is_read_as_what_it_is(tmp_path: Path) -> None:
    mail = "From: A <a@b.example>\nContent-Type: text/plain; charset=iso-8859-1\n\nCarter’s café."
    assert quotable(article_of(tmp_path, mail.encode(), "a.eml")) == ["Carter’s café."]


def test_f35_the_quotation_marks_of_windows_depend_on_a_guess(tmp_path: Path) -> None:
    data = "It rained. “He’s gone,” she said. It snowed.".encode("cp1252")
    assert quotable(article_of(tmp_path, data)) == ["It rained.", "It snowed."]


def test_f48_what_a_sentence_says_of_its_source_is_no_attribution(tmp_path: Path) -> None:
    data = b'{"text": "It rained. \\u2014 Reuters, 2024. Said by: the mayor.", "publisher": "The Post"}'
    article = article_of(tmp_path, data, "a.json")
    assert (article.publisher, article.published, lay_out(article).speeches) == ("The Post", None, ())


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "A headline\n\nHe was \u202enot\u202c guilty."),
        ("a.md", "He was \u202enot\u202c guilty."),
        ("a.json", '{"title": "He was \\u202enot\\u202c guilty", "text": "It rained."}'),
        ("a.eml", "From: A <a@b.example>\n\nHe was \u202enot\u202c guilty."),
        ("a.html", "<article><h1>A headline</h1><p>He was &#x202e;<b>not</b>&#x202c; guilty.</p></article>"),
    ],
)
def test_f46_a_file_that_turns_letters_round_is_told(tmp_path: Path, name: str, data: str) -> None:
    (tmp_path / name).write_text(data, encoding="utf-8")
    (source,) = read_sources([tmp_path])
    assert source.note == "some of its letters are shown in another order: not quoted"
    assert source.article is not None
    assert "He was not" not in source.article.title + source.article.text


def test_f46_a_headline_that_is_turned_round_is_no_part_of_the_masthead(tmp_path: Path) -> None:
    article = article_of(tmp_path, "He was \u202enot\u202c guilty\n\nIt rained.".encode())
    assert (article.masthead, quotable(article)) == ({}, ["It rained."])


def reasons(tmp_path: Path, *files: Path) -> list[str | None]:
    outcomes: list[Outcome] = []
    add_sources(
        tmp_path / "index",
        read_sources(files),
        encoder_name=None,
        default_encoder="hashing",
        on_outcome=outcomes.append,
    )
    return [one.reason for one in outcomes]


ASKED = "Who won the {}th race? Foo won it. "


@pytest.mark.parametrize(
    ("text", "is_told"),
    [
        pytest.param("".join(map(ASKED.format, range(10))), True, id="F51"),
        pytest.param("".join(f"Who won the {n}th race？\n\n" for n in range(300)), True, id="F51-only"),
        pytest.param("".join(map(ASKED.format, range(9))), False, id="F51-few"),
        pytest.param("".join(map(ASKED.format, range(10))) + "It rained. " * 6, False, id="F51-among-others"),
    ],
)
def test_f51_a_page_made_of_questions_is_told_and_indexed(tmp_path: Path, text: str, is_told: bool) -> None:
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    reason = "many of its sentences are questions: it may be made to be found, whatever is asked"
    assert reasons(tmp_path, tmp_path / "a.txt") == [reason if is_told else None]


@pytest.mark.parametrize(
    ("name", "text", "disguised"),
    [
        ("ВВС", "It rained on Monday.", True),
        ("Rеuters", "It rained on Monday.", True),  # with a Cyrillic e
        ("BBC", "It rained on Monday.", False),
        ("Süddeutsche Zeitung", "Es hat geregnet.", False),
        ("Известия", "It rained on Monday.", False),  # which looks like nothing else
        ("ТАСС", "В понедельник шёл дождь.", False),
        ("", "", False),
    ],
)
def test_f47_a_name_in_letters_that_only_look_latin_is_known(name: str, text: str, disguised: bool) -> None:
    assert is_disguised(name, text) == disguised


def test_f47_the_file_of_such_a_name_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"publisher": "ВВС", "text": "It rained."}', encoding="utf-8")
    reason = "the name 'ВВС' is written in other letters than it looks"
    assert reasons(tmp_path, tmp_path / "a.json") == [reason]


@pytest.mark.parametrize("before", ["İ ß ﬁ ½ ", "It rained. " * 50], ids=["F49", "F50"])
def test_f49_and_f50_every_sentence_is_the_slice_that_it_stands_at(tmp_path: Path, before: str) -> None:
    article = article_of(tmp_path, f"{before}It rained. The İo ﬁle is ½ full.".encode())
    sentences = [sentence.span for sentence in lay_out(article).sentences]
    assert [span.start for span in sentences] == sorted({span.start for span in sentences})
    assert "".join(article.text[a.end : b.start] for a, b in pairwise(sentences)).isspace()
    assert sentences[-1].slice(article.text) == "The İo ﬁle is ½ full."
    assert len(sentences) == before.count(".") + 2


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("He did <span hidden>not</span> sign. It rained.", ["It rained."]),
        ('He did <b style="display:none">not</b> sign. It rained.', ["It rained."]),
        ("He did <del>not</del> sign. He said <q>we go</q>. It rained.", ["It rained."]),
        ("<div hidden>\n\n<div>\n\nHe came.\n\n</div>\n\nHe signed.\n\n</div>\n\nIt rained.", ["It rained."]),
        ("<!-- <div hidden> -->\n\n<details>\n\nHe signed.\n\n</details>\n\nIt rained.", ["It rained."]),
        ("<p hidden>\n\nIt rained. He <b>did</b>n’t<!-- x --> sign.", ["It rained.", "He didn’t sign."]),
        ("<div align=center>\n\nOn 10<sup>th</sup><br>May.\n\nIt rained.", ["On 10th\nMay.", "It rained."]),
    ],
)
def test_f59_and_f60_of_markdown_only_what_a_reader_sees_is_quotable(
    tmp_path: Path, markdown: str, expected: list[str]
) -> None:
    assert quotable(article_of(tmp_path, markdown.encode(), "a.md")) == expected
