import encodings
import pkgutil
import warnings

import pytest

from corpus import ArticleError
from corpus.encodings import codec_of, declared_encoding


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf-8"),
        ("iso-8859-1", "cp1252"),  # as browsers have it
        ("shift_jis", "cp932"),
        ("latin-1", "iso8859-1"),
        ("cp850", "cp850"),
        ("utf8mb4", None),
        ("utf-16", None),
        ("utf-32", None),
        ("cp037", None),
    ],
)
def test_what_a_page_declares_is_taken_if_it_is_known_and_can_be_true(label: str, codec: str | None) -> None:
    assert declared_encoding(f'<meta charset="{label}">'.encode()) == codec


@pytest.mark.parametrize("label", ["utf-7", "iso-2022-jp", "iso-2022-kr", "hz-gb-2312", "x-user-defined"])
def test_an_encoding_in_which_ascii_is_something_else_is_not_read(label: str) -> None:
    reason = f"in the encoding '{label}', which is not read here"
    with pytest.raises(ArticleError, match=reason):
        declared_encoding(f'<meta charset="{label}"><p>It did +AG4AbwB0- sink.'.encode())
    with pytest.raises(ArticleError, match=reason):
        codec_of(label)


def test_every_codec_that_is_taken_reads_the_escapes_of_others_as_they_stand() -> None:
    escapes = b"+AOk- \\xe9 \\u00e9 =E9 &#233; xn--caf-dma ~{!!~} \x1b$B!!\x1b(B %C3%A9 caf-dma"
    names = [module.name for module in pkgutil.iter_modules(encodings.__path__)]
    taken = []
    with warnings.catch_warnings(action="ignore"):  # of backslashes that escape nothing
        for name in names:
            try:
                taken.append(codec_of(name))
            except ArticleError:
                continue
            assert escapes.decode(taken[-1]) == escapes.decode("ascii"), name
    assert {"utf-8", "cp1252", "cp850"} <= set(taken)
