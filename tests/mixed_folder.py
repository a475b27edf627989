"""Makes a folder of 200 files as a newsroom has them, and says what each must become."""

import gzip
import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email.message import EmailMessage
from html import escape
from pathlib import Path

from page_news import BRIDGE, News
from page_structures_more import ALL
from pdf_builder import make_pdf, show
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate

NEWS = Path(__file__).parent.parent / "corpus" / "questions" / "news"
_PAGES_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Made:
    """A file: its name, its bytes, and the paragraphs of each article in it; none if it is no article."""

    name: str
    data: bytes
    articles: tuple[tuple[str, ...], ...] = ()


def make_folder(folder: Path) -> dict[str, Made]:
    """Write the files; return them by name."""
    made = {one.name: one for one in _files(_news())}
    for one in made.values():
        path = folder / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one.data)
    os.symlink("/etc/hostname", folder / "link.txt")
    os.mkfifo(folder / "pipe.txt")
    return {**made, **{name: Made(name, b"") for name in ("link.txt", "pipe.txt")}}


def _news() -> Iterator[News]:
    """Yield the invented articles that have enough paragraphs for every structure, each once."""
    for part in ("train", "calibration"):
        for line in (NEWS / f"{part}-articles.jsonl").read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            url = f"https://news.example/{row['id']}"
            paragraphs = tuple(" ".join(text.split()) for text in row["text"].split("\n\n"))
            yield replace(
                BRIDGE, title=row["title"], publisher=row["publisher"], url=url, paragraphs=paragraphs
            )


def _files(news: Iterator[News]) -> Iterator[Made]:
    for kind, structure in ALL.items():
        for number in range(_PAGES_OF_EACH):
            one = replace(next(news), post=structure.news.post, quote=structure.news.quote)
            page = replace(structure, news=one)
            data = page.build(one).encode(structure.encoding, "xmlcharrefreplace")
            name = f"pages/{kind.replace(' ', '-')}-{number}.html"
            yield Made(name, data, (one.paragraphs[: structure.limit],))
    for number in range(25):
        one = next(news)
        yield Made(f"prints/{number}.pdf", (_printed if number < 15 else _typeset)(one), (one.paragraphs,))
    for form, n in _SIMPLE.items():
        for number in range(n):
            one = next(news)
            yield Made(f"texts/{number}{form}", _WRITERS[form](one), (one.paragraphs,))
    for number in range(4):
        several = [next(news) for _ in range(5)]
        lines = "\n".join(_record(one) for one in several)
        yield Made(f"exports/{number}.jsonl", lines.encode(), tuple(one.paragraphs for one in several))
    for number in range(5):
        several = [next(news) for _ in range(3)]
        yield Made(f"feeds/{number}.rss", _feed(several), tuple(one.paragraphs for one in several))
    for number in range(5):
        several = [next(news) for _ in range(3)]
        yield Made(f"archives/{number}.zip", _archive(several), tuple(one.paragraphs for one in several))
    yield from _NOT_ARTICLES


def _text(news: News) -> bytes:
    return f"- {news.publisher} - {news.url} -\n\n{news.title}\n\nA standfirst.\n\n{_body(news)}".encode()


def _markdown(news: News) -> bytes:
    head = json.dumps({"title": news.title, "publisher": news.publisher, "url": news.url})
    return f"---\n{head}\n---\n\n{_body(news)}".encode()


def _record(news: News) -> str:
    fields = {"title": news.title, "publisher": news.publisher, "url": news.url}
    return json.dumps({**fields, "text": _body(news)})


def _body(news: News) -> str:
    return "\n\n".join(news.paragraphs)


def _mail(news: News) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = f'"{news.publisher}" <news@news.example>', news.title
    mail["Date"] = "Mon, 02 Mar 2026 08:15:00 +0100"
    mail.set_content(_body(news), cte="quoted-printable")
    mail.add_alternative("".join(f"<p>{escape(text)}</p>" for text in news.paragraphs), subtype="html")
    return mail.as_bytes()


def _printed(news: News) -> bytes:
    buffer = io.BytesIO()
    styles = getSampleStyleSheet()
    story = [Paragraph(escape(news.title), styles["Title"])]
    story += [Paragraph(escape(text), styles["BodyText"]) for text in news.paragraphs]
    SimpleDocTemplate(buffer, title=news.title).build(story)
    return buffer.getvalue()


def _typeset(news: News) -> bytes:
    """Print the paragraphs in lines of some 80 characters, a gap between them."""
    pages, y = [""], 760
    for text in news.paragraphs:
        for line in _lines(text):
            if y < 60:
                pages, y = [*pages, ""], 760
            pages[-1] += show(line, 50, y)
            y -= 14
        y -= 14
    return make_pdf(*(page.encode("cp1252", "replace") for page in pages))


def _lines(text: str) -> Iterator[str]:
    line = ""
    for word in text.split():
        if len(line) + len(word) > 80:
            yield line
            line = ""
        line = f"{line} {word}".strip()
    yield line


def _feed(several: list[News]) -> bytes:
    items = "".join(
        f"<item><title>{escape(one.title)}</title><link>{one.url}</link><description>"
        + escape("".join(f"<p>{escape(text)}</p>" for text in one.paragraphs))
        + "</description></item>"
        for one in several
    )
    return f'<rss version="2.0"><channel><title>The Feed</title>{items}</channel></rss>'.encode()


def _archive(several: list[News]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/one.txt", _text(several[0]))
        archive.writestr("two.md", _markdown(several[1]))
        archive.writestr("three.json", _record(several[2]))
        archive.writestr("__MACOSX/three.json", b"\x00\x05\x16\x07")
    return buffer.getvalue()


_SIMPLE = {".txt": 20, ".md": 10, ".json": 6, ".eml": 10}
_WRITERS: dict[str, Callable[[News], bytes]] = {
    ".txt": _text,
    ".md": _markdown,
    ".json": lambda news: _record(news).encode(),
    ".eml": _mail,
}
_WALL = "<html><body><h1>The News</h1><p>Subscribe to continue reading. Already in?</p></body></html>"
_MENU = "<html><body><nav><a href='/'>Home</a><a href='/s'>Sport</a></nav></body></html>"
_BOMB = '<!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><rss><channel>&c;</channel></rss>'
_NOT_ARTICLES = (
    Made("README.md", b"# About this folder\n\nOur articles."),
    Made("others/picture.png", b"\x89PNG\r\n\x1a\n" + bytes(50)),
    Made("others/empty.txt", b""),
    Made("others/blank.html", b"<html><body> </body></html>"),
    Made("others/wall.html", _WALL.encode()),
    Made("others/menu.html", _MENU.encode()),
    Made("others/packed.txt.gz", gzip.compress(b"It rained.", mtime=0)),
    Made("others/packed.txt", gzip.compress(b"It rained.", mtime=0)),
    Made("others/print.txt", b"%PDF-1.7\n"),
    Made("others/cut.pdf", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"),
    Made("others/broken.json", b'{"text": "It rained."'),
    Made("others/list.xml", b"<list><entry/></list>"),
    Made("others/bomb.rss", _BOMB.encode()),
    Made("others/bytes.txt", bytes(range(256)) * 20),
    Made("others/no-text.eml", b"Subject: Nothing\r\n\r\n"),
    Made("others/letter.docx", b"PK\x03\x04" + bytes(40)),
    Made("others/nothing.zip", b"PK\x05\x06" + bytes(18)),
    Made("others/lines.jsonl", b'[1]\n{"title": "no text"}\n'),
    Made("others/image-only.pdf", make_pdf("")),
    Made("others/sheet.csv", b"a,b\n1,2\n"),
    Made("others/loop.html", b"<html><script>while(true){}</script></html>"),
    Made("others/deep.json", b"[" * 10_000),
    Made("others/nul.txt", bytes(400)),
)
