import pytest
from pdf_builder import lines, make_pdf, show

from corpus.extraction import Extracted, make_extracted_article
from corpus.sandbox import Sandbox

TALKS = ("The talks failed on Monday, and nobody signed", "the treaty that was ready.")


def read(sandbox: Sandbox, data: bytes) -> Extracted:
    (found,) = sandbox.parse(".pdf", data)
    return found


@pytest.mark.parametrize(
    ("fields", "title", "authors"),
    [
        (
            "/Title (No treaty after all) /Author (Ann Lee and Bo Ek)",
            "No treaty after all",
            ("Ann Lee", "Bo Ek"),
        ),
        ("/Title (Microsoft Word - draft.doc) /Author (admin)", "A headline", ()),
        ("/Title (untitled) /Author (jsmith)", "A headline", ()),
        ("/Title (final_v2.indd) /Author (Unknown Author)", "A headline", ()),
    ],
)
def test_title_and_authors_are_taken_where_they_are_meant_for_readers(
    sandbox: Sandbox, fields: str, title: str, authors: tuple[str, ...]
) -> None:
    data = make_pdf(
        show("A headline", size=20, y=740) + lines(*TALKS),
        objects={8: f"<< {fields} /CreationDate (D:20200101000000Z) >>".encode()},
        trailer="/Info 8 0 R",
    )
    article = make_extracted_article(read(sandbox, data), stem="file")
    assert (article.title, article.authors, article.published) == (title, authors, None)


@pytest.mark.parametrize(
    ("day", "published"),
    [("2024-03-05", "2024-03-05"), ("D:20240305101500Z", "2024-03-05"), ("2999-01-01", None), ("soon", None)],
)
def test_a_day_of_publication_is_one_that_the_file_calls_so(
    sandbox: Sandbox, day: str, published: str | None
) -> None:
    objects = {8: f"<< /PublicationDate ({day}) >>".encode()}
    found = read(sandbox, make_pdf(lines(*TALKS), objects=objects, trailer="/Info 8 0 R"))
    assert found.published == published


def test_xmp_tells_the_publisher_and_the_day_of_publication(sandbox: Sandbox) -> None:
    xmp = (
        b"<x:xmpmeta><dc:publisher><rdf:Bag><rdf:li>Harbour &amp; Post</rdf:li></rdf:Bag></dc:publisher>"
        b"<prism:publicationDate>2024-03-05</prism:publicationDate></x:xmpmeta>"
    )
    stream = b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%s\nendstream" % (len(xmp), xmp)
    found = read(sandbox, make_pdf(lines(*TALKS), objects={8: stream}, catalog="/Metadata 8 0 R"))
    assert (found.publisher, found.published) == ("Harbour & Post", "2024-03-05")
