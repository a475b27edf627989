import pytest
from pdf_builder import make_pdf, show, stream

from corpus import ArticleError, lay_out
from corpus.extraction import make_extracted_article
from corpus.sandbox import Sandbox

SEEN = show("The port is open again.", y=760)
CANARY = "The mayor took a bribe."
FORM = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
HIDDEN = show(CANARY)


def quotable(sandbox: Sandbox, data: bytes) -> list[str]:
    (found,) = sandbox.parse(".pdf", data)
    article = make_extracted_article(found, stem="file")
    return [sentence.span.slice(article.text) for sentence in lay_out(article).sentences]


WAYS: dict[str, dict[str, object]] = {
    "an invisible render mode": {"content": show(CANARY, before="3 Tr")},
    "a render mode that only clips": {"content": f"q {show(CANARY, before='7 Tr')} Q"},
    "white on white": {"content": f"q 1 g {HIDDEN} Q"},
    "nearly white on white": {"content": f"q 0.97 g {HIDDEN} Q"},
    "black on black": {"content": f"0 g 40 690 300 30 re f {HIDDEN}"},
    "the colour of the box below": {"content": f"1 0 0 rg 40 690 300 30 re f {HIDDEN}"},
    "no size": {"content": show(CANARY, size=0)},
    "a tiny size": {"content": show(CANARY, size=0.8)},
    "a matrix that makes it tiny": {"content": f"q 0.05 0 0 0.05 0 0 cm {show(CANARY, x=2000, y=9000)} Q"},
    "a place beside the page": {"content": show(CANARY, x=700)},
    "a place below the page": {"content": show(CANARY, y=-50)},
    "a crop box": {"content": HIDDEN, "page": "/CropBox [0 730 600 800]"},
    "a rectangle above it": {"content": f"{HIDDEN} 1 g 40 690 300 30 re f"},
    "a coloured rectangle above it": {"content": f"{HIDDEN} 0 0 1 rg 40 690 300 30 re f"},
    "an image above it": {
        "content": f"{HIDDEN} q 300 0 0 40 40 685 cm /Im Do Q",
        "resources": "/XObject << /Im 8 0 R >>",
        "objects": {
            8: stream(
                b"\xff",
                "/Type /XObject /Subtype /Image /Width 1 /Height 1 "
                "/ColorSpace /DeviceGray /BitsPerComponent 8",
            )
        },
    },
    "no opacity": {
        "content": f"q /G gs {HIDDEN} Q",
        "resources": "/ExtGState << /G << /ca 0 /CA 0 >> >>",
    },
    "a clipping path elsewhere": {"content": f"q 0 0 20 20 re W n {HIDDEN} Q"},
    "a clipping path through its middle": {"content": f"q 0 704 600 50 re W n {HIDDEN} Q"},
    "a layer that is off": {
        "content": f"/OC /L BDC {HIDDEN} EMC",
        "resources": "/Properties << /L 8 0 R >>",
        "catalog": "/OCProperties << /OCGs [8 0 R] /D << /OFF [8 0 R] >> >>",
        "objects": {8: b"<< /Type /OCG /Name (Layer) >>"},
    },
    "white in a form": {
        "content": "q 1 g /Fm Do Q",
        "resources": "/XObject << /Fm 8 0 R >>",
        "objects": {8: stream(HIDDEN.encode(), FORM)},
    },
    "a rectangle above its form": {
        "content": "/Fm Do 1 g 40 690 300 30 re f",
        "resources": "/XObject << /Fm 8 0 R >>",
        "objects": {8: stream(HIDDEN.encode(), FORM)},
    },
    "text that is seen in the same place": {
        "content": show("It is cloudy in the south.") + show(CANARY, before="3 Tr")
    },
    "letters that are seen in the same place": {
        "content": f"{show('It is cloudy in the south.')} q 1 g {HIDDEN} Q"
    },
    "the ink of a larger letter": {
        "content": show("A bribe.", x=275, y=300, size=9) + show("I", x=200, y=100, size=700)
    },
    "an annotation above it": {
        "content": HIDDEN,
        "page": "/Annots [8 0 R]",
        "objects": {
            8: b"<< /Type /Annot /Subtype /Square /F 4 /Rect [40 690 340 720] /AP << /N 9 0 R >> >>",
            9: stream(b"1 g 0 0 300 30 re f", "/Type /XObject /Subtype /Form /BBox [0 0 300 30]"),
        },
    },
    "an annotation": {
        "page": "/Annots [8 0 R]",
        "objects": {
            8: f"<< /Type /Annot /Subtype /Text /Rect [50 600 90 640] /Contents ({CANARY}) >>".encode()
        },
    },
    "a form field": {
        "page": "/Annots [8 0 R]",
        "catalog": "/AcroForm << /Fields [8 0 R] >>",
        "objects": {
            8: f"<< /Subtype /Widget /FT /Tx /T (f) /V ({CANARY}) /Rect [50 600 300 640] >>".encode()
        },
    },
    "an attachment": {
        "catalog": "/Names << /EmbeddedFiles << /Names [(a.txt) 8 0 R] >> >>",
        "objects": {
            8: b"<< /Type /Filespec /F (a.txt) /EF << /F 9 0 R >> >>",
            9: stream(CANARY.encode(), "/Type /EmbeddedFile"),
        },
    },
}


@pytest.mark.parametrize("way", WAYS)
def test_f92_what_is_hidden_is_never_quotable_by(sandbox: Sandbox, way: str) -> None:
    options = dict(WAYS[way])
    data = make_pdf(SEEN + str(options.pop("content", "")), **options)  # type: ignore[arg-type]
    quoted = quotable(sandbox, data)
    assert quoted[:1] == ["The port is open again."]
    assert not any("bribe" in sentence for sentence in quoted)


SEEN_WAYS = {
    "white on black": f"0 g 40 690 300 30 re f 1 g {HIDDEN}",
    "grey": f"0.55 g {HIDDEN}",
    "small": show(CANARY, size=6),
    "an outline": show(CANARY, size=14, before="1 Tr"),
    "half opaque": f"q /G gs {HIDDEN} Q",
    "a form": "/Fm Do",
    "a clipping path around it": f"q 0 600 600 150 re W n {HIDDEN} Q",
    "a rectangle below it": f"0.9 g 40 690 300 30 re f 0 g {HIDDEN}",
}


@pytest.mark.parametrize("way", SEEN_WAYS)
def test_what_is_seen_is_quotable_as(sandbox: Sandbox, way: str) -> None:
    data = make_pdf(
        SEEN + SEEN_WAYS[way],
        resources="/XObject << /Fm 8 0 R >> /ExtGState << /G << /ca 0.5 >> >>",
        objects={8: stream(HIDDEN.encode(), FORM)},
    )
    assert quotable(sandbox, data) == ["The port is open again.", CANARY]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_page_that_is_turned_as_a_whole_is_read(sandbox: Sandbox, rotation: int) -> None:
    matrix = {90: "0 1 -1 0 700 100", 180: "-1 0 0 -1 550 300", 270: "0 -1 1 0 100 700"}[rotation]
    content = f"BT /F1 11 Tf {matrix} Tm ({CANARY}) Tj ET"
    assert quotable(sandbox, make_pdf(content, page=f"/MediaBox [0 0 800 800] /Rotate {rotation}")) == [
        CANARY
    ]


@pytest.mark.parametrize("turned", ["0 1 -1 0 {} 100", "0 -1 1 0 {} 700"])
def test_a_page_of_upright_text_is_read_as_if_it_were_turned(sandbox: Sandbox, turned: str) -> None:
    texts = ("The port is open again.", CANARY)
    steps = (100, 200) if turned.startswith("0 1") else (300, 200)
    content = "".join(
        f"BT /F1 11 Tf {turned.format(x)} Tm ({text}) Tj ET\n" for x, text in zip(steps, texts, strict=True)
    )
    data = make_pdf(content + show("- 7 -", x=500, y=30), page="/MediaBox [0 0 800 800]")
    assert quotable(sandbox, data) == list(texts)


def test_text_that_stands_upright_beside_the_text_is_left_out(sandbox: Sandbox) -> None:
    data = make_pdf(SEEN + f"BT /F1 11 Tf 0 1 -1 0 500 100 Tm ({CANARY}) Tj ET")
    assert quotable(sandbox, data) == ["The port is open again."]


def test_a_hidden_word_within_a_sentence_makes_it_unquotable(sandbox: Sandbox) -> None:
    hidden = "BT /F1 11 Tf 50 700 Td (He did ) Tj 3 Tr (not ) Tj 0 Tr (sign it.) Tj ET"
    assert quotable(sandbox, make_pdf(SEEN + hidden)) == ["The port is open again."]


def test_a_text_that_stands_for_another_is_not_quotable(sandbox: Sandbox) -> None:
    actual = (
        "BT /F1 11 Tf 50 700 Td (He did ) Tj /Span << /ActualText (not) >> BDC (now) Tj EMC ( sign it.) Tj ET"
    )
    assert not any("not" in sentence for sentence in quotable(sandbox, make_pdf(SEEN + actual)))


def test_bold_made_of_the_same_text_twice_is_never_quoted_twice(sandbox: Sandbox) -> None:
    data = make_pdf(SEEN + HIDDEN + show(CANARY, x=50.4))
    assert set(quotable(sandbox, data)) <= {"The port is open again.", CANARY}


@pytest.mark.parametrize("content", ["", show(CANARY, before="3 Tr"), "0 g 50 50 500 700 re f"])
def test_a_file_without_text_that_can_be_seen_is_no_article(sandbox: Sandbox, content: str) -> None:
    with pytest.raises(ArticleError, match="no text that can be seen"):
        sandbox.parse(".pdf", make_pdf(content))
