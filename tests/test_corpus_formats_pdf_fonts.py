"""F93: fonts that say one word and show another are found out, and honest fonts are believed."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
import reportlab
from fpdf import FPDF
from pdf_builder import FONT, FONT_ID, lines, make_pdf, show, stream, to_unicode
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from corpus import lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

VERA = Path(reportlab.__file__).parent / "fonts"
SAID = "The envoy did not sign it on Monday; 1,470 people saw it."
LYING = FONT.replace(b">>", b"/ToUnicode 8 0 R >>")
HONEST = [(code, chr(code)) for code in range(32, 127)]


def quotable(sandbox: Sandbox, data: bytes) -> list[str]:
    (found,) = sandbox.parse(".pdf", data)
    article = make_extracted_article(found, stem="file")
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


def with_map(content: str, meanings: list[tuple[int, str]]) -> bytes:
    return make_pdf(content, objects={8: to_unicode(meanings), FONT_ID: LYING})


def by_reportlab(name: str) -> bytes:
    pdfmetrics.registerFont(TTFont(name, str(VERA / f"{name}.ttf")))
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.setFont(name, 12)
    canvas.drawString(50, 700, SAID)
    canvas.save()
    return file.getvalue()


def by_fpdf2(name: str) -> bytes:
    pdf = FPDF()
    pdf.add_page()
    pdf.add_font("Vera", fname=str(VERA / f"{name}.ttf"))
    pdf.set_font("Vera", size=12)
    pdf.cell(text=SAID)
    return bytes(pdf.output())


def swapped(data: bytes, a: str, b: str) -> bytes:
    """Let every font say ``a`` where it shows ``b``, and the other way round."""
    writer = PdfWriter(PdfReader(io.BytesIO(data)))
    codes = {a: f"{ord(a):04x}", b: f"{ord(b):04x}"}
    other = {codes[a]: codes[b], codes[b]: codes[a]}
    for page in writer.pages:
        fonts = page["/Resources"]["/Font"]  # type: ignore[index]
        for font in (one.get_object() for one in fonts.values()):
            assert isinstance(font, DictionaryObject)
            if "/ToUnicode" in font:
                text = font["/ToUnicode"].get_data().decode()  # type: ignore[attr-defined]
                map_ = StreamObject()
                map_.set_data(
                    re.sub(
                        r"<([0-9a-fA-F]{4})>(?=\s*(?:\n|$))",
                        lambda found: f"<{other.get(found[1].lower(), found[1])}>",
                        spelled_out(text),
                    ).encode()
                )
                font[NameObject("/ToUnicode")] = writer._add_object(map_)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def spelled_out(text: str) -> str:
    """Return a map of characters with a row for each, in the place of ranges."""

    def rows(found: re.Match[str]) -> str:
        pairs = []
        for low, high, first in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", found[1]):
            for n in range(int(high, 16) - int(low, 16) + 1):
                pairs.append(f"<{int(low, 16) + n:0{len(low)}x}> <{int(first, 16) + n:04x}>")
        for low, _, many in re.findall(r"<(\w+)>\s*<(\w+)>\s*\[([^\]]*)\]", found[1]):
            for n, one in enumerate(re.findall(r"<(\w+)>", many)):
                pairs.append(f"<{int(low, 16) + n:0{len(low)}x}> <{one}>")
        parts = [pairs[n : n + 100] for n in range(0, len(pairs), 100)]
        return "\n".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar" for part in parts)

    return re.sub(r"\d+ beginbfrange(.*?)endbfrange", rows, text, flags=re.DOTALL)


PRINTERS = pytest.mark.parametrize("printed", [by_reportlab, by_fpdf2])
FONTS = pytest.mark.parametrize("name", ["Vera", "VeraBI"])


@PRINTERS
@FONTS
def test_an_honest_font_is_believed(sandbox: Sandbox, printed: Callable[[str], bytes], name: str) -> None:
    assert quotable(sandbox, printed(name)) == [SAID]


@PRINTERS
@FONTS
@pytest.mark.parametrize("pair", ["tw", "nh", "17"], ids=lambda pair: "-".join(pair))
def test_f93_a_font_that_shows_other_letters_than_it_says_is_not_quoted(
    sandbox: Sandbox, printed: Callable[[str], bytes], name: str, pair: str
) -> None:
    assert quotable(sandbox, swapped(printed(name), *pair)) == []


def test_the_sentence_that_shows_the_letter_is_not_quoted_and_the_others_are(sandbox: Sandbox) -> None:
    meanings = [(code, "y" if code == ord("n") else said) for code, said in HONEST]
    data = with_map(lines("He said no.", "All of it was lost.", leading=40), meanings)
    assert quotable(sandbox, data) == ["All of it was lost."]


@pytest.mark.parametrize("nothing", [" ", "\u200b", "\u00a0"])
def test_a_letter_that_says_it_is_nothing_is_no_space(sandbox: Sandbox, nothing: str) -> None:
    meanings = [(code, nothing if code == ord("w") else said) for code, said in HONEST]
    data = with_map(lines("He did w sign.", "All of it is lost.", leading=40), meanings)
    assert quotable(sandbox, data) == ["All of it is lost."]


def test_a_letter_that_says_it_is_several_is_not_quoted(sandbox: Sandbox) -> None:
    for several in ("not", "fi", "ed"):
        meanings = [(code, several if code == ord("w") else said) for code, said in HONEST]
        data = with_map(lines("He did w sign.", "All of it is lost.", leading=40), meanings)
        assert quotable(sandbox, data) == ["All of it is lost."]


def test_letters_that_look_alike_may_stand_for_each_other(sandbox: Sandbox) -> None:
    meanings = [(code, "l" if code == ord("I") else said) for code, said in HONEST]
    assert quotable(sandbox, with_map(show("AII of it is lost."), meanings)) == ["All of it is lost."]


def test_a_drawn_letter_that_says_it_is_another_is_not_quoted(sandbox: Sandbox) -> None:
    # Type 3: each glyph is a drawing of its own; this one is a large T.
    letter = b"600 0 0 0 600 700 d1 0 600 600 100 re 250 0 100 600 re f"
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 600 700] /FontMatrix [0.001 0 0 0.001 0 0] "
        b"/CharProcs << /a 9 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 "
        b"/Widths [600] /Resources << >> /ToUnicode 8 0 R >>"
    )
    for said, expected in (("T", "T T T."), ("N", "All of it was lost.")):
        content = "BT /F2 20 Tf 50 700 Td (a) Tj 30 0 Td (a) Tj ET" + show("T.", x=110, y=700, size=20)
        data = make_pdf(
            content + show("All of it was lost.", y=600),
            objects={8: to_unicode([(97, said)]), 9: stream(letter), 10: font},
            resources="/Font << /F1 3 0 R /F2 10 0 R >>",
        )
        (found,) = sandbox.parse(".pdf", data)  # which pypdf cannot read, so that it is not quoted anyhow
        assert found.blocks[0].text == expected


def test_letters_upside_down_are_not_read(sandbox: Sandbox) -> None:
    turned = "BT /F1 11 Tf 1 0 0 -1 50 700 Tm (pod.) Tj ET"
    assert quotable(sandbox, make_pdf(turned + show("All of it was lost.", y=600))) == ["All of it was lost."]
