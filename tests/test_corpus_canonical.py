import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import canonicalise
from corpus.canonical import control_share


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x0bb\x0cc\x85d\u2028e", "a\nb\nc\nd\ne"),
        ("a\u2029b", "a\n\nb"),
        ("tab\there", "tab here"),
        ("cafe\u0301", "café"),
        ("not\u200b gui\u00adlty\ufeff", "not guilty"),
        ("\u202enot guilty\u202c", "not guilty"),
        ("nul\x00 esc\x1b[31m", "nul esc[31m"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("👩\u200d👩", "👩\u200d👩"),
        ("a\u200e\u200f\u200eb", "a\u200eb"),
        ("one\n \n\n\ntwo", "one\n\ntwo"),
        ("  \n edges \n ", "edges"),
        ("‘curly’ “marks” – stay…", "‘curly’ “marks” – stay…"),
    ],
)
def test_text_becomes_what_telegram_would_send_back(raw: str, expected: str) -> None:
    assert canonicalise(raw) == expected


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_canonical_text_never_changes_again(raw: str) -> None:
    once = canonicalise(raw)
    assert canonicalise(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) == "Cc" and c != "\n" for c in once)


def test_half_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="lone surrogate"):
        canonicalise("a\ud83d")


def test_text_and_utf_16_without_its_mark_differ_in_their_controls() -> None:
    assert control_share("line\r\n\tline\x0c") == 0.0
    assert control_share("h\x00i\x00") == 0.5
    assert control_share("") == 0.0
