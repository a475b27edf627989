import base64
from email.message import EmailMessage

import pytest

from corpus import ArticleError
from corpus.extraction import Extracted
from corpus.formats.mail import read_mail

HEAD = (
    b"From: =?utf-8?q?The_Harbour_Post?= <news@harbourpost.example>\r\n"
    b"Subject: =?utf-8?b?Q2Fmw6k=?= by the bridge\r\nDate: Sun, 01 Mar 2026 10:00:00 +0100\r\n"
)


def read(data: bytes) -> Extracted:
    (found,) = read_mail(data)
    return found


def texts(data: bytes) -> list[str]:
    return [block.text for block in read(data).blocks]


def plain(text: str, kind: str = "text/plain; charset=utf-8") -> bytes:
    return HEAD + f"Content-Type: {kind}\r\n\r\n{text}".encode()


def html(text: str) -> bytes:
    return plain(text, "text/html; charset=utf-8")


def test_headers_become_headline_publisher_and_date_without_the_address() -> None:
    found = read(plain("The café opened."))
    assert (found.title, found.headline) == ("Café by the bridge", "Café by the bridge")
    assert (found.publisher, found.published) == ("The Harbour Post", "2026-03-01T10:00:00+01:00")
    assert (found.url, found.authors) == (None, ())


@pytest.mark.parametrize(
    ("header", "url"),
    [
        ("Archived-At: <https://news.example/1>", "https://news.example/1"),
        ("X-Original-URL: https://news.example/1", "https://news.example/1"),
        ("Archived-At: <javascript:alert(1)>", None),
        ("List-Archive: <https://news.example/all>", None),
        ("List-Post: <mailto:list@news.example>", None),
    ],
)
def test_only_the_address_of_the_mail_itself_is_taken(header: str, url: str | None) -> None:
    assert read(header.encode() + b"\r\n" + plain("It opened.")).url == url


@pytest.mark.parametrize(
    ("headers", "publisher", "title"),
    [
        (b"From: news@harbour.example\nSubject: A", None, "A"),
        (b'From: "ann@harbour.example" <ann@harbour.example>\nSubject: A', None, "A"),
        (b"From: Ann <a@b.example>\nFrom: Bob <c@d.example>\nSubject: A\nSubject: B", None, None),
        (b"From: Ann <a@b.example>\nSubject: Caf\xe9", "Ann", None),
        (b"From: Ann <a@b.example>\nSubject: =?x-none?q?=ff?=", "Ann", None),
        (b"From: Ann <a@b.example>\nSubject: =?utf-8?q?cut", "Ann", None),
        (b"From: Ann <a@b.example>\nSubject: " + b"=?utf-8?q?a?= " * 5_000, "Ann", None),
        (b"From: " + b"a b <a@b.example>, " * 5_000 + b"\nSubject: A", None, "A"),
    ],
)
def test_a_header_that_is_not_certain_is_left_out(
    headers: bytes, publisher: str | None, title: str | None
) -> None:
    found = read(headers + b"\nDate: soon\n\nIt opened.")
    assert (found.publisher, found.title, found.published) == (publisher, title, None)


def test_hard_wrapped_lines_are_joined_and_blank_lines_end_paragraphs() -> None:
    assert texts(plain("The bridge did\r\nnot open.\r\n \r\nIt\r\nrained.\r\n")) == [
        "The bridge did not open.",
        "It rained.",
    ]


def test_flowed_text_goes_on_where_a_line_ends_with_a_space() -> None:
    flowed = "The bridge did \nnot open.\nIt \nrained.\n"
    assert texts(plain(flowed, "text/plain; format=flowed")) == ["The bridge did not open.", "It rained."]
    delsp = "text/plain; format=flowed; delsp=yes"
    assert texts(plain("The brid \nge did  \nnot open.", delsp)) == ["The bridge did not open."]
    assert texts(plain("The bridge did\nnot open.", "text/plain; format=flowed")) == [
        "The bridge did not open."
    ]


def test_quoted_replies_are_embedded_and_the_line_above_them_is_left_out() -> None:
    reply = "On 1 Mar 2026 at 10:00, Ann <ann@a.example> wrote:\n> We will\n> > not wait."
    text = f"He agreed.\n\n{reply}\n\nHe left."
    assert [(block.text, block.embedded) for block in read(plain(text)).blocks] == [
        ("He agreed.", False),
        ("We will not wait.", True),
        ("He left.", False),
    ]


def test_a_line_that_a_mailbox_escaped_is_not_a_quotation() -> None:
    assert texts(plain("They came\n>From the hills.")) == ["They came From the hills."]


def test_a_quotation_in_html_is_embedded_and_hidden_text_is_left_out() -> None:
    found = read(
        html(
            "<head><title>t</title><style>p{}</style></head><p style='display:none'>Preheader.</p>"
            "<p>He did <span hidden>not</span> agree.</p>"
            "<blockquote><p>We wait.</p></blockquote><p>He left.</p>"
        )
    )
    assert [(block.text, block.embedded) for block in found.blocks] == [
        ("He did agree.", False),
        ("We wait.", True),
        ("He left.", False),
    ]
    assert "He did not agree." in found.witnesses[0]


FOOTERS = [
    "-- \nThe Harbour Post, Quay 1",
    "Unsubscribe | Privacy\n\nThe Harbour Post, Quay 1",
    "You are receiving this email because you asked for it.\n\nQuay 1",
    "---------- Forwarded message ---------\nFrom: Bob\n\nIt sank.",
    "-----Original Message-----\nFrom: Bob\n\nIt sank.",
    "Begin forwarded message:\n\nIt sank.",
]


@pytest.mark.parametrize("footer", FOOTERS)
def test_footers_and_what_is_forwarded_are_left_out(footer: str) -> None:
    text = f"View this email in your browser\n\nIt opened.\n\nPeople may unsubscribe from it.\n\n{footer}"
    assert texts(plain(text)) == ["It opened.", "People may unsubscribe from it."]


def test_of_two_forms_html_is_read_and_attachments_are_not() -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ann <a@b.example>", "A"
    mail.set_content("The plain one.")
    mail.add_alternative("<p>The HTML one.</p>", subtype="html")
    mail.add_attachment("Attached.", filename="a.txt")
    inner = EmailMessage()
    inner["Subject"] = "B"
    inner.set_content("Forwarded.")
    mail.add_attachment(inner)
    assert texts(mail.as_bytes()) == ["The HTML one."]


def test_bytes_are_read_in_the_encoding_that_the_mail_declares() -> None:
    head = HEAD + b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n"
    assert texts(head + b"\x93Caf\xe9,\x94 he said.") == ["“Café,” he said."]


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(10_000))
MULTIPART = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not a mail"),
        (b"Just a text.\n\nOf two paragraphs.", "not a mail"),
        (HEAD, "no text of its own"),
        (HEAD + b"\r\n-- \r\nQuay 1", "no text of its own"),
        (plain("---------- Forwarded message ---------\nFrom: Bob\n\nIt sank."), "no text of its own"),
        (HEAD + b"X-A: b\r\n" * 100_000, "more than 262,144 bytes of headers"),
        (HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\nCaf\xe9.", "not UTF-8 text"),
        (HEAD + b"\r\nCaf\xe9 by the bridge.", "neither UTF-8 nor in an encoding that the mail declares"),
        (plain("Cafe.", "text/plain; charset=utf-7"), "in the encoding 'utf-7', which is not read here"),
        (plain("Cafe.", "text/plain; charset=iso-2022-jp"), "'iso-2022-jp', which is not read here"),
        (plain("Cafe.", "text/plain; charset=utf-16"), "'utf-16', which is not read here"),
        (plain("Cafe.", "text/plain; charset=x-user-defined"), "which is not read here"),
        (plain("<!DOCTYPE html><p>Text."), "HTML, though the mail says that it is plain text"),
        (html("%PDF-1.7 nothing"), "a PDF, not text"),
        (plain("data", "application/pdf"), "without text"),
        (HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n!!!garbage###", "not the base64"),
        (HEAD + b"Content-Transfer-Encoding: rot13\r\n\r\nGrkg.", "encoded as 'rot13'"),
        (HEAD + b"Content-Type: multipart/mixed\r\n\r\n--b\r\n\r\nText.", "cannot be told where its parts"),
        (MULTIPART + b"Text.", "cannot be told where its parts"),
        (MULTIPART + b"--b\r\n\r\nIt is tr", "cut off"),
        (HEAD + NESTED, "more than 100 multiparts"),
        (MULTIPART + b"--b\nContent-Type: " + b"a;" * 5_000 + b"\n\nx\n--b--", "header that is too long"),
        (HEAD + b"Content-Disposition: attachment\r\n\r\nText.", "without text"),
    ],
)  # fmt: skip
def test_a_mail_that_cannot_be_read_for_certain_is_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read_mail(data)


def test_base64_is_read() -> None:
    body = base64.encodebytes("Café.".encode())
    assert texts(HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + body) == ["Café."]
