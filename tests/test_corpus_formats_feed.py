from pathlib import Path

import pytest

from corpus import ArticleError, lay_out, read_sources
from corpus.extraction import Extracted
from corpus.formats.feed import read_feed

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>The Harbour &amp;amp; Post</title>{}</channel></rss>"""
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Forest Weekly</title>{}</feed>'
BRIDGE = """<item><title>Bridge &lt;i&gt;opens&lt;/i&gt;</title><link>https://h.example/1</link>
<author>ada@h.example (Ada Quist)</author><pubDate>Sun, 01 Mar 2026 10:00:00 +0100</pubDate>
<description>A teaser.</description>
<content:encoded><![CDATA[<p>The bridge did <b>not</b> open.</p><p>It rained.</p>]]>
</content:encoded></item>"""


def rss(items: str) -> bytes:
    return RSS.format(items).encode()


def atom(entries: str) -> bytes:
    return ATOM.format(entries).encode()


def texts(found: Extracted) -> list[str]:
    return [block.text for block in found.blocks]


def test_an_entry_of_rss_is_an_article_with_all_that_the_feed_says() -> None:
    (found,) = read_feed(rss(BRIDGE))
    assert texts(found) == ["The bridge did not open.", "It rained."]
    assert (found.title, found.headline, found.publisher) == (
        "Bridge opens",
        "Bridge opens",
        "The Harbour & Post",
    )
    assert (found.url, found.authors) == ("https://h.example/1", ("Ada Quist",))
    assert found.published == "2026-03-01T10:00:00+01:00"
    assert found.witnesses[0].split()[:5] == ["The", "bridge", "did", "not", "open."]


def test_entries_of_atom_are_articles_whatever_the_type_of_their_text() -> None:
    found = read_feed(
        atom(
            "<entry><title type='html'>Owls &amp;amp; oaks</title><link href='https://f.example/1'/>"
            "<published>2026-03-01T10:00:00Z</published><author><name>Ann</name><email>a@b.c</email></author>"
            "<content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><p>Owls <b>hunt</b>.</p>"
            "<p>They<br/>nest.</p></div></content></entry>"
            "<entry><title>2 &lt; 3</title><summary>Plain &lt;b&gt; text.\n\nMore.</summary></entry>"
            "<entry><title>C</title><content type='html'>&lt;p&gt;One.&lt;/p&gt;Two.</content></entry>"
        )
    )
    assert [texts(one) for one in found] == [
        ["Owls hunt.", "They nest."],
        ["Plain <b> text.", "More."],
        ["One.", "Two."],
    ]
    assert [one.title for one in found] == ["Owls & oaks", "2 < 3", "C"]
    assert [one.publisher for one in found] == ["Forest Weekly"] * 3
    first = found[0]
    assert (first.url, first.published, first.authors) == (
        "https://f.example/1",
        "2026-03-01T10:00:00Z",
        ("Ann",),
    )


def test_every_sentence_of_an_honest_feed_can_be_quoted(tmp_path: Path) -> None:
    teaser = "<item><title>Rain</title><description>It rained all day.</description></item>"
    path = tmp_path / "a.rss"
    path.write_bytes(rss(BRIDGE + teaser + "<item><title>Nothing</title></item>"))
    first, second, third = read_sources([path])
    assert [source.name for source in (first, second, third)] == [f"{path}:{n}" for n in (1, 2, 3)]
    assert first.article is not None
    assert second.article is not None
    assert first.article.text == "Bridge opens\n\nThe bridge did not open.\n\nIt rained."
    assert [s.span.slice(first.article.text) for s in lay_out(first.article).sentences] == [
        "The bridge did not open.",
        "It rained.",
    ]
    assert second.article.text == "Rain\n\nIt rained all day."
    assert (third.article, third.reason, third.failed) == (None, "no text in it", False)


def test_a_sentence_with_a_hidden_word_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "a.xml"
    path.write_bytes(
        rss(
            "<item><title>A</title><description>&lt;p&gt;He did &lt;i hidden&gt;not&lt;/i&gt; sign. "
            "It rained.&lt;/p&gt;</description></item>"
        )
    )
    (source,) = read_sources([path])
    assert source.article is not None
    assert [s.span.slice(source.article.text) for s in lay_out(source.article).sentences] == ["It rained."]


def test_an_entry_from_elsewhere_has_its_own_publisher() -> None:
    (found,) = read_feed(
        rss("<item><title>A</title><source url='https://o.example'>The Other</source>"
            "<description>Text.</description></item>")
    )  # fmt: skip
    assert found.publisher == "The Other"


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("<dc:creator>Ann Lee</dc:creator>", ("Ann Lee",)),
        ("<author>Ann Lee</author>", ("Ann Lee",)),
        ("<author>ann@h.example</author>", ()),
        ("<author>ann@h.example (Ann Lee)</author><dc:creator>Bo</dc:creator>", ("Ann Lee", "Bo")),
    ],
)
def test_authors_are_named_without_their_addresses(author: str, names: tuple[str, ...]) -> None:
    (found,) = read_feed(rss(f"<item><title>A</title>{author}<description>Text.</description></item>"))
    assert found.authors == names


@pytest.mark.parametrize(
    ("date", "published"),
    [
        ("2026-03-01", "2026-03-01"),
        ("Sun, 01 Mar 2026 10:00:00 GMT", "2026-03-01T10:00:00+00:00"),
        ("last Sunday", None),
        ("", None),
    ],
)
def test_a_date_that_is_none_is_left_out(date: str, published: str | None) -> None:
    (found,) = read_feed(
        rss(f"<item><title>A</title><pubDate>{date}</pubDate><description>Text.</description></item>")
    )
    assert found.published == published


def test_bytes_that_name_a_file_are_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_bytes(rss(BRIDGE))
    with pytest.raises(ArticleError, match="not well-formed XML"):
        read_feed(str(path).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_feed_is_read_in_its_encoding(encoding: str) -> None:
    item = "<item><title>Café</title><description>“Good,” he said.</description></item>"
    text = RSS.format(item).replace(
        "utf-8", {"cp1252": "iso-8859-1"}.get(encoding, encoding.removesuffix("-sig"))
    )
    (found,) = read_feed(text.encode(encoding))
    assert (found.title, texts(found)) == ("Café", ["“Good,” he said."])


BOMB = "".join(f'<!ENTITY a{n} "&a{n - 1};&a{n - 1};&a{n - 1};&a{n - 1};">' for n in range(1, 30))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "not well-formed XML"),
        (b"<html><body>Text.</body></html>", "not a feed: its root is 'html'"),
        (b"<urlset><url/></urlset>", "not a feed: its root is 'urlset'"),
        (rss(""), "a feed without entries"),
        (rss("<item><title>A</item>"), "not well-formed XML"),
        (rss("<item><title>&nbsp;</title></item>"), "not well-formed XML"),
        (rss("<b>" * 10_000 + "</b>" * 10_000), "not well-formed XML"),
        (f'<!DOCTYPE rss [<!ENTITY a0 "a">{BOMB}]><rss>&a29;</rss>'.encode(), "it has a document type"),
        (b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss>&x;</rss>', "it has a document type"),
        (b'<?xml version="1.0"?><!----><!DOCTYPE r SYSTEM "http://169.254.169.254/"><rss/>', "document type"),
        (b'<?xml version="1.0" encoding="utf-7"?><rss/>', "the encoding 'utf-7', which is not read here"),
        ('<?xml version="1.0"?><rss>é</rss>'.encode("latin-1"), "neither UTF-8 nor"),
        (b"\x1f\x8bgzip", "a gzip archive, not text"),
    ],
)  # fmt: skip
def test_what_is_no_feed_or_a_hostile_one_is_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read_feed(data)


def test_a_document_type_within_an_entry_is_only_text() -> None:
    item = "<item><title>A</title><description><![CDATA[<!DOCTYPE html><p>Text.</p>]]></description></item>"
    (found,) = read_feed(rss(item))
    assert texts(found) == ["Text."]
