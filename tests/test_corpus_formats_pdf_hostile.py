"""The hostile families F76 to F85 of PDFs: each ends as a reason or is read, within the limits."""

import time
import zlib
from collections.abc import Callable, Iterator
from hashlib import md5

import pytest
from pdf_builder import FONT, FONT_ID, PAGES, assemble, deflated, lines, make_pdf, show, stream

from corpus import ArticleError
from corpus.extraction import make_extracted_article
from corpus.sandbox import ParserError, Sandbox

TEXT = "The talks failed on Monday."
CONTENT = show(TEXT)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(seconds=20) as own:
        yield own


def outcome(sandbox: Sandbox, data: bytes) -> str:
    """Return the text or the reason; afterwards, an honest file is read as ever."""
    try:
        (found,) = sandbox.parse(".pdf", data)
        told = " | ".join(block.text for block in found.blocks)
    except ArticleError as error:
        told = str(error)
    (after,) = sandbox.parse(".pdf", make_pdf(CONTENT))
    assert [block.text for block in after.blocks] == [TEXT]
    return told


def rc4(key: bytes, data: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def encrypted(user_password: bytes) -> bytes:
    """Encrypt as revision 2 of the standard handler does (ISO 32000-1, 7.6.3)."""
    padded = (user_password + PADDING)[:32]
    owner = rc4(md5(PADDING).digest()[:5], padded)
    key = md5(padded + owner + b"\xfc\xff\xff\xff" + b"ID").digest()[:5]
    user = rc4(key, PADDING)
    secret = rc4(md5(key + b"\x04\x00\x00\x00\x00").digest()[:10], CONTENT.encode())
    handler = f"<< /Filter /Standard /V 1 /R 2 /P -4 /O <{owner.hex()}> /U <{user.hex()}> >>"
    return make_pdf(secret, objects={8: handler.encode()}, trailer="/Encrypt 8 0 R /ID [(ID) (ID)]")


def aes(key: bytes, block: bytes) -> bytes:
    """Encrypt a block with AES-128 (FIPS 197)."""

    def double(byte: int) -> int:
        return (byte << 1) ^ (0x11B if byte & 0x80 else 0)

    powers = [1]
    for _ in range(254):
        powers.append(powers[-1] ^ double(powers[-1]))  # of 3, which makes every byte but 0
    box = [0x63] * 256
    for exponent, byte in enumerate(powers):
        inverse = powers[-exponent % 255]
        turned = [inverse << n | inverse >> 8 - n for n in range(5)]
        box[byte] = 0x63 ^ (turned[0] ^ turned[1] ^ turned[2] ^ turned[3] ^ turned[4]) & 0xFF
    words = [key[n : n + 4] for n in range(0, 16, 4)]
    rounds = 1
    for n in range(4, 44):
        word = words[-1]
        if n % 4 == 0:
            word = bytes(box[b] for b in word[1:] + word[:1])
            word = bytes((word[0] ^ rounds, *word[1:]))
            rounds = double(rounds)
        words.append(bytes(a ^ b for a, b in zip(words[n - 4], word, strict=True)))
    keys = [b"".join(words[n : n + 4]) for n in range(0, 44, 4)]
    state = bytes(a ^ b for a, b in zip(block, keys[0], strict=True))
    for n in range(1, 11):
        state = bytes(box[state[(i + 4 * (i % 4)) % 16]] for i in range(16))
        if n < 10:
            state = bytes(
                double(state[i])
                ^ double(state[i // 4 * 4 + (i + 1) % 4])
                ^ state[i // 4 * 4 + (i + 1) % 4]
                ^ state[i // 4 * 4 + (i + 2) % 4]
                ^ state[i // 4 * 4 + (i + 3) % 4]
                for i in range(16)
            )
        state = bytes(a ^ b for a, b in zip(state, keys[n], strict=True))
    return state


def encrypted_with_aes(user_password: bytes) -> bytes:
    """Encrypt as revision 4 of the standard handler does (ISO 32000-1, 7.6)."""
    padded = (user_password + PADDING)[:32]
    key = md5(padded + bytes(32) + b"\xfc\xff\xff\xff" + b"ID").digest()
    for _ in range(50):
        key = md5(key).digest()
    user = md5(PADDING + b"ID").digest()
    for n in range(20):
        user = rc4(bytes(byte ^ n for byte in key), user)
    own = md5(key + b"\x04\x00\x00\x00\x00sAlT").digest()
    secret = bytes(16)  # where the chain begins
    plain = CONTENT.encode()
    plain += bytes([16 - len(plain) % 16]) * (16 - len(plain) % 16)
    for n in range(0, len(plain), 16):
        secret += aes(own, bytes(a ^ b for a, b in zip(plain[n : n + 16], secret[-16:], strict=True)))
    handler = (
        f"<< /Filter /Standard /V 4 /R 4 /Length 128 /P -4 /O <{'00' * 32}> /U <{user.hex()}{'00' * 16}> "
        "/CF << /StdCF << /CFM /AESV2 /Length 16 /AuthEvent /DocOpen >> >> /StmF /StdCF /StrF /StdCF >>"
    )
    return make_pdf(secret, objects={8: handler.encode()}, trailer="/Encrypt 8 0 R /ID [(ID) (ID)]")


def test_f76_an_encrypted_file_is_refused(sandbox: Sandbox) -> None:
    for protected in (encrypted(b"secret"), encrypted_with_aes(b"secret")):
        assert outcome(sandbox, protected) == "encrypted; save a copy without the password"


@pytest.mark.parametrize("protect", [encrypted, encrypted_with_aes], ids=["RC4", "AES"])
def test_f76_an_encrypted_file_that_opens_without_a_password_is_read_and_quotable(
    sandbox: Sandbox, protect: Callable[[bytes], bytes]
) -> None:
    assert outcome(sandbox, protect(b"")) == TEXT
    (found,) = sandbox.parse(".pdf", protect(b""))
    assert make_extracted_article(found, stem="file").marks.doubtful == ()


def test_f77_a_page_that_is_only_an_image_has_no_text(sandbox: Sandbox) -> None:
    image = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"
    data = make_pdf(
        "q 500 0 0 700 50 50 cm /Im Do Q",
        resources="/XObject << /Im 8 0 R >>",
        objects={8: stream(b"\x40", image)},
    )
    assert outcome(sandbox, data) == "no text that can be seen in it; pages that were scanned need OCR first"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9, 0.99])
def test_f78_a_file_that_is_cut_off_is_refused(sandbox: Sandbox, share: float) -> None:
    data = make_pdf(CONTENT, CONTENT)
    assert (
        outcome(sandbox, data[: int(len(data) * share)])
        == "cut off: its end is missing; fetch or save it again"
    )


def test_f78_a_linearized_file_that_is_cut_off_after_its_first_page_is_refused(sandbox: Sandbox) -> None:
    data = make_pdf(CONTENT).replace(b"%\xe2\xe3", b"%<< /Linearized 1 /L 99999 >>\n%\xe2\xe3", 1)
    assert outcome(sandbox, data) == "cut off: its end is missing; fetch or save it again"


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n%%EOF", b"<html>%%EOF", b"%PDF-1.7\n" + bytes(5000) + b"%%EOF"]
)
def test_f78_what_is_no_pdf_is_refused(sandbox: Sandbox, data: bytes) -> None:
    assert outcome(sandbox, data) == "damaged, or not a PDF; fetch or save it again"


def test_f79_a_circle_of_cross_reference_tables_ends(sandbox: Sandbox) -> None:
    data = make_pdf(CONTENT)
    place = data.index(b"xref\n0")
    assert outcome(sandbox, make_pdf(CONTENT, trailer=f"/Prev {place}")) == TEXT


def test_f80_a_loop_in_the_outline_is_never_walked(sandbox: Sandbox) -> None:
    objects = {
        8: b"<< /First 9 0 R /Last 9 0 R /Count 1 >>",
        9: b"<< /Title (a) /Parent 8 0 R /Next 9 0 R /First 9 0 R >>",
    }
    assert outcome(sandbox, make_pdf(CONTENT, catalog="/Outlines 8 0 R", objects=objects)) == TEXT


def test_f80_a_loop_in_the_page_tree_ends(sandbox: Sandbox) -> None:
    pages = f"<< /Type /Pages /Count 2 /Kids [5 0 R {PAGES} 0 R] >>".encode()
    told = outcome(sandbox, make_pdf(CONTENT, objects={PAGES: pages}))
    assert told in {TEXT, "damaged: its page 2 cannot be opened; fetch or save it again"}


def test_f81_an_inline_image_without_an_end_ends(sandbox: Sandbox) -> None:
    image = "BI /W 10 /H 10 /BPC 8 /CS /G ID " + "x" * 200_000
    assert outcome(sandbox, make_pdf(CONTENT + image)) == TEXT


def test_f82_nested_compression_ends(sandbox: Sandbox) -> None:
    bomb = bytes(200_000_000)
    for _ in range(3):
        bomb = zlib.compress(bomb, 9)
    data = make_pdf("", objects={4: stream(bomb, "/Filter [/FlateDecode /FlateDecode /FlateDecode]")})
    assert outcome(sandbox, data) == "no text that can be seen in it; pages that were scanned need OCR first"


def test_f82_a_bomb_of_operators_ends_as_a_reason(sandbox: Sandbox) -> None:
    data = make_pdf("", objects={4: deflated(CONTENT.encode() * 1_000_000)})
    started = time.monotonic()
    with pytest.raises(ArticleError) as refused:
        sandbox.parse(".pdf", data)
    assert time.monotonic() - started < 25
    assert str(refused.value).startswith(
        (
            "took more than 20 s",
            "no text that can be seen",
            "too large",
            "needs more memory",
            "its parser crashed",
        )
    )


def test_f83_a_million_pages_are_refused(sandbox: Sandbox) -> None:
    tree = b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % (b"5 0 R " * 1_000_000)
    assert (
        outcome(sandbox, make_pdf(CONTENT, objects={PAGES: tree}))
        == "too long: 1,000,000 pages, at most 2,000"
    )


def test_f83_a_count_of_pages_that_lies_is_refused(sandbox: Sandbox) -> None:
    tree = b"<< /Type /Pages /Count 1000000 /Kids [5 0 R] >>"
    told = outcome(sandbox, make_pdf(CONTENT, objects={PAGES: tree}))
    assert told in {TEXT, "too long: 1,000,000 pages, at most 2,000"}


def test_f84_scripts_launches_and_attachments_are_never_run(sandbox: Sandbox) -> None:
    objects = {
        8: b"<< /S /JavaScript /JS (while (true) {} app.launchURL('http://127.0.0.1:9/');) >>",
        9: b"<< /S /Launch /F (/usr/bin/touch) /Win << /F (/tmp/launched) >> >>",
        10: b"<< /S /URI /URI (http://127.0.0.1:9/) >>",
    }
    data = make_pdf(
        CONTENT,
        catalog="/OpenAction 8 0 R /AA << /WC 9 0 R >> /Names << /JavaScript << /Names [(a) 8 0 R] >> >>",
        page="/AA << /O 10 0 R /C 9 0 R >>",
        objects=objects,
    )
    assert outcome(sandbox, data) == TEXT


def test_f85_the_name_of_a_character_map_opens_no_file(sandbox: Sandbox) -> None:
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /#2e#2e#2f#2e#2e#2ftmp#2fevil.pickle.gz "
        b"/DescendantFonts [8 0 R] >>"
    )
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 9 0 R "
        b"/CIDSystemInfo << /Registry (../../tmp) /Ordering (evil) /Supplement 0 >> >>"
    )
    descriptor = b"<< /Type /FontDescriptor /FontName /X /Flags 4 /FontBBox [0 0 1 1] /ItalicAngle 0 >>"
    objects = {FONT_ID: font, 8: descendant, 9: descriptor, 10: FONT}
    data = make_pdf(CONTENT, objects=objects)
    told = outcome(sandbox, data)
    assert TEXT not in told


def test_forms_that_draw_each_other_end(sandbox: Sandbox) -> None:
    entries = "/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /XObject << /Fm 8 0 R >> >>"
    data = make_pdf(
        CONTENT + "/Fm Do",
        resources="/XObject << /Fm 8 0 R >>",
        objects={8: stream(b"/Fm Do /Fm Do", entries)},
    )
    assert outcome(sandbox, data) in {TEXT, "its parser crashed", "took more than 20 s to parse"}


def test_objects_that_are_each_other_end(sandbox: Sandbox) -> None:
    data = assemble({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"3 0 R", 3: b"2 0 R"})
    with pytest.raises(ArticleError):
        sandbox.parse(".pdf", data)


@pytest.mark.parametrize("box", ["[0 0 1e9 1e9]", "[0 0 0 0]", "[0 0 -5 nan]", "[0 0 1 1000000]"])
def test_a_page_of_any_size_ends(sandbox: Sandbox, box: str) -> None:
    told = outcome(sandbox, make_pdf(CONTENT, page=f"/MediaBox {box}"))
    assert told == TEXT or told.startswith("no text that can be seen")


def test_a_page_of_too_many_lines_is_not_put_in_order_for_long(sandbox: Sandbox) -> None:
    grid = "".join(show("x.", x=10 + 20 * (n % 29), y=790 - 4 * (n // 29), size=4) for n in range(5_000))
    assert outcome(sandbox, make_pdf(grid)).startswith("x. | x.")


def test_many_pages_take_seconds(sandbox: Sandbox) -> None:
    page = lines(*["The talks failed on Monday, and nobody signed the treaty."] * 45, y=780)
    (found,) = sandbox.parse(".pdf", make_pdf(*[page] * 20))
    assert found.blocks[-1].page == 20


def test_a_parser_that_is_lost_is_a_failure_and_a_refusal_is_not(sandbox: Sandbox) -> None:
    with pytest.raises(ArticleError) as refused:
        sandbox.parse(".pdf", encrypted(b"secret"))
    assert not isinstance(refused.value, ParserError)
